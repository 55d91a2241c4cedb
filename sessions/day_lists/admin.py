"""« Préparer la journée »: its lists for the team, as counts; the names behind them for organisers."""

from django.contrib import admin
from django.shortcuts import render
from django.views.decorators.http import require_safe

from atelier.audit.access_log import log_access
from atelier.core import pdf
from sessions.attendance import expected
from sessions.day_lists import access, images, meals, printing, rooms
from territories.models import AccessNeed


@require_safe
def day_lists(request, pk):
    """Lunch, arrangements, images, rooms: no name but beside an image limit."""
    day = access.day_for(request, pk)
    context = {
        **admin.site.each_context(request),
        "title": f"Préparer la {str(day).lower()}, saison {day.season.number}",
        "day": day,
        "is_asked": meals.is_asked(day),
        "is_over": meals.is_over(day),
        "about_to_go": meals.answers_about_to_go(day),
        "counts": meals.count_meals(day) if meals.is_asked(day) else None,
        "pause": printing.lunch_hours(day),
        "arrangements": rooms.wanted_arrangements(day),
        "limits": images.image_limits(day),
        "lines": rooms.room_lines(day),
        "convened": expected.convened_people(day).count(),
        "reads_names": request.user.has_perms([access.READS_MEALS, access.READS_NEEDS]),
    }
    return render(request, "admin/atelier_sessions/day_lists/lists.html", context)


@require_safe
def day_names(request, pk):
    """Who eats what, who asks for which arrangement: for organisers, and the journal says who has read it."""
    day = access.day_for(request, pk, access.READS_MEALS, access.READS_NEEDS)
    asked = meals.is_asked(day)
    eaten = list(meals.meals_of(day)) if asked else []
    people = expected.people_coming(day).order_by().values("pk")
    needs = AccessNeed.objects.filter(participant__in=people).select_related("participant__triptych__territory")
    wanted = list(needs.order_by("participant__sort_name", "pk"))
    log_access(eaten, by=request.user)
    log_access(wanted, by=request.user)
    context = {
        **admin.site.each_context(request),
        "title": f"Les noms de la {str(day).lower()}, saison {day.season.number}",
        "day": day,
        "is_asked": asked,
        "meals": eaten,
        "silent": meals.silent_people(day).order_by("sort_name", "pk") if asked else [],
        "needs": wanted,
    }
    return render(request, "admin/atelier_sessions/day_lists/names.html", context)


@require_safe
def caterer_pdf(request, pk):
    day = access.catered_day_for(request, pk)
    log_access(meals.allergic(day), by=request.user)
    return pdf.content_response(printing.caterer_sheet(day), name=f"traiteur-journee-{day.number}.pdf")


@require_safe
def caterer_csv(request, pk):
    day = access.catered_day_for(request, pk)
    log_access(meals.allergic(day), by=request.user)
    return pdf.content_response(printing.caterer_table(day), name=f"traiteur-journee-{day.number}.csv")


@require_safe
def image_limits_pdf(request, pk):
    day = access.day_for(request, pk)
    return pdf.content_response(printing.image_sheet(day), name=f"images-journee-{day.number}.pdf")
