"""For each trigger of the usual rules: what it waits for, whom it concerns, and what is true of it."""

import json
import uuid
from collections import defaultdict
from dataclasses import replace
from datetime import datetime, timedelta

from tests.reminders import oracle_calendar as cal
from tests.reminders.oracle_rows import Thing, To, clock, day, when

THERE, ON_SITE = {"present", "late", "left_early", "remote"}, {"present", "late", "remote"}
PERIODS = {"morning": "matin", "afternoon": "après-midi"}
ROUNDS = {"initial": "positionnement initial", "midway": "positionnement de mi-saison", "final": "positionnement final"}
KINDS = {"invoice": "facture", "call": "appel de contribution", "dues": "appel à cotisation"}
JOINED, NOT_READY = "Votre convocation est jointe.", "Votre convocation n’est pas encore prête."
OUTDATED = "La convocation que vous avez reçue n’est plus à jour\u00a0: c’est ce courriel qui dit ce qui est exact."


def place_of(rows, triptych):
    return rows.territory[rows.triptych[triptych]["territory_id"]]["department"]


def territory_of(rows, triptych):
    return rows.territory[rows.triptych[triptych]["territory_id"]]["name"]


def limit(on, place):
    return cal.full(on) + (" (heure de Paris)" if place[:2] in ("97", "98") else "")


def to_person(rows, person, words, since="answered_at", **more):
    name = f"{person['first_name']} {person['last_name']}"
    own = {"prenom": person["first_name"], "nom": person["last_name"], "formule": f"Bonjour {name}"}
    return To(
        ref=f"participant:{person['id']}",
        email=person["email"],
        words={**own, "territoire": territory_of(rows, person["triptych_id"]), **words},
        place=place_of(rows, person["triptych_id"]),
        since=when(person[since]) if since else None,
        category=person["category_id"],
        **more,
    )


def to_contacts(rows, triptych, words, since=None):
    for contact in rows.of("contact", triptych_id=triptych):
        user = rows.user[contact["user_id"]]
        own = {"prenom": user["first_name"], "formule": f"Bonjour {user['first_name']} {user['last_name']}"}
        name, place = territory_of(rows, triptych), place_of(rows, triptych)
        yield To(f"contact:{contact['id']}", user["email"], {**own, "territoire": name, **words}, place, since)


def confirmed(rows, season):
    """Those who hold a seat of an admitted territory and said yes."""
    for person in rows.of("person", season_id=season["id"], state="confirmed"):
        if rows.triptych[person["triptych_id"]]["status"] == "admitted":
            yield person


def closing_of_call(rows, season):
    if season["call_closes_on"] is None:
        return
    on = day(season["call_closes_on"])
    for one in rows.of("triptych", season_id=season["id"]):
        if one["status"] in ("draft", "reopened"):
            words = {
                "cloture": limit(on, place_of(rows, one["id"])),
                "quand": lambda today: cal.near(on, today),
                "reste": left_of(rows, one),
            }
            yield Thing(f"triptych:{one['id']}", on, list(to_contacts(rows, one["id"], words, when(one["created_at"]))))


def left_of(rows, triptych):
    """What this application lacks, of what the random season leaves out."""
    lines, people = [], rows.of("person", triptych_id=triptych["id"])
    seated = [one for one in people if one["state"] in ("invited", "confirmed")]
    if not people:
        lines.append("- Nommez au moins une personne du triptyque.")
    for category in sorted(rows.of("category", season_id=triptych["season_id"]), key=lambda one: one["position"]):
        if empty := category["seats"] - sum(one["category_id"] == category["id"] for one in seated):
            who = f"{empty} personne{'s' if empty > 1 else ''}"
            lines.append(f"- Il manque {who} dans la catégorie «\u00a0{category['label']}\u00a0».")
    if triptych["wished_amount"] is None:
        lines.append("- Indiquez la contribution envisagée.")
    return "\n".join(lines) or "- relire, puis déposer la candidature."


def invitation(rows, season):
    for person in rows.of("person", season_id=season["id"], state="invited"):
        status = rows.triptych[person["triptych_id"]]["status"]
        if person["invited_at"] is not None and status not in ("refused", "withdrawn"):
            token = uuid.UUID(str(person["invitation"]))
            on = when(person["invited_at"]).astimezone(cal.PARIS).date()
            yield Thing(f"invitation:{token.hex[:12]}", on, [to_person(rows, person, {}, None, link=token.hex)])


def days_of(rows, season):
    for one in rows.of("day", season_id=season["id"], status="planned"):
        halves = sorted(rows.of("half", day_id=one["id"]), key=lambda half: clock(half["starts_at"]))
        on = day(one["date"])
        begins = datetime.combine(on, clock(halves[0]["starts_at"]), tzinfo=cal.PARIS)
        closed = any(closing["reopened_at"] is None for closing in rows.of("closing", day_id=one["id"]))
        yield one, on, halves, begins, closed


def words_of_day(rows, season, one, on, halves):
    deadline = on - timedelta(days=season["absence_notice_days"])
    hours = (
        f"{PERIODS[half['period']]}, {cal.hour(clock(half['starts_at']))} – {cal.hour(clock(half['ends_at']))}"
        for half in halves
    )
    return {
        "journee": str(one["number"]),
        "date": cal.full(on),
        "quand": lambda today: cal.near(on, today),
        "horaires": " ; ".join(hours),
        "lieu": lambda today: where(rows, season, one, on, today),
        "limite": cal.full(deadline),
        "preparation": one["preparation"] or "rien de particulier",
    }


