"""A letter written by hand to a chosen audience: whom it goes to is what was counted and shown."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse

from atelier.core import erasures, mail, placeholders
from atelier.core.declarations import declared, declared_by_key
from atelier.core.forms import is_key
from atelier.outbox import queueing
from atelier.outbox.models import Attachment, Message, Topic
from atelier.outbox.queueing import subject_line
from atelier.reminders import letter_files
from atelier.reminders.models import LetterFile
from atelier.reminders.triggers import COMMON, Recipient
from atelier.seasons import letterheads, parts
from atelier.seasons.letterheads import letterhead_of
from atelier.seasons.models import Season, Workshop


@dataclass(frozen=True)
class Audience:
    """A group of people that a broadcast of a season may be written to; declared by the apps above.

    `part` is the switch of the part of the season that it is of.
    """

    key: str
    label: str
    find: Callable[[Season], list[Recipient]]
    part: str = ""


@dataclass(frozen=True)
class ChosenAudience:
    """Rows that somebody chose, on a list or on a page to read, as an audience `key:1,2`; declared by the apps above.

    `label` says of whom, and is empty where the season holds none of them.
    """

    key: str
    label: Callable[[Season, list[int]], str]
    find: Callable[[Season, list[int]], list[Recipient]]


def letter_address(season_id: int, key: str, keys: Iterable[int]) -> str:
    """The page where a letter to these rows is written."""
    chosen = ",".join(str(one) for one in sorted(keys))
    return f"{reverse('admin:letter')}?saison={season_id}&a={key}:{chosen}"


def _keys_of(chosen: str) -> list[int]:
    """The keys of `1,2`; what is no key is left out."""
    return [int(one) for one in chosen.split(",") if is_key(one)]


@dataclass(frozen=True)
class Broadcast:
    """`token` makes it one: the same letter sent twice by a double click leaves once."""

    season: Season
    audience: str
    subject: str
    text: str
    token: str


def audience_choices(season: Season, chosen: str = "") -> list[tuple[str, str]]:
    """The rows `chosen` beforehand if there are some, the registered audiences, the participants of each category."""
    kind, _, keys = chosen.partition(":")
    rows = declared_by_key(ChosenAudience).get(kind)
    label = rows.label(season, _keys_of(keys)) if rows else ""
    categories = [
        (f"category:{one.pk}", f"Les participants confirmés, catégorie « {one.label} »")
        for one in season.categories.all()
    ]
    first = [(chosen, label)] if label else []
    usual = [(one.key, one.label) for one in declared(Audience) if parts.is_used(season, one.part)]
    return [*first, *usual, *categories]


def broadcast_recipients(season: Season, audience: str) -> list[Recipient]:
    """Each address once, by name, and each person of a mailbox that is shared; an unknown audience is nobody."""
    kind, _, category = audience.partition(":")
    audiences, chosen = declared_by_key(Audience), declared_by_key(ChosenAudience)
    if kind == "category":
        people = [one for one in audiences["participants"].find(season) if str(one.category) == category]
    elif kind in audiences and parts.is_used(season, audiences[kind].part):
        people = audiences[kind].find(season)
    elif kind in chosen:
        people = chosen[kind].find(season, _keys_of(category))
    else:
        people = []
    found = {(one.email, one.ref if one.shares_mailbox else ""): one for one in people}
    return sorted(found.values(), key=lambda recipient: (recipient.name, recipient.email))


def broadcast_errors(letter: Broadcast) -> list[str]:
    return placeholders.placeholder_errors(
        f"{letter.subject}\n{letter.text}",
        allowed=set(COMMON),
        required=set(),
    )


@dataclass(frozen=True)
class BroadcastMessage:
    """What one recipient would receive."""

    recipient: Recipient
    subject: str
    text: str


def broadcast_messages(letter: Broadcast) -> list[BroadcastMessage]:
    """Word for word what would leave."""
    workshop = Workshop.load()
    signature = mail.signature(letterhead_of(letter.season))
    rows = []
    for recipient in broadcast_recipients(letter.season, letter.audience):
        own = {name: value for name, value in recipient.values.items() if isinstance(value, str)}
        values = {"atelier": workshop.name, "saison": str(letter.season.number), **own}
        subject = subject_line(placeholders.fill_placeholders(letter.subject, values))
        text = placeholders.fill_placeholders(letter.text, values).strip()
        rows.append(BroadcastMessage(recipient, subject, f"{text}\n\n{signature}\n"))
    return rows


@transaction.atomic
def send_broadcast(letter: Broadcast, rows: list[BroadcastMessage], files: Collection[LetterFile] = ()) -> int:
    """Queue these messages, which somebody read, with these files, to those who are still there; returns how many.

    Raises ValidationError for a wrong placeholder.
    """
    if wrong := broadcast_errors(letter):
        raise ValidationError(wrong)
    erasures.hold()  # nobody is erased from here on before their message is written
    standing = {(one.ref, one.email) for one in broadcast_recipients(letter.season, letter.audience)}
    count, joined = 0, letter_files.as_attachments(files)
    for one in rows:
        recipient = one.recipient
        if (recipient.ref, recipient.email) not in standing:
            continue
        message, created = Message.objects.get_or_create(
            key=f"letter:{letter.token}:{recipient.ref}",
            defaults={
                "to_email": recipient.email,
                "subject": one.subject,
                "text": one.text,
                "source": f"letter:{letter.token}",
            },
        )
        if created:
            refs = (recipient.ref, *recipient.topics, letterheads.topic(letter.season.pk))
            Topic.objects.bulk_create(Topic(message=message, ref=ref) for ref in refs)
            Attachment.objects.bulk_create(Attachment(message=message, **one) for one in joined)
            queueing.enqueue(message)
            count += 1
    return count
