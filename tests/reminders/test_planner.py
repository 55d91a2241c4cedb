"""From rules to messages: what leaves when, once; what moves, what is taken back, what is too late."""

from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from atelier.core import erasures
from atelier.outbox import queueing
from atelier.outbox.models import Message
from atelier.reminders import planner, timeline
from atelier.reminders.models import ReminderRule
from tests.factories import AttendanceFactory, ParticipantFactory, RuleFactory, SeasonFactory, TriptychFactory, add_days
from tests.reminders.conftest import DAY, LONG_AGO, PARIS, rule

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("now")]


def planned():
    return list(Message.objects.order_by("pk").values_list("state", flat=True))


def moments():
    return [
        timezone.localtime(moment) for moment in Message.objects.values_list("not_before", flat=True).order_by("pk")
    ]


def test_a_rule_writes_one_message_a_person_ahead_of_its_moment(season):
    rule(season)

    assert planner.plan_messages() == {"written": 2, "changed": 0, "withdrawn": 0}
    assert planner.plan_messages() == {"written": 0, "changed": 0, "withdrawn": 0}
    assert planned() == ["queued", "queued"]
    assert moments() == [datetime(2027, 3, 23, 9, tzinfo=PARIS)] * 2
    message = Message.objects.first()
    assert message.subject == "Journée 1"
    assert "mardi 30 mars 2027" in message.text
    assert message.topics.filter(ref=f"day:{season.days.get().pk}").exists()


def test_the_hour_is_the_wall_s_on_both_sides_of_the_clock_change(season):
    assert rule(season, days=1, direction="after").moment(DAY) == datetime(2027, 3, 31, 9, tzinfo=PARIS)
    assert rule(season, days=7).moment(DAY).utcoffset() == timedelta(hours=1)


@pytest.mark.parametrize(
    ("days", "direction", "expected"),
    [
        (1, "before", date(2027, 3, 26)),  # Easter Monday and the weekend are passed over, backwards
        (4, "after", date(2027, 4, 5)),  # a Saturday, forwards
    ],
)
def test_a_moment_falls_on_a_working_day_away_from_the_event(days, direction, expected, season):
    assert rule(season, days=days, direction=direction).moment(DAY).date() == expected


def test_a_moved_day_takes_the_old_messages_back_and_writes_new_ones(season, day):
    rule(season)
    planner.plan_messages()
    day.date = date(2027, 4, 13)
    day.save()

    assert planner.plan_messages() == {"written": 2, "changed": 0, "withdrawn": 2}
    assert planned() == ["withdrawn", "withdrawn", "queued", "queued"]
    day.date = DAY
    day.save()
    planner.plan_messages()
    assert planned() == ["queued", "queued", "withdrawn", "withdrawn"]


@pytest.mark.parametrize("reason", ["cancelled", "declined", "off", "archived"])
def test_a_message_whose_reason_is_gone_does_not_leave(reason, season, day):
    active = rule(season)
    planner.plan_messages()
    if reason == "cancelled":
        season.days.update(status="cancelled")
    elif reason == "declined":
        season.participants.update(state="declined")
    elif reason == "off":
        active.is_active = False
        active.save()
    else:
        season.status = "archived"
        season.save()

    planner.plan_messages()

    assert planned() == ["withdrawn", "withdrawn"]


def test_words_follow_until_somebody_corrects_them(season, day):
    rule(season)
    planner.plan_messages()
    first = Message.objects.order_by("pk").first()
    Message.objects.filter(pk=first.pk).update(subject="À la main", edited=True)
    ReminderRule.objects.update(subject="Nouvel objet {journee}")

    assert planner.plan_messages()["changed"] == 1

    assert sorted(Message.objects.values_list("subject", flat=True)) == ["Nouvel objet 1", "À la main"]


def test_what_an_organiser_cancelled_does_not_come_back(season):
    rule(season)
    planner.plan_messages()
    queueing.cancel_message(Message.objects.first())

    planner.plan_messages()

    assert sorted(planned()) == ["cancelled", "queued"]


def test_a_rule_switched_on_late_ignores_what_is_past(season):
    RuleFactory(season=season, is_active=True, days=45)

    assert planner.plan_messages()["written"] == 0


