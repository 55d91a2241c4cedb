"""Attestations say what closed presence proves, and nothing else; a correction makes a new version."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from atelier.core.background import enqueue_on_commit
from atelier.core.codes import typed_code
from atelier.core.number_series import next_number
from atelier.core.read_once import read_once
from atelier.seasons.models import Season, Workshop
from sessions.attendance import statistics
from sessions.attendance.models import Attendance
from sessions.documents.models import Attestation, AttestationQuerySet, in_groups
from sessions.documents.snapshots import organiser_snapshot
from sessions.programme.models import Day
from territories.models import Participant

Kind = Attestation.Kind


@dataclass(frozen=True)
class Entitled:
    """What one person may be given: kinds, their rate, and those of which nothing true is in force.

    `is_contradicted` where what is in force proves another presence than theirs, or names them otherwise.
    """

    participant: Participant
    rate: statistics.AttendanceRate
    kinds: tuple[str, ...]
    in_force: dict[str, Attestation]
    stale_kinds: tuple[str, ...]
    is_contradicted: bool

    @property
    def stale(self) -> bool:
        return bool(self.stale_kinds)


@read_once
def entitled(season: Season) -> list[Entitled]:
    """Everyone who came at least once on a closed day and was not erased since, in the order of lists.

    In a constant number of queries.
    """
    rows = statistics.closed_attendance(season)
    sets: dict[int, list[Attendance]] = {}
    for row in rows:
        sets.setdefault(row.participant_id, []).append(row)
    in_force: dict[int, dict[str, Attestation]] = {}
    for attestation in Attestation.objects.latest().filter(participant__season=season).order_by("pk"):
        in_force.setdefault(attestation.participant_id, {})[attestation.kind] = attestation
    over, workshop = is_over(season), Workshop.load()
    people = (
        Participant.objects.named()
        .filter(pk__in=sets)
        .select_related(
            "triptych__territory",
            "category",
            "season",
        )
    )
    result = []
    for person in people.by_triptych():
        rate = statistics.attendance_rate(sets[person.pk])
        kinds = _kinds_for(rate, season, over=over)
        issued = in_force.get(person.pk, {})
        so = {kind: _attestation_snapshot(person, kind, sets[person.pk], workshop) for kind in kinds}
        stale = tuple(kind for kind in kinds if kind not in issued or issued[kind].snapshot != so[kind])
        contradicted = any(kind in issued and _proven(issued[kind].snapshot) != _proven(so[kind]) for kind in kinds)
        if kinds:
            result.append(Entitled(person, rate, kinds, issued, stale, contradicted))
    return result


def _proven(snapshot: dict) -> list:
    """Of whom, and what: not how their organisation or the organisers are called since."""
    return [snapshot["participant"]["name"], *(snapshot[name] for name in ("assiduity", "rows", "minutes", "places"))]


@read_once
def is_over(season: Season) -> bool:
    """Every day that was not cancelled is closed."""
    days = Day.objects.filter(season=season, status=Day.Status.PLANNED).with_closing()
    return bool(days) and all(day.closed for day in days)


def _kinds_for(rate: statistics.AttendanceRate, season: Season, *, over: bool) -> tuple[str, ...]:
    """Participation from the first half-day; assiduity once the season is over, from its threshold."""
    if not rate.attended:
        return ()
    if over and not rate.is_under(season.attendance_threshold):
        return (Kind.PARTICIPATION, Kind.ASSIDUITY)
    return (Kind.PARTICIPATION,)


def snapshot_due(*, season: Season, person: int, kind: str) -> dict | None:
    """What an attestation of this kind would say of this person if it was issued now; None when it is not due."""
    found = next((one for one in entitled(season) if one.participant.pk == person and kind in one.kinds), None)
    if found is None:
        return None
    own = [row for row in statistics.closed_attendance(season) if row.participant_id == person]
    return _attestation_snapshot(found.participant, kind, own, Workshop.load())


def _attestation_snapshot(
    participant: Participant,
    kind: str,
    rows: list[Attendance],
    workshop: Workshop,
) -> dict:
    """All that the document says, as plain data; `rows` hold one attended at least, minutes missed are taken off."""
    rows = sorted(rows, key=lambda row: (row.half_day.day.date, row.half_day.starts_at))
    attended = [row for row in rows if row.counts]
    remote = [row for row in rows if row.is_remote]
    rate = statistics.attendance_rate(rows)
    threshold = participant.season.attendance_threshold
    assiduity = {"percent": rate.percent, "threshold": threshold} if kind == Kind.ASSIDUITY else None
    return {
        "kind": kind,
        "assiduity": assiduity,
        "organiser": organiser_snapshot(workshop),
        "participant": {
            "name": participant.full_name,
            "position": participant.position,
            "organisation": participant.organisation,
            "territory": participant.triptych.territory.name,
            "category": participant.category.label,
            "email": participant.email,
        },
        "season": {
            "number": participant.season.number,
            "label": participant.season.label,
            "theme": participant.season.theme,
            "city": participant.season.city,
        },
        "dates": [row.half_day.day.date.isoformat() for row in (attended[0], attended[-1])],
        "places": list(dict.fromkeys(place for row in attended if not row.is_remote and (place := _place_of(row)))),
        "remote": {"half_days": len(remote), "counts": participant.season.remote_counts},
        "attended": rate.attended,
        "total": rate.total,
        "minutes": sum(_present_minutes(row) for row in rows),
        "rows": [
            {
                "date": row.half_day.day.date.isoformat(),
                "period": row.half_day.get_period_display(),
                "status": _status_in_words(row),
                "minutes": _present_minutes(row),
            }
            for row in rows
        ],
    }


def _place_of(row: Attendance) -> str:
    """Where they sat."""
    return row.half_day.day.site("name", "address")


def _status_in_words(row: Attendance) -> str:
    """« présent, à distance » on a day that was online for all."""
    also = row.is_remote and row.status != Attendance.Status.REMOTE
    return f"{row.get_status_display()}, {Attendance.Status.REMOTE.label}" if also else row.get_status_display()


def _present_minutes(row: Attendance) -> int:
    return max(0, row.half_day.length - (row.minutes or 0)) if row.counts else 0


@read_once
def reopened_days(season: Season) -> list[Day]:
    """The days that were closed and are open again: nothing is issued meanwhile, it would leave twice."""
    once_closed = Day.objects.filter(season=season, status=Day.Status.PLANNED, closings__isnull=False).with_closing()
    return list(once_closed.filter(closed=False).distinct().order_by("number"))  # type: ignore[misc]  # it adds it


def no_longer_due(season: Season) -> AttestationQuerySet:
    """Those in force whose kind is not due any more, once every day that was closed is closed again."""
    standing = Attestation.objects.latest().filter(participant__season=season)
    if reopened_days(season):
        return standing.none()
    due = {(one.participant.pk, kind) for one in entitled(season) for kind in one.kinds}
    return Attestation.objects.filter(
        pk__in=[one.pk for one in standing.order_by("pk") if (one.participant_id, one.kind) not in due]
    )


@transaction.atomic
def issue_attestations(*, season: Season) -> list[Attestation]:
    """Freeze what is due and not said yet; a worker then draws and sends it. Returns what was made.

    What corrected presence no longer proves is revoked: it stays readable, and is verified as not valid. Raises
    ValidationError while a day that was closed is open again.
    """
    season = Season.objects.select_for_update().get(pk=season.pk)  # numbers follow each other
    if days := reopened_days(season):
        names = ", ".join(str(day).lower() for day in days)
        raise ValidationError(
            f"Présences rouvertes ({names})\u00a0: closez-les d’abord. "
            "Émises maintenant, les attestations partiraient deux fois."
        )
    now = timezone.now()  # the same for what is made together, and leaves in one mail a person
    no_longer_due(season).update(revoked_at=now)
    workshop, rows = Workshop.load(), statistics.closed_attendance(season)
    numbered = Attestation.objects.filter(participant__season=season)
    last = {(one.participant_id, one.kind): one.version for one in numbered.order_by("version")}
    made = []
    for person in entitled(season):
        own = [row for row in rows if row.participant_id == person.participant.pk]
        for kind in person.kinds:
            snapshot, former = _attestation_snapshot(person.participant, kind, own, workshop), person.in_force.get(kind)
            if former and former.snapshot == snapshot:
                continue
            made.append(
                Attestation.objects.create(
                    participant=person.participant,
                    kind=kind,
                    number=next_number(f"ATT-S{season.number}"),
                    version=last.get((person.participant.pk, kind), 0) + 1,
                    issued_at=now,
                    snapshot=snapshot,
                )
            )
    for attestation in made:
        enqueue_on_commit("sessions.tasks.render_attestation", attestation.pk)
    return made


@dataclass(frozen=True)
class Verdict:
    """All that a stranger with a code learns: valid or not, the season, initials."""

    valid: bool
    replaced: bool = False
    revoked: bool = False
    season: int | None = None
    initials: str = ""


def verify_code(code: str) -> Verdict:
    found = Attestation.objects.filter(code=in_groups(typed_code(code))).select_related("participant__season").first()
    if found is None:
        return Verdict(valid=False)
    newer = Attestation.objects.filter(
        participant=found.participant_id, kind=found.kind, version__gt=found.version
    ).exists()
    person = found.participant
    initials = " ".join(f"{name[:1]}." for name in (person.first_name, person.last_name) if name)
    revoked = found.revoked_at is not None and not newer
    return Verdict(
        valid=not newer and not revoked,
        replaced=newer,
        revoked=revoked,
        season=person.season.number,
        initials=initials,
    )


def snapshot_context(snapshot: dict) -> dict:
    """The snapshot with its dates as values that templates can write in French."""
    rows = [{**row, "date": date.fromisoformat(row["date"])} for row in snapshot["rows"]]
    first, last = (date.fromisoformat(day) for day in snapshot["dates"])
    return {**snapshot, "rows": rows, "first": first, "last": last}
