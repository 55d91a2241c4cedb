"""What a table undertakes, typed on a phone, then what became of it: the next day opens with it, its owner says it."""

import pytest

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("rank", "javascript"), [(1, True), (2, False)], ids=["with JavaScript", "without JavaScript"])
def test_a_table_s_undertaking_is_typed_on_a_phone_and_followed_up(rank, javascript, demonstration, visitor):
    words = f"Appeler {rank + 2} artisans."
    team = visitor(demonstration, width=390, java_script_enabled=javascript)
    team.sign_in("animation@example.org", landing="/admin/")
    season = "/admin/atelier_sessions/day/engagements/"
    team.go(season)
    team.follow("Journée 3")  # its codevelopment has one table, whose people are all who are expected
    team.follow("Table 1")
    team.page.get_by_label("Qui l’apporte").select_option(index=1)
    team.fill(**{"text": "Comment associer les artisans ?", f"said{rank}": words})
    team.page.get_by_label(f"Qui s’engage ({rank})").select_option(label="Zoé Maréchal")
    team.press("Garder")
    team.see("c’est gardé.")
    team.see(words)
    team.go(season)
    team.follow("Journée 4")
    team.see(words)

    owner = visitor(demonstration, width=390, java_script_enabled=javascript)
    owner.sign_in("participante@example.org")
    owner.page.get_by_role("link", name=words).last.click()
    owner.page.get_by_label("changé").check()
    owner.page.get_by_label("En une ligne").fill("Deux sur trois.")
    owner.press("Enregistrer")
    owner.see("Merci : c’est noté.")
    owner.see("Deux sur trois.")
