"""Public pages are kept, and never stale: whatever writes, in whatever way, they are drawn anew."""

import gzip
import re
from datetime import date

import pytest
import time_machine
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage import default_storage
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import caches
from django.db import connection, transaction
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver, resolve

from atelier.core import page_cache
from atelier.core.models import CacheVersion
from atelier.seasons.models import Page, Season
from tests.factories import SeasonFactory, UserFactory, add_days
from tests.strict import ReadingClient, in_one_line

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mode")]
ADDRESSES = [
    "/",
    "/saisons/",
    "/saisons/3/",
    "/saisons/3/calendrier/",
    "/saisons/3/calendrier.ics",
    "/saisons/3/apercu.png",
    "/robots.txt",
    "/sitemap.xml",
    "/saisons/3/journees/1/",
    "/referentiel/",
    "/referentiel/grille/",
    "/referentiel/grille/1/",
    "/contact/",
    "/confidentialite/",
    "/mentions-legales/",
    "/accessibilite/",
    "/aide/",
    "/aide/participation/",
]


@pytest.fixture(autouse=True)
def pages(settings):
    """The pages of this test alone are kept."""
    memory = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {**settings.CACHES, "pages": {"BACKEND": memory, "LOCATION": "kept"}}
    caches["pages"].clear()


@pytest.fixture
def shown_season(db):
    if connection.vendor == "postgresql":  # there, the mark is renewed when a transaction ends: here none does
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    season = SeasonFactory(number=3, status="published", theme="Faire ensemble")
    (day,) = add_days(season, date(2026, 12, 3))
    day.half_days.first().items.create(starts_at="10:00", format="peers", title="Regards croisés")
    return season


def read_by(client, address, **headers):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address, headers=headers).status_code in {200, 304}, address
    return [query["sql"] for query in queries]


def test_every_kept_page_is_tried_here():
    kept = {pattern.callback for pattern in patterns() if getattr(pattern.callback, "is_kept", False)}

    assert {resolve(address).func for address in ADDRESSES} == kept


def patterns(resolver=None):
    for one in (resolver or get_resolver()).url_patterns:
        yield from patterns(one) if isinstance(one, URLResolver) else [one]


def test_a_page_is_drawn_once_then_costs_one_query(client, shown_season):
    drawn = {address: client.get(address).content for address in ADDRESSES}

    assert {address: len(read_by(client, address)) for address in ADDRESSES} == dict.fromkeys(ADDRESSES, 1)
    assert {address: client.get(address).content for address in ADDRESSES} == drawn


def test_every_table_that_a_kept_page_reads_renews_the_mark(client, shown_season):
    read = {
        table
        for one in ADDRESSES
        for sql in read_by(client, one)
        for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', sql)
    }

    assert read - {CacheVersion._meta.db_table} <= page_cache.watched_tables()


def save(season):
    season.theme = "Autre"
    season.save()


def update(season):
    Season.objects.update(theme="Autre")


def write_sql(season):
    connection.cursor().execute("UPDATE seasons_season SET theme = 'Autre'")


@pytest.mark.parametrize("write", [save, update, write_sql])
def test_a_change_shows_at_once_whatever_wrote_it(client, shown_season, write):
    assert "Faire ensemble" in client.get("/saisons/3/").text

    write(shown_season)

    assert "Autre" in client.get("/saisons/3/").text


def test_what_is_added_or_taken_away_in_any_watched_table_renews_the_mark(shown_season):
    for table in sorted(page_cache.watched_tables()):
        before = CacheVersion.objects.get().version
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {table}")
            (count,) = cursor.fetchone()
            column = "first_name" if table == "accounts_user" else "id"
            cursor.execute(f"UPDATE {table} SET {column} = {column}")
        assert (CacheVersion.objects.get().version != before) == bool(count), table


def test_a_change_that_is_undone_leaves_nothing(client, shown_season):
    with transaction.atomic():
        save(shown_season)
        assert "Autre" in client.get("/saisons/3/").text
        transaction.set_rollback(True)

    assert "Faire ensemble" in client.get("/saisons/3/").text


def test_at_midnight_pages_are_drawn_anew(client, shown_season):
    with time_machine.travel("2026-12-02T23:59:00+01:00", tick=False):
        client.get("/saisons/3/")
        assert len(read_by(client, "/saisons/3/")) == 1

    with time_machine.travel("2026-12-03T00:01:00+01:00", tick=False):
        assert len(read_by(client, "/saisons/3/")) > 1


