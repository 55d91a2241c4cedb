"""What the administration lets its people add, change and delete by hand: whatever is not here is written by verbs."""

import pytest
from django.contrib import admin
from django.test import RequestFactory

from atelier.seasons.models import Workshop

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
    "referential.dimension": EVERY,
    "referential.grid": "change delete",
    "referential.grid > dimension": EVERY,
    "referential.grid > term": EVERY,
    "referential.moment": EVERY,
    "referential.publication": NONE,
    "referential.publication > consent": NONE,
    "referential.stake": "change",
    "seasons.page": "change",
    "seasons.reminderrule": EVERY,
    "seasons.season": EVERY,
    "seasons.season > category": EVERY,
    "seasons.season > facilitator": EVERY,
    "seasons.season > resource": EVERY,
    "seasons.task": EVERY,
    "seasons.venue": EVERY,
    "seasons.workshop": "change",
    "territories.accessneed": "delete",
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
