"""Numbered documents after an erasure and under two organisers at once; what one flood does to everybody else."""

import os
import signal
import time
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from atelier.outbox.models import Message
from atelier.outbox.queueing import queue_message
from atelier.seasons.models import Failure, Workshop
from sessions.attendance import roll_call
from sessions.documents.models import Attestation, Booklet, Convocation
from tests.factories import EntryFactory, ParticipantFactory, SeasonFactory, UserFactory, add_days, triptych_of_six
from tools.attack import servers
from tools.attack.outbox import settle
from tools.attack.servers import Stand
from tools.attack.tally import Tally
from tools.attack.visitor import Visitor, at_once

FLOOD, STEPS = 500, 1700
DAY_LIST = reverse("admin:atelier_sessions_day_changelist")


def number_after_erasure(stand: Stand, tally: Tally) -> None:
    """Convocations and attestations go on after each erasure, with numbers that nobody had, by two at once."""
    organiser = UserFactory(is_organiser=True)
    desk, season = Visitor(stand, organiser), SeasonFactory(open=True)
    triptych = triptych_of_six(season=season)
    (day,) = add_days(season, timezone.localdate())
    seen: set[str] = set()
    for number in range(4):
        _issue(tally, [desk, desk.twin()], day)
        present = {(one, day.half_days.first()): {"status": "present"} for one in triptych.participants.seated()}
        if day.closings.exists():
            roll_call.reopen_day(day=day, author=organiser, reason="Une arrivée")
        roll_call.record_attendance(day=day, cells=present, author=organiser)
        roll_call.close_day(day=day, author=organiser)
        _attest(tally, [desk, desk.twin()], season)
        found = [*Convocation.objects.filter(day=day).order_by("pk").values_list("number", flat=True),
                 *Attestation.objects.filter(participant__triptych=triptych).order_by("pk").values_list(
                     "number", flat=True)]  # fmt: skip
        fresh = set(found) - seen
        tally.check(len(found) == len(set(found)), "two documents bear one number")
        tally.check(fresh, f"round {number}: nothing more was numbered")
        seen |= set(found)
        gone = triptych.participants.seated().exclude(user=None).order_by("pk").first()
        visitor = Visitor(stand, gone.user)
        done = visitor.post("/compte/mes-donnees/", {"word": "EFFACER"})
        tally.check(done.status_code == 302, f"erasing answers {done.status_code}")
        user = UserFactory()
        seat = 10 + number
        ParticipantFactory(triptych=triptych, seat=seat, email=user.email, user=user, state="confirmed")
    kept = Convocation.objects.filter(day=day).exclude(number__in=seen)
    tally.check(not kept.exists(), "a number was given that was not seen")


def _issue(tally: Tally, desks: list[Visitor], day) -> None:
    """Two organisers issue the convocations of a day at the same instant."""
    chosen = {"action": "issue_convocations", "_selected_action": [day.pk]}
    seen = desks[0].post(DAY_LIST, chosen)
    sent = at_once(*(partial(desk.confirm, DAY_LIST, chosen, seen, confirm="1") for desk in desks))
    tally.check(all(answer.status_code < 500 for answer in sent), "convocations after an erasure end in a 500")


def _attest(tally: Tally, desks: list[Visitor], season) -> None:
    page = f"{reverse('admin:season_documents')}?saison={season.pk}"
    seen = desks[0].get(page)
    sent = at_once(*(partial(desk.confirm, page, {"attestations": "1"}, seen) for desk in desks))
    tally.check(all(answer.status_code < 500 for answer in sent), "attestations after an erasure end in a 500")


