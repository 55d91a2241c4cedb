"""kill -9 of whoever delivers, at each dangerous place and at any moment: nothing lost, nothing twice but in doubt."""

import multiprocessing
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from unittest import mock

import django
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db.models import QuerySet
from django.utils import timezone

from tests import services
from tools.chaos import races

ROUNDS = max(5, races.ROUNDS * 2 // 5)
ACCEPTED = "accepted, not yet recorded"
PLACES = ("committed, doorbell not rung", "claimed, not yet sent", ACCEPTED, "recorded, not acknowledged", "any moment")


def run():
    """Prints what was lost and doubled, protected then not; returns how many promises were broken."""
    with ledger() as lines:
        protected = campaign(lines, protected=True)
        print(f"  protected    mail, worker killed: {said(protected)}", flush=True)
        control = campaign(lines, protected=False)
        print(f"  unprotected  mail, worker killed: {said(control)}", flush=True)
    wrong = protected["lost"] + protected["twice elsewhere"] + protected["asking kind twice"]
    return wrong + (control["lost"] == 0) + (control["twice elsewhere"] == 0)


def said(tally):
    names = ("rounds", "lost", "twice in doubt", "twice elsewhere", "asking kind twice", "asking kind set aside")
    return ", ".join(f"{tally[name]} {name}" for name in names)


@contextmanager
def ledger():
    """The mail server in a process of its own; yields a function that reads what it accepted so far."""
    port, path = services.free_port(), Path(tempfile.mkdtemp(prefix="atelier-ledger-"), "accepted")
    server = subprocess.Popen([sys.executable, "-m", "tools.chaos.ledger", str(port), str(path)])
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    services.wait_for(port, seconds=20)
    try:
        yield lambda: Counter(line.split()[0] for line in path.read_text().splitlines())
    finally:
        server.terminate()
        server.wait()


def campaign(lines, *, protected):
    from atelier.outbox import delivery  # noqa: PLC0415 - once Django is set up
    from atelier.outbox.models import Message  # noqa: PLC0415

    tally, dice = Counter(rounds=ROUNDS), random.Random(7)
    for number in range(ROUNDS):
        place = PLACES[number % len(PLACES)]
        kinds = (
            [False, True] if number // len(PLACES) % 2 else [True, False]
        )  # which of the two is in hand at the death
        keys = [f"chaos:{protected}:{number}:{asks}" for asks in kinds]
        kill_after = dice.uniform(0.001, 0.03) if place == "any moment" else None
        in_child(partial(write_and_deliver, keys, kinds, place), kill_after=kill_after)
        in_child(partial(resume, protected=protected))
        accepted = lines()
        for key, asks in zip(keys, kinds, strict=True):
            message = Message.objects.filter(key=key).first()
            if message is None:
                continue  # killed before the commit: the verb itself did not happen
            count = accepted[delivery.message_id(message)]
            tally["lost"] += count == 0 and message.state != Message.State.UNCERTAIN
            tally["asking kind set aside"] += message.state == Message.State.UNCERTAIN
            if count > 1:
                doubtful = place in (ACCEPTED, "any moment")
                tally["asking kind twice" if asks else "twice in doubt" if doubtful else "twice elsewhere"] += 1
        Message.objects.all().delete()
    return tally


def in_child(action, *, kill_after=None):
    """Run it in a process that may be killed; the parent waits."""
    django.db.connections.close_all()
    child = multiprocessing.get_context("fork").Process(target=action)
    child.start()
    if kill_after is not None:
        time.sleep(kill_after)
        child.kill()
    child.join()


def die(*args, **kwargs):
    os.kill(os.getpid(), signal.SIGKILL)


def write_and_deliver(keys, kinds, place):
    """A verb queues two messages, a worker delivers them; the process dies where it is told to."""
    from django.db import transaction  # noqa: PLC0415

    from atelier.core import background  # noqa: PLC0415
    from atelier.outbox import delivery  # noqa: PLC0415
    from atelier.outbox.models import Message  # noqa: PLC0415

    send = EmailMultiAlternatives.send

    def send_and_die(mail):
        send(mail)
        die()

    traps = {
        PLACES[0]: mock.patch.object(background.app, "send_task", die),
        PLACES[1]: mock.patch.object(delivery, "compose_email", die),
        ACCEPTED: mock.patch.object(EmailMultiAlternatives, "send", send_and_die),
    }
    with mock.patch.object(background.app, "send_task"), traps.get(place, mock.patch.dict({}, {})):
        with transaction.atomic():
            for key, asks in zip(keys, kinds, strict=True):
                queued(key, asks=asks)
        for pk in Message.objects.filter(key__in=keys).order_by("pk").values_list("pk", flat=True):
            delivery.deliver(pk)
            if place == PLACES[3]:
                die()


def queued(key, *, asks):
    from atelier.core.background import enqueue_on_commit  # noqa: PLC0415
    from atelier.outbox.models import Message  # noqa: PLC0415

    message = Message.objects.create(
        key=key, to_email="zoe@example.org", subject="Essai", text="Essai\n", confirm_before_resend=asks
    )
    enqueue_on_commit("atelier.outbox.tasks.deliver", message.pk)


def resume(*, protected):
    """Two workers start again, past the lease, and do what the sweep finds until there is nothing left.

    Without protection there is no sweep of what a dead worker held, and no claim: whoever sees a row sends it.
    """
    from atelier.outbox import delivery  # noqa: PLC0415
    from atelier.outbox.models import LEASE, Message  # noqa: PLC0415

    later = timezone.now() + LEASE + timedelta(minutes=1)
    if not protected:
        rows = list(Message.objects.filter(state="queued").order_by("pk").values_list("pk", flat=True))
        with mock.patch.object(QuerySet, "update", return_value=1):
            for pk in rows * 2:
                delivery.deliver(pk, now=later)
        return
    for _ in range(3):
        Message.objects.expire(later)
        for pk in list(Message.objects.due(later).order_by("pk").values_list("pk", flat=True)) * 2:
            delivery.deliver(pk, now=later)
