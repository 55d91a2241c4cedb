"""A season that lived, its figures as pages show them, and the same made again from the exported workbook alone."""

import html
import io
import re
from datetime import date
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

import openpyxl
from django.urls import reverse

from contributions.models import Funding
from sessions.attendance import roll_call
from sessions.evaluation import questionnaires
from sessions.groups import composition
from sessions.undertakings import undertakings
from tests.evaluation import answer
from tests.factories import AttendanceFactory, add_days
from tests.undertakings import undertaken

DIGIT = re.compile(r"\d")


def live(season, organiser, scale):
    """A day noted and closed: tables, an undertaking with its outcome and one without, six answers, cents."""
    (day,) = add_days(season, date(2027, 3, 2))
    part = day.half_days.first()
    item = part.items.create(starts_at="10:00", format="inter", title="Tables")
    peers = part.items.create(starts_at="11:00", format="peers", title="Pairs")
    composition.compose_groups(item=item, author=organiser, seed=1)
    people = composition.people_for(item)
    for rank, person in enumerate(people):
        for half in day.half_days.all():
            AttendanceFactory(participant=person, half_day=half, status="absent" if rank % 5 == 0 else "present")
    roll_call.close_day(day=day, author=organiser)
    taken = [undertaken(item=peers, by=organiser, owner=people[n], table=n + 1) for n in range(3)]
    for one, outcome in zip(taken, ("done", "later"), strict=False):
        undertakings.record_outcome(undertaking=one, by=organiser, outcome=outcome)
    questionnaires.prepare(season)
    asked = day.questionnaires.get()
    for person in people[1:5] + people[6:8]:
        answer(asked, person, scale)
    questionnaires.close(questionnaire=asked)
    Funding.objects.create(season=season, name="Région 2027", expected=3000, received=Decimal("1234.56"))


def exported(desk, season):
    """The workbook as anybody reads it: by sheet, its lines by the titles of their columns."""
    address = f"{reverse('workbook_export')}?saison={season.pk}"
    response = desk.post(address, {"sheet": "", "format": "xlsx"}, follow=True)
    book = openpyxl.load_workbook(io.BytesIO(response.content))
    found = {}
    for sheet in book:
        titles, *lines = sheet.iter_rows(values_only=True)
        found[sheet.title] = [dict(zip(titles, line, strict=True)) for line in lines]
    return found


def percent(part, whole, rounding):
    return (Decimal(100) * part / whole).quantize(Decimal(1), rounding)


def tenth(value):
    return value.quantize(Decimal("0.1"), ROUND_HALF_UP)


def mean(rows, column):
    return tenth(Decimal(sum(row[column] for row in rows)) / len(rows))


def euros(rows, column):
    return sum((Decimal(str(row[column] or 0)) for row in rows), Decimal(0))


def recomputed(book):
    """Each figure from the sheets alone, by the rule that the page says."""
    territories, seats, halves = book["Territoires"], book["Sièges"], book["Demi-journées"]
    meetings, taken, rounds = book["Rencontres"], book["Engagements"], book["Positionnements"]
    states = [row["État de la candidature"] for row in territories]
    confirmed = [row for row in seats if row["État"] == "confirmé"]
    there = [row for row in halves if row["Compte"] == "oui"]
    asked = [row for row in book["Questionnaires"] if row["Public"] == "participants"]
    answers = [
        row for row in book["Réponses comptées"] if row["Public"] == "participants" and row["Forme"] == "de 1 à 5"
    ]
    given = sum(row["Combien"] for row in answers)
    answered = sum(row["Réponses"] for row in asked)
    outcomes = [row["Suite"] for row in taken]
    return {
        "candidatures": sum(state != "brouillon, non déposé" for state in states),
        "territoires": states.count("territoire retenu"),
        "attente": states.count("liste d’attente"),
        "sieges": len(seats),
        "sieges-confirmes": len(confirmed),
        "sieges-part": percent(len(confirmed), len(seats), ROUND_HALF_UP),
        "presence": percent(len(there), len(halves), ROUND_FLOOR),
        "demi-journees-suivies": sum(
            row["Présence"] in ("présent", "en retard", "parti plus tôt") for row in book["Présences"]
        ),
        "demi-journees": len(halves),
        "rencontres": mean(meetings, "Rencontrés"),
        "rencontres-prevues": mean(meetings, "Prévus"),
        "engagements": len(taken),
        "engagements-part": percent(sum(map(bool, outcomes)), len(taken), ROUND_HALF_UP),
        "engagements-done": outcomes.count("fait"),
        "engagements-changed": outcomes.count("changé"),
        "engagements-dropped": outcomes.count("abandonné"),
        "engagements-later": outcomes.count("plus tard"),
        "positionnements": sum(row["Réponses"] for row in rounds),
        "positionnements-taux": percent(
            sum(row["Réponses"] for row in rounds), sum(row["Personnes attendues"] for row in rounds), ROUND_FLOOR
        ),
        "positions-communes": len(book["Accords"]),
        "evaluation": tenth(Decimal(sum(row["Réponse"] * row["Combien"] for row in answers)) / given),
        "evaluation-taux": percent(answered, sum(row["Personnes interrogées"] for row in asked), ROUND_FLOOR),
        "evaluation-reponses": answered,
        "convenu": euros(book["Contributions"], "Convenu (€)"),
        "demande": euros(book["Contributions"], "Demandé (€)"),
        "verse": euros(book["Contributions"], "Versé (€)"),
        "retard": euros(book["Contributions"], "En retard (€)"),
        "financements": euros(book["Autres financements"], "Reçu (€)"),
    }  # fmt: skip


def number_in(text):
    """« 1 234,56 € » as a number; None for a dash."""
    bare = re.sub(r"\s|[%€]|sur\s5", "", text)
    assert re.fullmatch(r"–|[\d,]+", bare), text
    return None if bare == "–" else Decimal(bare.replace(",", "."))


FIGURE_LINK = re.compile(r'<a href="/admin/chiffres/([\w-]+)/\?saison=(\d+)"[^>]*>(.*?)</a>', re.DOTALL)


def shown(page):
    """Each figure of the page with what it shows."""
    return {key: number_in(html.unescape(text)) for key, _, text in FIGURE_LINK.findall(page)}


def body_of(page):
    """What the page itself says, without its frame nor the words behind the tags."""
    return page.partition('<div class="cockpit-page')[2].partition("</main>")[0].partition(">")[2]


def strays(inner, allowed=()):
    """The words with a digit that no figure holds."""
    words = re.sub(r"<[^>]*>", " ", FIGURE_LINK.sub(" ", inner))
    for word in allowed:
        words = words.replace(word, " ")
    return [word for word in words.split() if DIGIT.search(word)]


RULE_LINK = re.compile(r'<a href="#regle-([\w-]+)">(.*?)</a>', re.DOTALL)


def strays_of_document(page, allowed=()):
    """The words of a document with a digit that lead to no rule, but for the `allowed` patterns.

    A drawing says the figures of the table beside it.
    """
    inner = page.partition("<main>")[2].partition("</main>")[0].partition("D’où viennent ces chiffres")[0]
    words = re.sub(r"<svg.*?</svg>", " ", RULE_LINK.sub(" ", inner), flags=re.DOTALL)
    for word in allowed:
        words = re.sub(word, " ", words)
    words = re.sub(r"<[^>]*>", " ", words)
    return [word for word in words.split() if DIGIT.search(word)]


def rules_of(page):
    """The rules that a document ends with."""
    return set(re.findall(r'id="regle-([\w-]+)"', page))
