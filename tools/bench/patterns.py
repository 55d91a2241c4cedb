"""Search the patterns of `sessions/groups/patterns.py`: five rounds at six tables for `n` territories of six people.

A round is two words and their turns by category, so a territory gives it one of 18 pairs of chairs. Annealing on those
counts meetings by orbit of three, and refuses words whose categories are not within one of their even share.
`python -m tools.bench.patterns 5 60` searches five territories for a minute and prints each better pattern.
"""

import math
import random
import sys
import time
from collections import Counter
from itertools import combinations

from sessions.groups.seating import shares_allowed

ROUNDS, MOVES = 5, 40_000
UNBALANCED = 1.5  # a person too many or too few of a category in a word

Round = list[tuple[int, int, int]]  # of each territory: parity of its chair in the first word, categories in the two


def words_of(chairs: Round) -> list[list[int]]:
    return [[odd + 2 * first for odd, first, _ in chairs], [1 - odd + 2 * second for odd, _, second in chairs]]


def orbits(chairs: Round) -> list[tuple[int, ...]]:
    """The meetings of a round, those that turning makes the same counted as one."""
    return [
        (one, other, word[one] % 2, word[other] % 2, (word[one] // 2 - word[other] // 2) % 3)
        for word in words_of(chairs)
        for one, other in combinations(range(len(word)), 2)
    ]


def unbalanced(chairs: Round) -> int:
    least, most = shares_allowed(len(chairs) / 3)
    held = [sum(chair // 2 == category for chair in word) for word in words_of(chairs) for category in range(3)]
    return sum(max(0, least - count, count - most) for count in held)


def cost_of(rounds: list[Round]) -> float:
    counted = Counter(orbit for chairs in rounds for orbit in orbits(chairs))
    repeats = sum(count * (count - 1) // 2 for count in counted.values())
    return repeats + UNBALANCED * sum(map(unbalanced, rounds))


def search(territories: int, seed: int) -> list[Round]:
    dice = random.Random(seed)

    def draw() -> tuple[int, int, int]:
        return dice.randrange(2), dice.randrange(3), dice.randrange(3)

    rounds = [[draw() for _ in range(territories)] for _ in range(ROUNDS)]
    cost = cost_of(rounds)
    for move in range(MOVES):
        chairs, place = dice.choice(rounds), dice.randrange(territories)
        former, chairs[place] = chairs[place], draw()
        change = cost_of(rounds) - cost
        if change > 0 and dice.random() >= math.exp(-change / 0.12 ** (move / MOVES)):
            chairs[place] = former
        else:
            cost += change
    return rounds


def main(territories: int, seconds: float) -> None:
    started, best, seed = time.monotonic(), 0.0, 0
    while time.monotonic() - started < seconds:
        rounds, seed = search(territories, seed), seed + 1
        met = len({orbit for chairs in rounds for orbit in orbits(chairs)}) / territories
        if met > best and not any(map(unbalanced, rounds)):
            best = met
            words = [" ".join("".join(map(str, word)) for word in words_of(chairs)) for chairs in rounds]
            print(f"{met:.2f} met of {ROUNDS * (territories - 1)}: {words}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]), float(sys.argv[2]))
