"""What is read of the positions on the page of a territory: what the triptych agreed on, never a person's own sheet."""

from atelier.core import french
from atelier.core.permissions import HoldsPermissions
from atelier.core.reading_pages import ReadingSection, Row
from referential.models import CommonSheet
from territories.models import Triptych


def _common_positions(triptych: Triptych, user: HoldsPermissions) -> list[Row]:
    found = CommonSheet.objects.filter(triptych=triptych, submitted_at__isnull=False)
    return [
        (str(sheet.assessment_round), str(sheet.version), french.moment(sheet.submitted_at))
        for sheet in found.select_related("assessment_round").order_by("assessment_round", "version", "pk")
        if sheet.submitted_at
    ]


PAGES = (
    ReadingSection(
        Triptych, 40, "positions", "Positions", "referential.view_commonsheet", ("Moment", "Version", "Arrêtée le"),
        _common_positions, "Aucune position commune n’est encore arrêtée.",
    ),
)  # fmt: skip
