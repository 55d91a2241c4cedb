"""Programmes copied from models and days; what a date deserves to be known for."""

from datetime import date, time

import pytest
from django.urls import reverse
from pytest_django.asserts import assertContains

from atelier.seasons.models import TeamMember
from referential.models import Stake
from sessions.programme import date_warnings, programme_copies
from sessions.programme.models import AgendaItem
from territories import geography
from tests.admin_actions import act
from tests.factories import SeasonFactory, TerritoryFactory, TriptychFactory, add_days

pytestmark = pytest.mark.django_db


@pytest.fixture
def december_day():
    return add_days(SeasonFactory(number=90), date(2026, 12, 3))[0]


def test_every_model_names_formats_and_stakes_that_exist(december_day):
    known = set(Stake.objects.values_list("code", flat=True))

    for model in programme_copies.MODELS:
        assert programme_copies.copy_model(model=model, to=december_day) == len(model.items)
        assert {code for *_, codes in model.items for code in codes} <= known
        assert {format_ for _, _, format_, *_ in model.items} <= set(AgendaItem.Format.values)


def test_a_model_replaces_the_programme_and_calendars_know(december_day):
    december_day.half_days.first().items.create(starts_at="09:30", format="plenary", title="Ancien")

    programme_copies.copy_model(model=programme_copies.MODELS[1], to=december_day)

    titles = list(AgendaItem.objects.values_list("title", flat=True))
    assert "Ancien" not in titles
    assert (december_day.title, december_day.sequence, len(titles)) == ("L’engagement et le travail des pilotes", 1, 4)


def test_a_day_is_copied_with_hours_stakes_and_the_facilitators_of_its_season_alone(december_day):
    here = add_days(SeasonFactory(number=91), date(2027, 12, 3))[0]
    same = december_day.season.days.create(number=2, date=date(2027, 1, 28))
    same.half_days.create(period="morning", starts_at="09:00", ends_at="12:00")
    part = december_day.half_days.first()
    part.starts_at = time(10)
    part.save()
    item = part.items.create(starts_at="10:15", format="inter", title="Tables", room="Forum", preparation="Une carte")
    item.stakes.set(Stake.objects.all()[:2])
    item.facilitators.add(
        TeamMember.objects.create(season=december_day.season, name="Une animatrice", role="animation")
    )
    source = type(december_day).objects.with_full_programme().get(pk=december_day.pk)

    counts = [programme_copies.copy_day(source=source, to=to) for to in (here, same)]

    assert counts == [1, 1]
    copies = [AgendaItem.objects.get(half_day__day=to) for to in (here, same)]
    assert [(copy.title, copy.room, copy.preparation) for copy in copies] == [("Tables", "Forum", "Une carte")] * 2
    assert [copy.stakes.count() for copy in copies] == [2, 2]
    assert [copy.facilitators.count() for copy in copies] == [0, 1]
    assert here.half_days.first().starts_at == time(10)


def test_copying_asks_first_and_says_what_it_replaces(as_user, organiser, december_day):
    december_day.half_days.first().items.create(starts_at="09:30", format="plenary", title="Ancien")
    client = as_user(organiser)

    assertContains(act(client, "atelier_sessions_day", "copy_programme", december_day), "1 séquence remplacée")
    assert AgendaItem.objects.get().title == "Ancien"
    done = act(client, "atelier_sessions_day", "copy_programme", december_day, confirm="1", source="model:0")
    assertContains(done, "4 séquences")


@pytest.mark.parametrize(
    ("when", "departments", "sentences"),
    [
        (date(2026, 12, 3), {"75"}, []),
        (date(2026, 12, 5), set(), ["C’est un samedi."]),
        (
            date(2027, 3, 29),
            {"75"},
            ["C’est un jour férié\u00a0: Lundi de Pâques.", "L’heure change ce jour-là ou la veille."],
        ),
        (date(2027, 5, 7), set(), ["C’est un pont, entre un jour férié et une fin de semaine."]),
        (
            date(2027, 2, 10),
            {"75", "31", "2A", "974"},
            [
                "Vacances scolaires, zone C.",
                "Vacances scolaires\u00a0: calendrier propre à vérifier (Corse-du-Sud, La Réunion).",
            ],
        ),
        (date(2027, 3, 26), {"57", "68", "75"}, ["C’est un jour férié\u00a0: Vendredi saint (Moselle, Haut-Rhin)."]),
        (
            date(2027, 5, 27),
            {"971"},
            [
                "C’est un jour férié\u00a0: Abolition de l'esclavage (Guadeloupe).",
                "Vacances scolaires\u00a0: calendrier propre à vérifier (Guadeloupe).",
            ],
        ),
        (date(2027, 2, 16), {"75", "25"}, ["Vacances scolaires, zones A et C."]),
        (date(2027, 2, 24), {"59", "25"}, ["Vacances scolaires, zones A et B."]),
        (date(2026, 12, 22), {"75", "59", "25"}, ["Vacances scolaires, zones A, B et C."]),
        (date(2040, 2, 10), {"75"}, ["Vacances scolaires\u00a0: calendrier inconnu à cette date, à vérifier."]),
        (date(2040, 2, 10), set(), []),
    ],
)
def test_a_date_is_kept_with_its_warnings(when, departments, sentences):
    assert [one.sentence for one in date_warnings.warnings_for_date(when, departments)] == sentences


def test_every_mainland_departement_has_a_zone():
    without = {code for code in geography.DEPARTMENTS if not geography.school_zone(code)}

    assert {code for code in without if len(code) == 2} == {"2A", "2B"}


def test_the_page_of_a_day_warns_for_the_zones_of_its_territories(as_user, organiser, december_day):
    TriptychFactory(season=december_day.season, admitted=True, territory=TerritoryFactory(department="25"))
    december_day.date = date(2027, 2, 17)
    december_day.save()

    response = as_user(organiser).get(reverse("admin:atelier_sessions_day_change", args=[december_day.pk]))

    assertContains(response, "Vacances scolaires, zone A.")
