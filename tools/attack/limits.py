"""Floods of mails: seats named and freed, colleagues invited and removed, by one account and by several."""

from atelier.outbox.models import Message
from territories.models import Triptych
from tests.factories import TriptychFactory, UserFactory
from tools.attack.servers import Stand
from tools.attack.tally import Tally
from tools.attack.visitor import Visitor

ROUNDS, SENDERS = 30, 3
SEAT = {"first_name": "Agnès", "last_name": "Latour", "position": "maire", "organisation": "Ville"}


def flood(stand: Stand, tally: Tally) -> None:
    lead = UserFactory()
    triptych = TriptychFactory(complete=True, lead=lead)
    visitor, key = Visitor(stand, lead), triptych.pk
    for verb in (_name_and_free, _paste_and_free, _invite_and_remove):
        victim = f"{verb.__name__.strip('_')}-{key}@example.org"
        for number in range(ROUNDS):
            verb(visitor, triptych, victim, number)
        _held(tally, victim, f"{ROUNDS} × {verb.__name__}")
    spelt = f"victime{key}"
    for number in range(ROUNDS):
        _name_and_free(visitor, triptych, f"{spelt[:3]}.{spelt[3:]}+{number}@example.org", number)
    sent = Message.objects.filter(to_email__endswith="@example.org", to_email__startswith=f"{spelt[:3]}.")
    direct = sent.exclude(source="grouped").exclude(state="grouped").count()
    tally.check(direct <= 3, f"one mailbox under {ROUNDS} spellings: {direct} mails at once")
    shared = f"partagee-{key}@example.org"
    for _ in range(SENDERS):
        other = UserFactory()
        mine = TriptychFactory(season=triptych.season, complete=True, lead=other)
        for again in range(5):
            _name_and_free(Visitor(stand, other), mine, shared, again)
    _held(tally, shared, f"{SENDERS} accounts, 5 times each", grouped=SENDERS)
    fresh, machine = UserFactory(), stand.machine()
    last = TriptychFactory(season=triptych.season, complete=True, lead=fresh)
    one = Visitor(stand, fresh, machine=machine)
    for number in range(65):
        _name_and_free(one, last, f"qui{number}-{key}@example.org", number)
    count = Message.objects.filter(to_email__startswith="qui", to_email__endswith=f"-{key}@example.org").count()
    tally.check(count <= 60, f"one account wrote to {count} people")
    answer = one.post(f"/candidatures/{last.pk}/triptyque/elus/1/", {**SEAT, "email": f"encore-{key}@example.org"})
    tally.check(answer.status_code == 200 and "Latour" in answer.text, "what was typed is lost at the limit")
    drafts = Triptych.objects.filter(contacts__user=fresh).count()
    for number in range(6):
        one.post("/candidatures/nouvelle/", {"name": f"Val {number}", "kind": "PROJ", "department": "62"})
    made = Triptych.objects.filter(contacts__user=fresh).count() - drafts
    tally.check(made <= 3, f"one account made {made} drafts")


def _held(tally: Tally, victim: str, said: str, grouped: int = 1) -> None:
    rows = Message.objects.filter(to_email=victim).exclude(state="grouped")
    direct = rows.exclude(source="grouped").count()
    tally.check(0 < direct <= 3, f"{said}: {direct} mails at once to somebody who never answered")
    tally.check(rows.filter(source="grouped").count() <= grouped, f"{said}: many grouped mails")
    tally.note(f"{said}: {direct} mails")


def _name_and_free(visitor: Visitor, triptych: Triptych, victim: str, number: int) -> None:
    seat = f"/candidatures/{triptych.pk}/triptyque/elus/1/"
    visitor.post(seat, {**SEAT, "email": victim})
    visitor.post(f"{seat}liberer/", {})


def _paste_and_free(visitor: Visitor, triptych: Triptych, victim: str, number: int) -> None:
    page = f"/candidatures/{triptych.pk}/triptyque/tableau/"
    typed = {"pasted": f"élus\tAgnès\tLatour\tmaire\tVille\t{victim}"}
    visitor.confirm(page, typed, visitor.post(page, typed), confirm="1")
    visitor.post(f"/candidatures/{triptych.pk}/triptyque/elus/1/liberer/", {})


def _invite_and_remove(visitor: Visitor, triptych: Triptych, victim: str, number: int) -> None:
    visitor.post(f"/candidatures/{triptych.pk}/equipe/", {"email": victim})
    for colleague in triptych.contacts.filter(is_lead=False).order_by("pk"):
        visitor.post(f"/candidatures/{triptych.pk}/equipe/{colleague.pk}/retirer/", {})
