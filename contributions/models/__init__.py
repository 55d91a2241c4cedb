from contributions.models.agreement import Agreement, AmountStep, Article, Instalment, Payer, SignedCopy
from contributions.models.invoice import ChorusStep, CreditNote, Funding, Invoice
from contributions.models.issuer import ClosedYear, Issuer
from contributions.models.payment import Payment
from contributions.models.statement import StatementLayout, StatementLine

__all__ = [
    "Agreement",
    "AmountStep",
    "Article",
    "ChorusStep",
    "ClosedYear",
    "CreditNote",
    "Funding",
    "Instalment",
    "Invoice",
    "Issuer",
    "Payer",
    "Payment",
    "SignedCopy",
    "StatementLayout",
    "StatementLine",
]
