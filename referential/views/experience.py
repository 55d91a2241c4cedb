"""Experience sheets: written by a territory, read by those for whom it wrote them."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from atelier.core import edit_conflicts
from referential import access, publication
from referential.forms import ExperienceForm
from referential.models import ExperienceSheet
from referential.views.territory import context


@require_safe
def show(request, pk):
    sheet = access.experience_for(request.user, pk)
    more = {"sheet": sheet, "sections": sheet.told(), "publication": publication.standing_of(sheet)}
    return render(request, "referential/experience/show.html", context(request, sheet.triptych, **more))


@require_http_methods(["GET", "HEAD", "POST"])
def add(request, pk):
    triptych = access.own_triptych_for(request.user, pk)
    return _edit_experience(request, triptych, ExperienceSheet(triptych=triptych, author=request.user))


@require_http_methods(["GET", "HEAD", "POST"])
def change(request, pk):
    sheet = access.own_experience(request.user, pk)
    return _edit_experience(request, sheet.triptych, sheet)


def _edit_experience(request, triptych, sheet):
    form = ExperienceForm(request.POST or None, instance=sheet)
    watch = edit_conflicts.detect(form, request.POST)
    if form.is_valid() and not watch.overtaken:
        sheet = form.save()
        sheet.save()
        sheet.stakes.set(form.cleaned_data["stakes"])
        messages.success(request, "La fiche est enregistrée.")
        return redirect("referential:experience", sheet.pk)
    more = {"form": form, "sheet": sheet, "watch": watch}
    return render(request, "referential/experience/write.html", context(request, triptych, **more))


@require_POST
def erase(request, pk):
    sheet = access.own_experience(request.user, pk)
    triptych = sheet.triptych_id
    publication.delete_source(sheet)
    messages.success(request, "La fiche est supprimée.")
    return redirect("referential:territory", triptych)
