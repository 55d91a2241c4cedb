from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from atelier.operations.demo.build import SEASON_FILE
from atelier.operations.season_import import season_file
from atelier.operations.season_import.yaml_reader import FileError
from atelier.seasons.models import Season, Workshop
from sessions.programme.models import Day, HalfDay
from tests.factories import SeasonFactory

pytestmark = pytest.mark.django_db

SMALL = """
seasons:
  - number: 7
    theme: "Essai"
    days:
      - { number: 1, date: 2020-12-04, weekday: "vendredi" }
    triptych:
      - { code: elus, label: "Élus", seats: 2 }
"""


@pytest.fixture
def file(tmp_path):
    def write(text):
        path = tmp_path / "saison.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_the_flyer_s_season_is_loaded_with_its_facts():
    season_file.import_file(SEASON_FILE, write=True)

    season = Season.objects.get(number=3)
    assert [day.date for day in season.days.all()] == [
        date(2020, 12, 4),
        date(2021, 1, 28),
        date(2021, 3, 16),
        date(2021, 4, 6),
        date(2021, 4, 7),
    ]
    assert [(category.label, category.seats) for category in season.categories.all()] == [
        ("Élus", 2),
        ("Directions et chargés de mission", 2),
        ("Entrepreneurs et opérateurs", 2),
    ]
    assert (season.places, season.contribution_min, season.contribution_max) == (6, 3000, 10000)
    assert (season.team.count(), season.resources.count(), season.status) == (7, 3, "archived")
    assert HalfDay.objects.filter(day__season=season).count() == 10
    assert Workshop.load().name == "Atelier Villes Pairs, Territoires pilotes de la Transition"


def test_a_dry_run_says_what_it_would_do_and_writes_nothing():
    changes = season_file.import_file(SEASON_FILE, write=False)

    assert {change.verb for change in changes} == {"créer"}
    assert (Season.objects.count(), Workshop.objects.count()) == (0, 0)


def test_loading_twice_changes_nothing():
    season_file.import_file(SEASON_FILE, write=True)

    assert {change.verb for change in season_file.import_file(SEASON_FILE, write=True)} == {"inchangé"}


def test_a_changed_date_is_named_and_the_calendar_knows(file):
    season_file.import_file(file(SMALL), write=True)

    changes = season_file.import_file(file(SMALL.replace('2020-12-04, weekday: "vendredi"', "2020-12-05")), write=True)

    assert [str(change) for change in changes if change.verb == "modifier"] == [
        "modifier\u00a0: saison 7, journée 1 (date)"
    ]
    assert Day.objects.get().sequence == 1


def test_what_the_organiser_decided_is_left_alone(file):
    SeasonFactory(number=7, status="published", places=4)

    season_file.import_file(file(SMALL), write=True)

    season = Season.objects.get(number=7)
    assert (season.status, season.places) == ("published", 4)


@pytest.mark.parametrize(("year", "given"), [("2031", True), ("2020", False)])
def test_a_season_to_come_has_the_usual_rules_and_tasks_as_one_made_by_hand(year, given, file):
    text = SMALL.replace("2020", year).replace(', weekday: "vendredi"', "")
    season_file.import_file(file(text), write=True)

    season = Season.objects.get(number=7)
    assert (season.rules.exists(), season.tasks.exists()) == (given, given)
    assert not season.rules.filter(is_active=True).exists()


def test_a_season_to_come_awaits_its_organiser(file):
    season_file.import_file(file(SMALL.replace('2020-12-04, weekday: "vendredi"', "2090-12-04")), write=True)

    assert Season.objects.get().status == "preparation"


@pytest.mark.parametrize(
    ("old", "new", "line", "reason"),
    [
        ("2020-12-04", "2020-12-05", 6, "le 5 décembre 2020 est un samedi"),
        ("2020-12-04", "4 décembre", 6, "une date comme 2026-12-03 est attendue"),
        ("number: 7", "number: sept", 3, "un nombre entier à partir de 1 est attendu"),
        ('theme: "Essai"', 'titre: "Essai"', 3, "la clé «\u00a0theme\u00a0» manque"),
        ("seats: 2", "seats: 0", 8, "un nombre entier à partir de 1"),
        ("code: elus", "code: Élus", 8, "des minuscules sans accent"),
        ('label: "Élus", ', "", 8, "la clé «\u00a0label\u00a0» manque"),
        ("seats: 2", "seats: 2, couleur: bleu", 8, "la clé «\u00a0couleur\u00a0» est inconnue"),
        ('theme: "Essai"', 'theme: "Essai\n  x: [', 7, "la syntaxe YAML n’est pas lisible"),
        ('theme: "Essai"', "theme: [a, b]", 4, "une valeur simple est attendue"),
        ('theme: "Essai"', f'theme: "{"a" * 201}"', 4, "201 signes, 200 au plus"),
        ('theme: "Essai"', 'theme: "Essai"\n    stakes: [amour]', 5, "les quatre enjeux attendus"),
        ('theme: "Essai"', 'theme: "Essai"\n    contribution: {min_eur: 9, max_eur: 3}', 5, "inférieure à la minimale"),
        ('theme: "Essai"', 'theme: "Essai"\n    resources: [{kind: film, url: "javascript:x"}]', 5, "pas une adresse"),
        ("number: 1,", "number: 1, number: 2,", 6, "figure deux fois"),
    ],
)
def test_a_wrong_file_gets_its_line_and_a_reason_and_writes_nothing(old, new, line, reason, file):
    with pytest.raises(FileError) as refused:
        season_file.import_file(file(SMALL.replace(old, new)), write=True)

    assert reason in refused.value.reason
    assert refused.value.line == line
    assert Season.objects.count() == 0


@pytest.mark.parametrize("text", ["", "- a\n- b", "seasons: 3", "a: &x [*x]"])
def test_a_file_of_another_kind_is_refused(text, file):
    with pytest.raises(FileError):
        season_file.import_file(file(text), write=True)


def test_two_seasons_of_the_same_number_are_refused(file):
    with pytest.raises(FileError, match="porte déjà ce numéro"):
        season_file.import_file(file("seasons:\n  - {number: 1, theme: a}\n  - {number: 1, theme: b}\n"), write=True)


def test_dates_that_swap_are_refused_in_a_sentence(file):
    two = SMALL.replace('"vendredi" }', '"vendredi" }\n      - { number: 2, date: 2020-12-11 }')
    season_file.import_file(file(two), write=True)
    swapped = two.replace('2020-12-04, weekday: "vendredi"', "2020-12-11X").replace("2020-12-11 ", "2020-12-04 ")

    with pytest.raises(FileError, match="échangeraient leur date"):
        season_file.import_file(file(swapped.replace("X", "")), write=True)


def test_the_command_is_dry_by_default(file, capsys):
    call_command("import_season", file(SMALL))

    assert "Essai à blanc\u00a0: rien n’a été écrit." in capsys.readouterr().out
    assert Season.objects.count() == 0


def test_the_command_names_the_file_and_the_line(file):
    with pytest.raises(CommandError, match=r"ligne 3.*Rien n’a été écrit"):
        call_command("import_season", file(SMALL.replace("7", "x")), "--write")


def test_the_command_refuses_a_missing_file():
    with pytest.raises(CommandError, match="ne s’ouvre pas"):
        call_command("import_season", Path("/nulle/part.yaml"))
