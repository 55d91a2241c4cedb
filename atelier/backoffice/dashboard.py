"""The first page of the administration: the season being worked on, what is missing, what is about to leave."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, Q
from django.db.models.functions import TruncDate
from django.utils import timezone

from atelier.accounts.models import User
from atelier.backoffice.reading_views import read_row
from atelier.checklist import checklist
from atelier.core import dates, french
from atelier.core.declarations import ActionItem, ActionItems, SeasonFacts, declared
from atelier.core.drawings import Given, bar_chart
from atelier.core.shared_reading import shared_while_unchanged
from atelier.outbox.models import Message
from atelier.seasons.models import Season
from atelier.seasons.opening import OpeningStep, opening_steps
from contributions import budget
from referential import charts, overview
from referential.models import Stake
from sessions.attendance import statistics
from sessions.groups import mixing
from sessions.programme import calendar
from sessions.programme.models import Day
from territories import action_items, application
from territories.models import Triptych

_PARTS = (
    "admin/first_page/path.html",
    "admin/first_page/to_do.html",
    "admin/first_page/territories.html",
    "admin/first_page/cards.html",
)
DEPARTURES = 5  # how many lines of mail to come the page shows


def dashboard_context(user: User, season: Season | None) -> dict:
    """Everything that the page shows of this season, in a constant number of queries; empty before the first season."""
    if not season:
        return {"season": None}
    today = timezone.localdate()
    shown = _of_season(season, today)
    return {
        **shown,
        **_own_parts(user, season, today, shown["next_day"]),
        "season": season,
        "opening": _opening(season, user),
        "steps": _urgent_steps(season, today, user),
        "action_items": [item for item in _action_items(season, today) if user.has_perm(item.permission)],
        "mail": Message.objects.readable_by(user).aggregate(
            waiting=Count("pk", filter=Q(state__in=[Message.State.QUEUED, Message.State.SENDING])),
            failed=Count("pk", filter=Q(state=Message.State.FAILED)),
            held=Count("pk", filter=Q(state=Message.State.HELD)),
            uncertain=Count("pk", filter=Q(state=Message.State.UNCERTAIN)),
        ),
        "departures": _next_messages(user),
    }


@shared_while_unchanged
def _of_season(season: Season, today: date) -> dict[str, Any]:
    """What the page shows to everybody of the team."""
    stations = calendar.season_path(calendar.days_of(season.pk), today)
    triptychs = action_items.season_triptychs(season)
    noted, money = statistics.closed_attendance(season), budget.budget_rows(season, today)
    return {
        "stations": stations,
        "next_day": next((station.day for station in stations if station.state == "next"), None),
        "admitted": [_triptych_summary(triptych) for triptych in triptychs if triptych.rank],
        "candidates": [_triptych_summary(triptych) for triptych in triptychs if not triptych.rank],
        "first_waiting": next((triptych for triptych in triptychs if triptych.waiting_rank), None),
        "free_places": season.places - sum(1 for triptych in triptychs if triptych.rank),
        "presence": statistics.attendance_rate(noted),
        "positions": overview.overview_summary(season),
        "money": budget.budget_totals(money),
    }


def _own_parts(user: User, season: Season, today: date, next_day: Day | None) -> dict:
    """The parts of the page in the order of a role: money first for the treasurer, the next day for facilitators."""
    first: list[str] = []
    shown: dict[str, Any] = {}
    if user.is_treasurer and not user.is_organiser:
        first.append("admin/first_page/money.html")
        to_ask = budget.unasked_instalments().filter(payer__agreement__triptych__season=season)
        shown = {"late_invoices": budget.late_documents(season, today), "to_ask": to_ask}
    if user.is_facilitator and not user.is_organiser:
        first.append("admin/first_page/next_day.html")
        shown["read_day"] = read_row(next_day, user, "programme") if next_day else None
    return {"blocks": [*first, *_PARTS], **shown}


def _opening(season: Season, user: User) -> list[OpeningStep]:
    """What a season in preparation has and lacks, for whoever may write it."""
    in_preparation = season.status == Season.Status.PREPARATION and user.has_perm("seasons.change_season")
    return opening_steps(season) if in_preparation else []


@shared_while_unchanged
def _action_items(season: Season, today: date) -> list[ActionItem]:
    """What is waited for and from whom, in the order of a season, each with the permission to put it right."""
    facts = SeasonFacts(season, today)
    finders = _with_rows(facts, sorted(declared(ActionItems), key=lambda one: one.rank))
    return [item for finder in finders for item in finder.find(facts)]


def _with_rows(facts: SeasonFacts, finders: list[ActionItems]) -> list[ActionItems]:
    """Those that may have something to say: the rows of all are looked for in one statement."""
    looked = {f"finder_{rank}": Exists(one.rows(facts)) for rank, one in enumerate(finders) if one.rows}
    seen = Season.objects.filter(pk=facts.season.pk).values(**looked).get()
    return [one for rank, one in enumerate(finders) if seen.get(f"finder_{rank}", True)]


def _urgent_steps(season: Season, today: date, user: User) -> list[checklist.ChecklistStep]:
    """What is late, or due within eight days."""
    soon = {checklist.LATE, checklist.URGENT, checklist.SOON}
    return [step for step in checklist.checklist_steps(season, today, reader=user) if step.state in soon]


def _next_messages(user: User) -> list[Any]:
    """The next e-mails to leave: `day`, `subject` and how many (`count`), the nearest first."""
    # Beyond these years a date is a slip, and the last day of the calendar has no local one.
    queued = Message.objects.readable_by(user).filter(state=Message.State.QUEUED, not_before__year__lte=dates.YEARS[-1])
    rows = queued.annotate(day=TruncDate("not_before")).values("day", "subject").order_by("day", "subject")
    return list(rows.annotate(count=Count("pk"))[:DEPARTURES])


def _triptych_summary(triptych: Triptych) -> dict:
    return {
        "triptych": triptych,
        "panels": triptych.panels(),
        "remaining": application.remaining_steps(triptych),
        "named": sum(seat.state in ("invited", "confirmed") for panel in triptych.panels() for seat in panel.seats),
    }


def component_samples() -> dict:
    """Samples of every component in every state, for the page that shows them all."""
    season = Season.objects.default()
    days = list(Day.objects.filter(season=season).with_programme()) if season else []
    triptychs = Triptych.objects.filter(season=season).with_panels()[:1] if season else []
    return {
        "stations": calendar.season_path(days, days[len(days) // 2].date) if days else [],
        "triptychs": [(triptych, triptych.panels()) for triptych in triptychs],
        "stakes": Stake.objects.all(),
        "radar": _sample_radar(list(Stake.objects.all())),
        "chart": bar_chart(
            "Un exemple", _BARS, in_words=french.euros, legend=[(kind, word) for kind, word, _ in _KINDS]
        ),
        "matrix": _sample_matrix(),
        "states": ["empty", "invited", "confirmed", "declined", "left"],
        "colours": ["paper", "surface", "sunken", "ink", "quiet", "accent", "focus"],
    }


_KINDS = (("agreed", "convenu", 4), ("asked", "demandé", 2), ("paid", "versé", 1))
_BARS = [
    Given(name, [(kind, unit * factor, french.euros(unit * factor)) for kind, _, factor in _KINDS])
    for name, unit in (("Beaucoup", 250_000), ("Un peu", 25_000), ("Rien", 0))
]


def _sample_matrix() -> mixing.Matrix:
    """Nobody, somebody, everybody, and those who could not."""
    shares = [[(0, 0), (0, 9), (1, 9)], [(0, 9), (0, 0), (9, 9)], [(1, 9), (9, 9), (0, 0)]]
    rows = [
        mixing.MatrixRow(mixing.letter_of(rank), name, [mixing.Meetings(*pair) for pair in shares[rank]])
        for rank, name in enumerate(("Premier territoire", "Deuxième", "Troisième"))
    ]
    return mixing.Matrix("Un exemple", rows)


def _sample_radar(stakes: list[Stake]) -> charts.Radar:
    """Every series that a radar may hold, one with a missing value."""
    samples = [
        ("Première catégorie", "2343", "circle"),
        ("Deuxième", "33-4", "square"),
        ("Troisième", "4222", "triangle"),
        ("Quatrième", "5343", "cross"),
        ("Cinquième", "2514", "star"),
        ("Sixième", "4455", "half"),
        ("Position initiale", "1212", "square"),
        ("Position commune", "2323", "diamond"),
    ]
    lines = [
        charts.series(name, [Decimal(one) if one.isdigit() else None for one in levels], rank=rank, shape=shape)
        for rank, (name, levels, shape) in enumerate(samples, start=1)
    ]
    return charts.radar("Un exemple", stakes, lines)
