"""Dates as people remember them, read and written again."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from referential.partial_dates import SEASONS, Precision, date_in_words, parse_date

START = {
    Precision.DAY: lambda day: day,
    Precision.MONTH: lambda day: day.replace(day=1),
    Precision.SEASON: lambda day: date(day.year, sorted(SEASONS.values())[day.month % 4], 1),
    Precision.YEAR: lambda day: date(day.year, 1, 1),
    Precision.ABOUT: lambda day: date(day.year, 1, 1),
}


@pytest.mark.parametrize(
    ("typed", "day", "precision"),
    [
        ("2014", date(2014, 1, 1), "year"),
        ("printemps 2019", date(2019, 3, 1), "season"),
        ("Été 2020", date(2020, 6, 1), "season"),
        ("hiver 2021", date(2021, 12, 1), "season"),
        ("hiver 2019-2020", date(2019, 12, 1), "season"),
        ("Hiver 2019/20", date(2019, 12, 1), "season"),
        ("hiver 1999-00", date(1999, 12, 1), "season"),
        ("hiver 2019\u20132020", date(2019, 12, 1), "season"),
        ("vers 2015", date(2015, 1, 1), "about"),
        ("févr. 2020", date(2020, 2, 1), "month"),
        ("juil 2020", date(2020, 7, 1), "month"),
        ("2 sept. 2020", date(2020, 9, 2), "day"),
        ("2024-03", date(2024, 3, 1), "month"),
        ("mars 2020", date(2020, 3, 1), "month"),
        ("AOÛT 2020", date(2020, 8, 1), "month"),
        ("03/2020", date(2020, 3, 1), "month"),
        ("12/03/2024", date(2024, 3, 12), "day"),
        ("1er mars 2024", date(2024, 3, 1), "day"),
        (" 12  mars 2024 ", date(2024, 3, 12), "day"),
        ("2024-03-12", date(2024, 3, 12), "day"),
    ],
)
def test_what_people_type_is_understood(typed, day, precision):
    assert parse_date(typed) == (day, precision)


@pytest.mark.parametrize(
    "typed",
    [
        "hier",
        "32/01/2020",
        "13/2020",
        "mars",
        "vers 20",
        "",
        "1/2/3/2020",
        "21er mars 2020",
        "1er1 mars 2020",
        "jui 2020",
        "ma 2020",
        "hiver 2019-2021",
        "été 2019-2020",
        "2024-3",
        "2024-mars",
        "vers mars 2020",
    ],
)
def test_what_is_no_date_is_refused_with_examples(typed):
    with pytest.raises(ValidationError, match="printemps 2019"):
        parse_date(typed)


@pytest.mark.parametrize("typed", ["1850", "12 mars 1899", "31/12/9999", "9999-12-31", "0001-01-01", "été 2101"])
def test_a_slip_in_the_year_is_asked_about(typed):
    with pytest.raises(ValidationError, match="entre 1900 et 2100"):
        parse_date(typed)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)), st.sampled_from(Precision.values))
def test_what_is_written_is_read_back(day, precision):
    start = START[precision](day)

    assert parse_date(date_in_words(start, precision)) == (start, precision)
