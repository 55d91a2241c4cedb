"""Presence: the grid of a day, entered with a keyboard, and the rates of the season."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.validators import MaxValueValidator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from atelier.core import permissions
from atelier.core.forms import refusals_as_messages
from atelier.seasons.chosen import requested_season
from sessions.attendance import expected, roll_call, sign_in_sheets, statistics
from sessions.attendance.models import Attendance
from sessions.attendance.statistics import AttendanceRate
from sessions.facilitation import hours
from sessions.facilitation.forms import PresenceForm
from sessions.facilitation.models import FacilitatorPresence
from sessions.programme.models import Day, HalfDay
from territories.models import Participant


class CellForm(forms.Form):
    """One person on one half-day; an empty status is « attendu »."""

    status = forms.ChoiceField(
        choices=[("", "attendu"), *Attendance.Status.choices[1:]], required=False, label="présence"
    )
    minutes = forms.IntegerField(
        required=False,
        min_value=1,
        label="minutes",
        widget=forms.NumberInput(attrs={"placeholder": "min"}),
    )

    def __init__(self, data, *, person: Participant, part: HalfDay, row: Attendance | None):
        initial = {"status": row.status if row else "", "minutes": row.minutes if row else None}
        if initial["status"] == Attendance.Status.EXPECTED:
            initial["status"] = ""
        super().__init__(data, prefix=f"p{person.pk}-{part.pk}", initial=initial)
        minutes: Any = self.fields["minutes"]
        minutes.max_value = part.length
        minutes.validators.append(MaxValueValidator(part.length))
        minutes.widget.attrs["max"] = part.length
        self.person, self.part, self.row = person, part, row
        self.has_begun = part.start <= timezone.now()
        for name, field in self.fields.items():
            field.widget.attrs["aria-label"] = f"{person.full_name}, {part.get_period_display()} : {field.label}"
            field.widget.attrs["class"] = f"cell-{name}"

    def clean(self):
        data = super().clean()
        timed = data.get("status") in (Attendance.Status.LATE, Attendance.Status.LEFT_EARLY)
        if data.get("minutes") and not timed:
            self.add_error("minutes", "Les minutes vont avec « en retard » ou « parti plus tôt ».")
        return data

    def values(self) -> dict:
        reason = self.row.reason if self.row and self.row.status == self.cleaned_data["status"] else ""
        return {**self.cleaned_data, "reason": reason}


def day(request, pk):
    """The grid: people by territory and category, half-days in columns."""
    found = permissions.get_or_404(
        request, Day.objects.select_related("season"), pk, "atelier_sessions.view_attendance"
    )
    parts = list(found.half_days.all())
    closed = roll_call.is_closed(found)
    posted = request.POST if request.method == "POST" else None
    rows, team = _grid(found, parts, posted), _team(found, parts, posted)
    if posted is not None:
        permissions.require_permissions(request, "atelier_sessions.change_attendance")
        cells = [form for _, forms_ in rows for form in forms_]
        changed: list[Any] = [form for form in [*cells, *team] if form.has_changed()]
        wrong = [form for form in changed if not form.is_valid()]
        if not wrong and _save(request, found, changed, others="others" in request.POST):
            return redirect("admin:day_presence", pk)
        messages.error(request, f"Rien n’est enregistré : cases à corriger, {len(wrong)}.")
    may_close = not closed and not found.is_cancelled and found.date <= timezone.localdate()
    context = {
        **admin.site.each_context(request),
        "title": f"Présences, journée {found.number}",
        "day": found,
        "parts": parts,
        "rows": rows,
        "team": team,
        "closed": closed,
        "may_close": may_close,
        "may_note_others": not closed
        and not found.is_cancelled
        and any(part.start <= timezone.now() for part in parts),
        "unnoted": roll_call.unnoted_people(found) if may_close else [],
        "counts": _counts(parts, [person.pk for person, _ in rows]),
        "history": found.closings.select_related("author", "reopened_by"),
        "scans": found.scans.select_related("author"),
    }
    return render(request, "admin/atelier_sessions/day_presence.html", context)


def _grid(found: Day, parts: list[HalfDay], posted) -> list[tuple[Participant, list[CellForm]]]:
    noted = {(row.participant_id, row.half_day_id): row for row in Attendance.objects.filter(half_day__day=found)}
    return [
        (
            person,
            [CellForm(posted, person=person, part=part, row=noted.get((person.pk, part.pk))) for part in parts],
        )
        for person in expected.expected_people(found)
    ]


def _team(found: Day, parts: list[HalfDay], posted) -> list[PresenceForm]:
    """Who leads something of the day, apart from the people of the grid."""
    noted: dict[int, set[int]] = {}
    for member, part in (
        FacilitatorPresence.objects.filter(half_day__day=found).order_by().values_list("member", "half_day")
    ):
        noted.setdefault(member, set()).add(part)
    people = hours.facilitators_of(found)
    return [PresenceForm(posted, member=one, parts=parts, noted=noted.get(one.pk, set())) for one in people]


def _save(request, found: Day, changed: list[Any], *, others: bool) -> bool:
    """Call the verb with the cells that were typed in; the rest keeps what another person may have noted meanwhile.

    With `others`, whoever is not noted after that was there.
    """
    cells = {(form.person, form.part): form.values() for form in changed if isinstance(form, CellForm)}
    team = [change for form in changed if isinstance(form, PresenceForm) for change in form.changes()]
    with refusals_as_messages(request):
        count = roll_call.record_attendance(day=found, cells=cells, author=request.user)
        count += roll_call.record_facilitators(day=found, changes=team, author=request.user)
        if others:
            count += roll_call.note_others_present(day=found, author=request.user)
        messages.success(request, f"Présences modifiées : {count}.")
    return True


@dataclass(frozen=True)
class HalfDayCount:
    """How many people were there, were away, and are not noted."""

    half_day: HalfDay
    there: int
    away: int
    unknown: int


@dataclass(frozen=True)
class RateTable:
    caption: str
    heading: str
    rates: dict[object, AttendanceRate]


@dataclass(frozen=True)
class PersonRate:
    person: Participant
    rate: AttendanceRate
    is_low: bool


def _counts(parts: list[HalfDay], people: list[int]) -> list[HalfDayCount]:
    """Of the people of the grid, and of nobody else."""
    result = []
    for part in parts:
        noted = part.attendances.filter(participant__in=people).order_by().values_list("status", flat=True)
        statuses = [status for status in noted if status != Attendance.Status.EXPECTED]
        there = sum(status in Attendance.ATTENDED for status in statuses)
        result.append(HalfDayCount(part, there, len(statuses) - there, len(people) - len(statuses)))
    return result


@require_POST
def close(request, pk):
    found = permissions.get_or_404(request, Day.objects.all(), pk, "atelier_sessions.change_attendance")
    seen = request.POST.get("unnoted", "")
    if seen and seen != str(len(roll_call.unnoted_people(found))):
        messages.warning(request, "Des présences ont été notées entre-temps : relisez qui serait noté absent.")
        return redirect("admin:day_presence", pk)
    return _answered(
        request, pk, lambda: roll_call.close_day(day=found, author=request.user), "Les présences sont closes."
    )


@require_POST
def reopen(request, pk):
    found = permissions.get_or_404(request, Day.objects.all(), pk, "atelier_sessions.change_attendance")
    reason = request.POST.get("reason", "").replace("\x00", "")[:250]
    return _answered(
        request,
        pk,
        lambda: roll_call.reopen_day(day=found, author=request.user, reason=reason),
        "Les présences sont rouvertes.",
    )


def _answered(request, pk, verb, done):
    with refusals_as_messages(request):
        verb()
        messages.success(request, done)
    return redirect("admin:day_presence", pk)


def season_attendance(request):
    """Who came, over the season: by person, category, territory and day; who is under the threshold; missing sheets."""
    permissions.require_permissions(request, "atelier_sessions.view_attendance")
    found = requested_season(request)
    rows = statistics.closed_attendance(found)
    people = statistics.by_person(rows)
    under = set(statistics.under_threshold(rows, found))
    days = list(Day.objects.filter(season=found).with_closing().order_by("date", "number"))
    context = {
        **admin.site.each_context(request),
        "title": f"Présences, saison {found.number}",
        "season": found,
        "days": days,
        "chart": statistics.day_chart(days, statistics.by_day(rows)),
        "people": [
            PersonRate(person, rate, person in under)
            for person, rate in sorted(people.items(), key=lambda pair: pair[0].sort_name)
        ],
        "under": len(under),
        "tables": [
            RateTable("Par catégorie", "Catégorie", statistics.by_category(rows)),
            RateTable("Par territoire", "Territoire", statistics.by_territory(rows)),
            RateTable("Par journée", "Journée", statistics.by_day(rows)),
        ],
        "whole": statistics.attendance_rate(rows),
        "missing": sign_in_sheets.days_without_scan(found),
    }
    return render(request, "admin/atelier_sessions/presence.html", context)
