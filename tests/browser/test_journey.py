"""The main job on the facts of season 3: from its file to the convocation in the mailbox, in a real browser."""

import io
import re
from datetime import date, timedelta

import icalendar
import pypdf
import pytest

pytestmark = pytest.mark.browser

DATES = [
    "vendredi 4 décembre 2020",
    "jeudi 28 janvier 2021",
    "mardi 16 mars 2021",
    "mardi 6 avril 2021",
    "mercredi 7 avril 2021",
]
PEOPLE = {
    "elus": [("Odile", "d’Hauterive", "maire"), ("Émile", "Œuvrard", "maire-adjoint")],
    "agents": [("Lucie", "Le Goff", "directrice générale des services"), ("Amir", "Saïdi", "chargé de mission")],
    "operateurs": [("Agnès", "de La Tour", "gérante"), ("Hugo", "N’Guessan", "président d’association")],
}


def address(last_name):
    return f"{''.join(letter for letter in last_name.lower() if letter.isascii() and letter.isalpha())}@example.org"


def text_of(pdf):
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


def test_from_the_file_to_the_convocation(imported, visitor):
    organiser = visitor(imported)
    organiser.sign_in("organisation@example.org", landing="/admin/")
    open_the_call(organiser)

    contact = visitor(imported, width=390, java_script_enabled=False)
    apply(contact)
    confirm(visitor(imported, width=390, java_script_enabled=False))
    admit(organiser)
    imported.sink.wait_for(6, "Saint-Aubrac-les-Forges participe à la saison 3")
    seat_them_in_time(imported)
    issue_convocations(organiser)

    convocations = imported.sink.wait_for(30, "Convocation")
    check_convocations(convocations)

    participant = visitor(imported, width=390)
    participant.sign_in(address("de La Tour"))
    check_space(participant)


def seat_them_in_time(stack):
    """The days of the file are of 2020: nobody is convened to a day that was over before they were named."""
    code = "from territories.models import Participant; Participant.objects.update(seated_at='2020-01-01T12:00Z')"
    stack.manage("shell", "-v", "0", "-c", code)


def open_the_call(organiser):
    organiser.go("/admin/seasons/season/?q=3")
    organiser.follow("Saison 3")
    organiser.page.select_option("[name=status]", "published")
    today = date.today()
    organiser.fill(
        call_opens_on=today.strftime("%d/%m/%Y"), call_closes_on=(today + timedelta(days=30)).strftime("%d/%m/%Y")
    )
    organiser.page.get_by_role("button", name="Enregistrer", exact=True).click()
    organiser.see("C’est enregistré")
    organiser.go("/")
    organiser.see("Les dimensions du modèle économique durable émergent")
    organiser.see("L’appel est ouvert")
    for day in DATES:
        organiser.see(day)


def apply(contact):
    contact.sign_up("referente@example.org")
    contact.go("/")
    contact.follow("Présenter la candidature d’un territoire")
    contact.fill(name="Saint-Aubrac-les-Forges")
    contact.page.select_option("[name=kind]", "COM")
    contact.page.select_option("[name=department]", "42")
    contact.press("Créer le brouillon")
    contact.see("brouillon, non déposé")
    contact.fill(dynamics="Une boucle locale d’énergie.", expectations="Prendre du recul.")
    contact.press("Enregistrer et continuer")
    for people in PEOPLE.values():
        for first_name, last_name, position in people:
            contact.follow("Nommer une personne")
            contact.fill(
                first_name=first_name,
                last_name=last_name,
                position=position,
                organisation="Saint-Aubrac",
                email=address(last_name),
            )
            contact.press("Enregistrer cette personne")
    contact.follow("Continuer")
    contact.page.check("[name=commitments_accepted]")
    contact.press("Enregistrer et continuer")
    contact.fill(wished_amount="4 500 €")
    contact.press("Enregistrer et continuer")
    contact.see("4 500 €")
    contact.press("Déposer la candidature")
    contact.see("candidature déposée")
    (mail,) = contact.stack.sink.wait_for(1, "Candidature déposée", "referente@example.org")
    (summary,) = mail.iter_attachments()
    assert "Une boucle locale d’énergie." in text_of(summary.get_content())


def confirm(person):
    """Each of the six follows their own link, corrects nothing and confirms."""
    for mail in person.stack.sink.wait_for(6, "représenterez-vous"):
        person.page.goto(re.search(r"http://\S+/invitation/\S+", mail.get_body(("plain",)).get_content())[0])
        person.see("vous propose de représenter")
        person.press("Je participe")
        person.see("Merci, votre participation est confirmée")


def admit(organiser):
    organiser.go("/admin/territories/triptych/")
    organiser.page.check("input[name=_selected_action]")
    organiser.page.click("button[name=action][value=admit]")
    organiser.see("territoire retenu pour la saison 3")
    organiser.press("Retenir les territoires choisis")
    organiser.see("Territoires retenus : Saint-Aubrac-les-Forges. Ils sont prévenus par courriel.")


def issue_convocations(organiser):
    organiser.go("/admin/atelier_sessions/day/")
    organiser.page.check("#action-toggle")
    organiser.page.click("button[name=action][value=issue_convocations]")
    organiser.see("Journée 1, vendredi 4 décembre 2020 : 6 personnes")
    organiser.press("Émettre les convocations")
    organiser.see("Journée 5 : convocations émises 6, inchangées 0.")


def check_convocations(convocations):
    """Thirty messages, each with a PDF that tells its own day and no other, and the same day for the agenda."""
    received = set()
    for mail in convocations:
        pdf, ics = (part.get_content() for part in mail.iter_attachments())
        text = text_of(pdf)
        said = [day for day in DATES if day in text]
        (event,) = icalendar.Calendar.from_ical(ics).walk("VEVENT")
        received.add((mail["To"], *said))
        assert len(said) == 1
        assert said[0] in " ".join(mail["Subject"].split())
        assert event["DTSTART"].dt.tzinfo.key == "Europe/Paris"
        assert f"{event['DTSTART'].dt:%H:%M} {event['DTEND'].dt:%H:%M}" == "09:30 17:00"
    everyone = [address(last_name) for people in PEOPLE.values() for _, last_name, _ in people]
    assert received == {(person, day) for person in everyone for day in DATES}
    assert len({mail["Message-ID"] for mail in convocations}) == 30


def check_space(participant):
    for day in DATES:
        participant.see(day)
    participant.see("Matin : non notée")
    link = participant.page.get_by_role("link", name="CONV-S3-J1-")
    document = participant.context.request.get(participant.stack.url + link.get_attribute("href"))
    assert document.headers["content-type"] == "application/pdf"
    assert "Agnès de La Tour" in text_of(document.body())
