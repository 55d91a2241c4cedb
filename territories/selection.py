"""Organisers decide: admit within the places of the season, put on the waiting list, refuse."""

from django.db import transaction

from atelier.accounts.models import User
from atelier.seasons.models import Season
from territories import application, emails, invitation
from territories.models import CorrectionRequest, Triptych


class SeasonFull(Exception):
    """Every place of the season is taken."""


class NotDecidable(Exception):
    """The application is a draft, was withdrawn, or was decided already."""


@transaction.atomic
def admit(*, triptych: Triptych, author: User) -> Triptych:
    """Give the triptych the first free place and tell its contacts and its people.

    Raises SeasonFull when no place is free, NotDecidable when there is nothing to decide.
    """
    season = Season.objects.select_for_update().get(pk=triptych.season_id)  # lock the parent, then count
    triptych = decidable(triptych)
    taken = set(Triptych.objects.filter(season=season).exclude(place=None).values_list("place", flat=True))
    free = [place for place in range(1, season.places + 1) if place not in taken]
    if not free:
        raise SeasonFull
    application.move(triptych, Triptych.Status.ADMITTED, author=author, place=free[0])
    for participant in triptych.participants.seated():
        token = "" if participant.has_confirmed else invitation.token_for(participant)
        emails.participant_admitted(participant, token=token)
    tell_contacts(triptych)
    return triptych


@transaction.atomic
def ask_for_correction(*, triptych: Triptych, author: User, step: str, why: str) -> CorrectionRequest:
    """Give the application back to its contacts, who are told what to change; submitting again closes the request."""
    triptych = decidable(triptych)
    correction = CorrectionRequest.objects.create(triptych=triptych, step=step, why=why, author=author)
    application.move(triptych, Triptych.Status.REOPENED, author=author, reason=why)
    for contact in triptych.contacts.select_related("user"):
        emails.correction_asked(correction, contact.user)
    return correction


@transaction.atomic
def put_on_waiting_list(*, triptych: Triptych, author: User) -> Triptych:
    triptych = decidable(triptych)
    application.move(triptych, Triptych.Status.WAITING, author=author)
    tell_contacts(triptych)
    return triptych


@transaction.atomic
def refuse(*, triptych: Triptych, author: User, reason: str = "") -> Triptych:
    triptych = decidable(triptych)
    application.move(triptych, Triptych.Status.REFUSED, author=author, reason=reason)
    tell_contacts(triptych)
    return triptych


def decidable(triptych: Triptych) -> Triptych:
    """The locked row, if there is something to decide; NotDecidable otherwise."""
    triptych = Triptych.objects.select_for_update(of=["self"]).select_related("territory", "season").get(pk=triptych.pk)
    if triptych.status not in Triptych.DECIDABLE:
        raise NotDecidable
    return triptych


def tell_contacts(triptych: Triptych) -> None:
    for contact in triptych.contacts.select_related("user"):
        emails.application_decided(triptych, contact.user)
