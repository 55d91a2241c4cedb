"""Undertakings for the team: a table's page on a phone, a day that opens with those before it, a season's figures."""

from typing import NamedTuple

from django.contrib import admin, messages
from django.http import Http404
from django.shortcuts import redirect, render

from atelier.core import permissions
from atelier.core.forms import call_or_form_error
from atelier.seasons import parts
from atelier.seasons.chosen import requested_season
from referential import access as shared
from referential.models import Reader
from sessions.groups.models import Group
from sessions.parts import UNDERTAKINGS
from sessions.programme.models import AgendaItem, Day
from sessions.undertakings import access, undertakings
from sessions.undertakings.forms import OutcomeForm, TableForm
from sessions.undertakings.models import BroughtQuestion


class _TableLine(NamedTuple):
    number: int
    label: str
    question: BroughtQuestion | None


def record_table(request, pk, number):
    """The question of a table and its one to three undertakings."""
    table = access.table_for(request, pk, number)
    form = TableForm(request.POST or None, table=table)
    if form.is_valid() and call_or_form_error(
        form,
        undertakings.record_table,
        item=table.item,
        table=number,
        by=request.user,
        bringer=form.bringer_chosen(),
        text=form.cleaned_data["text"],
        visibility=form.cleaned_data["visibility"],
        taken=form.taken(),
        seen=request.POST.get("seen", ""),
    ):
        messages.success(request, f"{table.label} : c’est gardé.")
        return redirect("admin:day_undertakings", table.item.half_day.day_id)
    context = {
        **admin.site.each_context(request),
        "title": f"{table.label} : {table.item.title}",
        "table": table,
        "day": table.item.half_day.day,
        "form": form,
        "seen": undertakings.fingerprint(undertakings.question_at(table.item, number)),
    }
    return render(request, "admin/atelier_sessions/undertakings/table.html", context)


def day_undertakings(request, pk):
    """What the day opens with, then its tables, then what they undertook."""
    day = access.day_for(request, pk)
    reader = shared.reader_of(request.user)
    awaited = [(one, OutcomeForm(None, undertaking=one)) for one in undertakings.awaiting_outcome(day, reader)]
    if request.method == "POST":
        answered = next((one for one, _ in awaited if str(one.pk) == request.POST.get("undertaking")), None)
        if answered is None:
            raise Http404
        form = OutcomeForm(request.POST, undertaking=answered)
        if form.is_valid() and call_or_form_error(
            form, undertakings.record_outcome, undertaking=answered, by=request.user, **form.cleaned_data
        ):
            messages.success(request, f"{answered.owner.full_name} : c’est noté.")
            return redirect("admin:day_undertakings", pk)
        awaited = [(one, form if one == answered else blank) for one, blank in awaited]
    context = {
        **admin.site.each_context(request),
        "title": f"Engagements entre pairs, {day} de la saison {day.season.number}",
        "day": day,
        "awaited": awaited,
        "items": _items_of(day, reader),
        "taken": undertakings.undertakings_of(day.season, reader).filter(question__day=day),
        "rate": undertakings.outcome_rates(day.season).get(day.pk),
    }
    return render(request, "admin/atelier_sessions/undertakings/day.html", context)


def _items_of(day: Day, reader: Reader) -> list[tuple[AgendaItem, list[_TableLine]]]:
    """Each item between peers with its tables: number, name, and the question brought there that this reader reads."""
    items = AgendaItem.objects.filter(half_day__day=day, format__in=undertakings.FORMATS).select_related("half_day")
    groups = Group.objects.filter(composition__item__half_day__day=day).select_related("composition").order_by("number")
    readable = BroughtQuestion.objects.readable_by(reader).filter(day=day)
    brought = {(one.item_id, one.table): one for one in readable}
    found = []
    for item in items.order_by("half_day__starts_at", "starts_at", "pk"):
        labels = {group.number: group.label for group in groups if group.composition.item_id == item.pk}
        labels = {**{number: f"Table {number}" for at, number in brought if at == item.pk}, **labels}
        rows = [_TableLine(number, label, brought.get((item.pk, number))) for number, label in sorted(labels.items())]
        found.append((item, rows or [_TableLine(1, "Table 1", None)]))
    return found


def season_undertakings(request):
    """Of each day and of the season, how many have an outcome, and the rows that make the figures."""
    permissions.require_permissions(request, "atelier_sessions.view_undertaking")
    season = requested_season(request)
    parts.require(season, UNDERTAKINGS)
    rates = undertakings.outcome_rates(season)
    context = {
        **admin.site.each_context(request),
        "title": f"Engagements entre pairs, saison {season.number}",
        "season": season,
        "days": [(day, rates.get(day.pk)) for day in season.days.order_by("number")],
        "whole": undertakings.whole_rate(rates.values()),
        "taken": undertakings.undertakings_of(season, shared.reader_of(request.user)),
    }
    return render(request, "admin/atelier_sessions/undertakings/season.html", context)
