"""A day held online, or in both ways: its link from the day before, for those convened alone; what it does not say."""

import io
from datetime import date, datetime

import pypdf
import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from atelier.seasons.models import Workshop
from sessions import reminders
from sessions.attendance import sign_in_sheets, statistics
from sessions.attendance.models import Closing
from sessions.documents import attestations, convocations, rendering
from sessions.documents.snapshots import convocation_snapshot
from sessions.programme import feeds
from sessions.programme.models import PARIS, Day
from tests.factories import AttendanceFactory, ParticipantFactory
from tests.sessions.test_convocations import text_of
from tests.sessions.test_notices import leave

pytestmark = pytest.mark.django_db

LINK, OTHER = "https://visio.example.org/atelier-5f2c", "https://visio.example.org/autre"
EVE, WEEK_BEFORE = datetime(2027, 3, 15, 0, 5, tzinfo=PARIS), datetime(2027, 3, 9, 10, tzinfo=PARIS)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(WEEK_BEFORE, tick=False) as traveller:
        yield traveller


def both(day):
    Day.objects.filter(pk=day.pk).update(mode=Day.Mode.BOTH)
    return Day.objects.with_programme().get(pk=day.pk)


def issued(day):
    """The PDF, the calendar entry and the mail of the only convocation that is issued now."""
    one = convocations.issue_convocations(day=day).created[0]
    pdf = text_of(rendering.render_convocation(one.pk))[1]
    leave()
    sent = mail.outbox[-1]
    events = [part.get_payload(decode=True).decode() for part in sent.message().walk() if _is_calendar(part)]
    return pdf, events[0].replace("\r\n ", ""), sent.body


def _is_calendar(part):
    return part.get_content_type() == "text/calendar"


def test_a_link_goes_with_a_day_online_alone(online):
    online.mode = Day.Mode.ON_SITE
    with pytest.raises(ValidationError, match="changez sa tenue"):
        online.full_clean()


def test_a_week_before_nothing_shows_the_link(online, as_user, participant):
    page = as_user(participant.user).get("/espace/")

    for text in (*issued(online), page.content.decode()):
        assert LINK not in text
    assertContains(page, "le lien de connexion sera ici la veille")


def test_from_the_day_before_those_convened_read_it_everywhere(online, clock, as_user, participant):
    clock.move_to(EVE)
    feed = feeds.feed_for(user=participant.user)

    assertContains(as_user(participant.user).get("/espace/"), f'<a href="{LINK}">')
    for text in (*issued(online), as_user(participant.user).get(feed.get_absolute_url()).content.decode()):
        assert LINK in text.replace("\r\n ", "")


def test_nobody_else_ever_reads_it(online, clock, client, as_user, participant, stranger):
    ParticipantFactory(triptych=participant.triptych, seat=2, user=stranger, email=stranger.email)  # has not confirmed
    clock.move_to(EVE)
    number = online.season.number
    addresses = [
        reverse("season", args=[number]),
        reverse("sessions:calendar", args=[number]),
        reverse("sessions:day", args=[number, 1]),
        reverse("sessions:season_feed", args=[number]),
        feeds.feed_for(triptych=participant.triptych).get_absolute_url(),
    ]

    for address in addresses:
        assert "visio.example.org" not in client.get(address).content.decode().replace("\r\n ", "")
    assertNotContains(as_user(stranger).get("/espace/"), LINK)
    assert "visio" not in as_user(stranger).get(feeds.feed_for(user=stranger).get_absolute_url()).content.decode()
    assertContains(client.get(addresses[2]), "en ligne")


def test_a_day_online_speaks_of_no_lunch_nor_door(online, participant):
    for text in issued(online):
        assert "en ligne" in text.lower()
        for words in ("déjeuner", "Code d’accueil", "Le Port", participant.checkin_code):
            assert words not in text


def test_a_day_in_both_ways_says_both(online, clock):
    clock.move_to(EVE)
    pdf, event, text = issued(both(online))

    for words in ("Le Port", LINK, "déjeuner", "Code d’accueil"):
        assert words in pdf
    for said in (event, text):
        assert "Le Port" in said
        assert LINK in said


