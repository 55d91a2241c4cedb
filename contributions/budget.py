"""The money of a season: expected, agreed, asked for, paid, late, by territory and with other funders."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from atelier.core.drawings import BarChart, Given, bar_chart
from atelier.core.french import euros, sort_key
from atelier.core.read_once import read_once
from atelier.seasons.models import Season
from contributions.models import Agreement, Funding, Instalment, Invoice, Payment
from contributions.models.invoice import InvoiceQuerySet
from territories.models import Triptych

ZERO = Decimal(0)
COLUMNS = ("wished", "agreed", "asked", "paid", "late")
HEADS = ["Territoire", "Envisagé (€)", "Convenu (€)", "Demandé (€)", "Versé (€)", "En retard (€)"]
DOCUMENT_HEADS = [
    "Numéro", "Nature", "Payeur", "Émis le", "À payer jusqu’au", "Total (€)", "Avoirs (€)", "Versé (€)", "Dû (€)",
]  # fmt: skip


@dataclass(frozen=True)
class BudgetRow:
    """One territory, in euros: `asked` is net of credit notes, `late` is what is due past its day.

    Of one that withdrew, what documents ask for stays until they are credited; nothing more is expected of it.
    """

    triptych: Triptych
    agreement: Agreement | None
    wished: Decimal
    agreed: Decimal
    asked: Decimal
    paid: Decimal
    late: Decimal

    @property
    def has_withdrawn(self) -> bool:
        return self.triptych.status != Triptych.Status.ADMITTED

    @property
    def left(self) -> Decimal:
        return self.asked - self.paid


@read_once
def budget_rows(season: Season, today: date) -> list[BudgetRow]:
    """Every territory that is admitted, or that a document asks for money, by name; in a constant number of queries."""
    return budget_rows_of((season,), today)


def budget_rows_of(seasons: tuple[Season, ...], today: date) -> list[BudgetRow]:
    """The same of several seasons."""
    asked_for = Exists(asking_documents(*seasons).filter(payer__agreement__triptych=OuterRef("pk")))
    in_budget = Q(status=Triptych.Status.ADMITTED) | asked_for
    triptychs = (
        Triptych.objects.filter(in_budget, season__in=seasons).select_related("territory", "season").order_by("pk")
    )
    agreements = {row.triptych_id: row for row in season_agreements(*seasons)}
    sums: dict[int, list[Decimal]] = {}
    for invoice in balances(*seasons):
        found = sums.setdefault(invoice.payer.agreement.triptych_id, [ZERO, ZERO, ZERO])
        found[0] += invoice.total - invoice.credited
        found[1] += invoice.paid
        found[2] += invoice.due if invoice.due_on < today and invoice.due > 0 else ZERO
    return [
        BudgetRow(
            triptych,
            agreement := agreements.get(triptych.pk),
            _if_admitted(triptych, triptych.wished_amount),
            _if_admitted(triptych, agreement.agreed_amount if agreement else None),
            *sums.get(triptych.pk, [ZERO, ZERO, ZERO]),
        )
        for triptych in sorted(triptychs, key=lambda one: sort_key(str(one.territory)))
    ]


@read_once
def season_agreements(*seasons: Season) -> list[Agreement]:
    """Whatever became of the territory, which comes with each."""
    return list(Agreement.objects.filter(triptych__season__in=seasons).select_related("triptych").order_by("pk"))


@read_once
def balances(*seasons: Season) -> list[Invoice]:
    """What asks for money in these seasons, each with its balance."""
    return list(
        asking_documents(*seasons)
        .with_balance()
        .select_related("payer__agreement", "payer__organisation")
        .order_by("pk")
    )


def asking_documents(*seasons: Season) -> InvoiceQuerySet:
    """What asks for money in these seasons, whatever became of the territory: totals and sheets add these alone."""
    return Invoice.objects.asking().filter(payer__agreement__triptych__season__in=seasons)


def late_documents(season: Season, today: date) -> list[Invoice]:
    """What is due past its day, the oldest first."""
    late = [one for one in balances(season) if one.due > 0 and one.due_on < today]
    return sorted(late, key=lambda one: (one.due_on, one.number))


def unasked_instalments() -> QuerySet[Instalment]:
    """What was shared among payers and that no standing document asks for, by the day when it is to be asked."""
    asked = Invoice.objects.asking().filter(instalment=OuterRef("pk"), credited_in_full=False)
    rows = Instalment.objects.filter(~Exists(asked), payer__agreement__settled_at__isnull=False)
    return rows.select_related("payer__organisation").order_by("on", "payer", "rank")


def _if_admitted(triptych: Triptych, amount: Decimal | None) -> Decimal:
    return (amount or ZERO) if triptych.status == Triptych.Status.ADMITTED else ZERO


def budget_totals(rows: list[BudgetRow]) -> dict[str, Decimal]:
    return {name: sum((getattr(row, name) for row in rows), ZERO) for name in COLUMNS}


BARS = (("agreed", "convenu"), ("asked", "demandé"), ("paid", "versé"))


def budget_chart(rows: list[BudgetRow]) -> BarChart:
    """What each territory agreed to, was asked and paid, in euros, on the scale of the largest."""
    given = [
        Given(
            str(row.triptych.territory),
            [(kind, float(value), f"{euros(value)} {words}") for kind, words in BARS for value in [getattr(row, kind)]],
            reverse("admin:contribution", args=[row.triptych.pk]),
        )
        for row in rows
    ]
    return bar_chart("Convenu, demandé, versé", given, in_words=euros, legend=BARS)


def name_in_sheet(row: BudgetRow) -> str:
    return f"{row.triptych.territory} (retiré)" if row.has_withdrawn else str(row.triptych.territory)


def budget_worksheets(season: Season, today: date) -> dict[str, list[list[Any]]]:
    """The budget as a workbook: territories, other funders, each document, each payment."""
    rows = budget_rows(season, today)
    documents = asking_documents(season).with_balance()
    payments = Payment.objects.filter(invoice__in=asking_documents(season), cancelled_at=None)
    return {
        "Territoires": [
            HEADS,
            *([name_in_sheet(row), *(getattr(row, name) for name in COLUMNS)] for row in rows),
        ],
        "Autres financements": [
            ["Financeur", "Attendu (€)", "Reçu (€)"],
            *([one.name, one.expected, one.received] for one in Funding.objects.filter(season=season)),
        ],
        "Documents": [
            DOCUMENT_HEADS,
            *(
                [
                    one.number, one.get_kind_display(), str(one.payer), one.issued_on, one.due_on,
                    one.total, one.credited, one.paid, one.due,
                ]
                for one in documents.select_related("payer__organisation").order_by("issued_on", "pk")
            ),
        ],
        "Versements": [
            ["Le", "Nature", "Document", "Montant (€)", "Dont frais retenus (€)", "Libellé"],
            *(
                [one.received_on, one.get_kind_display(), one.invoice.number, one.amount, one.fees, one.reference]
                for one in payments.select_related("invoice").order_by("received_on", "pk")
            ),
        ],
    }  # fmt: skip
