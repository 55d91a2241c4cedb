"""A day online is a fact that people are told: whoever holds another place or lacks the link is to be told."""

from datetime import datetime, time

import pytest
import time_machine
from django.core import mail

from atelier.reminders import planner
from sessions.documents import convocations, facts, notices, notifying, rendering
from sessions.documents.models import Convocation
from sessions.programme.models import PARIS, Day
from tests.factories import RuleFactory
from tests.sessions.test_notices import leave
from tests.sessions.test_online_days import EVE, LINK, OTHER, WEEK_BEFORE

pytestmark = pytest.mark.django_db
PORT = "Le Port, 3 rue du Port"


@pytest.fixture(autouse=True)
def week_before(monkeypatch):
    monkeypatch.setattr(rendering.pdf, "render_pdf", lambda template, context: b"%PDF")
    with time_machine.travel(WEEK_BEFORE, tick=False) as traveller:
        yield traveller


def turn(day, **values):
    Day.objects.filter(pk=day.pk).update(**values)


def remind(season):
    """The day before, at 9 h."""
    values = {"days": 1, "direction": "before", "hour": time(9), "text": "{lieu}"}
    RuleFactory(season=season, trigger="day_online", is_active=True, effective_from=WEEK_BEFORE, **values)


def told(day):
    """Tell those who are to be told, and read the last mail."""
    notifying.tell(day=day)
    leave()
    assert notices.standing(day=day) == []
    return mail.outbox[-1]


def test_whoever_lacks_the_link_stands_in_sight_from_the_day_before(online, week_before, participant):
    convocations.issue_convocations(day=online)
    leave()
    assert notices.standing(day=online) == []

    week_before.move_to(EVE)
    (notice,) = notices.standing(day=online)
    assert notice.reasons == ["n’a pas le lien de connexion"]
    state = convocations.freshness_by_day([online])[online.pk]
    assert (state.fresh, state.stale) == (1, [])

    assert notifying.tell(day=online) == 1
    leave()
    assert Convocation.objects.latest().get().snapshot["link"] == LINK
    assert LINK in mail.outbox[-1].body
    assert notices.standing(day=online) == []


def test_a_link_that_changes_is_said_again(online, week_before):
    week_before.move_to(EVE)
    convocations.issue_convocations(day=online)
    leave()
    Day.objects.update(link=OTHER)
    online.refresh_from_db()

    (notice,) = notices.standing(day=online)
    assert [change.sentence for change in notice.changes] == [
        f"Le lien de connexion change\u00a0: {OTHER}, et non plus {LINK}."
    ]


def test_a_day_that_turns_online_and_back_tells_its_holders(online):
    turn(online, mode="on_site", link="")
    convocations.issue_convocations(day=Day.objects.with_programme().get())
    leave()
    assert notices.standing(day=online) == []

    turn(online, mode="online", link=LINK)
    sent = told(online)
    assert sent.subject == "Journée 1\u00a0: se tient en ligne"
    assert f"Elle se tient en ligne, et non plus à cette adresse\u00a0: {PORT}." in sent.body
    assert "le lien de connexion vous sera envoyé la veille" in sent.body
    assert LINK not in sent.body

    turn(online, mode="on_site", link="")
    assert f"Elle se tient sur place, et non plus en ligne\u00a0: {PORT}." in told(online).body


@pytest.mark.parametrize(
    ("before", "after", "headline"),
    [
        ("Paris", "Paris, et en ligne", "se suit aussi en ligne"),
        ("Paris, et en ligne", "Paris", "ne se suit plus en ligne"),
        ("Paris, et en ligne", "en ligne", "se tient en ligne"),
        ("en ligne", "Paris, et en ligne", "se tient aussi sur place"),
        ("Paris, et en ligne", "Lyon, et en ligne", "change de lieu"),
    ],
)
def test_each_change_of_how_a_day_is_held_has_its_words(before, after, headline):
    held, now = ({facts.STATE: facts.CONVENED, facts.PLACE: one} for one in (before, after))
    assert [change.headline for change in facts.changes(held, now)] == [headline]


def test_a_link_that_is_taken_away_on_the_eve_is_told(online, week_before):
    week_before.move_to(EVE)
    convocations.issue_convocations(day=online)
    leave()
    turn(online, link="")

    (notice,) = notices.standing(day=online)
    assert notice.reasons == ["lien de connexion retiré"]
    assert f"Le lien de connexion ne vaut plus\u00a0: {LINK}." in told(online).body

    week_before.move_to(datetime(2027, 3, 18, 9, tzinfo=PARIS))
    assert notices.standing(day=online) == []


def test_the_usual_reminder_of_the_eve_sends_the_link_and_an_invitation_that_is_newer(online, week_before, participant):
    remind(online.season)
    convocations.issue_convocations(day=online)
    leave()
    former = Day.objects.get().sequence

    week_before.move_to(datetime(2027, 3, 15, 9, tzinfo=PARIS))
    planner.plan_messages()
    leave()

    assert mail.outbox[-1].to == [participant.email]
    assert f"en ligne\u00a0: {LINK}" in mail.outbox[-1].body
    assert Day.objects.get().sequence == former + 1
    assert notices.standing(day=online) == []


def test_no_reminder_leaves_without_a_link(online, week_before):
    turn(online, link="")
    remind(online.season)
    week_before.move_to(datetime(2027, 3, 15, 9, tzinfo=PARIS))
    planner.plan_messages()
    leave()
    assert mail.outbox == []
