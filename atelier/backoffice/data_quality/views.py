"""The quality of the data: what is missing or wrong is put right in place; two rows are joined, or kept apart."""

from django import forms
from django.contrib import admin, messages
from django.db.models import Model
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from atelier.backoffice.data_quality import duplicates, merging, quality
from atelier.backoffice.data_quality.duplicates import MergeableKind
from atelier.core import confirmations
from atelier.core.forms import call_or_form_error, get_row_or_404, refusals_as_messages
from atelier.core.permissions import require_permissions
from atelier.core.reading_pages import Link
from atelier.seasons.chosen import requested_season


def quality_page(request):
    """Every check of the season; one column is corrected at a time, and what was typed wrong stays in its field."""
    require_permissions(request, "territories.change_participant")
    season = requested_season(request)
    typed = None
    if request.method == "POST":
        typed = _repaired(request)
        if typed is None:
            return redirect(f"{reverse('quality')}?saison={season.pk}")
    context = {
        **admin.site.each_context(request),
        "title": f"Qualité des données, saison {season.number}",
        "season": season,
        "typed": typed,
        "checks": list(zip(quality.CHECKS, quality.findings(season), strict=True)),
    }
    return render(request, "admin/quality.html", context)


class RepairForm(forms.Form):
    value = forms.CharField(required=False)


def _repaired(request) -> dict | None:
    """Write what was typed; None when it is done, else what was typed and why it cannot stand."""
    repair = quality.REPAIRS.get(request.POST.get("repair", ""))
    if repair is None:
        raise Http404
    require_permissions(request, repair.permission)
    row = get_row_or_404(repair.model.objects.all(), request.POST.get("row", ""))
    value = request.POST.get("value", "").replace("\x00", "")[:254]
    form = RepairForm({"value": value})
    given = {"repair": repair, "row": row, "value": value, "author": request.user}
    if form.is_valid() and call_or_form_error(form, quality.apply_repair, **given) is not None:
        messages.success(request, f"Corrigé\u00a0: {row}.")
        return None
    why = " ".join(map(str, form.non_field_errors()))
    return {"repair": request.POST["repair"], "row": row.pk, "value": value, "why": why}


def merge_page(request, kind, first, second):
    """Side by side, a choice for each field; then one row of two, or the word that they are two."""
    found = duplicates.KINDS.get(kind)
    if found is None:
        raise Http404
    label = found.model._meta.label_lower.split(".")
    require_permissions(request, f"{label[0]}.change_{label[1]}", f"{label[0]}.delete_{label[1]}")
    kept, gone = (get_row_or_404(merging.rows_of(found), str(key)) for key in (first, second))
    follows = merging.rows_that_follow(found, gone)
    content = [str(kept), str(gone), [(row.name, row.pair) for row in merging.compared(found, kept, gone, {})], follows]
    if request.method == "POST" and not confirmations.is_what_was_shown(request, content):
        messages.warning(request, confirmations.CHANGED)
    elif request.method == "POST":
        if "apart" in request.POST:
            duplicates.keep_apart(found, (kept, gone), author=request.user)
            messages.success(request, "C’est noté\u00a0: ce sont deux fiches distinctes.")
            return redirect("quality")
        if _joined(request, found, kept, gone):
            return redirect("quality")
    context = {
        **admin.site.each_context(request),
        "title": "Réunir deux fiches",
        "trail": [Link("Qualité des données", reverse("quality"))],
        "kind": found,
        "kept": kept,
        "gone": gone,
        "swapped": reverse("merge", args=[kind, second, first]),
        "rows": merging.compared(found, kept, gone, request.POST),
        "follows": follows,
        "shown": confirmations.sign_shown(request, content),
    }
    return render(request, "admin/merge.html", context)


def _joined(request, kind: MergeableKind, kept: Model, gone: Model) -> bool:
    taken = {name for name in (*kind.fields, merging.SEAT) if request.POST.get(name) == merging.GONE}
    with refusals_as_messages(request, about="Rien n’est changé. "):
        merged = merging.merge(kind=kind, kept=kept, gone=gone, taken=taken, author=request.user)
        left = ", ".join(f"{label} ({count})" for label, count in merged.stayed.items())
        after = f" Restent sur l’autre fiche, qui est gardée à part\u00a0: {left}." if left else ""
        messages.success(request, f"Les deux fiches n’en font plus qu’une\u00a0: {merged.row}.{after}")
        return True
    return False
