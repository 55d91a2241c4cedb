"""What the law wants said on the privacy and accessibility pages, and what of it the product knows by itself."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from atelier.website import browser_storage

pytestmark = pytest.mark.django_db

SCRIPTS = sorted((Path(settings.BASE_DIR) / "static/js").glob("*.js"))


def words_of(client, slug):
    page = re.sub(r"<[^>]+>", "", client.get(f"/{slug}/").content.decode())
    return " ".join(page.replace("\u00a0", " ").replace("\u202f", " ").split())


def test_the_privacy_page_says_what_the_law_wants(client):
    page = words_of(client, "confidentialite")

    for present in (
        "intérêt légitime",
        "obligation légale",
        "consentement explicite",
        "vous opposer",
        "portabilité",
        "Ce qui est obligatoire",
        "Hors de l’Union européenne",
        "Hébergement :",
        "CNIL, 3 place de Fontenoy",
    ):
        assert present in page


def test_the_privacy_page_names_every_cookie_and_processor(client, settings):
    settings.MAIL_PROVIDER, settings.ERROR_TRACKER = "brevo", True

    page = words_of(client, "confidentialite")

    for name in (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.MESSAGES_COOKIE_NAME):
        assert f"Cookie (« {name} »)" in page
    assert "30 jours ou jusqu’à la déconnexion" in page
    assert "Envoi des courriels : brevo" in page
    assert "Suivi des erreurs du logiciel" in page
    assert "deux cookies" not in page


def test_the_page_names_what_scripts_keep_and_nothing_else():
    """Names begin with « atelier- »; a script that keeps something under another name is seen as well."""
    keeping = {one.name: one.read_text("utf-8") for one in SCRIPTS}
    keeping = {name: text for name, text in keeping.items() if re.search(r"localStorage|sessionStorage|caches\.", text)}
    named = set(re.findall(r"[\"`](atelier-[a-z]+[:-])", "".join(keeping.values())))

    assert named == {one.name for one in browser_storage.IN_STORAGE}
    assert all("atelier-" in text for text in keeping.values())


def test_the_accessibility_statement_is_whole(client):
    page = words_of(client, "accessibilite")

    for present in (
        "article 47 de la loi n° 2005-102",
        "non conforme",
        "Contenus non accessibles",
        "a été établie le 28 novembre 2026",
        "Technologies :",
        "Outils :",
        "Pages vérifiées :",
        "Libre réponse 71120",
        "formulaire.defenseurdesdroits.fr",
    ):
        assert present in page
