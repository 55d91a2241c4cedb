"""The closing of a financial year: an act of the treasurer, with its day, that nothing undoes."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from atelier.accounts.models import User
from contributions import ledger_export
from contributions.models import ClosedYear, Issuer, StatementLine


def closed_years() -> list[ClosedYear]:
    """With who closed them, the latest first; without their entries, which are many."""
    return list(ClosedYear.objects.select_related("author").defer("entries").order_by("-last_day"))


def years_to_close(issuer: Issuer, years: list[int], closed: list[ClosedYear]) -> list[int]:
    """Of these `years` with entries, those that are over and not closed: the first is the next to close."""
    after = closed[0].last_day if closed else date.min
    days = [one.last_day for one in closed]
    return sorted(
        year for year in years if after < ledger_export.financial_year(year, issuer, days)[1] < timezone.localdate()
    )


def waiting_lines(last: date) -> int:
    """How many lines of statements of that day or before still wait for a document."""
    return StatementLine.objects.waiting().filter(on__lte=last).count()


def refusal(year: int, issuer: Issuer) -> str:
    """Why this year cannot be closed now; empty when it can."""
    waiting = years_to_close(issuer, ledger_export.years_with_entries(issuer), closed_years())
    if year not in waiting:
        return "Cet exercice n’est pas à clore\u00a0: il n’est pas fini, il est vide ou il est déjà clos."
    return "" if year == waiting[0] else f"Clôturez d’abord l’exercice {waiting[0]}."


@transaction.atomic
def close_year(*, year: int, by: User) -> ClosedYear:
    """Close the financial year that ends in `year`, and all that is before; its entries are kept as they are.

    Raises ValidationError for one that is not over, that is closed already, or while an earlier one is open.
    """
    issuer = Issuer.load_locked()
    if why := refusal(year, issuer):
        raise ValidationError(why)
    return ClosedYear.objects.create(
        last_day=ledger_export.financial_year(year, issuer)[1],
        author=by,
        siren=issuer.siret[:9],
        entries=ledger_export.kept_rows(ledger_export.fec_rows(year, issuer)),
    )
