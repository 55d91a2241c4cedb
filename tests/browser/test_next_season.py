"""From one season to the published call of the next: every click counted, those that open a field included."""

from datetime import date, timedelta

import pytest

pytestmark = pytest.mark.browser

COUNT = "addEventListener('click', () => localStorage.clicks = 1 + Number(localStorage.clicks ?? 0), true)"


def type_in(organiser, name, value):
    organiser.page.click(f"[name={name}]")
    organiser.page.fill(f"[name={name}]", value.isoformat())


def test_the_call_of_the_next_season_is_online_in_under_ten_clicks(imported, visitor):
    organiser = visitor(imported)
    organiser.sign_in("organisation@example.org", landing="/admin/")
    organiser.context.add_init_script(COUNT)
    organiser.go("/admin/")
    today = date.today()

    organiser.follow("Ouvrir la saison suivante")
    type_in(organiser, "day_1", today + timedelta(days=100))
    organiser.press("Recaler toutes les dates")
    type_in(organiser, "call_opens_on", today)
    type_in(organiser, "call_closes_on", today + timedelta(days=60))
    organiser.press("Créer la saison")
    organiser.see("Les dates ont changé")
    organiser.press("Créer la saison")
    organiser.see("La saison 4 est prête")
    organiser.page.click("[name=status]")
    organiser.page.select_option("[name=status]", "published")
    organiser.page.get_by_role("button", name="Enregistrer", exact=True).click()
    organiser.see("Saison 4")

    assert int(organiser.page.evaluate("localStorage.clicks")) == 9
    assert organiser.go("/saisons/4/").status == 200
    organiser.see("L’appel est ouvert")
    take_offline(organiser)


def take_offline(organiser):
    """The other stories of this season file are told in season 3."""
    organiser.go("/admin/seasons/season/?q=4")
    organiser.follow("Saison 4")
    organiser.page.select_option("[name=status]", "preparation")
    organiser.page.get_by_role("button", name="Enregistrer", exact=True).click()
    organiser.see("Saison 4")
