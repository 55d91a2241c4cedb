"""The three seasons before that of the demo, invented like it: written as rows, since nobody lives them again.

Each has one territory more than the one before; Val de Morlaine was in the last of them, and Ploumargat in all. A year
after a season answers are gone: who answered stays, with the perspectives and what territories agreed on.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from atelier.accounts.models import User
from atelier.core import office_hours, retention_periods
from atelier.operations.demo import cast, former_work, money
from atelier.seasons.models import Category, Season, TeamMember
from referential import anonymisation, opening
from referential.models import (
    AnswerSheet,
    AssessmentRound,
    CommonPosition,
    CommonSheet,
    Grid,
    Perspective,
    Position,
)
from sessions.programme import calendar
from sessions.programme.models import Day
from territories import alumni
from territories.models import AlumniAgreement, Participant, StatusChange, Territory, Triptych

# Name, short name, kind, département: of each former season, the first ones.
TERRITORIES = [
    ("Collectif Ploumargat en transition", "Ploumargat", "PROJ", "22"),
    ("Montrieux-sur-Vègre", "", "COM", "72"),
    ("PETR des Trois Rivières", "Trois Rivières", "PETR", "47"),
    ("Communauté de communes des Hautes Garrigues", "Hautes Garrigues", "CC", "34"),
    ("Communauté de communes du Val de Morlaine", "Val de Morlaine", "CC", "21"),
]
REFUSED = ("Bourg-l’Estang", "", "COM", "17")
FIRST_NAMES = ["Adèle", "Basile", "Capucine", "Driss", "Estelle", "Firmin", "Ghislaine", "Hakim", "Ilona", "Joris"]
LAST_NAMES = ["Aubertin", "Bessières", "Cordonnier", "Dumontel", "Estrade", "Fougeray", "Guillemot", "Hérault"]
POSITIONS = {
    "elus": ("maire", "Mairie"),
    "agents": ("responsable de projet", "Direction du projet"),
    "operateurs": ("membre du bureau", "Coopérative locale"),
}
REACHED = 3  # of the last season, who agreed to stay within reach


def add_former_seasons(season: Season, dates: Callable[[int], list[date]], organiser: User) -> None:
    """Those that the file of the demo names, the eldest first; `dates` says when days were, so many seasons back."""
    money.name_issuer()
    grid = Grid.objects.latest("version")
    for former in Season.objects.filter(number__lt=season.number).order_by("number"):
        back = season.number - former.number
        days = _days(former, season, dates(back))
        people = _people(former, days, organiser)
        _positions(former, days, people, grid, organiser)
        former_work.add_work(former, days, people, organiser)
    for number, person in enumerate(people[:REACHED]):
        person.user = User.objects.for_email(person.email, first_name=person.first_name, last_name=person.last_name)
        person.save()
        reach = AlumniAgreement.Reach.ADDRESS if number == 0 else AlumniAgreement.Reach.MESSAGE
        alumni.agree(participant=person, reached_by=reach)


def _days(former: Season, season: Season, dates: list[date]) -> list[Day]:
    """Five days, and a team that is invented too."""
    former.days.all().delete()
    former.team.all().delete()
    former.label, former.city = f"{dates[0].year}/{(dates[0].year + 1) % 100:02d}", season.city
    former.status, former.venue = Season.Status.ARCHIVED, season.venue
    former.places = len(TERRITORIES) - (season.number - 1 - former.number)  # one more each time
    former.save()
    for position, (code, label, examples) in enumerate(cast.CATEGORIES, start=1):
        Category.objects.get_or_create(
            season=former, code=code, defaults={"position": position, "label": label, "examples": examples}
        )
    for position, (name, role) in enumerate(cast.TEAM, start=1):
        TeamMember.objects.create(season=former, position=position, name=name, role=role)
    days = [calendar.add_day(season=former, number=number, date=on) for number, on in enumerate(dates, start=1)]
    for day, title in zip(days, cast.DAY_TITLES, strict=True):
        day.title = title
        day.save()
    return days


def _people(former: Season, days: list[Day], organiser: User) -> list[Participant]:
    """Six people for each territory admitted, all confirmed; one more territory was refused."""
    submitted = _moment(days[0].date - timedelta(days=60))
    categories = list(former.categories.order_by("position"))
    rows: list[Participant] = []
    for rank, named in enumerate([*TERRITORIES[: former.places], REFUSED], start=1):
        is_refused = named is REFUSED
        status = Triptych.Status.REFUSED if is_refused else Triptych.Status.ADMITTED
        triptych = Triptych.objects.create(
            season=former,
            territory=_territory(*named),
            status=status,
            rank=None if is_refused else rank,
            dynamics="Une démarche qui cherche ses appuis.",
            submitted_at=submitted,
            commitments_accepted=True,
        )
        StatusChange.objects.create(triptych=triptych, author=organiser, new=status)
        if not is_refused:
            seats = [(category, seat) for category in categories for seat in (1, 2)]
            first = len(rows)
            rows += [
                _person(triptych, category, seat, first + number, submitted)
                for number, (category, seat) in enumerate(seats)
            ]
    return Participant.objects.bulk_create(rows)


def _territory(name: str, short_name: str, kind: str, department: str) -> Territory:
    """A row of its own, which the team has said to be that of the season of the demo where there is one."""
    same = Territory.objects.filter(name=name, same_as=None).order_by("pk").first()
    values = {"name": name, "short_name": short_name, "kind": kind, "department": department}
    return Territory.objects.create(**values, same_as=same)


def _person(triptych: Triptych, category: Category, seat: int, number: int, since: datetime) -> Participant:
    number += 37 * triptych.season.number
    first, last = FIRST_NAMES[number % len(FIRST_NAMES)], LAST_NAMES[number * 3 % len(LAST_NAMES)]
    position, organisation = POSITIONS[category.code]
    return Participant(
        triptych=triptych,
        season=triptych.season,
        category=category,
        seat=seat,
        state=Participant.State.CONFIRMED,
        first_name=first,
        last_name=last,
        sort_name=Participant.sort_name_of(first, last),
        position=position,
        organisation=organisation,
        email=f"saison{triptych.season.number}.personne{number}@example.org",
        invited_at=since - timedelta(days=3),
        answered_at=since,
    )


def _positions(former: Season, days: list[Day], people: list[Participant], grid: Grid, organiser: User) -> None:
    """A round before and one after: who answered, and what each territory agreed on, higher at the end."""
    today = timezone.localdate()
    for rank, (kind, day) in enumerate(
        ((AssessmentRound.Kind.INITIAL, days[0]), (AssessmentRound.Kind.FINAL, days[-1]))
    ):
        opened: dict[str, Any] = {"opens_on": day.date - timedelta(days=10), "closes_on": day.date - timedelta(days=1)}
        moment = AssessmentRound.objects.create(season=former, kind=kind, grid=grid, **opened)
        sent = {"assessment_round": moment, "submitted_at": _moment(day.date - timedelta(days=3))}
        answered = [person for number, person in enumerate(people) if (number + former.number + rank) % 9]
        own = AnswerSheet.objects.bulk_create(AnswerSheet(participant=person, **sent) for person in answered)
        triptychs = {person.triptych_id: person.triptych for person in people}.values()
        sheets = CommonSheet.objects.bulk_create(
            CommonSheet(triptych=one, submitted_by=organiser, **sent) for one in triptychs
        )
        dimensions = [one for _, rows in grid.by_stake() for one in rows]
        places = {one.pk: place for place, one in enumerate(triptychs)}
        Position.objects.bulk_create(
            Position(
                sheet=sheet,
                dimension=one,
                answer=str(_level(at, places[sheet.participant.triptych_id], former) + rank + _leaning(number, at)),
            )
            for number, sheet in enumerate(own)
            for at, one in enumerate(dimensions)
        )
        CommonPosition.objects.bulk_create(
            CommonPosition(
                sheet=sheet,
                dimension=one,
                answer=str(_level(at, place, former) + rank),
                why="Nous l’avons vu.",
            )
            for place, sheet in enumerate(sheets)
            for at, one in enumerate(dimensions)
        )
        _open(moment, list(triptychs), is_old=days[-1].date < today - retention_periods.ANSWERS_AFTER_SEASON)


def _level(at: int, place: int, former: Season) -> int:
    """Where a territory was at the beginning, from 2 to 3, on the dimension of this rank."""
    return 2 + (at + place + former.number) % 2


def _leaning(number: int, at: int) -> int:
    """How far the person of this number sees it from there."""
    return (number + at // 2) % 3 - 1


def _open(moment: AssessmentRound, triptychs: list[Triptych], *, is_old: bool) -> None:
    """The perspectives opened the morning after; a year after the season, the answers left."""
    for triptych in triptychs:
        opening.open_if_due(moment, triptych)
    Perspective.objects.filter(assessment_round=moment).update(opened_at=_moment(moment.closes_on + timedelta(days=1)))
    if is_old:
        anonymisation.anonymise_round(moment)


def _moment(day: date) -> datetime:
    return office_hours.local_datetime(day, time(17))
