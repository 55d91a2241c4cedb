"""Six people position their territory on their phones, then agree; the drawing and the table say the same."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import violations

pytestmark = pytest.mark.browser

# Ploumargat, in the demo: nobody there has answered the second round.
SIX = {
    "gwenola.le.goff@example.org": "4",
    "tanguy.kermarrec@example.org": "2",
    "contact@example.org": "3",
    "nolwenn.rivoal@example.org": "3",
    "yves.omnes@example.org": "5",
    "anais.lhostis@example.org": "4",
}
PAGES = ["engagement", "cooperation", "integration", "valeur"]
STAKES = ["Engagement", "Coopération", "Intégration systémique", "Valeur"]


def level(visitor, code, answer):
    visitor.page.locator(f"input[name={code}][value='{answer}']").check()


def answer_by_pages(visitor, answer):
    """One page a stake, each sent by its button: all that a browser without scripts can do."""
    for letter in "ECIV":
        for number in range(1, 5):
            level(visitor, f"{letter}{number}", answer)
        with visitor.page.expect_navigation():
            visitor.page.get_by_role("button", name=re.compile("Enregistrer et")).click()


def answer_by_taps(visitor, answer):
    """Each tap is kept by itself; the page is left without its button."""
    address = visitor.page.url.rpartition("/engagement/")[0]
    for rank, (stake, letter) in enumerate(zip(PAGES, "ECIV", strict=True), start=1):
        visitor.page.goto(f"{address}/{stake}/")
        for number in range(1, 5):
            level(visitor, f"{letter}{number}", answer)
        expect(visitor.page.locator("#fait")).to_have_text(re.compile(f"^{4 * rank} réponses sur 16"), timeout=20_000)
    visitor.page.goto(f"{address}/")


def space_of(demonstration, visitor, address, *, javascript):
    person = visitor(demonstration, width=390, java_script_enabled=javascript)
    person.sign_in(address)
    return person


def positions_of_radar(page, series):
    """The levels that the marks of a series are drawn at, read back from the picture."""
    return page.locator(f"#par-enjeu ~ .radar-pair g.series-{series} > .radar-mark").evaluate_all(
        """marks => marks.map(mark => {
            const moved = mark.getAttribute("transform");
            const [x, y] = moved
                ? moved.match(/[\\d.]+/g).map(Number)
                : [+mark.getAttribute("cx"), +mark.getAttribute("cy")];
            return Math.round(Math.hypot(x - 220, y - 160) / 118 * 50) / 10;
        })"""
    )


def test_six_people_answer_and_agree(demonstration, visitor):
    """Three of them with scripts, three without."""
    for rank, (address, answer) in enumerate(SIX.items()):
        person = space_of(demonstration, visitor, address, javascript=rank % 2 == 0)
        person.follow(re.compile("Répondre.*positionnement de mi-saison"))
        person.see("vous, et personne d’autre")
        person.follow("Commencer")
        (answer_by_pages if rank % 2 else answer_by_taps)(person, answer)
        person.see(f"Niveau {answer}")
        person.press("Envoyer mes réponses")
        person.see("Vos réponses sont envoyées")
    person.follow("Voir les regards du triptyque")
    person.see("non montré")

    reader = space_of(demonstration, visitor, "gwenola.le.goff@example.org", javascript=True)
    reader.follow(re.compile("Regards, position commune"))
    reader.follow(re.compile("Les regards.*positionnement de mi-saison"))
    said = reader.page.locator("#par-enjeu ~ .radar-pair table tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.cells].map(cell => cell.innerText))"
    )
    assert said == [[stake, "–", "3", "4,5"] for stake in STAKES]
    drawn = [positions_of_radar(reader.page, series) for series in (1, 2, 3)]
    assert drawn == [[], [3] * 4, [4.5] * 4]
    reader.follow("Discuter d’une position commune")
    reader.press("Commencer la discussion")
    agree(reader, "EC")
    other = space_of(demonstration, visitor, "yves.omnes@example.org", javascript=False)
    other.follow(re.compile("Regards, position commune"))
    other.follow(re.compile("Notre position commune.*positionnement de mi-saison"))
    agree(other, "IV")
    other.press("Arrêter la position commune")
    other.see("La position commune est arrêtée.")
    other.see("Vu ensemble, E1")
    reader.page.reload()
    reader.see("Arrêtée le")
    reader.see("Vu ensemble, V4")


def agree(person, letters):
    """From the first dimension without an answer to the last of these stakes: two people settle the sixteen in turn."""
    person.page.get_by_role("link", name=re.compile("^Se positionner")).first.click()
    for letter in letters:
        for number in range(1, 5):
            level(person, "answer", "3")
            person.fill(why=f"Vu ensemble, {letter}{number}")
            with person.page.expect_navigation():
                person.page.get_by_role("button", name="Enregistrer et continuer").click()


def links_of(visitor):
    """The pages of the space that this page leads to."""
    links = visitor.page.locator("main a[href^='/espace/']")
    return links.evaluate_all("all => all.map(one => one.getAttribute('href'))")


def test_a_cut_connection_keeps_what_was_tapped(demonstration, visitor):
    person = space_of(demonstration, visitor, "rachid.benali@example.org", javascript=True)
    person.follow(re.compile("Répondre.*positionnement de mi-saison"))
    person.follow("Commencer")
    level(person, "E1", "2")
    person.see("1 réponse sur 16")
    person.context.set_offline(True)
    level(person, "E2", "5")
    person.see("vos réponses sont gardées sur cet appareil")
    person.context.set_offline(False)
    person.page.reload()
    person.see("n’avait pas été enregistré")
    expect(person.page.locator("input[name=E2][value='5']")).to_be_checked()
    expect(person.page.locator("input[name=E1][value='2']")).to_be_checked()
    person.page.get_by_role("button", name="Enregistrer et continuer").click()
    person.see("Coopération")
    person.complaints.clear()  # the browser notes the cut connection itself


def test_quick_taps_on_a_slow_line_are_all_kept(demonstration, visitor):
    person = space_of(demonstration, visitor, "rachid.benali@example.org", javascript=True)
    person.follow(re.compile("(Répondre|Reprendre).*positionnement de mi-saison"))
    person.page.goto(f"{person.page.url}integration/")
    already = int(person.page.locator("#fait").inner_text().split()[0])
    line = person.context.new_cdp_session(person.page)
    line.send("Network.enable")
    speed = {"offline": False, "downloadThroughput": -1, "uploadThroughput": -1}
    line.send("Network.emulateNetworkConditions", {**speed, "latency": 1500})
    for number in range(1, 5):
        level(person, f"I{number}", "4")
        person.page.wait_for_timeout(400)  # longer than what gathers taps, shorter than an answer
    # What the page says is kept is what to wait for: « networkidle » is long past once a page has loaded.
    expect(person.page.locator("#fait")).to_have_text(re.compile(f"^{already + 4} réponses sur 16"), timeout=20_000)
    line.send("Network.emulateNetworkConditions", {**speed, "latency": 0})
    person.page.reload()

    for number in range(1, 5):
        expect(person.page.locator(f"input[name=I{number}][value='4']")).to_be_checked()
    expect(person.page.get_by_text("n’avait pas été enregistré")).to_have_count(0)


def test_answers_are_given_with_a_keyboard(demonstration, visitor):
    person = space_of(demonstration, visitor, "sabine.delcourt@example.org", javascript=True)
    person.follow(re.compile("Revoir mes réponses.*initial"))
    person.see("Vos réponses sont envoyées")
    lead = space_of(demonstration, visitor, "rachid.benali@example.org", javascript=True)
    lead.follow(re.compile("(Répondre|Reprendre).*positionnement de mi-saison"))
    lead.page.goto(f"{lead.page.url}valeur/")
    lead.page.locator("input[name=V1]").first.focus()
    lead.page.keyboard.press("Space")
    lead.page.keyboard.press("ArrowDown")
    expect(lead.page.locator("input[name=V1][value='2']")).to_be_checked()


def test_pages_that_territories_share_have_nothing_for_axe(demonstration, visitor):
    person = visitor(demonstration)
    person.sign_in("eve.lacombe@example.org")
    person.follow(re.compile("Regards, position commune"))
    territory = person.page.url.removeprefix(demonstration.url)
    links = links_of(person)
    for path in (f"{territory}trajectoire/", "/espace/saisons/4/"):
        person.go(path)
        links += links_of(person)
    step = next(link for link in links if link.startswith("/espace/etapes/"))
    experience = next(link for link in links if re.fullmatch(r"/espace/experiences/\d+/", link))
    # Steps share one page: the type with most fields stands for the others, one step for all.
    links = [link for link in links if "/ajouter/" not in link and not link.startswith("/espace/etapes/")]
    links += [f"{territory}trajectoire/ajouter/experimentation/", step]
    more = [f"{experience}modifier/", f"/espace/publier/experience/{experience.split('/')[3]}/", "/espace/saisons/4/"]

    assert violations(person, sorted({territory, *links, *more})) == {}


def test_a_person_quoted_reads_agrees_and_the_text_turns_public(demonstration, visitor):
    person = space_of(demonstration, visitor, "agnes.de.la.tour@example.org", javascript=False)
    person.follow("Lire le texte et répondre")
    person.see("Refuser n’a aucune conséquence")
    person.press("Je donne mon accord")
    person.see("Vous avez donné votre accord")
    team = visitor(demonstration)
    team.sign_in("organisation@example.org", landing="/admin/")
    team.go("/admin/referential/publication/")
    team.page.get_by_role("link", name=re.compile(r"^Relire\s:")).first.click()
    team.see("Le titre ou le texte nomment-ils quelqu’un")
    team.page.get_by_role("button", name="Rendre public", exact=True).click()
    team.see("Le texte est public.")
    anyone = visitor(demonstration)
    anyone.go("/bibliotheque/")
    anyone.follow("Payer une disponibilité plutôt que des kilos")
    anyone.see("Agnès de La Tour")
    assert violations(anyone, ["/bibliotheque/", anyone.page.url.removeprefix(demonstration.url)]) == {}
    person.press("Je reprends mon accord")
    person.see("Vous avez refusé")
    anyone.go("/bibliotheque/")
    expect(anyone.page.locator("body")).not_to_contain_text("Payer une disponibilité")


def test_the_team_s_pages_have_nothing_for_axe(demonstration, visitor):
    team = visitor(demonstration)
    team.sign_in("animation@example.org", landing="/admin/")
    team.follow("Positionnement initial")
    season = team.page.url.removeprefix(demonstration.url)
    team.go("/admin/atelier_sessions/day/?saison=toutes")
    team.page.locator("#result_list tbody th a").first.click()
    team.follow("Notes")
    notes = team.page.url.removeprefix(demonstration.url)
    team.fill(title="Un relais", text="Personne ne l’a prévu.")
    team.press("Garder cette note")
    team.follow(re.compile("Modifier.*Un relais"))

    assert violations(team, [season, notes, team.page.url.removeprefix(demonstration.url)]) == {}
