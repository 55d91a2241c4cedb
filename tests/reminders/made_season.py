"""A season that chance makes: territories, days, rounds, questionnaires, invoices, a rule of every usual trigger."""

from datetime import datetime, time, timedelta
from decimal import Decimal

from django.utils import timezone

from contributions import invoicing
from contributions.models import Invoice
from referential.models import Visibility
from sessions.evaluation.models import Questionnaire
from sessions.undertakings.models import BroughtQuestion, Undertaking
from tests.factories import (
    AssessmentRoundFactory,
    RuleFactory,
    SeasonFactory,
    TriptychFactory,
    UserFactory,
    add_days,
    settled,
)

SEEN = [Visibility.DRAFT, Visibility.TERRITORY, Visibility.TERRITORY]
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
        Questionnaire.objects.create(season=season, day=day, title=f"Avis {day.number}")
        asked = BroughtQuestion.objects.create(
            season=season, author=organiser, visibility=dice.choice(SEEN), day=day, table=1, triptych=first,
            text="Comment tenir ?",
        )  # fmt: skip
        due = day.date + timedelta(days=dice.randrange(10, 30))
        owner = first.participants.order_by("pk")[0]
        Undertaking.objects.create(question=asked, rank=1, owner=owner, text=f"Faire {day.number}", due_on=due)
    Questionnaire.objects.create(season=season, title="Avis de saison", days_after=days)
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
