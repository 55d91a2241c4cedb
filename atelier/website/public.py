"""The pages that anyone may read."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.http import require_safe

from atelier.core.declarations import declared
from atelier.core.french import sort_key
from atelier.core.page_cache import cached_page
from atelier.core.personal_data import processing_register
from atelier.seasons import parts
from atelier.seasons.models import Page, Season
from atelier.seasons.parts import SeasonPart
from atelier.website import browser_storage, guide_pictures, help
from referential.models import Publication, Stake
from sessions.programme import access as programme_access
from sessions.programme import calendar
from sessions.programme.models import Day
from territories import maps
from territories.models import Triptych


@login_not_required
@require_safe
@cached_page
def home(request):
    current = Season.objects.current()
    return render(
        request,
        "pages/home.html",
        _season_context(current) if current else {"stakes": Stake.objects.all()},
    )


@login_not_required
@require_safe
@cached_page
def show_season(request, number):
    return render(
        request,
        "pages/season.html",
        _season_context(programme_access.season_for(request.user, number)),
    )


@login_not_required
@require_safe
@cached_page
def guide_page(request, role=None):
    """The guide of one role; without a role, the reader's own."""
    role = role or help.role_of(request.user)
    if role not in help.TITLES:
        raise Http404
    season = Season.objects.current()
    context = {
        # What the present season does without is not explained.
        **{one.key: season is None or parts.is_used(season, one.key) for one in declared(SeasonPart)},
        "role": role,
        "title": help.TITLES[role],
        "guides": help.TITLES.items(),
        "template": f"guide/{role}.html",
        "pictures": guide_pictures.PICTURES,
    }
    return render(request, "guide/guide.html", context)


def _season_context(season: Season) -> dict:
    days = list(Day.objects.filter(season=season).with_programme())
    categories = list(season.categories.all())
    took_part = _took_part(season, days)
    return {
        "took_part": took_part,
        "season_map": maps.season_map(took_part) if took_part else None,
        "publications": Publication.objects.standing().filter(season=season).order_by("pk") if took_part else [],
        "season": season,
        "days": days,
        "stations": calendar.season_path(days, timezone.localdate()),
        "dates": calendar.dates_in_words(days),
        "categories": categories,
        "seats": sum(category.seats for category in categories),
        "call_is_open": season.call_is_open(),
        "places_are_taken": Triptych.objects.fills(season),
        "stakes": Stake.objects.all(),
    }


def _took_part(season: Season, days: list[Day]) -> list[Triptych]:
    """The territories admitted, once the first day has come: a decision is not learnt here."""
    today = timezone.localdate()
    has_begun = any(day.date <= today and day.status == Day.Status.PLANNED for day in days)
    if not season.lists_territories or not has_begun:
        return []
    found = Triptych.objects.admitted().filter(season=season).select_related("territory")
    return list(found.prefetch_related("territory__parts").order_by("territory__sort_name", "pk"))


@login_not_required
@require_safe
@cached_page
def seasons(request):
    days = Day.objects.order_by("date")
    rows = [
        (season, calendar.dates_in_words([day for day in days if day.season_id == season.pk]))
        for season in Season.objects.visible()
    ]
    return render(request, "pages/seasons.html", {"rows": rows})


@login_not_required
@require_safe
@cached_page
def referential(request):
    return render(request, "pages/referential.html", {"stakes": Stake.objects.all()})


@login_not_required
@require_safe
@cached_page
def editable_page(request, slug):
    context: dict = {"page": get_object_or_404(Page, slug=slug)}
    if slug == "confidentialite":
        context["durations"] = _retention_periods()
        context["processors"] = browser_storage.processors()
        context["kept_by_browser"] = browser_storage.kept_by_browser()
    return render(request, f"pages/{slug}.html", context)


def _retention_periods() -> list[tuple[str, list[str]]]:
    """Each duration of the register with what is kept that long."""
    found: dict[str, set[str]] = {}
    for table in processing_register().values():
        found.setdefault(table.kept, set()).add(table.purpose)
    return [
        (kept, sorted(whys, key=sort_key)) for kept, whys in sorted(found.items(), key=lambda pair: sort_key(pair[0]))
    ]


@login_not_required
@require_safe
def favicon(request):
    """Browsers ask for it beside what is not HTML, a PDF for instance."""
    return redirect(static("img/favicon.svg"), permanent=True)
