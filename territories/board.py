"""Reading applications side by side: scores and notes of each reader, and the balance of the cohort."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from atelier.accounts.models import User
from atelier.core import rounding
from atelier.core.drawings import BarChart, Given, bar_chart
from atelier.seasons.models import Season
from territories import application, recusal
from territories.models import Criterion, QuotaOverride, Review, Score, Triptych

NOT_READ = (Triptych.Status.DRAFT, Triptych.Status.WITHDRAWN, Triptych.Status.REFUSED)

SIZES = (
    (5_000, "moins de 5\u202f000 habitants"),
    (20_000, "de 5\u202f000 à 20\u202f000"),
    (100_000, "de 20\u202f000 à 100\u202f000"),
)


@dataclass(frozen=True)
class BoardColumn:
    """One application on the board, as one reader sees it: what others gave opens once theirs are all given.

    `conflict` closes it for whoever declared one; `recused` are the readings of those who did, which count nowhere.
    `spread` is the lowest and the highest mean of one reader, of two at least.
    """

    triptych: Triptych
    mean: Decimal | None
    spread: tuple[Decimal, Decimal] | None
    conflict: str
    recused: list[Review]
    mine: Review | None
    my_scores: dict[int, int]
    others: list[Review]
    is_open: bool
    gaps: int


@dataclass(frozen=True)
class Balance:
    """What a set of territories makes together: counts by size, region, kind and nature; wished euros."""

    count: int
    sizes: dict[str, int]
    regions: dict[str, int]
    kinds: dict[str, int]
    complete: int
    amount: Decimal

    @property
    def charts(self) -> list[BarChart]:
        """Each count as its share of the set."""
        named = (("Taille", self.sizes), ("Régions", self.regions), ("Types", self.kinds))
        return [_shares(title, counts, self.count) for title, counts in named]


def read_board(season: Season, reader: User) -> list[BoardColumn]:
    """Applications that may be admitted, or that ask for seats, with their readings; a constant number of queries."""
    asking = QuotaOverride.objects.filter(wanted__isnull=False).values("triptych")
    triptychs = Triptych.objects.filter(~Q(status__in=NOT_READ) | Q(pk__in=asking), season=season)
    rows = triptychs.with_panels().prefetch_related("reviews__scores__criterion", "reviews__reviewer")
    criteria = set(Criterion.objects.filter(season=season).order_by().values_list("pk", flat=True))
    return [_column(triptych, reader, criteria) for triptych in rows.by_rank()]


def _column(triptych: Triptych, reader: User, criteria: set[int]) -> BoardColumn:
    recused = [review for review in triptych.reviews.all() if review.conflict]
    conflict = next((review.conflict for review in recused if review.reviewer_id == reader.pk), "")
    reviews = [review for review in triptych.reviews.all() if not review.conflict]
    mine = next((review for review in reviews if review.reviewer_id == reader.pk), None)
    my_scores = {score.criterion_id: score.value for score in mine.scores.all()} if mine else {}
    is_open = bool(my_scores) and criteria <= set(my_scores)
    return BoardColumn(
        triptych=triptych,
        mean=_weighted_mean([score for review in reviews for score in review.scores.all()]) if is_open else None,
        spread=_spread(reviews) if is_open else None,
        conflict=conflict,
        recused=recused,
        mine=mine,
        my_scores=my_scores,
        others=[review for review in reviews if review is not mine] if is_open else [],
        is_open=is_open,
        gaps=len(application.remaining_steps(triptych)),
    )


def _weighted_mean(scores: list[Score]) -> Decimal | None:
    """Between 1 and 4, one decimal; None before any score."""
    weight = sum(score.criterion.weight for score in scores)
    if not weight:
        return None
    total = Decimal(sum(score.value * score.criterion.weight for score in scores))
    return rounding.round_to(total / weight, rounding.TENTH)


def _spread(reviews: list[Review]) -> tuple[Decimal, Decimal] | None:
    means = [mean for review in reviews if (mean := _weighted_mean(list(review.scores.all()))) is not None]
    return (min(means), max(means)) if len(means) > 1 else None


def balance(triptychs: list[Triptych]) -> Balance:
    territories = [triptych.territory for triptych in triptychs]
    return Balance(
        count=len(triptychs),
        sizes=dict(Counter(_size(territory.population) for territory in territories)),
        regions=dict(Counter(territory.region_name for territory in territories)),
        kinds=dict(Counter(territory.get_kind_display() for territory in territories)),
        complete=sum(not application.remaining_steps(triptych) for triptych in triptychs),
        amount=sum((triptych.wished_amount or Decimal(0) for triptych in triptychs), Decimal(0)),
    )


def _shares(title: str, counts: dict[str, int], whole: int) -> BarChart:
    given = [Given(label, [("whole", count, f"{count} sur {whole}")]) for label, count in counts.items()]
    return bar_chart(title, given, in_words=str, whole=whole)


def _size(population: int | None) -> str:
    if population is None:
        return "population non précisée"
    return next((label for limit, label in SIZES if population < limit), "100\u202f000 habitants et plus")


@transaction.atomic
def save_review(
    *,
    triptych: Triptych,
    reader: User,
    note: str,
    scores: dict[Criterion, int | None],
) -> Review:
    """Keep one reader's note and scores; an empty score takes the former one back.

    Raises ValidationError for whoever declared a conflict.
    """
    recusal.require_no_conflict(reader, [triptych])
    review, _ = Review.objects.update_or_create(triptych=triptych, reviewer=reader, defaults={"note": note})
    review.scores.all().delete()
    Score.objects.bulk_create(
        Score(review=review, criterion=criterion, value=value) for criterion, value in scores.items() if value
    )
    return review


@transaction.atomic
def declare_conflict(*, triptych: Triptych, reader: User, reason: str) -> Review:
    """This reader is linked to the territory: what they gave is dropped, and they neither read nor decide.

    Raises ValidationError without a reason.
    """
    if not reason.strip():
        raise ValidationError("Dites en quelques mots quel lien vous avez avec ce territoire.")
    values = {"note": "", "conflict": reason.strip()}
    review, _ = Review.objects.update_or_create(triptych=triptych, reviewer=reader, defaults=values)
    review.scores.all().delete()
    return review


def withdraw_conflict(*, triptych: Triptych, reader: User) -> None:
    for review in Review.objects.filter(triptych=triptych, reviewer=reader).exclude(conflict=""):
        review.conflict = ""
        review.save()
