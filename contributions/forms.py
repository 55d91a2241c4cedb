from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from atelier.core import french
from atelier.core.fields import EurosField
from atelier.core.forms import DateField, DateInput, FreeTextField
from atelier.core.money import CENT
from contributions.models import Agreement, AmountStep, ChorusStep, Invoice, Payer
from territories.models import Organisation

MAX_PAYERS = 6


class WishForm(forms.Form):
    """What the territory thinks it can give."""

    amount = EurosField(
        label="Montant envisagé (€)",
        min_value=Decimal(0),
        help_text="Par exemple 4 500. Rien n’est définitif.",
    )


class StepForm(forms.Form):
    """What is proposed, or agreed."""

    kind = forms.ChoiceField(
        label="Étape", choices=[choice for choice in AmountStep.Kind.choices if choice[0] != AmountStep.Kind.WISHED]
    )
    amount = EurosField(label="Montant (€)", min_value=Decimal(0))
    reason = FreeTextField(
        label="Motif",
        max_length=500,
        required=False,
        help_text="Obligatoire hors de la fourchette de la saison.",
    )


def _equal_parts(amount: Decimal | None, count: int) -> list[Decimal | None]:
    """They make the amount to the cent: the first ones are a cent more when it does not divide."""
    if amount is None:
        return [None] * count
    cents = int(amount * 100)
    return [(cents // count + (rank < cents % count)) * CENT for rank in range(count)]


class SharesForm(forms.Form):
    """Who pays which part; empty lines count for nothing.

    Without payers, the bearer is proposed for the whole; two bodies together, for the half each.
    """

    def __init__(self, data, *, agreement: Agreement, payers: list[Payer]):
        super().__init__(data)
        territory = agreement.triptych.territory
        own = Q(territories=territory.pk) | Q(second_territories=territory.pk)  # named by this application
        organisations = Organisation.objects.filter(Q(is_confirmed=True) | own).distinct()
        proposed: list[tuple[int, Decimal | None]] = [(payer.organisation_id, payer.amount) for payer in payers]
        if not payers:
            bearers = [key for key in (territory.bearer_id, territory.second_bearer_id) if key]
            proposed = list(zip(bearers, _equal_parts(agreement.agreed_amount, len(bearers)), strict=True))
        choices: list = []  # the six lines offer the same: the first one reads them
        for rank in range(MAX_PAYERS):
            organisation, amount = proposed[rank] if rank < len(proposed) else (None, None)
            payer = self.fields[f"organisation_{rank}"] = forms.ModelChoiceField(
                label=f"Payeur {rank + 1}",
                queryset=organisations,
                required=False,
                initial=organisation,
            )
            self.fields[f"amount_{rank}"] = EurosField(
                label=f"Part du payeur {rank + 1} (€)", required=False, min_value=Decimal("0.01")
            )
            self.initial[f"amount_{rank}"] = amount
            payer.choices = choices = choices or [*payer.widget.choices]

    def rows(self) -> list[tuple]:
        return [(self[f"organisation_{rank}"], self[f"amount_{rank}"]) for rank in range(MAX_PAYERS)]

    def clean(self):
        data, self.shares = super().clean(), {}
        for rank in range(MAX_PAYERS):
            organisation, amount = data.get(f"organisation_{rank}"), data.get(f"amount_{rank}")
            if (organisation is None) != (amount is None):
                self.add_error(f"amount_{rank}", "Une ligne dit qui paie, et combien.")
            elif organisation in self.shares:
                self.add_error(f"organisation_{rank}", "Cet organisme figure déjà au-dessus.")
            elif organisation:
                self.shares[organisation] = amount
        if not self.shares and not self.errors:
            raise ValidationError("Nommez au moins un payeur.")
        return data


class PayerForm(forms.ModelForm):
    """What the payer's accountant knows: filled in by the territory or by the organisers."""

    class Meta:
        model = Payer
        fields = Payer.DETAILS
        widgets = {
            "decision_on": DateInput(),
            "council_on": DateInput(),
        }


class InstalmentsForm(forms.Form):
    """When one payer pays; on a page with several, only the form that its button named is filled in."""

    dates = forms.CharField(
        label="Une date par ligne, par exemple 08/04/2027 : la part se divise également, au centime",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=400,
    )

    def __init__(self, data, *, payer: Payer):
        planned = "\n".join(french.short_date(one.on) for one in payer.instalments.all())
        mine = data.get("plan") == str(payer.pk)
        super().__init__(data if mine else None, initial={"dates": planned}, auto_id=f"%s-{payer.pk}")
        self.payer = payer

    def clean_dates(self) -> list[date]:
        return [DateField().clean(line.strip()) for line in self.cleaned_data["dates"].splitlines() if line.strip()]


class IssueForm(forms.Form):
    on = DateField(label="Date d’émission")


class CreditForm(forms.Form):
    amount = EurosField(label="Montant de l’avoir, TTC (€)", min_value=Decimal("0.01"))
    reason = FreeTextField(label="Motif", max_length=250)


class PaymentForm(forms.Form):
    amount = EurosField(label="Montant reçu (€)", min_value=Decimal("0.01"))
    received_on = DateField(label="Reçu le")
    reference = forms.CharField(label="Libellé", max_length=200, required=False)


class ChorusForm(forms.ModelForm):
    class Meta:
        model = ChorusStep
        fields = ["state", "on", "reason"]
        widgets = {"on": DateInput()}
        help_texts = {"reason": "Obligatoire pour une suspension ou un rejet : recopiez le motif donné."}


class RefundForm(forms.Form):
    amount = EurosField(label="Montant remboursé (€)", min_value=Decimal("0.01"))
    on = DateField(label="Remboursé le")
    reference = forms.CharField(label="Libellé", max_length=200, required=False)


class CancelForm(forms.Form):
    reason = FreeTextField(label="Motif", max_length=250)


class CarryForm(forms.Form):
    """What was paid too much of one document pays another one of the same organisation."""

    amount = EurosField(label="Montant reporté (€)", min_value=Decimal("0.01"))
    on = DateField(label="Reporté le")

    def __init__(self, data=None, *, due: list[Invoice], **kwargs):
        super().__init__(data, **kwargs)
        self.fields["onto"] = forms.ChoiceField(
            label="Document à payer avec le trop-perçu", choices=invoice_choices(due)
        )
        self.order_fields(["onto"])
        self.due = {str(invoice.pk): invoice for invoice in due}

    def clean_onto(self) -> Invoice:
        return self.due[self.cleaned_data["onto"]]


def invoice_choices(due: list[Invoice]) -> list[tuple[str, str]]:
    return [("", "à choisir"), *((str(one.pk), f"{one.number}, {one.payer}, {french.euros(one.due)}") for one in due)]
