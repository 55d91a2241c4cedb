"""What pages draw of presence, money and balance: the figures of their tables, and words where there is none."""

from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains

from atelier.core import french
from contributions import budget
from sessions.attendance.statistics import AttendanceRate, day_chart
from territories.board import Balance
from tests.factories import SeasonFactory, TriptychFactory, add_days


class FakeDay:
    def __init__(self, number, *, closed=False, cancelled=False, when=None):
        self.pk, self.number, self.closed, self.is_cancelled = number, number, closed, cancelled
        self.date = when or date(2026, 1, number)

    def __str__(self):
        return f"Journée {self.number}"


def test_the_presence_of_each_day_is_drawn_or_said_to_be_missing():
    later = timezone.localdate() + timedelta(days=30)
    days = [
        FakeDay(1, closed=True),
        FakeDay(2, closed=True),
        FakeDay(3),
        FakeDay(4, cancelled=True),
        FakeDay(5, when=later),
    ]

    chart = day_chart(days, {days[0]: AttendanceRate(63, 68)})

    assert [(row.values[0].bar.width, row.values[0].words) for row in chart.rows] == [
        ("92%", "92\u00a0%, 63 sur 68 demi-journées"),
        ("0%", "close, personne n’était attendu"),
        ("0%", "à saisir, puis à clore"),
        ("0%", "annulée"),
        ("0%", "à venir"),
    ]
    assert [tick.words for tick in chart.ticks] == ["0\u00a0%", "50\u00a0%", "100\u00a0%"]


def money(agreed, asked, paid, name="Val"):
    triptych = SimpleNamespace(pk=1, territory=name, status="admitted")
    return budget.BudgetRow(triptych, None, *map(Decimal, (0, agreed, asked, paid, 0)))


@pytest.mark.parametrize(("largest", "width"), [("9000", "90%"), ("1", "50%"), ("12345678.90", "61.73%"), ("0", "0%")])
def test_money_is_drawn_on_the_scale_of_the_largest_with_its_amount(largest, width):
    chart = budget.budget_chart([money(largest, 0, 0), money(0, 0, 0, "Aucun")])

    assert chart.rows[0].values[0].bar.width == width
    assert chart.rows[0].values[0].words == f"{french.euros(Decimal(largest))} convenu"
    assert [value.words for value in chart.rows[1].values][1:] == [
        f"{french.euros(0)} demandé",
        f"{french.euros(0)} versé",
    ]


def test_the_balance_of_a_set_is_drawn_as_shares_of_it():
    balance = Balance(6, {"grandes": 2, "petites": 4}, {"Bretagne": 6}, {}, 5, Decimal(0))

    sizes, regions, kinds = balance.charts

    assert [(row.label, row.values[0].bar.width, row.values[0].words) for row in sizes.rows] == [
        ("grandes", "33.33%", "2 sur 6"),
        ("petites", "66.67%", "4 sur 6"),
    ]
    assert (regions.rows[0].values[0].bar.width, kinds.rows) == ("100%", ())


@pytest.mark.django_db
@pytest.mark.parametrize("territories", [0, 1, 6])
def test_pages_with_drawings_open_whatever_their_number(desk, territories):
    season = SeasonFactory(number=90, status="published")
    for rank in range(territories):
        TriptychFactory(season=season, admitted=True, people=2, people__state="confirmed", rank=rank + 1)
    add_days(season, *[date(2026, 1, 10 + number) for number in range(territories)])
    for name in ("budget", "presence", "acquaintances", "board", "line_of_time"):
        assertContains(desk.get(f"{reverse(f'admin:{name}')}?saison={season.pk}"), "<h1")
