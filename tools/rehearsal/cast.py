"""Who plays, and where: a whole season whose call is open, a small one beside it, their team, rules and rounds."""

import random
from datetime import date, datetime, time

from atelier.accounts.models import User
from atelier.reminders import default_rules
from atelier.reminders.models import ReminderRule
from atelier.seasons.models import Season, Workshop
from contributions.models import Issuer
from sessions.programme.models import PARIS, Day
from territories.models import Territory, Triptych
from tests.factories import (
    ISSUER,
    AssessmentRoundFactory,
    ParticipantFactory,
    SeasonFactory,
    TerritoryFactory,
    TriptychFactory,
    UserFactory,
    VenueFactory,
    add_days,
)

LONG_AGO = datetime(2020, 1, 1, tzinfo=PARIS)
WHOLE, SMALL = 90, 91
# Thursdays and Fridays of a real season; one on the eve of the clock change, one the day after Easter Monday.
DATES = [date(2027, 1, 14), date(2027, 2, 4), date(2027, 3, 27), date(2027, 3, 30), date(2027, 5, 13)]
ELSEWHERE = ["62", "59", "971", "988", "974"]
TEAM = {"organisation": "is_organiser", "tresorerie": "is_treasurer", "animation": "is_facilitator"}


def enter(stage, dice: random.Random) -> None:
    for name, role in TEAM.items():
        UserFactory(email=f"{name}@example.org", **{role: True})
    UserFactory(email="passante@example.org")
    Workshop.objects.filter(pk=Workshop.load().pk).update(name="Atelier d’essai", email="atelier@example.org")
    Issuer.objects.update_or_create(pk=1, defaults={**ISSUER, **vat(dice)})
    whole = SeasonFactory(
        number=WHOLE, venue=VenueFactory(), places=dice.choice([3, 4, 6]), status=Season.Status.PUBLISHED,
        call_opens_on=date(2026, 10, 1), call_closes_on=date(2026, 11, 20),
    )  # fmt: skip
    add_days(whole, *DATES)
    small = SeasonFactory(number=SMALL, places=2, status=Season.Status.PUBLISHED)
    add_days(small, date(2027, 2, 5), date(2027, 3, 26))
    Day.objects.filter(season=small, number=2).update(mode="online")
    for season in (whole, small):
        default_rules.create_default_rules(season)
        for kind, opens, closes in (
            ("initial", (2026, 12, 20), (2027, 1, 12)),
            ("final", (2027, 5, 15), (2027, 6, 10)),
        ):
            AssessmentRoundFactory(season=season, kind=kind, opens_on=date(*opens), closes_on=date(*closes))
    ReminderRule.objects.update(is_active=True, effective_from=LONG_AGO)
    ReminderRule.objects.filter(season=small).update(hour=time(10))
    neighbour = TriptychFactory(
        season=small, admitted=True, lead=UserFactory(email="voisine@example.org"), people=3,
        people__state="confirmed", people__answered_at=LONG_AGO, territory__name="Communauté de la Voisine",
    )  # fmt: skip
    for person in neighbour.participants.order_by("pk"):
        person.user = UserFactory(email=person.email)
        person.save()


def vat(dice: random.Random) -> dict:
    """The association bears VAT in one story of two, its amounts with it or without."""
    if dice.random() < 0.5:
        return {}
    return {
        "regime": Issuer.Regime.TAXABLE, "vat_rate": 20, "vat_number": "FR32999900012",
        "includes_vat": dice.random() < 0.5,
    }  # fmt: skip


def applicant(season: Season, dice: random.Random) -> Triptych:
    """A complete draft of two to six people; a person in three bears the same name."""
    lead = UserFactory()
    territory = TerritoryFactory(department=dice.choice(ELSEWHERE), kind=Territory.Kind.COM)
    triptych = TriptychFactory(season=season, complete=True, territory=territory, lead=lead)
    mark(triptych, "resistance")
    return triptych


def mark(triptych: Triptych, column: str) -> None:
    setattr(triptych, column, canary(triptych))
    triptych.save(update_fields=[column])


def canary(triptych: Triptych) -> str:
    """A word that only its own territory and the team may read."""
    return f"Canari{triptych.pk}."


def someone(triptych: Triptych, dice: random.Random, **values):
    """Unsaved; their name is Claude Martin, or a name that nobody else has."""
    built = ParticipantFactory.build(triptych=triptych, **values)
    if dice.random() < 0.3:
        built.first_name, built.last_name = "Claude", "Martin"
    return built


def lead_of(triptych: Triptych) -> User | None:
    contact = triptych.contacts.filter(is_lead=True).select_related("user").first()
    return contact.user if contact else None
