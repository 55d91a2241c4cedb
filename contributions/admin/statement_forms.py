"""What the treasurer says of a bank statement: the file, where its columns are, what a line pays."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from atelier.core.fields import EurosField
from atelier.core.forms import FreeTextField
from contributions.forms import invoice_choices
from contributions.models import Invoice
from contributions.reconciliation import Match
from contributions.statements import columns as known
from contributions.statements import tables
from contributions.statements.columns import Columns

ROLES = (
    ("", "ne pas lire"),
    (known.ON, "date"),
    (known.LABEL, "libellé"),
    (known.AMOUNT, "montant, avec son signe ou un sens"),
    (known.CREDIT, "crédit"),
    (known.DEBIT, "débit"),
    (known.DIRECTION, "sens (C ou D)"),
    (known.CURRENCY, "devise"),
    (known.STATUS, "état (en attente…)"),
)
MAX_SHARES = 6
SHOWN_ROWS = 15
NO_TITLES = "none"


class StatementForm(forms.Form):
    file = forms.FileField(label="Relevé de compte (csv, xlsx, ods, OFX ou CAMT.053)")


class ColumnsForm(forms.Form):
    """Where the columns of a table are; the rows are those of the file, each at its line."""

    bank = FreeTextField(label="Banque", max_length=80, help_text="Le nom sous lequel l’Atelier s’en souviendra.")

    def __init__(self, data=None, *, rows: tables.Rows):
        super().__init__(data)
        self.rows, self.width = rows, max(map(len, rows), default=0)
        shown = [(str(at), f"ligne {at + 1} : {' · '.join(row)[:80]}") for at, row in self.shown_rows()]
        choices = [(NO_TITLES, "ce fichier n’en a pas"), *shown]
        self.fields["titles"] = forms.ChoiceField(label="Ligne des titres", choices=choices)
        self.initial["titles"] = NO_TITLES if (at := _guessed_titles(rows)) is None else str(at)
        guessed = known.guessed_roles(rows[at] if at is not None else [])
        for column in range(self.width):
            self.fields[f"column_{column}"] = forms.ChoiceField(
                label=f"Colonne {column + 1}", choices=ROLES, required=False, initial=guessed.get(column, "")
            )

    def shown_rows(self) -> list[tuple[int, list[str]]]:
        """The first filled rows, as wide as the widest, with their index."""
        filled = [(at, row) for at, row in enumerate(self.rows) if any(row)][:SHOWN_ROWS]
        return [(at, [*row, *[""] * (self.width - len(row))]) for at, row in filled]

    def columns(self) -> list[forms.BoundField]:
        return [self[f"column_{column}"] for column in range(self.width)]

    def clean(self):
        data = super().clean()
        if self.errors:
            return data
        roles = {column: data[f"column_{column}"] for column in range(self.width)}
        single = {role: column for column, role in roles.items() if role and role != known.LABEL}
        labels = tuple(column for column, role in roles.items() if role == known.LABEL)
        columns = Columns(single, labels)
        if len(single) + len(labels) < sum(1 for role in roles.values() if role):
            raise ValidationError("Seul le libellé peut tenir en plusieurs colonnes.")
        if not columns.is_complete:
            raise ValidationError("Il faut au moins une date, un libellé, et un montant ou un crédit.")
        at = None if data["titles"] == NO_TITLES else int(data["titles"])
        self.reading = tables.read_rows(self.rows, at, columns)
        self.layout = tables.Layout(() if at is None else tables.title_keys(self.rows[at]), self.width, columns)
        return data


def _guessed_titles(rows: tables.Rows) -> int | None:
    """The row before the first one with a date, when it is as wide and has none."""
    filled = [at for at, row in enumerate(rows) if any(row)]
    for before, at in zip([None, *filled], filled, strict=False):
        if any(map(tables.is_day, rows[at])):
            return before if before is not None and len(rows[before]) > 1 else None
    return None


class SharesOfLineForm(forms.Form):
    """Which documents a line of statement pays, and how much of each; empty rows count for nothing."""

    fees = EurosField(
        label="Frais retenus par une banque (€)",
        required=False,
        min_value=Decimal("0.01"),
        help_text="Payés par le payeur, jamais arrivés sur le compte : ils comptent pour le premier document.",
    )

    def __init__(self, data=None, *, match: Match, due: list[Invoice]):
        super().__init__(data)
        self.due = {str(invoice.pk): invoice for invoice in due}
        proposed = match.shares or ([(match.invoice, match.line.left)] if match.invoice else [])
        for rank in range(MAX_SHARES):
            invoice, amount = proposed[rank] if rank < len(proposed) else (None, None)
            self.fields[f"invoice_{rank}"] = forms.ChoiceField(
                label=f"Document {rank + 1}",
                choices=invoice_choices(due),
                required=False,
                initial=str(invoice.pk) if invoice else "",
            )
            self.fields[f"amount_{rank}"] = EurosField(
                label=f"Montant payé du document {rank + 1} (€)", required=False, min_value=Decimal("0.01")
            )
            self.initial[f"amount_{rank}"] = amount

    def rows(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"invoice_{rank}"], self[f"amount_{rank}"]) for rank in range(MAX_SHARES)]

    def clean(self):
        data, self.shares = super().clean(), []
        for rank in range(MAX_SHARES):
            invoice, amount = self.due.get(data.get(f"invoice_{rank}") or ""), data.get(f"amount_{rank}")
            if (invoice is None) != (amount is None) and not self.errors.get(f"amount_{rank}"):
                self.add_error(f"amount_{rank}", "Une ligne dit quel document est payé, et de combien.")
            elif invoice in (one for one, _ in self.shares) and invoice is not None:
                self.add_error(f"invoice_{rank}", "Ce document figure déjà au-dessus.")
            elif invoice is not None and amount is not None:
                self.shares.append((invoice, amount))
        return data
