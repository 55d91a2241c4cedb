"""What is agreed, asked, paid and late, in whole cents, from plain rows."""

from collections import defaultdict
from datetime import date

from tests.figures.plain import by_key, day_of, table

TODAY = date(2027, 4, 15)


class Ledger:
    def __init__(self, rows):
        self.rows = rows
        self.agreements = by_key(table("contributions_agreement"))
        self.payers = by_key(table("contributions_payer"))
        self.organisations = by_key(table("territories_organisation"))
        self.invoices = by_key(table("contributions_invoice"))
        self.notes = table("contributions_creditnote")
        self.payments = table("contributions_payment")
        self.fundings = table("contributions_funding")
        self.instalments = table("contributions_instalment")

    def triptych_of(self, invoice):
        return self.agreements[self.payers[invoice["payer_id"]]["agreement_id"]]["triptych_id"]

    def asking(self, season):
        """What asks for money: no quote; whatever became of the territory."""
        return [
            one
            for one in self.invoices.values()
            if one["kind"] != "quote" and self.rows.triptychs[self.triptych_of(one)]["season_id"] == season
        ]

    def credited(self, invoice):
        return sum(one["total"] for one in self.notes if one["invoice_id"] == invoice["id"])

    def paid(self, invoice):
        own = [one for one in self.payments if one["invoice_id"] == invoice["id"]]
        return sum(one["amount"] for one in own if one["cancelled_at"] is None)

    def due(self, invoice):
        return invoice["total"] - self.credited(invoice) - self.paid(invoice)

    def late(self, invoice):
        return max(self.due(invoice), 0) if day_of(invoice["due_on"]) < TODAY else 0

    def budget(self, season):
        """By territory: wished, agreed, asked, paid, late; of one that withdrew, what documents ask alone."""
        found = defaultdict(lambda: [0, 0, 0, 0, 0])
        for one in self.rows.admitted(season):
            found[one["id"]][0] = one["wished_amount"] or 0
        for agreement in self.agreements.values():
            if agreement["triptych_id"] in found:
                found[agreement["triptych_id"]][1] = agreement["agreed_amount"] or 0
        for invoice in self.asking(season):
            row = found[self.triptych_of(invoice)]
            row[2] += invoice["total"] - self.credited(invoice)
            row[3] += self.paid(invoice)
            row[4] += self.late(invoice)
        return dict(found)

    def totals(self, season):
        return [sum(column) for column in zip(*self.budget(season).values(), strict=True)]

    def received(self, season, column="received"):
        return sum(one[column] for one in self.fundings if one["season_id"] == season)

    def name(self, triptych):
        gone = " (retiré)" if self.rows.triptychs[triptych]["status"] != "admitted" else ""
        return f"{self.rows.territory_of(triptych)}{gone}"
