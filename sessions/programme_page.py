"""The programme of a day as a line of time, edited in place: drawn anew at each change, stored when it is saved."""

from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods

from atelier.core import permissions
from atelier.core.drawings import Bar, Scale, Tick
from atelier.core.reading_pages import address_of
from sessions.documents import admin_notices, convocations
from sessions.facilitation import availability
from sessions.facilitation.access import MANAGES
from sessions.programme import time_line
from sessions.programme.models import Day
from sessions.programme.programme_changes import Change, Overtaken
from sessions.programme.time_line import Part, Slot
from sessions.programme_draft import Line, ProgrammeDraft

PERMISSION = "atelier_sessions.change_agendaitem"
OVERTAKEN = (
    "Quelqu’un a enregistré ce programme pendant que vous le prépariez. Rien de ce que vous avez tapé n’est perdu"
    "\u00a0: relisez, puis enregistrez de nouveau pour le remplacer par le vôtre."
)


@dataclass(frozen=True)
class DrawnLine:
    """An item with its bar on the line of the day."""

    line: Line
    bar: Bar | None
    is_first: bool
    is_last: bool
    is_wrong: bool


@dataclass(frozen=True)
class DrawnPart:
    """A half-day: its hours, whether its programme fits in, its items."""

    part: Part
    hours: Any
    bar: Bar
    lines: list[DrawnLine]


@require_http_methods(["GET", "HEAD", "POST"])
def day_programme(request: HttpRequest, pk: int) -> HttpResponse:
    days = Day.objects.select_related("season").with_full_programme().prefetch_related("half_days__items__composition")
    day = permissions.get_or_404(request, days, pk, PERMISSION)
    posted = request.POST if request.method == "POST" else None
    draft = ProgrammeDraft(day, posted, user=request.user)
    refusal = ""
    if posted is not None:
        _act(draft, posted)
        if "save" in posted:
            refusal = _save(request, draft, posted.get("seen", ""))
            if not refusal:
                return redirect("admin:day_programme", pk)
    return render(request, "admin/atelier_sessions/programme/page.html", _context(request, draft, refusal))


def _act(draft: ProgrammeDraft, posted: Any) -> None:
    if "add" in posted:
        draft.add(posted["add"])
    for name in ("up", "down"):
        if name in posted:
            draft.move(posted[name], up=name == "up")


def _save(request: HttpRequest, draft: ProgrammeDraft, seen: str) -> str:
    """Empty once it is stored, else why it is not."""
    if not draft.is_valid():
        return "Rien n’est enregistré\u00a0: corrigez ce qui est signalé ci-dessous."
    try:
        change = draft.save(seen=seen)
    except ValidationError as error:
        return " ".join(error.messages)
    except Overtaken:
        return OVERTAKEN
    _tell(request, draft.day, change)
    return ""


def _tell(request: HttpRequest, day: Day, change: Change) -> None:
    """What was done, and what it asks for: people who hold something else, groups drawn for another half-day."""
    messages.success(request, f"Programme enregistré\u00a0: {change.items} séquence{'s' if change.items > 1 else ''}.")
    day = Day.objects.with_programme().get(pk=day.pk)
    admin_notices.warn(request, day)
    stale = len(convocations.freshness_by_day([day])[day.pk].stale)
    if stale and request.user.has_perm("atelier_sessions.add_convocation"):
        words = f"{stale} convocation{'s ne disent' if stale > 1 else ' ne dit'} pas ce programme."
        link = format_html('{} <a href="{}">Les émettre de nouveau</a>', words, address_of(day))
        messages.warning(request, link)
    for item in change.moved:
        if hasattr(item, "composition"):
            words = f"«\u00a0{item}\u00a0» a changé de demi-journée\u00a0: ses groupes étaient composés pour l’autre."
            messages.warning(request, words)
    for half_day in day.half_days.all() if request.user.has_perm(MANAGES) else ():
        for sentence in availability.warnings_of(half_day):
            messages.warning(request, sentence)


def _context(request: HttpRequest, draft: ProgrammeDraft, refusal: str) -> dict:
    day, parts = draft.day, draft.parts
    scale = _scale(parts)
    wrong = {remark.key for remark in draft.remarks if remark.strong}
    flat = [line.key for lines in draft.lines.values() for line in lines]
    first, last = next(iter(draft.halves), ""), [*draft.halves][-1:]
    drawn = [
        DrawnPart(
            part,
            draft.hours[part.key],
            scale.bar(part.starts, part.ends),
            [
                DrawnLine(
                    line,
                    _bar(scale, line.slot),
                    line.key == flat[0] and part.key == first,
                    line.key == flat[-1] and [part.key] == last,
                    line.key in wrong,
                )
                for line in draft.lines[part.key]
            ],
        )
        for part in parts
    ]
    return {
        **admin.site.each_context(request),
        "title": f"Programme, {str(day).lower()} de la saison {day.season.number}",
        "day": day,
        "draft": draft,
        "parts": drawn,
        "ticks": _ticks(scale),
        "refusal": refusal,
        "is_draft": draft.data is not None,
        "day_page": address_of(day),
    }


def _bar(scale: Scale, slot: Slot | None) -> Bar | None:
    return scale.bar(slot.starts, slot.ends) if slot else None


def _scale(parts: list[Part]) -> Scale:
    """Whole hours around the day, what overruns it included."""
    starts = min((min([part.starts, *(slot.starts for slot in part.slots)]) for part in parts), default=9 * 60)
    ends = max((max(part.ends, part.last_end) for part in parts), default=18 * 60)
    return Scale(starts // 60 * 60, -(-ends // 60) * 60)


def _ticks(scale: Scale) -> list[Tick]:
    """An hour each; every other one has no words on a phone."""
    hours = range(int(scale.start), int(scale.end) + 1, 60)
    return [scale.tick(at, time_line.in_words(at), is_minor=rank % 2 == 1) for rank, at in enumerate(hours)]
