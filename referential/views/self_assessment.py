"""Each person positions their territory, alone, on a phone: a page a stake, saved as one goes, then sent."""

from typing import Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from atelier.core.forms import call_or_form_error, refusals_as_messages
from referential import access, opening, self_assessment
from referential.forms import PositionsForm


@require_safe
def see_round(request, pk):
    """What is asked, who will read it, how far one is; then everything again before it is sent."""
    found, seat = access.own_round(request.user, pk)
    return render(request, "referential/positioning/round.html", _context(found, seat))


def _context(assessment_round, seat, **more) -> dict:
    """What every page of a personal positioning shows: the seat, the steps, what is left."""
    sheet = self_assessment.sheet_of(seat, assessment_round)
    given = {row.dimension_id: row for row in sheet.positions.all()} if sheet else {}
    steps = [
        (stake, [(dimension, given.get(dimension.pk)) for dimension in dimensions])
        for stake, dimensions in assessment_round.grid.by_stake()
    ]
    done = sum(bool(row.answer) for row in given.values())
    total = sum(len(rows) for _, rows in steps)
    unfinished = [stake for stake, rows in steps if not all(row and row.answer for _, row in rows)]
    return {
        "assessment_round": assessment_round,
        "seat": seat,
        "sheet": sheet,
        "steps": steps,
        "total": total,
        "done": done,
        "missing": total - done,
        "next_stake": unfinished[0].code if unfinished else "",
        "is_open": assessment_round.is_open(),
        "is_sent": bool(sheet and sheet.submitted_at),
        "is_shared": opening.is_shared(assessment_round, seat.triptych),
        **more,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def step(request, pk, stake):
    """The dimensions of one stake; a tap is saved at once where scripts run, and by the button everywhere."""
    found, seat = access.own_round(request.user, pk)
    pages = {one.code: (one, dimensions) for one, dimensions in found.grid.by_stake()}
    if stake not in pages:
        raise Http404
    sheet = self_assessment.sheet_of(seat, found)
    if not found.is_open() or (sheet and sheet.submitted_at):
        return redirect("referential:round", pk)
    form = PositionsForm(request.POST or None, dimensions=pages[stake][1], sheet=sheet)
    kept = False
    if form.is_valid():
        given: dict[str, Any] = {"participant": seat, "assessment_round": found, "answers": form.answers()}
        kept = call_or_form_error(form, self_assessment.save_answer, **given) is not None
    if kept and not request.headers.get("HX-Request"):  # a tap only reads the line that says what is kept
        after = _following(list(pages), stake)
        return redirect("referential:step", pk, after) if after else redirect("referential:round", pk)
    more = {"stake": pages[stake][0], "form": form, "rank": list(pages).index(stake) + 1}
    return render(request, "referential/positioning/step.html", _context(found, seat, **more))


def _following(codes: list[str], stake: str) -> str | None:
    at = codes.index(stake) + 1
    return codes[at] if at < len(codes) else None


@require_POST
def submit(request, pk):
    found, seat = access.own_round(request.user, pk)
    agrees = "agrees" in request.POST
    with refusals_as_messages(request):
        self_assessment.submit_answers(participant=seat, assessment_round=found, agrees=agrees)
        said = "Vous acceptez que le regard de votre catégorie soit montré tel quel." if agrees else ""
        messages.success(request, f"Vos réponses sont envoyées. Merci. {said}".strip())
    return redirect("referential:round", pk)


@require_POST
def correct(request, pk):
    found, seat = access.own_round(request.user, pk)
    with refusals_as_messages(request):
        self_assessment.reopen_sheet(participant=seat, assessment_round=found)
        messages.success(
            request,
            "Corrigez, puis envoyez de nouveau. Tant que ce n’est pas fait, l’envoi précédent compte.",
        )
    return redirect("referential:round", pk)
