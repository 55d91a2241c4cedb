"""The e-mails of applications: each function queues one message under its own key."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from atelier.accounts.models import User
from atelier.core.links import absolute_url
from atelier.outbox.personal_links import masked_url
from atelier.outbox.queueing import queue_message
from atelier.outbox.statements import facts_of
from atelier.seasons import letterheads
from atelier.seasons.models import Workshop
from atelier.seasons.path import path_facts, stations_of
from territories.models import (
    AlumniAgreement,
    Contact,
    CorrectionRequest,
    Edit,
    HolderChange,
    Participant,
    QuotaOverride,
    Triptych,
)

DECIDED = {"admitted", "waiting", "refused", "withdrawn"}  # those that have a mail of their own
TOLD = {
    "admitted": "territories/emails/participant_admitted",
    "withdrawn": "territories/emails/participant_withdrawn",
}
INVITATION = "invitation"  # the personal link by which somebody answers for their seat
OWN_ADDRESS = "own_address"  # the personal link by which who shares a mailbox gives an address of their own
ALUMNI = "alumni"  # the personal link by which somebody stays within reach after their season, or not
SEAT_UNTIL = "seat_until"  # the fact of a season: from which day somebody was told that their seat is another’s


def application_submitted(triptych: Triptych, user: User) -> None:
    _queue(
        key=f"application-submitted:{triptych.pk}:{user.pk}:{triptych.submitted_at:%Y%m%d%H%M%S}",
        reader=user,
        template="territories/emails/application_submitted",
        context=_context(triptych, url=absolute_url(triptych.get_absolute_url())),
        attachments=[
            {
                "name": f"candidature-saison-{triptych.season.number}.pdf",
                "content_type": "application/pdf",
                "path": triptych.summary_path,
            }
        ],
    )


def application_decided(triptych: Triptych, user: User, *, participant: Participant | None, hold: bool) -> None:
    """One text for each decision, chosen by the state that was just given; one for the states before a decision.

    `participant` is their own seat, if they hold one and are told of it here.
    """
    own = participant if participant and not awaits_answer(participant) else None
    change = triptych.status_changes.latest("pk")
    decided = f"territories/emails/application_{triptych.status}"
    _queue(
        key=f"application-decided:{change.pk}:{user.pk}",
        reader=user,
        template=decided if triptych.status in DECIDED else "territories/emails/application_undecided",
        context=_context(
            triptych,
            own=own,
            stations=stations_of(triptych.season) if own else [],
            url=absolute_url(triptych.get_absolute_url()),
        ),
        hold=hold,
    )


def awaits_answer(participant: Participant) -> bool:
    """They are told of an admission with their personal link, in a mail of its own."""
    return participant.triptych.status == Triptych.Status.ADMITTED and not participant.has_confirmed


def place_freed(triptych: Triptych, first: Triptych | None, organiser: User) -> None:
    """A place is free again: who waits first, and where to admit them."""
    change = triptych.status_changes.latest("pk")
    _queue(
        key=f"place-freed:{change.pk}:{organiser.pk}",
        reader=organiser,
        template="territories/emails/place_freed",
        context=_context(
            triptych, first=first, change=change, url=absolute_url(reverse("admin:territories_triptych_changelist"))
        ),
    )


def correction_asked(correction: CorrectionRequest, user: User) -> None:
    triptych = correction.triptych
    _queue(
        key=f"correction:{correction.pk}:{user.pk}",
        reader=user,
        template="territories/emails/correction_asked",
        context=_context(
            triptych,
            correction=correction,
            url=absolute_url(reverse("territories:step", args=[triptych.pk, correction.step])),
        ),
    )


def participant_told(participant: Participant, *, hold: bool) -> None:
    """What was decided of their territory: admitted, withdrawn, or looked at again."""
    triptych = participant.triptych
    template = TOLD.get(triptych.status, "territories/emails/participant_undecided")
    waits = awaits_answer(participant)
    link = INVITATION if waits else OWN_ADDRESS if participant.shares_mailbox else ""
    _queue(
        key=f"participant-told:{participant.pk}:{triptych.status_changes.latest('pk').pk}",
        reader=participant,
        template=template,
        context=_context(
            triptych,
            participant=participant,
            url=absolute_url(reverse("space")),
            stations=stations_of(participant.season),
            token_url=masked_url(INVITATION) if waits else "",
            own_url=masked_url(OWN_ADDRESS) if link == OWN_ADDRESS else "",
        ),
        personal_link=f"{link}:{participant.pk}" if link else "",
        hold=hold,
    )


def mailbox_shared(participant: Participant) -> None:
    """To somebody whose account at this address opens their space no more: others read the mailbox."""
    _queue(
        key=f"mailbox-shared:{participant.pk}:{timezone.now():%Y%m%d%H%M%S}",
        reader=participant,
        template="territories/emails/mailbox_shared",
        context=_context(participant.triptych, participant=participant, own_url=masked_url(OWN_ADDRESS)),
        personal_link=f"{OWN_ADDRESS}:{participant.pk}",
    )


def person_invited(participant: Participant, *, by: User | None) -> None:
    """Named by somebody else: who gave the data, why, the notice, and a link to answer."""
    _queue(
        key=f"invitation:{participant.invitation}",
        reader=participant,
        template="territories/emails/person_invited",
        context=_context(
            participant.triptych,
            participant=participant,
            asker=by or participant.triptych.lead_user,
            **path_facts(participant.season),
            season_url=absolute_url(participant.season.get_absolute_url()) if participant.season.is_visible else "",
            url=masked_url(INVITATION),
            privacy_url=absolute_url(reverse("privacy")),
        ),
        personal_link=f"{INVITATION}:{participant.pk}",
    )


def person_declined(participant: Participant, user: User) -> None:
    _queue(
        key=f"person-declined:{participant.pk}:{participant.answered_at:%Y%m%d%H%M%S}:{user.pk}",
        reader=user,
        template="territories/emails/person_declined",
        context=_context(
            participant.triptych, participant=participant, url=absolute_url(participant.triptych.get_absolute_url())
        ),
    )


def colleague_invited(contact: Contact, *, by: User) -> None:
    _queue(
        key=f"colleague-invited:{contact.pk}",
        reader=contact.user,
        template="territories/emails/colleague_invited",
        context=_context(contact.triptych, by=by, url=absolute_url(contact.triptych.get_absolute_url())),
    )


def lead_changed(contact: Contact, user: User, edit: Edit, *, may_open: bool) -> None:
    """To the former référent and to the new one; whoever leaves may not open the page any more."""
    url = absolute_url(contact.triptych.get_absolute_url()) if may_open else ""
    _queue(
        key=f"lead-changed:{edit.pk}:{user.pk}",
        reader=user,
        template="territories/emails/lead_changed",
        context=_context(contact.triptych, contact=contact, url=url),
    )


def holder_change_asked(change: HolderChange, organiser: User) -> None:
    _queue(
        key=f"holder-change-asked:{change.pk}:{organiser.pk}",
        reader=organiser,
        template="territories/emails/holder_change_asked",
        context=_context(
            change.leaving.triptych,
            change=change,
            url=absolute_url(reverse("admin:territories_holderchange_changelist")),
        ),
    )


def holder_change_decided(change: HolderChange, user: User) -> None:
    _queue(
        key=f"holder-change-decided:{change.pk}:{user.pk}",
        reader=user,
        template="territories/emails/holder_change_decided",
        context=_context(
            change.leaving.triptych,
            change=change,
            later=change.effective_on > timezone.localdate(),
            url=absolute_url(change.leaving.triptych.get_absolute_url()),
        ),
    )


def seat_left(change: HolderChange) -> None:
    """To the former holder: what ends, and what stays theirs."""
    _queue(
        key=f"seat-left:{change.pk}",
        reader=change.leaving,
        template="territories/emails/seat_left",
        context=_context(change.leaving.triptych, change=change, url=absolute_url(reverse("space"))),
        says=facts_of(
            f"participant:{change.leaving_id}",
            f"season:{change.leaving.season_id}",
            {SEAT_UNTIL: change.effective_on.isoformat()},
        ),
    )


def seats_set(row: QuotaOverride, user: User) -> None:
    """To the contacts: how many seats a category has for them now."""
    triptych = row.triptych
    _queue(
        key=f"seats-set:{row.pk}:{row.at:%Y%m%d%H%M%S%f}:{user.pk}",
        reader=user,
        template="territories/emails/seats_set",
        context=_context(triptych, row=row, url=absolute_url(triptych.get_absolute_url())),
    )


def alumni_ending(agreement: AlumniAgreement, *, until: date) -> bool:
    """Whether it was not asked yet: the link prolongs the agreement to `until`, or ends it at once."""
    return _queue_to_alumnus(
        agreement,
        key=f"alumni-ending:{agreement.pk}:{agreement.ends_on:%Y%m%d}",
        template="territories/emails/alumni_ending",
        context={"until": until if until > agreement.ends_on else None},
    )


def alumnus_written(agreement: AlumniAgreement, by: User, text: str) -> bool:
    """A message from somebody of the seasons, who says their own address."""
    return _queue_to_alumnus(
        agreement,
        key=f"alumni-letter:{agreement.pk}:{by.pk}:{timezone.now():%Y%m%d%H%M%S%f}",
        template="territories/emails/alumnus_written",
        context={"sender": by, "text": text},
        topics=[f"user:{by.pk}"],
    )


def _queue_to_alumnus(agreement: AlumniAgreement, *, context: dict, topics: Iterable[str] = (), **message: Any) -> bool:
    seat = agreement.participant
    link = {"agreement": agreement, "url": masked_url(ALUMNI), "greeting": seat.greeting}
    queued = queue_message(
        to_email=seat.email,
        context={**_context(seat.triptych), "season": seat.season, **link, **context},
        topics=[f"participant:{seat.pk}", letterheads.topic(seat.season_id), *topics],
        personal_link=f"{ALUMNI}:{seat.pk}",
        **message,
    )
    return queued is not None


def _context(triptych: Triptych, **more: object) -> dict:
    return {"triptych": triptych, "season": triptych.season, "workshop": Workshop.load(), **more}


def _queue(*, reader: User | Participant, context: dict, **message: Any) -> None:
    """Queue it under the thread of its territory, and of the person whom it concerns and names."""
    topics = [f"territory:{context['triptych'].territory_id}", letterheads.topic(context["season"].pk)]
    if "participant" in context:
        topics.append(f"participant:{context['participant'].pk}")
    if isinstance(context.get("change"), HolderChange):
        topics.append(f"participant:{context['change'].leaving_id}")
    if context.get("own"):
        topics.append(f"participant:{context['own'].pk}")
    if "contact" in context:
        topics.append(f"user:{context['contact'].user_id}")
    context["greeting"] = reader.greeting
    queue_message(to_email=reader.email, context=context, topics=topics, **message)
