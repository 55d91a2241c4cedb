"""The lunch of a day: who is asked, what they answer, and the counts that the caterer gets.

Only the person writes an answer, and nobody but them and the organisers reads it; the team sees counts.
"""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from atelier.audit.access_log import delete_access_log
from atelier.seasons.models import Season
from sessions.attendance import expected
from sessions.day_lists.models import Meal
from sessions.programme.models import Day
from territories.models import Participant

TOO_LATE = "Le traiteur a déjà reçu le compte des repas\u00a0: écrivez aux organisateurs."
NOT_SERVED = "Aucun traiteur ne sert plus ce déjeuner\u00a0: votre réponse n’est pas gardée."
NEEDS_CONSENT = "Cochez cette case pour que nous puissions garder votre réponse, ou choisissez « sans régime »."
NO_WORDS = "Décrivez en quelques mots ce que vous mangez."
WORDS_OF_NOTHING = "Ces mots vont avec « autre »\u00a0: choisissez-le, ou effacez-les."
ALLERGY_OF_NOTHING = "Une allergie se dit pour un repas\u00a0: choisissez un repas, ou effacez-la."
_LUNCH = {
    Day.Lunch.CATERER: "servi sur place",
    Day.Lunch.OWN: "à vos frais",
    Day.Lunch.NONE: "aucun",
}


def lunch_in_words(day: Day) -> str:
    """What follows « Déjeuner : » for whoever comes."""
    return _LUNCH[Day.Lunch(day.lunch)]


def is_asked(day: Day) -> bool:
    """Whether those who come say what they eat; read `day` with its season."""
    return day.season.uses_day_lists and day.lunch == Day.Lunch.CATERER and not (day.is_online or day.is_cancelled)


def is_open(day: Day, today: date | None = None) -> bool:
    """Until the day before, in Europe/Paris: then the caterer has the count."""
    return is_asked(day) and (today or timezone.localdate()) < day.date


def may_prepare(day: Day, today: date | None = None) -> bool:
    """Whether those who come have a page to say what they eat and need, to the end of the day."""
    return day.season.uses_day_lists and not day.is_cancelled and (today or timezone.localdate()) <= day.date


def is_over(day: Day) -> bool:
    """The answers were forgotten, or are about to be."""
    return day.date < timezone.localdate()


def check_answer(*, choice: str, words: str, allergy: str, consents: bool) -> dict[str, str]:
    """What is wrong with an answer, in French, by the name of the field."""
    wrong = {}
    if choice == Meal.Choice.OTHER and not words:
        wrong["words"] = NO_WORDS
    if choice != Meal.Choice.OTHER and words:
        wrong["words"] = WORDS_OF_NOTHING
    if choice == Meal.Choice.NO_MEAL and allergy:
        wrong["allergy"] = ALLERGY_OF_NOTHING
    if not wrong and (choice not in Meal.PLAIN or allergy) and not consents:
        wrong["consents"] = NEEDS_CONSENT
    return wrong


@transaction.atomic
def answer_meal(
    *, participant: Participant, day: Day, choice: str, words: str = "", allergy: str = "", consents: bool = False
) -> Meal:
    """Keep what somebody eats at the lunch of a day, in place of what they said before.

    Raises ValidationError when nobody is asked any more, or for an answer that contradicts itself or has no consent.
    """
    if not is_asked(day):
        raise ValidationError(NOT_SERVED)
    if not is_open(day):
        raise ValidationError(TOO_LATE)
    if wrong := check_answer(choice=choice, words=words, allergy=allergy, consents=consents):
        raise ValidationError(wrong)
    is_plain = choice in Meal.PLAIN and not allergy
    said = {"choice": choice, "words": words, "allergy": allergy}
    consented_at = None if is_plain else timezone.now()
    values = {**said, "consented_at": consented_at}
    return Meal.objects.update_or_create(participant=participant, day=day, defaults=values)[0]


def forget_meals(meals: QuerySet[Meal]) -> int:
    """With the trace of who has read them: it says that there was something to read."""
    pks = list(meals.order_by("pk").values_list("pk", flat=True))
    delete_access_log(Meal, pks)
    return Meal.objects.filter(pk__in=pks).delete()[0]


def past_meals(today: date) -> QuerySet[Meal]:
    """What is to be forgotten: the day is over, or its lunch is not ordered any more (`is_asked`)."""
    served = Q(day__season__uses_day_lists=True, day__lunch=Day.Lunch.CATERER, day__status=Day.Status.PLANNED) & ~Q(
        day__mode=Day.Mode.ONLINE
    )
    return Meal.objects.filter(Q(day__date__lt=today) | ~served).order_by("pk")


def answers_about_to_go(day: Day) -> int:
    """How many were given while a caterer was to serve, and leave the next night unless one is to serve again."""
    return 0 if is_asked(day) else Meal.objects.filter(day=day).count()


def answered_pairs(seasons: list[Season]) -> set[tuple[int, int]]:
    """The (day, person) that have an answer, whatever it says."""
    rows = Meal.objects.filter(day__season__in=seasons).order_by()
    return set(rows.values_list("day", "participant"))


@dataclass(frozen=True)
class DietCount:
    """How many people eat this; `words` are those of « autre », nobody's name beside them."""

    label: str
    count: int
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class MealCounts:
    """Of those expected on site: `to_order` eat, `away` do not, `silent` have not answered."""

    expected: int
    diets: tuple[DietCount, ...]
    away: int
    silent: int
    allergies: int

    @property
    def to_order(self) -> int:
        return sum(one.count for one in self.diets)


def meals_of(day: Day) -> QuerySet[Meal]:
    """The answers of those who are expected on site; whoever left or stays away is not fed."""
    people = expected.people_coming(day).order_by().values("pk")
    rows = Meal.objects.filter(day=day, participant__in=people)
    return rows.select_related("participant__triptych__territory", "day").order_by("participant__sort_name", "pk")


def count_meals(day: Day) -> MealCounts:
    """By diet, in their order; diets that nobody chose are left out."""
    given = list(meals_of(day))
    people = expected.people_coming(day).count()
    diets = []
    for choice in Meal.Choice:
        rows = [one for one in given if one.choice == choice]
        if rows and choice != Meal.Choice.NO_MEAL:
            diets.append(DietCount(choice.label, len(rows), tuple(sorted(one.words for one in rows if one.words))))
    return MealCounts(
        expected=people,
        diets=tuple(diets),
        away=sum(not one.is_eaten for one in given),
        silent=people - len(given),
        allergies=sum(bool(one.allergy) for one in given),
    )


def silent_people(day: Day) -> QuerySet[Participant]:
    """Who is expected on site and has not answered."""
    return expected.people_coming(day).exclude(pk__in=Meal.objects.filter(day=day).order_by().values("participant"))


def allergic(day: Day) -> list[Meal]:
    """The only answers that leave with a name."""
    return [one for one in meals_of(day) if one.allergy]
