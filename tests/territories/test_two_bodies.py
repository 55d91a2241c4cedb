"""A town and its agglomeration carry a territory together: named, asked, printed, paid as two."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from pytest_django.asserts import assertContains

from atelier.core.spreadsheets import write_xlsx
from contributions.convention import convention_context
from contributions.forms import SharesForm
from territories.models import Organisation, Territory
from tests.backoffice.workbook.desk import book_of, sent, written
from tests.factories import AgreementFactory, OrganisationFactory, TerritoryFactory, TriptychFactory

pytestmark = pytest.mark.django_db

TOWN, AGGLOMERATION = "Commune de Val", "Communauté d’agglomération du Val"
TYPED = {
    "name": f"{TOWN} et communauté d’agglomération du Val",
    "kind": "PROJ",
    "department": "62",
    "bearer_name": TOWN,
    "bearer_siret": "732 829 320 00074",
    "second_bearer_name": AGGLOMERATION,
    "second_bearer_siret": "99990001200017",
}


@pytest.fixture
def carried():
    """An admitted territory that two confirmed bodies carry."""
    two = [OrganisationFactory(name=TOWN, siret="73282932000074"), OrganisationFactory(name=AGGLOMERATION)]
    territory = TerritoryFactory(name=TYPED["name"], bearer=two[0], second_bearer=two[1])
    return TriptychFactory(admitted=True, territory=territory)


def test_a_contact_names_both_with_their_sirets(as_user, contact, draft):
    client, address = as_user(contact), f"/candidatures/{draft.pk}"
    client.post(f"{address}/territoire/", TYPED)

    draft.territory.refresh_from_db()
    assert [(one.name, one.siret, one.is_confirmed) for one in draft.territory.bearers] == [
        (TOWN, "73282932000074", False),
        (AGGLOMERATION, "99990001200017", False),
    ]
    page = client.get(f"{address}/recapitulatif/")
    assertContains(
        page, "Commune de Val, SIRET 732\u202f829\u202f320\u202f00074, et Communauté d’agglomération du Val, SIRET"
    )
    assertContains(client.get(f"{address}/territoire/"), f'value="{AGGLOMERATION}"')

    client.post(f"{address}/territoire/", {**TYPED, "second_bearer_name": "", "second_bearer_siret": ""})
    assert [one.name for one in Organisation.objects.filter(is_confirmed=False)] == [TOWN]


@pytest.mark.parametrize(
    "typed",
    [{"bearer_name": "", "bearer_siret": ""}, {"second_bearer_name": "commune de val", "second_bearer_siret": ""},
     {"second_bearer_siret": "73282932000074"}],
    ids=["second alone", "same name", "same SIRET"],
)  # fmt: skip
def test_two_bodies_are_two(typed, as_user, contact, draft):
    page = as_user(contact).post(f"/candidatures/{draft.pk}/territoire/", {**TYPED, **typed})

    assertContains(page, "La seconde structure porteuse est une autre que la première")
    one = OrganisationFactory()
    with pytest.raises(ValidationError, match="une autre que la première"):
        TerritoryFactory.build(bearer=one, second_bearer=one).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        TerritoryFactory(bearer=one, second_bearer=one)


def test_a_project_of_two_bodies_wants_the_siret_of_each(as_user, contact, draft):
    client = as_user(contact)
    client.post(f"/candidatures/{draft.pk}/territoire/", {**TYPED, "second_bearer_siret": ""})

    page = client.post(f"/candidatures/{draft.pk}/recapitulatif/")

    assertContains(page, "Indiquez la structure porteuse du territoire de projet et son SIRET.")


def test_sentences_name_both_and_agree(carried):
    territory = carried.territory

    assert territory.with_article == "la commune de Val et la communauté d’agglomération du Val"
    assert territory.with_de == "de la commune de Val et de la communauté d’agglomération du Val"
    assert territory.is_plural
    assert not Territory(name="Val", kind="COM").is_plural


@pytest.mark.parametrize(("amount", "halves"), [("9000", ["4500", "4500"]), ("4500.01", ["2250.01", "2250"])])
def test_each_is_proposed_for_the_half(amount, halves, carried):
    agreement = AgreementFactory(triptych=carried, agreed_amount=Decimal(amount))

    form = SharesForm(None, agreement=agreement, payers=[])

    first, second, third, *_ = form.rows()
    assert [one.initial for one, _ in (first, second)] == [one.pk for one in carried.territory.bearers]
    assert [form.initial[part.name] for _, part in (first, second)] == [Decimal(one) for one in halves]
    assert form.initial[third[1].name] is None


def test_the_convention_is_between_three_and_has_three_copies(carried, treasurer, just_signed_in):
    agreement = AgreementFactory(triptych=carried)

    context = convention_context(agreement)
    page = just_signed_in(treasurer).get(reverse("admin:convention", args=[carried.pk]))

    assert ([one.name for one in context["bearers"]], context["copies"]) == ([TOWN, AGGLOMERATION], 3)
    assert page.status_code == 200


def test_a_workbook_takes_both_out_and_in(carried, desk):
    book = book_of(carried.season)
    titles, line = book["Territoires"][:2]
    at = titles.index("Seconde structure porteuse")
    assert line[at] == AGGLOMERATION
    line[at], line[at + 1] = "PETR du Val", "99990001200017"

    written(desk, sent(desk, write_xlsx({"Territoires": book["Territoires"]})))

    carried.territory.refresh_from_db()
    assert [one.name for one in carried.territory.bearers] == [TOWN, "PETR du Val"]
