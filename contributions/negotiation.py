"""What a territory wishes, what is proposed, what is agreed: each step with its author, its date and its reason."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction

from atelier.accounts.models import User
from atelier.core import french
from contributions.models import Agreement, AmountStep, Issuer
from territories.models import Triptych

Kind = AmountStep.Kind


def agreement_of(triptych: Triptych) -> Agreement:
    """The agreement of a triptych, unsaved before the first step."""
    return Agreement.objects.filter(triptych=triptych).first() or Agreement(triptych=triptych)


@transaction.atomic
def record_amount(*, triptych: Triptych, kind: str, amount: Decimal, by: User, reason: str = "") -> Agreement:
    """Note a wished, proposed or agreed amount.

    Raises ValidationError when what is proposed or agreed leaves the range of the season without a reason, or when
    documents were already issued for another agreed amount.
    """
    triptych = Triptych.objects.select_for_update(of=["self"]).select_related("season").get(pk=triptych.pk)
    agreement, _ = Agreement.objects.get_or_create(triptych=triptych)
    if kind != Kind.WISHED:
        _check_range(triptych, amount, reason)
    if kind == Kind.AGREED and amount != agreement.agreed_amount:
        refuse_after_issue(agreement)
        agreement.agreed_amount, agreement.settled_at = amount, None
    if kind == Kind.PROPOSED:
        agreement.proposed_amount = amount
    if kind == Kind.WISHED:
        triptych.wished_amount = amount
        triptych.save(update_fields=["wished_amount", "updated_at"])
    elif reason:
        agreement.override_reason = reason
    agreement.save()
    AmountStep.objects.create(agreement=agreement, kind=kind, amount=amount, reason=reason, author=by)
    return agreement


def _check_range(triptych: Triptych, amount: Decimal, reason: str) -> None:
    low, high = triptych.season.contribution_min, triptych.season.contribution_max
    if not low <= amount <= high and not reason.strip():
        raise ValidationError(
            {
                "reason": f"Ce montant sort de la fourchette de la saison, de {french.euros(low)} à "
                f"{french.euros(high)} : dites pourquoi."
            }
        )


def refuse_after_issue(agreement: Agreement) -> None:
    """Raises ValidationError when money was asked for under this agreement and not credited.

    Nothing is issued until the end of the transaction.
    """
    Issuer.load_locked()
    issued = agreement.payers.filter(invoices__credited_in_full=False).exclude(invoices__kind="quote")
    if issued.exists():
        raise ValidationError("Des documents sont émis sur ce montant : annulez-les par un avoir avant de le changer.")
