"""What rules may wait for in the evaluation: a questionnaire opens, for those who have not answered it."""

from collections.abc import Iterable
from functools import partial

from django.urls import reverse

from atelier.core.links import absolute_url
from atelier.reminders.triggers import Drawn, Occurrence, Trigger
from atelier.seasons.models import Season
from sessions.evaluation import questionnaires
from sessions.evaluation.models import Questionnaire
from territories.reminders import PERSON, of_participant


def _open_questionnaires(seasons: list[Season]) -> Iterable[Occurrence]:
    rows = Questionnaire.objects.filter(season__in=seasons, closed_on=None).select_related("season", "day__season")
    for one in rows.order_by("season", "opens_on", "pk"):
        yield Occurrence(
            ref=f"questionnaire:{one.pk}",
            season_id=one.season_id,
            label=one.title,
            address=reverse("admin:questionnaire", args=[one.pk]),
            draw=partial(_draw, one),
        )


def _draw(questionnaire: Questionnaire) -> Drawn:
    values = {"questionnaire": questionnaire.title, "lien": absolute_url(questionnaire.get_absolute_url())}
    people = questionnaires.people_missing(questionnaire)
    return Drawn(
        questionnaire.opens_on,
        tuple(of_participant(person, values, since=person.answered_at) for person in people),
    )


TRIGGERS = (
    Trigger(
        "evaluation",
        "Évaluation à remplir",
        "ouverture du questionnaire",
        "les personnes interrogées qui n’ont pas répondu",
        {**PERSON, "questionnaire": "intitulé du questionnaire", "lien": "adresse du questionnaire"},
        _open_questionnaires,
        required=("lien",),
    ),
)
