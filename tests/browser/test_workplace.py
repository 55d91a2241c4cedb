"""The organisers' workplace in a browser: a workbook out and in, tasks, duplicates, the site in another's place."""

import io
import re

import openpyxl
import pytest
from django.conf import settings
from playwright.sync_api import expect

from tests.browser.test_pages import look, violations

pytestmark = pytest.mark.browser

RETRO = "/admin/checklist/task/retroplanning/"


@pytest.fixture
def organiser(demonstration, visitor):
    desk = visitor(demonstration)
    desk.sign_in("organisation@example.org", landing="/admin/")
    return desk


def test_the_pages_of_the_workplace_have_nothing_for_axe(organiser):
    pages = [RETRO, f"{RETRO}?a=moi", "/admin/qualite/", "/admin/recherche/?q=morlaine", "/admin/classeur/"]

    assert violations(organiser, pages) == {}


def test_pages_to_read_have_nothing_for_axe_and_a_short_header_on_a_phone(organiser):
    tables = ["territories/triptych", "territories/participant", "atelier_sessions/day"]
    tables += ["contributions/invoice", "atelier_sessions/convocation"]
    lists = [organiser.context.request.get(f"{organiser.stack.url}/admin/{table}/").text() for table in tables]
    pages = [re.search(r'href="(/admin/[^"?]+/fiche/)', page)[1] for page in lists]

    blocks = [f"{pages[0].replace('fiche', 'change')}?bloc=dossier", f"{pages[2].replace('fiche', 'change')}?bloc=date"]

    assert violations(organiser, [*pages, *blocks]) == {}
    for width, tallest in [(390, 120), (320, 140)]:
        organiser.page.set_viewport_size({"width": width, "height": 800})
        header = organiser.page.locator("#header").bounding_box()
        assert (header["width"], header["height"] < tallest) == (width, True)
        assert organiser.page.evaluate("document.documentElement.scrollWidth") == width


def test_pages_people_and_acts_are_found_from_any_page_with_the_keyboard_alone(organiser):
    organiser.go("/admin/outbox/message/")
    page, field = organiser.page, organiser.page.locator("#palette-mots")
    page.keyboard.press("Control+k")
    expect(field).to_be_focused()
    page.keyboard.type("budget")
    expect(page.locator("[data-palette-status]")).to_contain_text("résultat")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="Budget de la saison")).to_be_focused()
    assert look(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    page.keyboard.press("Control+k")
    page.keyboard.type("z")
    expect(page.locator("[data-palette-status]")).to_have_text("Tapez au moins deux caractères.")
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()

    button = page.get_by_role("button", name=re.compile("Chercher ou faire"))
    button.click()
    expect(field).to_be_focused()
    field.fill("maréchal")
    page.locator("#palette").get_by_role("link", name=re.compile("^Zoé Maréchal")).first.click()
    organiser.see("Inviter de nouveau" if page.get_by_text("invité").count() else "Écrire")
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator(".palette-button")).to_be_hidden()
    page.get_by_role("button", name="Chercher", exact=True).first.click()
    expect(field).to_be_focused()
    assert look(page) == []


def test_what_a_list_shows_is_named_above_it_and_found_again(organiser):
    organiser.go("/admin/territories/participant/?state__exact=invited")
    organiser.follow("Nommer ces filtres")
    assert look(organiser.page) == []
    organiser.fill(name="Sans réponse")
    organiser.press("Enregistrer")
    organiser.see("« Sans réponse » est au-dessus de la liste.")

    organiser.go("/admin/territories/participant/")
    organiser.follow("Sans réponse")
    assert organiser.page.url.endswith("/admin/territories/participant/?state__exact=invited")
    mine = organiser.page.get_by_role("navigation", name="Filtres enregistrés")
    expect(mine.locator("[aria-current]")).to_have_text("Sans réponse")
    assert look(organiser.page) == []
    organiser.follow("Renommer ou retirer")
    organiser.press("Retirer ce nom")
    expect(mine).to_be_hidden()


def test_the_workbook_goes_out_is_corrected_and_comes_in(organiser):
    organiser.go("/admin/classeur/")
    with organiser.page.expect_download() as answer:
        organiser.press("Tout le classeur (xlsx)")
    book = openpyxl.load_workbook(io.BytesIO(answer.value.path().read_bytes()))
    people = book["Participants"]
    titles = [cell.value for cell in people[1]]
    people.cell(2, titles.index("Fonction") + 1).value = "adjointe au patrimoine"
    people.cell(3, titles.index("Courriel") + 1).value = "pas une adresse"
    content = io.BytesIO()
    book.save(content)

    organiser.go("/admin/classeur/")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    organiser.page.set_input_files(
        "[name=file]", {"name": "classeur.xlsx", "mimeType": kind, "buffer": content.getvalue()}
    )
    organiser.press("Lire le fichier")
    # A worker reads it; the page follows by itself.
    expect(organiser.page.locator("body")).to_contain_text("en erreur : 1", timeout=40_000)
    organiser.see("adjointe au patrimoine")
    assert look(organiser.page) == []
    organiser.press("Écrire cette ligne")
    organiser.see("Terminé : 1 ligne écrite.")
    organiser.go("/admin/audit/change/")
    organiser.see("adjointe au patrimoine")


