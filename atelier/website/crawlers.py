"""What search engines and social networks ask for: what may be read, its list, and a picture of a season."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from atelier.core.links import absolute_url
from atelier.core.page_cache import cached_page
from atelier.seasons.models import Season
from atelier.website.social_picture import draw_season
from referential.models import Publication
from sessions.programme import access as programme_access
from sessions.programme import calendar
from sessions.programme.models import Day

# Personal pages, which answer only who signed in or holds a personal link: nothing there is for a search engine.
PRIVATE = (
    "admin", "agenda", "anciens", "animation", "api", "attestations", "avis", "avoirs", "candidatures", "compte",
    "convocations", "disponibilites", "espace", "factures", "fichiers", "invitation", "livrets",
    "rester-en-lien", "sante",
)  # fmt: skip
PAGES = ("home", "seasons", "referential", "referential:library", "contact", "privacy", "legal", "accessibility")


@login_not_required
@require_safe
@cached_page
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", *(f"Disallow: /{folder}/" for folder in PRIVATE)]
    lines.append(f"Sitemap: {absolute_url(reverse('sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
@cached_page
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every page that anybody may read, each once."""
    days = Day.objects.filter(season__in=Season.objects.visible()).select_related("season").order_by("season", "number")
    paths = [
        *(reverse(name) for name in PAGES),
        *(season.get_absolute_url() for season in Season.objects.visible().order_by("number")),
        *(reverse("sessions:day", args=[day.season.number, day.number]) for day in days),
        *(one.get_absolute_url() for one in Publication.objects.standing().order_by("pk")),
    ]
    context = {"addresses": [absolute_url(path) for path in paths]}
    return render(request, "pages/sitemap.xml", context, "application/xml")


@login_not_required
@require_safe
@cached_page
def season_picture(request: HttpRequest, number: int) -> HttpResponse:
    """PNG of 1200 × 630, as social networks show a link."""
    season = programme_access.season_for(request.user, number)
    dates = calendar.dates_in_words(list(Day.objects.filter(season=season).with_programme()))
    return HttpResponse(draw_season(season, dates), content_type="image/png")
