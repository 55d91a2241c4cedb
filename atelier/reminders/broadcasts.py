"""A letter written by hand to a chosen audience: whom it goes to is what was counted and shown."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.loader import render_to_string

from atelier.core import placeholders
from atelier.core.background import enqueue_on_commit
from atelier.outbox import tasks
from atelier.outbox.models import Message, Topic
from atelier.reminders.triggers import COMMON, Recipient
from atelier.seasons.models import Season, Workshop

# Audiences that the apps above register: key, name, and who is in it for a season.
AUDIENCES: dict[str, tuple[str, object]] = {}


@dataclass(frozen=True)
class Broadcast:
    """`token` makes it one: the same letter sent twice by a double click leaves once."""

    season: Season
    audience: str
    subject: str
    text: str
    token: str


def audience_choices(season: Season) -> list[tuple[str, str]]:
    """The registered audiences, then the participants of each category."""
    categories = [
        (f"category:{one.pk}", f"Les participants confirmés, catégorie « {one.label} »")
        for one in season.categories.all()
    ]
    return [*((key, name) for key, (name, _) in AUDIENCES.items()), *categories]


def broadcast_recipients(season: Season, audience: str) -> list[Recipient]:
    """Each address once, by name; an unknown audience is nobody."""
    kind, _, category = audience.partition(":")
    if kind == "category":
        people = [one for one in AUDIENCES["participants"][1](season) if str(one.category) == category]
    elif kind in AUDIENCES:
        people = AUDIENCES[kind][1](season)
    else:
        people = []
    found = {recipient.email: recipient for recipient in people}
    return sorted(found.values(), key=lambda recipient: (recipient.name, recipient.email))


def broadcast_errors(letter: Broadcast) -> list[str]:
    return placeholders.placeholder_errors(f"{letter.subject}\n{letter.text}", allowed=set(COMMON), required=set())


def broadcast_messages(letter: Broadcast) -> list[tuple[Recipient, str, str]]:
    """(recipient, subject, text), word for word what would leave."""
    workshop = Workshop.load()
    signature = render_to_string("emails/signature.txt", {"workshop": workshop}).strip()
    rows = []
    for recipient in broadcast_recipients(letter.season, letter.audience):
        values = {"atelier": workshop.name, "saison": str(letter.season.number), **recipient.values}
        subject = placeholders.fill_placeholders(letter.subject, values).replace("\n", " ")[:200]
        rows.append(
            (recipient, subject, f"{placeholders.fill_placeholders(letter.text, values).strip()}\n\n{signature}\n")
        )
    return rows


@transaction.atomic
def send_broadcast(letter: Broadcast) -> int:
    """Queue it for everyone of the audience; returns how many. Raises ValidationError for a wrong placeholder."""
    if wrong := broadcast_errors(letter):
        raise ValidationError(wrong)
    count = 0
    for recipient, subject, text in broadcast_messages(letter):
        message, created = Message.objects.get_or_create(
            key=f"letter:{letter.token}:{recipient.ref}",
            defaults={
                "to_email": recipient.email,
                "subject": subject,
                "text": text,
                "source": f"letter:{letter.token}",
            },
        )
        if created:
            Topic.objects.bulk_create(Topic(message=message, ref=ref) for ref in (recipient.ref, *recipient.topics))
            enqueue_on_commit(tasks.deliver, message.pk)
            count += 1
    return count
