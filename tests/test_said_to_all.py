"""What is said to somebody whose gender nobody knows agrees with none; what is said of a season is so at any time."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from atelier.core.french_names import of_person

BASE = Path(settings.BASE_DIR)
APPS = ("atelier", "territories", "referential", "sessions", "contributions")
SAYING = ("templates/**/*.html", "templates/**/*.txt", "atelier/**/*.yaml", *(f"{app}/**/*.py" for app in APPS))
FILES = sorted(path for pattern in SAYING for path in BASE.glob(pattern))
AGREES = re.compile(
    r"\bvous (?:vous )?(?:êtes|étiez|serez|n’êtes pas|n’êtes plus|avez été) "
    r"(?:bien |déjà |aussi |toujours |de nouveau )?(?!assujetti)(\w+(?:é|i|u|ert|ée|ie|ue))(?![\w(·])",
    re.IGNORECASE,
)
COMES_LATER = re.compile(r"(?<!usqu’à )\{\{ season\.places\|in_words(?:\|capfirst)? \}\} territoires (?!sont attendus)")


def test_no_text_makes_a_reader_a_man_or_a_woman():
    found = [(str(path.relative_to(BASE)), match[0]) for path in FILES for match in AGREES.finditer(path.read_text())]

    assert found == []


@pytest.mark.parametrize("kind", ["application_admitted", "participant_admitted", "person_invited"])
def test_no_mail_counts_territories_that_may_not_come(kind):
    """A season of six places is often one of five territories."""
    text = (BASE / f"templates/territories/emails/{kind}.txt").read_text()

    assert not COMES_LATER.search(text)
    assert not COMES_LATER.search((BASE / "templates/territories/invitation.html").read_text())


def test_a_territory_is_named_with_its_article_after_a_preposition():
    """« pour Communauté d’agglomération… » is no French: « pour la communauté d’agglomération… » is."""
    bare = re.compile(r"\b(?:pour|sur|par|avec|chez|dans) (?:\{territoire\}|\{\{ (?:triptych\.)?territory \}\})")
    found = [(str(path.relative_to(BASE)), match[0]) for path in FILES for match in bare.finditer(path.read_text())]

    assert found == []


def test_the_name_of_a_person_is_elided_after_de_and_que():
    """« le siège d’Élise Orsini »."""
    bare = re.compile(r"\b(?:[dD]e|[qQ]ue) \{\{ [\w.]*(?:full_name|first_name|leaving|asked_by) \}\}")
    found = [(str(path.relative_to(BASE)), match[0]) for path in FILES for match in bare.finditer(path.read_text())]

    assert (found, [of_person(one) for one in ("Élise", "Maud")]) == ([], ["d’Élise", "de Maud"])
