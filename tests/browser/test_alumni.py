"""Staying within reach after a season: agreed to and taken back on a phone; the page of those who did."""

import pytest

pytestmark = pytest.mark.browser
ADDRESS = "saison3.personne111@example.org"  # of the demo, who shows it


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_somebody_of_a_former_season_is_reached_then_withdraws(javascript, demonstration, visitor):
    former = visitor(demonstration, width=390, java_script_enabled=javascript)
    former.sign_in(ADDRESS)
    former.follow("Prolonger, changer")
    former.page.get_by_label("par courriel, mon adresse est montrée").check()
    former.press("J’accepte jusqu’au")
    former.see("Merci")

    present = visitor(demonstration, width=390, java_script_enabled=javascript)
    present.sign_in("participante@example.org")
    present.follow("Les anciens")
    present.see(ADDRESS)
    if javascript:
        assert present.page.evaluate("document.documentElement.scrollWidth") == 390
    present.follow("Lui écrire par l’Atelier")
    present.fill(text="Pourrions-nous visiter votre ferme ?")
    present.press("Envoyer")
    present.see("Votre message part")

    former.press("Ne plus être joignable")
    former.see("ne figurez plus parmi les anciens")
    former.follow("rester joignable")  # and comes back, for whoever tells this story next
    former.press("J’accepte jusqu’au")
    former.see("Merci")
