"""One dull factory a model; variants are traits."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from atelier.accounts.models import User
from atelier.outbox.models import Message
from atelier.reminders.models import ReminderRule
from atelier.seasons.models import Category, Season, Venue
from contributions import payers
from contributions.models import Agreement, Issuer, Payer
from referential import opening, self_assessment
from referential.models import AssessmentRound, CommonSheet, Entry, ExperienceSheet, Grid
from sessions.attendance.models import Attendance
from sessions.programme import calendar
from sessions.programme.models import Day
from territories.models import Contact, Organisation, Participant, StatusChange, Territory, Triptych

CATEGORIES = (("elus", "Élus"), ("agents", "Agents"), ("operateurs", "Opérateurs"))


class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"personne{n}@example.org")
    first_name = "Camille"
    last_name = factory.Sequence(lambda n: f"Test{n}")

    @factory.post_generation
    def address(self, create, extracted, **kwargs):
        """Whoever signed in once has a verified address; `address__verified=False` for those who did not."""
        self.sync_address()
        self.emailaddress_set.update(verified=kwargs.get("verified", True))


class SeasonFactory(DjangoModelFactory):
    class Meta:
        model = Season
        skip_postgeneration_save = True

    class Params:
        open = factory.Trait(
            call_opens_on=factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=10)),
            call_closes_on=factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=10)),
        )

    number = factory.Sequence(lambda n: n + 100)  # tests name the small numbers themselves
    theme = "Coopérer dans la durée"
    status = Season.Status.PUBLISHED
    city = "Paris"
    commitments = "une présence régulière et personnelle"

    @factory.post_generation
    def categories(self, create, extracted, **kwargs):
        for position, (code, label) in enumerate(CATEGORIES, start=1):
            Category.objects.create(season=self, position=position, code=code, label=label)


class RuleFactory(DjangoModelFactory):
    class Meta:
        model = ReminderRule

    season = factory.SubFactory(SeasonFactory)
    trigger = "day"
    days = 7
    subject = "Journée {journee}"
    text = "{formule}, à bientôt le {date}."


class VenueFactory(DjangoModelFactory):
    class Meta:
        model = Venue

    name = "Maison des passages"
    address = "8 quai de l’Exemple, 75000 Paris"


class TerritoryFactory(DjangoModelFactory):
    class Meta:
        model = Territory

    name = factory.Sequence(lambda n: f"Territoire {n}")
    kind = Territory.Kind.COM
    department = "62"


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda n: f"Organisme {n}")


class TriptychFactory(DjangoModelFactory):
    class Meta:
        model = Triptych
        skip_postgeneration_save = True

    class Params:
        complete = factory.Trait(
            dynamics="Une boucle locale d’énergie.",
            expectations="Prendre du recul.",
            commitments_accepted=True,
            wished_amount=4500,
        )
        submitted = factory.Trait(complete=True, status="submitted", submitted_at=factory.LazyFunction(timezone.now))
        admitted = factory.Trait(
            complete=True, status="admitted", submitted_at=factory.LazyFunction(timezone.now), rank=1
        )

    season = factory.SubFactory(SeasonFactory, open=True)
    territory = factory.SubFactory(TerritoryFactory)

    @factory.post_generation
    def lead(self, create, user, **kwargs):
        if user:
            Contact.objects.create(triptych=self, user=user, is_lead=True, joined_at=timezone.now())

    @factory.post_generation
    def people(self, create, count, **kwargs):
        """Fill the first `count` seats, category by category."""
        seats = [(category, seat) for category in self.season.categories.all() for seat in (1, 2)]
        for category, seat in seats[: count or 0]:
            ParticipantFactory(triptych=self, category=category, seat=seat, **kwargs)

    @factory.post_generation
    def history(self, create, extracted, **kwargs):
        StatusChange.objects.create(triptych=self, new=self.status)


class ParticipantFactory(DjangoModelFactory):
    class Meta:
        model = Participant

    triptych = factory.SubFactory(TriptychFactory)
    category = factory.LazyAttribute(lambda row: row.triptych.season.categories.first())
    first_name = "Zoé"
    last_name = factory.Sequence(lambda n: f"Maréchal{n}")
    seated_at = datetime(2020, 1, 1, tzinfo=UTC)  # before every day of the tests
    position = "maire"
    organisation = "Commune d’essai"
    email = factory.Sequence(lambda n: f"siege{n}@example.org")


class MessageFactory(DjangoModelFactory):
    class Meta:
        model = Message

    key = factory.Sequence(lambda n: f"essai:{n}")
    to_email = "zoe@example.org"
    subject = "Objet"
    text = "Texte\n"


class AgreementFactory(DjangoModelFactory):
    class Meta:
        model = Agreement

    triptych = factory.SubFactory(TriptychFactory)
    agreed_amount = 4500


class AttendanceFactory(DjangoModelFactory):
    class Meta:
        model = Attendance

    status = Attendance.Status.PRESENT


def restart() -> None:
    """Each test counts from nought: what it draws, another may have drawn already."""
    for one in DjangoModelFactory.__subclasses__():
        one.reset_sequence()


def add_days(season: Season, *dates: date) -> list[Day]:
    return [calendar.add_day(season=season, number=number, date=day) for number, day in enumerate(dates, start=1)]


class AssessmentRoundFactory(DjangoModelFactory):
    """The initial round of a season, open today, with the grid that ships with the product."""

    class Meta:
        model = AssessmentRound

    class Params:
        over = factory.Trait(
            opens_on=factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=20)),
            closes_on=factory.LazyFunction(lambda: timezone.localdate() - timedelta(days=1)),
        )

    season = factory.SubFactory(SeasonFactory)
    grid = factory.LazyFunction(Grid.objects.newest)
    opens_on = factory.LazyFunction(timezone.localdate)
    closes_on = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=10))
    kind = AssessmentRound.Kind.INITIAL


class EntryFactory(DjangoModelFactory):
    class Meta:
        model = Entry

    triptych = factory.SubFactory(TriptychFactory, admitted=True)
    author = factory.SubFactory(UserFactory)
    kind = Entry.Kind.MILESTONE
    title = "La première cantine"
    text = "Un récit."


class ExperienceFactory(DjangoModelFactory):
    class Meta:
        model = ExperienceSheet

    triptych = factory.SubFactory(TriptychFactory, admitted=True)
    author = factory.SubFactory(UserFactory)
    title = "Une légumerie"
    done = "Un lavoir repris."


def triptych_of_six(**fields) -> Triptych:
    """Six confirmed people with accounts, in an admitted triptych."""
    triptych = TriptychFactory(admitted=True, people=6, people__state="confirmed", **fields)
    for person in triptych.participants.order_by("pk"):
        person.user = UserFactory(email=person.email)
        person.save()
    return triptych


def answer_all(
    person: Participant, assessment_round: AssessmentRound, answer: str = "3", *, send: bool = True, **others: str
) -> None:
    """The same answer everywhere but where `others` say, by the code of the dimension."""
    answers = {
        dimension: {"answer": others.get(dimension.code, answer), "note": ""}
        for _, dimensions in assessment_round.grid.by_stake()
        for dimension in dimensions
    }
    self_assessment.save_answer(participant=person, assessment_round=assessment_round, answers=answers)
    if send:
        self_assessment.submit_answers(participant=person, assessment_round=assessment_round)


def close_and_open(assessment_round: AssessmentRound) -> None:
    """The window is over, and the sweep has opened the perspectives of every triptych."""
    today = timezone.localdate()
    assessment_round.opens_on, assessment_round.closes_on = today - timedelta(days=20), today - timedelta(days=1)
    assessment_round.save()
    opening.open_due()


def agree_on(triptych: Triptych, assessment_round: AssessmentRound, answer: str = "3", **others: str) -> CommonSheet:
    """A common position that is settled."""
    sheet = self_assessment.start_common_sheet(triptych=triptych, assessment_round=assessment_round)
    for dimension in (one for _, dimensions in assessment_round.grid.by_stake() for one in dimensions):
        values = {"answer": others.get(dimension.code, answer), "why": "Nous l’avons vu.", "example": ""}
        self_assessment.agree_position(sheet=sheet, dimension=dimension, values=values)
    return self_assessment.settle_common_sheet(sheet=sheet, by=triptych.participants.order_by("pk").first().user)


ISSUER = {
    "name": "Association d’essai",
    "address": "1 rue de l’Essai",
    "postcode": "75000",
    "city": "Paris",
    "siret": "99990001200017",
    "iban": "FR7630006000011234567890189",
}


def let_age(triptych: Triptych, days: int) -> None:
    """As if nobody had touched the application for so many days."""
    then = timezone.now() - timedelta(days=days)
    Triptych.objects.filter(pk=triptych.pk).update(updated_at=then, created_at=then)
    StatusChange.objects.filter(triptych=triptych).update(at=then)
    Contact.objects.filter(triptych=triptych).update(joined_at=then)


def settled(amount: Decimal = Decimal(4500), **details) -> Payer:
    """The only payer of a settled agreement, with all that a document wants; `details` change it."""
    Issuer.objects.filter(pk=Issuer.objects.get_or_create(pk=1)[0].pk, name="").update(**ISSUER)
    triptych = details.pop("triptych", None) or TriptychFactory(admitted=True)
    agreement = AgreementFactory(triptych=triptych, agreed_amount=amount)
    (payer,) = payers.set_shares(agreement=agreement, shares={OrganisationFactory(): amount})
    values = {
        "nature": "service",
        "siret": "99990003800012",
        "address": "1 place de la Mairie",
        "city": "Arras",
        "requirement": "none",
        **details,
    }
    Payer.objects.filter(pk=payer.pk).update(**values)
    payer.refresh_from_db()
    return payer
