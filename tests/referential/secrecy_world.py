"""A triptych as it is lived, drawn at random: arrivals, departures, corrections, second addresses; and who reads what.

It keeps by itself who had answered what when the perspectives opened, and every word that each human was shown.
"""

import random
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from unittest import mock

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from referential import anonymisation, opening, overview, perspectives, self_assessment
from referential.views import territory
from sessions.documents import booklet_regards
from tests.factories import AssessmentRoundFactory, ParticipantFactory, SeasonFactory, TriptychFactory, UserFactory
from tests.referential.secrecy_solver import NO_LEVEL, Observation

STRANGER = 0  # a human who holds no seat, and reads the booklet alone
# Low, high and mixed lines: what is near an end tells most.
CHOICES = (("1", "1", "1", "3"), ("5", "5", "5", "3"), ("1", "2", "3", "4", "5", "5", "1", "unknown", "na"))


def _undrawn(request, template: str, context: dict) -> HttpResponse:
    """An answer without its page: what the page is given is all that is read here."""
    response = HttpResponse()
    response.view = context.get("view")
    return response


class World:
    """One triptych and one round. A human may hold several seats and accounts."""

    def __init__(self, seed: int, looked: Callable[["World"], None] = lambda world: None):
        """`looked` is called each time that everybody has looked."""
        self.draw, self.looked = random.Random(seed), looked
        self.triptych = TriptychFactory(admitted=True, season=SeasonFactory())
        TriptychFactory(admitted=True, season=self.triptych.season, rank=2)
        self.round = AssessmentRoundFactory(season=self.triptych.season)
        self.categories = list(self.triptych.season.categories.all())
        self.human_of: dict[int, int] = {}  # by seat
        self.answers: dict[int, dict[str, int]] = {}  # by seat, what was sent last
        self.counted: dict[int, set[int]] = {}  # by category, the seats that had sent at the opening
        self.fed: dict[int, dict[str, int]] = {}  # by seat, what had been sent at the opening
        self.agreed: set[int] = set()
        self.accounts: dict[int, list] = defaultdict(list)  # by human
        self.seen: dict[tuple[int, str], set[Observation]] = defaultdict(set)  # by human and dimension
        self.clients: dict[int, Client] = {}  # by account: signed in once
        self.shown = 0

    def seat(self, category, number: int, human: int | None = None, **fields):
        """A confirmed person; the second seat of a human has their name, another address, another account."""
        user = fields.pop("user", None) or UserFactory()
        person = ParticipantFactory(
            triptych=self.triptych, category=category, seat=number, state="confirmed", email=user.email, user=user,
            **fields,
        )  # fmt: skip
        self.human_of[person.pk] = human or person.pk
        self.accounts[self.human_of[person.pk]].append(user)
        return person

    def send(self, person, agrees: bool = False) -> None:
        answers = {
            dimension: {"answer": self.draw.choice(CHOICES[at % 3]), "note": ""}
            for at, dimension in enumerate(self.dimensions)
        }
        given = {"participant": person, "assessment_round": self.round}
        if person.pk in self.answers:
            self_assessment.reopen_sheet(**given)
        self_assessment.save_answer(**given, answers=answers)
        self.answers[person.pk] = {
            dimension.code: int(row["answer"]) if row["answer"].isdecimal() else NO_LEVEL
            for dimension, row in answers.items()
        }
        if agrees:
            self.agreed.add(person.pk)
        self.before_opening()
        self_assessment.submit_answers(**given, agrees=agrees)

    @property
    def dimensions(self) -> list:
        return [dimension for _, rows in self.round.grid.by_stake() for dimension in rows]

    def before_opening(self) -> None:
        """Who would count, if the perspectives opened now."""
        if not opening.is_shared(self.round, self.triptych):
            self.counted = {category.pk: set() for category in self.categories}
            for person in self.triptych.participants.filter(pk__in=self.answers):
                self.counted[person.category_id].add(person.pk)
            self.fed = {pk: dict(levels) for pk, levels in self.answers.items()}

    def close(self) -> None:
        self.before_opening()
        today = timezone.localdate()
        self.round.opens_on, self.round.closes_on = today - timedelta(days=20), today - timedelta(days=1)
        self.round.save()
        opening.open_due()

    def forget(self) -> None:
        anonymisation.anonymise_round(self.round)

    def look(self, team: list) -> None:
        """Every account that may opens its page; the team its own, from which the sheet of a day is drawn too."""
        address = reverse("referential:regards", args=[self.triptych.pk, self.round.pk])
        team_ids = {user.pk for user in team}
        readers = [(human, user) for human, users in self.accounts.items() for user in users]
        self._read_booklet({human for human, _ in readers} | {STRANGER})
        for human, user in [*readers, *((-user.pk, user) for user in team)]:
            if user.pk not in self.clients:
                self.clients[user.pk] = Client()
                self.clients[user.pk].force_login(user)
            with mock.patch.object(territory, "render", _undrawn):
                response = self.clients[user.pk].get(address)
            if response.status_code == 200 and response.view:
                self._note(human, response.view)
            if user.pk in team_ids or user.is_organiser:
                for view in overview.shared_views(self.round, user):
                    if view.triptych == self.triptych:
                        self._note(human, view)
        self.looked(self)

    def _read_booklet(self, humans: set[int]) -> None:
        """What the booklet prints, word for word, to whoever is handed it."""
        if printed := booklet_regards.regards_of(self.triptych):
            view = perspectives.territory_perspectives(self.round, [self.triptych], reader=None)[self.triptych.pk]
            said = [[regard.in_words for regard in line.regards] for line in view.lines]
            assert said == [line["regards"] for line in printed[0]["lines"]]
            for human in humans:
                self._note(human, view)

    def _note(self, human: int, view) -> None:
        for line in view.lines:
            for regard in line.regards:
                people = frozenset().union(*(self.counted[one.pk] for one in regard.perspective.categories.all()))
                if not people:
                    continue
                self.shown += regard.value is not None
                made_by = frozenset((self.human_of[person], person) for person in people)
                enough = 1 if regard.perspective.is_agreed else 3 if regard.is_inside else 2
                if enough == 3 and len({one for one, _ in made_by}) < len(made_by):
                    enough = None  # two seats of one human: hidden whatever was answered
                self.seen[human, line.dimension.code].add(Observation(made_by, regard.in_words, enough))

    def known_to(self, human: int, code: str) -> dict[tuple[int, int], int]:
        """What this human answered, from every seat."""
        return {(human, seat): levels[code] for seat, levels in self.fed.items() if self.human_of[seat] == human}
