"""« Répéter la saison »: what would leave if something happened; nothing is kept, nothing leaves."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from atelier.backoffice import season_rehearsal
from atelier.core import background
from atelier.outbox.models import Message
from contributions.models import Invoice
from sessions.documents import convocations
from sessions.evaluation import questionnaires
from sessions.programme.models import PARIS, Day
from territories.models import Participant, Triptych
from tests.factories import RuleFactory, SeasonFactory, add_days, settled, triptych_of_six
from tests.privacy.canaries import changed, rows

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2020, 1, 1, tzinfo=PARIS)
ADDRESS = "/admin/repeter/"
DAY = date(2027, 3, 30)


@pytest.fixture
def now():
    with time_machine.travel(datetime(2027, 3, 1, 10, tzinfo=PARIS), tick=False) as traveller:
        yield traveller


@pytest.fixture
def played(now, triptych, lead):
    """The season of six confirmed people, one day, a rule that is off, another season beside it."""
    triptych.participants.update(answered_at=LONG_AGO)
    add_days(triptych.season, DAY)
    RuleFactory(season=triptych.season, days=7, subject="Journée du {date}", text="Le {date}.")
    other = SeasonFactory(number=70)
    add_days(other, DAY)
    RuleFactory(season=other, subject="D’une autre saison")
    return triptych.season


@pytest.fixture
def no_bell(monkeypatch):
    """Whatever is enqueued fails the test."""
    monkeypatch.setattr(background.bell, "ring", lambda *row: pytest.fail(f"enqueued: {row}"))


def lines(response):
    """(date, people, subject, what changes) of each line."""
    return [
        (day, line.people, line.subject, line.change)
        for day, of_day in response.context["found"].days
        for line in of_day
    ]


def rehearse(desk, played, **typed):
    return desk.post(f"{ADDRESS}?saison={played.pk}", typed)


def test_before_anything_happens_the_page_says_what_rules_would_send(played, desk):
    response = desk.get(f"{ADDRESS}?saison={played.pk}")

    assert lines(response) == [(date(2027, 3, 23), "6 participants", "Journée du mardi 30 mars 2027", "")]
    assertContains(response, "6 courriels")
    assertNotContains(response, "D’une autre saison")


def test_a_day_moved_moves_its_reminder_and_names_whom_to_tell(played, desk, no_bell):
    day = played.days.get()
    convocations.issue_convocations(day=day)
    told = Message.objects.count()
    response = rehearse(desk, played, day=day.pk, to="09/04/2027")

    assert [(on, people, change) for on, people, _, change in lines(response)] == [
        (date(2027, 3, 1), "6 participants", "de plus"),
        (date(2027, 3, 23), "6 participants", "en moins"),
        (date(2027, 4, 2), "6 participants", "de plus"),
    ]
    assertContains(response, "Journée du vendredi 9 avril 2027")
    assert (Day.objects.get(pk=day.pk).date, Message.objects.count()) == (DAY, told)


def test_a_territory_that_withdraws_is_told_at_once_and_reminded_of_nothing(played, desk, triptych, no_bell):
    response = rehearse(desk, played, withdrawn=triptych.pk)
    at_once = [(people, change) for on, people, _, change in lines(response) if on == date(2027, 3, 1)]

    assert sorted(at_once) == [
        ("1 membre de l’équipe", "de plus"),
        ("1 référent", "de plus"),
        ("6 participants", "de plus"),
    ]
    assert lines(response)[-1] == (date(2027, 3, 23), "6 participants", "Journée du mardi 30 mars 2027", "en moins")
    assert Triptych.objects.get(pk=triptych.pk).status == "admitted"


def test_what_concerns_fewer_people_says_how_many_before(played, desk, triptych):
    triptych_of_six(season=played, rank=2)
    Participant.objects.update(answered_at=LONG_AGO)

    assert lines(rehearse(desk, played, withdrawn=triptych.pk))[-1][1:] == (
        "6 participants", "Journée du mardi 30 mars 2027", "au lieu de 12 participants",
    )  # fmt: skip


def test_who_was_to_be_told_before_is_no_change(played, desk):
    convocations.issue_convocations(day=played.days.get(), only=[played.participants.order_by("pk")[0].pk])
    other = Day.objects.create(season=played, number=2, date=DAY + timedelta(days=30))

    supposed = lines(rehearse(desk, played, day=other.pk, to="07/05/2027"))
    assert [change for on, _, _, change in supposed if on == date(2027, 3, 1)] == [""]


def test_who_refers_an_application_and_sits_in_it_is_told_once_and_counted_by_their_seat(played, desk, triptych, lead):
    triptych.participants.filter(pk=played.participants.order_by("pk")[0].pk).update(email=lead.email, user=lead)
    response = rehearse(desk, played, withdrawn=triptych.pk)
    at_once = sorted(people for on, people, _, _ in lines(response) if on == date(2027, 3, 1))

    assert at_once == ["1 membre de l’équipe", "1 participant", "5 participants"]
    assertContains(response, "Journée 1, mardi 30 mars 2027")


def test_a_payer_who_does_not_pay_is_reminded_of_each_instalment(played, desk, triptych, no_bell):
    RuleFactory(
        season=played,
        trigger="invoice_due",
        direction="after",
        days=15,
        subject="{montant} à régler",
        text="{montant} {echeance} {numero}.",
    )
    payer = settled(Decimal("1234.56"), triptych=triptych, email="compta@example.org")
    response = rehearse(desk, played, unpaid=payer.pk)
    added = [(people, subject) for _, people, subject, change in lines(response) if change == "de plus"]

    assert added == [
        ("1 référent, 1 comptabilité", "1 234,56 € à régler".replace(" ", "\u202f", 1).replace(" €", "\u00a0€"))
    ]
    assert not Invoice.objects.exists()


def test_before_it_opens_a_season_is_played_by_people_who_do_not_exist(played, desk, no_bell):
    empty = SeasonFactory(number=80, status="preparation", places=2)
    add_days(empty, DAY)
    RuleFactory(season=empty, subject="À bientôt")

    assertContains(rehearse(desk, empty), "Rien ne partirait")
    assert lines(rehearse(desk, empty, is_full="on")) == [
        (date(2027, 3, 23), "12 participants", "À bientôt", "de plus")
    ]


def test_nothing_is_kept_of_what_was_supposed(played, desk, triptych, no_bell):
    payer = settled(Decimal(1000), triptych=triptych)
    before = rows()
    rehearse(
        desk, played, is_full="on", day=played.days.get().pk, to="09/04/2027", withdrawn=triptych.pk, unpaid=payer.pk
    )
    left = changed(before, rows())

    assert {key for key in left if key[0] not in {"sessions.Session", "core.FormSubmission"}} == set()
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"day": True}, "Dites à quelle date cette journée est déplacée."),
        ({"to": "09/04/2027"}, "Choisissez la journée qui est déplacée."),
        ({"day": True, "to": "31/02/2027"}, "Saisissez une date valide"),
        ({"withdrawn": 999}, "Sélectionnez un choix valide"),
    ],
)
def test_what_cannot_be_supposed_is_said_beside_its_field(played, desk, typed, sentence):
    typed = {**typed, **({"day": played.days.get().pk} if "day" in typed else {})}

    assertContains(rehearse(desk, played, **typed), sentence)


def test_a_day_cannot_be_moved_onto_another(played, desk):
    first = played.days.get()
    Day.objects.create(season=played, number=2, date=DAY + timedelta(days=1))

    assertContains(
        rehearse(desk, played, day=first.pk, to="31/03/2027"), "La saison compte déjà une journée à cette date."
    )


def test_referents_asked_for_their_opinion_are_not_counted_as_the_team(played, desk, triptych, lead):
    questionnaires.prepare(played)
    RuleFactory(
        season=played, trigger="evaluation", direction="after", days=0, subject="{questionnaire}", text="{lien}"
    )
    asked = {subject: people for _, people, subject, _ in lines(desk.get(f"{ADDRESS}?saison={played.pk}"))}

    assert asked["Votre avis de référent sur la saison"] == "1 référent"


def test_what_is_to_be_read_elsewhere_is_of_the_season_that_is_rehearsed(played, desk):
    empty = SeasonFactory(number=80)

    page = desk.get(f"{ADDRESS}?saison={empty.pk}")
    assertContains(page, f'{reverse("admin:line_of_time")}?saison={empty.pk}">ajoutez le plan habituel')


def test_pages_lead_there(played, desk):
    for page in (
        "/admin/",
        reverse("admin:line_of_time"),
        reverse("admin:reminders_reminderrule_changelist"),
        f"/admin/seasons/season/{played.pk}/change/",
    ):
        assertContains(desk.get(page), ADDRESS)


def test_sqlite_is_held_while_one_season_is_planned_once(played, desk, monkeypatch):
    """What would leave in any case is read before the transaction begins."""
    depths, departures = [], season_rehearsal._departures
    monkeypatch.setattr(
        season_rehearsal,
        "_departures",
        lambda *one: depths.append(len(connection.savepoint_ids)) or departures(*one),
    )
    rehearse(desk, played, day=played.days.get().pk, to="09/04/2027")

    assert depths == [depths[0], depths[0] + 1]
