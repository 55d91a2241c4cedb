"""A season that goes on: what organisers, people and payers do, an hour after the other."""

from datetime import timedelta
from decimal import Decimal

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from atelier.seasons.models import Season
from contributions import payments
from contributions.models import Invoice, Payer, Payment
from referential.models import AnswerSheet, AssessmentRound, CommonSheet
from sessions.attendance.models import Attendance, Closing, SheetScan
from sessions.documents import convocations
from sessions.documents.models import Convocation
from sessions.evaluation.models import HasAnswered, Questionnaire
from sessions.programme.models import Day
from sessions.undertakings.models import Undertaking
from territories.models import Contact, Participant, Triptych
from tests.factories import (
    ParticipantFactory,
    UserFactory,
    VenueFactory,
)


class Life:
    """One act at a time, drawn by chance; each is what a verb or the administration writes."""

    ACTS = [
        "move",
        "move",
        "cancel",
        "mode",
        "place",
        "preparation",
        "note",
        "note",
        "note",
        "note",
        "close",
        "reopen",
        "scan",
        "confirm",
        "leave",
        "replace",
        "decline",
        "address",
        "name",
        "contact",
        "pay",
        "pay",
        "credit",
        "issue",
        "issue",
        "issue",
        "council",
        "answer",
        "settle",
        "evaluate",
        "engage",
        "rule",
        "withdraw",
        "submit",
    ]

    def __init__(self, dice, organiser):
        self.dice, self.organiser = dice, organiser

    def act(self):
        name = self.dice.choice(self.ACTS)
        getattr(self, name)()
        return name

    def some(self, rows):
        found = list(rows.order_by("pk"))
        return self.dice.choice(found) if found else None

    def day(self, **only):
        """Rather the next one."""
        today = timezone.localdate()
        near = Day.objects.filter(date__range=(today - timedelta(days=6), today + timedelta(days=25)), **only)
        return self.some(near) or self.some(Day.objects.filter(**only))

    def person(self, **only):
        return self.some(Participant.objects.filter(**only))

    def move(self):
        day = self.day()
        day.date += timedelta(days=self.dice.choice([-7, -1, 1, 7]))
        if not Day.objects.filter(season=day.season_id, date=day.date).exists():
            day.save()

    def cancel(self):
        day = self.day()
        Day.objects.filter(pk=day.pk).update(status="planned" if day.status == "cancelled" else "cancelled")

    def mode(self):
        day = self.day()
        day.mode = self.dice.choice(["on_site", "online", "both"])
        told = day.mode != "on_site" and self.dice.random() < 0.7
        day.link = f"https://visio.example.org/{self.dice.randrange(10**6)}" if told else ""
        day.save()

    def place(self):
        day = self.day()
        day.venue = VenueFactory(name=f"Lieu {self.dice.randrange(10**6)}", room=self.dice.choice(["", "Salle 2"]))
        day.save()

    def preparation(self):
        day = self.day()
        day.preparation = self.dice.choice(["", "Une photo.", "Un budget."])
        day.save()

    def note(self):
        """Of one half-day of somebody, or of everybody."""
        day = self.day()
        past = day.date <= timezone.localdate()
        people = [self.person(season=day.season_id)] if not past else Participant.objects.filter(season=day.season_id)
        for person in list(people):
            for half in day.half_days.order_by("pk"):
                status = self.dice.choice(
                    ["present", "late", "left_early", "absent", "excused"] if past else ["excused"]
                )
                Attendance.objects.update_or_create(participant=person, half_day=half, defaults={"status": status})
                if self.dice.random() < 0.2:
                    break

    def close(self):
        day = self.day(date__lte=timezone.localdate())
        if day and not Closing.objects.filter(day=day, reopened_at=None).exists():
            Closing.objects.create(day=day, author=self.organiser)

    def reopen(self):
        standing = Closing.objects.filter(reopened_at=None)
        standing.update(reopened_at=timezone.now(), reopened_by=self.organiser, reason="Oubli")

    def scan(self):
        if day := self.day(date__lte=timezone.localdate()):
            SheetScan.objects.create(day=day, file="essai.pdf", author=self.organiser)

    def confirm(self):
        if person := self.person(state="invited", invited_at__isnull=False):
            Participant.objects.filter(pk=person.pk).update(state="confirmed", answered_at=timezone.now())

    def leave(self):
        """From a day to come, or from today."""
        if person := self.person(state="confirmed", left_on=None):
            on = timezone.localdate() + timedelta(days=self.dice.choice([0, 0, 10]))
            Participant.objects.filter(pk=person.pk).update(
                left_on=on, **({"state": "left"} if on == timezone.localdate() else {})
            )

    def replace(self):
        if person := self.person(state="confirmed"):
            Participant.objects.filter(pk=person.pk).update(left_on=timezone.localdate(), state="left")
            ParticipantFactory(
                triptych=person.triptych, category=person.category, seat=person.seat, state="invited",
                seated_at=timezone.now(), invited_at=timezone.now(),
            )  # fmt: skip

    def decline(self):
        if person := self.person(state="invited"):
            Participant.objects.filter(pk=person.pk).update(state="declined", answered_at=timezone.now())

    def address(self):
        person = self.person()
        Participant.objects.filter(pk=person.pk).update(email=f"p{self.dice.randrange(10**9)}@example.org")

    def name(self):
        person = self.person()
        Participant.objects.filter(pk=person.pk).update(first_name=f"Zoé{self.dice.randrange(10**6)}")

    def contact(self):
        """A co-editor comes, or goes."""
        triptych = self.some(Triptych.objects.all())
        if other := triptych.contacts.filter(is_lead=False).order_by("pk").first():
            other.delete()
        else:
            Contact.objects.create(triptych=triptych, user=UserFactory(), joined_at=timezone.now())

    def pay(self):
        invoice = self.some(Invoice.objects.owing())
        if invoice:
            part = invoice.due if self.dice.random() < 0.4 else min(invoice.due, Decimal("100.10"))
            payments.record_payment(invoice=invoice, amount=part, received_on=timezone.localdate(), by=self.organiser)

    def credit(self):
        """A payment was entered by mistake."""
        if payment := self.some(Payment.objects.filter(cancelled_at=None)):
            Payment.objects.filter(pk=payment.pk).update(cancelled_at=timezone.now(), cancel_reason="Erreur")

    def issue(self):
        day = self.day(status="planned")
        for one in convocations.issue_convocations(day=day).created if day else []:
            default_storage.save(one.pdf_path, ContentFile(one.number.encode()))
            if self.dice.random() < 0.9:
                Convocation.objects.filter(pk=one.pk).update(sha256="0" * 64)

    def council(self):
        payer, today = self.some(Payer.objects.all()), timezone.localdate()
        on = self.dice.choice([{"decision_on": today}, {"decision_on": None, "council_on": today + timedelta(days=12)}])
        Payer.objects.filter(pk=payer.pk).update(**on)

    def answer(self):
        one = self.some(AssessmentRound.objects.all())
        person = self.person(season=one.season_id)
        AnswerSheet.objects.get_or_create(
            assessment_round=one,
            participant=person,
            defaults={"submitted_at": self.dice.choice([None, timezone.now()])},
        )

    def settle(self):
        one = self.some(AssessmentRound.objects.all())
        triptych = self.some(Triptych.objects.filter(season=one.season_id, status="admitted"))
        if triptych:
            done = {"submitted_at": timezone.now(), "submitted_by": self.organiser} if self.dice.random() < 0.5 else {}
            CommonSheet.objects.get_or_create(assessment_round=one, triptych=triptych, defaults=done)

    def evaluate(self):
        one = self.some(Questionnaire.objects.filter(closed_on=None, day__date__lte=timezone.localdate()))
        if one and self.dice.random() < 0.1:
            Questionnaire.objects.filter(pk=one.pk).update(closed_on=timezone.localdate())
        elif one:
            HasAnswered.objects.get_or_create(questionnaire=one, participant=self.person(season=one.season_id))

    def engage(self):
        one = self.some(Undertaking.objects.all())
        outcome = self.dice.choice(["", "done", "later"])
        at = timezone.now() if outcome else None
        due = timezone.localdate() + timedelta(days=12)
        Undertaking.objects.filter(pk=one.pk).update(outcome=outcome, outcome_at=at, due_on=due)

    def rule(self):
        rule = self.some(self.some(Season.objects.all()).rules.all())
        rule.is_active = not rule.is_active
        rule.save()

    def withdraw(self):
        """And is taken back."""
        triptych = self.some(Triptych.objects.filter(status__in=["admitted", "withdrawn"]))
        if triptych.status == "withdrawn":
            taken = set(Triptych.objects.filter(season=triptych.season_id).values_list("rank", flat=True))
            rank = min(set(range(1, 7)) - taken)
            Triptych.objects.filter(pk=triptych.pk).update(status="admitted", rank=rank)
        elif self.dice.random() < 0.3:
            Triptych.objects.filter(pk=triptych.pk).update(status="withdrawn", rank=None)

    def submit(self):
        if draft := self.some(Triptych.objects.filter(status__in=["draft", "submitted"])):
            submitted = draft.status == "submitted"
            at = None if submitted else timezone.now()
            Triptych.objects.filter(pk=draft.pk).update(status="draft" if submitted else "submitted", submitted_at=at)
