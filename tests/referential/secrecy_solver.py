"""What arithmetic tells: by trying every possible answer, whose answer does a reader know for certain?

Plain Python: it imports nothing of the product and knows only its published rule (docs/secrecy.md).
"""

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import product

NO_LEVEL = 0  # « je ne sais pas » and « sans objet »
ANSWERS = (NO_LEVEL, 1, 2, 3, 4, 5)


@dataclass(frozen=True)
class Observation:
    """Words read of a figure, and whose answers made it: (human, seat). It is hidden from this reader when fewer than
    `enough` humans gave a level; None where it is hidden whatever they gave."""

    people: frozenset[tuple[int, int]]
    words: str
    enough: int | None


def _to_half(value: Fraction) -> Fraction:
    return Fraction((2 * value + Fraction(1, 2)).__floor__(), 2)


@cache
def _agrees(words: str, enough: int | None, answers: tuple[tuple[int, int], ...]) -> bool:
    """Whether these answers, each with its human, may have made these words."""
    if enough is None:
        return True
    levels = [answer for _, answer in answers if answer != NO_LEVEL]
    is_shown = len({human for human, answer in answers if answer != NO_LEVEL}) >= enough
    if not words[0].isdigit() or not is_shown:
        return is_shown == words[0].isdigit()
    number, _, end = words.partition(" ")
    mean, said = _to_half(Fraction(sum(levels), len(levels))), Fraction(number.replace(",", "."))
    return mean <= said if end == "ou moins" else mean >= said if end == "ou plus" else mean == said


def possible_answers(
    observations: set[Observation], known: dict[tuple[int, int], int]
) -> dict[tuple[int, int], set[int]]:
    """By person, every answer that agrees with all that this reader saw and knows."""
    found = {}
    for together in _linked(observations):
        people = sorted({person for one in together for person in one.people})
        places = {person: at for at, person in enumerate(people)}
        seen = [(one.words, one.enough, tuple(sorted(places[person] for person in one.people))) for one in together]
        humans = sorted({human for human, _ in people})
        owners = tuple(humans.index(human) for human, _ in people)
        sets = _solve(tuple(sorted(seen, key=repr)), owners, tuple(known.get(person) for person in people))
        found |= dict(zip(people, sets, strict=True))
    return {person: answers for person, answers in found.items() if person not in known}


def _linked(observations: set[Observation]) -> list[list[Observation]]:
    """Observations that share a person, together."""
    groups: list[list[Observation]] = []
    for one in observations:
        near = [group for group in groups if any(one.people & other.people for other in group)]
        groups = [group for group in groups if group not in near] + [[one, *(other for g in near for other in g)]]
    return groups


@cache
def _solve(shape: tuple, owners: tuple[int, ...], known: tuple[int | None, ...]) -> tuple[frozenset[int], ...]:
    sets = [set() for _ in known]
    for answers in product(*[ANSWERS if level is None else (level,) for level in known]):
        given = list(zip(owners, answers, strict=True))
        if all(_agrees(words, enough, tuple(sorted(given[at] for at in places))) for words, enough, places in shape):
            for at, answer in enumerate(answers):
                sets[at].add(answer)
    return tuple(frozenset(one) for one in sets)
