"""From the file of the season to five applications: the team, the call, the people who are named and answer."""

import io
import re
from datetime import date

from django.core.management import call_command

from atelier.reminders.models import ReminderRule
from atelier.seasons.models import Category, Season, Workshop
from territories.models import Triptych
from tools.season import cast
from tools.season.browser import Browser
from tools.season.cast import Collective

FILE = "atelier/operations/demo/season-3.yaml"
LINK = re.compile(r"http://\S+/invitation/[^\s?]+")
SIRET = "73282932000074"


def play(stage) -> None:
    with stage.step("La saison est chargée, l’équipe s’installe"):
        call_command("import_season", FILE, "--write", verbosity=0, stdout=io.StringIO())
        call_command("createsuperuser", "--noinput", email=cast.ORGANISER, verbosity=0)
        stage.desk = Browser(stage, cast.ORGANISER).sign_in()
        _settle(stage)
        stage.guide = Browser(stage, cast.FACILITATOR)
    with stage.step("L’appel est ouvert, cinq collectifs se présentent"):
        _open_call(stage)
        stage.leads = {}
        for collective in cast.COLLECTIVES:
            apply(stage, collective)
    with stage.step("Les sièges sont accordés, les personnes nommées"):
        for collective in cast.COLLECTIVES:
            _seats(stage, collective)
    with stage.step("Chacun répond par son lien personnel"):
        stage.until(2020, 9, 12)
        for person in cast.EVERYBODY.values():
            if person.email not in (cast.LATE, cast.NEWCOMER.email):
                answer(stage, person.email)
    with stage.step("Les cinq candidatures sont déposées"):
        stage.until(2020, 9, 28)
        for collective in cast.COLLECTIVES:
            address = application(collective)
            lead = stage.leads[collective.key]
            lead.fill(f"{address}recapitulatif/", {}, having=("csrfmiddlewaretoken",), says="candidature déposée")


def application(collective: Collective) -> str:
    return f"/candidatures/{Triptych.objects.get(territory__name=collective.name).pk}/"


def _settle(stage) -> None:
    desk = stage.desk
    workshop = Workshop.objects.get()
    told = {
        "publisher": "Institut de l’essai",
        "address": "1 rue de l’Essai\n75000 Paris",
        "email": "bonjour@example.org",
        "phone": "0139980001",
        "signatory": "Camille Ferrand",
        "signatory_title": "pour l’Institut de l’essai",
    }
    desk.fill(f"/admin/seasons/workshop/{workshop.pk}/change/", told, button="_save")
    for address, first_name, last_name, role in (
        (cast.TREASURER, "Thérèse", "Ancel", "is_treasurer"),
        (cast.FACILITATOR, "Félix", "Oudart", "is_facilitator"),
    ):
        person = {"email": address, "first_name": first_name, "last_name": last_name, role: "on"}
        desk.fill("/admin/accounts/user/add/", person, button="_save")
    issuer = {
        "name": "Institut de l’essai",
        "address": "1 rue de l’Essai",
        "postcode": "75000",
        "city": "Paris",
        "siret": "99990001200017",
        "iban": "FR7630006000011234567890189",
    }
    desk.fill("/admin/contributions/issuer/1/change/", issuer, button="_save")
    for rule in ReminderRule.objects.filter(season__number=3).order_by("pk"):
        desk.fill(f"/admin/reminders/reminderrule/{rule.pk}/change/", {"is_active": "on"}, button="_save")


def _open_call(stage) -> None:
    season = Season.objects.get(number=3)
    venue = {"name": "Maison des passages", "address": "8 quai de l’Exemple, 75000 Paris", "access": "Métro Exemple"}
    stage.desk.fill("/admin/seasons/venue/add/", venue, button="_save")
    told = {"status": "published", "call_opens_on": "01/09/2020", "call_closes_on": "15/10/2020", "venue": "1"}
    stage.desk.fill(f"/admin/seasons/season/{season.pk}/change/", told, button="_save")


def apply(stage, collective: Collective) -> None:
    lead = Browser(stage, collective.lead.email)
    lead.sign_up(collective.lead.first_name, collective.lead.last_name, collective.lead.position)
    stage.leads[collective.key] = lead
    told = {"name": collective.name, "kind": collective.kind, "department": collective.department}
    if collective.kind == "PROJ":
        told |= {"bearer_name": "Association des Hautes Terres", "bearer_siret": SIRET}
    page = lead.fill("/candidatures/nouvelle/", told)
    page = lead.send(page, {"dynamics": "Une boucle locale d’énergie.", "expectations": "Prendre du recul."})
    address = application(collective)
    lead.fill(f"{address}engagements/", {"commitments_accepted": "on"})
    lead.fill(f"{address}contribution/", {"wished_amount": collective.wished})


def _seats(stage, collective: Collective) -> None:
    """A shape that does not fit is asked for by the contact, granted by the organiser; then each person is named."""
    lead, address = stage.leads[collective.key], application(collective)
    triptych = Triptych.objects.get(territory__name=collective.name)
    for code, people in collective.people.items():
        category = Category.objects.get(season__number=3, code=code)
        if len(people) != 2:
            asked = {"category": str(category.pk), "seats": str(len(people)), "reason": "La forme de notre collectif."}
            lead.fill(f"{address}triptyque/sieges/", asked)
            board, key = "/admin/territories/criterion/etude/", str(triptych.pk)
            shown = stage.desk.fill(board, asked, having=("category", "seats"), triptych=key)
            stage.desk.send(shown, {}, having=("confirm",), button="confirm")
        for seat, person in enumerate(people, start=1):
            told = {name: getattr(person, name) for name in ("first_name", "last_name", "position", "organisation")}
            lead.fill(f"{address}triptyque/{code}/{seat}/", {**told, "email": person.email})


def answer(stage, email: str, *, accept: bool = True) -> None:
    """By the link of the last mail that has one, with nobody signed in."""
    links = [LINK.search(mail.text) for mail in stage.post.mails if mail.to == email]
    links = [found[0] for found in links if found]
    if not links:
        return
    person = Browser(stage)
    page = person.fill(links[-1], {}, button="confirm" if accept else "decline")
    if accept:
        person.send(page, {"shares_contact": "on"}, having=("shares_contact",))


def days_of_file() -> list[date]:
    return [date(2020, 12, 4), date(2021, 1, 28), date(2021, 3, 16), date(2021, 4, 6), date(2021, 4, 7)]
