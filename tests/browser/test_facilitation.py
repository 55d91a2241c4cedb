"""Free or not, said on a phone; a sequence entrusted all the same; the letter that says so, as its reader gets it."""

import pytest

pytestmark = pytest.mark.browser
MINE, TEAM = "/espace/animation/", "/admin/atelier_sessions/day/animation/"
BAPTISTE, SUBJECT = "baptiste.oury@example.org", "lettre de mission, nouvelle version"


def test_a_phone_says_no_and_the_letter_of_what_is_entrusted_all_the_same_arrives(demonstration, visitor):
    phone = visitor(demonstration, width=390)
    phone.sign_in(BAPTISTE, landing=MINE)
    phone.page.locator("input[name^=answer-][value=no]").last.check()
    phone.page.locator("input[name^=line-]").last.fill("en formation")
    phone.press("Enregistrer mes disponibilités")
    phone.see("C’est noté, merci.")

    desk = visitor(demonstration)
    desk.sign_in("organisation@example.org", landing="/admin/")
    desk.go("/admin/atelier_sessions/halfday/")
    desk.page.locator("#result_list th a", has_text="Journée 5").last.click()
    desk.page.locator("#items-1 label", has_text="Baptiste Oury (a dit").check()
    desk.page.locator("[name=_save]").click()
    desk.see("(« en formation ») : voyez ensemble")

    desk.go(TEAM)
    desk.see("ne dit plus ce qui est")
    desk.page.locator("button[name=issue][value=letter]").click()
    desk.see("Documents émis : 1.")
    demonstration.sink.wait_for(1, SUBJECT, BAPTISTE)

    phone.go(MINE)
    phone.see("Vous avez dit « non » pour cette journée")
    letter = phone.page.get_by_role("link", name="Lettre de mission")
    answer = phone.context.request.get(demonstration.url + letter.get_attribute("href"))
    assert (answer.headers["content-type"], answer.body()[:5]) == ("application/pdf", b"%PDF-")
