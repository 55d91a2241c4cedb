"""The oracle of time: what should leave at an hour, from plain rows, and whether what left says what is so."""

import base64
import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time

from tests.reminders import oracle_calendar as cal
from tests.reminders import oracle_reasons as reasons
from tests.reminders.oracle_rows import Rows, Thing, To, cents, clock, day, when

KEY = re.compile(r"rule:(\d+):(.+):(\d{4}-\d\d-\d\d):(.+)")


@dataclass(frozen=True)
class Wish:
    """One reminder that a rule asks for: (rule, thing, date, person), between two moments, in the clock of a place."""

    key: tuple
    about: tuple
    to: To
    moment: datetime
    expires: datetime


def rounds(*, at_closing):
    def find(rows, season, today):
        for one in rows.of("round", season_id=season["id"]):
            sent = {
                row["participant_id"] for row in rows.of("sheet", assessment_round_id=one["id"]) if row["submitted_at"]
            }
            over = day(one["closes_on"]) < today and not at_closing
            people = [
                to_round(rows, person, one)
                for person in reasons.confirmed(rows, season)
                if person["id"] not in sent and not over
            ]
            yield Thing(f"round:{one['id']}", day(one["closes_on" if at_closing else "opens_on"]), people)

    return find


def to_round(rows, person, one):
    last = reasons.limit(day(one["closes_on"]), reasons.place_of(rows, person["triptych_id"]))
    return reasons.to_person(rows, person, {"moment": reasons.ROUNDS[one["kind"]], "cloture": last})


def common(rows, season):
    for one in rows.of("round", season_id=season["id"]):
        settled = {
            row["triptych_id"] for row in rows.of("common", assessment_round_id=one["id"]) if row["submitted_at"]
        }
        people = [
            to_round(rows, person, one)
            for person in reasons.confirmed(rows, season)
            if person["triptych_id"] not in settled
        ]
        yield Thing(f"common:{one['id']}", day(one["closes_on"]), people)


def payers_of(rows, season):
    for payer in rows.of("payer"):
        triptych = rows.triptych[rows.agreement[payer["agreement_id"]]["triptych_id"]]
        if triptych["season_id"] == season["id"]:
            yield payer, triptych["id"], rows.organisation[payer["organisation_id"]]["name"]


def due_of(rows, invoice):
    paid = sum(cents(row["amount"]) for row in rows.of("payment", invoice_id=invoice["id"]) if not row["cancelled_at"])
    return (
        cents(invoice["total"]) - paid - sum(cents(row["total"]) for row in rows.of("credit", invoice_id=invoice["id"]))
    )


def invoice_due(rows, season):
    for payer, triptych, name in payers_of(rows, season):
        for one in rows.of("invoice", payer_id=payer["id"]):
            due = due_of(rows, one)
            if one["kind"] == "quote" or due <= 0:
                continue
            words = {"numero": one["number"], "document": reasons.KINDS[one["kind"]], "montant": cal.euros(due)}
            words |= {"echeance": cal.full(day(one["due_on"])), "payeur": name}
            words["territoire"] = reasons.territory_of(rows, triptych)
            people = list(reasons.to_contacts(rows, triptych, words))
            if payer["email"]:
                own = {**words, "prenom": "", "formule": "Bonjour"}
                people.append(To(f"payer:{payer['id']}", payer["email"], own, reasons.place_of(rows, triptych)))
            yield Thing(f"invoice:{one['id']}", day(one["due_on"]), people)


def council(rows, season):
    for payer, triptych, name in payers_of(rows, season):
        if payer["council_on"] is not None and payer["decision_on"] is None:
            words = {"payeur": name, "montant": cal.euros(cents(payer["amount"]))}
            people = list(reasons.to_contacts(rows, triptych, words))
            yield Thing(f"council:{payer['id']}", day(payer["council_on"]), people)


