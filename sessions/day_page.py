"""The page of one day: its programme for everybody, and what the team shares of it with whoever reads it."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from atelier.core.page_cache import cached_page
from referential import access as shared
from sessions.programme import access as programme_access
from sessions.shared_files import listing


@login_not_required
@require_safe
@cached_page
def show_day(request, number, day_number):
    """On screen and in print. Somebody unknown finds what is public in the library."""
    found = programme_access.day_for(request.user, number, day_number)
    is_known = request.user.is_authenticated
    files = listing.files_of_day(found, shared.reader_of(request.user)) if is_known else []
    return render(request, "sessions/day.html", {"day": found, "season": found.season, "files": files})
