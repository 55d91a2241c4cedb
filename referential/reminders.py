"""What rules may wait for around positions: a window that opens, one that closes, a common position not yet settled."""

from collections.abc import Iterable
from functools import partial

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from atelier.core import french
from atelier.core.links import absolute_url
from atelier.reminders.triggers import Drawn, Occurrence, Recipient, Trigger
from atelier.seasons.models import Season
from referential.models import AnswerSheet, AssessmentRound, CommonSheet
from territories.models import Participant
from territories.reminders import PERSON, of_participant, people_of

WORDS = {
    "moment": "« positionnement initial », « positionnement final », « suivi à un an »",
    "cloture": "dernier jour pour répondre",
}


def _rounds_of(seasons: list[Season]) -> QuerySet[AssessmentRound]:
    """Of an archived season, the follow-ups alone."""
    asked = ~Q(season__status=Season.Status.ARCHIVED) | Q(kind__in=AssessmentRound.FOLLOW_UPS)
    return AssessmentRound.objects.filter(asked, season__in=seasons).select_related("season").order_by("pk")


def _to_answer(seasons: list[Season], *, at_closing: bool) -> Iterable[Occurrence]:
    """The opening or the closing of each window, for those who have not sent their answers."""
    rounds = _rounds_of(seasons)
    people, today = people_of(seasons), timezone.localdate()
    sent = set(
        AnswerSheet.objects.submitted()
        .filter(assessment_round__season__in=seasons)
        .order_by()
        .values_list("assessment_round", "participant")
    )

    def draw(assessment_round: AssessmentRound) -> Drawn:
        path = reverse("referential:round", args=[assessment_round.pk])
        on = assessment_round.closes_on if at_closing else assessment_round.opens_on
        if not at_closing and assessment_round.closes_on < today:
            return Drawn(on, ())  # what is closed is not announced as open
        waiting = (one for one in people[assessment_round.season_id] if (assessment_round.pk, one.pk) not in sent)
        return Drawn(on, tuple(_answerer(one, assessment_round, path) for one in waiting))

    for assessment_round in rounds:
        yield Occurrence(
            ref=f"round:{assessment_round.pk}",
            season_id=assessment_round.season_id,
            label=assessment_round.get_kind_display().capitalize(),
            address=reverse("admin:referential_assessmentround_change", args=[assessment_round.pk]),
            draw=partial(draw, assessment_round),
        )


def _answerer(person: Participant, assessment_round: AssessmentRound, path: str) -> Recipient:
    said = {
        "moment": assessment_round.get_kind_display(),
        "cloture": french.deadline(assessment_round.closes_on, person.triptych.territory.is_overseas),
        "lien": absolute_url(path),
    }
    return of_participant(person, said, since=person.answered_at)


def _opening(seasons: list[Season]) -> Iterable[Occurrence]:
    return _to_answer(seasons, at_closing=False)


def _closing(seasons: list[Season]) -> Iterable[Occurrence]:
    return _to_answer(seasons, at_closing=True)


def _to_settle(seasons: list[Season]) -> Iterable[Occurrence]:
    """The closing of each window, for the people of triptychs whose common position is not settled."""
    rounds = _rounds_of(seasons)
    people = people_of(seasons)
    settled = set(
        CommonSheet.objects.submitted()
        .filter(assessment_round__season__in=seasons)
        .order_by()
        .values_list("assessment_round", "triptych")
    )

    def draw(assessment_round: AssessmentRound) -> Drawn:
        return Drawn(
            assessment_round.closes_on,
            tuple(
                _answerer(person, assessment_round, _common_page(person, assessment_round))
                for person in people[assessment_round.season_id]
                if (assessment_round.pk, person.triptych_id) not in settled
            ),
        )

    for assessment_round in rounds:
        yield Occurrence(
            ref=f"common:{assessment_round.pk}",
            season_id=assessment_round.season_id,
            label=f"{assessment_round.get_kind_display().capitalize()}, position commune",
            address=reverse("admin:referential_assessmentround_change", args=[assessment_round.pk]),
            draw=partial(draw, assessment_round),
        )


def _common_page(person: Participant, assessment_round: AssessmentRound) -> str:
    return reverse("referential:common", args=[person.triptych_id, assessment_round.pk])


_PLACEHOLDERS = {**PERSON, **WORDS, "lien": "adresse où répondre"}
_NOT_SENT = "les participants qui n’ont pas envoyé leurs réponses"

TRIGGERS = tuple(
    Trigger(key, label, moment, audience, _PLACEHOLDERS, find, required=("lien",), outlives_season=True)
    for key, label, moment, audience, find in (
        ("positions_open", "Positionnement ouvert", "ouverture du positionnement", _NOT_SENT, _opening),
        ("positions_closing", "Positionnement à envoyer", "clôture du positionnement", _NOT_SENT, _closing),
        (
            "common_position",
            "Position commune à arrêter",
            "clôture du positionnement",
            "les participants des triptyques sans position commune",
            _to_settle,
        ),
    )
)
