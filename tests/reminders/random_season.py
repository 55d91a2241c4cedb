"""A random season that goes on: what organisers, people and payers do, an hour after the other."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from atelier.seasons.models import Season
from contributions import invoicing, payments
from contributions.models import Invoice, Payer, Payment
from referential.models import AnswerSheet, AssessmentRound, CommonSheet, Visibility
from sessions.attendance.models import Attendance, Closing, SheetScan
from sessions.documents import convocations
from sessions.documents.models import Convocation
from sessions.evaluation.models import HasAnswered, Questionnaire
from sessions.programme.models import Day
from sessions.undertakings.models import BroughtQuestion, Undertaking
from territories.models import Contact, Participant, Triptych
from tests.factories import (
    AssessmentRoundFactory,
    ParticipantFactory,
    RuleFactory,
    SeasonFactory,
    TriptychFactory,
    UserFactory,
    VenueFactory,
    add_days,
    settled,
)

LONG_AGO = datetime(2020, 1, 1, tzinfo=timezone.get_default_timezone())
DAY_WORDS = ["journee", "date", "quand", "horaires", "lieu", "limite", "preparation", "prenom"]
PERSON_WORDS = ["prenom", "nom", "formule", "territoire"]
# trigger: (direction, what its texts say)
TRIGGERS = {
    "call_closing": ("before", "cloture quand reste formule territoire lien"),
    "invitation_unanswered": ("after", "prenom formule territoire lien"),
    "day": ("before", "convocation"),
    "day_online": ("before", "quand lieu"),
    "absence_deadline": ("before", "limite"),
    "day_team": ("before", "date lieu quand lien"),
    "presence_open": ("after", "date lien"),
    "sheet_missing": ("after", "date lien"),
    "undertaking": ("before", "engagement echeance journee prenom lien"),
    "day_attended": ("after", "date"),
    "evaluation": ("after", "questionnaire prenom lien"),
    "day_missed": ("after", "date"),
    "positions_open": ("after", "moment cloture prenom lien"),
    "positions_closing": ("before", "moment cloture territoire lien"),
    "common_position": ("after", "moment territoire lien"),
    "invoice_due": ("after", "montant echeance numero document payeur formule territoire"),
    "council": ("after", "montant payeur territoire formule"),
}
AROUND_DAYS = ("day", "day_online", "absence_deadline", "day_attended", "day_missed")


def season_of(dice, number, begins, departments, days, organiser):
    """Territories with people, accounts and payers, days, rounds, questionnaires, rules of every usual trigger."""
    season = SeasonFactory(number=number, call_closes_on=begins + timedelta(days=dice.randrange(8, 25)))
    for rank, department in enumerate(departments, start=1):
        triptych = TriptychFactory(
            season=season, admitted=True, rank=rank, territory__department=department, lead=UserFactory(),
            people=dice.randrange(2, 5), people__state="confirmed", people__answered_at=LONG_AGO,
        )  # fmt: skip
        amount = Decimal(dice.randrange(100000, 700000)) / 100
        council = begins + timedelta(days=dice.randrange(60)) if dice.random() < 0.6 else None
        email = dice.choice(["", f"compta{number}-{rank}@example.org"])
        payer = settled(amount, triptych=triptych, email=email, council_on=council)
        issued = invoicing.issue_document(instalment=payer.instalments.get(), on=begins)
        Invoice.objects.filter(pk=issued.pk).update(due_on=begins + timedelta(days=dice.randrange(5, 60)))
    TriptychFactory(
        season=season, complete=True, territory__department=dice.choice(departments), lead=UserFactory(),
        people=dice.randrange(4), wished_amount=dice.choice([None, 3000]),
    )  # fmt: skip
    add_days(season, *(begins + timedelta(days=days * rank + dice.randrange(min(days, 8))) for rank in range(1, 4)))
    for rank, kind in enumerate(("initial", "final")):
        opens = begins + timedelta(days=3 + rank * 2 * days + dice.randrange(6))
        AssessmentRoundFactory(season=season, kind=kind, opens_on=opens, closes_on=opens + timedelta(days=12))
    first = season.triptychs.filter(status="admitted").first()
    for day in season.days.order_by("pk"):
        Questionnaire.objects.create(season=season, day=day, title=f"Avis {day.number}", opens_on=day.date)
        asked = BroughtQuestion.objects.create(
            season=season, author=organiser,
            visibility=dice.choice([Visibility.DRAFT, Visibility.TERRITORY, Visibility.TERRITORY]), day=day, table=1, triptych=first, text="Comment tenir ?",
        )  # fmt: skip
        due = day.date + timedelta(days=dice.randrange(10, 30))
        owner = first.participants.order_by("pk")[0]
        Undertaking.objects.create(question=asked, rank=1, owner=owner, text=f"Faire {day.number}", due_on=due)
    Questionnaire.objects.create(season=season, title="Avis de saison", opens_on=begins + timedelta(days=days * 4))
    rules_of(season, dice)
    return season


def rules_of(season, dice):
    categories = list(season.categories.all())
    for trigger, (direction, names) in TRIGGERS.items():
        for _ in range(2 if trigger in ("day", "invoice_due") else 1):
            words = dict.fromkeys([*names.split(), *(DAY_WORDS + PERSON_WORDS if trigger in AROUND_DAYS else [])])
            rule = RuleFactory(
                season=season, trigger=trigger, direction=direction, is_active=True, effective_from=LONG_AGO,
                days=dice.choice([0, 0, 1, 1, 2, 3, 5, 7, 10, 21]), hour=time(dice.randrange(8, 19)),
                subject="{rappel}",
                text="\n".join("{lien}" if name == "lien" else f"[{name}={{{name}}}]" for name in words),
                attaches=trigger == "day",
            )  # fmt: skip
            if trigger in AROUND_DAYS and dice.random() < 0.3:
                rule.categories.set(dice.sample(categories, 2))


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
        one = self.some(Questionnaire.objects.filter(closed_on=None, opens_on__lte=timezone.localdate()))
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
