"""The mails about attestations: those that are sent, and those that do not hold any more.

What they tell is written down as facts of the season, one a kind: the number that the person holds, empty for none.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from atelier.outbox import queueing
from atelier.outbox.leaving import Made, NoReason, as_written
from atelier.outbox.models import Message
from atelier.outbox.statements import Fact, Values, facts_of, last_said
from atelier.seasons import letterheads
from atelier.seasons.models import Workshop
from sessions.documents import attestations as documents
from sessions.documents.models import Attestation
from territories import shared_mailboxes
from territories.models import Participant

ATTESTATION, WITHDRAWN = "sessions/emails/attestation", "sessions/emails/attestation_withdrawn"
REVOKED = "Cette attestation a été retirée ou remplacée."
IN_FORCE = "Cette attestation vaut de nouveau, ou une autre la remplace."


@dataclass(frozen=True)
class Void:
    """One that somebody was sent and that does not hold any more."""

    number: str
    label: str


def about(season_id: int) -> str:
    """The thing of which the facts are told."""
    return letterheads.topic(season_id)


def numbers(values: Values) -> Values:
    """Of what was told of a season, what was told of attestations."""
    return {kind: values[kind] for kind in Attestation.Kind.values if kind in values}


def held_by(person: Participant) -> Values:
    """The number of each kind that they were sent last."""
    told = last_said([about(person.season_id)])
    return numbers(told.get((f"participant:{person.pk}", about(person.season_id)), {}))


def in_force(person: Participant, kinds: Collection[str] = Attestation.Kind.values) -> list[Attestation]:
    rows = Attestation.objects.latest().filter(participant=person, kind__in=kinds)
    return list(rows.select_related("participant__season").order_by("pk"))


def issued_with(first: Attestation) -> list[Attestation]:
    """Those issued at the same moment to the same person that are in force now."""
    together = Attestation.objects.latest().filter(participant=first.participant_id, issued_at=first.issued_at)
    return list(together.select_related("participant__season").order_by("pk"))


def _voids(person: Participant, held: Values, kinds: Iterable[str]) -> list[Void]:
    """Of these kinds, what they hold and is not in force."""
    now = {one.kind: one.number for one in in_force(person)}
    return [
        Void(held[kind], Attestation.Kind(kind).label)
        for kind in kinds
        if held.get(kind) and held[kind] != now.get(kind)
    ]


def words_of(issued: list[Attestation], held: Values) -> tuple[dict, tuple[Fact, ...]]:
    """What the mail with these reads, and the facts that it tells; what they replace or end is said too."""
    person = issued[0].participant
    kinds = {one.kind: one.number for one in issued}
    gone = {kind: "" for kind in held if held[kind] and kind not in {one.kind for one in in_force(person)}}
    context = {
        **documents.snapshot_context(issued[0].snapshot),
        "greeting": person.greeting,
        "issued": issued,
        "void": _voids(person, held, [*kinds, *gone]),
        "workshop": Workshop.load(),
        "url": shared_mailboxes.space_url(person),
    }
    return context, facts_of(f"participant:{person.pk}", about(person.season_id), kinds | gone)


def withdrawn_words(person: Participant, held: Values) -> tuple[dict, tuple[Fact, ...]]:
    """The same of the mail to somebody whose attestations do not hold any more, and are not replaced."""
    void = _voids(person, held, [kind for kind in held if not in_force(person, [kind])])
    kinds = {kind: "" for kind in held if held[kind] in {one.number for one in void}}
    return withdrawn_context(person, void), facts_of(f"participant:{person.pk}", about(person.season_id), kinds)


def withdrawn_context(person: Participant, void: list[Void]) -> dict:
    return {"greeting": person.greeting, "season": person.season, "void": void, "workshop": Workshop.load()}


def _queue(person: Participant, *, key: str, template: str, to_email: str, hold: bool, **written: object) -> None:
    queueing.queue_message(
        key=key,
        to_email=to_email,
        template=template,
        confirm_before_resend=True,
        topics=[f"participant:{person.pk}", letterheads.topic(person.season_id)],
        hold=hold,
        **written,  # type: ignore[arg-type]  # the words, files and facts of one mail
    )


def send(issued: list[Attestation], *, key: str = "", hold: bool = False) -> None:
    """These, to their person, in one mail."""
    first = issued[0]
    context, says = words_of(issued, held_by(first.participant))
    _queue(
        first.participant,
        key=key or f"attestation:{first.number}",
        template=ATTESTATION,
        to_email=first.snapshot["participant"]["email"],
        hold=hold,
        context=context,
        attachments=_files(issued),
        says=says,
    )


def send_withdrawn(person: Participant, *, key: str, hold: bool = False) -> None:
    """That what they hold does not hold any more."""
    context, says = withdrawn_words(person, held_by(person))
    _queue(person, key=key, template=WITHDRAWN, to_email=person.email, hold=hold, context=context, says=says)


def make(message: Message, at: datetime) -> Made:
    """The mail about those of its attestations that are still in force when it leaves. Raises NoReason when none is."""
    said = message.statements.order_by("pk").values_list("value", flat=True)
    rows = Attestation.objects.latest().filter(number__in=list(said))
    issued = list(rows.select_related("participant__season").order_by("pk"))
    if not issued:
        raise NoReason(REVOKED)
    context, says = words_of(issued, held_by(issued[0].participant))
    words = queueing.words(ATTESTATION, context, [letterheads.topic(issued[0].participant.season_id)])
    return replace(as_written(message, says), **words, attachments=_files(issued))


def make_withdrawn(message: Message, at: datetime) -> Made:
    """As it was written, while nothing of the kinds that it speaks of is in force. Raises NoReason."""
    said = tuple(Fact(one.person, one.about, one.name, one.value) for one in message.statements.order_by("pk"))
    person = int(said[0].person.partition(":")[2]) if said else 0
    if Attestation.objects.latest().filter(participant=person, kind__in=[one.name for one in said]).exists():
        raise NoReason(IN_FORCE)
    return as_written(message, said)


def _files(issued: list[Attestation]) -> tuple[dict, ...]:
    kind = "application/pdf"
    return tuple({"name": f"{one.number}.pdf", "content_type": kind, "path": one.pdf_path} for one in issued)
