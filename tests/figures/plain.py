"""Rows as they lie in the database, and the few rules that figures stand on, in plain Python: no code of the product.

Who holds a seat, which day is closed, what counts as presence, what a document still asks for: written again here from
what the product promises, so that a page that breaks one of these is seen.
"""

from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

from django.db import connection

PARIS = ZoneInfo("Europe/Paris")
ON_SITE = {"present", "late", "left_early"}
ATTENDED = {*ON_SITE, "remote"}
AWAY = {"excused", "absent"}
CENT, TENTH, UNIT = Decimal("0.01"), Decimal("0.1"), Decimal(1)


def table(name):
    """Each row of a table, by the names of its columns; dates as text or values, as the database gives them."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{name}" ORDER BY id')
        titles = [column[0] for column in cursor.description]
        return [dict(zip(titles, row, strict=True)) for row in cursor.fetchall()]


def by_key(rows):
    return {row["id"]: row for row in rows}


def day_of(value):
    return None if value is None else date.fromisoformat(str(value)[:10])


def day_in_paris(value):
    if value is None:
        return None
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(PARIS).date()


def half_up(value, step):
    return (Decimal(value) / step).quantize(UNIT, ROUND_HALF_UP) * step


def percent_down(part, whole):
    return part * 100 // whole if whole else None


class Rows:
    """Everything that figures are made of, read once."""

    def __init__(self):
        self.seasons = by_key(table("seasons_season"))
        self.categories = by_key(table("seasons_category"))
        self.territories = by_key(table("territories_territory"))
        self.triptychs = by_key(table("territories_triptych"))
        self.people = by_key(table("territories_participant"))
        self.days = by_key(table("atelier_sessions_day"))
        self.halves = by_key(table("atelier_sessions_halfday"))
        self.noted = table("atelier_sessions_attendance")
        standing = [one for one in table("atelier_sessions_closing") if one["reopened_at"] is None]
        self.closed = {one["day_id"] for one in standing}

    def name_of(self, person):
        return f"{person['first_name']} {person['last_name']}".strip()

    def territory_of(self, triptych):
        return self.territories[self.triptychs[triptych]["territory_id"]]["name"]

    def holds(self, person, on):
        """Holds their seat on this date: until the day that they left it, that day not included."""
        if person["left_on"] is not None:
            return day_of(person["left_on"]) > on
        admitted = self.triptychs[person["triptych_id"]]["status"] == "admitted"
        return admitted and person["state"] in {"invited", "confirmed"}

    def expected(self, day):
        """Who is expected at a day that is held: seated by its date, or noted at it all the same."""
        row = self.days[day]
        if row["status"] == "cancelled":
            return []
        on = day_of(row["date"])
        named = {one["participant_id"] for one in self.noted if self.halves[one["half_day_id"]]["day_id"] == day}
        return [
            one
            for one in self.people.values()
            if one["season_id"] == row["season_id"]
            and self.holds(one, on)
            and (one["id"] in named or one["seated_at"] is None or day_in_paris(one["seated_at"]) <= on)
        ]

    def convened(self, day):
        return [one for one in self.expected(day) if one["state"] == "confirmed"]

    def halves_of(self, day):
        found = [one for one in self.halves.values() if one["day_id"] == day]
        return sorted(found, key=lambda one: str(one["starts_at"]))

    def counted(self, season):
        """What was noted of people who held their seat, on the closed days of a season."""
        found = []
        for row in self.noted:
            day = self.days[self.halves[row["half_day_id"]]["day_id"]]
            if day["season_id"] != season or day["status"] == "cancelled" or day["id"] not in self.closed:
                continue
            if self.holds(self.people[row["participant_id"]], day_of(day["date"])):
                found.append(row)
        return found

    def counts(self, row):
        """Was there, at a distance only where the season accepts it."""
        day = self.days[self.halves[row["half_day_id"]]["day_id"]]
        remote = row["status"] == "remote" or day["mode"] == "online"
        return row["status"] in ATTENDED and (not remote or bool(self.seasons[day["season_id"]]["remote_counts"]))

    def rates(self, season, key):
        """[attended, expected] half-days, by what `key` says of a row."""
        found = defaultdict(lambda: [0, 0])
        for row in self.counted(season):
            found[key(row)][0] += self.counts(row)
            found[key(row)][1] += 1
        return found

    def admitted(self, season):
        return [one for one in self.triptychs.values() if (one["season_id"], one["status"]) == (season, "admitted")]

    def confirmed(self, season):
        """Who confirmed a seat of an admitted territory and holds it, or was erased after the season's last day."""
        kept = {one["id"] for one in self.admitted(season)}
        people = [one for one in self.people.values() if one["triptych_id"] in kept]
        return [one for one in people if one["state"] == "confirmed" or self._stayed(one)]

    def _stayed(self, person):
        held = [one for one in self.days.values() if one["season_id"] == person["season_id"]]
        last = max((day_of(one["date"]) for one in held if one["status"] != "cancelled"), default=None)
        was_erased = person["state"] == "left" and person["email"].startswith("efface-")
        return was_erased and person["answered_at"] is not None and last and day_of(person["left_on"]) > last
