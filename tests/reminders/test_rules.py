"""Rules and their texts: the usual plan, what is refused, what a text may say."""

from datetime import date, time

import pytest
from django.core.exceptions import ValidationError

from atelier.core import placeholders
from atelier.core.declarations import declared
from atelier.reminders import default_rules
from atelier.reminders.triggers import Trigger
from tests.factories import RuleFactory, TriptychFactory, UserFactory
from tests.reminders.conftest import LONG_AGO

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def test_the_usual_plan_comes_with_each_season_and_every_text_is_right(season):
    assert default_rules.create_default_rules(season) == 23
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
        ({"attaches": True, "text": "Votre convocation est jointe."}, "Il manque « {convocation} »"),
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
                assert set(trigger.placeholders) - set(recipient.values) == {"atelier", "saison", "rappel"}
                assert set(recipient.values) <= set(trigger.placeholders)


def test_no_usual_text_supposes_a_shape_of_the_triptych_of_the_grid_or_of_the_season(season):
    default_rules.create_default_rules(season)

    for supposed in ("trois regards", "seize lignes", "Vos collègues", "la prochaine."):
        assert not season.rules.filter(text__contains=supposed), supposed
