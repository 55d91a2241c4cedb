"""The money of a story, kept apart in plain decimals by whoever acts: nothing of the product is asked."""

from collections import defaultdict
from decimal import Decimal

CENT = Decimal("0.01")


class Ledger:
    """By number of each document: what it asked, what was paid and credited; by payer and rank, what is to be asked."""

    def __init__(self) -> None:
        self.asked: dict[str, Decimal] = {}
        self.paid: dict[str, list[tuple[int, Decimal]]] = defaultdict(list)
        self.credited: dict[str, Decimal] = defaultdict(Decimal)
        self.planned: dict[int, list[Decimal]] = {}

    def plan(self, payer: int, amount: Decimal, count: int) -> None:
        """Equal parts in cents; the first ones bear what does not divide."""
        cents = int(amount * 100)
        self.planned[payer] = [Decimal(cents // count + (rank < cents % count)) * CENT for rank in range(count)]

    def due(self, number: str) -> Decimal:
        return self.asked[number] - sum((one for _, one in self.paid[number]), Decimal(0)) - self.credited[number]

    def forget_payment(self, *payments: int) -> None:
        for number in self.paid:
            self.paid[number] = [one for one in self.paid[number] if one[0] not in payments]
