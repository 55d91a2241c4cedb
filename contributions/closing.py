"""The closing of a financial year: an act of the treasurer, with its day, that nothing undoes."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from atelier.accounts.models import User
from atelier.core import french
from contributions import ledger_export
from contributions.models import ClosedYear, Issuer


def years_to_close(issuer: Issuer) -> list[int]:
    """Financial years with entries that are over and not closed, the first one first: the next to close leads."""
    days = {year: ledger_export.financial_year(year, issuer)[1] for year in ledger_export.years_with_entries(issuer)}
    closed = ClosedYear.objects.order_by("-last_day").first()
    open_years = (year for year, last in days.items() if not closed or last > closed.last_day)
    return sorted(year for year in open_years if days[year] < timezone.localdate())


@transaction.atomic
def close_year(*, year: int, by: User) -> ClosedYear:
    """Close the financial year that ends in `year`, and all that is before.

    Raises ValidationError for one that is not over, that is closed already, or while an earlier one is open.
    """
    issuer = Issuer.objects.select_for_update(of=["self"]).get(pk=1)
    waiting = years_to_close(issuer)
    if year not in waiting:
        raise ValidationError("Cet exercice n’est pas à clore : il n’est pas fini, il est vide ou il est déjà clos.")
    if year != waiting[0]:
        raise ValidationError(f"Clôturez d’abord l’exercice {waiting[0]}.")
    return ClosedYear.objects.create(last_day=ledger_export.financial_year(year, issuer)[1], author=by)


def closings() -> list[str]:
    """« Exercice clos au 31 décembre 2025 par …, le 28 janvier 2026 », the latest first."""
    return [
        f"{one} par {one.author}, le {french.long_date(timezone.localdate(one.at))}"
        for one in ClosedYear.objects.select_related("author").order_by("-last_day")
    ]
