"""Does the time of an answer tell whether an address has an account? 200 of each, in turn, with a real mail server."""

import re
import time
from statistics import median, quantiles

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from django.core.cache import cache
from django.test import Client, override_settings
from django.urls import reverse

from atelier.settings import EVEN_ANSWERS
from tests.factories import UserFactory
from tests.services import free_port

TRIES = 200
DOORS = {"account_login": "login", "account_signup": "email"}
BACKEND = "django.core.mail.backends.smtp.EmailBackend"


def measure():
    controller = Controller(Sink(), hostname="127.0.0.1", port=free_port())
    controller.start()
    known = [UserFactory().email for _ in range(TRIES)]
    print(f"known or unknown address, {TRIES} of each in turn: milliseconds of an answer")
    for name, step in (("bare", 0), ("Atelier", EVEN_ANSWERS)):
        print(f"  {name}")
        mail = {"EMAIL_BACKEND": BACKEND, "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": controller.port}
        with override_settings(EVEN_ANSWERS=step, **mail):
            for door, field in DOORS.items():
                tell(door, field, known, name)
    controller.stop()


def tell(door, field, known, name):
    waits = {True: [], False: []}
    for number, address in enumerate(known):
        for is_known in (True, False):
            email = address if is_known else f"{name}{number}@inconnu.example.org"
            waits[is_known].append(answer(reverse(door), {field: email}))
    medians = {is_known: median(found) for is_known, found in waits.items()}
    print(
        f"    {door:15} known: median {medians[True]:.1f}, p95 {quantiles(waits[True], n=20)[18]:.1f}; "
        f"unknown: median {medians[False]:.1f}, p95 {quantiles(waits[False], n=20)[18]:.1f}; "
        f"apart by {abs(medians[True] - medians[False]) / medians[False]:.0%}"
    )


def answer(address, typed):
    """Milliseconds from a form to its answer, by somebody new."""
    cache.clear()  # the limits would stop us
    client = Client()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get(address).content.decode())[1]
    started = time.perf_counter()
    status = client.post(address, {**typed, "csrfmiddlewaretoken": token}).status_code
    assert status == 302, status
    return (time.perf_counter() - started) * 1000
