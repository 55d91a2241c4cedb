"""Rules and their texts: the usual plan, what is refused, what a text may say."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError

from atelier.core import placeholders
from atelier.core.declarations import declared
from atelier.reminders import default_rules
from atelier.reminders.triggers import Trigger
from tests.factories import RuleFactory, SeasonFactory, TriptychFactory, UserFactory, add_days

pytestmark = pytest.mark.django_db

PARIS = ZoneInfo("Europe/Paris")
LONG_AGO = datetime(2020, 1, 1, tzinfo=PARIS)
DAY = date(2027, 3, 30)  # a Tuesday, after the clock change of the 28th and Easter Monday the 29th


@pytest.fixture(autouse=True)
def now():
    with time_machine.travel(datetime(2027, 3, 1, 10, tzinfo=PARIS), tick=False) as traveller:
        yield traveller


@pytest.fixture
def season():
    season = SeasonFactory(number=90)
    TriptychFactory(season=season, admitted=True, people=2, people__state="confirmed", people__answered_at=LONG_AGO)
    add_days(season, DAY)
    return season


@pytest.fixture
def day(season):
    return season.days.get()


def test_the_usual_plan_comes_with_each_season_and_every_text_is_right(season):
    assert default_rules.create_default_rules(season) == 20
    assert default_rules.create_default_rules(season) == 0
    for one in season.rules.all():
        one.full_clean()
        assert not one.is_active


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"text": "Bonjour {prenon}"}, "« {prenon} » n’existe pas ici"),
        ({"trigger": "call_closing", "text": "Bonjour"}, "Il manque « {lien} »"),
        ({"trigger": "autre"}, "Choisissez ce que la règle attend."),
        ({"hour": time(7, 59)}, "entre 8 h et 19 h"),
        ({"trigger": "day_team", "text": "{lien}", "attaches": True}, "rien à joindre"),
    ],
)
def test_a_wrong_rule_is_refused_in_words(values, sentence, season):
    wrong = RuleFactory.build(season=season, **values)

    with pytest.raises(ValidationError) as refused:
        wrong.full_clean()

    said = " ".join(refused.value.messages).replace("\u00a0", " ").replace("\u202f", " ")
    assert sentence in said


def test_a_value_is_never_read_as_a_placeholder():
    assert (
        placeholders.fill_placeholders("{a} {b} {c}", {"a": "{b}", "b": "{{0.__class__}}"}) == "{b} {{0.__class__}} {c}"
    )


def test_every_trigger_says_only_what_it_promises(season, day):
    UserFactory(is_organiser=True)
    season.call_closes_on = date(2027, 3, 20)
    season.save()
    draft = TriptychFactory(season=season, lead=UserFactory(), people=1)
    draft.participants.update(invited_at=LONG_AGO)

    for trigger in declared(Trigger):
        for occurrence in trigger.find([season]):
            for recipient in occurrence.recipients:
                assert set(recipient.values) | {"atelier", "saison"} <= set(trigger.placeholders) | {
                    "atelier",
                    "saison",
                }
                assert set(trigger.placeholders) - set(recipient.values) <= {"atelier", "saison"}