FINDERS = {
    "call_closing": reasons.closing_of_call,
    "invitation_unanswered": reasons.invitation,
    "day": reasons.around_days(lambda one, noted, closed: noted != {"excused"}, joins=True),
    "day_online": reasons.around_days(lambda one, noted, closed: bool(one["link"]) and noted != {"excused"}),
    "absence_deadline": reasons.around_days(lambda one, noted, closed: not noted, deadline=True),
    "day_attended": reasons.around_days(lambda one, noted, closed: closed and bool(noted & reasons.THERE)),
    "day_missed": reasons.around_days(lambda one, noted, closed: closed and bool(noted) and not noted & reasons.THERE),
    "day_team": reasons.to_team(lambda rows, one, closed: True),
    "presence_open": reasons.to_team(lambda rows, one, closed: not closed),
    "sheet_missing": reasons.to_team(
        lambda rows, one, closed: one["mode"] != "online" and not rows.of("scan", day_id=one["id"])
    ),
    "undertaking": reasons.undertaking,
    "evaluation": reasons.evaluation,
    "positions_open": rounds(at_closing=False),
    "positions_closing": rounds(at_closing=True),
    "common_position": common,
    "invoice_due": invoice_due,
    "council": council,
}


def wishes(rows, today):
    """All that the rules of seasons online ask for, by key, whatever the hour; today is that of Paris."""
    found = {}
    for rule in rows.of("rule"):
        season = rows.season[rule["season_id"]]
        outlives = season["status"] == "archived" and rule["trigger"] == "invoice_due"
        if not rule["is_active"] or not (season["status"] == "published" or outlives):
            continue
        only = {row["category_id"] for row in rows.of("only", reminderrule_id=rule["id"])}
        finder = FINDERS[rule["trigger"]]
        things = finder(rows, season, today) if rule["trigger"].startswith("positions_") else finder(rows, season)
        for thing in things:
            for to in thing.people:
                if (not only or to.category in only) and (one := wish(rule, thing, to)):
                    found[one.key] = one
    return found


def wish(rule, thing, to):
    """None for what came before its rule was switched on, or before its reader came."""
    before = rule["direction"] == "before"
    over = thing.begins or datetime.combine(thing.on, time.max, tzinfo=cal.PARIS)
    moment = cal.moment_of(thing.on, rule["days"], before, clock(rule["hour"]), over, to.place)
    if moment < when(rule["effective_from"]) or (to.since and to.since > moment):
        return None
    stale = cal.stale_after(moment, to.place)
    key = (rule["id"], thing.ref, thing.on.isoformat(), to.ref)
    return Wish(key, (rule["trigger"], thing.ref, to.ref), to, moment, min(stale, over) if before else stale)


def opened_by(mail):
    """The signed words of the personal links of a mail: base64 before the first colon of each."""
    tokens = re.findall(r"^\S+/invitation/([\w.-]+):\S+/$", mail.body, re.MULTILINE)
    return " ".join(base64.urlsafe_b64decode(f"{one}===").decode() for one in tokens)


class Oracle:
    """What left so far, and what should leave next."""

    def __init__(self):
        self.left, self.ranks, self.by_trigger, self.wishes = set(), Counter(), Counter(), {}

    def read(self, now):
        self.wishes = wishes(Rows(), now.astimezone(cal.PARIS).date())

    def due(self, now):
        """The keys of what must leave at this very hour."""
        return {
            key
            for key, one in self.wishes.items()
            if key not in self.left and one.moment <= now < one.expires and cal.is_open(now, one.to.place)
        }

    def note(self, key):
        one = self.wishes[key]
        self.left.add(key)
        self.ranks[one.about] += 1
        self.by_trigger[one.about[0]] += 1

    def errors(self, key, mail, now, is_attaching):
        """What a mail that just left says wrongly, as (name, said, true)."""
        one = self.wishes[key]
        today = now.astimezone(cal.zone(one.to.place)).date()
        words = {name: value(today) if callable(value) else value for name, value in one.to.words.items()}
        words["rappel"] = cal.RANKS[self.ranks[one.about]]
        said = dict(re.findall(r"^\[(\w+)=(.*?)\]$", mail.body, re.MULTILINE | re.DOTALL))
        found = [(name, value, words[name]) for name, value in said.items() if name in words and value != words[name]]
        found += [("to", mail.to, one.to.email)] if mail.to != [one.to.email] else []
        found += [("subject", mail.subject, words["rappel"])] if mail.subject != words["rappel"] else []
        found += [("link", mail.body, one.to.link)] if one.to.link and one.to.link not in opened_by(mail) else []
        number = one.to.joined(today) if is_attaching and callable(one.to.joined) else None
        files = [content for _, content, kind in mail.attachments if kind == "application/pdf"]
        return found + ([("file", files, number)] if files != ([number.encode()] if number else []) else [])
