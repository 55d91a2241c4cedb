"""A territory that covers several communes or EPCI: found by typing, added, taken out."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from territories import access, application, application_team, places
from territories.views.common import context


@require_http_methods(["GET", "HEAD", "POST"])
def perimeter(request, pk):
    triptych = access.editable_application_for(request.user, pk)
    if request.method == "POST":
        _change(request, triptych)
        return redirect("territories:perimeter", pk)
    typed = request.GET.get("q", "")
    more = {
        "perimeter": triptych.territory.perimeter(),
        "typed": typed,
        "found": places.search_places(typed),
        "source_year": places.SOURCE_YEAR,
    }
    return render(request, "territories/perimeter.html", context(triptych, step="territoire", **more))


def _change(request, triptych) -> None:
    """Add or take out the one that was asked for, and say so."""
    if "remove" in request.POST:
        for part in triptych.territory.parts.filter(code=request.POST["remove"]):
            part.delete()
            application_team.log_edit(triptych, by=request.user, what=f"périmètre : {part} retiré")
            messages.success(request, f"{part} ne fait plus partie du périmètre.")
    elif place := places.get_place(request.POST.get("add", "")):
        part, created = application.add_part(triptych.territory, place)
        if created:
            application_team.log_edit(triptych, by=request.user, what=f"périmètre : {part} ajouté")
            messages.success(request, f"{part} fait partie du périmètre.")
        else:
            messages.info(request, f"{part} figure déjà dans le périmètre.")
