"""What a rule may wait for around an undertaking: its date."""

from collections.abc import Iterable
from functools import partial

from django.urls import reverse

from atelier.core import french
from atelier.core.links import absolute_url
from atelier.reminders.triggers import Drawn, Occurrence, Trigger
from atelier.seasons.models import Season
from referential.models import Visibility
from sessions.parts import UNDERTAKINGS
from sessions.undertakings.models import Undertaking
from territories.reminders import PERSON, of_participant, people_of


def _undertakings(seasons: list[Season]) -> Iterable[Occurrence]:
    """Each undertaking that is still open, said to whoever took it."""
    rows = Undertaking.objects.followed().open().with_question().filter(question__season__in=seasons)
    people = {person.pk: person for some in people_of(seasons).values() for person in some}

    def draw(one: Undertaking) -> Drawn:
        said = {
            "engagement": one.text,
            "question": one.question.text,
            "echeance": french.full_date(one.due_on),
            "journee": str(one.question.day.number),
            "lien": absolute_url(one.get_absolute_url()),
        }
        owner = people.get(one.owner_id)
        return Drawn(one.due_on, (of_participant(owner, said, since=one.created_at),) if owner else ())

    for one in rows.exclude(question__visibility=Visibility.DRAFT).order_by("due_on", "pk"):
        yield Occurrence(
            ref=f"undertaking:{one.pk}",
            season_id=one.question.season_id,
            label=f"Engagement, journée {one.question.day.number}",
            address=reverse("admin:day_undertakings", args=[one.question.day_id]),
            draw=partial(draw, one),
        )


UNDERTAKING = Trigger(
    "undertaking",
    "Engagement entre pairs",
    "date d’un engagement entre pairs",
    "qui s’est engagé",
    {
        **PERSON,
        "engagement": "ce à quoi la personne s’est engagée, dans ses mots",
        "question": "question apportée à la table",
        "echeance": "date de l’engagement",
        "journee": "numéro de la journée où il a été pris",
        "lien": "adresse de la page pour dire ce que c’est devenu",
    },
    _undertakings,
    required=("lien",),
    part=UNDERTAKINGS,
)
