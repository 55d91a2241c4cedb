"""What the group of a season shares around its days: questions to peers and their answers, notes of days."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet

from atelier.accounts.models import User
from referential.models import Entry, Reader, Visibility
from sessions.exchanges.models import Note, PeerAnswer, PeerQuestion
from sessions.programme.models import Day
from territories.models import Triptych


@transaction.atomic
def put_to_peers(*, entry: Entry, day: Day) -> PeerQuestion:
    """Put a question of a trajectory to the peers, on a day; the group of the season then reads it.

    Raises ValidationError for a step that is no question, or that was addressed before.
    """
    if entry.kind != Entry.Kind.QUESTION:
        raise ValidationError("Seule une question s’adresse aux pairs.")
    question, created = PeerQuestion.objects.get_or_create(entry=entry, defaults={"day": day})
    if not created:
        raise ValidationError("Cette question est déjà adressée aux pairs.")
    if entry.visibility < Visibility.SEASON:
        entry.visibility = Visibility.SEASON
        entry.save(update_fields=["visibility"])
    return question


def answer_question(
    *,
    question: PeerQuestion,
    author: User,
    triptych: Triptych | None,
    text: str,
) -> PeerAnswer:
    """What a peer answers, said for their territory; the team answers for none."""
    return PeerAnswer.objects.create(question=question, author=author, triptych=triptych, text=text)


def sections_of_note(note: Note) -> list[tuple[str, str]]:
    """What a note says once it is public."""
    when = f"Journée {note.day.number}, saison {note.day.season.number}"
    return [(title, text) for title, text in ((when, note.text), ("Lien", note.url)) if text]


def save_note(*, note: Note, stakes: Iterable) -> Note:
    """Write a note, new or changed. Raises ValidationError when it is for a territory and names none."""
    note.full_clean()
    note.save()
    note.stakes.set(stakes)
    return note


def notes_of(day: Day, reader: Reader) -> QuerySet[Note]:
    """The notes of a day that this reader may read."""
    rows = (
        Note.objects.readable_by(reader)
        .filter(day=day)
        .select_related(
            "item",
            "triptych__territory",
            "author",
        )
    )
    return rows.prefetch_related("stakes")