def test_what_is_past_is_sent_to_those_who_were_seen_and_nobody_else(season):
    late = RuleFactory(season=season, is_active=True, days=45)
    keys = [one.key for one in planner.past_messages([late])]

    assert planner.send_past_messages(late, keys=set()) == 0
    assert planner.send_past_messages(late, keys={keys[0], "rule:1:forged"}) == 1
    assert planner.send_past_messages(late, keys={keys[0]}) == 0
    planner.plan_messages()

    message = Message.objects.get()
    assert (message.key, message.state, message.expires_at, message.by_hand) == (keys[0], "queued", None, True)


def test_who_entered_after_the_moment_is_not_written_to(season):
    rule(season, days=30)
    season.participants.update(answered_at=datetime(2027, 2, 1, tzinfo=PARIS))
    newcomer = ParticipantFactory(
        triptych=season.triptychs.get(),
        category=season.categories.last(),
        state="confirmed",
        answered_at=datetime(2027, 3, 1, 9, 30, tzinfo=PARIS),
    )

    planner.plan_messages()

    assert newcomer.email not in Message.objects.values_list("to_email", flat=True)
    (step,) = timeline.season_timeline(season)
    assert step.summary["arrivé après"] == 1
    moments = (step.moment - timedelta(seconds=1), step.moment)
    assert [timeline.season_timeline(season, moment)[0].is_over for moment in moments] == [False, True]


def test_beat_that_slept_too_long_leaves_a_message_missed_not_stale(season, now):
    rule(season, days=20)
    now.move_to(datetime(2027, 3, 17, 10, tzinfo=PARIS))

    planner.plan_messages()

    assert planned() == ["missed", "missed"]


def test_a_planned_message_that_nobody_delivered_in_time_is_missed(season, now):
    rule(season)
    planner.plan_messages()
    now.move_to(datetime(2027, 3, 25, 20, tzinfo=PARIS))

    Message.objects.expire(timezone.now())

    assert planned() == ["missed", "missed"]


@pytest.mark.parametrize(
    ("moment", "leaves"),
    [
        (datetime(2027, 3, 23, 8, 59, tzinfo=PARIS), False),
        (datetime(2027, 3, 23, 9, 0, tzinfo=PARIS), True),
        (datetime(2027, 3, 23, 19, 0, tzinfo=PARIS), False),
        (datetime(2027, 3, 24, 7, 59, tzinfo=PARIS), False),
        (datetime(2027, 3, 24, 8, 0, tzinfo=PARIS), True),
    ],
)
def test_messages_of_rules_leave_in_office_hours(moment, leaves, season):
    rule(season)
    planner.plan_messages()

    assert Message.objects.due(moment).exists() is leaves


def test_an_excused_person_is_not_reminded_and_a_silent_one_is_asked(season, day):
    excused = season.participants.first()
    for part in day.half_days.all():
        AttendanceFactory(participant=excused, half_day=part, status="excused")
    rule(season)
    rule(season, trigger="absence_deadline", days=2)

    planner.plan_messages()

    assert excused.email not in Message.objects.values_list("to_email", flat=True)
    assert Message.objects.count() == 2


def test_a_rule_for_one_category_writes_to_that_one(season):
    other = ParticipantFactory(
        triptych=season.triptychs.get(), category=season.categories.last(), state="confirmed", answered_at=LONG_AGO
    )
    only = rule(season)
    only.categories.add(season.categories.last())

    planner.plan_messages()

    assert list(Message.objects.values_list("to_email", flat=True)) == [other.email]


def test_planning_makes_as_many_queries_for_one_season_as_for_four(season, django_assert_max_num_queries):
    rule(season)
    rule(season, trigger="presence_open", text="{lien}", days=1, direction="after")
    erasures.hold()  # its row is made once for all
    with django_assert_max_num_queries(60) as one:
        planner.plan_messages()
    Message.objects.all().delete()
    for number in range(91, 94):
        other = SeasonFactory(number=number)
        TriptychFactory(season=other, admitted=True, people=2, people__state="confirmed", people__answered_at=LONG_AGO)
        add_days(other, DAY)
        rule(other)
        rule(other, trigger="presence_open", text="{lien}", days=1, direction="after")

    with django_assert_max_num_queries(60) as four:
        planner.plan_messages()

    assert len(four) == len(one)
