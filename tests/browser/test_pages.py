"""Every page that exists, looked at by axe on a phone in light and on a desk in dark; then without JavaScript."""

import re

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import expect

from tools import rgaa

pytestmark = pytest.mark.browser

PUBLIC = [
    "/",
    "/saisons/",
    "/saisons/4/",
    "/saisons/3/",
    "/saisons/1/",
    "/saisons/4/calendrier/",
    "/saisons/4/journees/3/",
    "/attestations/verifier/?code=x",
    "/referentiel/",
    "/referentiel/grille/",
    "/bibliotheque/",
    "/aide/",
    "/aide/organisation/",
    "/aide/referent/",
    "/contact/",
    "/confidentialite/",
    "/mentions-legales/",
    "/accessibilite/",
    "/compte/connexion/",
    "/compte/inscription/",
]
SIGNED_IN = [
    "/espace/",
    "/candidatures/nouvelle/",
    "/compte/mes-donnees/",
    "/compte/deconnexion/",
    "/compte/second-facteur/",
    "/compte/second-facteur/totp/activate/",
]
STEPS = ["territoire", "dynamique", "triptyque", "engagements", "contribution", "recapitulatif"]
TABLES = [
    "accounts/user",
    "outbox/message",
    "seasons/season",
    "reminders/reminderrule",
    "checklist/task",
    "audit/change",
    "seasons/page",
    "seasons/venue",
    "territories/territory",
    "territories/organisation",
    "territories/triptych",
    "territories/participant",
    "territories/accessneed",
    "territories/holderchange",
    "territories/criterion",
    "referential/stake",
    "referential/grid",
    "referential/dimension",
    "referential/assessmentround",
    "referential/publication",
    "atelier_sessions/booklet",
    "atelier_sessions/day",
    "atelier_sessions/halfday",
    "atelier_sessions/attendance",
    "atelier_sessions/convocation",
    "atelier_sessions/attestation",
    "contributions/agreement",
    "contributions/invoice",
    "contributions/issuer",
    "contributions/article",
    "contributions/funding",
]
AXE = AXE_FILE_PATH.read_text()
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "experimental"],
    "resultTypes": ["violations", "incomplete"],
    "preload": False,  # axe would write inline styles to learn about media queries, which the CSP refuses
}
# What a width or a colour scheme can change; the rest is read off the same document, once, where nothing is hidden.
APPEARANCE = {
    **RULES,
    "runOnly": {
        "type": "rule",
        "values": ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"],
    },
}
LOOKS = [(1280, "dark", RULES), (390, "light", APPEARANCE)]
# The rows of a long list are drawn by the same lines: the first eight are looked at.
SAME_AGAIN = {"exclude": [["#result_list tbody tr:nth-child(n + 9)"]]}
HIDES_ON_A_PHONE = {"/admin/saison-suivante/"}  # its table turns into a list there: everything is read again


def look(page, rules=RULES):
    """What axe finds on the page as it stands; words of the very colour of their ground, it calls undecided."""
    if page.evaluate("typeof window.axe") == "undefined":
        page.evaluate(AXE)
    read = page.evaluate("([what, rules]) => axe.run(what, rules)", [SAME_AGAIN, rules])
    unseen = [
        ("same colour as its ground", [node["html"][:90]])
        for rule in read["incomplete"]
        for node in rule["nodes"]
        if any((check["data"] or {}).get("messageKey") == "equalRatio" for check in node["any"])
    ]
    return unseen + [(rule["id"], [node["html"][:90] for node in rule["nodes"]][:2]) for rule in read["violations"]]


def violations(visitor, paths):
    """What axe finds on each path, on a phone by day and on a desk by night."""
    found = {}
    for path in paths:
        assert visitor.go(path).status < 400, path
        for width, scheme, rules in LOOKS:
            visitor.page.set_viewport_size({"width": width, "height": 900})
            visitor.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            overflow = visitor.page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
            details = look(visitor.page, RULES if path in HIDES_ON_A_PHONE else rules)
            if details or overflow:
                found[f"{path} {width} {scheme}"] = details + ["too wide"] * overflow
    return found


def test_axe_decides_what_the_sheet_of_the_rgaa_says(demonstration, visitor):
    page = visitor(demonstration)
    page.go("/")
    look(page.page)
    ran = page.page.evaluate(
        """async rules => {
        const all = await axe.run(document, {...rules, resultTypes: undefined});
        const kinds = ["violations", "passes", "incomplete", "inapplicable"];
        return kinds.flatMap(kind => all[kind].flatMap(rule => rule.tags));
    }""",
        RULES,
    )

    assert {tag.removeprefix("RGAA-") for tag in ran if tag.startswith("RGAA-")} == rgaa.BY_AXE


def test_public_pages_have_nothing_for_axe(demonstration, visitor):
    assert violations(visitor(demonstration), PUBLIC) == {}


def test_a_contact_s_pages_have_nothing_for_axe(demonstration, visitor):
    contact = visitor(demonstration)
    contact.sign_in("contact@example.org")
    contact.follow("Reprendre la candidature")
    draft = contact.page.url.removeprefix(demonstration.url)
    contact.go("/espace/")
    contact.follow("Voir la candidature")
    submitted = contact.page.url.removeprefix(demonstration.url)
    steps = [f"{draft}{step}/" for step in STEPS] + [f"{draft}triptyque/elus/{seat}/" for seat in (1, 2)]

    assert (
        violations(
            contact,
            [
                *SIGNED_IN,
                draft,
                submitted,
                *steps,
                f"{draft}equipe/",
                f"{draft}territoire/?q=sainte+colombe",
                f"{draft}territoire/perimetre/?q=arras",
                f"{draft}triptyque/tableau/",
                f"{submitted}triptyque/elus/1/titulaire/",
            ],
        )
        == {}
    )


