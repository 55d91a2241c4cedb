"""Calendars for agendas: read back by icalendar and by a second, independent reader."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
import vobject
from django.core import mail
from django.urls import reverse
from icalendar import Calendar
from pytest_django.asserts import assertContains, assertNotContains

from atelier.outbox import delivery
from atelier.outbox.models import Message
from sessions.documents import convocations, rendering
from sessions.programme import feeds
from sessions.programme.models import PARIS
from tests.agendas import objects_of
from tests.factories import ParticipantFactory, SeasonFactory, TriptychFactory, VenueFactory, add_days

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mode")]


@pytest.fixture
def season_of_five_days():
    season = SeasonFactory(number=3, venue=VenueFactory())
    add_days(season, date(2020, 12, 4), date(2021, 3, 27), date(2021, 3, 29), date(2027, 3, 26), date(2027, 3, 29))
    return season


def events(content):
    return {str(event["summary"]): event for event in Calendar.from_ical(content).walk("VEVENT")}


def feed(client, path="/saisons/3/calendrier.ics"):
    return client.get(path)


def test_hours_are_right_on_both_sides_of_each_clock_change(client, season_of_five_days):
    starts = [event["dtstart"].dt for event in Calendar.from_ical(feed(client).content).walk("VEVENT")]

    assert [start.astimezone(PARIS).hour * 60 + start.astimezone(PARIS).minute for start in starts] == [570] * 5
    assert [start.utcoffset() for start in starts] == [timedelta(hours=hours) for hours in (1, 1, 2, 1, 2)]


def test_a_second_reader_sees_the_same_hours(client, season_of_five_days):
    """Another library, which knows the zone by the definition inside the file alone."""
    read = vobject.readOne(feed(client).content.decode())
    starts = [event.dtstart.value for event in read.vevent_list]

    assert [start.strftime("%H:%M") for start in starts] == ["09:30"] * 5
    assert [start.utcoffset() for start in starts] == [timedelta(hours=hours) for hours in (1, 1, 2, 1, 2)]


def test_a_moved_day_keeps_its_identifier_and_raises_its_sequence(client, season_of_five_days):
    before = events(feed(client).content)
    day = season_of_five_days.days.get(number=1)
    day.date = date(2020, 12, 11)
    with time_machine.travel(datetime(2090, 1, 1, tzinfo=PARIS)):
        day.save()

    after = events(feed(client).content)

    (name,) = [name for name in after if "journée 1" in name]
    assert before[name]["uid"] == after[name]["uid"]
    assert (before[name]["sequence"], after[name]["sequence"]) == (0, 1)
    assert after[name]["last-modified"].dt > before[name]["last-modified"].dt


def test_a_cancelled_day_stays_cancelled_until_it_is_past(client, season_of_five_days):
    season_of_five_days.days.filter(number=4).update(status="cancelled")
    with time_machine.travel(datetime(2027, 3, 26, 12, tzinfo=PARIS)):
        shown = [str(event.get("status", "")) for event in events(feed(client).content).values()]
    with time_machine.travel(datetime(2027, 3, 27, 12, tzinfo=PARIS)):
        gone = len(events(feed(client).content))

    assert (shown.count("CANCELLED"), gone) == (1, 4)


def test_a_cancelled_day_says_so_in_its_title_for_agendas_that_hide_the_state(client, season_of_five_days):
    day = season_of_five_days.days.get(number=4)
    day.status = "cancelled"
    day.save()
    with time_machine.travel(datetime(2027, 3, 26, 12, tzinfo=PARIS)):
        said = {name: event for name, event in events(feed(client).content).items() if "journée 4" in name}

    assert list(said) == ["Annulée\u00a0: Atelier : journée 4 de la saison 3"]
    assert [event["sequence"] for event in said.values()] == [1]


def test_agendas_come_back_every_twelve_hours(client, season_of_five_days):
    lines = feed(client).content.decode().split("\r\n")

    assert {"X-PUBLISHED-TTL:PT12H", "REFRESH-INTERVAL;VALUE=DURATION:PT12H"} <= set(lines)


@pytest.mark.parametrize("held", ["{}", "W/{}", '"other", W/{}', "*"])
@pytest.mark.parametrize("owner", ["season", "territory", "signed in"])
def test_an_unchanged_calendar_is_not_sent_again(held, owner, client, organiser, season_of_five_days):
    """Agendas and the servers before us write the tag as they like (RFC 9110, 13.1.2)."""
    path = "/saisons/3/calendrier.ics"
    if owner == "territory":
        triptych = TriptychFactory(season=season_of_five_days, admitted=True)
        path = feeds.feed_for(triptych=triptych).get_absolute_url()
    elif owner == "signed in":
        client.force_login(organiser)
    held = held.format(feed(client, path)["ETag"])

    assert client.get(path, headers={"If-None-Match": held}).status_code == 304
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200
    if held == "*":
        return
    (day,) = season_of_five_days.days.filter(number=5)
    day.title = "Coopérer"
    day.save()
    assert client.get(path, headers={"If-None-Match": held}).status_code == 200


def test_the_mail_and_the_feed_speak_of_the_same_event(client, season_of_five_days):
    person = ParticipantFactory(triptych=TriptychFactory(season=season_of_five_days, admitted=True), state="confirmed")
    with time_machine.travel(datetime(2020, 11, 20, 10, tzinfo=PARIS), tick=False):
        (issued,) = convocations.issue_convocations(day=season_of_five_days.days.get(number=1)).created
        rendering.render_convocation(issued.pk)
        delivery.deliver(Message.objects.get().pk)
    (mailed,) = objects_of(mail.outbox[0].message().as_bytes())

    assert person == issued.participant
    assert mailed.uid in {str(event["uid"]) for event in events(feed(client).content).values()}


def test_a_shared_calendar_names_nobody(client, season_of_five_days):
    triptych = TriptychFactory(season=season_of_five_days, admitted=True, people=6)
    content = client.get(feeds.feed_for(triptych=triptych).get_absolute_url()).content.decode()

    assert len(events(content)) == 5
    for person in triptych.participants.all():
        assert person.last_name not in content
        assert person.email not in content


def test_a_personal_address_is_made_renewed_and_then_dead(as_user, participant, client):
    add_days(participant.season, date(2090, 1, 5))
    as_user(participant.user).post("/espace/agenda/")
    first = participant.user.feed.get_absolute_url()
    assert len(events(client.get(first).content)) == 1

    client.post("/espace/agenda/")

    participant.user.feed.refresh_from_db()
    assert client.get(first).status_code == 410
    assert client.get("/agenda/inconnu.ics").status_code == 404
    assert client.get(participant.user.feed.get_absolute_url()).status_code == 200


def test_the_contact_makes_the_address_of_the_territory_and_a_stranger_does_not(as_user, contact, stranger):
    triptych = TriptychFactory(admitted=True, lead=contact)
    address = f"/candidatures/{triptych.pk}/territoire/agenda/"

    assert as_user(stranger).post(address).status_code == 404
    assert as_user(contact).post(address).status_code == 302
    assert triptych.feed.token in as_user(contact).get(f"/candidatures/{triptych.pk}/").content.decode()
    submitted = TriptychFactory(submitted=True, lead=contact)
    assert as_user(contact).post(f"/candidatures/{submitted.pk}/territoire/agenda/").status_code == 404


def test_a_territory_that_withdrew_has_an_empty_calendar(client, season_of_five_days):
    triptych = TriptychFactory(season=season_of_five_days, admitted=True)
    path = feeds.feed_for(triptych=triptych).get_absolute_url()
    triptych.status, triptych.rank = "withdrawn", None
    triptych.save()

    assert len(events(client.get(path).content)) == 0


def test_who_left_has_no_day_to_come(client, participant):
    path = feeds.feed_for(user=participant.user).get_absolute_url()
    add_days(participant.season, date(2090, 1, 5))
    assert len(events(client.get(path).content)) == 1

    participant.state = "left"
    participant.save()

    assert len(events(client.get(path).content)) == 0


def test_each_sees_the_address_of_their_own_calendar_alone(as_user, participant, stranger):
    ParticipantFactory(triptych=participant.triptych, seat=2, email=stranger.email, user=stranger, state="confirmed")
    token = feeds.feed_for(user=participant.user).token

    assertContains(as_user(participant.user).get(reverse("space")), token)
    assertNotContains(as_user(stranger).get(reverse("space")), token)


def test_somebody_blocked_reads_nothing(client, participant):
    path = feeds.feed_for(user=participant.user).get_absolute_url()
    participant.user.is_active = False
    participant.user.save()

    assert client.get(path).status_code == 410


@pytest.mark.parametrize("path", ["/saisons/3/calendrier/", "/saisons/3/journees/1/"])
def test_the_calendar_and_a_day_are_public_pages(path, client, season_of_five_days):
    response = client.get(path)

    assert response.status_code == 200
    assert "4 décembre 2020" in response.content.decode()


def test_a_season_in_preparation_has_no_public_calendar(client):
    SeasonFactory(number=3, status="preparation")

    assert client.get("/saisons/3/calendrier.ics").status_code == 404
