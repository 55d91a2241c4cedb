"""What outsiders type about people: in one's own seat, in somebody else's, in a title, behind an address."""

import os
import time
from collections import Counter

from django.utils import timezone

from atelier.accounts.models import User
from referential import self_assessment
from referential.models import Publication
from territories import invitation
from territories.models import Participant, Triptych
from tests.factories import (
    AssessmentRoundFactory,
    ExperienceFactory,
    ParticipantFactory,
    TriptychFactory,
    UserFactory,
    triptych_of_six,
)
from tests.privacy.canaries import changed, not_of, rows
from tools.attack import servers
from tools.attack.outbox import settle
from tools.attack.servers import Stand
from tools.attack.tally import Tally
from tools.attack.visitor import Visitor

UNIQUE = {"first_name": "Xanthippe", "last_name": "Wurtzbacher", "phone": "06 39 98 00 01", "position": "gérante"}
TYPED = [
    {"phone": "e"},
    {"phone": "06"},
    {"phone": "–"},
    {"first_name": "de"},
    {"last_name": "e", "position": "e"},
    {"first_name": "Zoé", "last_name": "Voisine"},  # a namesake
    {"first_name": "%", "last_name": "_"},
    {"last_name": "null", "organisation": "Ville"},
    {"first_name": "Zoé Voisine"},  # another person's name, typed as one's own
    {"last_name": "example.org", "phone": "@"},
]
SEAT = {"first_name": "Agnès", "last_name": "Latour", "position": "maire", "organisation": "Ville"}
COMMUNE = {"name": "Loos-en-Gohelle", "kind": "COM", "department": "62", "code": "62528"}
SIRET = "73282932000074"


def erase(stand: Stand, tally: Tally) -> None:
    """A person confirms a seat under hostile words, signs in by code, erases their data: whose rows changed?"""
    with servers.stopped(servers.beat(stand)):  # what the sweeps write meanwhile is not of the erasing
        time.sleep(10)
        control = _erased(stand, tally, {})
        for typed in TYPED:
            others = _erased(stand, tally, typed)
            tally.check(
                others == control, f"erasing {typed}: rows of others {others}, {control} for a name of one’s own"
            )
    worlds = os.environ.get("ERASURE_WORLDS", "1000")
    tests = ["-m", "pytest", "-n", "0", "-q", "tests/privacy/test_erasing_by_key.py", "-k", "nobody_elses_row_changes"]
    for environment in ("SQLite", "PostgreSQL"):
        given = servers.clean_environment() | {"ERASURE_WORLDS": worlds}
        if environment == "PostgreSQL":
            given["DATABASE_URL"] = stand.environment["DATABASE_URL"]
        done = servers.run(tests, given)
        tally.check(done.returncode == 0, f"{worlds} worlds on {environment}:\n{done.stdout[-3000:]}")
    tally.note(f"{worlds} random worlds on SQLite and on PostgreSQL, under both modes")


def _erased(stand: Stand, tally: Tally, typed: dict) -> Counter:
    """How many rows of others changed, by table, when somebody who typed this erased themselves."""
    triptych = triptych_of_six()
    triptych.participants.filter(seat=1).update(first_name="Zoé", last_name="Voisine")
    seat = ParticipantFactory(triptych=triptych, seat=3, state="invited")
    link = Visitor(stand).post(f"/invitation/{invitation.token_for(seat)}/", {"confirm": "1"}).headers["Location"]
    said = {**UNIQUE, "organisation": "SCIC", **typed}
    answer = Visitor(stand).post(link, said)
    if answer.status_code != 200 or not Participant.objects.filter(pk=seat.pk, **typed).exists():
        said = {**UNIQUE, "organisation": "SCIC", **{name: typed[name] for name in typed if name != "phone"}}
        Visitor(stand).post(link, said)  # the form refused that telephone: the rest is tried alone
    visitor = Visitor(stand)
    visitor.sign_in(seat.email)
    seat.refresh_from_db()
    settle()
    before = rows()
    done = visitor.post("/compte/mes-donnees/", {"word": "EFFACER"})
    tally.check(done.status_code == 302 and not User.objects.filter(email=seat.email).exists(), f"{typed} not erased")
    settle()
    touched = not_of(seat, changed(before, rows()), before)
    return Counter(label for label, _ in touched if not label.startswith("core."))


def type_first(stand: Stand, tally: Tally) -> None:
    """A draft, a SIRET and a name typed first hold nothing, name nobody, and tell nothing."""
    first, second = UserFactory(), UserFactory()
    TriptychFactory(lead=UserFactory())  # a season whose call is open
    one, two = Visitor(stand, first), Visitor(stand, second)
    answers = [visitor.post("/candidatures/nouvelle/", COMMUNE).status_code for visitor in (one, two)]
    tally.check(answers == [302, 302], f"two drafts for one commune: {answers}")
    drafts = [Triptych.objects.filter(contacts__user=user).order_by("-pk").first() for user in (first, second)]
    tally.check(all(drafts), "a draft is missing")
    for visitor, draft, name in zip((one, two), drafts, ("Ville de Val. RIB : FR76", "Ville de Val"), strict=True):
        visitor.post(
            f"/candidatures/{draft.pk}/territoire/",
            {"name": "Collectif", "kind": "PROJ", "department": "62", "bearer_name": name, "bearer_siret": SIRET},
        )
    bearers = [Triptych.objects.get(pk=draft.pk).territory.bearer for draft in drafts]
    tally.check(bearers[1].name == "Ville de Val", f"the first to type a SIRET names it: {bearers[1].name}")
    tally.check(bearers[0].pk != bearers[1].pk, "two applications share an organisation that nobody confirmed")
    tally.check(not any(bearer.is_confirmed for bearer in bearers), "an organisation is confirmed by who typed it")
    opened = [one.post("/candidatures/nouvelle/", {**COMMUNE, "code": "", "name": f"V{n}"}) for n in range(5)]
    tally.check([answer.status_code for answer in opened].count(302) == 2, "an account opens more than three drafts")
    page = two.get(f"/candidatures/{drafts[0].pk}/")
    tally.check(page.status_code == 404, f"the draft of somebody else answers {page.status_code}")
    other = Visitor(stand, UserFactory()).get("/candidatures/nouvelle/?lieu=62528&q=Loos").text
    tally.check("déjà" not in other and first.email not in other, "a page tells who applies")