def test_the_rows_read_from_a_spreadsheet_hold_on_a_phone(demonstration, visitor):
    contact = visitor(demonstration, width=390)
    contact.sign_in("contact@example.org")
    contact.follow("Reprendre la candidature")
    contact.page.goto(f"{contact.page.url}triptyque/tableau/")
    contact.fill(pasted="agents\tLucie\tLe Goff\tdirectrice générale des services\tVal\tlucie.le.goff@example.org")
    contact.press("Vérifier les lignes")
    contact.see("vérifiez, puis confirmez")

    assert look(contact.page) == []
    assert contact.page.evaluate("document.documentElement.scrollWidth") == 390


def test_the_page_of_an_invitation_has_nothing_for_axe(demonstration, visitor):
    mail = demonstration.sink.wait_for(1, "représenterez-vous", "etienne.vial@example.org")[0]
    link = re.search(r"/invitation/\S+", mail.get_body(("plain",)).get_content())[0]
    person = visitor(demonstration)

    assert violations(person, [link]) == {}
    person.press("Je ne peux pas")
    person.see("Votre réponse est enregistrée")
    assert look(person.page) == []


def test_a_form_with_errors_has_nothing_for_axe(demonstration, visitor):
    contact = visitor(demonstration)
    contact.sign_in("contact@example.org")
    contact.go("/candidatures/nouvelle/")
    contact.press("Créer le brouillon")
    contact.see("3 réponses sont à corriger")

    expect(contact.page.locator(".error-summary")).to_be_focused()
    assert look(contact.page) == []


def pages_of_first_row(visitor, table):
    """Of the first row of a list, read without drawing it: its page to read, where there is one, and its form."""
    page = visitor.context.request.get(f"{visitor.stack.url}/admin/{table}/?saison=toutes").text()
    row, view = re.search(rf'href="(/admin/{table}/[^/"]+/)(change|fiche)/', page).groups()
    return [f"{row}{one}/" for one in {view, "change"}]


def test_pages_of_the_administration_have_nothing_for_axe(demonstration, visitor):
    organiser = visitor(demonstration)
    organiser.sign_in("organisation@example.org", landing="/admin/")
    changes = [page for table in TABLES for page in pages_of_first_row(organiser, table)]
    lists = [f"/admin/{table}/" for table in TABLES]
    adds = ["/admin/seasons/season/add/", "/admin/atelier_sessions/day/add/", "/admin/territories/participant/add/"]

    rules = "/admin/reminders/reminderrule"
    pages = [
        "/admin/",
        "/admin/composants/",
        "/admin/saison-suivante/",
        "/admin/territories/criterion/etude/",
        f"{rules}/frise/",
        f"{rules}/lettre/",
    ]
    assert violations(organiser, [*pages, *lists, *changes, *adds]) == {}


def test_the_pages_between_two_pages_have_nothing_for_axe(demonstration, visitor):
    """What one only passes through: the code, a refusal, a confirmation asked before something leaves."""
    organiser = visitor(demonstration)
    organiser.go("/compte/connexion/")
    organiser.fill(login="organisation@example.org")
    organiser.press("Recevoir un code")
    organiser.see("Saisissez votre code")
    assert look(organiser.page) == []
    organiser.press("Utiliser une autre adresse")
    organiser.see("Se connecter")
    organiser.sign_in("animation@example.org", landing="/admin/")
    organiser = visitor(demonstration)
    organiser.sign_in("organisation@example.org", landing="/admin/")
    for table, action, words in [
        ("atelier_sessions/day", "issue_convocations", "Chaque personne concernée reçoit"),
        ("atelier_sessions/day", "copy_programme", "Le programme copié remplace"),
        ("territories/triptych", "ask_for_correction", "La candidature est rendue"),
        ("territories/triptych", "withdraw", "ne participeront pas"),
        ("territories/triptych", "refuse", "Le motif reste dans l’historique"),
        ("accounts/user", "take_second_factor_away", "de vive voix"),
    ]:
        organiser.go(f"/admin/{table}/")
        organiser.page.check("#action-toggle")
        organiser.page.click(f"button[name=action][value={action}]")
        organiser.see(words)
        assert look(organiser.page) == [], action
    season = "/admin/seasons/season/1/"
    assert violations(organiser, ["/admin/seasons/workshop/1/change/", f"{season}history/", f"{season}delete/"]) == {}


def test_error_pages_have_nothing_for_axe(demonstration, visitor):
    reader = visitor(demonstration)
    assert reader.go("/nulle-part/").status == 404
    assert look(reader.page) == []
    reader.sign_in("participante@example.org")
    assert reader.go("/admin/login/").status == 403
    assert look(reader.page) == []
    reader.complaints.clear()  # the browser itself notes the two refusals


def test_public_and_contact_pages_work_without_javascript(demonstration, visitor):
    reader = visitor(demonstration, java_script_enabled=False)
    for path in PUBLIC:
        assert reader.go(path).status == 200
        assert reader.page.locator("h1").count() == 1
    reader.sign_in("contact@example.org")
    for path in SIGNED_IN:
        assert reader.go(path).status == 200


def test_every_page_says_where_one_is(demonstration, visitor):
    reader = visitor(demonstration)
    titles = []
    for path in PUBLIC:
        reader.go(path)
        titles.append(reader.page.title())

    assert len(set(titles)) == len(PUBLIC)
    assert all(title.endswith(" – Atelier Villes Pairs, Territoires pilotes de la Transition") for title in titles)