def test_a_report_whose_figures_open_on_their_rows_and_lead_to_each(organiser):
    pages = [
        "/admin/chiffres/",
        "/admin/chiffres/presence/",
        "/admin/chiffres/evaluation/",
        "/admin/comparer-les-saisons/",
    ]
    assert violations(organiser, pages) == {}

    organiser.go("/admin/")
    organiser.page.get_by_role("link", name="Les chiffres de la saison").click()
    shown = organiser.page.locator(".figures a").first.inner_text()
    organiser.page.locator(".figures a").first.click()
    organiser.see("D’où vient ce chiffre")
    assert organiser.page.locator("#lignes + .table-scroll tbody tr").count() == int(shown)
    organiser.page.locator("#lignes + .table-scroll tbody a").first.click()
    organiser.page.get_by_role("link", name="Toutes ses saisons").click()
    organiser.see("Engagements entre pairs")
    assert violations(organiser, [organiser.page.url.removeprefix(organiser.stack.url)]) == {}
    organiser.go("/admin/comparer-les-saisons/")
    organiser.page.set_viewport_size({"width": 390, "height": 844})
    assert organiser.page.evaluate("document.documentElement.scrollWidth") == 390


def test_a_task_is_ticked_and_taken_back(organiser):
    organiser.go(RETRO)
    late = organiser.page.locator("#late").inner_text()
    organiser.page.get_by_role("button", name="C’est fait : Imprimer la feuille").first.click()
    organiser.see("C’est fait : Imprimer la feuille d’émargement et les chevalets.")
    assert organiser.page.locator("#late").inner_text() != late

    organiser.page.locator("#content summary").click()
    organiser.page.get_by_role("button", name="À refaire : Imprimer la feuille").last.click()
    organiser.see("À refaire : Imprimer la feuille")
    assert organiser.page.locator("#late").inner_text() == late


def test_somebody_named_twice_is_named_once(organiser):
    organiser.go("/admin/qualite/")
    twice = organiser.page.get_by_role("link", name=re.compile("^Comparer.*Hugo Brémond"))
    twice.click()
    organiser.see("Réunir deux fiches")
    assert look(organiser.page) == []
    organiser.press("Réunir les deux fiches")
    organiser.see("Les deux fiches n’en font plus qu’une")
    expect(twice).to_have_count(0)


def test_what_is_typed_wrong_stays_in_its_field(organiser):
    organiser.go("/admin/qualite/")
    field = organiser.page.locator("section[aria-labelledby=refus] input[name=value]")
    field.fill("pas une adresse")
    field.press("Enter")
    organiser.see("Saisissez une adresse de courriel valide.")
    assert field.input_value() == "pas une adresse"
    assert look(organiser.page) == []


def test_the_site_is_seen_in_a_participant_s_place(organiser):
    organiser.go("/admin/recherche/?q=participante@example.org")
    organiser.page.get_by_role("link", name="Zoé Maréchal").first.click()
    organiser.press("Voir le site comme")
    organiser.see("Vous voyez le site comme Zoé Maréchal")
    assert look(organiser.page) == []
    organiser.go("/compte/second-facteur/")
    organiser.see("n’est montrée qu’à la personne")
    organiser.complaints.clear()  # the browser itself notes the refusal
    organiser.press("Revenir à mon compte")
    organiser.see("Zoé")


def test_a_long_text_outlives_the_end_of_a_session(organiser):
    """Where it was typed, for whoever typed it, until it is saved."""
    page, typed = organiser.page, "Bonjour {prenom},\n\nUne heure de travail sur ce texte."
    organiser.go("/admin/reminders/reminderrule/")
    with page.expect_navigation():
        page.locator("#result_list tbody th a").first.click()
    path, text = page.url.removeprefix(organiser.stack.url), page.locator("textarea[name=text]")
    saved = text.input_value()
    text.fill(typed)
    organiser.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)

    page.get_by_role("button", name="Enregistrer", exact=True).click()
    organiser.see("Recevoir un code")
    organiser.sign_in("organisation@example.org", landing=path)

    organiser.see("n’avait pas été enregistré")
    expect(text).to_have_value(typed)
    organiser.press("Revenir à ce qui est enregistré")
    expect(text).to_have_value(saved)
    organiser.go(path)
    expect(page.locator(".notice")).to_have_count(0)


def test_a_participant_s_directory_has_nothing_for_axe(demonstration, visitor):
    person = visitor(demonstration)
    person.sign_in("participante@example.org")

    assert violations(person, ["/espace/saisons/4/annuaire/"]) == {}
    person.press("Ne plus les montrer")
    person.see("Montrer mes coordonnées au groupe")
    person.press("Montrer mes coordonnées au groupe")
    person.see("Le groupe peut vous joindre.")
