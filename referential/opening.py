"""The opening of the perspectives of a triptych at a round: once, and what is shown never changes afterwards."""

from collections import defaultdict
from dataclasses import dataclass

from django.db import transaction

from atelier.seasons import failures
from atelier.seasons.models import Category, Failure
from referential import secrecy
from referential.models import AnswerSheet, AssessmentRound, Figure, Perspective, Position
from territories.models import Participant, Triptych
from territories.models.participant import ParticipantQuerySet


@dataclass(frozen=True)
class _Group:
    """The categories that make one perspective, with the last sheet that each of their people sent."""

    categories: list[Category]
    sheets: list[AnswerSheet]

    @property
    def people(self) -> int:
        return secrecy.count_people(secrecy.identity_of_seat(sheet.participant) for sheet in self.sheets)

    @property
    def is_agreed(self) -> bool:
        return bool(self.sheets) and all(sheet.agrees for sheet in self.sheets)

    @property
    def is_alone(self) -> bool:
        """Somebody answered, whom no figure may show: neither agreed, nor with anybody else."""
        return bool(self.sheets) and not self.is_agreed and self.people < secrecy.OUTSIDE.enough


def expected_people(triptych: Triptych) -> ParticipantQuerySet:
    """Who is asked to answer: those who confirmed, in an admitted triptych."""
    return Participant.objects.admitted().confirmed().filter(triptych=triptych)


def is_shared(assessment_round: AssessmentRound, triptych: Triptych) -> bool:
    """The perspectives are open."""
    return Perspective.objects.filter(assessment_round=assessment_round, triptych=triptych).exists()


def _is_due(assessment_round: AssessmentRound, triptych: Triptych) -> bool:
    """The window is over, or everybody has answered."""
    if assessment_round.is_over():
        return True
    people = set(expected_people(triptych).values_list("pk", flat=True))
    sent = AnswerSheet.objects.submitted().filter(assessment_round=assessment_round, participant__in=people)
    return bool(people) and people == set(sent.values_list("participant", flat=True))


@transaction.atomic
def open_if_due(assessment_round: AssessmentRound, triptych: Triptych) -> bool:
    """Open the perspectives once their time has come. Returns whether they are open."""
    Triptych.objects.select_for_update(of=["self"]).get(pk=triptych.pk)
    if is_shared(assessment_round, triptych):
        return True
    if not _is_due(assessment_round, triptych):
        return False
    sheets = _last_sheets(assessment_round, triptych)
    for position, group in enumerate(_groups(list(assessment_round.season.categories.all()), sheets), start=1):
        _keep_group(assessment_round, triptych, position, group)
    return True


def open_due() -> None:
    """Open what is due in each season; one that fails stops itself alone."""
    rounds = [one for one in AssessmentRound.objects.select_related("season") if one.has_begun()]
    opened = set(Perspective.objects.order_by().values_list("assessment_round", "triptych"))
    triptychs = defaultdict(list)
    for triptych in Triptych.objects.admitted().filter(season__in={one.season_id for one in rounds}):
        triptychs[triptych.season_id].append(triptych)
    for one in rounds:
        for triptych in triptychs[one.season_id]:
            if (one.pk, triptych.pk) not in opened:
                with failures.apart(Failure.Kind.PERSPECTIVES, failures.of(AssessmentRound, one.pk)):
                    open_if_due(one, triptych)


def _last_sheets(assessment_round: AssessmentRound, triptych: Triptych) -> list[AnswerSheet]:
    """The last version that each person sent, of those who left too."""
    sent = AnswerSheet.objects.submitted().filter(assessment_round=assessment_round, participant__triptych=triptych)
    rows = sent.select_related("participant__user").order_by("version")
    return list({sheet.participant_id: sheet for sheet in rows}.values())


def _groups(categories: list[Category], sheets: list[AnswerSheet]) -> list[_Group]:
    """A group a category; those whose one person would stay unseen are seen together, where they are two or more."""
    by_category = defaultdict(list)
    for sheet in sheets:
        by_category[sheet.participant.category_id].append(sheet)
    groups = [_Group([category], by_category[category.pk]) for category in categories]
    alone = [group for group in groups if group.is_alone]
    together = _Group(
        [category for group in alone for category in group.categories], [sheet for one in alone for sheet in one.sheets]
    )
    if len(alone) < 2 or together.people < secrecy.OUTSIDE.enough:
        return groups
    return [together if group is alone[0] else group for group in groups if group not in alone[1:]]


def _keep_group(assessment_round: AssessmentRound, triptych: Triptych, position: int, group: _Group) -> None:
    """Keep what may be shown of a group, on each dimension."""
    made = Perspective.objects.create(
        assessment_round=assessment_round,
        triptych=triptych,
        position=position,
        answers=len(group.sheets),
        is_agreed=group.is_agreed,
    )
    made.categories.set(group.categories)
    AnswerSheet.objects.filter(pk__in=[sheet.pk for sheet in group.sheets]).update(perspective=made)
    people = {sheet.pk: secrecy.identity_of_seat(sheet.participant) for sheet in group.sheets}
    given = defaultdict(list)
    for row in Position.objects.levels().filter(sheet__in=people).exclude(answer="").order_by("pk"):
        given[row.dimension_id].append(row)
    figures = []
    for dimension, rows in given.items():
        count = secrecy.count_people(people[row.sheet_id] for row in rows)
        if made.is_agreed or count >= secrecy.OUTSIDE.enough:
            value = secrecy.figure([row.level for row in rows if row.level is not None], is_agreed=made.is_agreed)
            figures.append(Figure(perspective=made, dimension_id=dimension, value=value, people=count))
    Figure.objects.bulk_create(figures)
