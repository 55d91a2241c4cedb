"""A deadline is of Paris, and in one wording wherever it is read; overseas, it says so."""

import re
from datetime import date, datetime
from pathlib import Path

import pytest
import time_machine
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from atelier.core import french
from referential import reminders as referential_reminders
from sessions.programme.models import PARIS
from territories import reminders
from territories.models import Territory
from tests.factories import AssessmentRoundFactory

OVERSEAS = "heure de Paris"
SAID_OTHERWISE = re.compile(r"(?i)(jusqu’au|au plus tard le|avant le)\s*(<strong>)?\s*\{\{(?![^}]*\|until)[^}]*date")


@pytest.fixture(autouse=True)
def early_march():
    with time_machine.travel(datetime(2027, 3, 9, 10, tzinfo=PARIS), tick=False) as traveller:
        yield traveller


def move_overseas():
    Territory.objects.update(department="971")


def limits(module, key, season):
    (trigger,) = (one for one in module.TRIGGERS if one.key == key)
    occurrences = trigger.find([season])
    return {one.values["cloture"] for found in occurrences for one in found.draw().recipients}


def test_a_deadline_has_one_wording():
    assert french.until(date(2026, 12, 14)) == "jusqu’au 14 décembre 2026 inclus"
    assert french.until(date(2026, 12, 14), True) == "jusqu’au 14 décembre 2026 inclus, heure de Paris"
    for path in sorted(Path("templates").rglob("*.*")):
        assert not SAID_OTHERWISE.search(path.read_text()), path


@pytest.mark.django_db
def test_the_end_of_the_call_is_said_of_paris_to_visitors_and_overseas(client, as_user, draft, contact):
    draft.season.call_opens_on, draft.season.call_closes_on = date(2027, 3, 1), date(2027, 3, 20)
    draft.season.save()
    page = reverse("territories:step", args=[draft.pk, "territoire"])

    assertContains(client.get("/"), "20 mars 2027 inclus, heure de Paris")
    assertContains(as_user(contact).get(page), "À déposer jusqu’au 20 mars 2027 inclus.")
    assert limits(reminders, "call_closing", draft.season) == {"samedi 20 mars 2027"}

    move_overseas()
    assertContains(as_user(contact).get(page), "À déposer jusqu’au 20 mars 2027 inclus, heure de Paris.")
    assert limits(reminders, "call_closing", draft.season) == {"samedi 20 mars 2027 (heure de Paris)"}


@pytest.mark.django_db
def test_the_end_of_a_positioning_is_said_of_paris_overseas(as_user, participant):
    opened = AssessmentRoundFactory(season=participant.season, opens_on=date(2027, 3, 1), closes_on=date(2027, 3, 20))
    ours = reverse("referential:territory", args=[participant.triptych_id])
    pages = ["/espace/", reverse("referential:round", args=[opened.pk]), ours]

    for address in pages:
        assertNotContains(as_user(participant.user).get(address), OVERSEAS)
    assert limits(referential_reminders, "positions_open", participant.season) == {"samedi 20 mars 2027"}

    move_overseas()
    for address in pages:
        assertContains(as_user(participant.user).get(address), "20 mars 2027 inclus, heure de Paris")
    for key in ("positions_open", "positions_closing"):
        assert limits(referential_reminders, key, participant.season) == {"samedi 20 mars 2027 (heure de Paris)"}
