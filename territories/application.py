"""A territory applies: draft, seats, submission."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.forms import ModelForm
from django.utils import timezone

from atelier.accounts.models import User
from atelier.core.background import enqueue_on_commit
from atelier.core.limits import Limit, LimitReached, count
from atelier.seasons.models import Season
from atelier.webhooks.announcing import announce
from atelier.webhooks.events import Event
from territories import invitation, people_file, shared_mailboxes
from territories.models import Contact, Organisation, Participant, PerimeterPart, StatusChange, Territory, Triptych
from territories.models.participant import NAMED_TWICE
from territories.places import Place

DRAFTS = Limit("drafts of an account in a season", 3, timedelta(days=365))
TOO_MANY_DRAFTS = (
    "Vous avez déjà ouvert trois brouillons pour cette saison : reprenez l’un d’eux, ou écrivez-nous pour en ouvrir un "
    "autre."
)

STEPS = {
    "territoire": "Territoire",
    "dynamique": "Dynamique",
    "triptyque": "Triptyque",
    "engagements": "Engagements",
    "contribution": "Contribution",
    "recapitulatif": "Récapitulatif",
}


@dataclass(frozen=True)
class Remaining:
    """One thing that remains to be done, and the step where it is done."""

    step: str
    sentence: str
    blocking: bool = True


@transaction.atomic
def start_application(*, user: User, season: Season, territory: Territory) -> Triptych:
    """Open a draft whose référent is `user`; the territory is saved with it.

    A draft holds no place: others may have one for the same commune.
    """
    territory.save()
    triptych = Triptych.objects.create(season=season, territory=territory)
    Contact.objects.create(triptych=triptych, user=user, is_lead=True, joined_at=timezone.now())
    record_status_change(triptych, old="", author=user)
    return triptych


@transaction.atomic
def open_draft(*, user: User, season: Season, form: ModelForm) -> Triptych:
    """The same by somebody from outside, from what they typed; a bearer that they named goes with a refused draft.

    Raises LimitReached past the drafts that one may open in a season.
    """
    if not user.is_staff and not count(DRAFTS, season.pk, user.pk):
        raise LimitReached(TOO_MANY_DRAFTS)
    return start_application(user=user, season=season, territory=form.save(commit=False))


def refuse_second(season: Season, territory: Territory) -> None:
    """One submitted application a season for a place of the reference. Raises ValidationError in words."""
    held = Triptych.objects.filter(season=season, submitted_at__isnull=False).exclude(status=Triptych.Status.WITHDRAWN)
    if territory.code and held.filter(territory__code=territory.code).exclude(territory=territory.pk).exists():
        raise ValidationError(
            "Une candidature est déjà déposée pour ce territoire : écrivez à l’équipe d’organisation."
        )


def add_part(territory: Territory, place: Place) -> tuple[PerimeterPart, bool]:
    """Put a commune or an EPCI in the perimeter; false when it was there already."""
    values = {"name": place.name, "department": place.department, "population": place.population}
    return PerimeterPart.objects.get_or_create(territory=territory, code=place.code, defaults=values)


def set_bearer(territory: Territory, *, name: str, siret: str, of: str = "bearer") -> None:
    """Give the territory a bearer of its own, as its contacts name it; the caller saves the territory.

    Until an organiser confirms it no other territory shares it, and once confirmed its contacts do not change it. `of`
    is « bearer », or « second_bearer » where two bodies carry it together.
    """
    bearer = getattr(territory, of)
    if not name:
        setattr(territory, of, None)
    elif not bearer or (bearer.is_confirmed and (bearer.name, bearer.siret) != (name, siret)):
        setattr(territory, of, Organisation.objects.create(name=name, siret=siret, is_confirmed=False))
    elif not bearer.is_confirmed:
        bearer.name, bearer.siret = name, siret
        bearer.save(update_fields=["name", "sort_name", "siret"])


def drop_unused(bearer: Organisation | None) -> None:
    """What an application named, then no longer, leaves nothing behind."""
    if bearer and not (bearer.is_confirmed or bearer.territories.exists() or bearer.second_territories.exists()):
        bearer.delete()


def set_known_bearer(territory: Territory, *, name: str, siret: str, of: str = "bearer") -> None:
    """The same by an organiser: the confirmed organisation of this SIRET, shared by all, made if there is none."""
    bearer = getattr(territory, of)
    if not name:
        setattr(territory, of, None)
    elif bearer and (bearer.name, bearer.siret) == (name, siret):
        return
    elif siret:
        known = Organisation.objects.filter(is_confirmed=True)
        setattr(territory, of, known.get_or_create(siret=siret, defaults={"name": name})[0])
    elif not (bearer and bearer.name == name):
        setattr(territory, of, Organisation.objects.create(name=name))


def remaining_steps(triptych: Triptych) -> list[Remaining]:
    """What remains before the application is complete: the one list for page, e-mail and admin.

    A missing person does not block: an incomplete triptych may be submitted, and stays visibly so.
    """
    gaps = []
    bearers = triptych.territory.bearers
    if triptych.territory.kind == Territory.Kind.PROJ and not (bearers and all(one.siret for one in bearers)):
        gaps.append(Remaining("territoire", "Indiquez la structure porteuse du territoire de projet et son SIRET."))
    if not triptych.dynamics:
        gaps.append(Remaining("dynamique", "Présentez votre dynamique."))
    if not triptych.expectations:
        gaps.append(Remaining("dynamique", "Dites ce que vous attendez d’un échange avec des pairs."))
    named = sum(seat.state != "empty" for panel in triptych.panels() for seat in panel.seats)
    if not named:
        gaps.append(Remaining("triptyque", "Nommez au moins une personne du triptyque."))
    for panel in triptych.panels():
        empty = sum(not (seat.participant and seat.participant.is_seated) for seat in panel.seats)
        if empty:
            people = f"{empty} personne{'s' if empty > 1 else ''}"
            sentence = f"Il manque {people} dans la catégorie « {panel.category.label} »."
            gaps.append(Remaining("triptyque", sentence, blocking=False))
    if not triptych.commitments_accepted:
        gaps.append(Remaining("engagements", "Acceptez les engagements de la saison."))
    if triptych.wished_amount is None:
        gaps.append(Remaining("contribution", "Indiquez la contribution envisagée."))
    return gaps


@transaction.atomic
def submit_application(*, triptych: Triptych, user: User) -> Triptych:
    """Turn a complete draft into a submitted application; a worker makes its summary and acknowledges it.

    Raises ValidationError, in words for the contact, when something is missing, the call is closed, somebody else
    than the référent asks, or another application was submitted for the same commune or EPCI.
    """
    Season.objects.select_for_update(of=["self"]).get(pk=triptych.season_id)  # lock the parent, then count
    triptych = Triptych.objects.select_for_update(of=["self"]).with_panels().get(pk=triptych.pk)
    if not triptych.is_editable:
        return triptych
    if triptych.lead is None:
        raise ValidationError("Ce dossier n’a pas de référent : écrivez-nous pour en désigner un.")
    if triptych.lead.user != user:
        raise ValidationError(f"Seul le référent, {triptych.lead.user}, peut déposer la candidature.")
    if triptych.is_draft and not triptych.season.call_is_open():
        raise ValidationError("L’appel à candidatures est clos : votre brouillon est conservé, écrivez-nous.")
    if blocking := [gap.sentence for gap in remaining_steps(triptych) if gap.blocking]:
        raise ValidationError(blocking)
    refuse_second(triptych.season, triptych.territory)
    now = timezone.now()
    change_status(triptych, Triptych.Status.SUBMITTED, author=user, submitted_at=now, summary_sha256="")
    triptych.corrections.filter(resolved_at=None).update(resolved_at=now)
    enqueue_on_commit("territories.tasks.acknowledge_application", triptych.pk)
    return triptych


def change_status(
    triptych: Triptych,
    status: str,
    *,
    author: User | None,
    reason: str = "",
    **fields: Any,
) -> None:
    """Change the state and write it in the history; call it with the row locked."""
    old, triptych.status = triptych.status, status
    for name, value in fields.items():
        setattr(triptych, name, value)
    triptych.save(update_fields=["status", "updated_at", *fields])
    record_status_change(triptych, old=old, author=author, reason=reason)


def record_status_change(triptych: Triptych, *, old: str, author: User | None, reason: str = "") -> None:
    change = StatusChange.objects.create(triptych=triptych, old=old, new=triptych.status, author=author, reason=reason)
    if triptych.status == Triptych.Status.ADMITTED:
        announce(
            Event.TERRITORY_ADMITTED,
            season=triptych.season_id,
            ref=str(change.pk),
            territory=triptych.pk,
            name=str(triptych.territory),
            department=triptych.territory.department,
            rank=triptych.rank,
        )


@transaction.atomic
def name_person(*, participant: Participant, by: User) -> Participant:
    """Put someone in a seat; whoever is new to us, or has another address, gets a personal link at once.

    Raises ValidationError when somebody else filled the seat, or named the same person, a moment before.
    """
    Triptych.objects.select_for_update(of=["self"]).get(pk=participant.triptych_id)
    known = Participant.objects.filter(pk=participant.pk, email=participant.email).exists()
    if participant.seat_is_taken():
        raise ValidationError("Quelqu’un vient d’être nommé à ce siège : revenez au triptyque pour voir qui.")
    shared_mailboxes.settle(participant)
    try:
        with transaction.atomic():
            participant.save()
    except IntegrityError as error:
        raise ValidationError({"email": NAMED_TWICE}) from error
    return participant if known else invitation.send_invitation(participant, by=by)


@transaction.atomic
def name_people(*, triptych: Triptych, rows: list[people_file.Row], by: User) -> list[Participant]:
    """Seat everyone of a checked list, all or nothing."""
    return [
        name_person(
            participant=Participant(
                triptych=triptych,
                category=row.category,
                seat=cast(int, row.seat),  # a checked line has one
                shares_mailbox=row.shares_mailbox,
                **{name: row.values[name] for name in people_file.COLUMNS[1:]},
            ),
            by=by,
        )
        for row in rows
    ]


@transaction.atomic
def empty_seat(participant: Participant) -> None:
    """Forget the person named in a seat of a draft."""
    participant.delete()
