"""The quality of the data: what is found, where it is put right, what is refused."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from atelier.backoffice.data_quality.quality import CHECKS
from atelier.outbox.models import Bounce
from contributions.models import Payer
from sessions.attendance.models import SheetScan
from territories.models import Organisation, Participant
from tests.admin_actions import shown_by
from tests.factories import (
    OrganisationFactory,
    ParticipantFactory,
    SeasonFactory,
    TriptychFactory,
    UserFactory,
    add_days,
    settled,
)

pytestmark = pytest.mark.django_db
PAGE = "/admin/qualite/"


@pytest.fixture
def val():
    return TriptychFactory(admitted=True, lead=UserFactory(email="referente@example.org"), territory__name="Val")


def found(season):
    """What each check says, by its key."""
    return {check.key: [(one.what, one.detail) for one in check.find(season)] for check in CHECKS}


def test_a_clean_season_has_nothing_to_say(desk, val):
    assert found(val.season) == {check.key: [] for check in CHECKS}
    assertContains(desk.get(PAGE), "Aucune fiche ne ressemble à une autre.")


def test_everything_that_is_wrong_is_found(organiser):
    season = SeasonFactory()
    triptych = TriptychFactory(season=season, admitted=True, territory__name="Val")
    today = timezone.localdate()
    add_days(season, today - timedelta(days=1), today + timedelta(days=60))
    one = ParticipantFactory(triptych=triptych, last_name="Vial", mandate_ends_on=today)
    ParticipantFactory(triptych=triptych, seat=2, email="", last_name="Muette")
    Bounce.objects.create(email=one.email, reason="boîte pleine")
    other = TriptychFactory(season=season, submitted=True, territory__name="Bois")
    ParticipantFactory(triptych=other, first_name="Vial", last_name="Zoé")
    payer = settled(triptych=triptych)
    Payer.objects.update(siret="", email="")
    triptych.territory.bearer = OrganisationFactory(name="Porteuse")
    triptych.territory.save()
    other.territory.bearer = OrganisationFactory(name="Nommée", siret="99990001200017", is_confirmed=False)
    other.territory.save()

    assert found(season) == {
        "adresse": [
            ("Zoé Muette", "Val"),
            ("Val", "aucun référent à qui écrire"),
            (str(payer), "service comptable sans courriel"),
        ],
        "refus": [("Zoé Vial", "Val\u00a0: boîte pleine")],
        "comptes": [],
        "doublons": [("Zoé Vial (Val, Élus) et Vial Zoé (Bois, Élus)", "participants")],
        "siret": [("Porteuse", "structure porteuse"), (str(payer), "payeur")],
        "organismes": [("Nommée", "99990001200017")],
        "feuilles": [("Journée 1", found(season)["feuilles"][0][1])],
        "mandats": [("Zoé Vial, maire", found(season)["mandats"][0][1])],
    }
    elsewhere = SeasonFactory()
    add_days(elsewhere, today + timedelta(days=60))
    assert found(elsewhere) == {check.key: [] for check in CHECKS}


def test_what_is_put_right_is_not_found_any_more(desk, val):
    season = val.season
    person = ParticipantFactory(triptych=val)
    Bounce.objects.create(email=person.email, reason="boîte pleine")
    bearer = OrganisationFactory(name="Porteuse")
    val.territory.bearer = bearer
    val.territory.save()
    (day,) = add_days(season, timezone.localdate() - timedelta(days=1))

    desk.post(PAGE, {"repair": "participant-email", "row": person.pk, "value": " Juste@example.org "})
    response = desk.post(
        PAGE, {"repair": "organisation-siret", "row": bearer.pk, "value": "999 900 012 00017"}, follow=True
    )
    SheetScan.objects.create(day=day, file="x.pdf", author=UserFactory())

    assertContains(response, "Corrigé\u00a0: Porteuse.")
    person.refresh_from_db()
    bearer.refresh_from_db()
    assert (person.email, bearer.siret) == ("juste@example.org", "99990001200017")
    assert found(season) == {check.key: [] for check in CHECKS}


@pytest.mark.parametrize(
    ("repair", "value", "sentence"),
    [
        ("organisation-siret", "123", "n’est pas valide"),
        ("organisation-siret", "  ", "Tapez la valeur"),
        ("organisation-siret", "99990001200017", "Un organisme vérifié porte déjà ce SIRET"),
    ],
)
def test_what_cannot_stand_is_said_and_stays_in_its_field(desk, val, repair, value, sentence):
    OrganisationFactory(siret="99990001200017")
    bearer = OrganisationFactory(name="Porteuse")
    val.territory.bearer = bearer
    val.territory.save()

    response = desk.post(PAGE, {"repair": repair, "row": bearer.pk, "value": value})

    assertContains(response, sentence)
    assertContains(response, f'value="{value}"')
    assertContains(response, 'aria-invalid="true"', count=1)
    assert Organisation.objects.get(pk=bearer.pk).siret == ""


def test_an_address_that_somebody_else_holds_is_refused(desk, val):
    one, other = ParticipantFactory(triptych=val), ParticipantFactory(triptych=val, seat=2)
    Bounce.objects.create(email=one.email, reason="boîte pleine")

    response = desk.post(PAGE, {"repair": "participant-email", "row": one.pk, "value": other.email})

    assertContains(response, "déjà inscrite avec ce courriel dans ce triptyque")
    assert Participant.objects.get(pk=one.pk).email == one.email


@pytest.mark.parametrize("data", [{"repair": "user-password", "row": "1"}, {"repair": "payer-email", "row": "x"}, {}])
def test_only_the_named_columns_are_corrected(desk, val, data):
    assert desk.post(PAGE, {**data, "value": "x"}).status_code == 404


def test_the_page_is_the_organisers_own(as_user, facilitator, treasurer, val):
    for user in (facilitator, treasurer):
        assert as_user(user).get(PAGE).status_code == 403
        assert as_user(user).post(PAGE, {"repair": "payer-email", "row": "1", "value": "x"}).status_code == 403


def test_the_page_asks_the_database_as_often_for_many_rows(desk, val, django_assert_max_num_queries):
    counts = []
    for number in range(2):
        other = TriptychFactory(season=val.season, admitted=True, rank=5 + number)
        people = [ParticipantFactory(triptych=other, seat=seat, last_name=f"Double{number}") for seat in (1, 2)]
        for person in people:
            Bounce.objects.create(email=person.email, reason="boîte pleine")
        settled(triptych=other)
        Payer.objects.update(siret="", email="")
        with django_assert_max_num_queries(60) as counted:
            assertNotContains(desk.get(PAGE), "Aucune fiche ne ressemble")
        counts.append(len(counted))

    assert counts[0] == counts[1]


def test_two_rows_said_distinct_come_back_when_one_changes(desk, val):
    first = ParticipantFactory(triptych=val, last_name="Martin")
    second = ParticipantFactory(triptych=val, seat=2, last_name="Martin")
    page = reverse("merge", args=["personne", first.pk, second.pk])
    assertContains(desk.get(PAGE), page)

    desk.post(page, {"apart": "1", **shown_by(desk.get(page))})
    assertNotContains(desk.get(PAGE), page)

    second.position = "adjointe"
    second.save()
    assertContains(desk.get(PAGE), page)
