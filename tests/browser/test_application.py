"""An application filled in by two people in two sittings, with a keyboard alone, on a phone."""

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def type_with_keyboard(visitor, *values):
    """Fill the form from its first field to its button without ever touching the mouse."""
    visitor.page.locator("main form[method=post] :is(input, select, textarea):not([type=hidden])").first.focus()
    for value in values:
        visitor.page.keyboard.type(value)
        visitor.page.keyboard.press("Tab")
    for _ in range(5):
        if visitor.page.locator("main button[type=submit]:focus").count():
            break
        visitor.page.keyboard.press("Tab")
    visitor.page.keyboard.press("Enter")


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_two_people_in_two_sittings_with_a_keyboard(javascript, demonstration, visitor):
    suffix = "oui" if javascript else "non"
    lead = visitor(demonstration, width=390, java_script_enabled=javascript)
    lead.sign_up(f"referent-{suffix}@example.org")
    lead.go("/candidatures/nouvelle/")
    type_with_keyboard(lead, f"Val-{suffix}", "Commune", "62", "3200", "", "", "")
    lead.see("Brouillon créé.")
    draft = lead.page.url.removeprefix(demonstration.url).removesuffix("dynamique/")
    type_with_keyboard(lead, "Nous essayons.", "Le temps.", "Des pairs.")
    lead.see("Enregistré.")
    lead.go(f"{draft}equipe/")
    type_with_keyboard(lead, f"collegue-{suffix}@example.org")
    lead.see("Une invitation part à")
    lead.context.close()

    colleague = visitor(demonstration, width=390, java_script_enabled=javascript)
    colleague.sign_in(f"collegue-{suffix}@example.org")
    colleague.follow("Reprendre la candidature")
    colleague.see("Nous essayons.")
    colleague.go(f"{draft}triptyque/elus/1/")
    type_with_keyboard(colleague, "Odile", "d’Hauterive", "maire", "Val", f"odile-{suffix}@example.org")
    colleague.see("Personne inscrite\u00a0: Odile d’Hauterive")
    colleague.go(f"{draft}engagements/")
    colleague.page.locator("[name=commitments_accepted]").focus()
    colleague.page.keyboard.press("Space")
    colleague.page.keyboard.press("Tab")
    colleague.page.keyboard.press("Enter")
    colleague.see("Enregistré.")
    colleague.go(f"{draft}contribution/")
    type_with_keyboard(colleague, "4 500 €")
    colleague.see("Le dépôt revient au référent")

    again = visitor(demonstration, width=390, java_script_enabled=javascript)
    again.sign_in(f"referent-{suffix}@example.org")
    again.go(f"{draft}recapitulatif/")
    again.page.get_by_role("button", name="Déposer la candidature").focus()
    again.page.keyboard.press("Enter")
    again.see("État : candidature déposée")
    (mail,) = demonstration.sink.wait_for(1, "Candidature déposée", f"referent-{suffix}@example.org")
    assert [part.get_content_type() for part in mail.iter_attachments()] == ["application/pdf"]


@pytest.fixture
def lead(demonstration, visitor, request):
    """Someone with a draft, at its step « dynamique »."""
    one = visitor(demonstration, width=390)
    one.sign_up(f"{request.node.originalname.replace('_', '-')[5:40]}@example.org")
    one.go("/candidatures/nouvelle/")
    return one


def test_a_commune_is_found_by_typing(lead):
    lead.page.locator("#lieu-tape").press_sequentially("ste colombe dou")
    lead.see("Sainte-Colombe (Doubs)")
    lead.follow("Sainte-Colombe (Doubs)")
    expect(lead.page.locator("[name=name]")).to_have_value("Sainte-Colombe")
    expect(lead.page.locator("[name=department]")).to_have_value("25")
    lead.press("Créer le brouillon")
    lead.see("Brouillon créé.")
    lead.go(lead.page.url.removeprefix(lead.stack.url).replace("dynamique", "territoire/perimetre"))
    lead.page.locator("#lieu-tape").press_sequentially("25560")
    lead.see("Frasne (Doubs)")
    lead.press("Ajouter Frasne")
    lead.see("Frasne fait partie du périmètre")


def test_what_was_typed_outlives_a_closed_tab_and_a_cut_connection(lead):
    page, words = lead.page, lead.page.locator("[name=dynamics]")
    lead.fill(name="Val perdu")
    page.select_option("[name=kind]", "COM")
    page.select_option("[name=department]", "62")
    lead.press("Créer le brouillon")
    lead.see("Brouillon créé.")
    step = page.url.removeprefix(lead.stack.url)
    words.fill("Tapé dans un train.")
    lead.go("/espace/")
    lead.go(step)
    lead.see("n’avait pas été enregistré")
    expect(words).to_have_value("Tapé dans un train.")
    lead.context.set_offline(True)
    lead.press("Enregistrer et continuer")
    lead.see("La connexion est coupée")
    lead.context.set_offline(False)
    lead.press("Enregistrer et continuer")
    lead.see("Enregistré.")
    lead.go(step)
    expect(words).to_have_value("Tapé dans un train.")
    expect(page.locator(".notice")).to_have_count(0)
    words.fill("Autre chose")
    lead.go("/espace/")
    lead.go(step)
    lead.press("Revenir à ce qui est enregistré")
    expect(words).to_have_value("Tapé dans un train.")


def test_what_was_typed_before_the_script_has_come_and_what_was_refused_are_kept(lead):
    page, words, late = lead.page, lead.page.locator("[name=dynamics]"), []
    lead.fill(name="Val lent")
    page.select_option("[name=kind]", "COM")
    page.select_option("[name=department]", "62")
    lead.press("Créer le brouillon")
    lead.see("Brouillon créé.")
    step = page.url.removeprefix(lead.stack.url)
    page.route("**/keep-typed*.js", lambda route, request: late.append(route))
    page.goto(page.url, wait_until="commit")
    words.fill("Tapé avant.")
    late[0].continue_()
    page.wait_for_load_state()
    page.unroute("**/keep-typed*.js")
    lead.go(step)
    lead.see("n’avait pas été enregistré")
    expect(words).to_have_value("Tapé avant.")

    words.evaluate("field => field.removeAttribute('maxlength')")
    words.fill("Trop long. " * 400)
    lead.press("Enregistrer et continuer")
    expect(words).to_have_attribute("aria-invalid", "true")
    lead.go("/espace/")
    lead.go(step)
    lead.see("n’avait pas été enregistré")
    expect(words).to_have_value("Trop long. " * 400)


def test_who_leaves_leaves_nothing_on_the_device(demonstration, visitor):
    person = visitor(demonstration)
    person.sign_up("sortie@example.org")
    person.page.evaluate(
        "localStorage.setItem('atelier-typed:1:/candidatures/1/dynamique/', 'Tapé, pas encore gardé.')"
    )

    person.press("Se déconnecter")
    person.see("Se connecter")

    assert person.page.evaluate("localStorage.length") == 0
