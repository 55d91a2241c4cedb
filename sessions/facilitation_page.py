"""« Mon animation »: what one leads in a team, when one is free, how long one prepared, what was written to one."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from atelier.core.forms import call_or_form_error
from atelier.core.links import absolute_url
from atelier.seasons import team
from atelier.seasons.models import Season, TeamMember
from sessions.documents import access as document_access
from sessions.documents.models import FacilitationDocument
from sessions.facilitation import access, availability, hours, views
from sessions.facilitation import team as facilitators
from sessions.facilitation.forms import AvailabilityForm, PreparationForm
from sessions.facilitation.models import Availability, FacilitatorPresence, Preparation
from sessions.programme import access as programme_access
from sessions.programme.models import AgendaItem, Day, HalfDay


@dataclass(frozen=True)
class OwnPart:
    """A half-day that one leads something of."""

    half_day: HalfDay
    items: list[AgendaItem]
    is_present: bool


@dataclass(frozen=True)
class OwnDay:
    day: Day
    parts: list[OwnPart]
    said: Availability | None
    link: str | None

    @property
    def is_contradicted(self) -> bool:
        return bool(self.parts and self.said and self.said.answer == Availability.Answer.NO)


@dataclass(frozen=True)
class OwnSeason:
    """One's place in a team: the days, the forms while the season is not archived, what was counted."""

    place: TeamMember
    days: list[OwnDay]
    asked: list[Day]
    availability_form: AvailabilityForm
    preparation_form: PreparationForm
    preparations: list[Preparation]
    documents: list[FacilitationDocument]
    present: int

    @property
    def is_open(self) -> bool:
        return self.place.season.status != Season.Status.ARCHIVED

    @property
    def led_days(self) -> list[OwnDay]:
        return [one for one in self.days if one.parts]

    @property
    def planned(self) -> int:
        return sum(len(one.parts) for one in self.days if not one.day.is_cancelled)

    @property
    def minutes(self) -> int:
        return sum(one.minutes for one in self.preparations)


@require_http_methods(["GET", "HEAD", "POST"])
def my_facilitation(request):
    """Each season of whoever facilitates, the last one first; a sentence for whoever facilitates none."""
    places = list(access.places_of(request.user))
    acted = access.own_place(request.user, request.POST.get("place", "")) if request.method == "POST" else None
    documents = list(document_access.facilitation_documents_for(request.user))
    seasons = [_own_season(one, request.POST if acted == one else None, documents) for one in places]
    if acted and _act(request, next(one for one in seasons if one.place == acted)):
        return redirect("sessions:facilitation")
    feed = programme_access.own_feed(request.user)
    context = {
        "seasons": seasons,
        "former": [one for one in documents if one.member not in places],
        "feed": feed,
        "feed_url": absolute_url(feed.get_absolute_url()) if feed else "",
    }
    return render(request, "sessions/facilitation/page.html", context)


def _own_season(place: TeamMember, posted, documents: list[FacilitationDocument]) -> OwnSeason:
    days = list(Day.objects.filter(season=place.season).with_places().order_by("date", "pk"))
    said, led, today = availability.answers_of(place), hours.led_by_half_day(place), timezone.localdate()
    there = set(FacilitatorPresence.objects.filter(member=place).order_by().values_list("half_day", flat=True))
    asked = [day for day in days if not day.is_cancelled and day.date >= today]
    bound = posted if posted and "availability" in posted else None
    prepared = posted if posted and "prepare" in posted else None
    return OwnSeason(
        place=place,
        days=[_own_day(place, day, led, there, said) for day in days],
        asked=asked,
        availability_form=AvailabilityForm(bound, days=asked, said=said),
        preparation_form=PreparationForm(prepared, prefix=f"p{place.pk}"),
        preparations=list(place.preparations.order_by("on", "pk")),
        documents=[one for one in documents if one.member_id == place.pk],
        present=sum(part.pk in there for day in days if not day.is_cancelled for part in day.half_days.all()),
    )


def _own_day(place: TeamMember, day: Day, led: dict, there: set[int], said: dict) -> OwnDay:
    parts = [OwnPart(part, led[part.pk], part.pk in there) for part in day.half_days.all() if part.pk in led]
    is_theirs = bool(parts and place.joined_at and not day.is_cancelled)
    return OwnDay(day, parts, said.get(day.pk), day.link_on(timezone.localdate()) if is_theirs else None)


def _act(request, own: OwnSeason) -> bool:
    """Do what was asked; false when a form has something to correct."""
    place = own.place
    if "join" in request.POST:
        team.join_team(member=place)
        messages.success(request, f"Bienvenue dans l’équipe d’animation de la saison {place.season.number}.")
    elif "forget" in request.POST:
        facilitators.forget_preparation(member=place, key=request.POST["forget"])
        messages.success(request, "La ligne est effacée.")
    elif own.availability_form.is_bound:
        return own.availability_form.is_valid() and views.record(request, own.availability_form, place)
    elif own.preparation_form.is_bound:
        form = own.preparation_form
        if not form.is_valid() or not call_or_form_error(
            form, facilitators.note_preparation, member=place, **form.cleaned_data
        ):
            return False
        messages.success(request, "Votre temps de préparation est noté.")
    else:
        raise Http404
    return True
