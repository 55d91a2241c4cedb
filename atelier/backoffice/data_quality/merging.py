"""Two rows become one: what each field keeps is chosen, what hangs on the other follows; nothing issued is lost.

What cannot follow, because the row that stays has its own (two convocations to one day), stays with the other row.
That one is then kept, out of the way: a participant has left the season, an account is closed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model, ProtectedError, QuerySet

from atelier.accounts.models import User
from atelier.backoffice.data_quality import duplicates
from atelier.backoffice.data_quality.duplicates import MergeableKind
from atelier.core.email_addresses import NOBODY
from sessions.attendance.models import Attendance
from sessions.evaluation import questionnaires
from territories import alumni
from territories.models import Organisation, Participant
from territories.models.participant import SAME_PERSON

KEPT, GONE, SEAT = "kept", "gone", "seat"  # whose value a field takes; the seat is chosen as one
ALONE = ("choices", "access_need", "alumni_agreement")  # a participant has one of each at most

# Of what each row is about, there is one for a person, whatever its version.
ABOUT = {
    "attendances": "half_day_id",
    "convocations": "day_id",
    "attestations": "kind",
    "answer_sheets": "assessment_round_id",
    "contacts": "triptych_id",
}

SEAT_FIELDS = ("triptych", "category", "seat", "state", "seated_at", "left_on")  # what goes with a seat


@dataclass(frozen=True)
class Compared:
    """One field of two rows: what each says, and whose value is taken (« kept » or « gone »)."""

    name: str
    label: str
    pair: tuple[object, object]
    chosen: str

    @property
    def same(self) -> bool:
        return self.pair[0] == self.pair[1]


@dataclass
class Merged:
    """The row that stays, how many rows followed, and whether the other one had to be kept."""

    row: Model
    moved: int = 0
    stayed: dict[str, int] = field(default_factory=dict)

    @property
    def is_whole(self) -> bool:
        return not self.stayed


@transaction.atomic
def merge(*, kind: MergeableKind, kept: Model, gone: Model, taken: set[str], author: User) -> Merged:
    """Make one row of two; `taken` names the fields whose value comes from `gone`, and « seat » for its seat.

    Raises ValidationError when what was chosen cannot stand together.
    """
    _check_pair(kept, gone)
    rows = {row.pk: row for row in kind.model.objects.select_for_update().filter(pk__in=[kept.pk, gone.pk])}
    kept, gone = rows[kept.pk], rows[gone.pk]
    values = {name: getattr(gone, name) for name in kind.fields if name in taken}
    merged = Merged(kept)
    _clear_unique_values(kept, gone, values, seat=SEAT in taken)
    for name in kind.moves:
        _move_all(merged, gone, name)
    if isinstance(gone, Participant) and isinstance(kept, Participant):
        _move_tables_and_choices(kept, gone)
    if isinstance(kept, Participant | User) and isinstance(gone, Participant | User):
        questionnaires.join_people(kept=kept, gone=gone)
    _snapshot_difference(merged, gone)
    for name, value in values.items():
        setattr(kept, name, value)
    if isinstance(kept, Participant) and kept.user:
        kept.email = kept.user.email
    kept.full_clean()
    kept.save()
    if isinstance(kept, User):
        kept.sync_address()
        _seats_follow(kept)
        alumni.keep_last_of(kept)
        if not kept.is_facilitator:  # a merge gives no role: they accept anew
            kept.team_places.update(joined_at=None)
    if not merged.is_whole:
        duplicates.keep_apart(kind, (kept, gone), author=author)
    return merged


def _clear_unique_values(kept: Any, gone: Model, values: dict, *, seat: bool) -> None:
    """What may exist once only is given up by `gone` before `kept` takes it."""
    if isinstance(gone, Participant):
        place = {name: getattr(gone, name) for name in SEAT_FIELDS} if seat else {}
        kept.user = kept.user or gone.user
        gone.state = Participant.State.LEFT
        gone.save()
        values.update(place)
    elif isinstance(gone, User) and "email" in values:
        former = kept.email
        kept.email = f"reunion-{kept.pk}{NOBODY}"
        kept.save()
        gone.email = former
        gone.save()
        gone.sync_address()
    elif isinstance(gone, Organisation):
        kept.is_confirmed = True
        gone.siret = ""
        gone.save()


def _seats_follow(account: User) -> None:
    """Every seat of the account has its address."""
    for seat in account.participants.exclude(email=account.email).order_by("pk"):
        seat.email = account.email
        try:
            with transaction.atomic():
                seat.save(update_fields=["email"])
        except IntegrityError as error:
            raise ValidationError(SAME_PERSON) from error


def _move_all(merged: Merged, gone: Model, name: str) -> None:
    """Each row in turn: one about something of which the kept row has its own stays where it is."""
    relation = _relation_of(gone, name)
    about = ABOUT.get(name)
    held = {getattr(row, about): row for row in getattr(merged.row, name).all()} if about else {}
    for row in getattr(gone, name).all():
        own = held.get(getattr(row, about)) if about else None
        if isinstance(own, Attendance):
            _prove(own, row)
        elif own is not None or not _moved(row, relation, merged.row):
            label = str(row._meta.verbose_name_plural)
            merged.stayed[label] = merged.stayed.get(label, 0) + 1
        else:
            merged.moved += 1


def _moved(row: Model, relation: str, to: Model) -> bool:
    """False when the database holds that there is one already."""
    try:
        with transaction.atomic():
            setattr(row, relation, to)
            row.save()
    except IntegrityError:
        return False
    return True


def _prove(own: Attendance, other: Attendance) -> None:
    """Of two notes on one half-day, the one that saw the person there is true."""
    if other.has_attended and not own.has_attended:
        own.status, own.minutes, own.reason = other.status, other.minutes, other.reason
        own.save()
    other.delete()


def _relation_of(gone: Model, name: str) -> str:
    """The column of the related rows that names `gone`."""
    return next(one.field.name for one in gone._meta.related_objects if one.get_accessor_name() == name)


def _move_tables_and_choices(kept: Participant, gone: Participant) -> None:
    for table in gone.tables.all():
        table.people.add(kept)
        table.people.remove(gone)
    for meal in gone.meals.exclude(day__in=kept.meals.order_by().values("day")):
        meal.participant = kept
        meal.save()
    for name in ALONE:
        if hasattr(gone, name) and not hasattr(kept, name):
            row = getattr(gone, name)
            row.participant = kept
            row.save()


def _snapshot_difference(merged: Merged, gone: Model) -> None:
    """Erase the other row when nothing holds it any more; an account is closed, since the past names it."""
    if isinstance(gone, User):
        gone.is_active = False
        gone.save()
        return
    if merged.is_whole:
        try:
            with transaction.atomic():
                gone.delete()
        except ProtectedError as error:
            for row in error.protected_objects:
                label = str(row._meta.verbose_name_plural)
                merged.stayed[label] = merged.stayed.get(label, 0) + 1


def _check_pair(kept: Model, gone: Any) -> None:
    """Raises ValidationError for two rows that no merge may join."""
    if kept.pk == gone.pk:
        raise ValidationError("Choisissez deux fiches différentes.")
    if isinstance(kept, Participant) and kept.season_id != gone.season_id:
        raise ValidationError("Ces deux fiches sont de deux saisons : chacune garde la sienne.")


def rows_of(kind: MergeableKind) -> QuerySet:
    rows: QuerySet = kind.model.objects.all()
    return rows.select_related("triptych__territory", "category") if kind.model is Participant else rows


def compared(kind: MergeableKind, kept: Any, gone: Any, asked: Mapping[str, str]) -> list[Compared]:
    """Each field; unless somebody chose, the only value that says something, and the seat that is held."""
    rows = []
    for name in kind.fields:
        pair: tuple[Any, ...] = (getattr(kept, name), getattr(gone, name))
        chosen = asked.get(name) or (GONE if not pair[0] and pair[1] else KEPT)
        rows.append(Compared(name, str(kind.model._meta.get_field(name).verbose_name), pair, chosen))
    if kind.model is Participant:
        pair = tuple(f"{row.triptych.territory}, {row.category}, siège {row.seat}" for row in (kept, gone))
        chosen = asked.get(SEAT) or (GONE if gone.is_seated and not kept.is_seated else KEPT)
        rows.insert(0, Compared(SEAT, "siège", pair, chosen))
    return rows


def rows_that_follow(kind: MergeableKind, gone: Model) -> list[tuple[str, int]]:
    """What hangs on the other row, by its French name."""
    related = [getattr(gone, name) for name in kind.moves]
    counted = [(str(rows.model._meta.verbose_name_plural), rows.count()) for rows in related]
    return [(label, count) for label, count in counted if count]
