"""The directory of a season, for its group: territories, people, and how to reach those who agreed to it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from referential import access as shared
from territories import directory


@require_safe
def show_directory(request, number):
    """Everybody by territory, or those who hold the words looked for."""
    found = shared.season_for(request.user, number)
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    territories = directory.territories_of(found, words)
    context = {
        "season": found,
        "words": words,
        "territories": [
            (triptych, [(person, directory.is_reachable(person)) for person in people])
            for triptych, people in territories
        ],
        "own": [
            (seat, directory.is_reachable(seat))
            for seat in shared.seats_of(request.user).filter(season=found).select_related("choices", "season")
        ],
    }
    return render(request, "sessions/directory.html", context)


@require_POST
def share(request, pk):
    """One's own address and number: shown to the group, or not any more."""
    seat = get_object_or_404(shared.seats_of(request.user).select_related("season"), pk=pk)
    agrees = request.POST.get("agrees") == "1"
    directory.share_contact(person=seat, agrees=agrees)
    done = "Le groupe peut vous joindre." if agrees else "Vos coordonnées ne sont plus montrées au groupe."
    messages.success(request, done)
    return redirect("sessions:directory", seat.season.number)
