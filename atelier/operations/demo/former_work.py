"""What the former seasons of the demo did: presence, tables, undertakings and their outcomes, evaluation, money."""

from datetime import date, time, timedelta
from decimal import Decimal

from atelier.accounts.models import User
from atelier.core import office_hours
from atelier.operations.demo import words
from atelier.seasons.models import Season
from contributions import invoicing, negotiation, payers, payments
from contributions.models import AmountStep, Funding, Payer
from referential.models import Visibility
from sessions.attendance.models import Attendance, Closing
from sessions.evaluation import default_questions
from sessions.evaluation.models import Answer, Question, Questionnaire
from sessions.groups.models import Composition, Group
from sessions.programme.models import AgendaItem, Day
from sessions.undertakings.models import BroughtQuestion, Undertaking
from territories.models import Organisation, Participant, Triptych

TABLE = 6  # seats
UNDERTAKEN = [
    ("Réunir les maires des communes voisines.", "done"),
    ("Ouvrir nos réunions de pilotage aux habitants.", "done"),
    ("Écrire à trois bailleurs.", "changed"),
    ("Chiffrer le coût du transport à la demande.", "later"),
    ("Faire visiter la ferme aux élus.", "done"),
    ("Proposer une charte au conseil.", "dropped"),
    ("Tenir un carnet des décisions.", ""),
    ("Inviter le lycée au comité.", "done"),
]
HALF_PAID = 4  # the fifth territory, that only the last of these seasons has
AMOUNTS = (3000, 4500, 6000, 3500, 8000)


def add_work(season: Season, days: list[Day], people: list[Participant], organiser: User) -> None:
    """Presence and meetings grow from one season to the next, and so do the notes."""
    items = [_items(day) for day in days]
    _presence(season, days, people, organiser)
    _tables([mixed for mixed, _ in items], people, organiser)
    _undertakings(days, [peers for _, peers in items], people, organiser)
    _evaluation(season, days[-1], people)
    _money(season, days[-1].date, {one.triptych_id: one.triptych for one in people}, organiser)


def _items(day: Day) -> tuple[AgendaItem, AgendaItem]:
    """Mixed tables in the morning, a time between peers in the afternoon."""
    morning, afternoon = day.half_days.order_by("starts_at")
    mixed = {"starts_at": morning.starts_at, "format": AgendaItem.Format.INTER, "title": "Tables mêlées"}
    peers = {"starts_at": afternoon.starts_at, "format": AgendaItem.Format.PEERS, "title": "Entre pairs"}
    return morning.items.create(**mixed), afternoon.items.create(**peers)


def _presence(season: Season, days: list[Day], people: list[Participant], organiser: User) -> None:
    """One in `every` is excused, another at each half-day."""
    every = 5 + season.number
    parts = [part for day in days for part in day.half_days.order_by("starts_at")]
    Attendance.objects.bulk_create(
        Attendance(
            participant=person,
            half_day=part,
            status=Attendance.Status.PRESENT if (number + at) % every else Attendance.Status.EXCUSED,
        )
        for at, part in enumerate(parts)
        for number, person in enumerate(people)
    )
    Closing.objects.bulk_create(Closing(day=day, author=organiser) for day in days)


def _tables(items: list[AgendaItem], people: list[Participant], organiser: User) -> None:
    """At each day, everybody moves by as many tables as they have seats before theirs."""
    through, count = Group.people.through, len(people) // TABLE
    for at, item in enumerate(items):
        composition = Composition.objects.create(item=item, seed=at, author=organiser)
        groups = Group.objects.bulk_create(
            Group(composition=composition, number=number, label=f"Table {number}") for number in range(1, count + 1)
        )
        through.objects.bulk_create(
            through(group=groups[(number // TABLE + number % TABLE * at) % count], participant=person)
            for number, person in enumerate(people)
        )


def _undertakings(days: list[Day], items: list[AgendaItem], people: list[Participant], organiser: User) -> None:
    """One a table; the eldest season followed fewer of them up."""
    told = 3 + people[0].season.number
    for number, (text, outcome) in enumerate(UNDERTAKEN):
        day, item, owner = days[number % 4], items[number % 4], people[number * 5 % len(people)]
        asked = BroughtQuestion.objects.create(
            season=owner.season, triptych=owner.triptych, participant=owner, day=day, item=item, table=number // 4 + 1,
            author=organiser, visibility=Visibility.SEASON, text="Comment embarquer ceux qui ne viennent pas ?",
        )  # fmt: skip
        became = outcome if number < told else ""
        said = {"outcome_at": office_hours.local_datetime(days[-1].date, time(10)), "outcome_by": organiser}
        Undertaking.objects.create(
            question=asked, rank=1, owner=owner, text=text, due_on=day.date + timedelta(days=30), outcome=became,
            **(said if became else {}),
        )  # fmt: skip


def _evaluation(season: Season, last: Day, people: list[Participant]) -> None:
    """The last day and the season: closed, with as many answers as were given, of nobody."""
    audience = Questionnaire.Audience.PARTICIPANTS
    asked = (
        (last, f"Votre avis sur la journée {last.number}", default_questions.OF_DAY, 0),
        (None, default_questions.TITLES[audience], default_questions.OF_SEASON[audience], 90),
    )
    for day, title, questions, later in asked:
        answered = len(people) - 6 + season.number
        made = Questionnaire.objects.create(
            season=season, day=day, title=title, days_after=later, asked=len(people), answered=answered,
            closed_on=last.date + timedelta(days=later + 15),
        )  # fmt: skip
        rows = Question.objects.bulk_create(
            Question(questionnaire=made, position=position, kind=kind, text=text, choices=choices)
            for position, (kind, text, choices) in enumerate(questions, start=1)
        )
        Answer.objects.bulk_create(
            Answer(question=one, text=_answer(one, number, season.number))
            for one in rows
            for number in range(answered if one.kind != Question.Kind.TEXT else 3)
        )


def _answer(question: Question, number: int, season: int) -> str:
    if question.kind == Question.Kind.SCALE:
        return str(min(5, 3 + (number + question.position) % 3 + (number % 4 < season) - 1))
    if question.kind == Question.Kind.TEXT:
        return words.OPINIONS[number % len(words.OPINIONS)]
    return str(question.choices[number * season % len(question.choices)])


def _money(season: Season, last: date, triptychs: dict[int, Triptych], organiser: User) -> None:
    """What was agreed, asked and paid; one of the territories paid half. Another funder helped more each year."""
    received = 4000 * season.number
    Funding.objects.create(season=season, name="Agence de démonstration", expected=received, received=received)
    for number, triptych in enumerate(triptychs.values()):
        amount = Decimal(AMOUNTS[number])
        agreement = negotiation.record_amount(
            triptych=triptych, kind=AmountStep.Kind.AGREED, amount=amount, by=organiser
        )
        bearer, _ = Organisation.objects.get_or_create(name=str(triptych.territory))
        (payer,) = payers.set_shares(agreement=agreement, shares={bearer: amount})
        Payer.objects.filter(pk=payer.pk).update(
            nature=Payer.Nature.SERVICE, address="1 place de la Mairie", postcode="99000", city=bearer.name,
            siret="99990003800012", requirement=Payer.Requirement.NONE,
        )  # fmt: skip
        invoice = invoicing.issue_document(instalment=payer.instalments.get(), on=last + timedelta(days=7))
        paid = amount / 2 if number == HALF_PAID else amount
        payments.record_payment(invoice=invoice, amount=paid, received_on=last + timedelta(days=40), by=organiser)
