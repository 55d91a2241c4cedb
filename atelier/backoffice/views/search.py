from django.contrib import admin
from django.shortcuts import render
from django.views.decorators.http import require_safe

from atelier.backoffice import search


@require_safe
def search_page(request):
    """Whatever the team looks for, in one field; each finds what their role may read.

    `?partie` asks for the results alone, which the dialog of every page shows.
    """
    typed = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    found = search.search(request, typed)
    if "partie" in request.GET:
        return render(request, "admin/_search_results.html", {"typed": typed, "found": found})
    context = {**admin.site.each_context(request), "title": "Recherche", "typed": typed, "found": found}
    return render(request, "admin/search.html", context)
