"""Forms that change one block of a row, and the way back: to the page to read, then to the list as one left it."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from atelier.core.reading_pages import address_of
from territories.models import Triptych
from tests.factories import ParticipantFactory, TriptychFactory, add_days

pytestmark = pytest.mark.django_db


def form_of(row, block):
    return f"{reverse(f'admin:{row._meta.app_label}_{row._meta.model_name}_change', args=[row.pk])}?bloc={block}"


def shown(page) -> set[str]:
    return set(page.context["adminform"].form.fields)


def test_each_block_of_a_page_leads_to_a_form_of_its_own_fields(desk):
    triptych = TriptychFactory(people=2, submitted=True)
    (day,) = add_days(triptych.season, timezone.localdate() + timedelta(days=9))
    whole = {}
    for row in (triptych, triptych.participants.first(), day):
        page = desk.get(address_of(row))
        for key in admin.site._registry[type(row)].blocks:
            assertContains(page, form_of(row, key))
            form = desk.get(form_of(row, key))
            assertContains(form, f'<a href="{address_of(row)}">')
            assertNotContains(form, 'class="deletelink"')
            whole[key] = (len(shown(form)), [one.opts.model.__name__ for one in form.context["inline_admin_formsets"]])

    assert whole == {
        "candidature": (3, ["Contact"]),
        "dossier": (3, []),
        "personnes": (0, ["Participant", "QuotaOverride"]),
        "identite": (7, []),
        "siege": (4, []),
        "date": (2, ["HalfDay"]),
        "lieu": (3, []),
        "intitule": (3, []),
    }


def test_a_block_changes_its_own_fields_alone_and_leads_back_to_the_page(desk):
    person = ParticipantFactory(first_name="Odile", last_name="Ferrandier", position="maire")
    typed = {"first_name": "Odile", "last_name": "Ferrandier", "position": "adjointe", "organisation": "Ville"}

    answer = desk.post(form_of(person, "identite"), {**typed, "state": "left", "email": "x@example.org"})

    assert (answer.status_code, answer.url) == (302, address_of(person))
    email, state = person.email, person.state
    person.refresh_from_db()
    assert (person.position, person.email, person.state) == ("adjointe", email, state)


def test_two_blocks_saved_at_once_do_not_undo_each_other(desk):
    triptych = TriptychFactory(submitted=True)
    other = desk.get(form_of(triptych, "candidature"))
    seen = desk.get(form_of(triptych, "dossier")).context["seen"]
    Triptych.objects.filter(pk=triptych.pk).update(wished_amount=7000)

    texts = {"dynamics": "Neuf", "resistance": "r", "expectations": "e", "seen": seen}
    assert desk.post(form_of(triptych, "dossier"), texts).status_code == 302
    triptych.refresh_from_db()
    assert (triptych.dynamics, triptych.wished_amount) == ("Neuf", 7000)
    stale = {"territory": triptych.territory_id, "wished_amount": "1", "seen": other.context["seen"]}
    empty = {"contacts-TOTAL_FORMS": "0", "contacts-INITIAL_FORMS": "0"}
    assertContains(desk.post(form_of(triptych, "candidature"), {**stale, **empty}), "Quelqu’un a enregistré")


def test_an_amount_hidden_from_a_role_is_in_no_block(as_user, facilitator, treasurer):
    triptych = TriptychFactory(submitted=True)
    for reader in (facilitator, treasurer):
        page = as_user(reader).get(address_of(triptych))
        assertNotContains(page, "?bloc=")
        assert as_user(reader).get(form_of(triptych, "candidature"), follow=True).redirect_chain == [
            (address_of(triptych), 302)
        ]


def test_filters_of_the_list_are_there_when_coming_back(desk):
    triptych = TriptychFactory(submitted=True)
    filters = "status__exact=submitted"
    kept = f"?_changelist_filters={quote(filters)}"
    people = reverse("admin:territories_triptych_changelist")

    assertContains(desk.get(f"{people}?{filters}"), f"{address_of(triptych)}{kept}")
    assertContains(desk.get(f"{address_of(triptych)}{kept}"), f'href="{people}?{filters}"')
    form = f"{form_of(triptych, 'dossier')}&_changelist_filters={quote(filters)}"
    answer = desk.post(form, {"dynamics": "d", "resistance": "r", "expectations": "e"})
    assert answer.url == f"{address_of(triptych)}{kept}"


def test_an_act_asked_on_a_page_ends_on_that_page(desk):
    person = ParticipantFactory(state="invited", invited_at=None)
    act = next(one for one in desk.get(address_of(person)).context["acts"] if one.action == "invite_again")

    answer = desk.post(act.address, {"action": act.action, "_selected_action": person.pk})

    assert (answer.status_code, answer.url) == (302, address_of(person))
