"""The team of a season: invited by mail, in once they accept, out with their role; free or not, day by day."""

from datetime import date

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from atelier.accounts.models import User
from atelier.outbox import delivery
from atelier.outbox.models import Message
from atelier.seasons import team as places
from atelier.seasons.models import Season, TeamMember
from sessions.attendance import expected, roll_call, sign_in_sheets
from sessions.attendance.models import Attendance
from sessions.facilitation import availability, hours, links, team
from sessions.facilitation.models import Availability, FacilitatorPresence, Preparation
from sessions.programme import feeds
from tests.facilitation import joined, lead
from tests.factories import SeasonFactory, UserFactory, add_days
from tests.sessions.conftest import text_of

pytestmark = pytest.mark.django_db
PAGE = "/espace/animation/"


@pytest.fixture(autouse=True)
def in_february():
    with time_machine.travel("2027-02-01 10:00+01:00", tick=False):
        yield


@pytest.fixture
def march(season):
    return add_days(season, date(2027, 3, 4), date(2027, 3, 5))


@pytest.fixture
def ada(season, march):
    return joined(season, email="ada@example.org")


def added(season, **values):
    return {
        "first_name": "Inès",
        "last_name": "Roy",
        "email": "ines@example.org",
        "role": "animation",
        "add": "1",
        **values,
    }


def items_of(part, item, *members):
    """The page of a half-day as it is posted: these lead its one item."""
    return {
        "day": part.day_id, "period": part.period, "starts_at": part.starts_at, "ends_at": part.ends_at,
        "items-TOTAL_FORMS": 1, "items-INITIAL_FORMS": 1, "items-0-id": item.pk, "items-0-half_day": part.pk,
        "items-0-starts_at": "10:00", "items-0-format": "plenary", "items-0-title": "Accueil",
        "items-0-facilitators": [one.pk for one in members],
    }  # fmt: skip


def sent(template):
    for message in Message.objects.filter(source=f"sessions/emails/{template}", state="queued").order_by("pk"):
        delivery.deliver(message.pk)
    return mail.outbox[-1]


def test_somebody_added_is_invited_and_has_the_role_once_they_accept(desk, as_user, season, march):
    desk.post(reverse("admin:facilitators"), added(season))
    member = season.team.get()
    user = member.user
    assert (member.name, member.full_name, member.state, user.is_facilitator) == ("", "Inès Roy", "invitée", False)
    assert not hours.accounts_of(season).exists()

    letter = sent("facilitator_invitation")
    assert (letter.to, PAGE in letter.body) == (["ines@example.org"], True)
    assert f"/disponibilites/{links.token_for(member)}/" in letter.body
    assert links.token_for(member) not in Message.objects.get(source="sessions/emails/facilitator_invitation").text

    client = as_user(user)
    assertContains(client.get(PAGE), "Rejoindre l’équipe")
    client.post(PAGE, {"place": member.pk, "join": "1"})
    user.refresh_from_db()
    assert user.is_facilitator
    assert list(hours.accounts_of(season)) == [member]
    client.force_login(user)  # another role: the session of before is over
    assertNotContains(client.get(PAGE), "Rejoindre l’équipe")


def test_a_name_of_the_team_receives_its_account_and_is_written_once(desk, season, march):
    UserFactory(email="ines@example.org", first_name="Agnès", last_name="Roy")
    season.team.create(name="A. Roy", role="restitution")
    named = season.team.get()
    desk.post(reverse("admin:facilitators"), added(season, member=named.pk, role=""))
    named.refresh_from_db()

    assert (named.name, named.full_name, named.role) == ("", "Agnès Roy", "restitution")
    refused = desk.post(reverse("admin:facilitators"), added(season, first_name="Autre"))
    assertContains(refused, "déjà dans l’équipe")
    assertContains(refused, "Autre")  # nothing typed is lost
    assertContains(desk.post(reverse("admin:facilitators"), added(season, email="rien")), "adresse")
    assert (season.team.count(), User.objects.filter(email="ines@example.org").count()) == (1, 1)


def test_the_public_page_shows_the_name_of_the_account_as_it_is_now(client, season, ada):
    Season.objects.update(status="published")
    assertContains(client.get(f"/saisons/{season.number}/"), "Ada Perrin")
    ada.user.first_name = "Adèle"
    ada.user.save(update_fields=["first_name"])

    page = client.get(f"/saisons/{season.number}/")
    assertContains(page, "Adèle Perrin")
    assertNotContains(page, ada.user.email)
    places.leave_team(member=ada)
    assertNotContains(client.get(f"/saisons/{season.number}/"), "Adèle Perrin")


