"""Alumni: somebody whose season is over agrees, until a date, to stay within reach of the people of the seasons."""

import re
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from atelier.outbox import delivery
from atelier.outbox.models import Message
from atelier.privacy import retention
from atelier.reminders import broadcasts
from atelier.seasons.models import Season
from sessions.programme import calendar
from sessions.programme.models import PARIS
from territories import alumni, alumni_links
from territories.models import AlumniAgreement, Participant
from tests.alumni import AlumniAgreementFactory
from tests.factories import ParticipantFactory, TriptychFactory, UserFactory, add_days

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mode")]
LAST = date(2027, 3, 2)
END = date(2029, 3, 1)  # two years of 365 days later
MESSAGE, ADDRESS = AlumniAgreement.Reach


@pytest.fixture(autouse=True)
def last_day():
    """The evening of the last day."""
    with time_machine.travel(datetime(2027, 3, 2, 18, tzinfo=PARIS), tick=False):
        yield


@pytest.fixture
def seat(participant):
    add_days(participant.season, LAST - timedelta(days=30), LAST)
    return participant


@pytest.fixture
def reached():
    """Somebody of another season, who shows no address; of the participant's own name."""
    return AlumniAgreementFactory(
        participant__first_name="Zoé",
        participant__last_name="Maréchal",
        participant__email="ancienne@example.org",
    )


def own_page(seat):
    return reverse("territories:alumni_agreement", args=[seat.pk])


def test_from_the_last_day_on_my_space_asks_and_one_click_takes_it_back(as_user, seat):
    client = as_user(seat.user)
    assertContains(client.get(reverse("space")), "rester joignable")
    page = client.get(own_page(seat))
    assertContains(page, "J’accepte jusqu’au 1er mars 2029")
    assert not AlumniAgreement.objects.exists()  # reading it agrees to nothing

    assertContains(client.post(own_page(seat), {"reached_by": ADDRESS}, follow=True), "1<sup>er</sup> mars 2029")
    agreement = AlumniAgreement.objects.get()
    assert (agreement.participant, agreement.reached_by, agreement.ends_on) == (seat, "address", END)
    assertContains(client.post(own_page(seat), {"withdraw": "1"}, follow=True), "ne figurez plus parmi les anciens")
    assert not AlumniAgreement.objects.exists()


@pytest.mark.parametrize("change", ["before", "left", "withdrawn", "off"])
def test_nobody_is_asked_before_the_end_nor_without_a_seat_nor_where_the_season_does_without(change, as_user, seat):
    moment = LAST - timedelta(days=change == "before")
    if change == "left":
        Participant.objects.filter(pk=seat.pk).update(state="left", left_on=LAST)
    if change == "withdrawn":
        type(seat.triptych).objects.update(status="withdrawn", rank=None)
    if change == "off":
        Season.objects.update(keeps_alumni=False)
    with time_machine.travel(datetime(moment.year, moment.month, moment.day, 9, tzinfo=PARIS), tick=False):
        client = as_user(seat.user)
        assertNotContains(client.get(reverse("space")), "rester joignable")
        assert client.get(own_page(seat)).status_code == 404
        with pytest.raises(ValidationError, match="une fois la saison finie"):
            alumni.agree(participant=seat, reached_by=MESSAGE)


def test_an_agreement_ends_no_later_than_what_is_kept_of_the_season(seat):
    kept = LAST + timedelta(days=5 * 365)
    with time_machine.travel(datetime.combine(kept - timedelta(days=40), datetime.min.time(), PARIS), tick=False):
        assert alumni.agree(participant=seat, reached_by=MESSAGE).ends_on == kept
    at_the_end = time_machine.travel(datetime.combine(kept, datetime.min.time(), PARIS), tick=False)
    with at_the_end, pytest.raises(ValidationError):
        alumni.agree(participant=seat, reached_by=MESSAGE)