NAMING = [
    {"title": "La ferme de Sabine Delcourt"},
    {"title": "DELCOURT (Sabine)"},
    {"title": "La ferme delcourt"},
    {"done": "Avec DELCOURT (Sabine), puis seule."},
    {"contacts": "m. delcourt"},
    {"quotes": "«\u00a0Oui\u00a0», Delcourt"},
    {"resources": "https://example.org/delcourt"},
    {"done": "Avec D\u0435l\u0441ourt."},  # two letters are Cyrillic
    {"done": "Avec D e l c o u r t."},
    {"title": "La ferme DELC0URT"},
    {"done": "Voir #SabineDelcourt."},
]


def publish_a_name(stand: Stand, tally: Tally) -> None:
    """Whoever is named anywhere is asked; nothing is public before an organiser; no second address joins late."""
    triptych, lead = triptych_of_six(), UserFactory()
    triptych.contacts.create(user=lead, is_lead=True)
    elsewhere = triptych_of_six(season=triptych.season, rank=2)
    elsewhere.contacts.create(user=UserFactory(), is_lead=True)
    named = elsewhere.participants.order_by("pk").first()
    named.first_name, named.last_name = "Sabine", "Delcourt"
    named.save()
    visitor, stranger = Visitor(stand, lead), Visitor(stand)
    for fields in NAMING:
        sheet = ExperienceFactory(triptych=triptych, author=lead, **fields)
        visitor.post(f"/espace/publier/experience/{sheet.pk}/", {"sent": "1"})
        asked = Publication.objects.filter(source_key=f"experience:{sheet.pk}", consents__user=named.user).first()
        tally.check(asked and asked.state == "asked", f"{fields} asks nobody")
    alone = ExperienceFactory(triptych=triptych, author=lead, title="Une légumerie CANARI")
    visitor.post(f"/espace/publier/experience/{alone.pk}/", {"sent": "1"})
    library = stranger.get("/bibliotheque/").text
    for word in ("CANARI", "elcourt", "DELCOURT"):
        tally.check(word not in library, f"« {word} » is public before an organiser read it")
    for one in Publication.objects.filter(season=triptych.season).order_by("pk"):
        tally.check(stranger.get(f"/bibliotheque/{one.pk}/").status_code == 404, f"publication {one.pk} is open")
    team = f"/candidatures/{triptych.pk}/equipe/"
    assessment_round = AssessmentRoundFactory(season=triptych.season)
    answers = {assessment_round.grid.dimensions.get(code="E1"): {"answer": "3", "note": ""}}
    person = triptych.participants.order_by("pk").first()
    self_assessment.save_answer(participant=person, assessment_round=assessment_round, answers=answers)
    for number in range(3):
        visitor.post(team, {"email": f"seconde{number}-{triptych.pk}@example.org"})
    tally.check(triptych.contacts.count() == 1, "a second address joins the team after the first answer")
    tally.check(
        visitor.get(f"/espace/positionnement/{assessment_round.pk}/").status_code == 404,
        "a référent reads the answer of one of the six",
    )


def look_behind_an_address(stand: Stand, tally: Tally) -> None:
    """No name behind an address before its holder acts; no word of a candidature elsewhere."""
    lead = UserFactory()
    draft = TriptychFactory(complete=True, lead=lead)
    visitor, team = Visitor(stand, lead), f"/candidatures/{draft.pk}/equipe/"
    for number in range(5):
        known = UserFactory(email=f"secrete{number}-{draft.pk}@example.org", last_name=f"Fenestron{number}")
        known.last_login = timezone.now()
        known.save()
        answer = visitor.post(team, {"email": known.email}, follow=True)
        seen = answer.text + visitor.get(team).text + visitor.get(f"/candidatures/{draft.pk}/").text
        tally.check(known.email in seen, f"{known.email} was not invited")
        tally.check("Fenestron" not in seen, "the team page shows the name behind an address")
    answers = {}
    for state in ("nobody", "invited", "confirmed"):
        email = f"maire-{state}-{draft.pk}@example.org"
        if state != "nobody":
            elsewhere = TriptychFactory(season=draft.season)
            ParticipantFactory(triptych=elsewhere, email=email, state=state, last_name="Fenestron")
        page = visitor.post(f"/candidatures/{draft.pk}/triptyque/elus/1/", {**SEAT, "email": email})
        after = visitor.get(f"/candidatures/{draft.pk}/triptyque/elus/1/").text
        line = f"élus\tA\tB\tmaire\tVille\t{email}"
        visitor.post(f"/candidatures/{draft.pk}/triptyque/elus/1/liberer/", {})
        table = visitor.post(f"/candidatures/{draft.pk}/triptyque/tableau/", {"pasted": line})
        answers[state] = (page.status_code, page.headers.get("Location"), table.status_code, "ailleurs" in table.text)
        tally.check("Fenestron" not in page.text + after + table.text, f"a seat shows the name of somebody {state}")
    tally.check(len(set(answers.values())) == 1, f"a seat tells who is a candidate elsewhere: {answers}")
