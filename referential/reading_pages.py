"""What is read of the positions on the page of a territory: what the triptych agreed on, never a person's own sheet."""

from django.urls import reverse

from atelier.core import french
from atelier.core.permissions import HoldsPermissions
from atelier.core.reading_pages import Link, ReadingSection, Row
from referential import overview
from referential.models import CommonSheet
from territories import lineage
from territories.models import Territory, Triptych


def _common_positions(triptych: Triptych, user: HoldsPermissions) -> list[Row]:
    found = CommonSheet.objects.filter(triptych=triptych, submitted_at__isnull=False)
    return [
        (str(sheet.assessment_round), str(sheet.version), french.moment(sheet.submitted_at))
        for sheet in found.select_related("assessment_round").order_by("assessment_round", "version", "pk")
        if sheet.submitted_at
    ]


def _rounds_over_seasons(territory: Territory, user: HoldsPermissions) -> list[Row]:
    """How many answered, and whether the triptych agreed: what its own page says of each round."""
    triptychs = list(lineage.seasons_of_territory(territory).admitted())
    rounds = overview.season_rounds(*(one.season for one in triptychs)) if triptychs else []
    progress = overview.round_progress(rounds, triptychs) if rounds else {}
    return [
        (
            Link(str(one.season), reverse("referential:territory", args=[row.triptych.pk])),
            one.get_kind_display(),
            f"{row.sent} sur {row.expected}",
            "arrêtée" if row.has_common else "–",
        )
        for one in rounds
        for row in progress[one.pk]
    ]


PAGES = (
    ReadingSection(
        Triptych, 40, "positions", "Positions", "referential.view_commonsheet", ("Moment", "Version", "Arrêtée le"),
        _common_positions, "Aucune position commune n’est encore arrêtée.",
    ),
    ReadingSection(
        Territory, 40, "positions", "Positionnements", "referential.view_assessmentround",
        ("Saison", "Moment", "Réponses", "Position commune"), _rounds_over_seasons,
        "Aucun moment de positionnement : ils se proposent depuis « Regards et positions ».",
    ),
)  # fmt: skip
