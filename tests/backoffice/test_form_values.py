"""What the forms of the administration hold and offer: French hours and amounts, the choices of one season."""

import re
from datetime import time

import pytest
from django.contrib import admin
from django.forms import ModelChoiceField
from django.urls import reverse
from pytest_django.asserts import assertContains

from atelier.seasons.models import Season
from sessions.programme.models import Day, HalfDay
from tests.factories import AttendanceFactory, RuleFactory, SeasonFactory, TriptychFactory, add_days

pytestmark = pytest.mark.django_db


@pytest.fixture
def seasons():
    """Two seasons that hold the same, the last one in preparation, the first one worked on."""
    made = [SeasonFactory(number=4, status=Season.Status.PUBLISHED), SeasonFactory(number=5)]
    for season in made:
        (day,) = add_days(season, "2026-12-03")
        triptych = TriptychFactory(season=season, people=1)
        RuleFactory(season=season).categories.add(season.categories.first())
        AttendanceFactory(participant=triptych.participants.get(), half_day=day.half_days.first())
        day.half_days.first().items.create(starts_at="10:00", format="peers", title="x")
    return made


def has_season(model) -> bool:
    return any(one.name == "season" for one in model._meta.fields)


def offered(page) -> dict[str, set[int]]:
    """The seasons of the rows that each field offers, by name; that of the season itself aside."""
    forms = [page.context["adminform"].form]
    for table in page.context["inline_admin_formsets"]:
        forms += [*table.formset, table.formset.empty_form]
    found = {}
    for form in forms:
        for name, field in form.fields.items():
            if name != "id" and isinstance(field, ModelChoiceField) and has_season(field.queryset.model):
                found.setdefault(name, set()).update(field.queryset.values_list("season__number", flat=True))
    return found


def test_no_form_offers_the_rows_of_two_seasons(desk, seasons):
    mixed, seen = {}, set()
    desk.post(reverse("admin:choose_season"), {"saison": seasons[0].pk})
    for model in admin.site._registry:
        label = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        pages = [(reverse(f"{label}_add"), 4)]
        if has_season(model) or model is HalfDay:
            rows = model._base_manager.order_by("pk")
            pages += [(reverse(f"{label}_change", args=[row.pk]), season_of(row)) for row in rows]
        for address, number in pages:
            page = desk.get(address)
            if page.status_code == 200 and page.context and "adminform" in page.context:
                found = offered(page)
                seen |= set(found)
                mixed |= {(address, name): have for name, have in found.items() if not have <= {number}}

    assert mixed == {}
    assert seen >= {"triptych", "category", "categories", "day", "facilitators"}


def season_of(row):
    return (row.day if isinstance(row, HalfDay) else row).season.number


def test_a_new_row_is_of_the_chosen_season(desk, seasons):
    desk.post(reverse("admin:choose_season"), {"saison": seasons[1].pk})

    form = desk.get(reverse("admin:atelier_sessions_day_add")).context["adminform"].form
    assert form["season"].value() == seasons[1].pk


def test_hours_and_amounts_of_a_form_are_written_in_french(desk, seasons):
    Season.objects.update(contribution_min=3000, contribution_max="9000.50")
    day = Day.objects.order_by("pk").first()
    HalfDay.objects.filter(day=day).update(starts_at=time(9, 30), ends_at=time(12, 0))

    values = values_of(desk.get(reverse("admin:atelier_sessions_day_change", args=[day.pk])))
    values += values_of(desk.get(reverse("admin:seasons_season_change", args=[seasons[0].pk])))

    assert {"09:30", "12:00", "3000,00", "9000,50"} <= set(values)
    assert [one for one in values if re.fullmatch(r"\d+\.\d+|\d\d:\d\d:\d\d", one)] == []


def values_of(page) -> list[str]:
    return re.findall(r'<input type="(?:text|time|number)"[^>]*? value="([^"]*)"', page.text)


@pytest.mark.parametrize("typed", ["9:30", "09:30", "9h30", "9 h 30", "09:30:00"])
def test_an_hour_is_read_as_people_write_it(desk, seasons, typed):
    part = HalfDay.objects.order_by("pk").first()
    form = desk.get(reverse("admin:atelier_sessions_halfday_change", args=[part.pk])).context["adminform"].form

    assert form.fields["starts_at"].clean(typed) == time(9, 30)


def test_lists_write_moments_and_hours_as_the_rest_of_the_product(desk, seasons):
    HalfDay.objects.update(starts_at=time(9, 30))

    assertContains(desk.get(reverse("admin:atelier_sessions_halfday_changelist")), "9\u00a0h\u00a030")
