"""What the address of a list sorts out: its filters, and never what its reader may not read."""

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse

from tests.backoffice.test_search import look
from tests.factories import ParticipantFactory, TerritoryFactory

pytestmark = pytest.mark.django_db
PEOPLE = "/admin/territories/participant/?saison=toutes"


@pytest.mark.parametrize(
    "lookup", ["access_need__isnull=0", "meals__isnull=0", "answer_sheets=1", "phone__startswith=06", "user__isnull=0"]
)
def test_a_list_does_not_tell_what_it_does_not_show(mode, as_user, facilitator, lookup):
    ParticipantFactory()
    reader = as_user(facilitator)

    assert reader.get(PEOPLE).status_code == 200
    assert reader.get(f"{PEOPLE}&{lookup}").status_code == 400


def test_a_list_of_no_season_is_shown_whole_whichever_season_is_asked(desk):
    page = desk.get("/admin/accounts/user/?saison=toutes", follow=True)

    assert (page.status_code, page.context["cl"].result_count > 0) == (200, True)


def test_no_column_of_any_table_sorts_it_out_beside_its_filters(organiser):
    request = RequestFactory().get("/admin/")
    request.user = organiser
    found = {}
    for model, lists in admin.site._registry.items():
        filters = {one for one in lists.get_list_filter(request) if isinstance(one, str)}
        names = {one.name for one in model._meta.get_fields()} | {"pk"}
        lookups = [f"{name}{end}" for name in names for end in ("", "__isnull", "__startswith", "__gt")]
        found[model._meta.label] = {
            one for one in lookups if lists.lookup_allowed(one, "1", request) and one.partition("__")[0] not in filters
        }

    assert {label: told for label, told in found.items() if told} == {"audit.Change": {"content_type", "object_pk"}}


def test_the_whole_list_of_a_search_is_searched_too(desk):
    """Each kind of row, with seasons or without."""
    for number in range(9):
        TerritoryFactory(name=f"Vallon {number}")

    (more,) = [one.more for one in look(desk, "vallon").context["found"] if one.more]

    assert len(desk.get(more).context["cl"].result_list) == 9


def test_an_amount_that_a_list_does_not_show_does_not_sort_it_out(as_user, facilitator):
    for lookup in ("wished_amount__gt=7000", "wished_amount=7654.32", "wished_amount__isnull=0"):
        assert as_user(facilitator).get(f"/admin/territories/triptych/?{lookup}").status_code == 400


def test_a_search_goes_through_no_table_that_its_reader_does_not_view(mode, as_user, treasurer, organiser, facilitator):
    """A few letters at a time, it would tell the address of whoever sits in a territory."""
    person = ParticipantFactory(email="perso.secrete@example.org")
    asked = {"q": "perso.secr", "saison": "toutes"}
    found = {}
    for reader in (treasurer, facilitator, organiser):
        page = as_user(reader).get(reverse("admin:territories_triptych_changelist"), asked)
        found[reader] = list(page.context["cl"].result_list)

    assert found == {treasurer: [], facilitator: [person.triptych], organiser: [person.triptych]}
    assert look(as_user(treasurer), "perso.secr").context["found"] == []
