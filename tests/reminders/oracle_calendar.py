"""The calendars and the words of the oracle of time: written apart, with nothing of the product.

Public holidays: article L3133-1 of the Code du travail, those of overseas by L3422-2 and local orders.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
DAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
MONTHS = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
RANKS = ["premier", "deuxième", "troisième", "quatrième", "cinquième", "sixième", "septième", "huitième"]
NB, NNB = "\u00a0", "\u202f"
FIXED = {(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)}
AFTER_EASTER = (1, 39, 50)
# département: its zone, the fixed days that it has beside, the days counted from Easter
ELSEWHERE = {
    "67": ("Europe/Paris", {(12, 26)}, (-2,)),
    "971": ("America/Guadeloupe", {(5, 27), (7, 21)}, (-2, -24)),
    "974": ("Indian/Reunion", {(12, 20)}, ()),
    "987": ("Pacific/Tahiti", {(3, 5), (11, 20)}, (-2,)),
    "988": ("Pacific/Noumea", {(9, 24)}, ()),
}
OPENS, CLOSES = time(8), time(19)


def easter(year):
    """Meeus, Jones, Butcher."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = c // 4, c % 4
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


def zone(place):
    return ZoneInfo(ELSEWHERE[place][0]) if place in ELSEWHERE else PARIS


def works(day, place=""):
    """Neither a weekend nor a public holiday there."""
    _, fixed, moving = ELSEWHERE.get(place, ("", set(), ()))
    moved = {easter(day.year) + timedelta(days=off) for off in (*AFTER_EASTER, *moving)}
    return day.weekday() < 5 and (day.month, day.day) not in FIXED | fixed and day not in moved


def is_open(at, place=""):
    here = at.astimezone(zone(place))
    return works(here.date(), place) and OPENS <= here.time() < CLOSES


def next_working(day, place, step):
    while not works(day, place):
        day += timedelta(days=step)
    return day


def moment_of(on, days, before, hour, over, place=""):
    """The hour of a rule there: before an event while it is still to come, after one not sooner than in Paris."""
    step = -1 if before else 1
    day = next_working(on + timedelta(days=step * days), place, step)
    at = datetime.combine(day, hour, tzinfo=zone(place))
    if place not in ELSEWHERE:
        return at
    if before:
        while at >= over:
            day = next_working(day - timedelta(days=1), place, -1)
            at = datetime.combine(day, hour, tzinfo=zone(place))
        return at
    home = moment_of(on, days, before, hour, over)
    at = max(at, home)
    while not is_open(at, place):  # every hour of a rule is a whole one
        at = (at.astimezone(UTC) + timedelta(hours=1)).astimezone(zone(place))
    return at


def stale_after(at, place=""):
    """The end of the second working day after that hour."""
    day = at.astimezone(zone(place)).date()
    for _ in range(2):
        day = next_working(day + timedelta(days=1), place, 1)
    return datetime.combine(day, CLOSES, tzinfo=zone(place))


def full(day):
    return f"{DAYS[day.weekday()]} {'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"


def near(day, today):
    return ["aujourd’hui", "demain"][(day - today).days] if 0 <= (day - today).days <= 1 else full(day)


def hour(at):
    return f"{at.hour}{NB}h" + (f"{NB}{at.minute:02d}" if at.minute else "")


def euros(cents):
    whole, rest = divmod(cents, 100)
    return f"{whole:,}".replace(",", NNB) + (f",{rest:02d}" if rest else "") + f"{NB}€"