def test_leaving_the_last_running_team_ends_the_role_and_the_sessions(as_user, desk, season, ada):
    other = joined(SeasonFactory(number=7), user=ada.user)
    item = lead(season.days.first(), ada)
    desk.post(f"{reverse('admin:facilitators')}?saison={season.pk}", {"leave": ada.pk})
    ada.user.refresh_from_db()
    assert (ada.user.is_facilitator, item.facilitators.count()) == (True, 0)

    client = as_user(ada.user)
    assert client.get(PAGE).status_code == 200
    team.leave(member=other)
    ada.user.refresh_from_db()
    assert not ada.user.is_facilitator
    assert client.get(PAGE).status_code == 302
    with pytest.raises(links.InvalidLink):
        links.member_by_link(links.token_for(other))


def test_a_row_erased_by_hand_ends_the_role_too_and_one_of_an_archive_keeps_none(season, ada):
    Season.objects.filter(pk=joined(SeasonFactory(number=7), user=ada.user).season_id).update(status="archived")
    ada.delete()

    assert not User.objects.get(pk=ada.user_id).is_facilitator


def test_the_reason_of_a_colleague_is_for_organisers_alone(as_user, season, march, ada):
    item = lead(march[0], ada)
    availability.answer(member=ada, given={march[0]: ("no", "en congé")})
    part = item.half_day
    page = reverse("admin:atelier_sessions_halfday_change", args=[part.pk])
    zoe = as_user(joined(season, email="zoe@example.org").user)
    assertContains(zoe.get(page), "Ada Perrin")
    assertNotContains(zoe.get(page), "(a dit «")
    answer = zoe.post(page, items_of(part, item, ada), follow=True)

    assertNotContains(answer, "en congé")
    assert item.facilitators.get() == ada


def test_availability_is_answered_by_link_without_signing_in(client, season, march, ada):
    page = reverse("sessions:personal_availability", args=[links.token_for(ada)])
    assertContains(client.get(page), "jeudi 4")
    assert not Availability.objects.exists()  # opening it answers nothing
    assertContains(client.post(page, {"availability": "1"}), "Cochez au moins une réponse")
    kept = client.post(page, {f"line-{march[0].pk}": "jusqu’à midi", "availability": "1"})
    assertContains(kept, "jusqu’à midi")
    client.post(page, {f"answer-{march[0].pk}": "no", f"line-{march[0].pk}": "en congé", "availability": "1"})

    (said,) = Availability.objects.all()
    assert (said.member, said.day, said.answer, said.line) == (ada, march[0], "no", "en congé")
    User.objects.filter(pk=ada.user_id).update(email="autre@example.org")
    assert client.get(page).status_code == 410


def test_the_days_of_another_season_or_past_are_not_answered(client, season, march, ada):
    (elsewhere,) = add_days(SeasonFactory(number=7), date(2027, 3, 9))
    page = reverse("sessions:personal_availability", args=[links.token_for(ada)])
    client.post(page, {f"answer-{elsewhere.pk}": "yes", f"answer-{march[1].pk}": "maybe"})
    assert [one.day for one in Availability.objects.all()] == [march[1]]
    with time_machine.travel("2027-03-05 10:00+01:00", tick=False):
        assert list(availability.days_to_ask(season)) == [march[1]]


def test_the_team_is_asked_in_one_act_and_only_of_what_it_did_not_say(desk, season, march, ada):
    settled = joined(season, email="zoe@example.org", first_name="Zoé", last_name="Petit")
    season.team.create(name="Sans compte", role="pilote")
    availability.answer(member=settled, given=dict.fromkeys(march, ("yes", "")))
    page = f"{reverse('admin:facilitators')}?saison={season.pk}"
    shown = desk.get(page).context["shown_ask"]
    availability.answer(member=ada, given={march[0]: ("maybe", "")})  # still to be asked

    desk.post(page, {"ask": "1", "shown": shown})
    assert [one.to for one in [sent("facilitator_availability")]] == [["ada@example.org"]]
    assert Message.objects.filter(source="sessions/emails/facilitator_availability").count() == 1
    availability.ask(season)  # the same day: nobody is written to twice
    assert Message.objects.filter(source="sessions/emails/facilitator_availability").count() == 1


def test_assigning_somebody_who_said_no_warns_in_words(desk, season, march, ada):
    item = lead(march[0], ada)
    availability.answer(member=ada, given={march[0]: ("no", "en congé")})
    part = item.half_day
    page = reverse("admin:atelier_sessions_halfday_change", args=[part.pk])
    assertContains(desk.get(page), "Ada Perrin (a dit « non »)")
    form = desk.get(page).context["adminform"].form
    assert form is not None
    answer = desk.post(page, items_of(part, item, ada), follow=True)

    assertContains(answer, "Ada Perrin a dit « non » pour le 4 mars 2027 (« en congé »)")
    assert list(item.facilitators.all()) == [ada]
    assertContains(desk.get(reverse("admin:facilitators")), "Voyez ensemble")


