"""What leaves of a team by its age: reasons for not being free after the day, all that names it after the season."""

from collections.abc import Iterable
from datetime import date

from auditlog.context import disable_auditlog
from django.db import transaction
from django.db.models import Q

from atelier.privacy import redrawing
from atelier.seasons.models import Season
from sessions.documents.models import FacilitationDocument
from sessions.facilitation.models import Availability, FacilitatorPresence, Preparation


def lines_of_past_days(today: date) -> list[int]:
    rows = Availability.objects.filter(day__date__lt=today).exclude(line="").order_by("pk")
    return list(rows.values_list("pk", flat=True))


def forget_line(pk: int) -> int:
    return Availability.objects.filter(pk=pk).update(line="")


def seasons_with_traces(seasons: Iterable[int]) -> list[Season]:
    """Those of these seasons that still hold what their team said, did or was written."""
    has = Q()
    for name in ("availabilities", "preparations", "presences", "documents"):
        has |= Q(**{f"team__{name}__isnull": False})
    return list(Season.objects.filter(has, pk__in=seasons).distinct().order_by("number"))


def forget_traces(season: Season) -> int:
    gone = 0
    with transaction.atomic(), disable_auditlog():
        for document in FacilitationDocument.objects.filter(member__season=season).order_by("pk"):
            redrawing.drop(document.pdf_path)
            gone += document.delete()[0]
        for model in (Availability, Preparation, FacilitatorPresence):
            gone += model._base_manager.filter(member__season=season).delete()[0]
    return gone
