"""What a worker does by itself is tried three times, then stops: the cause is said, and others go on."""

from contextlib import suppress
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from atelier.core import background, declarations
from atelier.core.declarations import Sweep, declared
from atelier.privacy import tasks as nightly
from atelier.seasons.models import Failure
from sessions import tasks
from sessions.documents import booklets, rendering
from sessions.documents.models import Booklet
from tests.factories import TriptychFactory

pytestmark = pytest.mark.django_db

KILLED = SystemExit  # as a task stopped at its time limit: no `except Exception` sees it
FAILURES = "/admin/seasons/failure/"


@pytest.fixture
def clock():
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


@pytest.fixture
def booklet():
    return booklets.issue_booklet(TriptychFactory(admitted=True))[0]


@pytest.fixture
def swept(monkeypatch):
    """What the sweep gives to workers."""

    def sweep():
        found = []
        with monkeypatch.context() as patched:
            patched.setattr(background.app, "send_task", lambda name, args, **more: found.append((name, *args)))
            background.enqueue_waiting()
        return found

    return sweep


def tried(clock, pk, *, times=30, every=timedelta(minutes=1, seconds=1)):
    for _ in range(times):
        with suppress(KILLED):
            tasks.render_booklet(pk)
        clock.shift(every)


@pytest.mark.usefixtures("mode")
@pytest.mark.parametrize(
    ("end", "cause"),
    [
        (KeyError("day"), "une erreur de notre part"),
        (OSError(28, "No space left on device"), "un fichier n’a pas pu être lu ou écrit"),
        (KILLED(), "il dépasse le temps ou la mémoire"),
    ],
)
def test_a_document_that_cannot_be_made_is_tried_three_times(
    monkeypatch, as_user, organiser, clock, booklet, swept, end, cause
):
    tries = []

    def broken(pk):
        tries.append(pk)
        raise end

    monkeypatch.setattr(rendering, "render_booklet", broken)
    tried(clock, booklet.pk, times=60)
    tried(clock, booklet.pk, every=timedelta(days=1))
    nightly.apply_retention()

    assert tries == [booklet.pk] * 3
    assert ("sessions.tasks.render_booklet", booklet.pk) not in swept()
    page = as_user(organiser).get("/admin/")
    assertContains(page, f"livret de territoire n°\u00a0{booklet.pk}\u00a0: ")
    assertContains(page, cause)
    assertContains(page, FAILURES)


def test_an_organiser_has_it_tried_again(monkeypatch, as_user, organiser, facilitator, clock, booklet, swept):
    with monkeypatch.context() as patched:
        patched.setattr(rendering, "render_booklet", lambda pk: 1 / 0)
        tried(clock, booklet.pk, times=60)
    again = {"action": "try_again", "_selected_action": [Failure.objects.get().pk]}

    as_user(facilitator).post(FAILURES, again)
    assert ("sessions.tasks.render_booklet", booklet.pk) not in swept()
    as_user(organiser).post(FAILURES, again)
    assert ("sessions.tasks.render_booklet", booklet.pk) in swept()

    tasks.render_booklet(booklet.pk)
    assert Booklet.objects.get().is_ready
    assert not Failure.objects.exists()
    assertNotContains(as_user(organiser).get("/admin/"), "n’a pas pu être fait")


def test_a_try_that_goes_on_is_no_failure_and_is_nobody_else_s(monkeypatch, as_user, organiser, booklet, swept):
    render = rendering.render_booklet
    seen = []

    def rendered(pk):
        tasks.render_booklet(pk)
        seen.extend(one for one in swept() if one[0] == "sessions.tasks.render_booklet")
        assertNotContains(as_user(organiser).get("/admin/"), "n’a pas pu être fait")
        return render(pk)

    monkeypatch.setattr(rendering, "render_booklet", rendered)
    tasks.render_booklet(booklet.pk)

    assert (seen, Booklet.objects.get().is_ready) == ([], True)


def test_what_was_given_up_of_a_row_that_is_gone_is_said_no_more(monkeypatch, clock, booklet):
    monkeypatch.setattr(rendering, "render_booklet", lambda pk: 1 / 0)
    tried(clock, booklet.pk, times=60)
    nightly.apply_retention()
    assert Failure.objects.exists()

    booklet.delete()
    nightly.apply_retention()
    assert not Failure.objects.exists()


def test_rows_that_cannot_be_read_stop_no_others(monkeypatch, booklet, swept):
    broken = Sweep("x.tasks.x", lambda: 1 / 0)
    monkeypatch.setitem(declarations._declared, Sweep, [broken, *declared(Sweep)])

    assert ("sessions.tasks.render_booklet", booklet.pk) in swept()


def test_the_list_of_failures_is_read_and_written_by_nobody(as_user, organiser):
    failure = Failure.objects.create(kind="document", ref="x:1", label="livret", address="/admin/")

    assertContains(as_user(organiser).get(FAILURES), "livret")
    assert as_user(organiser).get(reverse("admin:seasons_failure_delete", args=[failure.pk])).status_code == 403
