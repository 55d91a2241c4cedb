"""Undertakings between peers: taken at a table, followed up on the next day, read by their circle, switched off."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from referential import access as shared
from referential.models import Visibility
from sessions.documents import booklets
from sessions.groups import composition
from sessions.programme.models import PARIS
from sessions.reminders import TRIGGERS
from sessions.undertakings import undertakings
from sessions.undertakings.models import BroughtQuestion, Undertaking
from tests.factories import add_days, triptych_of_six
from tests.undertakings import undertaken

pytestmark = pytest.mark.django_db

WORDS = "Appeler le maire."


@pytest.fixture(autouse=True)
def that_morning():
    """A Tuesday morning that goes on: the page of a table knows by the time of its last save who comes second."""
    with time_machine.travel(datetime(2027, 3, 16, 10, tzinfo=PARIS)):
        yield


@pytest.fixture
def days(triptych):
    """Yesterday, where people sat at tables, and today."""
    today = timezone.localdate()
    return add_days(triptych.season, today - timedelta(days=1), today)


@pytest.fixture
def item(days):
    return days[0].half_days.first().items.create(starts_at="10:00", format="codev", title="Codéveloppement")


@pytest.fixture
def owner(triptych):
    return triptych.participants.order_by("pk").first()


@pytest.fixture
def taken(item, owner, facilitator):
    return undertaken(item=item, by=facilitator, owner=owner)


def table_address(item, number=1):
    return reverse("admin:table_undertakings", args=[item.pk, number])


def day_address(day):
    return reverse("admin:day_undertakings", args=[day.pk])


def lines_of(question):
    rows = question.undertakings.order_by("rank")
    return [(one.rank, one.text, one.owner, one.due_on) for one in rows]


def test_a_facilitator_writes_the_three_of_a_table_with_words_people_and_dates(as_user, facilitator, item, triptych):
    composition.compose_groups(item=item, author=facilitator, tables=1)
    first, second, third, *_ = triptych.participants.order_by("pk")
    client, address = as_user(facilitator), table_address(item)
    page = client.get(address)
    next_day = timezone.localdate()
    assert [page.context["form"][f"due{rank}"].value() for rank in (1, 2, 3)] == [next_day] * 3

    posted = {
        "seen": page.context["seen"], "bringer": f"t{triptych.pk}", "text": "Comment tenir ?", "visibility": "2",
        "said1": "Appeler\nle maire.", "owner1": first.pk, "due1": next_day,
        "said2": "Écrire.", "owner2": second.pk, "due2": "2027-03-30",
        "said3": "Relire.", "owner3": third.pk, "due3": next_day,
    }  # fmt: skip
    assert client.post(address, posted).url == day_address(item.half_day.day)

    question = BroughtQuestion.objects.get()
    assert (question.triptych, question.participant, question.author) == (triptych, None, facilitator)
    assert lines_of(question) == [
        (1, WORDS, first, next_day),
        (2, "Écrire.", second, next_day.replace(year=2027, month=3, day=30)),
        (3, "Relire.", third, next_day),
    ]
    client.post(address, {**posted, "seen": undertakings.fingerprint(question), "said2": "", "owner2": ""})
    assert [row[:2] for row in lines_of(question)] == [(1, WORDS), (3, "Relire.")]


def test_what_is_missing_is_said_and_what_was_typed_stays(as_user, facilitator, item, owner):
    address, day = table_address(item), timezone.localdate()
    posted = {"seen": "new", "bringer": f"p{owner.pk}", "text": "Comment ?", "visibility": "2", "said1": "Écrire.",
              "owner2": owner.pk, "due2": day, "said3": "x" * 301}  # fmt: skip
    response = as_user(facilitator).post(address, posted)

    assert BroughtQuestion.objects.count() == 0
    assert response.context["form"].errors == {
        "owner1": ["Dites qui s’engage."],
        "due1": ["Dites pour quand."],
        "said2": ["Écrivez l’engagement, ou ne choisissez personne."],
        "said3": ["Assurez-vous que cette valeur comporte au plus 300 caractères (actuellement 301)."],
    }
    for words in ("Comment ?", "Écrire.", "x" * 301):
        assertContains(response, words)


def test_whoever_saves_a_table_second_sees_it_and_loses_nothing(as_user, facilitator, item, owner, taken):
    posted = {"seen": "new", "bringer": f"p{owner.pk}", "text": "Une autre ?", "visibility": "2",
              "said1": "Autre chose.", "owner1": owner.pk, "due1": timezone.localdate()}  # fmt: skip
    client = as_user(facilitator)
    response = client.post(table_address(item), posted)

    assertContains(response, "Quelqu’un a enregistré cette page pendant que vous écriviez.")
    assertContains(response, "Autre chose.")
    assert Undertaking.objects.get().text == WORDS
    client.post(table_address(item), {**posted, "seen": response.context["seen"]})
    assert Undertaking.objects.get().text == "Autre chose."


def test_an_undertaking_that_has_an_outcome_is_not_taken_away(facilitator, item, owner, taken):
    undertakings.record_outcome(undertaking=taken, by=facilitator, outcome="done")
    with pytest.raises(ValidationError, match="a déjà une suite"):
        undertakings.record_table(
            item=item, table=1, by=facilitator, bringer=owner, text="?", visibility=2, taken=[],
            seen=undertakings.fingerprint(undertakings.question_at(item, 1)),
        )  # fmt: skip


def test_an_undertaking_that_has_an_outcome_keeps_its_words(facilitator, item, owner, taken):
    undertakings.record_outcome(undertaking=taken, by=facilitator, outcome="done")
    table = {"item": item, "table": 1, "by": facilitator, "bringer": owner, "text": "?", "visibility": 2}

    def write(words):
        seen = undertakings.fingerprint(undertakings.question_at(item, 1))
        undertakings.record_table(**table, taken=[undertakings.Taken(1, words, owner, taken.due_on)], seen=seen)

    write(taken.text)
    with pytest.raises(ValidationError, match="ses mots et son auteur restent"):
        write("Autre chose.")


@pytest.mark.parametrize(("kind", "number"), [("plenary", 1), ("codev", 2), ("inter", 1)])
def test_only_a_table_between_peers_has_a_page(as_user, facilitator, item, kind, number):
    item.format = kind
    item.save()
    assert as_user(facilitator).get(table_address(item, number)).status_code == 404


def test_the_owner_says_what_became_of_it_on_their_phone(as_user, owner, taken):
    client = as_user(owner.user)
    assertContains(client.get(reverse("space")), "Qu’est-ce que c’est devenu ?")
    field = f"e{taken.pk}-"
    response = client.post(taken.get_absolute_url(), {f"{field}line": "On verra."})
    assertContains(response, "Choisissez : fait, changé, abandonné ou plus tard.")
    assertContains(response, "On verra.")

    client.post(taken.get_absolute_url(), {f"{field}outcome": "done", f"{field}line": "Il vient."})

    taken.refresh_from_db()
    assert (taken.outcome, taken.outcome_line, taken.outcome_by) == ("done", "Il vient.", owner.user)
    space = client.get(reverse("space"))
    assertContains(space, "Il vient.")
    assertNotContains(space, "devenu ?")


def test_the_next_day_opens_with_it_at_the_facilitator_s(as_user, facilitator, days, taken):
    client, address = as_user(facilitator), day_address(days[1])
    assertContains(client.get(address), WORDS)
    assert [one for one, _ in client.get(day_address(days[0])).context["awaited"]] == []
    field = f"e{taken.pk}-"
    late = {f"{field}outcome": "later", f"{field}line": "Au printemps."}

    response = client.post(address, {"undertaking": taken.pk, **late, f"{field}due_on": taken.due_on})
    assertContains(response, "La nouvelle date vient après celle qui était prévue.")
    assertContains(response, "Au printemps.")
    new = taken.due_on + timedelta(days=30)
    client.post(address, {"undertaking": taken.pk, **late, f"{field}due_on": new})

    taken.refresh_from_db()
    assert (taken.outcome, taken.due_on, taken.outcome_by) == ("later", new, facilitator)
    assert [one for one, _ in client.get(address).context["awaited"]] == [taken]  # until it ends


def test_rates_count_an_outcome_by_day_and_season_drafts_apart(as_user, facilitator, item, days, owner, taken):
    other = days[1].half_days.first().items.create(starts_at="10:00", format="peers", title="Entre pairs")
    for table in (1, 2):
        undertaken(item=other, by=facilitator, owner=owner, table=table)
    undertaken(item=other, by=facilitator, owner=owner, table=3, visibility=Visibility.DRAFT)
    undertakings.record_outcome(undertaking=taken, by=facilitator, outcome="dropped")

    rates = undertakings.outcome_rates(days[0].season)
    assert {pk: (one.told, one.total, one.percent) for pk, one in rates.items()} == {
        days[0].pk: (1, 1, 100),
        days[1].pk: (0, 2, 0),
    }
    page = as_user(facilitator).get(reverse("admin:season_undertakings") + f"?saison={days[0].season_id}")
    assert (page.context["whole"].percent, len(page.context["taken"])) == (33, 3)


def test_it_is_read_by_its_circle_and_by_who_took_it(item, triptych, owner, facilitator, organiser, stranger):
    peers = triptych_of_six(season=triptych.season, rank=2)
    fellow = triptych.participants.order_by("pk").last()
    owner_elsewhere, peer = peers.participants.order_by("pk")[:2]
    users = {
        "fellow": fellow.user, "owner": owner_elsewhere.user, "peer": peer.user, "author": facilitator,
        "team": organiser, "former": triptych_of_six().participants.first().user, "stranger": stranger,
    }  # fmt: skip
    found = {}
    for table, visibility in enumerate(Visibility.values[:4], start=1):
        one = undertaken(item=item, by=facilitator, owner=owner_elsewhere, table=table, visibility=visibility)
        BroughtQuestion.objects.filter(pk=one.question_id).update(triptych=triptych, participant=owner)
        found[visibility] = {
            name
            for name, user in users.items()
            if Undertaking.objects.readable_by(shared.reader_of(user)).filter(pk=one.pk).exists()
        }

    assert found == {
        Visibility.DRAFT: {"author"},
        Visibility.TEAM: {"author", "team", "owner"},
        Visibility.TERRITORY: {"author", "team", "owner", "fellow"},
        Visibility.SEASON: {"author", "team", "owner", "fellow", "peer"},
    }


def test_only_its_owner_or_the_team_says_what_became_of_it(as_user, triptych, taken):
    fellow = triptych.participants.order_by("pk").last()
    client = as_user(fellow.user)
    assertNotContains(client.get(taken.get_absolute_url()), "Enregistrer")
    assert client.post(taken.get_absolute_url(), {f"e{taken.pk}-outcome": "done"}).status_code == 403


def test_its_reminder_is_for_its_owner_while_it_is_open(triptych, owner, taken):
    trigger = next(one for one in TRIGGERS if one.key == "undertaking")
    (occurrence,) = trigger.find([triptych.season])
    (recipient,) = occurrence.recipients
    assert (occurrence.on, recipient.email) == (taken.due_on, owner.email)
    assert recipient.values["engagement"] == WORDS

    undertakings.record_outcome(undertaking=taken, by=owner.user, outcome="later")
    assert len(list(trigger.find([triptych.season]))) == 1
    undertakings.record_outcome(undertaking=taken, by=owner.user, outcome="changed")
    assert list(trigger.find([triptych.season])) == []


def test_the_trajectory_and_the_booklet_keep_it(as_user, triptych, owner, taken):
    undertakings.record_outcome(undertaking=taken, by=owner.user, outcome="done", line="Il vient.")
    assertContains(as_user(owner.user).get(reverse("referential:trajectory", args=[triptych.pk])), "Il vient.")
    assert booklets.booklet_snapshot(triptych)["undertakings"] == [
        {
            "day": 1, "question": "Comment tenir ?", "owner_pk": owner.pk, "owner": owner.full_name, "text": WORDS,
            "due_on": taken.due_on.isoformat(), "outcome": "fait", "line": "Il vient.",
        }
    ]  # fmt: skip


def test_a_season_without_them_shows_them_nowhere(as_user, organiser, triptych, owner, days, item, taken):
    season = triptych.season
    season.follows_undertakings = False
    season.save()
    client = as_user(owner.user)
    pages = [
        reverse("space"),
        reverse("sessions:group", args=[season.number]),
        reverse("referential:trajectory", args=[triptych.pk]),
    ]
    seen = "".join(client.get(address).content.decode() for address in pages)
    assert (WORDS in seen, "ngagements entre pairs" in seen) == (False, False)
    gone = [taken.get_absolute_url(), day_address(days[0]), table_address(item)]
    gone.append(reverse("admin:season_undertakings") + f"?saison={season.pk}")
    client = as_user(organiser)
    assert [client.get(address).status_code for address in gone] == [404] * 4
    day_page = client.get(reverse("admin:atelier_sessions_day_change", args=[days[0].pk]))
    assertNotContains(day_page, "Engagements entre pairs")
    assert booklets.booklet_snapshot(triptych)["undertakings"] == []
    assert list(next(one for one in TRIGGERS if one.key == "undertaking").find([season])) == []


def test_pages_say_what_to_do_when_there_is_nothing(as_user, organiser, owner, days):
    client = as_user(organiser)
    assertContains(client.get(day_address(days[0])), "Ajoutez-en une au programme")
    season = reverse("admin:season_undertakings") + f"?saison={days[0].season_id}"
    assertContains(client.get(season), "Aucun engagement n’est encore noté.")
    group = reverse("sessions:group", args=[days[0].season.number])
    assertContains(as_user(owner.user).get(group), "Aucun engagement n’est encore partagé")
