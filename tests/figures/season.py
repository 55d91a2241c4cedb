"""Every figure of a season report, made again from plain rows."""

from decimal import Decimal

from tests.figures import met
from tests.figures.ledger import Ledger
from tests.figures.plain import TENTH, UNIT, by_key, day_of, half_up, percent_down, table

TEAM = 1  # the visibility from which a question is no draft
OUTCOMES = ("done", "changed", "dropped", "later")
ENOUGH = 5


def figures(rows, season):
    return {
        **_seats(rows, season), **_presence(rows, season), **_undertakings(rows, season), **_positions(rows, season),
        **_evaluation(season), **_money(rows, season),
    }  # fmt: skip


def share(part, whole):
    return half_up(Decimal(100 * part) / whole, UNIT) if whole else None


def seats_of(rows, triptych):
    """By category, how many seats: the quota, or what was granted, or as far as somebody sits."""
    season = rows.triptychs[triptych]["season_id"]
    granted = {
        one["category_id"]: one["seats"] for one in table("territories_quotaoverride") if one["triptych_id"] == triptych
    }
    found = {}
    for key, category in rows.categories.items():
        if category["season_id"] == season:
            held = [
                one["seat"]
                for one in rows.people.values()
                if (one["triptych_id"], one["category_id"]) == (triptych, key)
                and one["state"] in {"invited", "confirmed"}
            ]
            found[key] = max([granted.get(key, category["seats"]), *held])
    return found


def _seats(rows, season):
    triptychs = [one for one in rows.triptychs.values() if one["season_id"] == season]
    seats = sum(sum(seats_of(rows, one["id"]).values()) for one in rows.admitted(season))
    confirmed = len(rows.confirmed(season))
    return {
        "candidatures": sum(one["submitted_at"] is not None for one in triptychs),
        "territoires": len(rows.admitted(season)),
        "attente": sum(one["status"] == "waiting" for one in triptychs),
        "sieges": seats,
        "sieges-confirmes": confirmed,
        "sieges-part": share(confirmed, seats),
    }


def _presence(rows, season):
    there, of = rows.rates(season, lambda row: 0)[0]
    counts = met.by_person(rows, season).values()

    def mean(at):
        return half_up(Decimal(sum(one[at] for one in counts)) / len(counts), TENTH) if counts else None

    return {
        "presence": percent_down(there, of),
        "demi-journees-suivies": there,
        "demi-journees": of,
        "rencontres": mean(0),
        "rencontres-prevues": mean(1),
    }


def undertaken(season):
    questions = by_key(table("atelier_sessions_broughtquestion"))
    return [
        one
        for one in table("atelier_sessions_undertaking")
        if questions[one["question_id"]]["season_id"] == season and questions[one["question_id"]]["visibility"] >= TEAM
    ]


def _undertakings(rows, season):
    taken = undertaken(season)
    became = [one["outcome"] for one in taken]
    return {
        "engagements": len(taken),
        "engagements-part": share(sum(map(bool, became)), len(taken)),
        **{f"engagements-{one}": became.count(one) for one in OUTCOMES},
    }


def round_rows(rows, season):
    """Of each territory at each round that has begun: who answered, of how many; whether it settled a position."""
    sheets, commons = table("referential_answersheet"), table("referential_commonsheet")
    found = []
    for moment in table("referential_assessmentround"):
        if moment["season_id"] != season or day_of(moment["opens_on"]) > day_of("2027-04-15"):
            continue
        sent = {
            one["participant_id"]
            for one in sheets
            if one["assessment_round_id"] == moment["id"] and one["submitted_at"] is not None
        }
        settled = {
            one["triptych_id"]
            for one in commons
            if one["assessment_round_id"] == moment["id"] and one["submitted_at"] is not None
        }
        for triptych in rows.admitted(season):
            people = {one["id"] for one in rows.confirmed(season) if one["triptych_id"] == triptych["id"]}
            found.append((triptych["id"], len(people & sent), len(people), triptych["id"] in settled))
    return found


def _positions(rows, season):
    found = round_rows(rows, season)
    sent, of = (sum(one[at] for one in found) for at in (1, 2))
    return {
        "positionnements": sent,
        "positionnements-taux": percent_down(sent, of),
        "positions-communes": sum(one[3] for one in found),
    }


def _evaluation(season):
    closed = [
        one
        for one in table("atelier_sessions_questionnaire")
        if (one["season_id"], one["audience"]) == (season, "participants") and one["closed_on"] is not None
    ]
    shown = {one["id"] for one in closed if one["answered"] >= ENOUGH}
    scales = {
        one["id"]
        for one in table("atelier_sessions_question")
        if one["questionnaire_id"] in shown and one["kind"] == "scale"
    }
    given = [int(one["text"]) for one in table("atelier_sessions_answer") if one["question_id"] in scales]
    answered = sum(one["answered"] for one in closed)
    return {
        "evaluation": half_up(Decimal(sum(given)) / len(given), TENTH) if given else None,
        "evaluation-taux": percent_down(answered, sum(one["asked"] for one in closed)),
        "evaluation-reponses": answered,
    }


def _money(rows, season):
    ledger = Ledger(rows)
    _, agreed, asked, paid, late = ledger.totals(season) if ledger.budget(season) else [0] * 5
    sums = {"convenu": agreed, "demande": asked, "verse": paid, "retard": late}
    return {key: Decimal(one) / 100 for key, one in {**sums, "financements": ledger.received(season)}.items()}