def test_half_days_and_preparation_are_counted_by_season(as_user, season, march, ada, organiser):
    lead(march[0], ada)
    lead(march[0], ada, title="Synthèse")
    lead(march[1], ada, period="afternoon")
    (elsewhere,) = add_days(SeasonFactory(number=7), date(2027, 3, 9))
    lead(elsewhere, joined(elsewhere.season, user=ada.user))
    client = as_user(ada.user)
    prefix = f"p{ada.pk}"
    spent = {"place": ada.pk, "prepare": "1", f"{prefix}-on": "2027-01-30", f"{prefix}-line": "Lecture"}
    assertContains(client.post(PAGE, {**spent, f"{prefix}-minutes": "deux heures"}), "ne se lit pas comme une durée")
    client.post(PAGE, {**spent, f"{prefix}-minutes": "1 h 30"})
    client.post(PAGE, {**spent, f"{prefix}-minutes": "0,25"})
    part = march[0].half_days.get(period="morning")
    hours.record_presence(member=ada, half_day=part, is_there=True, noted_by=organiser.pk)

    (row,) = hours.team_table(season).rows
    assert (row.planned, row.present, row.minutes) == (2, 1, 105)
    assertContains(client.get(PAGE), "1\u00a0h\u00a045")
    last = hours.worksheet(hours.team_table(season))[1]
    assert [str(cell) for cell in last] == [
        "Ada Perrin", "animation", "dans l’équipe", "sans réponse", "sans réponse", "2", "1", "1.75",
    ]  # fmt: skip
    client.post(PAGE, {"place": ada.pk, "forget": Preparation.objects.order_by("pk").first().pk})
    assert [one.minutes for one in Preparation.objects.all()] == [15]


def test_nobody_acts_in_the_place_of_somebody_else(as_user, season, march, ada):
    zoe = joined(season, email="zoe@example.org")
    mine = Preparation.objects.create(member=ada, on=date(2027, 1, 30), minutes=15)
    client = as_user(zoe.user)
    for data in ({"place": ada.pk, "join": "1"}, {"place": zoe.pk, "forget": mine.pk}, {"place": "²"}, {}):
        assert client.post(PAGE, data).status_code == 404
    assert Preparation.objects.get() == mine
    assert client.get(reverse("admin:facilitators")).status_code == 403


def test_the_team_stands_on_the_sheet_and_is_noted_apart(desk, triptych, organiser):
    (day,) = add_days(triptych.season, date(2027, 2, 1))
    ada = joined(triptych.season)
    lead(day, ada)
    before = roll_call_counts(day)
    page = reverse("admin:day_presence", args=[day.pk])
    morning, afternoon = day.half_days.order_by("starts_at")
    shown = desk.get(page)
    assertContains(shown, "n’entrent dans aucun taux")
    desk.post(page, {f"m{ada.pk}-h{morning.pk}": "on", f"initial-m{ada.pk}-h{morning.pk}": "False"})
    # Another page, shown before that note, does not take it back.
    desk.post(page, {f"m{ada.pk}-h{afternoon.pk}": "on", f"initial-m{ada.pk}-h{morning.pk}": "False"})

    assert [one.half_day for one in FacilitatorPresence.objects.order_by("half_day__starts_at")] == [morning, afternoon]
    assert (roll_call_counts(day), Attendance.objects.exists()) == (before, False)
    sheet = text_of(sign_in_sheets.sign_in_sheet(day))
    assert "Ada Perrin" in sheet
    roll_call.close_day(day=day, author=organiser)
    refused = desk.post(page, {f"initial-m{ada.pk}-h{morning.pk}": "True"}, follow=True)
    assertContains(refused, "sont closes")
    assert FacilitatorPresence.objects.count() == 2


def roll_call_counts(day):
    return expected.expected_people(day).count()


def test_their_agenda_has_the_days_that_they_lead_and_what(client, season, march, ada):
    lead(march[1], ada, title="Entre pairs")
    address = feeds.feed_for(user=ada.user).get_absolute_url()
    content = client.get(address).content.decode().replace("\r\n ", "")

    assert (content.count("BEGIN:VEVENT"), "Vous animez" in content, "Entre pairs (Salle Ouest)" in content) == (
        1, True, True,
    )  # fmt: skip
    assert "Vous animez" not in client.get(f"/saisons/{season.number}/calendrier.ics").content.decode()
    team.leave(member=ada)
    assert b"BEGIN:VEVENT" not in client.get(address).content


def test_a_season_without_a_team_says_what_to_do(desk, as_user, season, stranger):
    page = desk.get(f"{reverse('admin:facilitators')}?saison={season.pk}")
    for sentence in ("n’a pas encore d’équipe", "posez d’abord les dates", "Aucune lettre n’est à émettre"):
        assertContains(page, sentence)
    (day,) = add_days(season, date(2027, 3, 4))
    assertContains(desk.get(reverse("admin:day_presence", args=[day.pk])), "Personne n’anime encore cette journée")
    assertContains(as_user(stranger).get(PAGE), "d’aucune saison")
    assert TeamMember.objects.count() == 0
