"""What a season counts of its applications and of its seats."""

from collections import defaultdict
from collections.abc import Sequence

from atelier.core.reading_pages import address_of
from atelier.seasons.figures import NO, YES, FigurePart, FigureSheet, Rows, SeasonFigure, Unit, count, share
from atelier.seasons.models import Season
from territories.models import Participant, Triptych
from territories.models.triptych import Seat

_SEAT_STATES = {"empty": "libre", **dict(Participant.State.choices)}


def _applications(seasons: Sequence[Season]) -> dict[int, Rows]:
    found: dict[int, Rows] = defaultdict(list)
    rows = Triptych.objects.filter(season__in=seasons).select_related("territory", "season")
    for one in rows.order_by("territory__sort_name", "pk"):
        found[one.season_id].append(
            {
                "territory": str(one.territory),
                "department": one.territory.department,
                "kind": one.territory.get_kind_display(),
                "submitted": YES if one.submitted_at else NO,
                "status": one.get_status_display(),
                "address": address_of(one),
            }
        )
    return found


def _seats(seasons: Sequence[Season]) -> dict[int, Rows]:
    """Every seat of the territories admitted, filled or not."""
    found: dict[int, Rows] = defaultdict(list)
    rows = Triptych.objects.admitted().filter(season__in=seasons).with_panels()
    counted = set(Participant.objects.counted().filter(season__in=seasons).order_by().values_list("pk", flat=True))
    for one in rows.order_by("territory__sort_name", "pk"):
        for panel in one.panels():
            for seat in panel.seats:
                found[one.season_id].append(
                    {
                        "territory": str(one.territory),
                        "category": panel.category.label,
                        "seat": seat.number,
                        "person": seat.participant.full_name if seat.participant else "",
                        "state": _CONFIRMED if _holder(seat) in counted else str(_SEAT_STATES[seat.state]),
                        "address": address_of(seat.participant or one),
                    }
                )
    return found


def _holder(seat: Seat) -> int | None:
    return seat.participant.pk if seat.participant else None


APPLICATIONS = FigureSheet(
    "candidatures", "Candidatures", "territories.view_triptych",
    (("territory", "Territoire"), ("department", "Département"), ("kind", "Type"), ("submitted", "Déposée"),
     ("status", "État")),
    _applications,
    "Aucune candidature : mettez la saison en ligne et donnez les dates de l’appel.",
)  # fmt: skip
SEATS = FigureSheet(
    "sieges", "Sièges", "territories.view_participant",
    (("territory", "Territoire"), ("category", "Catégorie"), ("seat", "Siège"), ("person", "Personne"),
     ("state", "État")),
    _seats,
    "Aucun territoire n’est retenu : les sièges sont ceux des territoires retenus.",
)  # fmt: skip
_PART = FigurePart(10, "Candidatures et sièges")
_CONFIRMED = str(Participant.State.CONFIRMED.label)

FIGURES = (
    SeasonFigure(
        "candidatures", _PART, "Candidatures déposées",
        "Les candidatures qui ont été déposées, quoi qu’elles soient devenues ; les brouillons n’y sont pas.",
        APPLICATIONS, count, counts=lambda row: row["submitted"] == YES,
    ),
    SeasonFigure(
        "territoires", _PART, "Territoires retenus",
        "Les candidatures dont l’état est « territoire retenu » ; un territoire qui s’est retiré n’y est plus.",
        APPLICATIONS, count, counts=lambda row: row["status"] == Triptych.Status.ADMITTED.label,
    ),
    SeasonFigure(
        "attente", _PART, "En liste d’attente", "Les candidatures dont l’état est « liste d’attente ».",
        APPLICATIONS, count, counts=lambda row: row["status"] == Triptych.Status.WAITING.label,
    ),
    SeasonFigure(
        "sieges", _PART, "Sièges",
        "Les sièges des territoires retenus, occupés ou non, dérogations comprises.", SEATS, count,
    ),
    SeasonFigure(
        "sieges-confirmes", _PART, "Sièges confirmés",
        "De ces sièges, ceux dont la personne a confirmé sa participation et la tient encore, ou la tenait à "
        "la fin de la saison.",
        SEATS, count, counts=lambda row: row["state"] == _CONFIRMED,
    ),
    SeasonFigure(
        "sieges-part", _PART, "Part des sièges confirmés",
        "Sièges confirmés, rapportés à tous les sièges des territoires retenus ; au plus proche.",
        SEATS, share, Unit.PERCENT, counts=lambda row: row["state"] == _CONFIRMED,
    ),
)  # fmt: skip
