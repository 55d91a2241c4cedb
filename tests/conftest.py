"""The strict room and the cast: organiser, treasurer, facilitator, contact, participant, stranger."""

import gc
import random
from collections import OrderedDict
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.db import connection, transaction
from django.urls import get_resolver
from hypothesis import settings as hypothesis_settings

from atelier.core import background, codes, pdf, shared_reading
from tests import access_world, drawn, factories, kept, migrated, orders, production, readers, strict, walk
from tests.admin_actions import prove, second_factor_of
from tests.browser.servers import ByServer
from tests.factories import (
    AssessmentRoundFactory,
    SeasonFactory,
    TriptychFactory,
    UserFactory,
    triptych_of_six,
)

# A machine that does other things too is slow, and nothing else: what must be fast is timed by `make bench`.
hypothesis_settings.register_profile("suite", deadline=None)
hypothesis_settings.load_profile("suite")


def pytest_xdist_make_scheduler(config, log):
    return ByServer(config, log)


def pytest_addoption(parser):
    parser.addoption("--seed", type=int, help="run the tests in another order, the same for the same seed")


def pytest_collection_modifyitems(config, items):
    for item in items:
        orders.worlds_first(item)
    if seed := config.getoption("seed"):
        orders.shuffle(items, seed)


def pytest_collection_finish(session):
    """What was loaded stays: looking through it again and again for what may go takes a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """The migrations are applied once for all the processes of a run."""
    connection.settings_dict["TEST"]["MIGRATE"] = False
    if connection.vendor == "postgresql":
        connection.settings_dict["TEST"]["TEMPLATE"] = migrated.template_database()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    if connection.vendor == "sqlite":
        with django_db_blocker.unblock():
            connection.ensure_connection()
            migrated.load(migrated.template(), connection.connection)
    yield
    if connection.vendor == "postgresql":
        # While the event loop of a browser runs, asgiref gives Django a second connection: whichever is not the
        # current one at the end is still open, and a database in use is not dropped.
        with django_db_blocker.unblock(), connection.cursor() as cursor:
            others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            cursor.execute(f"SELECT pg_terminate_backend(pid) {others}")


@pytest.fixture(autouse=True, scope="session")
def every_address():
    """Addresses are read under the settings of the tests, before one of them tries those of production."""
    return get_resolver().url_patterns


@pytest.fixture(autouse=True)
def strict_room(monkeypatch, request, settings, tmp_path):
    if seed := request.config.getoption("seed"):
        random.seed(f"{seed} {request.node.nodeid}")
    strict.shuffle_unordered(monkeypatch)
    factories.restart()
    monkeypatch.setattr(codes, "secrets", random.Random(0))  # the same codes in each test: the same words to draw
    monkeypatch.setattr(pdf, "render_html", drawn.once)
    monkeypatch.setattr(background, "bell", background.Bell())  # a broker that was silent in the test before
    # What a test keeps goes with its rows: the mark that it is kept under comes back when they are taken back.
    monkeypatch.setattr(shared_reading, "_kept", OrderedDict())
    settings.VAR_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"  # a journal of erasures of its own


@pytest.fixture(autouse=True)
def room(request, strict_room, tmp_path):
    """What the test finds in its database; `tests/kept.py` says how."""
    room = kept.Room(tmp_path, touched="demo" in request.fixturenames)
    if orders.WORLDS.isdisjoint(request.fixturenames):
        yield room
        return
    with room.watched():
        yield room


@pytest.fixture(params=["demo", "production"])
def mode(request, settings):
    """The test runs twice: under the settings of the demo, then under those of production."""
    if request.param == "production":
        for name, value in production.values().items():
            setattr(settings, name, value)
    return request.param


@pytest.fixture
def client():
    return strict.ReadingClient()


@pytest.fixture
def as_user(client, settings):
    """Sign someone in and get the client back; production opens the administration to who proved themselves."""

    def sign_in(user):
        client.force_login(user)
        if settings.MODE == "production" and user.is_staff:
            second_factor_of(user)
            prove(client, user)
        return client

    return sign_in


@pytest.fixture
def desk(as_user, organiser):
    """The client of an organiser who is signed in."""
    return as_user(organiser)


@pytest.fixture
def just_signed_in(client):
    """Sign someone in who has just typed a code, and get the client back."""

    def sign_in(user):
        client.force_login(user)
        prove(client, user)
        return client

    return sign_in


@pytest.fixture
def organiser(db, room):
    return room.one("organiser")


@pytest.fixture
def treasurer(db, room):
    return room.one("treasurer")


@pytest.fixture
def facilitator(db, room):
    return room.one("facilitator")


@pytest.fixture
def contact(db, room):
    return room.one("contact")


@pytest.fixture
def stranger(db, room):
    return room.one("stranger")


@pytest.fixture
def draft(db, room):
    """A complete draft with six people, whose référent is `contact`."""

    def make():
        contact = room.one("contact")
        return {"contact": contact, "draft": TriptychFactory(complete=True, lead=contact, people=6)}

    return room.hold("draft", make)["draft"]


@pytest.fixture
def season(db):
    """Season 4, where nothing is yet."""
    return SeasonFactory(number=4)


@pytest.fixture
def candidate(contact):
    """An application of six people that waits for its answer, whose référent is `contact`."""
    return TriptychFactory(submitted=True, lead=contact, people=6, territory__name="Val")


@pytest.fixture
def triptych(db, room):
    """An admitted territory: six confirmed people with an account; no contact unless `lead` is asked for."""
    return room.hold("triptych", lambda: {"triptych": triptych_of_six()})["triptych"]


@pytest.fixture
def lead(triptych):
    """The référent of `triptych`."""
    user = UserFactory(email="referente@example.org")
    triptych.contacts.create(user=user, is_lead=True)
    return user


@pytest.fixture
def person(triptych):
    """The first of the six of `triptych`."""
    return triptych.participants.order_by("pk").first()


@pytest.fixture
def assessment_round(triptych):
    """The first self-assessment of the season of `triptych`, open today."""
    return AssessmentRoundFactory(season=triptych.season)


@pytest.fixture
def participant(db, room):
    known = room.cast.get("participant")
    return known or room.hold("participant", lambda: {"participant": room.one("participant")})["participant"]


@pytest.fixture
def world(db, room):
    """Something of everything: a person of each role, and the arguments of each address."""
    return room.hold("world", lambda: access_world.build(room.one))["world"]


@pytest.fixture
def walked_world(db, room, monkeypatch, settings):
    """The `world` where the walk is made."""
    monkeypatch.setattr(factories, "CATEGORIES", (*factories.CATEGORIES, *walk.MORE))
    found = room.hold("walked_world", lambda: walk.build(room.one))["walked_world"]
    settings.DEMO_MAILBOX = settings.MEDIA_ROOT / "mail"
    return found


@pytest.fixture(params=[None], ids=["walk"])
def answers(request, db, walked):
    """What each role is answered at each address (`tests/walk.py`); what the walk leaves is taken back."""
    if not walked:
        client, world = request.getfixturevalue("client"), request.getfixturevalue("walked_world")
        with transaction.atomic():
            walked |= walk.through(client, world)
            transaction.set_rollback(True)
        client.cookies.clear()
    return walked


@pytest.fixture(scope="session")
def walked():
    return {}


def fill_demo():
    call_command("demo", verbosity=0)
    return {}


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker):
    """The database of the demo, for every test of a module that has no others: taken back at its end."""
    with django_db_blocker.unblock():
        held = transaction.atomic()
        held.__enter__()
        kept.Room(Path(django_settings.VAR_DIR)).hold("demo", fill_demo)
    yield
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        held.__exit__(None, None, None)


@pytest.fixture
def cast(triptych, facilitator, organiser, treasurer, stranger):
    """Who reads: of the territory, of the season, of another season, of the team, of nowhere."""
    author, *_, fellow = triptych.participants.order_by("pk")
    peer = triptych_of_six(season=triptych.season, rank=2).participants.first()
    former = triptych_of_six().participants.first()
    contact = triptych.contacts.get().user
    users = [author.user, fellow.user, contact, peer.user, former.user, facilitator, organiser, treasurer, stranger]
    return dict(zip(readers.PEOPLE, users, strict=True))