def test_somebody_of_two_seasons_has_one_agreement_of_the_last(seat):
    former = AlumniAgreementFactory(participant__user=seat.user, participant__email=seat.email)

    assert alumni.agreement_of(seat) == former
    alumni.agree(participant=seat, reached_by=MESSAGE)
    assert AlumniAgreement.objects.get().participant == seat
    assert alumni.withdraw(participant=former.participant) == 1


def test_the_page_shows_what_each_chose_to_those_they_agreed_to_and_to_nobody_else(
    as_user, participant, stranger, contact, facilitator, organiser, reached
):
    shown = AlumniAgreementFactory(participant__email="montree@example.org", reached_by=ADDRESS)
    over = AlumniAgreementFactory(participant__email="finie@example.org", ends_on=LAST - timedelta(days=1))
    address = reverse("territories:alumni")

    for reader in (participant.user, reached.participant.user):
        page = as_user(reader).get(address)
        assertContains(page, "montree@example.org")
        for hidden in ("ancienne@example.org", "finie@example.org", over.participant.full_name):
            assertNotContains(page, hidden)
        assertContains(page, str(shown.participant))
    assertNotContains(page, reverse("territories:write_to_alumnus", args=[reached.pk]))  # one does not write to oneself
    others = (stranger, contact, facilitator, organiser, over.participant.user)
    assert [as_user(one).get(address).status_code for one in others] == [404] * 5
    Season.objects.filter(pk=participant.season_id).update(status="archived")
    assert as_user(participant.user).get(address).status_code == 404  # their season is over, and they did not agree


def test_a_message_is_passed_on_with_the_address_of_whoever_writes_and_not_the_reverse(as_user, participant, reached):
    client, address = as_user(participant.user), reverse("territories:write_to_alumnus", args=[reached.pk])
    assertContains(client.post(address, {"text": ""}), "Ce champ est obligatoire")
    page = client.post(address, {"text": "Votre légumerie ?\n\nElle tourne ?"}, follow=True)

    assertContains(page, "Votre message part à Zoé Maréchal.")
    assertNotContains(page, "ancienne@example.org")
    message = Message.objects.get()
    delivery.deliver(message.pk)
    (sent,) = mail.outbox
    assert (sent.to, participant.user.email in sent.body, "Elle tourne ?" in sent.body) == (
        ["ancienne@example.org"],
        True,
        True,
    )
    assert f"/rester-en-lien/{alumni_links.token_for(reached.participant)}/" in sent.body
    assert {topic.ref for topic in message.topics.all()} >= {
        f"participant:{reached.participant_id}",
        f"user:{participant.user_id}",
    }

    alumni.withdraw(participant=reached.participant)
    assert client.get(address).status_code == 404
    with pytest.raises(ValidationError, match="n’est plus joignable"):
        alumni.write(to=reached, by=participant.user, text="Encore")


def test_a_message_that_waits_does_not_leave_once_its_reader_withdrew(participant, reached):
    alumni.write(to=reached, by=participant.user, text="Bonjour")
    alumni.withdraw(participant=reached.participant)

    message = Message.objects.get()
    delivery.deliver(message.pk)

    message.refresh_from_db()
    assert (message.state, mail.outbox) == ("withdrawn", [])


def test_thirty_days_before_the_end_a_mail_asks_once_and_its_link_prolongs(client, seat):
    agreement = alumni.agree(participant=seat, reached_by=ADDRESS)
    nights = [datetime.combine(END - timedelta(days=days), datetime.min.time(), PARIS) for days in (31, 30, 29)]
    told = []
    for night in nights:
        with time_machine.travel(night, tick=False):
            alumni.announce(night)
            told.append(Message.objects.count())
    assert told == [0, 1, 1]

    with time_machine.travel(nights[2], tick=False):
        delivery.deliver(Message.objects.get().pk)
        (sent,) = mail.outbox
        assert "jusqu’au 1er mars 2029" in sent.subject
        link = re.search(r"/rester-en-lien/\S+/", sent.body)[0]
        assertContains(client.get(link), "Prolonger, ou changer")
        assertContains(client.post(link, {"reached_by": MESSAGE}, follow=True), "Vous êtes joignable jusqu’au")
        agreement.refresh_from_db()
        assert (agreement.ends_on, agreement.reached_by) == (date(2031, 1, 31), "message")
        assertContains(client.post(link, {"withdraw": "1"}, follow=True), "ne figurez plus")
        assert client.get(link).headers["Cache-Control"] == "private, no-store"
        Participant.objects.filter(pk=seat.pk).update(email="nouvelle@example.org")
        assert client.get(link).status_code == 410


