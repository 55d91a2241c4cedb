"""What the product holds about a person, for that person: a zip with a readable page, the same as JSON, their files.

GDPR, articles 15 and 20. Nothing of anybody else: a row is theirs when it is about them, or when they wrote it.
"""

import io
import json
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from auditlog.models import LogEntry
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.files.storage import default_storage
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import FileField, ForeignKey, Model, Q, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone

from atelier.accounts.models import User
from atelier.audit.models import Change, value_in_words
from atelier.core import french
from atelier.core.personal_data import processing_register
from atelier.privacy.data_subjects import person_of
from sessions.day_lists.models import Meal
from territories.models import AccessNeed, Participant

LOOKED = {
    "user": "l’équipe a vu le site à votre place",
    "accessneed": "l’équipe a lu votre besoin d’aménagement",
    "meal": "l’équipe a lu votre réponse pour un déjeuner",
}
SECRETS = {"password", "token", "invitation"}
NAME_DEPTH = 3  # how far a name reads: the season of the round of the sheet of an answer


@dataclass(frozen=True)
class PersonalTable:
    """The rows of one kind that are about a person, why they are kept and how long."""

    title: str
    why: str
    kept: str
    rows: list[dict]


def tables(user: User, *, plain: bool = False) -> Iterator[PersonalTable]:
    """Each kind of row that there is about them.

    In words for a reader; `plain` for a machine, dates as ISO 8601.
    """
    person = person_of(user.email)
    register = processing_register()
    theirs = {label: list(_ordered(person.rows(label))) for label, table in register.items() if table.exported}
    _read_names([row for rows in theirs.values() for row in rows])
    for label, found in theirs.items():
        if found:
            table, rows = register[label], [_said(row, plain=plain) for row in found]
            title = str(apps.get_model(label)._meta.verbose_name_plural).capitalize()
            yield PersonalTable(title, table.purpose, table.kept, rows)
    if history := list(_changes_about(user, person.seats)):
        journal = register["auditlog.LogEntry"]
        yield PersonalTable("Journal", journal.purpose, journal.kept, history)


def _ordered(rows: QuerySet) -> QuerySet:
    return rows.order_by("pk").distinct()


def _read_names(rows: list[Model]) -> None:
    """Give each row what its name and its columns name: a statement a table, however many rows there are."""
    known: dict[type[Model], dict[object, Model]] = defaultdict(dict)
    for _ in range(NAME_DEPTH):
        links = [(row, one) for row in rows for one in row._meta.concrete_fields if isinstance(one, ForeignKey)]
        asked: dict[type[Model], set] = defaultdict(set)
        for row, field in links:
            asked[field.related_model].add(getattr(row, field.attname))
        rows = []
        for model, keys in asked.items():
            found = model._base_manager.in_bulk(keys - known[model].keys() - {None})
            known[model] |= found
            rows += found.values()
        for row, field in links:
            if one := known[field.related_model].get(getattr(row, field.attname)):
                field.set_cached_value(row, one)


def _said(row: Model, *, plain: bool) -> dict[str, object]:
    """Every column that says something, by its French name, secrets left out."""
    found = {}
    for field in row._meta.concrete_fields:
        if field.primary_key or field.name in SECRETS or isinstance(field, FileField):  # a name of our own
            continue
        value = getattr(row, field.name)
        is_frozen = isinstance(value, dict | list)  # what a document says: the document itself is beside the page
        if value not in (None, "") and (plain or not is_frozen):
            found[str(field.verbose_name)] = value if plain else value_in_words(field, value)
    return found


def _changes_about(user: User, seats: list[int]) -> Iterator[dict]:
    """What was changed about them and who looked in their place, dated; not by whom: that is somebody else."""
    kinds = ContentType.objects.get_for_models(User, Participant, AccessNeed, Meal)
    about = Q(content_type=kinds[User], object_pk=str(user.pk))
    about |= Q(content_type=kinds[Participant], object_pk__in=[str(pk) for pk in seats])
    for model in (AccessNeed, Meal):
        rows = model.objects.filter(participant__in=seats).order_by("pk").values_list("pk", flat=True)
        about |= Q(content_type=kinds[model], object_pk__in=[str(pk) for pk in rows])
    for change in Change.objects.filter(about).select_related("content_type").order_by("timestamp", "pk"):
        looked = change.action == LogEntry.Action.ACCESS
        words = LOOKED[change.content_type.model] if looked else change.get_action_in_words()
        steps = [f"{step.name}\u00a0: {step.before} → {step.after}" for step in change.steps]
        yield {"le": french.moment(change.timestamp), "quoi": words, "détail": ", ".join(steps)}


def archive(user: User) -> bytes:
    """The zip."""
    context = {"user": user, "tables": tables(user), "made_at": timezone.now()}
    plain = {
        table.title: {"pourquoi": table.why, "conservation": table.kept, "lignes": table.rows}
        for table in tables(user, plain=True)
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("mes-donnees.html", render_to_string("account/my_data_file.html", context))
        file.writestr("mes-donnees.json", json.dumps(plain, ensure_ascii=False, indent=1, cls=Encoder))
        for path, name in _documents_of(user):
            with default_storage.open(path) as document:
                file.writestr(f"documents/{name}", document.read())
    return buffer.getvalue()


class Encoder(DjangoJSONEncoder):
    def default(self, value: object) -> object:
        """A row that another one names, by its name."""
        return str(value) if isinstance(value, Model) else super().default(value)


def _documents_of(user: User) -> Iterator[tuple[str, str]]:
    for row in person_of(user.email).documents():
        if row.is_ready:
            yield row.pdf_path, f"{row.number}-v{row.version}.pdf"
