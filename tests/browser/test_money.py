"""Money in a browser: a contact on a phone, a treasurer at a desk; the deposit sheet copies what it shows."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import violations

pytestmark = pytest.mark.browser

ROOT = "/admin/contributions"


def test_a_contact_s_money_on_a_phone(demonstration, visitor):
    contact = visitor(demonstration, width=390, java_script_enabled=False)
    contact.sign_in("lucie.dhauterive@example.org")
    contact.follow(re.compile("^Contribution"))
    contact.see("Votre participation n’attend jamais un paiement")
    page = contact.page.url.removeprefix(demonstration.url)
    contact.follow(re.compile("SIRET, engagement, décision"))
    contact.fill(engagement="BC-2026-77")
    contact.press("Enregistrer")
    contact.see("Les informations du payeur sont enregistrées.")
    contact.follow(re.compile("Facture n° VP"))
    contact.see("Net à payer")
    reader = visitor(demonstration)
    reader.sign_in("lucie.dhauterive@example.org")
    document = contact.page.url.removeprefix(demonstration.url)

    assert violations(reader, [page, document]) == {}


def test_a_treasurer_s_pages_have_nothing_for_axe(demonstration, visitor):
    treasurer = visitor(demonstration)
    treasurer.sign_in("tresorerie@example.org", landing="/admin/")
    treasurer.go(f"{ROOT}/agreement/budget/")
    treasurer.follow("Ploumargat")
    follow = treasurer.page.url.removeprefix(demonstration.url)
    treasurer.follow(re.compile("^Facture ou appel"))
    issue = treasurer.page.url.removeprefix(demonstration.url)
    treasurer.go(f"{ROOT}/invoice/?saison=toutes")
    treasurer.page.locator("#result_list th a").first.click()
    invoice = treasurer.page.url.removeprefix(demonstration.url).partition("?")[0]
    act = invoice.replace("fiche/", "noter/versement/")
    pages = [f"{ROOT}/agreement/budget/", f"{ROOT}/agreement/releve/", follow, issue, invoice, act]

    assert violations(treasurer, pages) == {}


def test_the_deposit_sheet_copies_what_it_shows(demonstration, visitor):
    treasurer = visitor(demonstration)
    treasurer.context.grant_permissions(["clipboard-read", "clipboard-write"])
    treasurer.sign_in("tresorerie@example.org", landing="/admin/")
    treasurer.go(f"{ROOT}/invoice/?saison=toutes")
    treasurer.page.get_by_role("link", name=re.compile(r"VP-\d{4}-0001")).first.click()
    treasurer.follow("Chorus Pro")
    treasurer.page.get_by_role("button", name="Copier : SIRET du destinataire").click()
    shown = treasurer.page.locator("[data-copy-sheet] dt:has-text('SIRET du destinataire') + dd span").inner_text()
    expect(treasurer.page.get_by_role("button", name="Copier : SIRET du destinataire")).to_have_text("Copié")

    assert treasurer.page.evaluate("navigator.clipboard.readText()") == shown
