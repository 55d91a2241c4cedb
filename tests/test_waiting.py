"""Servers that accept and never answer: no page waits for them long, and the others do not wait at all."""

import contextlib
import os
import socket
import threading
import time

import pytest
from django.core import mail
from django.db import OperationalError, connection
from django.urls import reverse

from atelier import config
from atelier.accounts import direct_mail
from atelier.celery import app
from atelier.core import background
from atelier.core.sqlite import base as sqlite
from atelier.operations import health
from tests.core.test_config import run
from tools.deployment import PRODUCTION

pytestmark = pytest.mark.django_db


@pytest.fixture
def hanging():
    """The port of a server that accepts, and never answers."""
    held = []
    with socket.create_server(("127.0.0.1", 0), backlog=50) as server:
        server.settimeout(0.1)
        over = threading.Event()

        def accept():
            while not over.is_set():
                with contextlib.suppress(TimeoutError):
                    held.append(server.accept()[0])

        thread = threading.Thread(target=accept)
        thread.start()
        yield server.getsockname()[1]
        over.set()
        thread.join()
        for one in held:
            one.close()


@pytest.fixture
def mute_mail(settings, hanging, monkeypatch):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", hanging
    monkeypatch.setattr(direct_mail, "PATIENCE", 0.5)
    monkeypatch.setattr(direct_mail, "desk", direct_mail.Desk(waiting=1))


def timed(call):
    started = time.monotonic()
    answer = call()
    return answer, time.monotonic() - started


def ask(client, email="zoe@example.org"):
    return client.post(reverse("account_login"), {"login": email}, follow=True)


def test_a_mute_mail_server_is_said_after_a_short_while(mode, mute_mail, client):
    answer, seconds = timed(lambda: ask(client))

    assert [str(one) for one in answer.context["messages"]] == [
        "Notre serveur de courriel ne répond pas. Réessayez dans quelques minutes."
    ]
    assert 0.5 <= seconds < 3


def test_only_a_share_of_the_pages_waits_for_a_mute_mail_server(mute_mail):
    def send():
        with contextlib.suppress(OSError):
            direct_mail.desk.send(mail.EmailMessage("Code", "1234", to=["zoe@example.org"]))

    first = threading.Thread(target=send)
    first.start()
    time.sleep(0.1)
    times = [timed(send)[1] for _ in range(5)]
    first.join()

    assert max(times) < 0.2


def test_mails_that_wait_for_a_mute_server_are_bounded(mute_mail, monkeypatch):
    monkeypatch.setattr(direct_mail, "desk", direct_mail.Desk(waiting=0))
    before = threading.active_count()

    def send(times=1):
        for _ in range(times):
            direct_mail.desk.send(mail.EmailMessage("Code", "1234", to=["zoe@example.org"]))

    with pytest.raises(direct_mail.NotSent):
        send(50)
    assert threading.active_count() - before <= direct_mail.IN_FLIGHT
    time.sleep(0.8)
    with pytest.raises(direct_mail.NotSent):  # the last one did not leave: the next page does not promise it
        send()


def test_a_mail_server_that_is_well_again_is_believed_again(mute_mail, settings):
    def send():
        direct_mail.desk.send(mail.EmailMessage("Code", "1234", to=["zoe@example.org"]))

    with pytest.raises(OSError):
        send()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    send()

    assert len(mail.outbox) == 1


@pytest.mark.parametrize("scheme", ["redis", "unix"])
def test_a_mute_broker_holds_one_page_a_moment_and_the_next_not_at_all(scheme, hanging, monkeypatch, tmp_path, request,
                                                                       django_capture_on_commit_callbacks):  # fmt: skip
    address = f"redis://127.0.0.1:{hanging}/0"
    if scheme == "unix":
        server = socket.socket(socket.AF_UNIX)
        server.bind(str(tmp_path / "redis.sock"))
        server.listen(50)
        request.addfinalizer(server.close)
        address = f"redis+socket://{tmp_path / 'redis.sock'}"
    broker = type(app)("mute", broker=address, set_as_current=False)
    limits = {"socket_timeout": config.PAGES.broker, "socket_connect_timeout": config.PAGES.broker}
    broker.conf.broker_transport_options = {**app.conf.broker_transport_options, **limits}
    monkeypatch.setattr(background, "app", broker)
    monkeypatch.setattr(background, "bell", background.Bell())

    def ring():
        with django_capture_on_commit_callbacks(execute=True):
            background.enqueue_on_commit("atelier.outbox.tasks.deliver", 1)

    assert timed(ring)[1] < 4
    assert timed(lambda: [ring() for _ in range(50)])[1] < 0.5


