"""What rules may wait for around positions: a window that opens, one that closes, a common position not yet settled."""

from collections.abc import Iterable
from functools import partial

from django.urls import reverse

from atelier.core import french
from atelier.core.links import absolute_url
from atelier.reminders.triggers import Drawn, Occurrence, Recipient, Trigger
from atelier.seasons.models import Season
from referential.models import AnswerSheet, CommonSheet, Moment
from territories.models import Participant
from territories.reminders import PERSON, of_participant, people_of

WORDS = {
    "moment": "« positionnement initial », « positionnement final »",
    "cloture": "dernier jour pour répondre",
}


def _to_answer(seasons: list[Season], *, at_closing: bool) -> Iterable[Occurrence]:
    """The opening or the closing of each window, for those who have not sent their answers."""
    moments = Moment.objects.filter(season__in=seasons).select_related("season").order_by("pk")
    people = people_of(seasons)
    sent = set(
        AnswerSheet.objects.submitted()
        .filter(moment__season__in=seasons)
        .order_by()
        .values_list("moment", "participant")
    )

    def draw(moment: Moment) -> Drawn:
        said = _words(moment, reverse("referential:moment", args=[moment.pk]))
        return moment.closes_on if at_closing else moment.opens_on, tuple(
            of_participant(person, said, since=person.answered_at)
            for person in people[moment.season_id]
            if (moment.pk, person.pk) not in sent
        )

    for moment in moments:
        yield Occurrence(
            ref=f"moment:{moment.pk}",
            season_id=moment.season_id,
            label=moment.get_kind_display().capitalize(),
            address=reverse("admin:referential_moment_change", args=[moment.pk]),
            draw=partial(draw, moment),
        )


def _words(moment: Moment, path: str) -> dict[str, str]:
    return {
        "moment": moment.get_kind_display(),
        "cloture": french.full_date(moment.closes_on),
        "lien": absolute_url(path),
    }


def _opening(seasons: list[Season]) -> Iterable[Occurrence]:
    return _to_answer(seasons, at_closing=False)


def _closing(seasons: list[Season]) -> Iterable[Occurrence]:
    return _to_answer(seasons, at_closing=True)


def _to_settle(seasons: list[Season]) -> Iterable[Occurrence]:
    """The closing of each window, for the people of triptychs whose common position is not settled."""
    moments = Moment.objects.filter(season__in=seasons).select_related("season").order_by("pk")
    people = people_of(seasons)
    settled = set(
        CommonSheet.objects.submitted().filter(moment__season__in=seasons).order_by().values_list("moment", "triptych")
    )

    def draw(moment: Moment) -> Drawn:
        return moment.closes_on, tuple(
            _settler(person, moment)
            for person in people[moment.season_id]
            if (moment.pk, person.triptych_id) not in settled
        )

    for moment in moments:
        yield Occurrence(
            ref=f"common:{moment.pk}",
            season_id=moment.season_id,
            label=f"{moment.get_kind_display().capitalize()}, position commune",
            address=reverse("admin:referential_moment_change", args=[moment.pk]),
            draw=partial(draw, moment),
        )


def _settler(person: Participant, moment: Moment) -> Recipient:
    said = _words(moment, reverse("referential:common", args=[person.triptych_id, moment.pk]))
    return of_participant(person, said, since=person.answered_at)


_PLACEHOLDERS = {**PERSON, **WORDS, "lien": "adresse où répondre"}
_NOT_SENT = "les participants qui n’ont pas envoyé leurs réponses"

TRIGGERS = tuple(
    Trigger(key, label, moment, audience, _PLACEHOLDERS, find, required=("lien",))
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
