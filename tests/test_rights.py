"""What the administration lets its people add, change and delete by hand: whatever is not here is written by verbs."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.test import RequestFactory
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from atelier.accounts import roles
from atelier.backoffice.workbook import import_export
from atelier.seasons.models import Season, Workshop
from contributions.models import Payment
from territories.models import Organisation
from tests.factories import TriptychFactory

pytestmark = pytest.mark.django_db
EVERY, NONE = "add change delete", ""
# For an organiser, who may the most. Tables shown inside another are named after it.
RIGHTS = {
    "accounts.user": EVERY,
    "atelier_sessions.attendance": NONE,
    "atelier_sessions.attestation": NONE,
    "atelier_sessions.booklet": NONE,
    "atelier_sessions.convocation": NONE,
    "atelier_sessions.day": EVERY,
    "atelier_sessions.day > halfday": EVERY,
    "atelier_sessions.halfday": EVERY,
    "atelier_sessions.halfday > agendaitem": EVERY,
    "audit.change": NONE,
    "contributions.agreement": NONE,
    "contributions.agreement > amountstep": NONE,
    "contributions.article": EVERY,
    "contributions.creditnote": NONE,
    "contributions.funding": EVERY,
    "contributions.invoice": NONE,
    "contributions.issuer": "change",
    "outbox.bounce": "change delete",
    "outbox.message": "change",
    "outbox.message > attachment": NONE,
    "outbox.reply": "change delete",
    "privacy.texttoreview": "change",
    "referential.dimension": EVERY,
    "referential.grid": "change delete",
    "referential.grid > dimension": EVERY,
    "referential.grid > term": EVERY,
    "referential.assessmentround": EVERY,
    "referential.publication": NONE,
    "referential.publication > consent": NONE,
    "referential.stake": "change",
    "seasons.page": "change",
    "reminders.reminderrule": EVERY,
    "seasons.failure": NONE,
    "seasons.season": EVERY,
    "seasons.season > category": EVERY,
    "seasons.season > teammember": EVERY,
    "seasons.season > resource": EVERY,
    "checklist.task": EVERY,
    "seasons.venue": EVERY,
    "seasons.workshop": "change",
    "territories.accessneed": "delete",
    "territories.alumniagreement": NONE,
    "territories.criterion": EVERY,
    "territories.holderchange": NONE,
    "territories.organisation": EVERY,
    "territories.participant": EVERY,
    "territories.territory": EVERY,
    "territories.territory > perimeterpart": NONE,
    "territories.triptych": EVERY,
    "territories.triptych > participant": EVERY,
    "territories.triptych > quotaoverride": EVERY,
    "territories.triptych > contact": EVERY,
    "territories.triptych > correctionrequest": NONE,
    "territories.triptych > statuschange": NONE,
}
# Only what they hold without the rest.
TREASURER = {"contributions.article": EVERY, "contributions.funding": EVERY, "contributions.issuer": "change"}


def rights_of(user):
    request = RequestFactory().get("/admin/")
    request.user = user
    found = {}
    for model, page in admin.site._registry.items():
        label = model._meta.label_lower
        found[label] = said(page, request)
        for inline in page.inlines:
            found[f"{label} > {inline.model._meta.model_name}"] = said(inline(model, admin.site), request, None)
    return found


def said(page, request, *parent):
    allowed = {
        "add": page.has_add_permission(request, *parent),
        "change": page.has_change_permission(request),
        "delete": page.has_delete_permission(request),
    }
    return " ".join(name for name, is_allowed in allowed.items() if is_allowed)


def test_an_organiser_writes_by_hand_what_no_verb_writes(organiser):
    Workshop.load().save()  # one row, there from the first visit

    assert rights_of(organiser) == RIGHTS


def test_a_treasurer_writes_what_concerns_money_alone(treasurer):
    assert {table: rights for table, rights in rights_of(treasurer).items() if rights} == TREASURER


def actions_of(user):
    """What the lists that somebody opens offer to do to several rows at once."""
    request = RequestFactory().get("/admin/")
    request.user = user
    pages = {model._meta.label_lower: page for model, page in admin.site._registry.items()}
    found = {
        label: sorted(page.get_actions(request)) for label, page in pages.items() if page.has_view_permission(request)
    }
    return {label: names for label, names in found.items() if names}


def test_an_app_is_open_to_whose_role_may_do_something_in_it(organiser, treasurer, facilitator, stranger):
    people = [organiser, treasurer, facilitator, stranger]

    assert [one.has_module_perms("contributions") for one in people] == [True, True, False, False]
    assert [one.has_module_perms("referential") for one in people] == [True, False, True, False]


def test_a_list_offers_what_one_may_do(facilitator, treasurer):
    """Both read lists of triptychs, messages, rules, days: what acts on several rows is not for them."""
    assert actions_of(facilitator) == {"atelier_sessions.day": ["copy_programme"]}
    assert actions_of(treasurer) == {
        "contributions.agreement": ["issue"],
        "contributions.invoice": ["remind"],
        "contributions.article": ["delete_selected"],
        "contributions.funding": ["delete_selected"],
    }


@pytest.fixture
def all_but(monkeypatch, treasurer, as_user):
    """Somebody of the team who may do everything, but what is named."""

    def taken(*permissions):
        every = {f"{app}.{code}" for app, code in Permission.objects.values_list("content_type__app_label", "codename")}
        assert every >= set(permissions)
        monkeypatch.setitem(roles.PERMISSIONS, "is_treasurer", tuple(every - set(permissions)))
        return as_user(treasurer)

    return taken


def test_a_page_asks_for_its_own_right(all_but, world):
    """Each of these is open to every role of today; the check holds for the roles of tomorrow."""
    _, arguments = world
    page, tick = reverse("admin:retroplanning"), reverse("admin:tick", kwargs=arguments["admin:tick"])

    assert all_but("checklist.view_task").get(page).status_code == 403
    assert all_but("checklist.add_tick").post(tick, {"ref": "season"}).status_code == 403
    assert all_but().get(page).status_code == 200
    sheets = {sheet.permission for sheet in import_export.worksheets().values()}
    assert all_but(*sheets).get(reverse("workbook")).status_code == 403


@pytest.mark.parametrize(
    ("table", "actions"),
    [
        ("atelier_sessions.day", {"copy_programme"}),
        ("territories.holderchange", {"accept", "refuse"}),
        ("accounts.user", {"close_sessions", "take_second_factor_away"}),
        ("privacy.texttoreview", {"settle_selected"}),
        ("outbox.message", {"hold_selected", "let_go_selected", "cancel_selected"}),
        ("reminders.reminderrule", {"switch_on", "switch_off"}),
    ],
)
def test_an_action_asks_for_the_right_to_change_its_table(all_but, treasurer, table, actions):
    app, model = table.split(".")
    all_but()
    assert actions <= set(actions_of(treasurer)[table])

    all_but(f"{app}.change_{model}")
    assert not actions & set(actions_of(treasurer).get(table, []))


def test_who_reads_an_invoice_without_the_right_to_change_it_notes_nothing(all_but, world):
    _, arguments = world
    address = reverse("admin:note_invoice", kwargs=arguments["admin:note_invoice"])
    page = reverse("admin:contributions_invoice_read", kwargs=arguments["admin:contributions_invoice_read"])
    client, before = all_but("contributions.change_invoice"), Payment.objects.count()
    typed = {"amount": "1", "received_on": "2026-11-02", "reference": "X"}

    assert client.get(page).status_code == 200
    assert "Enregistrer un versement" not in client.get(page).text
    assert client.post(address, typed).status_code == 403
    assert Payment.objects.count() == before


@pytest.mark.parametrize("made", ["attestation", "booklet"])
def test_a_document_is_issued_by_who_may_issue_that_one(all_but, world, made):
    address = f"{reverse('admin:season_documents')}?saison={Season.objects.default().pk}"
    client = all_but(f"atelier_sessions.add_{made}")

    assert client.get(address).status_code == 200
    assert client.post(address, {f"{made}s": ""}).status_code == 403
    assert client.post(address, {"triptych": "99999"}).status_code == 404


def test_who_reads_the_presence_of_a_day_without_the_right_to_change_it_notes_nothing(all_but, world):
    _, arguments = world
    address = reverse("admin:day_presence", kwargs=arguments["admin:day_presence"])
    client = all_but("atelier_sessions.change_attendance")

    assert client.get(address).status_code == 200
    assert client.post(address, {}).status_code == 403


def test_a_column_is_corrected_by_who_may_change_its_table(all_but, world):
    client, row = all_but("territories.change_organisation"), Organisation.objects.order_by("pk").first()
    typed = {"repair": "organisation-siret", "row": row.pk, "value": "99990003800012"}

    assert client.post(reverse("quality"), typed).status_code == 403
    assert Organisation.objects.get(pk=row.pk).siret == row.siret


def test_the_first_page_tells_what_one_may_act_on(all_but, world):
    waits = "contribution à convenir"
    TriptychFactory(season=Season.objects.default(), admitted=True, rank=6)

    assertContains(all_but().get(reverse("admin:index")), waits)
    assertNotContains(all_but("contributions.view_agreement").get(reverse("admin:index")), waits)


@pytest.mark.parametrize("name", ["admin:presence", "admin:retroplanning", "quality"])
def test_a_season_that_does_not_exist_is_not_found(as_user, organiser, name):
    client = as_user(organiser)

    assertContains(client.get(reverse(name)), "Créer la première saison")  # none at all
    assert client.get(f"{reverse(name)}?saison=99").status_code == 404
