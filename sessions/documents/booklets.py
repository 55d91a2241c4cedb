"""The booklet of a territory: what it keeps of the season, frozen, then drawn by a worker."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from django.db import transaction

from atelier.core.background import enqueue_on_commit
from atelier.seasons.models import Workshop
from referential import assessment_rounds, charts, perspectives, trajectory
from referential.models import Entry, ExperienceSheet, Trajectory, Visibility
from sessions.documents import booklet_regards
from sessions.documents.models import Booklet
from sessions.documents.snapshots import organiser_snapshot
from sessions.exchanges.models import Note, PeerAnswer, PeerQuestion
from sessions.programme.models import Day
from sessions.shared_files import listing
from sessions.undertakings import sections
from territories.models import Participant, Triptych

# What was learnt closes the booklet, after the path that led there.
PATH = {name: said for name, said in Trajectory.STORY.items() if name != "learnt"}


def booklet_snapshot(triptych: Triptych) -> dict:
    """All that the booklet says: what the whole territory may read, never a draft and never one person's answer."""
    told = trajectory.of(triptych)
    shared = {"triptych": triptych, "visibility__gte": Visibility.TERRITORY}
    entries = list(Entry.objects.filter(**shared).prefetch_related("stakes"))
    return {
        "organiser": organiser_snapshot(Workshop.load()),
        "season": {"number": triptych.season.number, "label": triptych.season.label, "theme": triptych.season.theme},
        "territory": {"name": triptych.territory.name, "department": triptych.territory.department_name},
        "days": _days_of(triptych),
        "people": _people_of(triptych),
        "life_stakes": trajectory.life_stakes_of(told),
        "story": [[part.title, part.text] for part in told.told(PATH)],
        "learnt": told.learnt,
        "model": [[part.title, part.text] for part in told.told(Trajectory.MODEL)],
        "entries": [_entry_said(entry) for entry in entries],
        "line": [[entry.title, entry.date.isoformat()] for entry in entries if entry.date],
        "experiences": [
            {"title": sheet.title, "sections": [list(row) for row in sheet.told()]}
            for sheet in ExperienceSheet.objects.filter(**shared)
        ],
        "positions": _positions_of(triptych),
        "regards": booklet_regards.regards_of(triptych),
        "questions": _questions_of(triptych),
        "undertakings": sections.for_booklet(triptych),
        "notes": _notes_of(triptych),
        "files": listing.for_booklet(triptych),
        "resources": [
            {"kind": one.kind, "about": one.about, "url": one.url} for one in triptych.season.resources.all()
        ],
    }


def _days_of(triptych: Triptych) -> list[dict]:
    days = Day.objects.filter(season=triptych.season, status=Day.Status.PLANNED)
    return [{"number": day.number, "date": day.date.isoformat(), "title": day.title} for day in days]


def _people_of(triptych: Triptych) -> list[dict]:
    rows = Participant.objects.came().filter(triptych=triptych).select_related("category").by_triptych()
    return [
        {
            "pk": person.pk,
            "name": person.full_name,
            "position": person.position,
            "organisation": person.organisation,
            "category": person.category.label,
            "left": person.state == Participant.State.LEFT,
        }
        for person in rows
    ]


def _entry_said(entry: Entry) -> dict:
    return {
        "kind": entry.get_kind_display(),
        "title": entry.title,
        "when": entry.when,
        "text": entry.text,
        "facts": [list(row) for row in trajectory.details_of(entry, chosen=True)],
        "details": [list(row) for row in trajectory.details_of(entry, chosen=False)],
        "stakes": [stake.name for stake in entry.stakes.all()],
    }


def _positions_of(triptych: Triptych) -> list[dict]:
    """The common positions, round by round: by stake for the radar, by dimension with their reasons."""
    found = []
    for assessment_round in assessment_rounds.rounds_of_season(triptych.season):
        view = perspectives.territory_perspectives(assessment_round, [triptych], reader=None)[triptych.pk]
        if not view.common:
            continue
        stakes = [{"name": stake.name, "position": stake.position} for stake, _ in view.by_stake()]
        found.append(
            {
                "round": assessment_round.get_kind_display(),
                "stakes": stakes,
                "values": [None if value is None else str(value) for value in view.common_stakes()],
                "lines": [
                    [line.dimension.name, line.common.get_answer_display(), line.common.why, line.common.example]
                    for line in view.lines
                    if line.common
                ],
            }
        )
    return found


def _questions_of(triptych: Triptych) -> list[dict]:
    rows = PeerQuestion.objects.filter(entry__triptych=triptych).select_related("entry", "day")
    return [
        {
            "title": one.entry.title,
            "day": one.day.number,
            "answers": [
                {
                    "author_pk": row.author_id,
                    "author": str(row.author),
                    "territory": str(row.triptych.territory) if row.triptych else "",
                    "text": row.text,
                }
                for row in said
            ],
        }
        for one in rows
        if (said := list(one.answers.select_related("author", "triptych__territory")))
    ]


