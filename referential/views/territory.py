"""« Notre territoire »: what a triptych shares, the perspective of each category, the position they agree on."""

from typing import Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from atelier.core import edit_conflicts
from atelier.core.forms import call_or_form_error, refusals_as_messages
from referential import (
    access,
    assessment_rounds,
    charts,
    opening,
    path_chart,
    perspectives,
    self_assessment,
    trajectory,
)
from referential.forms import CommonPositionForm
from referential.models import CommonPosition, ExperienceSheet


@require_safe
def territory(request, pk):
    """The door to everything: rounds, perspectives, trajectory, economic model, experience sheets."""
    triptych = access.triptych_for(request.user, pk)
    reader = access.reader_of(request.user)
    begun = [one for one in assessment_rounds.rounds_of_season(triptych.season) if one.has_begun()]
    entries = list(access.entries_for(request.user, triptych))
    more = {
        "rounds": [(one, _progress(one, triptych)) for one in begun],
        "trajectory": trajectory.of(triptych),
        "entries": entries,
        "last_entry": entries[-1] if entries else None,
        "experiences": ExperienceSheet.objects.readable_by(reader).filter(triptych=triptych),
        "viewer": access.viewer_of(request.user, triptych),
        "other_seasons": access.other_seasons_of(request.user, triptych),
    }
    return render(request, "referential/territory.html", context(request, triptych, **more))


def context(request, triptych, **more) -> dict:
    """What every page of a territory shows; the team reads these pages and writes nothing there."""
    writes = access.triptychs_of(request.user).filter(pk=triptych.pk).exists()
    return {"triptych": triptych, "territory": triptych.territory, "season": triptych.season, "writes": writes, **more}


def _progress(assessment_round, triptych) -> dict:
    """How many answered, and where the common position stands; never what anybody answered."""
    expected = opening.expected_people(triptych)
    sent = assessment_round.sheets.submitted().filter(participant__in=expected).values("participant").distinct()
    return {
        "expected": expected.count(),
        "sent": sent.count(),
        "is_shared": opening.is_shared(assessment_round, triptych),
        "common": self_assessment.common_of(triptych, assessment_round),
    }


@require_safe
def see_regards(request, pk, assessment_round):
    """The perspectives of all categories side by side, where they diverge, what was agreed; first against last."""
    triptych = access.triptych_for(request.user, pk)
    found = access.round_for(triptych, assessment_round)
    state = _progress(found, triptych)
    viewer = access.viewer_of(request.user, triptych)
    awaited = self_assessment.is_awaited(viewer, found)
    if awaited or not state["is_shared"]:
        more = {"assessment_round": found, "awaited": awaited, **state}
        return render(request, "referential/regards_closed.html", context(request, triptych, **more))
    begun = [one for one in assessment_rounds.rounds_of_season(triptych.season) if one.has_begun()]
    views = [perspectives.territory_perspectives(one, [triptych], reader=request.user)[triptych.pk] for one in begun]
    view = next(one for one in views if one.assessment_round == found)
    agreed = [one for one in views if one.common]
    more = {
        "assessment_round": found,
        "view": view,
        "viewer": viewer,
        "radar": charts.of_regards(view),
        "strips": charts.strip(view),
        "others": [one for one in begun if one != found],
        "path": charts.of_path(agreed) if len(agreed) > 1 else None,
        "path_chart": path_chart.path_chart(agreed),
        "path_rounds": [one.assessment_round for one in agreed],
        "path_lines": perspectives.path(agreed),
        **state,
    }
    return render(request, "referential/regards.html", context(request, triptych, **more))


@require_http_methods(["GET", "HEAD", "POST"])
def common(request, pk, assessment_round):
    """The position that the triptych agrees on: begun, read again, settled, corrected."""
    triptych = access.triptych_for(request.user, pk)
    found = access.round_for(triptych, assessment_round)
    if request.method == "POST":
        access.own_triptych_for(request.user, pk)
        return _change_common(request, triptych, found)
    sheet = self_assessment.common_of(triptych, found)
    given = {row.dimension_id: row for row in sheet.positions.all()} if sheet else {}
    more = {
        "assessment_round": found,
        "sheet": sheet,
        "steps": [
            (stake, [(dimension, given.get(dimension.pk)) for dimension in dimensions])
            for stake, dimensions in found.grid.by_stake()
        ],
        "left": len(self_assessment.unanswered(sheet, found)),
        "levels": dict(found.grid.levels),
        "is_shared": opening.is_shared(found, triptych),
    }
    return render(request, "referential/common.html", context(request, triptych, **more))


def _change_common(request, triptych, assessment_round):
    with refusals_as_messages(request):
        if "settle" in request.POST:
            sheet = self_assessment.common_of(triptych, assessment_round)
            if sheet is None:
                raise Http404
            self_assessment.settle_common_sheet(sheet=sheet, by=request.user)
            messages.success(request, "La position commune est arrêtée.")
        else:
            self_assessment.start_common_sheet(triptych=triptych, assessment_round=assessment_round)
    return redirect("referential:common", triptych.pk, assessment_round.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def common_dimension(request, pk, assessment_round, code):
    """One dimension, discussed by the whole triptych with their perspectives in view."""
    triptych = access.own_triptych_for(request.user, pk)
    found = access.round_for(triptych, assessment_round)
    dimension = access.dimension_for(found, code)
    sheet = self_assessment.common_of(triptych, found)
    if sheet is None or sheet.submitted_at:
        return redirect("referential:common", pk, assessment_round)
    if self_assessment.is_awaited(access.viewer_of(request.user, triptych), found):
        return redirect("referential:regards", pk, assessment_round)
    row = next((row for row in sheet.positions.all() if row.dimension_id == dimension.pk), None)
    form = CommonPositionForm(request.POST or None, instance=row or CommonPosition(sheet=sheet, dimension=dimension))
    watch = edit_conflicts.detect(form, request.POST)
    ready = form.is_valid() and not watch.overtaken
    kept: dict[str, Any] = {"sheet": sheet, "dimension": dimension, "values": form.cleaned_data} if ready else {}
    if ready and call_or_form_error(form, self_assessment.agree_position, **kept) is not None:
        messages.success(request, f"Enregistré : {dimension.name}.")
        return redirect(_next_dimension(triptych, found, dimension))
    view = perspectives.territory_perspectives(found, [triptych], reader=request.user)[triptych.pk]
    more = {
        "assessment_round": found,
        "dimension": dimension,
        "form": form,
        "watch": watch,
        "line": next(line for line in view.lines if line.dimension == dimension),
        "marks": charts.strip(view)[dimension.code],
    }
    return render(request, "referential/common_dimension.html", context(request, triptych, **more))


def _next_dimension(triptych, assessment_round, dimension) -> str:
    """The address of the next dimension of the grid, or of the whole after the last."""
    rows = [one for _, dimensions in assessment_round.grid.by_stake() for one in dimensions]
    after = rows[rows.index(dimension) + 1 :]
    name, code = ("referential:common_dimension", [after[0].code]) if after else ("referential:common", [])
    return redirect(name, triptych.pk, assessment_round.pk, *code).url
