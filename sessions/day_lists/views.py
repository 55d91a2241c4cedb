"""What a participant says of their coming to a day: what they eat, and what is to be provided."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from atelier.core.forms import call_or_form_error
from sessions.day_lists import access, meals
from sessions.day_lists.forms import MealForm, NeedForm
from sessions.day_lists.models import Meal
from territories import access_needs
from territories.models import AccessNeed


@require_http_methods(["GET", "HEAD", "POST"])
def coming(request, participant, day):
    """Two forms, each with its button and its own consent."""
    seat, found = access.own_day_for(request.user, participant, day)
    meal = Meal.objects.filter(participant=seat, day=found).first()
    posted = request.POST if request.method == "POST" else None
    meal_form = MealForm(posted if posted and "meal" in posted else None, meal=meal)
    need = AccessNeed.objects.filter(participant=seat).first()
    need_form = NeedForm(posted if posted and "needs" in posted else None, need=need)
    if posted is not None and _act(request, seat, found, meal_form, need_form):
        return redirect("sessions:coming", seat.pk, found.pk)
    context = {
        "seat": seat,
        "day": found,
        "meal": meal,
        "need": need,
        "meal_form": meal_form,
        "need_form": need_form,
        "is_asked": meals.is_asked(found),
        "is_open": meals.is_open(found),
        "too_late": meals.TOO_LATE,
        "lunch": meals.lunch_in_words(found),
    }
    return render(request, "sessions/coming.html", context)


def _act(request, seat, found, meal_form, need_form) -> bool:
    """Do what was asked; false when a form has something to correct."""
    if "forget" in request.POST:
        meals.forget_meals(Meal.objects.filter(participant=seat, day=found))
        messages.success(request, "Votre réponse pour le déjeuner est effacée.")
        return True
    if meal_form.is_bound:
        if not meals.is_asked(found):
            messages.error(request, meals.NOT_SERVED)
            return True
        given = {"participant": seat, "day": found}
        if meal_form.is_valid() and call_or_form_error(meal_form, meals.answer_meal, **given, **meal_form.cleaned_data):
            messages.success(request, "Merci, votre déjeuner est noté.")
            return True
        return False
    if not need_form.is_bound or not need_form.is_valid():
        return False
    access_needs.record_need(participant=seat, **need_form.answers())
    messages.success(request, "C’est noté.")
    return True