def _notes_of(triptych: Triptych) -> list[dict]:
    """What the team wrote for this territory, or for the whole group."""
    own = Note.objects.filter(day__season=triptych.season_id, visibility__gte=Visibility.TERRITORY)
    rows = own.filter(triptych=triptych) | own.filter(visibility__gte=Visibility.SEASON)
    return [
        {"day": note.day.number, "title": note.title, "text": note.text, "url": note.url}
        for note in rows.select_related("day").order_by("day__number", "pk")
    ]


@transaction.atomic
def issue_booklet(triptych: Triptych) -> tuple[Booklet, bool]:
    """The booklet as things stand; a new version when what it says has changed, else the one in force."""
    triptych = Triptych.objects.select_for_update(of=["self"]).select_related("territory", "season").get(pk=triptych.pk)
    former, snapshot = (
        Booklet.objects.filter(triptych=triptych).order_by("-version").first(),
        booklet_snapshot(triptych),
    )
    if former and former.snapshot == snapshot:
        return former, False
    version = former.version + 1 if former else 1
    made = Booklet.objects.create(
        triptych=triptych,
        version=version,
        number=f"LIVRET-S{triptych.season.number}-T{triptych.pk}-V{version}",
        snapshot=snapshot,
    )
    enqueue_on_commit("sessions.tasks.render_booklet", made.pk)
    return made, True


@dataclass(frozen=True)
class PositionLine:
    """A dimension of a common position, as the snapshot lists it."""

    dimension: str
    answer: str
    why: str
    example: str


def snapshot_context(booklet: Booklet) -> dict:
    """The snapshot with its dates as values, its radars and its line of time drawn again from the frozen figures."""
    snapshot = booklet.snapshot
    return {
        **snapshot,
        "booklet": booklet,
        "days": [{**day, "date": date.fromisoformat(day["date"])} for day in snapshot["days"]],
        "undertakings": [{**one, "due_on": date.fromisoformat(one["due_on"])} for one in snapshot["undertakings"]],
        "positions": [
            {**position, "lines": [PositionLine(*line) for line in position["lines"]]}
            for position in snapshot["positions"]
        ],
        "radars": radars(snapshot["positions"]),
        "regards": booklet_regards.drawn(snapshot.get("regards", [])),
        "line": charts.time_line(
            [SimpleNamespace(title=title, date=date.fromisoformat(day)) for title, day in snapshot["line"]]
        ),
    }


def radars(positions: list[dict]) -> list[charts.Radar]:
    """One a round; from the second on, the first is drawn beside it."""
    lines = [
        (position["round"], [None if value is None else Decimal(value) for value in position["values"]])
        for position in positions
    ]
    drawn = []
    for at, (name, values) in enumerate(lines):
        stakes = [SimpleNamespace(**stake) for stake in positions[at]["stakes"]]
        first, agreed_first = lines[0]
        before = charts.series(first.capitalize(), agreed_first, rank=charts.AGREED_BEFORE, shape="square")
        now = charts.series(name.capitalize(), values, rank=charts.AGREED, shape="diamond")
        drawn.append(charts.radar(name.capitalize(), stakes, [before, now] if at else [now]))
    return drawn


def forget(*, seats: list[int], account: int | None, triptychs: Iterable[int], name: str) -> list[Booklet]:
    """Blank whoever held these seats, and what this account signed, in every booklet; `name` stands in their place.

    Only the seasons of their `triptychs`, and those where the account answered, are read. Entries are found by their
    keys. Returns the booklets that changed, to be drawn again.
    """
    seasons = set(Triptych.objects.filter(pk__in=triptychs).order_by().values_list("season", flat=True))
    if account:
        answered = PeerAnswer.objects.filter(author=account).order_by()
        seasons |= set(answered.values_list("question__day__season", flat=True))
    changed = []
    found = Booklet.objects.filter(triptych__season__in=seasons).select_for_update(of=["self"]).order_by("pk")
    for booklet in found.iterator(chunk_size=50):
        theirs = [one for one in _entries(booklet.snapshot, "people") if one.get("pk") in seats]
        for one in theirs:
            one.update(name=name, position="–", organisation="–")
        answers = [row for one in _entries(booklet.snapshot, "questions") for row in _entries(one, "answers")]
        signed = [answer for answer in answers if account and answer.get("author_pk") == account]
        for answer in signed:
            answer["author"] = name
        taken = [one for one in _entries(booklet.snapshot, "undertakings") if one.get("owner_pk") in seats]
        for one in taken:
            one["owner"] = name
        if theirs or signed or taken:
            booklet.save(update_fields=["snapshot"])
            changed.append(booklet)
    return changed


def _entries(value: object, name: str) -> list[dict]:
    """The entries of this name in a snapshot; none where it is not what this version of the product writes."""
    found = value.get(name) if isinstance(value, dict) else None
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
