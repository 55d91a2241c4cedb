"""A form that shows a part of a row is refused in words where the rest of the row does not allow what it changes."""

from datetime import date

import pytest
from lxml import html
from pytest_django.asserts import assertContains

from tests.backoffice.test_blocks import form_of
from tests.factories import ParticipantFactory, TriptychFactory, add_days

pytestmark = pytest.mark.django_db
DAY, LATER = date(2090, 1, 12), date(2090, 1, 15)


@pytest.fixture
def send(desk):
    """Open the form of a block, change a field of it, send it."""

    def send(row, block, **change):
        address = form_of(row, block)
        shown = html.fromstring(desk.get(address).content.decode())
        (form,) = [one for one in shown.forms if one.get("id") == f"{row._meta.model_name}_form"]
        return desk.post(address, {**dict(form.form_values()), **change})

    return send


@pytest.mark.parametrize(
    ("block", "change", "said"),
    [
        ("date", {"date": f"{LATER:%d/%m/%Y}"}, "La saison compte déjà une journée à cette date."),
        ("intitule", {"number": "2"}, "Une journée de la saison porte déjà ce numéro."),
    ],
)
def test_two_days_do_not_meet(send, season, block, change, said):
    first, _ = add_days(season, DAY, LATER)

    assertContains(send(first, block, **change), said)


def test_a_territory_has_one_application_a_season(send, season):
    first, second = TriptychFactory(season=season), TriptychFactory(season=season)

    answer = send(second, "candidature", territory=str(first.territory_id))

    assertContains(answer, "Ce territoire a déjà une candidature pour cette saison.")


@pytest.mark.parametrize("block", ["siege", ""])
def test_a_person_confirmed_elsewhere_is_said_where_the_address_does_not_show(send, season, block):
    first, second = TriptychFactory(season=season), TriptychFactory(season=season)
    ParticipantFactory(triptych=first, email="zoe@example.org", state="confirmed")
    again = ParticipantFactory(triptych=second, email="zoe@example.org", state="invited")

    answer = send(again, block, state="confirmed")

    assertContains(answer, "Une personne est déjà inscrite pour la saison avec ce courriel")
    again.refresh_from_db()
    assert again.state == "invited"
