"""Lunch: said on a phone, counted for the caterer, forgotten by nobody in between."""

import io

import pypdf
import pytest

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("choice", "javascript"),
    [("végétalien", True), ("ne déjeune pas", False)],
    ids=["with JavaScript", "without JavaScript"],
)
def test_a_lunch_said_on_a_phone_is_counted_for_the_caterer(choice, javascript, demonstration, visitor):
    eater = visitor(demonstration, width=390, java_script_enabled=javascript)
    eater.sign_in("participante@example.org")
    eater.page.get_by_role("link", name="Ma venue à la journée 3").click()
    eater.page.get_by_label(choice, exact=True).check()
    eater.press("Enregistrer mon déjeuner")
    if choice == "végétalien":
        eater.see("Cochez cette case")
        eater.page.get_by_label("J’accepte que les organisateurs lisent ce régime").check()
        eater.press("Enregistrer mon déjeuner")
    eater.see("Merci, votre déjeuner est noté.")

    desk = visitor(demonstration)
    desk.sign_in("organisation@example.org", landing="/admin/")
    desk.follow("Repas, salles et images")
    desk.see("sans réponse, sur")
    href = desk.page.get_by_role("link", name="le compte (PDF)").get_attribute("href")
    answer = desk.context.request.get(demonstration.url + href)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(answer.body())).pages)
    assert ("Végétalien" in text, "Maréchal" in text) == (choice == "végétalien", False)