def where(rows, season, one, on, today):
    venue = rows.venue.get(one["venue_id"])
    parts = [venue[name] for name in ("name", "room", "address", "access") if venue[name]] if venue else []
    place = ", ".join(parts) or season["city"]
    if one["mode"] == "on_site":
        return place
    told = (one["link"] if link_is_told(on, today) else "") or (
        "le lien de connexion vous sera envoyé" + ("" if link_is_told(on, today) else " la veille")
    )
    return f"en ligne\u00a0: {told}" if one["mode"] == "online" else f"{place}, et en ligne\u00a0: {told}"


def link_is_told(on, today):
    return on - timedelta(days=1) <= today <= on


def noted_of(rows, one):
    found = defaultdict(set)
    halves = {half["id"] for half in rows.of("half", day_id=one["id"])}
    for row in rows.of("attendance"):
        if row["half_day_id"] in halves:
            found[row["participant_id"]].add(row["status"])
    return found


def around_days(keep, *, deadline=False, joins=False):
    def find(rows, season):
        for one, on, halves, begins, closed in days_of(rows, season):
            words, noted = words_of_day(rows, season, one, on, halves), noted_of(rows, one)
            last = on - timedelta(days=season["absence_notice_days"])
            thing = Thing(f"day:{one['id']}", last if deadline else on, [], None if deadline else begins)
            for person in confirmed(rows, season):
                gone = person["left_on"] is not None and day(person["left_on"]) <= on
                if gone or not keep(one, noted[person["id"]], closed):
                    continue
                place = place_of(rows, person["triptych_id"])
                own = {**words, "limite": limit(last, place)}
                to = to_person(rows, person, own)
                thing.people.append(joined(rows, to, person, one, on) if joins else to)
            yield thing

    return find


def joined(rows, to, person, one, on):
    """With the convocation in force, if it says what is so on the day of leaving."""
    issued = rows.of("convocation", day_id=one["id"], participant_id=person["id"])
    last = max(issued, key=lambda row: row["version"], default=None)
    if last is None or not last["sha256"]:
        return replace(to, words={**to.words, "convocation": NOT_READY})
    said = last["snapshot"] if isinstance(last["snapshot"], dict) else json.loads(last["snapshot"])
    venue = None if one["mode"] == "online" else rows.venue.get(one["venue_id"])
    so = (
        said["day"]["date"] == on.isoformat()
        and said["mode"] == one["mode"]
        and said["day"]["preparation"] == one["preparation"]
        and (said["venue"] or {}).get("name") == (venue["name"] if venue else None)
        and said["participant"]["email"] == person["email"]
        and said["participant"]["name"] == f"{person['first_name']} {person['last_name']}"
    )

    def is_true(today):
        told = link_is_told(on, today) and one["mode"] != "on_site"
        return so and (not said["link"] or not told or said["link"] == one["link"])

    words = {**to.words, "convocation": lambda today: JOINED if is_true(today) else OUTDATED}
    return replace(to, words=words, joined=lambda today: last["number"] if is_true(today) else None)


def to_team(keep):
    def find(rows, season):
        team = [one for one in rows.of("user") if one["is_active"] and (one["is_organiser"] or one["is_facilitator"])]
        for one, on, halves, begins, closed in days_of(rows, season):
            words = words_of_day(rows, season, one, on, halves)
            people = [
                To(f"user:{user['id']}", user["email"], {**words, "prenom": user["first_name"]})
                for user in team
                if keep(rows, one, closed)
            ]
            yield Thing(f"day:{one['id']}", on, people, begins)

    return find


def undertaking(rows, season):
    who = {person["id"]: person for person in confirmed(rows, season)}
    for one in rows.of("undertaking"):
        asked = rows.question[one["question_id"]]
        is_open = one["outcome"] in ("", "later") and asked["visibility"] != 0 and season["follows_undertakings"]
        if asked["season_id"] == season["id"] and is_open and one["owner_id"] in who:
            words = {"engagement": one["text"], "echeance": cal.full(day(one["due_on"]))}
            words["journee"] = str(rows.day[asked["day_id"]]["number"])
            to = replace(to_person(rows, who[one["owner_id"]], words), since=when(one["created_at"]))
            yield Thing(f"undertaking:{one['id']}", day(one["due_on"]), [to])


def evaluation(rows, season):
    for one in rows.of("questionnaire", season_id=season["id"], closed_on=None):
        done = {row["participant_id"] for row in rows.of("answered", questionnaire_id=one["id"])}
        asked = people_asked(rows, season, rows.day.get(one["day_id"]))
        people = [to_person(rows, person, {"questionnaire": one["title"]}) for person in asked]
        still = [to for to in people if int(to.ref.partition(":")[2]) not in done]
        if opens := opening(rows, season, one):
            yield Thing(f"questionnaire:{one['id']}", opens, still)


def opening(rows, season, questionnaire):
    """After its day; else after the last day that is held, when there is one."""
    if questionnaire["day_id"]:
        held = [rows.day[questionnaire["day_id"]]]
    else:
        held = rows.of("day", season_id=season["id"], status="planned")
    last = max((day(one["date"]) for one in held), default=None)
    return last and last + timedelta(days=questionnaire["days_after"])


def people_asked(rows, season, one):
    if one is None:
        return list(confirmed(rows, season))
    if one["status"] != "planned":
        return []
    last = max(rows.of("half", day_id=one["id"]), key=lambda half: clock(half["starts_at"]))
    there = {row["participant_id"] for row in rows.of("attendance", half_day_id=last["id"]) if row["status"] in ON_SITE}
    on, found = day(one["date"]), []
    for person in rows.of("person", season_id=season["id"]):
        admitted = rows.triptych[person["triptych_id"]]["status"] == "admitted"
        stays = person["left_on"] is None and person["state"] in ("invited", "confirmed") and admitted
        if person["id"] in there and (stays or (person["left_on"] is not None and day(person["left_on"]) > on)):
            found.append(person)
    return found
