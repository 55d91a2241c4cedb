from contributions.models.agreement import Agreement, AmountStep, Article, Instalment, Payer, SignedCopy
from contributions.models.invoice import ChorusStep, CreditNote, Funding, Invoice, Payment, StatementLine
from contributions.models.issuer import Issuer

__all__ = [
    "Agreement",
    "AmountStep",
    "Article",
    "ChorusStep",
    "CreditNote",
    "Funding",
    "Instalment",
    "Invoice",
    "Issuer",
    "Payer",
    "Payment",
    "SignedCopy",
    "StatementLine",
]
