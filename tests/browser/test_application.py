"""An application filled in by two people in two sittings, with a keyboard alone, on a phone."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


def type_with_keyboard(visitor, *values):
    """Fill the form from its first field to its button without ever touching the mouse."""
    visitor.page.locator("main form :is(input, select, textarea):not([type=hidden])").first.focus()
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
    type_with_keyboard(lead, f"Val-{suffix}", "Commune", "62", "3200", "", "")
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
    colleague.see("Odile d’Hauterive est inscrit")
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
