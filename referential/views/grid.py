"""The grid, to read and to print."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from atelier import documents as files
from atelier.seasons.public_pages import kept
from referential import access, documents


@login_not_required
@require_safe
@kept
def grid(request, version=None):
    """One version of the grid, or the newest, with its glossary."""
    return render(request, "referential/grid.html", {"grid": access.grid_for(version)})


@login_not_required
@require_safe
def printed(request, version):
    found = access.grid_for(version)
    return files.answer(documents.grid(found), name=f"grille-de-positionnement-v{found.version}.pdf")