def test_it_ends_by_itself_and_is_gone_that_night(seat):
    alumni.agree(participant=seat, reached_by=MESSAGE)
    for day, kept in ((END, 1), (END + timedelta(days=1), 0)):
        with time_machine.travel(datetime.combine(day, datetime.min.time(), PARIS), tick=False):
            assert alumni.people().count() == kept
            assert retention.apply()["anciens"] == 1 - kept
    assert not AlumniAgreement.objects.exists()


def test_an_organiser_reads_the_list_and_writes_from_it_to_those_who_still_agree(desk, participant, reached):
    over = AlumniAgreementFactory(ends_on=LAST - timedelta(days=1))
    other = AlumniAgreementFactory()
    address = reverse("admin:territories_alumniagreement_changelist")
    page = desk.get(address)
    assertContains(page, "Zoé Maréchal")
    assertNotContains(page, str(over.participant))

    chosen = {"action": "write_letter", "_selected_action": [reached.pk, other.pk]}
    letter = desk.post(address, chosen, follow=True)
    assertContains(letter, "Zoé Maréchal")
    season = participant.season
    audience = f"alumni:{reached.pk},{other.pk},{over.pk}"
    found = broadcasts.broadcast_recipients(season, audience)
    assert {one.email for one in found} == {"ancienne@example.org", other.participant.email}
    assert len(broadcasts.broadcast_recipients(season, "alumni")) == 2
    alumni.withdraw(participant=other.participant)
    assert [one.email for one in broadcasts.broadcast_recipients(season, audience)] == ["ancienne@example.org"]


def test_whoever_shares_a_seat_of_a_territory_reaches_nobody_else_s_agreement(as_user, seat):
    other = ParticipantFactory(
        triptych=TriptychFactory(season=seat.season, admitted=True, rank=2), state="confirmed", user=UserFactory()
    )
    assert as_user(other.user).post(own_page(seat), {"reached_by": ADDRESS}).status_code == 404
    assert not AlumniAgreement.objects.exists()


@pytest.mark.parametrize("moment", ["a day added", "its last day"])
def test_whoever_is_within_reach_takes_it_back_though_it_may_be_prolonged_no_more(as_user, client, seat, moment):
    agreement = alumni.agree(participant=seat, reached_by=ADDRESS)
    link = reverse("territories:personal_alumni", args=[alumni_links.token_for(seat)])
    if moment == "a day added":
        calendar.add_day(season=seat.season, number=3, date=LAST + timedelta(days=20))
        now = datetime(2027, 3, 3, 9, tzinfo=PARIS)
    else:
        kept = LAST + timedelta(days=5 * 365)
        AlumniAgreement.objects.update(ends_on=kept)
        now = datetime.combine(kept, datetime.min.time(), PARIS)

    with time_machine.travel(now, tick=False):
        for page in (client.get(link), as_user(seat.user).get(own_page(seat))):
            assertContains(page, "Ne plus être joignable")
            assertNotContains(page, "J’accepte")
        assertContains(client.post(own_page(seat), {"reached_by": MESSAGE}), "se donne une fois la saison finie")
        agreement.refresh_from_db()
        assert agreement.reached_by == "address"

        space = client.get(reverse("space"))
        assertContains(space, "Ne plus être joignable")
        assertNotContains(space, "Prolonger")
        for address in (own_page(seat), link):
            standing = AlumniAgreement.objects.get()
            assertContains(client.post(address, {"withdraw": "1"}, follow=True), "ne figurez plus")
            assert not AlumniAgreement.objects.exists()
            AlumniAgreement.objects.bulk_create([standing])
