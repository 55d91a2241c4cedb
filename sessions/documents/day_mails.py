"""The mails about one day to one person: convened, with what changes, or told not to come."""

from datetime import date

from django.urls import reverse

from atelier.core.french import NNBSP
from atelier.core.links import absolute_url
from atelier.outbox.queueing import queue_message
from atelier.outbox.statements import Values, facts_of
from atelier.seasons import letterheads
from atelier.seasons.models import Workshop
from atelier.seasons.path import stations_of
from sessions.documents import facts, snapshots
from sessions.documents.models import Convocation
from sessions.programme.models import Day
from territories import shared_mailboxes
from territories.models import Participant

CONVENED, CALLED_OFF = "sessions/emails/convocation", "sessions/emails/day_called_off"


def convened_context(
    person: Participant, day: Day, snapshot: dict, *, held: Values, joined: bool, replaced: Convocation | None
) -> dict:
    """What the mail to somebody convened reads: the day as it is now, and what changes for whoever holds `held`."""
    changes = facts.changes(held, facts.facts_of_snapshot(snapshot))
    return {
        **snapshots.with_dates(snapshot),
        "greeting": person.greeting,
        "absence_url": ""
        if person.shares_mailbox
        else absolute_url(reverse("sessions:absence", args=[person.pk, day.pk])),
        "stations": stations_of(day.season),
        "changes": changes,
        "headline": f"{NNBSP}; ".join(change.headline for change in changes),
        "joined": joined,
        "replaced": replaced,
        "workshop": Workshop.load(),
        "url": shared_mailboxes.space_url(person),
    }


def queue_convened(
    person: Participant,
    day: Day,
    *,
    key: str,
    snapshot: dict,
    held: Values,
    joined: Convocation | None,
    replaced: Convocation | None,
    hold: bool,
) -> None:
    """To somebody convened, the facts of this snapshot, with the files of `joined`."""
    said = facts.facts_of_snapshot(snapshot)
    if joined:
        said[facts.CONVOCATION] = joined.number
    queue_message(
        key=key,
        to_email=snapshot["participant"]["email"],
        template=CONVENED,
        topics=[f"participant:{person.pk}", facts.ref(day), letterheads.topic(day.season_id)],
        context=convened_context(person, day, snapshot, held=held, joined=bool(joined), replaced=replaced),
        attachments=convocation_files(joined) if joined else (),
        hold=hold,
        says=facts_of(f"participant:{person.pk}", facts.ref(day), said),
    )


def convocation_files(issued: Convocation) -> tuple[dict, ...]:
    return ({"name": f"{issued.number}.pdf", "content_type": "application/pdf", "path": issued.pdf_path},)


def called_off_context(
    person: Participant, day: Day, *, said_date: date, is_cancelled: bool, convocation: Convocation | None
) -> dict:
    """What the mail to somebody who must not come reads; `said_date` is the date that they hold."""
    return {
        "greeting": person.greeting,
        "participant": person,
        "day": day,
        "season": day.season,
        "said_date": said_date,
        "is_cancelled": is_cancelled,
        "convocation": convocation,
        "workshop": Workshop.load(),
        "url": shared_mailboxes.space_url(person),
    }


def queue_called_off(person: Participant, day: Day, *, key: str, context: dict, hold: bool) -> None:
    """The day is cancelled, or this person does not take part in it any more."""
    said = {facts.STATE: facts.CANCELLED if context["is_cancelled"] else facts.RELEASED}
    queue_message(
        key=key,
        to_email=person.email,
        template=CALLED_OFF,
        topics=[f"participant:{person.pk}", facts.ref(day), letterheads.topic(day.season_id)],
        context=context,
        hold=hold,
        says=facts_of(f"participant:{person.pk}", facts.ref(day), said),
    )
