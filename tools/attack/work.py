"""What makes the site work or wait: hostile files through the three pages that read some, servers that hang."""

import time
from collections.abc import Callable
from functools import partial

import redis
from django.urls import reverse

from atelier.core import spreadsheets
from territories.models import Triptych
from tests import hostile_files
from tests.factories import TriptychFactory, UserFactory
from tools.attack import servers
from tools.attack.servers import Stand
from tools.attack.tally import Tally
from tools.attack.visitor import Visitor, at_once, watched

WORST, GROWTH = 1.0, 100.0  # seconds of `/sante/`, megabytes of a web process
EACH = 12  # hostile files of a format
SIGNS = ("ne se lit pas", "plus grand", "colonnes", "lignes", "signes", "dépasse", "Ligne", "anciens Excel",
         "pas du texte", "titres", "aucune ligne", "à corriger")  # fmt: skip
GOOD = {"A": [["Nom", "Prénom"], ["Vial", "Ada"]]}


def hold_the_site(stand: Stand, tally: Tally) -> None:
    _upload(stand, tally)
    _wait(stand, tally, "a mail server that hangs", partial(_mute_mail, stand, tally))
    _wait(stand, tally, "a Redis that hangs", partial(_mute_redis, stand, tally))
    _wait(stand, tally, "a table that somebody holds", partial(_held_table, stand, tally))
    for size, visitor, status in ((300_000, Visitor(stand), 413), (17_000_000, Visitor(stand), 413)):
        answer = visitor.http.post(f"{stand.address}/compte/connexion/", b"x" * size)
        tally.check(answer.status_code == status, f"a request of {size} bytes from a visitor: {answer.status_code}")


def _upload(stand: Stand, tally: Tally) -> None:
    """Twelve hostile files of each format through each page, three pages at once, while `/sante/` is asked."""
    pages = _pages(stand)
    for send in pages.values():  # the libraries that read a good file are in memory before
        for _ in range(4):
            send("bon.xlsx", spreadsheets.write_xlsx(GOOD))
            send("bon.csv", spreadsheets.write_csv(GOOD["A"]))
            send("bon.ods", hostile_files.ods_table(GOOD["A"]))
    before = {pid: servers.memory(pid) for pid in servers.web_processes(stand)}
    tally.check(len(before) == 2, f"{len(before)} web processes instead of 2")
    for pid in before:
        servers.forget_peak(pid)
    slowest, refused = 0.0, []
    with watched(stand) as answers:
        for kind in ("xlsx", "ods", "csv"):
            for case, name, content in twelve(kind):
                sent = at_once(*(partial(_timed, send, name, content) for send in pages.values()))
                for page, (answer, seconds) in zip(pages, sent, strict=True):
                    slowest = max(slowest, seconds)
                    in_words = answer.status_code == 200 and any(sign in answer.text for sign in SIGNS)
                    refused.append(in_words)
                    tally.check(in_words, f"{page}, « {case} » as {kind}: {answer.status_code} without a word")
    growth = max(servers.memory(pid, "VmHWM") - size for pid, size in before.items())
    _alive(tally, "hostile files", answers)
    tally.check(growth < GROWTH, f"a web process grew by {growth:.0f} MB")
    tally.check(set(before) == set(servers.web_processes(stand)), "a web process died")
    tally.note(f"{sum(refused)} of {len(refused)} files refused in words, the slowest in {slowest:.1f} s")
    tally.note(f"web processes +{growth:.0f} MB at most")


def twelve(kind: str) -> list[tuple[str, str, bytes]]:
    """Twelve hostile files of this format: those made for it, then those of the other ones under its name."""
    cases = sorted(hostile_files.HOSTILE, key=lambda case: not hostile_files.HOSTILE[case][0].endswith(kind))
    found = [(case, *hostile_files.hostile(case)[:2]) for case in cases[: EACH + 4] if not case.startswith("another")]
    return [(case, f"a.{kind}", content) for case, _, content in found][:EACH]


