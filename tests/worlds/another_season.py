"""A season of which each page has something to say, and all that is said of it: what another season changes there.

Every list, count and document of a season reads rows of all seasons through a filter; where it is lost, so is this.
"""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import partial

from django.test import Client
from django.urls import reverse

from atelier.accounts.models import User
from atelier.api import content
from atelier.backoffice.workbook import import_export
from atelier.backoffice.workbook.columns import Worksheet
from atelier.checklist import default_tasks
from atelier.seasons.figures import FigureSheet
from atelier.seasons.models import Season
from contributions.models import Funding
from referential.models import AssessmentRound
from sessions.documents import attestations, convocations, facilitation_documents
from sessions.evaluation import questionnaires
from sessions.groups import composition
from territories.models import Participant, Triptych
from tests.evaluation import answer
from tests.facilitation import joined
from tests.factories import (
    AssessmentRoundFactory,
    EntryFactory,
    RuleFactory,
    TriptychFactory,
    answer_all,
    close_and_open,
)
from tests.shared_files import shared_by
from tests.undertakings import undertaken
from tests.worlds.world import LONG_AGO, lived

OF_A_SEASON = (
    "admin:budget", "admin:presence", "admin:acquaintances", "admin:season_documents", "admin:season_undertakings",
    "admin:evaluation", "admin:facilitators", "admin:regards", "admin:line_of_time", "admin:shared_files",
    "admin:index", "season_report", "admin:board", "quality", "admin:retroplanning", "rehearse_season",
)  # fmt: skip
LISTS = ("territories_triptych", "territories_participant", "atelier_sessions_day", "contributions_invoice")
# What no season decides: the mark against forgery, how many rows a list has in all seasons, whoever is to be told.
MOVING = re.compile(
    r'name="csrfmiddlewaretoken" value="[^"]*"'
    r'|\s*<span class="small quiet">\s*\d+ lignes? sur\s(?s:.*?)</span>\s*?(?=\n)'
    r'|<li><a href="[^"]*/a-prevenir/">.*?</li>'
)


def fill(season: Season, by: User, days: tuple[int, int]) -> None:
    """Something of everything that a season has; its days are over and to come by so many."""
    season.categories.update(seats=1)
    known = lived(season, by, {"cents", "one name"}, days)
    people = list(Participant.objects.filter(season=season).order_by("pk"))
    part = known.over.half_days.first()
    composition.compose_groups(
        item=part.items.create(starts_at="10:00", format="inter", title="Tables"), author=by, seed=1
    )
    item = part.items.create(starts_at="11:00", format="codev", title="Codév")
    undertaken(item=item, by=by, owner=people[0])
    member = joined(season, email=f"equipe{season.number}@example.org", last_name=f"Perrin {season.number}")
    item.facilitators.add(member)
    facilitation_documents.issue_documents(season=season, kind="letter")
    convocations.issue_convocations(day=known.coming)
    attestations.issue_attestations(season=season)
    questionnaires.prepare(season)
    answer(known.over.questionnaires.get(), people[0])
    _answer_and_share(season, people, by)
    TriptychFactory(season=season, complete=True, territory__name=f"Candidat {season.number}")
    Funding.objects.create(season=season, name="Région", expected=3000, received=Decimal("1234.56"))
    default_tasks.create_default_tasks(season)
    RuleFactory(season=season, is_active=True, effective_from=LONG_AGO)


def _answer_and_share(season: Season, people: list[Participant], by: User) -> None:
    assessment_round: AssessmentRound = AssessmentRoundFactory(season=season)
    for person in people:
        answer_all(person, assessment_round)
    close_and_open(assessment_round)
    triptych = Triptych.objects.filter(season=season).order_by("pk")[0]
    EntryFactory(triptych=triptych, author=people[0].user, title="Une étape")
    shared_by(by, season=season, title="Un support")
    shared_by(by, day=season.days.get(number=1), title="Le support de la journée")


def said_of(season: Season, organiser: User) -> dict[str, str]:
    return {name: read() for name, read in places(season, organiser).items()}


def places(season: Season, organiser: User) -> dict[str, Callable[[], str]]:
    """The pages of the team, the lists, the sheets of the workbook, what its people read: by name, how it is read."""
    reader = Participant.objects.filter(season=season).order_by("pk")[0]
    of_team = {name: reverse(name) for name in OF_A_SEASON}
    of_team |= {table: reverse(f"admin:{table}_changelist") for table in LISTS}
    of_team |= {f"day {day.number}": reverse("admin:day_presence", args=[day.pk]) for day in season.days.all()}
    own = {name: reverse(name, args=[season.number]) for name in ("sessions:group", "sessions:directory")}
    own |= {"calendar": reverse("sessions:calendar", args=[season.number]), "space": reverse("space")}
    own |= {"day page": reverse("sessions:day", args=[season.number, 1])}
    own["territory"] = reverse("referential:territory", args=[reader.triptych_id])
    return {
        **{name: partial(_page, organiser, address, saison=season.pk) for name, address in of_team.items()},
        **{name: partial(_page, reader.user, address) for name, address in own.items()},
        "public page": partial(_page, None, reverse("season", args=[season.number])),
        "programs": partial(_read_by_programs, season),
        "picture": partial(_page, None, reverse("season_picture", args=[season.number])),
        **{f"sheet {key}": partial(_lines, sheet, season) for key, sheet in import_export.exported_sheets().items()},
    }


def _read_by_programs(season: Season) -> str:
    days = map(content.day_out, content.days_of(season))
    territories = map(content.territory_out, content.territories_of(season))
    people = map(content.person_out, content.people_of(season))
    told = [*days, *territories, *people, content.attendance_out(season), content.contributions_out(season)]
    return "\n".join(sorted(map(str, told)))


def _lines(sheet: Worksheet | FigureSheet, season: Season) -> str:
    return "\n".join(map(str, sheet.table(season)))


def _page(user: User | None, address: str, **asked: object) -> str:
    client = Client()
    if user:
        client.force_login(user)
    if asked:
        client.post(reverse("admin:choose_season"), asked)  # for the pages that show the chosen one
    response = client.get(address, asked)
    assert response.status_code == 200, f"{address} answers {response.status_code}"
    return MOVING.sub("", response.content.decode(errors="backslashreplace"))
