"""Who meets a shared file, in its title and its bytes: canaries by circle; what is public; what one sees as another."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from referential import access as shared_access
from referential import publication
from referential.models import Publication, Visibility
from sessions.shared_files import listing, sharing
from sessions.shared_files.models import SharedFile
from tests.factories import add_days
from tests.readers import TEAM, TERRITORY, pages, readers_of
from tests.shared_files import PDF, a_pdf, shared_by

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lead")]
TEAM_PAGES = [("change_shared_file",), ("team_version", 1)]


def test_a_shared_file_is_read_by_its_circle_title_and_bytes(client, cast, triptych):
    (day,) = add_days(triptych.season, timezone.localdate())
    readers = {
        Visibility.DRAFT: {"organiser"},
        Visibility.TEAM: TEAM,
        Visibility.TERRITORY: TERRITORY | TEAM,
        Visibility.SEASON: TERRITORY | TEAM | {"peer"},
    }
    addresses, expected = [], {}
    for circle, who in readers.items():
        of = triptych if circle == Visibility.TERRITORY else None
        written = {"day": day, "triptych": of, "visibility": circle, "title": f"CANARI-T{circle}."}
        shared = shared_by(
            cast["organiser"], file=a_pdf(content=b"%PDF-1.7 CANARI-B" + f"{circle}.".encode()), **written
        )
        addresses += [shared.get_absolute_url(), shared.newest.get_absolute_url()]
        addresses += [reverse(f"admin:{name}", args=[shared.pk, *more]) for name, *more in TEAM_PAGES]
        expected |= {f"CANARI-T{circle}.": who, f"CANARI-B{circle}.": who}
    number = triptych.season.number
    addresses += [reverse("sessions:day", args=[number, day.number]), reverse("admin:shared_files")]
    addresses += [reverse("admin:atelier_sessions_day_read", args=[day.pk]), reverse("admin:audit_change_changelist")]

    assert readers_of(client, cast, pages(triptych, *addresses), *expected) == expected


def test_the_page_of_a_day_shows_the_files_of_that_day_alone(as_user, organiser, person):
    first, second = add_days(person.season, timezone.localdate(), timezone.localdate() + timedelta(days=7))
    shared_by(organiser, day=first, title="CANARI-PREMIER")
    shared_by(organiser, season=person.season, title="CANARI-SAISON")
    address = reverse("sessions:day", args=[person.season.number, second.number])

    assertNotContains(as_user(person.user).get(address), "CANARI")
    shared_by(organiser, day=second, title="CANARI-SECOND")
    page = as_user(person.user).get(address)
    assertContains(page, "CANARI-SECOND")
    assertNotContains(page, "CANARI-PREMIER")


def test_a_public_file_is_the_version_that_was_agreed_on(as_user, client, organiser, stranger, triptych):
    shared = shared_by(organiser, season=triptych.season, title="La charte")
    asked = publication.ask_consents(item=shared, quoted=[], by=organiser)
    publication.publish(publication=asked, public=True)
    sharing.replace(shared=shared, by=organiser, file=a_pdf("v2.pdf", b"%PDF-1.7 pas encore"))
    first, second = (reverse("sessions:file_version", args=[shared.pk, number]) for number in (1, 2))

    client.logout()
    assert client.get(first).content == PDF
    assert client.get(second).status_code == 302  # to sign in
    assertContains(client.get(Publication.objects.get().get_absolute_url()), first)
    assert as_user(stranger).get(second).status_code == 404
    peer = triptych.participants.order_by("pk").first().user
    assert as_user(peer).get(first).content == PDF
    assert as_user(organiser).get(second).content == b"%PDF-1.7 pas encore"

    sharing.withdraw(shared=SharedFile.objects.get())
    client.logout()
    assert client.get(first).status_code == 302
    assert Publication.objects.get().state == Publication.State.WITHDRAWN


def test_a_public_file_is_named_and_placed_as_was_agreed_on(as_user, client, organiser, triptych):
    shared = shared_by(organiser, season=triptych.season, title="La charte")
    asked = publication.ask_consents(item=shared, quoted=[], by=organiser)
    publication.publish(publication=asked, public=True)
    shared.refresh_from_db()
    (day,) = add_days(triptych.season, date(2027, 3, 4))
    shared.title, shared.day = "Charte relue par Camille", day
    sharing.change(shared=shared, stakes=[])

    client.logout()
    page = client.get(shared.get_absolute_url())
    assertContains(page, "La charte")
    assertContains(page, "Toute la saison")
    peer = triptych.participants.order_by("pk").first().user
    for reader in (client, as_user(peer)):
        assertNotContains(reader.get(shared.get_absolute_url()), "relue par Camille")
    assertNotContains(as_user(peer).get("/espace/"), "relue par Camille")
    assertContains(as_user(organiser).get(shared.get_absolute_url()), "Charte relue par Camille")


def test_whoever_left_the_team_reads_nothing_of_what_they_shared(as_user, facilitator, triptych):
    shared = shared_by(facilitator, season=triptych.season, visibility=Visibility.TEAM)
    facilitator.is_facilitator = False
    facilitator.save()

    assert as_user(facilitator).get(shared.get_absolute_url()).status_code == 404
    assert listing.open_files(SharedFile.objects.all(), shared_access.reader_of(facilitator)) == []


def test_seeing_as_somebody_shows_what_they_read_and_closes_the_rest(as_user, organiser, triptych):
    shown, closed = (
        shared_by(organiser, season=triptych.season, visibility=circle)
        for circle in (Visibility.SEASON, Visibility.TEAM)
    )
    client = as_user(organiser)
    client.post(reverse("see_as", args=[triptych.participants.order_by("pk").first().user.pk]))

    for shared, status in ((shown, 200), (closed, 403)):
        addresses = [shared.get_absolute_url(), shared.newest.get_absolute_url()]
        assert [client.get(address).status_code for address in addresses] == [status, status]
    assert client.get(reverse("sessions:shared_file", args=[0])).status_code == 403


def test_lists_of_files_make_the_same_queries_at_one_file_and_at_three(
    as_user, organiser, triptych, django_assert_num_queries
):
    reader = shared_access.reader_of(triptych.participants.order_by("pk").first().user)
    (day,) = add_days(triptych.season, timezone.localdate())
    for count in (1, 3):
        while SharedFile.objects.count() < 2 * count:
            shared_by(organiser, day=day)
            public = shared_by(organiser, day=day, title="La charte")
            asked = publication.ask_consents(item=public, quoted=[], by=organiser)
            publication.publish(publication=asked, public=True)
        with django_assert_num_queries(4):  # files, versions, authors, what was agreed on
            assert len(listing.files_of(triptych.season, reader)) == 2 * count
