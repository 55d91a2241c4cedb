"""A day that somebody types has a year that calendars know: on its column, in each form, in each file."""

from datetime import date

import pytest
from django import forms
from django.apps import apps
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models

from atelier.core import dates, parsing
from atelier.core.forms import DateField
from atelier.operations.season_import.yaml_reader import FileError, read_yaml
from contributions.statements import reading
from tests.test_architecture import LAYERS

ODD = [date(9999, 12, 31), date(1, 1, 1)]
ASKED = "elle se situe entre 2000 et 2100"
PAST = {"referential.Entry.date": range(1900, 2101)}  # what a territory tells of its past


def columns(kind):
    return [
        column
        for label in LAYERS
        for model in apps.get_app_config(label).get_models()
        for column in model._meta.concrete_fields
        if isinstance(column, kind)
    ]


def days():
    return [column for column in columns(models.DateField) if not isinstance(column, models.DateTimeField)]


@pytest.mark.parametrize("column", days(), ids=str)
def test_every_column_for_a_day_has_its_years(column):
    years = PAST.get(str(column), dates.YEARS)
    for year in (years[0], years[-1]):
        column.run_validators(date(year, 6, 30))

    for odd in (*ODD, date(years[0] - 1, 12, 31), date(years[-1] + 1, 1, 1)):
        with pytest.raises(ValidationError, match=f"entre {years[0]} et {years[-1]}"):
            column.run_validators(odd)


def forms_of(parent=forms.BaseForm):
    for form in parent.__subclasses__():
        yield form
        yield from forms_of(form)


def test_no_form_asks_for_a_moment_or_for_a_day_without_years(rf, admin_user):
    """Moments are noted by the machine; a form of its own asks for a day with our field, a column has its years."""
    request = rf.get("/")
    request.user = admin_user
    for site in admin.site._registry.values():  # the forms that administration makes as it goes
        if site.has_change_permission(request) or site.has_add_permission(request):
            site.get_form(request)
    ours = [form for form in forms_of() if form.__module__.partition(".")[0] in {"atelier", *LAYERS, "sessions"}]
    asked = [(form, name, field) for form in ours for name, field in getattr(form, "base_fields", {}).items()]

    assert [(form, name) for form, name, field in asked if isinstance(field, forms.DateTimeField)] == []
    assert [
        (form, name)
        for form, name, field in asked
        if isinstance(field, forms.DateField) and not isinstance(field, DateField) and not is_of_a_column(form, name)
    ] == []


def is_of_a_column(form, name):
    return hasattr(form, "_meta") and isinstance(form._meta.model._meta.get_field(name), dates.DateField)


@pytest.mark.parametrize("odd", ODD)
def test_no_file_brings_an_odd_year(odd, tmp_path):
    season = tmp_path / "season.yaml"
    season.write_text(f"days: {odd.isoformat()}\n")

    with pytest.raises(ValidationError, match=ASKED):
        parsing.parse_day(odd.isoformat())
    with pytest.raises(FileError, match=f"ligne 1.*{ASKED}"):
        read_yaml(season).date("days")
    with pytest.raises(ValidationError, match=f"Ligne 2.*{ASKED}"):
        reading.read_statement("r.csv", f"date,libelle,montant\n{odd.isoformat()},VIR,45\n".encode())
