"""« À prévenir », of attestations: who was sent one that was revoked or replaced since, and was not told.

Nothing is stored here: the numbers that were sent are compared with those in force, each time that it is asked for.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from atelier.outbox import queueing
from atelier.outbox.models import Message
from atelier.outbox.statements import Values, said_and_perhaps
from atelier.seasons import letterheads
from atelier.seasons.models import Season
from sessions.documents import attestation_mails, notices
from sessions.documents.models import Attestation, AttestationQuerySet
from territories.models import Participant


@dataclass(frozen=True)
class AttestationNotice:
    """`held` are the numbers that they were sent last, by kind, `now` those in force, empty for none."""

    person: Participant
    held: Values
    now: Values
    issued: list[Attestation]
    message: Message | None

    @property
    def differences(self) -> list[str]:
        return _differences(self.held, self.now)

    @property
    def is_drawn(self) -> bool:
        """What replaces it is issued, and a worker is about to write."""
        return any(not one.is_ready for one in self.replacing)

    @property
    def replacing(self) -> list[Attestation]:
        return [one for one in self.issued if one.kind in self.differences]

    @property
    def is_to_send(self) -> bool:
        return self.message is None and not self.is_drawn

    @property
    def state(self) -> str:
        if self.message:
            return self.message.get_state_display()
        return "attestation en préparation" if self.is_drawn else ""

    @property
    def reasons(self) -> list[str]:
        """« attestation d’assiduité n° 8 retirée », « … remplacée par le n° 9 »."""
        return [
            f"{Attestation.Kind(kind).label} n°\u00a0{self.held[kind]} "
            + (f"remplacée par le n°\u00a0{self.now[kind]}" if self.now[kind] else "retirée")
            for kind in self.differences
        ]


def _differences(held: Values, now: Values) -> list[str]:
    return [kind for kind in held if held[kind] and held[kind] != now[kind]]


def ended() -> AttestationQuerySet:
    """Those that were revoked or replaced."""
    return Attestation.objects.exclude(pk__in=Attestation.objects.latest().order_by().values("pk"))


def standing(*, season: Season | None = None) -> list[AttestationNotice]:
    """Of one season or of all, archived ones too; one query while none was ever revoked or replaced."""
    among = ended().filter(participant__season=season) if season else ended()
    keys = set(among.order_by().values_list("participant", flat=True))
    if not keys:
        return []
    people = (
        Participant.objects.named()
        .filter(pk__in=keys)
        .select_related("season", "triptych__territory")
        .order_by("season__number", "sort_name", "pk")
    )
    issued: dict[int, list[Attestation]] = {}
    for one in (
        Attestation.objects.latest().filter(participant__in=keys).select_related("participant__season").order_by("pk")
    ):
        issued.setdefault(one.participant_id, []).append(one)
    return _notices(list(people), issued)


def _notices(people: list[Participant], issued: dict[int, list[Attestation]]) -> list[AttestationNotice]:
    """What may have been said, and is not so, is taken for said."""
    abouts = {attestation_mails.about(one.season_id) for one in people}
    said, perhaps = said_and_perhaps(abouts)
    waiting, found = notices.in_hand(abouts), []
    for person in people:
        at = f"participant:{person.pk}", attestation_mails.about(person.season_id)
        numbers = {one.kind: one.number for one in issued.get(person.pk, [])}
        now = {kind: numbers.get(kind, "") for kind in Attestation.Kind.values}
        held = attestation_mails.numbers(perhaps.get(at, {}))
        if not _differences(held, now):
            held = attestation_mails.numbers(said.get(at, {}))
        if missing := _differences(held, now):
            message = notices.saying(waiting[at], now, tuple(missing))
            found.append(AttestationNotice(person, held, now, issued.get(person.pk, []), message))
    return found


@dataclass(frozen=True)
class AttestationMail:
    """What one person will receive."""

    notice: AttestationNotice
    to_email: str
    subject: str
    text: str
    files: list[str]


def preview(found: Iterable[AttestationNotice]) -> list[AttestationMail]:
    """What each of them would receive if it left now."""
    return [_mail(notice) for notice in found if notice.is_to_send]


def _mail(notice: AttestationNotice) -> AttestationMail:
    topics = [letterheads.topic(notice.person.season_id)]
    if joined := notice.replacing:
        template = attestation_mails.ATTESTATION
        context, _ = attestation_mails.words_of(joined, notice.held)
    else:
        template = attestation_mails.WITHDRAWN
        context, _ = attestation_mails.withdrawn_words(notice.person, notice.held)
    files = [one.number for one in joined]
    return AttestationMail(notice, notice.person.email, **queueing.words(template, context, topics), files=files)


@transaction.atomic
def tell(*, season: Season, hold: bool = False) -> int:
    """Write to everybody of the season who is to be told and whom nothing that waits tells; returns how many."""
    Season.objects.select_for_update().get(pk=season.pk)
    found = [one for one in standing(season=season) if one.is_to_send]
    for notice in found:
        if joined := notice.replacing:
            attestation_mails.send(joined, key=_key(f"attestation:{joined[0].number}"), hold=hold)
        else:
            attestation_mails.send_withdrawn(
                notice.person, key=_key(f"attestation_withdrawn:{notice.person.pk}"), hold=hold
            )
    return len(found)


def _key(stem: str) -> str:
    """The next of its kind: under the lock of the season, it is nobody else's."""
    return f"{stem}:{Message.objects.filter(key__startswith=f'{stem}:').count() + 1}"