def test_a_browser_that_has_the_page_is_told_so_until_it_changes(client, shown_season):
    tag = client.get("/saisons/3/").headers["ETag"]

    again = client.get("/saisons/3/", headers={"If-None-Match": tag})
    update(shown_season)
    after = client.get("/saisons/3/", headers={"If-None-Match": tag})

    assert (again.status_code, again.content) == (304, b"")
    assert (after.status_code, "Autre" in after.text) == (200, True)
    assert "no-cache" in after.headers["Cache-Control"]
    assert "Cookie" in after.headers["Vary"]


def test_a_page_goes_out_packed_to_whoever_unpacks(client, shown_season):
    plain, packed = client.get("/saisons/3/"), client.get("/saisons/3/", headers={"Accept-Encoding": "gzip"})
    unpacked = gzip.decompress(packed.content)

    assert packed.headers["Content-Encoding"] == "gzip"
    assert in_one_line(unpacked.decode()) == plain.text
    assert len(packed.content) < len(unpacked) / 3


def test_a_signed_in_reader_never_meets_a_kept_page_nor_leaves_one(client, as_user, organiser, shown_season):
    as_user(organiser)
    own = client.get("/saisons/3/").text
    client.logout()
    unknown = client.get("/saisons/3/").text

    assert "Organisation</a>" in own
    assert "Organisation</a>" not in unknown
    assert "Organisation</a>" in as_user(organiser).get("/saisons/3/").text


LONG = "Un mot choisi par un inconnu. " * 200  # too long for a cookie: it waits in the session


def carry(client, sentence):
    """This client comes from a page that told it something: the sentence waits where the product left it."""
    request = RequestFactory().get("/")
    request.session = client.session if settings.SESSION_COOKIE_NAME in client.cookies else SessionStore()
    storage, response = default_storage(request), HttpResponse()
    storage.add(messages.SUCCESS, sentence)
    storage.update(response)
    client.cookies.update(response.cookies)
    if request.session.modified:
        request.session.save()
        client.cookies[settings.SESSION_COOKIE_NAME] = request.session.session_key


@pytest.mark.parametrize("sentence", ["Un code est parti à zelie@example.org.", LONG], ids=["cookie", "session"])
def test_what_a_visitor_is_told_is_shown_to_no_stranger(client, shown_season, sentence):
    for address in (one for one in ADDRESSES if one.endswith("/")):  # the others show no message
        caches["pages"].clear()
        carry(client, sentence)

        told, unknown = client.get(address), ReadingClient().get(address)

        assert (address, sentence.strip() in told.text, sentence.strip() in unknown.text) == (address, True, False)


def test_whoever_is_told_something_meets_no_kept_page(client, shown_season):
    ReadingClient().get("/")
    carry(client, "Vos données sont effacées.")

    assert "Vos données sont effacées." in client.get("/").text


def test_a_visitor_who_once_opened_a_form_reads_kept_pages(client, shown_season):
    client.get("/compte/connexion/")
    assert settings.CSRF_COOKIE_NAME in client.cookies
    client.get("/")

    assert len(read_by(client, "/")) == 1


def tell(request):
    messages.success(request, "Pour vous seul")
    return render(request, "pages/contact.html", {"page": Page.objects.get(slug="contact")})


def tell_without_showing(request):
    messages.success(request, "Pour vous seul")
    return HttpResponse("page")


def remember(request):
    request.session["seen"] = 1
    return HttpResponse("page")


def set_cookie(request):
    response = HttpResponse("page")
    response.set_cookie("seen", "1")
    return response


def show_a_form(request):
    return HttpResponse(get_token(request))


def show_to_the_signed_in(request):
    request.user = UserFactory()
    return HttpResponse("page")


def is_not_for_all(request):
    return HttpResponse("page", headers={"Cache-Control": "private"})


@pytest.mark.parametrize(
    "view",
    [tell, tell_without_showing, remember, set_cookie, show_a_form, show_to_the_signed_in, is_not_for_all],
)
def test_a_page_that_came_out_for_one_reader_is_not_kept_whatever_they_carried(view, rf):
    request = rf.get("/une-page/")
    request.session, request.user = SessionStore(), AnonymousUser()
    request._messages = default_storage(request)

    drawn = []
    for _ in range(2):
        page_cache.cached_page(lambda asked: drawn.append(view) or view(asked))(request)

    assert len(drawn) == 2


def test_without_a_mark_nothing_is_kept(client, shown_season):
    CacheVersion.objects.all().delete()

    assert len(read_by(client, "/saisons/3/")) == len(read_by(client, "/saisons/3/")) > 1


@pytest.mark.django_db(transaction=True)
def test_once_a_transaction_has_ended_its_change_shows(client):
    season = SeasonFactory(number=3, status="published", theme="Faire ensemble")
    client.get("/saisons/3/")
    assert len(read_by(client, "/saisons/3/")) == 1

    with transaction.atomic():
        update(season)

    assert "Autre" in client.get("/saisons/3/").text