def test_pages_that_wait_for_one_that_rings_in_vain_do_not_ring_in_their_turn(monkeypatch):
    asked, ringing, over = [], threading.Event(), threading.Event()

    def send_task(name, args, **options):
        asked.append(args[0])
        ringing.set()
        over.wait(5)
        raise OSError("no answer")

    monkeypatch.setattr(background.app, "send_task", send_task)
    monkeypatch.setattr(background, "TURN", 5)
    bell = background.Bell()
    first, *others = (threading.Thread(target=bell.ring, args=("atelier.outbox.tasks.deliver", pk)) for pk in range(4))
    first.start()
    assert ringing.wait(5)
    for thread in others:
        thread.start()
    time.sleep(0.1)  # they wait for their turn
    over.set()
    for thread in (first, *others):
        thread.join(5)

    assert asked == [0]


def test_a_page_beaten_to_a_lock_says_so_in_french(mode, client, monkeypatch):
    def beaten(*args, **options):
        raise OperationalError("database is locked")

    client.raise_request_exception = False
    monkeypatch.setattr(health, "pending_migrations", beaten)
    monkeypatch.setattr(health, "DatabaseError", ZeroDivisionError)
    answer = client.get(reverse("ready"))

    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert "rien n’a été enregistré" in answer.text


def test_another_fault_is_an_incident(client, monkeypatch):
    def fail(*args, **options):
        raise ZeroDivisionError

    client.raise_request_exception = False
    monkeypatch.setattr(health, "pending_migrations", fail)

    assert client.get(reverse("ready")).status_code == 500


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="limits of PostgreSQL")
def test_postgresql_is_told_how_long_a_statement_and_a_lock_may_wait():
    with connection.cursor() as cursor:
        found = []
        for name in ("statement_timeout", "lock_timeout"):
            cursor.execute(f"SHOW {name}")
            found.append(cursor.fetchone()[0])

    assert found == ["15min", "20s"]


def test_pages_wait_less_than_work(monkeypatch):
    monkeypatch.setattr(config, "patience", config.PAGES)

    started = time.monotonic()
    with pytest.raises(sqlite.sqlite3.OperationalError):
        sqlite._retry_while_locked(locked)
    assert 4.5 < time.monotonic() - started < 6


def test_a_process_that_serves_pages_has_their_limits():
    show = """
from atelier import wsgi
from django.conf import settings
broker = settings.CELERY_BROKER_TRANSPORT_OPTIONS
print(settings.DATABASES["default"]["OPTIONS"]["options"], broker["socket_timeout"], broker["socket_connect_timeout"])
"""
    done = run(show, {**os.environ, **PRODUCTION, "DJANGO_SETTINGS_MODULE": "atelier.settings",
                      "DATABASE_URL": "postgresql://a:b@127.0.0.1/c"})  # fmt: skip

    assert done.stdout == "-c statement_timeout=10000 -c lock_timeout=5000 0.5 0.5\n", done.stderr


def locked():
    time.sleep(0.02)
    error = sqlite.sqlite3.OperationalError("database is locked")
    error.sqlite_errorcode = sqlite.sqlite3.SQLITE_BUSY
    raise error


@pytest.mark.parametrize(("who", "bytes_sent", "status"), [
    (None, 300_000, 413), (None, 200_000, 404), ("contact", 2_500_000, 413), ("contact", 1_500_000, 404),
    ("facilitator", 22_500_000, 413),
])  # fmt: skip
def test_a_request_is_as_heavy_as_its_sender_may_need(mode, request, as_user, client, who, bytes_sent, status):
    if who:
        as_user(request.getfixturevalue(who))
    answer = client.post("/nulle-part/", b"x" * bytes_sent, content_type="application/octet-stream")

    assert answer.status_code == status
    assert status != 413 or "trop lourd" in answer.text
