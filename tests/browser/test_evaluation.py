"""Somebody's opinion of a day, given on a phone: kept on the device at each tap, forgotten there once it is sent."""

import pytest
import segno

pytestmark = pytest.mark.browser
DRAFTS = "Object.keys(localStorage).filter((name) => name.includes('evaluations')).length"


@pytest.mark.parametrize(
    ("address", "javascript"),
    [("participante@example.org", True), ("hugo.bremond@example.org", False)],
    ids=["with JavaScript", "without JavaScript"],
)
def test_an_opinion_is_given_on_a_phone(address, javascript, demonstration, visitor):
    person = visitor(demonstration, width=390, java_script_enabled=javascript)
    person.sign_in(address)
    person.follow("Votre avis sur la journée 2")
    for question in range(1, 4):
        person.page.locator(f"input[name=question-{question}][value='4']").check()
    if javascript:
        person.page.reload()
        person.see("n’avait pas été enregistré")
        assert person.page.locator("input[name=question-3][value='4']").is_checked()
        assert person.page.evaluate(DRAFTS) == 1
    person.press("Envoyer ma réponse")
    person.see("Choisissez une réponse.")  # the fourth is missing; the others are still there
    assert person.page.locator("input[name=question-3][value='4']").is_checked()
    person.page.locator("input[name=question-4]").first.check()
    person.press("Envoyer ma réponse")
    person.see("votre réponse est gardée, sans votre nom")
    if javascript:
        assert person.page.evaluate(DRAFTS) == 0


def test_a_questionnaire_is_answered_from_its_code_on_the_screen(demonstration, visitor):
    """The modules of the projected code are those of the address that a phone then opens."""
    desk = visitor(demonstration)
    desk.sign_in("organisation@example.org", landing="/admin/")
    desk.go("/admin/atelier_sessions/day/evaluation/")
    desk.follow("Votre avis sur la journée 2")
    desk.follow("Code à projeter")
    shown = desk.page.locator("img[alt*='Adresse du questionnaire']")
    address = shown.get_attribute("alt").partition(": ")[2].strip()
    assert shown.get_attribute("src") == segno.make(address, error="m", micro=False).png_data_uri(scale=6, border=2)

    phone = visitor(demonstration, width=390)
    phone.sign_in("sabine.delcourt@example.org")
    phone.go(address.removeprefix(demonstration.url))
    for question in range(1, 4):
        phone.page.locator(f"input[name=question-{question}][value='5']").check()
    phone.page.locator("input[name=question-4]").first.check()
    phone.press("Envoyer ma réponse")
    phone.see("votre réponse est gardée, sans votre nom")
