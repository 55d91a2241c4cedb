"""The page of the group of a season: what its territories share."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from referential import access as shared
from referential.models import Entry, ExperienceSheet, Publication, Visibility
from sessions.documents import access
from sessions.exchanges import access as exchanges_access
from sessions.exchanges.forms import AddressForm
from sessions.exchanges.models import Note
from sessions.shared_files import listing
from sessions.undertakings import undertakings


@require_safe
def show_group(request, number):
    """Everything that the group shares, and where one's own questions are put to it."""
    found = shared.season_for(request.user, number)
    reader = shared.reader_of(request.user)
    given = {"season": found, "visibility": Visibility.SEASON}
    context = {
        "season": found,
        "questions": exchanges_access.questions_of(found),
        "waiting": [
            (entry, AddressForm(None, season=found))
            for entry in exchanges_access.open_questions_of(request.user, found)
        ],
        "entries": Entry.objects.readable_by(reader)
        .filter(**given)
        .exclude(kind=Entry.Kind.QUESTION)
        .select_related("triptych__territory"),
        "experiences": ExperienceSheet.objects.readable_by(reader)
        .filter(**given)
        .select_related("triptych__territory"),
        "notes": Note.objects.readable_by(reader)
        .filter(season=found, visibility__gte=Visibility.TERRITORY)
        .select_related("day", "item", "triptych__territory")
        .prefetch_related("stakes"),
        "undertakings": undertakings.undertakings_of(found, reader),
        "files": listing.files_of(found, reader),
        "publications": Publication.objects.standing().filter(season=found).select_related("triptych__territory"),
        "triptychs": shared.triptychs_of(request.user).filter(season=found),
        "booklets": access.booklets_for(request.user).filter(triptych__season=found),
    }
    return render(request, "sessions/group.html", context)
