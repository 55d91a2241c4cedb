"""What every template keeps to: short lines, rows with names, no inline code, French spaces, all used, mails whole."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR, "templates")
TEMPLATES = sorted(path for path in ROOT.rglob("*") if path.is_file())
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<[^>]*>", re.DOTALL)
BREAKING = re.compile(r"« | »|n° |\w [;!?:%€](?=\s|$)")
LONGEST_LINE = 140
LENGTH = r"\b(?:\d+|un|deux|trois|cinq|six|dix)\s(?:an|mois|jour|semaine)"
KEPT = re.compile(rf"(?:effacé|gardé|Tout part|valable|sert plus)[^.;<]{{0,60}}?{LENGTH}")
UNPACKED = re.compile(r"\{% for \w+(?:, \w+){2,} in ")
# Names that Django, allauth or a view's own convention look for.
FOUND_BY_NAME = {
    "admin/seasons/season/change_form_object_tools.html",
    "403.html",
    "403_csrf.html",
    "404.html",
    "500.html",
    "account/messages/email_confirmed.txt",
    "account/messages/logged_in.txt",
    "admin/actions.html",
    "admin/base_site.html",
    "admin/change_form_object_tools.html",
    "admin/color_theme_toggle.html",
    "admin/filter.html",
    "admin/search_form.html",
    "admin/territories/participant_reading.html",
    "mfa/webauthn/authenticator_list.html",
}


def name(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", [path for path in TEMPLATES if ".as_div }}" in path.read_text()], ids=name)
def test_a_form_of_the_administration_says_first_what_is_to_be_corrected(path):
    """A part of a page that several forms share leaves it to the page."""
    assert path.name.startswith("_") or "includes/error_summary.html" in path.read_text()


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_no_inline_script_or_style(path):
    text = path.read_text()

    assert re.findall(r"<style|<script(?![^>]*src=)|\sstyle=|\son[a-z]+=|javascript:", text) == []


@pytest.mark.parametrize("path", [path for path in TEMPLATES if path.suffix != ".txt"], ids=name)
def test_lines_are_short_enough_to_be_reviewed(path):
    """Plain-text mails are left out: their line breaks are those that the reader sees."""
    long = [number for number, line in enumerate(path.read_text().splitlines(), 1) if len(line) > LONGEST_LINE]

    assert long == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_rows_of_three_values_and_more_have_names(path):
    assert UNPACKED.findall(path.read_text()) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_punctuation_stays_with_its_word(path):
    assert BREAKING.findall(TAG.sub("\x00", path.read_text())) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_how_long_is_read_from_where_it_is_decided(path):
    """By `kept_for`, or `period_length` of the constant. A quote is valid for three months: nothing ends by itself."""
    assert KEPT.findall(path.read_text().replace("Devis valable trois mois", "")) == []


def test_every_template_is_used():
    code = list(Path(settings.BASE_DIR).glob("[!.]*/**/*.py"))
    named = {word for path in [*code, *TEMPLATES] for word in re.findall(r'"([^"\s]+)"', path.read_text())}
    unused = [
        name(path)
        for path in TEMPLATES
        if name(path) not in FOUND_BY_NAME
        and not name(path).startswith(("account/", "allauth/", "guide/"))
        and not {str(Path(name(path)).with_suffix(ending)) for ending in ("", ".html", ".txt", ".js", ".xml")} & named
        and "/steps/" not in name(path)
        and not re.match(
            r"territories/emails/application_(admitted|waiting|refused|withdrawn)\.txt|pages/[a-z-]+\.html", name(path)
        )
    ]

    assert unused == []


MAILS = [path for path in TEMPLATES if "emails" in path.parts and path.suffix == ".txt"]


@pytest.mark.parametrize("path", [path for path in MAILS if path.stem not in {"signature", "path"}], ids=name)
def test_every_mail_has_a_subject_line_and_is_not_escaped(path):
    first, rest = path.read_text().split("\n", 1)

    assert first.startswith("{% autoescape off %}")
    assert len(first) > 30
    assert '{% include "emails/signature.txt" %}' in rest