def flood_the_queue(stand: Stand, tally: Tally) -> None:
    """Five hundred mails of one kind, then convocations; a booklet that never ends, then convocations."""
    settle()
    desk = Visitor(stand, UserFactory(is_organiser=True))
    triptych = triptych_of_six()
    days = add_days(triptych.season, *(timezone.localdate() + timedelta(days=10 * number) for number in (1, 2)))
    stand.mailbox.delay = 0.05
    try:
        _flood(triptych)
        seconds = _convoked(stand, desk, triptych, days[0])
        left = Message.objects.filter(key__startswith=f"attack:{triptych.pk}:", state="queued").count()
        tally.check(seconds < 60, f"convocations behind {FLOOD} mails left after {seconds:.0f} s")
        tally.check(left > FLOOD / 4, f"{left} of {FLOOD} mails were left when the convocations had gone")
        tally.note(f"6 convocations left in {seconds:.0f} s, {left} of {FLOOD} mails still waiting")
    finally:
        stand.mailbox.delay = 0
    tally.check(settle(180), f"{FLOOD} mails had not left after three minutes")
    _endless_booklet(stand, tally, desk, days[1])


def _flood(triptych) -> None:
    context = {"triptych": triptych, "season": triptych.season, "workshop": Workshop.load(), "greeting": "Bonjour"}
    with transaction.atomic():
        for number in range(FLOOD):
            queue_message(
                key=f"attack:{triptych.pk}:{number}",
                to_email=f"flot{number}@example.org",
                template="territories/emails/application_refused",
                context=context,
            )


def _convoked(stand: Stand, desk: Visitor, triptych, day) -> float:
    """Seconds until the six have their convocation of that day in their mailbox."""
    started = time.monotonic()
    chosen = {"action": "issue_convocations", "_selected_action": [day.pk]}
    desk.confirm(DAY_LIST, chosen, desk.post(DAY_LIST, chosen), confirm="1")
    addresses = [person.email for person in triptych.participants.all()]
    title = f"ourn\u00e9e {day.number}"
    while time.monotonic() - started < 90:
        found = [mail for one in addresses for mail in stand.mailbox.to(one, "onvocation") if title in mail["Subject"]]
        if len(found) >= len(addresses):
            break
        time.sleep(0.1)
    return time.monotonic() - started


def _endless_booklet(stand: Stand, tally: Tally, desk: Visitor, day) -> None:
    """Whoever renders it dies three times: three tries, then its cause; meanwhile others get their documents."""
    triptych = triptych_of_six(season=day.season, rank=2)
    author = triptych.participants.order_by("pk").first()
    for number in range(STEPS):
        EntryFactory(triptych=triptych, author=author.user, title=f"Étape {number}", text="Un long récit. " * 40)
    answer = Visitor(stand, author.user).post(f"/espace/territoires/{triptych.pk}/livret/", {})
    tally.check(answer.status_code == 302, f"the booklet of {STEPS} steps answers {answer.status_code}")
    booklet = Booklet.objects.get(triptych=triptych)
    failures = Failure.objects.filter(ref=f"{Booklet._meta.label}:{booklet.pk}")
    for tries in (1, 2, 3):
        if not _wait_for(lambda tries=tries: failures.filter(tries=tries).exists()):
            break
        if tries == 1:
            seconds = _convoked(stand, desk, triptych, day)
            tally.check(seconds < 60, f"convocations beside an endless booklet left after {seconds:.0f} s")
            tally.note(f"beside a booklet of {STEPS} steps in {seconds:.0f} s")
        for pid in servers.worker_children(stand):
            os.kill(pid, signal.SIGKILL)
        failures.update(not_before=timezone.now())  # ten minutes have passed
    waits = Booklet.objects.waiting().filter(pk=booklet.pk)
    ended = _wait_for(lambda: failures.filter(not_before=None).exists() or not waits.exists())
    found = failures.first()
    tally.check(ended, "a booklet that kills its worker is tried for ever")
    tally.check(found is None or (found.tries == 3 and found.cause), f"tries {found and (found.tries, found.cause)}")
    page = desk.get("/admin/").text
    tally.check(found is None or "document n’a pas pu être fait" in page, "the first page does not say the cause")


def _wait_for(condition, seconds: float = 120) -> bool:
    deadline = time.monotonic() + seconds
    while not (done := condition()) and time.monotonic() < deadline:
        time.sleep(0.2)
    return bool(done)
