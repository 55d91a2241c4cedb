"""Rounds of tables that a search found once (`tools/bench/patterns.py`), and that start a draw where they fit."""

from collections import Counter
from collections.abc import Hashable
from dataclasses import dataclass

# Five rounds of six tables, by number of territories of six people: two in each of three categories. A word is a table,
# its letter t the chair (0 to 5, two a category) of territory t; turning the three categories (+2, +4) gives the two
# other tables of the word. Every table has one person of each territory, and of each category its even share within
# one. Each person meets on average 20.0 people of 20 at five territories, 23.67 of 25 at six and nobody more than
# twice, 26.57 of 30 at seven, 30.38 of 35 at eight.
PATTERNS = {
    5: ("02305 35430", "34104 03453", "33041 22150", "05122 14033", "42024 15351"),
    6: ("121344 214033", "202305 351052", "300424 455313", "153025 004350", "025004 334115"),
    7: ("2131514 1402243", "1235035 0320344", "0252515 1341442", "4212204 5501335", "5332141 0043234"),
    8: ("34052131 25105022", "21244035 54531102", "42512004 35441311", "15302205 40035334", "04200344 11555213"),
}
TABLES = CHAIRS = 6
CATEGORIES = 3

Chairs = dict[tuple[Hashable, int], int]


@dataclass(frozen=True)
class Person:
    """`seat` numbers the seats of a category in a territory, from 1; 0 when it does not matter."""

    key: Hashable
    territory: Hashable
    category: Hashable
    seat: int = 0


def chairs_of(people: list[Person], categories: list[int], tables: int) -> Chairs:
    """Who takes which chair of their territory, by rank in `people`; nothing where no pattern fits.

    `categories` numbers each person's category from 0. Whoever finds the two chairs of their category taken gets one
    that is free.
    """
    sizes = Counter(person.territory for person in people)
    fits = max(sizes.values(), default=0) <= CHAIRS and max(categories, default=0) < CATEGORIES
    if tables != TABLES or len(sizes) not in PATTERNS or not fits:
        return {}
    chairs: Chairs = {}
    late = []
    for index, (person, category) in enumerate(zip(people, categories, strict=True)):
        chair = (person.territory, category * 2 + person.seat - 1)
        if person.seat in (1, 2) and chair not in chairs:
            chairs[chair] = index
        else:
            late.append(index)
    for index in late:
        free = [chair for chair in range(CHAIRS) if (people[index].territory, chair) not in chairs]
        own = [chair for chair in free if chair // 2 == categories[index]]
        chairs[people[index].territory, (own or free)[0]] = index
    return chairs


def rows_of(number: int, chairs: Chairs) -> list[list[int | None]]:
    """A round: for each territory, who of them sits at each table; None is an empty chair."""
    territories = sorted({territory for territory, _ in chairs}, key=str)
    pattern = PATTERNS[len(territories)]
    words = pattern[number % len(pattern)].split()
    seats = [[(int(letter) + turn) % CHAIRS for letter in word] for word in words for turn in (0, 2, 4)]
    return [[chairs.get((territory, table[place])) for table in seats] for place, territory in enumerate(territories)]


def even_round(number: int, chairs: Chairs, tables: int) -> list[list[int]]:
    """The tables of a round, made even where people lack."""
    rows = rows_of(number, chairs)
    seated = [[seat for row in rows if (seat := row[table]) is not None] for table in range(tables)]
    while len(most := max(seated, key=len)) > len(least := min(seated, key=len)) + 1:
        least.append(most.pop())
    return seated
