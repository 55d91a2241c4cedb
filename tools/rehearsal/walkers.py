"""One of every role goes from page to page: a page after each step, every kind of page at the end."""

import random
import re
from urllib.parse import urljoin, urlsplit

import lxml.html
from django.urls import Resolver404, resolve

from atelier.accounts.models import User
from territories.models import Contact, Participant
from tests.strict import ReadingClient
from tools.rehearsal.cast import TEAM
from tools.rehearsal.invariants import CANARY, territories_of

HOMES = {"nobody": ["/", "/saisons/90/", "/saisons/90/calendrier/"], "staff": ["/admin/"], "member": ["/espace/"]}
LEFT_ALONE = re.compile(r"^/(compte/deconnexion|compte/|static/|media/)|\.(pdf|xlsx|ods|zip|csv|ics|png)$")
ANSWERS = {200, 302}


class Walkers:
    """Each role is played by whoever has it now; a link that a page shows must lead somewhere."""

    def __init__(self, stage) -> None:
        self.stage, self.opened = stage, 0
        self.known: dict[str, list[str]] = {}

    def _people(self) -> dict[str, User | None]:
        found: dict[str, User | None] = {"nobody": None, "stranger": User.objects.get(email="passante@example.org")}
        found |= {name: User.objects.get(email=f"{name}@example.org") for name in TEAM}
        lead = Contact.objects.filter(is_lead=True, user__is_active=True).order_by("-triptych__rank", "pk").first()
        seat = Participant.objects.filter(state="confirmed", user__is_active=True).order_by("-pk").first()
        found |= {"lead": lead.user} if lead else {}
        return found | ({"participant": seat.user} if seat else {})

    def step(self, dice: random.Random) -> None:
        """One page of every role: what its last page led to, which may be gone meanwhile; or home again.

        For one of them, a page that this one leads to.
        """
        people = self._people()
        further = dice.choice(sorted(people))
        for role, user in people.items():
            client = self._client(user)
            known = self.known.get(role) or self._homes(role)
            links = self._open(client, role, user, dice.choice(known), may_be_gone=role in self.known)
            if role == further and links:
                links = self._open(client, role, user, dice.choice(links))
            self.known[role] = links

    def end(self, most: int) -> None:
        """Of every role, each kind of page that links lead to."""
        for role, user in self._people().items():
            client, known, waiting = self._client(user), set(), list(self._homes(role))
            while waiting and len(known) < most:
                address = waiting.pop(0)
                if (kind := _kind(address)) is None or kind in known:
                    continue
                known.add(kind)
                waiting += self._open(client, role, user, address)

    def _homes(self, role: str) -> list[str]:
        return HOMES["staff" if role in TEAM else "nobody" if role == "nobody" else "member"]

    def _client(self, user: User | None) -> ReadingClient:
        client = ReadingClient()
        if user:
            client.force_login(user)
        return client

    def _open(self, client, role: str, user, address: str, *, may_be_gone: bool = False) -> list[str]:
        """The links of a page that answers; raises AssertionError for one that does not."""
        self.stage.pass_seconds(11)
        response = client.get(address)
        self.opened += 1
        expected = ANSWERS | ({403, 404, 410} if may_be_gone else set())
        assert response.status_code in expected, f"{role} gets {response.status_code} of {address}"
        if not response.get("Content-Type", "").startswith("text/html") or not response.content:
            return []
        if role not in TEAM:
            mine = territories_of(user.email) if user else set()
            found = {int(pk) for pk in CANARY.findall(response.text)} - mine
            assert not found, f"{role} reads on {address} what is of {found}"
        return _links(address, response.text)


def _links(address: str, html: str) -> list[str]:
    tree = lxml.html.fromstring(html)
    found = (urljoin(address, one) for one in tree.xpath("//a/@href"))
    ours = (one for one in found if urlsplit(one).netloc in ("", "testserver"))
    paths = (urlsplit(one)._replace(scheme="", netloc="", fragment="").geturl() for one in ours)
    return list(dict.fromkeys(path for path in paths if path and not LEFT_ALONE.search(urlsplit(path).path)))


def _kind(address: str) -> str | None:
    try:
        return resolve(urlsplit(address).path).view_name
    except Resolver404:
        return address
