"""The gates: the only functions that turn (user, key) into an object. A stranger meets a 404."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils import timezone

from atelier.accounts.models import User
from atelier.seasons import parts
from atelier.seasons.models import Category, Season
from territories import alumni, invitation
from territories.models import AlumniAgreement, Contact, Participant, Triptych
from territories.parts import ALUMNI


def application_for(user: User, pk: int) -> Triptych:
    """An application that this user fills in."""
    return get_object_or_404(
        Triptych.objects.of_user(user).with_panels().prefetch_related("contacts__user").distinct(), pk=pk
    )


def summary_for(user: User, pk: int) -> Triptych:
    """A submitted application whose summary is made: for its contacts, and for staff who read all that it says."""
    made = Triptych.objects.exclude(summary_sha256="").select_related("territory", "season")
    if not user.has_perms(["territories.view_triptych", "territories.view_wished_amount"]):
        made = made.of_user(user).distinct()
    return get_object_or_404(made, pk=pk)


def editable_application_for(user: User, pk: int) -> Triptych:
    """The same, while it may still be changed: a draft, or given back for correction."""
    triptych = application_for(user, pk)
    if not triptych.is_editable:
        raise Http404("Cette candidature n’est plus modifiable.")
    return triptych


def contact_for(lead: User, pk: int, contact_pk: int) -> Contact:
    """A contact of an application, for the référent who manages them."""
    contacts = Contact.objects.filter(triptych=application_led_by(lead, pk)).select_related("user", "triptych")
    return get_object_or_404(contacts, pk=contact_pk)


def application_led_by(user: User, pk: int) -> Triptych:
    """An application whose référent is this user."""
    return get_object_or_404(Triptych.objects.filter(contacts__user=user, contacts__is_lead=True), pk=pk)


def holder_of(user: User, pk: int, code: str, number: int) -> Participant:
    """Who holds a seat of an admitted triptych that this user leads, or held it last when it is free.

    A blank participant for a seat that nobody ever held.
    """
    triptych = application_led_by(user, pk)
    of_seat = Participant.objects.named().filter(
        triptych=triptych, triptych__status=Triptych.Status.ADMITTED, category__code=code, seat=number
    )
    rows = of_seat.select_related("triptych__territory", "season", "category").order_by("pk")
    found = rows.seated().first() or rows.last()
    if found is None and triptych.status != Triptych.Status.ADMITTED:
        raise Http404("Ce territoire n’est pas retenu.")
    return found or seat_for(triptych, code, number)[1]


def seat_for(triptych: Triptych, code: str, number: int) -> tuple[Category, Participant]:
    """A seat of an application: its category, and who holds it or a blank participant."""
    category = get_object_or_404(Category, season=triptych.season_id, code=code)
    if number not in triptych.seats_of(category):
        raise Http404
    held = triptych.participants.seated().filter(category=category, seat=number).first()
    return category, held or Participant(triptych=triptych, category=category, seat=number)


def invited_participant(token: str) -> Participant:
    """Whom a personal link was made for; raises invitation.DeadLink, which has a page of its own."""
    return invitation.participant_of(token)


def participant_in_shared_mailbox(token: str) -> Participant:
    """Whom a personal link was made for, while others read their mailbox; raises invitation.InvalidLink."""
    participant = invitation.participant_of(token)
    if not (participant.shares_mailbox and participant.has_confirmed):
        raise invitation.InvalidLink
    return participant


def open_season_or_404() -> Season:
    """The current season, while its call is open."""
    season = Season.objects.current()
    if not season or not season.call_is_open():
        raise Http404("Aucun appel n’est ouvert.")
    return season


def alumni_for(user: User) -> None:
    """Raises Http404 for whoever is not of the people whom alumni agreed to be reached by, PartIsOff if they were."""
    if not alumni.may_read(user):
        for seat in alumni.seats_of(user):
            parts.require(seat.season, ALUMNI)
        raise Http404("Cette page est aux participants et aux anciens joignables.")


def alumnus_for(user: User, pk: int) -> AlumniAgreement:
    """Somebody else within reach, whom the product writes to in this user's place."""
    alumni_for(user)
    reached = alumni.people().filter(reached_by=AlumniAgreement.Reach.MESSAGE).exclude(participant__user=user)
    return get_object_or_404(reached, pk=pk)


def seat_of_alumnus(user: User, pk: int) -> Participant:
    """One's own seat of a season that is over, where one may agree to stay within reach, or is."""
    seat = get_object_or_404(alumni.seats_of(user), pk=pk)
    if not alumni.may_open(seat, alumni.last_day(seat.season), timezone.localdate()):
        parts.require(seat.season, ALUMNI)
        raise Http404(alumni.NOT_NOW)
    return seat
