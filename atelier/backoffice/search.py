"""One field that looks through people, territories, documents and messages: what each list would find by itself."""

from dataclasses import dataclass

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from atelier.accounts.models import User
from atelier.core.french import sort_key
from atelier.outbox.models import Message
from contributions.models import Agreement, CreditNote, Invoice
from referential.models import Publication
from sessions.documents.models import Attestation, Booklet, Convocation
from sessions.programme.models import Day
from territories.models import Organisation, Participant, Territory, Triptych

PLACES = [
    Participant, User, Territory, Triptych, Organisation, Convocation, Attestation, Booklet, Agreement, Invoice,
    CreditNote, Publication, Day, Message,
]  # fmt: skip
JOINED = {
    Participant: ["triptych__territory", "triptych__season"],
    Triptych: ["territory", "season"],
    Convocation: ["participant", "day"],
    Attestation: ["participant"],
    Booklet: ["triptych__territory"],
    Agreement: ["triptych__territory", "triptych__season"],
    Invoice: ["payer__organisation"],
    CreditNote: ["invoice"],
    Publication: ["triptych__territory"],
    Day: ["season"],
}
SHOWN = 8  # rows of each kind before the page leads to the whole list


@dataclass(frozen=True)
class SearchResults:
    """What one list found: rows with the address of each, and the address of the whole list if there are more."""

    title: str
    rows: list[tuple[str, str]]
    more: str = ""


def search(request: HttpRequest, typed: str) -> list[SearchResults]:
    """Every list that the user may read and that finds something, accents or not; two characters at least."""
    if len(typed) < 2:
        return []
    found = [search_table(request, model, typed) for model in PLACES if can_view(request, model)]
    return [one for one in found if one.rows]


def can_view(request: HttpRequest, model: type[Model]) -> bool:
    return admin.site._registry[model].has_view_permission(request)


def search_table(request: HttpRequest, model: type[Model], typed: str) -> SearchResults:
    """The rows that hold the words as typed, or without accents nor capitals: names are kept that way too."""
    lists, meta = admin.site._registry[model], model._meta
    keys = set()
    for words in {typed, sort_key(typed), typed.replace(" ", "").replace("\u202f", "").replace("\u00a0", "")}:
        rows, _ = lists.get_search_results(request, model._default_manager.all(), words)
        keys |= set(rows.order_by("-pk").values_list("pk", flat=True)[: SHOWN + 1])
    rows = model._default_manager.filter(pk__in=keys).select_related(*JOINED.get(model, []))[: SHOWN + 1]
    table = f"admin:{meta.app_label}_{meta.model_name}"
    shown = [(result_label(row), reverse(f"{table}_change", args=[row.pk])) for row in rows]
    every = f"{reverse(f'{table}_changelist')}?{urlencode({'q': typed, 'saison': 'toutes'})}"
    return SearchResults(str(meta.verbose_name_plural), shown[:SHOWN], every if len(shown) > SHOWN else "")


def result_label(row: Model) -> str:
    """A person is said with their place; an issued document with whom it is for."""
    if isinstance(row, Participant):
        return f"{row.full_name}, {row.position}, {row.organisation} ({row.triptych})"
    if isinstance(row, User):
        return f"{row} ({row.email})" if row.get_full_name() else row.email
    if isinstance(row, Convocation | Attestation):
        return f"{row.number}, {row.participant}"
    if isinstance(row, Booklet):
        return f"{row.number}, {row.triptych.territory}"
    if isinstance(row, Invoice):
        return f"{row.number}, {row.payer}"
    return f"{row} ({row.season})" if isinstance(row, Day) else str(row)
