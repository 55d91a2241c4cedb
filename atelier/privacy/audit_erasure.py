"""The journal, once somebody is forgotten: it says that rows of theirs were changed, and when, not what they said.

Lines are found by the row that they are about. A row that is gone, or that became somebody else's, is known by the
address that the journal itself wrote down.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from auditlog.models import LogEntry
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q

from atelier.accounts.models import User
from atelier.privacy.data_subjects import Person, in_column
from territories.models import Participant

NAME = "Personne effacée"
NOTHING: dict[str, Any] = {
    "changes": {},
    "object_repr": NAME,
    "changes_text": "",
    "serialized_data": None,
    "additional_data": None,
}
NOBODY = (None, "", "None")
ABSENT = "–"


def forget(person: Person, rows: dict[type[Model], list[str]]) -> int:
    """`rows` are those about them, read before any of them went; returns how many lines were emptied."""
    touched, hands = 0, apps.get_model("admin.LogEntry")  # by hand, in the administration
    for model, pks in rows.items():
        kind = ContentType.objects.get_for_model(model)
        touched += LogEntry.objects.filter(content_type=kind, object_pk__in=pks).update(**NOTHING)
        lines = hands.objects.filter(content_type=kind, object_id__in=pks)
        touched += lines.update(object_repr=NAME, change_message="")
    return touched + sum(map(_forget_former, _former(person, rows)))


def sign_nothing(person: Person) -> None:
    """What they did themselves stays, by an account without a name."""
    signed = in_column("actor_email", person.addresses)
    if person.user:
        signed |= Q(actor=person.user)
    LogEntry.objects.filter(signed).update(actor_email="")


def _former(person: Person, rows: dict[type[Model], list[str]]) -> Iterator[list[tuple[LogEntry, bool, bool]]]:
    """The story of each row that held their address once and is not theirs now: (line, theirs before, theirs after)."""
    for model in (Participant, User):
        kind = ContentType.objects.get_for_model(model)
        lines = LogEntry.objects.filter(content_type=kind).exclude(object_pk__in=rows[model])
        held = lines.filter(
            in_column("changes__email__0", person.addresses) | in_column("changes__email__1", person.addresses)
        )
        for pk in sorted(set(held.order_by().values_list("object_pk", flat=True))):
            yield list(_story(lines.filter(object_pk=pk).order_by("timestamp", "pk"), person))


def _story(rows: Iterable[LogEntry], person: Person) -> Iterator[tuple[LogEntry, bool, bool]]:
    """Each line of a row, in order, with whether the row held their address before and after it."""
    lines = list(rows)
    held = next((pair[0] for pair in map(_emails_of, lines) if pair), None)
    for line in lines:
        before, after = _emails_of(line) or (held, held)
        if before in NOBODY:  # the row is made: the line is of one person alone
            before = after
        elif after in NOBODY:  # the row goes
            after = before
        yield line, person.holds(str(before)), person.holds(str(after))
        held = after


def _emails_of(line: LogEntry) -> list | None:
    """The address before and after this line, where it says both."""
    said = line.changes.get("email") if isinstance(line.changes, dict) else None
    return said if isinstance(said, list) and len(said) == 2 else None


def _forget_former(lines: list[tuple[LogEntry, bool, bool]]) -> int:
    """Empty the lines that are theirs alone; where the row changed hands, their side of it."""
    touched = 0
    for line, before, after in lines:
        if before and after:
            touched += LogEntry.objects.filter(pk=line.pk).update(**NOTHING)
        elif before or after:
            kept = {name: _one_side(said, 0 if before else 1) for name, said in line.changes.items()}
            named = {"object_repr": NAME} if after else {}
            touched += LogEntry.objects.filter(pk=line.pk).update(changes=kept, **named)
    return touched


def _one_side(said: object, side: int) -> object:
    """« from, to » without one of the two."""
    if not isinstance(said, list):
        return said
    return [ABSENT if at == side else word for at, word in enumerate(said)]
