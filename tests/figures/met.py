"""Who met whom, who was to meet whom, from plain rows."""

from collections import defaultdict
from itertools import combinations

from tests.figures.plain import AWAY, ON_SITE, day_of, table

MIXED = {"inter", "codev"}


def pairs(rows, season, *, planned=False):
    """Two people of different territories at one table of a day that is held: both noted there, or none noted away."""
    noted = {}
    for row in rows.noted:
        day = rows.days[rows.halves[row["half_day_id"]]["day_id"]]
        if day["status"] != "cancelled" and rows.holds(rows.people[row["participant_id"]], day_of(day["date"])):
            noted[row["participant_id"], row["half_day_id"]] = row["status"]
    items = {one["id"]: one for one in table("atelier_sessions_agendaitem") if one["format"] in MIXED}
    composed = {one["id"]: items.get(one["item_id"]) for one in table("atelier_sessions_composition")}
    groups = {one["id"]: composed[one["composition_id"]] for one in table("atelier_sessions_group")}
    tables = defaultdict(set)
    for seat in table("atelier_sessions_group_people"):
        item = groups[seat["group_id"]]
        day = item and rows.days[rows.halves[item["half_day_id"]]["day_id"]]
        if not item or day["season_id"] != season or day["status"] == "cancelled":
            continue
        status = noted.get((seat["participant_id"], item["half_day_id"]))
        if status not in AWAY if planned else status in ON_SITE:
            tables[seat["group_id"]].add(seat["participant_id"])
    of = {key: one["triptych_id"] for key, one in rows.people.items()}
    return {frozenset(two) for people in tables.values() for two in combinations(people, 2) if of[two[0]] != of[two[1]]}


def by_person(rows, season):
    """Of each who holds a confirmed seat: (met, planned, possible) among those of other territories."""
    met, planned = pairs(rows, season), pairs(rows, season, planned=True)
    people = rows.confirmed(season)
    found = {}
    for one in people:
        others = [frozenset((one["id"], two["id"])) for two in people if two["triptych_id"] != one["triptych_id"]]
        found[one["id"]] = (sum(two in met for two in others), sum(two in planned for two in others), len(others))
    return found
