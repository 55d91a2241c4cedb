"""A letter written by hand to a chosen audience: whom it goes to is what was counted and shown."""

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.loader import render_to_string

from atelier.doorbell import ring
from atelier.outbox import tasks
from atelier.outbox.models import Message, Topic
from atelier.seasons import texts
from atelier.seasons.models import Season, Workshop
from atelier.seasons.triggers import COMMON, Recipient

# Audiences that the apps above register: key, name, and who is in it for a season.
AUDIENCES: dict[str, tuple[str, object]] = {}


@dataclass(frozen=True)
class Letter:
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


def recipients(season: Season, audience: str) -> list[Recipient]:
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


def faults(letter: Letter) -> list[str]:
    return texts.faults(f"{letter.subject}\n{letter.text}", allowed=set(COMMON), required=set())


def messages(letter: Letter) -> list[tuple[Recipient, str, str]]:
    """(recipient, subject, text), word for word what would leave."""
    workshop = Workshop.load()
    signature = render_to_string("emails/signature.txt", {"workshop": workshop}).strip()
    rows = []
    for recipient in recipients(letter.season, letter.audience):
        values = {"atelier": workshop.name, "saison": str(letter.season.number), **recipient.values}
        subject = texts.fill(letter.subject, values).replace("\n", " ")[:200]
        rows.append((recipient, subject, f"{texts.fill(letter.text, values).strip()}\n\n{signature}\n"))
    return rows


@transaction.atomic
def send(letter: Letter) -> int:
    """Queue it for everyone of the audience; returns how many. Raises ValidationError for a wrong placeholder."""
    if wrong := faults(letter):
        raise ValidationError(wrong)
    count = 0
    for recipient, subject, text in messages(letter):
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
            ring(tasks.deliver, message.pk)
            count += 1
    return count