def _pages(stand: Stand) -> dict[str, Callable]:
    lead = UserFactory()
    triptych = TriptychFactory(complete=True, lead=lead)
    contact, people = Visitor(stand, lead), f"/candidatures/{triptych.pk}/triptyque/tableau/"
    desk, treasurer = (Visitor(stand, UserFactory(**{role: True})) for role in ("is_organiser", "is_treasurer"))
    return {
        "people": lambda *file: contact.post(people, {"pasted": ""}, file=file),
        "workbook": lambda *file: desk.post(reverse("workbook"), {"sheet": "participants"}, file=file),
        "statement": lambda *file: treasurer.post(reverse("admin:statement"), {"read": "1"}, file=file),
    }


def _timed(send: Callable, name: str, content: bytes) -> tuple:
    """The answer about the file itself, and how long it took: sent anew, as asked, while others are being read."""
    while True:
        started = time.monotonic()
        answer = send(name, content)
        if spreadsheets.BUSY not in answer.text:
            return answer, time.monotonic() - started
        time.sleep(0.5)


def _alive(tally: Tally, said: str, answers: list[tuple[float, int]]) -> None:
    worst = max(seconds for seconds, _ in answers)
    tally.check(worst <= WORST, f"{said}: /sante/ answered in {worst:.2f} s")
    tally.check(all(status == 200 for _, status in answers), f"{said}: /sante/ was refused")
    tally.note(f"{said}: /sante/ asked {len(answers)} times, {worst:.2f} s at worst")


def _wait(stand: Stand, tally: Tally, said: str, attempt: Callable) -> None:
    with watched(stand) as answers:
        attempt()
    _alive(tally, said, answers)


def _all_within(tally: Tally, said: str, seconds: float, *calls: Callable) -> list:
    sent = at_once(*(partial(_clocked, call) for call in calls))
    worst = max(took for _, took in sent)
    tally.check(worst <= seconds, f"{said}: a page waited {worst:.1f} s, {seconds} at most")
    return [answer for answer, _ in sent]


def _clocked(call: Callable) -> tuple:
    started = time.monotonic()
    return call(), time.monotonic() - started


def _ask(stand: Stand, email: str) -> object:
    return Visitor(stand).post("/compte/connexion/", {"login": email}, follow=True)


def _mute_mail(stand: Stand, tally: Tally) -> None:
    """Twelve visitors ask for a code at once, of a mail server that accepts and says nothing."""
    emails = [UserFactory().email for _ in range(EACH)]
    stand.mailbox.is_mute = True
    try:
        answers = _all_within(tally, "codes, mute mail server", 12, *(partial(_ask, stand, one) for one in emails))
        tally.check(all(answer.status_code < 500 for answer in answers), "a mute mail server ends in a 500")
    finally:
        stand.mailbox.is_mute = False
    time.sleep(6)
    visitor = Visitor(stand)
    visitor.sign_in(UserFactory().email)
    tally.check(visitor.is_in(), "no code leaves once the mail server is well again")


def _mute_redis(stand: Stand, tally: Tally) -> None:
    """Forms that make mail leave, while Redis holds its connections and answers nothing."""
    leads = [UserFactory() for _ in range(6)]
    drafts = [TriptychFactory(complete=True, lead=lead) for lead in leads]
    pid = redis.from_url(stand.environment["REDIS_URL"]).info()["process_id"]
    with servers.stopped(pid):
        answers = _all_within(
            tally, "seats, mute Redis", 6, *(partial(_name, stand, one) for one in zip(leads, drafts, strict=True))
        )
    tally.check(all(answer.status_code == 302 for answer in answers), "a mute Redis refuses a form")


def _name(stand: Stand, given: tuple) -> object:
    lead, draft = given
    seat = {"first_name": "A", "last_name": "B", "position": "maire", "organisation": "V"}
    email = f"redis-{draft.pk}@example.org"
    return Visitor(stand, lead).post(f"/candidatures/{draft.pk}/triptyque/elus/1/", {**seat, "email": email})


def _held_table(stand: Stand, tally: Tally) -> None:
    """A visitor whose form needs a table that somebody holds: told after a while, and the others are served."""
    lead = UserFactory()
    draft = TriptychFactory(complete=True, lead=lead)
    with servers.locked(stand, Triptych._meta.db_table):
        (answer,) = _all_within(tally, "a held table", 9, partial(_name, stand, (lead, draft)))
    tally.check(answer.status_code == 503 and "rien n’a été enregistré" in answer.text, f"held: {answer.status_code}")