def test_what_is_good_to_know_is_the_season_s(online, participant):
    season = online.season
    season.convocation_notes = "Apportez le projet de {organisateur} {limite}.\n\nVenez reposés."
    season.full_clean()
    season.save()
    type(participant.triptych.territory).objects.update(department="971")
    participant.refresh_from_db()

    found = convocation_snapshot(participant, both(online), Workshop.load())["notes"]
    assert found == [
        "Apportez le projet de bonjour@example.org jusqu’au 9 mars 2027 inclus, heure de Paris.",
        "Venez reposés.",
        "Le déplacement et le déjeuner restent à la charge des participants.",
    ]

    season.convocation_notes = "Voir {lieu}"
    with pytest.raises(ValidationError, match="n’existe pas ici"):
        season.full_clean()


@pytest.mark.parametrize(
    ("leaving", "words"),
    [(WEEK_BEFORE, "en ligne\u00a0: le lien de connexion vous sera envoyé la veille"), (EVE, LINK)],
)
def test_a_reminder_says_the_link_from_the_day_before(leaving, words, online):
    assert reminders._where(online, leaving.date()).endswith(words)


def test_a_deadline_read_overseas_is_said_to_be_of_paris(online, as_user, participant):
    def said(occurrence):
        return occurrence.draw().recipients[0].values["limite"]

    (trigger,) = (one for one in reminders.TRIGGERS if one.key == "absence_deadline")
    address = reverse("sessions:absence", args=[participant.pk, online.pk])
    Day.objects.update(date=date(2027, 3, 20))

    assertNotContains(as_user(participant.user).get(address), "heure de Paris")
    assert [said(one) for one in trigger.find([online.season])] == ["samedi 13 mars 2027"]

    type(participant.triptych.territory).objects.update(department="974")
    for page in (address, "/espace/"):
        assertContains(as_user(participant.user).get(page), "13 mars 2027 inclus, heure de Paris")
    assert [said(one) for one in trigger.find([online.season])] == ["samedi 13 mars 2027 (heure de Paris)"]


# Presence at a distance


@pytest.mark.parametrize(("counts", "attended"), [(True, 2), (False, 1)])
def test_presence_at_a_distance_counts_by_the_rule_of_the_season(
    counts, attended, online, clock, participant, facilitator
):
    season = online.season
    season.remote_counts = counts
    season.save()
    morning, afternoon = both(online).half_days.all()
    AttendanceFactory(participant=participant, half_day=morning)
    AttendanceFactory(participant=participant, half_day=afternoon, status="remote")
    Closing.objects.create(day=online, author=facilitator)

    assert statistics.attendance_rate(statistics.closed_attendance(season)) == statistics.AttendanceRate(attended, 2)

    clock.move_to(datetime(2027, 3, 17, 9, tzinfo=PARIS))
    text = text_of(rendering.render_attestation(attestations.issue_attestations(season=season)[0].pk))[1]
    assert f"{attended} demi-journée{'s' if attended > 1 else ''} sur 2" in text
    assert ("Dont 1 demi-journée suivie à distance." in text) is counts
    assert ("que la saison ne compte pas : 1." in text) is not counts
    assert "en présence : Le Port, 3 rue du Port. " in text


@pytest.mark.parametrize(
    ("counts", "words"),
    [(True, "la saison compte cette présence"), (False, "la saison ne compte pas cette présence")],
)
def test_the_sheet_says_who_was_at_a_distance_and_the_rule(counts, words, online, participant):
    online.season.remote_counts = counts
    online.season.save()
    AttendanceFactory(participant=participant, half_day=online.half_days.first(), status="remote")

    for day, box in ((online, 2), (both(online), 1)):
        reader = pypdf.PdfReader(io.BytesIO(sign_in_sheets.sign_in_sheet(day)))
        text = " ".join(reader.pages[0].extract_text().split())
        head, _, foot = text.partition("Autre personne")
        assert head.count("à distance") == box
        assert words in foot


def test_no_signed_sheet_is_awaited_of_a_day_online(online, clock):
    clock.move_to(datetime(2027, 3, 17, 9, tzinfo=PARIS))
    assert sign_in_sheets.days_without_scan(online.season) == []
    assert sign_in_sheets.days_without_scan(both(online).season) == [online]


def test_whoever_is_noted_on_a_day_online_was_at_a_distance(online, participant):
    row = AttendanceFactory(participant=participant, half_day=online.half_days.first())
    assert (row.is_remote, row.counts) == (True, True)

    online.season.remote_counts = False
    online.season.save()
    assert not type(row).objects.select_related("half_day__day__season").get().counts
