from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atelier.core import french
from atelier.core.templatetags import french_text

NB, NN = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2020, 12, 4), "vendredi 4 décembre 2020"),
        (date(2026, 12, 1), "mardi 1er décembre 2026"),
        (datetime(2026, 11, 30, 23, 30, tzinfo=UTC), "mardi 1er décembre 2026"),
    ],
)
def test_full_date_names_the_day_in_paris(day, expected):
    assert french.full_date(day) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2026, 12, 3), date(2027, 3, 31), "du 3 décembre 2026 au 31 mars 2027"),
        (date(2027, 3, 30), date(2027, 3, 31), "du 30 au 31 mars 2027"),
        (date(2027, 2, 1), date(2027, 3, 31), "du 1er février au 31 mars 2027"),
        (date(2027, 2, 1), date(2027, 2, 1), "le 1er février 2027"),
    ],
)
def test_period_repeats_nothing(start, end, expected):
    assert french.period(start, end) == expected


def test_hour_drops_empty_minutes():
    assert french.hour(time(9, 30)) == f"9{NB}h{NB}30"
    assert french.hour(time(14)) == f"14{NB}h"


def test_moment_is_told_in_paris_on_both_sides_of_the_clock_change():
    assert french.moment(datetime(2027, 3, 27, 8, 30, tzinfo=UTC)) == f"27 mars 2027 à 9{NB}h{NB}30"
    assert french.moment(datetime(2027, 3, 28, 7, 30, tzinfo=UTC)) == f"28 mars 2027 à 9{NB}h{NB}30"


@pytest.mark.parametrize(
    ("amount", "expected"),
    [(3000, f"3{NN}000{NB}€"), (Decimal("1250.50"), f"1{NN}250,50{NB}€"), (Decimal("10000.00"), f"10{NN}000{NB}€")],
)
def test_euros_show_cents_only_when_there_are_some(amount, expected):
    assert french.euros(amount) == expected


def test_siret_is_grouped_and_anything_else_left_alone():
    assert french.siret("73282932000074") == f"732{NN}829{NN}320{NN}00074"
    assert french.siret("W622001234") == "W622001234"


def test_phone_is_written_in_pairs():
    assert french.phone("+33 6 39 98 00 01") == NB.join(["06", "39", "98", "00", "01"])
    assert french.phone("+262 692 00 00 00") == "+262 692 00 00 00"


def test_file_size_counts_in_ko():
    sizes = {
        12: "1 Ko", 19_700: "20 Ko", 999_400: "999 Ko", 999_600: "1,0 Mo",
        1_440_000: "1,4 Mo", 1_449_000: "1,4 Mo", 1_550_000: "1,6 Mo",
    }  # fmt: skip

    assert {size: french.file_size(size).replace(NB, " ") for size in sizes} == sizes


def test_names_sort_without_accents_apostrophes_or_case():
    names = ["Zoé", "Émile", "d’Arcy", "Œuvrard", "d'Arcy", "Le Goff", "L’Hostis", "eve", "Łukasz", "Ørsted", "Ærø"]

    assert sorted(names, key=french.sort_key) == [
        "Ærø", "d’Arcy", "d'Arcy", "Émile", "eve", "L’Hostis", "Le Goff", "Łukasz", "Œuvrard", "Ørsted", "Zoé",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("d'h", "d’Hondt"),
        ("oeuv", "Œuvrard"),
        ("jean noel", "Jean‑Noël"),
        ("JEAN–NOËL", "Jean-Noël"),
        ("aero", "Ærø"),
        ("lukasz", "Łukasz"),
        ("straße", "STRASSE"),
        ("dokic", "Đokić"),
    ],
)
def test_a_name_is_found_as_it_is_typed(typed, name):
    assert french.sort_key(typed) in french.sort_key(name)


def test_spaced_gives_typed_text_its_spaces():
    assert french.spaced("Quoi ? « Oui » : 3 000 € l'an") == f"Quoi{NN}? «{NB}Oui{NB}»{NB}: 3{NN}000{NB}€ l’an"


@given(st.text())
def test_spaced_twice_is_spaced_once(text):
    assert french.spaced(french.spaced(text)) == french.spaced(text)


@pytest.mark.parametrize(("count", "expected"), [(0, ""), (1, ""), (2, "s")])
def test_zero_is_singular_in_french(count, expected):
    assert french_text.plural(count) == expected


def test_markdown_shows_html_and_does_not_obey_it():
    assert "&lt;script&gt;" in french_text.markdown("<script>alert(1)</script>")
    assert "<a" not in french_text.markdown("[lien](javascript:alert(1))")
    assert '<a href="https://example.org">' in french_text.markdown("[lien](https://example.org)")


def test_superscript_escapes_before_it_raises():
    assert french_text.superscript("<b> 1er mars") == "&lt;b&gt; 1<sup>er</sup> mars"
