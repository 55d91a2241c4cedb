"""What tables undertake at the end of an item, what became of it, and the share that has an outcome."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from atelier.accounts.models import User
from atelier.core.edit_conflicts import OVERTAKEN
from atelier.seasons.models import Season
from referential import access as shared
from referential.models import Reader, Visibility
from sessions.programme.models import AgendaItem, Day
from sessions.undertakings.models import BroughtQuestion, Undertaking, UndertakingQuerySet
from territories.models import Participant, Triptych

# The formats at whose tables somebody brings a question.
FORMATS = (AgendaItem.Format.PEERS, AgendaItem.Format.CODEV)


@dataclass(frozen=True)
class Taken:
    """One line of a table's page: in the owner's words, by whom, for when."""

    rank: int
    text: str
    owner: Participant
    due_on: date


@dataclass(frozen=True)
class OutcomeRate:
    """Of the undertakings of a day, or of a season, how many have an outcome."""

    total: int
    told: int

    @property
    def percent(self) -> int | None:
        """Rounded half up; None where nothing was undertaken."""
        return (200 * self.told + self.total) // (2 * self.total) if self.total else None


def question_at(item: AgendaItem, table: int) -> BroughtQuestion | None:
    """What was brought to a table, with what was undertaken there."""
    rows = BroughtQuestion.objects.select_related("triptych__territory", "participant")
    return rows.prefetch_related("undertakings__owner__triptych__territory").filter(item=item, table=table).first()


@transaction.atomic
def record_table(
    *,
    item: AgendaItem,
    table: int,
    by: User,
    bringer: Participant | Triptych,
    text: str,
    visibility: int,
    taken: Iterable[Taken],
    seen: str,
) -> BroughtQuestion:
    """Write the question of a table and its undertakings, new or changed; a line without words is taken away.

    `seen` is the `fingerprint` of what the page showed. Raises ValidationError when somebody else saved the table
    meanwhile, or when an undertaking that is taken away has an outcome.
    """
    Day.objects.select_for_update().get(pk=item.half_day.day_id)  # one page of the day at a time
    question = question_at(item, table)
    if fingerprint(question) != seen:
        raise ValidationError(OVERTAKEN)
    question = question or BroughtQuestion(day=item.half_day.day, item=item, table=table, author=by)
    question.participant = bringer if isinstance(bringer, Participant) else None
    question.triptych = bringer.triptych if isinstance(bringer, Participant) else bringer
    question.text, question.visibility = text, visibility
    question.save()
    question.stakes.set(item.stakes.all())
    _write_lines(question, {one.rank: one for one in taken})
    return question


def _write_lines(question: BroughtQuestion, taken: dict[int, Taken]) -> None:
    former = {one.rank: one for one in question.undertakings.order_by("rank")}
    for rank, row in former.items():
        if rank in taken:
            continue
        if row.outcome:
            raise ValidationError(f"« {row.text} » a déjà une suite : l’engagement reste.")
        row.delete()
    for rank, one in taken.items():
        row = former.get(rank) or Undertaking(question=question, rank=rank)
        if row.outcome and (row.text, row.owner) != (one.text, one.owner):
            raise ValidationError(f"« {row.text} » a déjà une suite : ses mots et son auteur restent.")
        row.text, row.owner, row.due_on = one.text, one.owner, one.due_on
        row.save()


def fingerprint(question: BroughtQuestion | None) -> str:
    """Changes when somebody saves the table."""
    return f"{question.pk}-{question.changed_at.timestamp()}" if question else "new"


@transaction.atomic
def record_outcome(
    *, undertaking: Undertaking, by: User, outcome: str, line: str = "", due_on: date | None = None
) -> Undertaking:
    """Say what became of an undertaking; put off, it may take another date.

    Raises ValidationError when the new date is the former one or before it.
    """
    row = Undertaking.objects.select_for_update().get(pk=undertaking.pk)
    if outcome == Undertaking.Outcome.LATER and due_on:
        if due_on <= row.due_on:
            raise ValidationError({"due_on": "La nouvelle date vient après celle qui était prévue."})
        row.due_on = due_on
    row.outcome, row.outcome_line = outcome, line
    row.outcome_at, row.outcome_by = timezone.now(), by
    row.save()
    return row


def undertakings_of(season: Season, reader: Reader) -> UndertakingQuerySet:
    """Those of a season that this reader reads, drafts apart: the same rows as the rates."""
    return counted(season).readable_by(reader).with_question()


def awaiting_outcome(day: Day, reader: Reader) -> QuerySet[Undertaking]:
    """What a day opens with: undertaken on the days before it, and still open."""
    rows = undertakings_of(day.season, reader).open().filter(question__day__date__lt=day.date)
    return rows.order_by("question__day__date", "question__table", "question", "rank")


def own_undertakings(user: User) -> QuerySet[Undertaking]:
    """What somebody undertook, at the seats that they hold, the nearest date first."""
    rows = Undertaking.objects.followed().filter(owner__in=shared.seats_of(user).order_by().values("pk"))
    return rows.filter(question__visibility__gte=Visibility.TEAM).with_question().order_by("due_on", "pk")


def shared_with_territory(triptych: Triptych) -> QuerySet[Undertaking]:
    """What the whole territory reads: of the questions that it brought, and what its people undertook elsewhere."""
    own = Q(question__triptych=triptych, question__visibility__gte=Visibility.TERRITORY)
    elsewhere = Q(owner__triptych=triptych, question__visibility__gte=Visibility.SEASON)
    return Undertaking.objects.followed().filter(own | elsewhere).with_question()


def counted(*seasons: Season) -> UndertakingQuerySet:
    """Those of these seasons that figures count: drafts apart."""
    return Undertaking.objects.followed().filter(
        question__season__in=seasons, question__visibility__gte=Visibility.TEAM
    )


def outcome_rates(season: Season) -> dict[int, OutcomeRate]:
    """By day, drafts apart; a day where nothing was undertaken has no rate."""
    totals = (
        counted(season)
        .order_by()
        .values("question__day")
        .annotate(total=Count("pk"), told=Count("pk", filter=~Q(outcome="")))
    )
    return {one["question__day"]: OutcomeRate(one["total"], one["told"]) for one in totals}


def whole_rate(rates: Iterable[OutcomeRate]) -> OutcomeRate:
    """Of a season, from those of its days."""
    rates = list(rates)
    return OutcomeRate(sum(one.total for one in rates), sum(one.told for one in rates))
