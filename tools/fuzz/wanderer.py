"""Somebody who goes from page to page and sends every form they meet, mostly wrong."""

import random
import time
import traceback
from collections import Counter
from urllib.parse import urlsplit

from django.core.signals import got_request_exception
from django.test import Client

from atelier.accounts.models import User
from atelier.operations.demo import build
from tools.fuzz.pages import Page, spoiled

STEPS = 80  # pages that one walk visits; after a walk for each role the demo is built anew
ROLES = [None, "organisation@example.org", "tresorerie@example.org", "contact@example.org", "participante@example.org"]
STARTS = ["/", "/espace/", "/admin/", "/admin/classeur/", "/compte/connexion/", "/candidatures/nouvelle/"]


class Wanderer:
    """Somebody of a role who goes from page to page and sends what they find there."""

    def __init__(self, dice: random.Random) -> None:
        self.dice, self.statuses, self.faults = dice, Counter(), {}
        self.pages_sent, self.raised = set(), []
        got_request_exception.connect(self.note)

    def note(self, **_signal):
        self.raised.append(traceback.format_exc())

    def wander(self, until: float) -> None:
        while time.monotonic() < until:
            build.rebuild()
            for _ in range(len(ROLES)):
                if time.monotonic() < until:
                    self.walk(self.dice.choice(ROLES), until)

    def walk(self, role: str | None, until: float) -> None:
        somewhere = ".".join(str(self.dice.randrange(256)) for _ in range(4))  # tries are counted by address
        client = Client(SERVER_NAME="127.0.0.1", REMOTE_ADDR=somewhere, raise_request_exception=False)
        person = role and User.objects.filter(email=role).first()
        if person:
            client.force_login(person)
        known = list(STARTS)
        for _ in range(STEPS):
            if time.monotonic() > until:
                return
            address = self.dice.choice(known[-30:] if self.dice.random() < 0.6 else known)
            page = self.ask(client, "get", address, {}, role)
            if page is None:
                continue
            known += [link for link in page.links if self.is_ours(link)][: self.dice.randint(1, 40)]
            for form in self.dice.sample(page.forms, min(3, len(page.forms))):
                if urlsplit(form.action).path != "/compte/deconnexion/":
                    landed = self.ask(client, form.method, form.action, spoiled(form, self.dice), role)
                    known += landed.links[:10] if landed else []

    @staticmethod
    def is_ours(link: str) -> bool:
        return urlsplit(link).netloc in {"", "127.0.0.1"} and urlsplit(link).scheme in {"", "http"}

    def ask(self, client: Client, method: str, address: str, values: dict, role: str | None) -> Page | None:
        """The page that answers, redirections followed; None when it is no page."""
        self.raised.clear()
        parts = urlsplit(address)
        if not self.is_ours(address):
            return None
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        answer = getattr(client, method if method in {"get", "post"} else "post")(path, values, follow=True)
        self.statuses[method, answer.status_code] += 1
        if method == "post":
            self.pages_sent.add(parts.path)
        if answer.status_code >= 500 or self.raised:
            self.tell(role, method, path, values)
        if not answer.get("Content-Type", "").startswith("text/html") or answer.streaming:
            return None
        return Page(f"http://127.0.0.1{answer.request['PATH_INFO']}", answer.content.decode())

    def tell(self, role: str | None, method: str, path: str, values: dict) -> None:
        """A fault, the first time that it shows: the line of ours it comes from, and what made it."""
        lines = self.raised[-1].strip().splitlines() if self.raised else ["no exception"]
        ours = [line.strip() for line in lines if ".venv" not in line and 'File "' in line]
        fault = " ".join([*ours[-1:], lines[-1][:300]])
        if fault not in self.faults:
            self.faults[fault] = (role, method, path)
            sent = {name: str(value)[:80] for name, value in values.items()}
            print(f"FAULT {fault}\n      {role} {method} {path} {sent}", flush=True)
