"""What rules may wait for in the evaluation: a questionnaire opens, for those who have not answered it."""

from collections.abc import Iterable
from functools import partial

from django.urls import reverse

from atelier.outbox.personal_links import masked_url
from atelier.reminders.triggers import PLANNED, Drawn, Occurrence, Recipient, Trigger
from atelier.seasons.models import Season
from sessions.evaluation import audiences, links
from sessions.evaluation.models import Questionnaire
from sessions.parts import EVALUATION
from territories.models import Participant
from territories.reminders import of_participant, of_user


def _open_questionnaires(seasons: list[Season]) -> Iterable[Occurrence]:
    rows = Questionnaire.objects.followed().filter(season__in=seasons, closed_on=None).with_dates()
    for one in rows.order_by("season", "pk"):
        if one.opens_on:
            yield Occurrence(
                ref=f"questionnaire:{one.pk}",
                season_id=one.season_id,
                label=one.title,
                address=reverse("admin:questionnaire", args=[one.pk]),
                draw=partial(_draw, one),
            )


def _draw(questionnaire: Questionnaire) -> Drawn:
    people = audiences.people_missing(questionnaire)
    assert questionnaire.opens_on  # those without are left out
    return Drawn(questionnaire.opens_on, tuple(_recipient(questionnaire, person) for person in people))


def _recipient(questionnaire: Questionnaire, person: audiences.Person) -> Recipient:
    values = {"questionnaire": questionnaire.title, "lien": masked_url(links.KIND)}
    link = links.reference(questionnaire, person)
    if isinstance(person, Participant):
        return of_participant(person, values, since=person.answered_at, personal_link=link)
    return of_user(person, values, personal_link=link)


TRIGGERS = (
    Trigger(
        "evaluation",
        "Évaluation à remplir",
        "ouverture du questionnaire",
        "les personnes interrogées qui n’ont pas répondu",
        {**PLANNED, "questionnaire": "intitulé du questionnaire", "lien": "lien personnel vers le questionnaire"},
        _open_questionnaires,
        required=("lien",),
        part=EVALUATION,
    ),
)
