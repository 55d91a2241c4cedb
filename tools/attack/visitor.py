"""Somebody with a browser, at a network address of their own, in front of the proxy; and what they count."""

import re
import secrets
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from types import SimpleNamespace

import requests
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.middleware.csrf import _mask_cipher_secret
from django.urls import reverse
from requests.adapters import HTTPAdapter

from atelier.accounts.models import User
from tests.admin_actions import prove, second_factor_of
from tools.attack.servers import Stand
from tools.fuzz.pages import Page

HOST = "atelier.example.org"
CODE = re.compile(r"\n\n([A-Z0-9-]+)\n")


class FromMachine(HTTPAdapter):
    """Connections that leave from one network address."""

    def __init__(self, machine: str) -> None:
        self.machine = machine
        super().__init__(pool_maxsize=4)

    def init_poolmanager(self, *args, **options):
        super().init_poolmanager(*args, source_address=(self.machine, 0), **options)


class Visitor:
    """A browser: its cookies, its machine. With `user` it is signed in; of the team, past its second factor."""

    def __init__(self, stand: Stand, user: User | None = None, *, machine: str = "", proven: bool = True) -> None:
        self.stand, self.machine = stand, machine or stand.machine()
        self.http = requests.Session()
        self.http.mount("https://", FromMachine(self.machine))
        self.http.trust_env, self.http.verify = False, stand.certificate
        self.http.headers.update({"Host": HOST, "Origin": f"https://{HOST}"})
        self.keep(settings.CSRF_COOKIE_NAME, secrets.token_hex(16))
        if user:
            self.keep(settings.SESSION_COOKIE_NAME, session_of(user, proven=proven))

    def keep(self, name: str, value: str) -> None:
        self.http.cookies.set(name, value, domain=HOST, path="/", secure=True)

    def twin(self) -> "Visitor":
        """Another connection of the same browser."""
        other = Visitor(self.stand, machine=self.machine)
        other.http.cookies.update(self.http.cookies)
        return other

    def at(self, stand: Stand) -> "Visitor":
        """The same browser, in front of other servers."""
        other = self.twin()
        other.stand, other.http.verify = stand, stand.certificate
        return other

    def get(self, path: str, *, follow: bool = False, **headers: str) -> requests.Response:
        return self.http.get(self.stand.address + path, allow_redirects=follow, headers=headers, timeout=90)

    def token(self) -> str:
        """What a page drawn anew would put in its form: Django's mask over the secret of the cookie."""
        return _mask_cipher_secret(self.http.cookies.get(settings.CSRF_COOKIE_NAME, domain=HOST))

    def post(self, path: str, values: dict, *, follow: bool = False, file: tuple | None = None, token: str = ""):
        """Send a form, as from a page that was just drawn unless `token` says which."""
        sent = {"csrfmiddlewaretoken": token or self.token(), **values}
        files = {"file": file} if file else None
        return self.http.post(self.stand.address + path, sent, files=files, allow_redirects=follow, timeout=90)

    def confirm(self, path: str, values: dict, seen: requests.Response, **more: str) -> requests.Response:
        """Confirm what a page showed: its signature goes back with the values."""
        return self.post(path, {**values, "shown": shown_by(seen), **more}, follow=True)

    def sign_in(self, email: str) -> requests.Response:
        """Ask for a code, read it in the mailbox, type it."""
        before = len(self.stand.mailbox.to(email))
        self.post(reverse("account_login"), {"login": email})
        return self.enter(self.code(email, after=before))

    def enter(self, code: str) -> requests.Response:
        return self.post(reverse("account_confirm_login_code"), {"code": code}, follow=True)

    def code(self, email: str, *, after: int = 0) -> str:
        """The code of the newest mail to this address, once there are more than `after`."""
        deadline = time.monotonic() + 20
        while len(found := self.stand.mailbox.to(email)) <= after:
            if time.monotonic() > deadline:
                return ""
            time.sleep(0.05)
        return CODE.search(found[-1].get_body(("plain",)).get_content().replace("\r\n", "\n"))[1]

    def is_in(self) -> bool:
        return self.get("/espace/").status_code == 200


def session_of(user: User, *, proven: bool = True) -> str:
    """The key of a new session of this account; `proven`, a code was just typed, then the second factor of the team."""
    user.emailaddress_set.update(verified=True)
    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    if user.is_staff:
        second_factor_of(user)
    if proven:
        prove(SimpleNamespace(session=store), user)
    store.save()
    return store.session_key


def shown_by(page: requests.Response) -> str:
    """The signature of what a page showed."""
    return form_of(page, holding="shown").get("shown", "")


def form_of(page: requests.Response, *, holding: str = "") -> dict[str, str]:
    """The values of the form of a page that has a field of this name, the last one without."""
    forms = Page("", page.text).forms
    chosen = [form for form in forms if not holding or any(name.startswith(holding) for name, _ in form.values)]
    return dict(chosen[-1].values) if chosen else {}


def at_once(*calls: Callable) -> list:
    """Several calls at the same instant; what each of them gave."""
    with ThreadPoolExecutor(len(calls)) as pool:
        return [one.result() for one in [pool.submit(call) for call in calls]]


@contextmanager
def watched(stand: Stand, *, every: float = 0.1):
    """`/sante/` is asked every 100 ms while the block runs; yields the list of (seconds, status)."""
    answers, over = [], Event()

    def watch():
        visitor = Visitor(stand)
        while not over.is_set():
            started = time.monotonic()
            status = visitor.get("/sante/").status_code
            answers.append((time.monotonic() - started, status))
            over.wait(max(0.0, every - (time.monotonic() - started)))

    with ThreadPoolExecutor(1) as pool:
        watching = pool.submit(watch)
        try:
            yield answers
        finally:
            over.set()
            watching.result()
