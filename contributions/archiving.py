"""The money that an archived season would leave behind."""

from collections.abc import Iterator
from datetime import date

from atelier.core import french
from atelier.seasons.archiving import ArchiveCheck
from atelier.seasons.models import Season
from contributions import budget
from contributions.models import Agreement
from territories.models import Triptych


def _left(season: Season, today: date) -> Iterator[str]:
    for row in budget.budget_rows(season, today):
        if row.agreed > row.asked:
            unasked = french.euros(row.agreed - row.asked)
            yield f"{row.triptych.territory}\u00a0: {unasked} convenus ne sont pas demandés."
        if row.left > 0:
            yield (
                f"{row.triptych.territory}\u00a0: {french.euros(row.left)} demandés ne sont pas payés. Les rappels "
                "de paiement continuent après l’archivage."
            )
    unsigned = Agreement.objects.filter(
        triptych__season=season, triptych__status=Triptych.Status.ADMITTED, signed_copies=None, agreed_amount__gt=0
    )
    for agreement in unsigned.select_related("triptych__territory").order_by("pk"):
        yield f"{agreement.triptych.territory}\u00a0: la convention signée n’est pas versée."


ARCHIVE_CHECK = ArchiveCheck(_left)
