"""The grid, to read and to print."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from atelier.core import pdf as files
from atelier.core.page_cache import cached_page
from referential import access, documents


@login_not_required
@require_safe
@cached_page
def grid(request, version=None):
    """One version of the grid, or the newest, with its glossary."""
    return render(request, "referential/grid.html", {"grid": access.grid_for(version)})


@login_not_required
@require_safe
def printed(request, version):
    found = access.grid_for(version)
    return files.content_response(documents.grid(found), name=f"grille-de-positionnement-v{found.version}.pdf")
