"""What is written to the team: a letter says what each will lead, an attestation what closed presence proves.

A fact that changes makes a new version; a letter without anything left to lead, or an attestation without presence, is
withdrawn. Neither says anything of territories, of people who take part, or of money.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone

from atelier.core import french
from atelier.core.background import enqueue_on_commit
from atelier.core.number_series import next_number
from atelier.seasons.models import Season, TeamMember, Workshop
from sessions.documents import attestations, emails
from sessions.documents.models import FacilitationDocument
from sessions.documents.snapshots import organiser_snapshot
from sessions.facilitation.models import FacilitatorPresence, Preparation
from sessions.programme.models import AgendaItem, Day, HalfDay

Kind = FacilitationDocument.Kind
SERIES = {Kind.LETTER: "MISSION", Kind.ATTESTATION: "ANIM"}
Led = dict[int, dict[int, list[AgendaItem]]]  # the items of each member, by half-day


@dataclass(frozen=True)
class Due:
    """What one person should hold, and what they hold; `is_stale` when that is missing or says something else."""

    member: TeamMember
    kind: str
    snapshot: dict
    in_force: FacilitationDocument | None

    @property
    def is_stale(self) -> bool:
        return self.in_force is None or self.in_force.snapshot != self.snapshot

    @property
    def state(self) -> str:
        if self.in_force is None:
            return "à émettre"
        return "ne dit plus ce qui est" if self.is_stale else "à jour"

    @property
    def summary(self) -> str:
        """« 2 demi-journées : 4 et 5 mars 2027 »: what the confirmation shows."""
        if self.kind == Kind.LETTER:
            dates = [french.long_date(date.fromisoformat(day["date"])) for day in self.snapshot["days"]]
            return f"{_half_days(self.snapshot['half_days'])} : {', '.join(dates)}"
        return f"{_half_days(self.snapshot['attended'])} ({french.duration(self.snapshot['minutes'])})"


def _half_days(count: int) -> str:
    return f"{count} demi-journée{'s' if count > 1 else ''}"


def documents_due(season: Season, kind: str) -> list[Due]:
    """In the order of the team, in a constant number of queries."""
    snapshots = _letters(season) if kind == Kind.LETTER else _attestations(season)
    in_force = {one.member_id: one for one in _in_force(season, kind)}
    return [Due(member, kind, snapshot, in_force.get(member.pk)) for member, snapshot in snapshots]


def no_longer_due(season: Season, kind: str, due: list[Due]) -> list[FacilitationDocument]:
    """Those in force of people to whom nothing of the kind is `due` any more."""
    kept = {one.member.pk for one in due}
    return [one for one in _in_force(season, kind) if one.member_id not in kept]


def _in_force(season: Season, kind: str) -> list[FacilitationDocument]:
    rows = FacilitationDocument.objects.latest().filter(member__season=season, kind=kind)
    return list(rows.select_related("member__user", "member__season").order_by("pk"))


def _letters(season: Season) -> list[tuple[TeamMember, dict]]:
    """Whoever is in the team with their account and leads something on a planned day."""
    days = list(Day.objects.filter(season=season, status=Day.Status.PLANNED).with_places().order_by("date", "pk"))
    led, workshop = _led(season), Workshop.load()
    found = []
    for member in season.team.joined():
        theirs = [said for day in days if (said := _day_snapshot(day, led[member.pk]))]
        if theirs:
            count = sum(len(day["half_days"]) for day in theirs)
            found.append((member, {**_heading(member, season, workshop), "days": theirs, "half_days": count}))
    return found


def _led(season: Season) -> Led:
    found: Led = defaultdict(lambda: defaultdict(list))
    items = AgendaItem.objects.filter(half_day__day__season=season, facilitators__isnull=False).distinct()
    for item in items.prefetch_related("facilitators").order_by("starts_at", "pk"):
        for member in item.facilitators.all():
            found[member.pk][item.half_day_id].append(item)
    return found


def _heading(member: TeamMember, season: Season, workshop: Workshop) -> dict:
    user = member.user
    return {
        "organiser": organiser_snapshot(workshop),
        "member": {"name": member.full_name, "role": member.role, "email": user.email if user else ""},
        "season": {"number": season.number, "label": season.label, "theme": season.theme, "city": season.city},
    }


def _day_snapshot(day: Day, led: dict[int, list[AgendaItem]]) -> dict | None:
    """Never the link of a day online: it is in « Mon animation », from the day before."""
    parts = [_part_snapshot(part, led[part.pk]) for part in day.half_days.all() if part.pk in led]
    if not parts:
        return None
    where = {"number": day.number, "date": day.date.isoformat(), "title": day.title}
    return {**where, "place": day.held_at("name", "room", "address"), "half_days": parts}


def _part_snapshot(part: HalfDay, items: list[AgendaItem]) -> dict:
    return {
        "period": part.get_period_display(),
        "starts_at": part.starts_at.isoformat("minutes"),
        "ends_at": part.ends_at.isoformat("minutes"),
        "items": [
            {
                "starts_at": item.starts_at.isoformat("minutes"),
                "title": item.title,
                "format": item.get_format_display(),
                "room": item.room,
            }
            for item in items
        ],
    }


def _attestations(season: Season) -> list[tuple[TeamMember, dict]]:
    """Whoever has an account and was noted present on a closed day, still in the team or not."""
    closed = Day.objects.filter(season=season, status=Day.Status.PLANNED).with_closing().filter(closed=True)  # type: ignore[misc]
    rows = FacilitatorPresence.objects.filter(half_day__day__in=closed.order_by().values("pk"))
    there: dict[int, list[HalfDay]] = defaultdict(list)
    for row in rows.select_related("half_day__day").order_by("half_day__day__date", "half_day__starts_at", "pk"):
        there[row.member_id].append(row.half_day)
    prepared = dict(
        Preparation.objects.filter(member__season=season).order_by().values_list("member").annotate(Sum("minutes"))
    )
    workshop, led = Workshop.load(), _led(season)
    return [
        (
            member,
            {
                **_heading(member, season, workshop),
                "rows": [_row_snapshot(part, led[member.pk].get(part.pk, [])) for part in there[member.pk]],
                "attended": len(there[member.pk]),
                "minutes": sum(part.length for part in there[member.pk]),
                "prepared": prepared.get(member.pk, 0),
            },
        )
        for member in season.team.filter(user__is_active=True, pk__in=there)
    ]


def _row_snapshot(part: HalfDay, items: list[AgendaItem]) -> dict:
    said = {"date": part.day.date.isoformat(), "period": part.get_period_display(), "minutes": part.length}
    return {**said, "items": [item.title for item in items]}


@transaction.atomic
def issue_documents(*, season: Season, kind: str) -> list[FacilitationDocument]:
    """Freeze what is due and not said yet; a worker then draws and sends it. Returns what was made.

    Those no longer due are withdrawn, and their people are told. Raises ValidationError for attestations while a day
    that was closed is open again.
    """
    season = Season.objects.select_for_update().get(pk=season.pk)  # numbers follow each other
    if kind == Kind.ATTESTATION and (days := attestations.reopened_days(season)):
        names = ", ".join(str(day).lower() for day in days)
        raise ValidationError(f"Présences rouvertes ({names})\u00a0: closez-les d’abord.")
    due = documents_due(season, kind)
    for gone in no_longer_due(season, kind, due):
        _revoke(gone)
    numbered = FacilitationDocument.objects.filter(member__season=season, kind=kind).order_by("version")
    last = dict(numbered.values_list("member", "version"))
    made = [
        FacilitationDocument.objects.create(
            member=one.member,
            kind=kind,
            number=next_number(f"{SERIES[Kind(kind)]}-S{season.number}"),
            version=last.get(one.member.pk, 0) + 1,
            snapshot=one.snapshot,
        )
        for one in due
        if one.is_stale
    ]
    for document in made:
        enqueue_on_commit("sessions.tasks.render_facilitation_document", document.pk)
    return made


@transaction.atomic
def withdraw_document(*, document: FacilitationDocument) -> FacilitationDocument:
    """Take back one letter or attestation that is in force, and tell its person; if still due, issuing makes another.

    Raises ValidationError for one that was replaced or withdrawn.
    """
    held = FacilitationDocument.objects.select_for_update(of=["self"]).filter(pk=document.pk)
    found = held.latest().select_related("member__user").first()
    if found is None:
        raise ValidationError(emails.VOID)
    _revoke(found, by_hand=True)
    return found


def _revoke(document: FacilitationDocument, *, by_hand: bool = False) -> None:
    document.revoked_at = timezone.now()
    document.save(update_fields=["revoked_at"])
    emails.facilitation_withdrawn(document, by_hand=by_hand)


def snapshot_context(snapshot: dict) -> dict:
    """The snapshot with its dates and hours as values that templates can write in French."""
    days = [
        {**day, "date": date.fromisoformat(day["date"]), "half_days": [_timed(part) for part in day["half_days"]]}
        for day in snapshot.get("days", [])
    ]
    rows = [{**row, "date": date.fromisoformat(row["date"])} for row in snapshot.get("rows", [])]
    return {**snapshot, "days": days, "rows": rows}


def _timed(part: dict) -> dict:
    hours = {name: time.fromisoformat(part[name]) for name in ("starts_at", "ends_at")}
    items = [{**item, "starts_at": time.fromisoformat(item["starts_at"])} for item in part["items"]]
    return {**part, **hours, "items": items}
