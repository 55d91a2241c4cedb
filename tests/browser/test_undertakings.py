"""What a table undertakes, typed on a phone, and what became of it, said on the owner's phone the next day."""

import re

import pytest

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_table_s_undertaking_is_typed_on_a_phone_and_followed_up(javascript, demonstration, visitor):
    words = f"Appeler trois artisans ({javascript})."
    team = visitor(demonstration, width=390, java_script_enabled=javascript)
    team.sign_in("animation@example.org", landing="/admin/")
    team.go("/admin/atelier_sessions/day/engagements/")
    team.follow("Journée 1")
    team.page.get_by_role("link", name=re.compile("^Table 1|^[ÉE]lus|^Agents")).first.click()
    team.page.get_by_label("Qui l’apporte").select_option(index=1)
    team.fill(text="Comment associer les artisans ?", said1=words)
    maud = team.page.get_by_label("Qui s’engage (1)")
    maud.select_option(label="Zoé Maréchal")
    team.press("Garder")
    team.see("c’est gardé.")
    team.see(words)

    owner = visitor(demonstration, width=390, java_script_enabled=javascript)
    owner.sign_in("participante@example.org")
    owner.page.get_by_role("link", name=words).last.click()
    owner.page.get_by_label("changé").check()
    owner.page.get_by_label("En une ligne").fill("Deux sur trois.")
    owner.press("Enregistrer")
    owner.see("Merci : c’est noté.")
    owner.see("Deux sur trois.")
