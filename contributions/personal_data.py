from atelier.core import retention_periods
from atelier.core.personal_data import AddressColumn, NotPersonal, personal_data

PERSONAL_DATA = (
    personal_data(
        "contributions.AmountStep",
        purpose="la discussion du montant",
        kept=retention_periods.LAW,
        nameless="author",
        listed="reason",
    ),
    personal_data(
        "contributions.Agreement",
        purpose="dire pourquoi un montant",
        kept=retention_periods.LAW,
        listed="override_reason",
    ),
    personal_data("contributions.Payer", purpose="facturer", kept=retention_periods.LAW, kept_by_law="email address"),
    personal_data(
        "contributions.SignedCopy",
        purpose="la convention signée",
        kept=retention_periods.LAW,
        kept_by_law="file author",
    ),
    personal_data("contributions.Invoice", purpose="facturer", kept=retention_periods.LAW, kept_by_law="snapshot"),
    personal_data(
        "contributions.CreditNote", purpose="facturer", kept=retention_periods.LAW, kept_by_law="snapshot reason author"
    ),
    personal_data(
        "contributions.ChorusStep",
        purpose="suivre une facture",
        kept=retention_periods.LAW,
        kept_by_law="reason author",
    ),
    personal_data(
        "contributions.Payment",
        purpose="encaisser",
        kept=retention_periods.LAW,
        kept_by_law="reference author cancel_reason",
    ),
    personal_data(
        "contributions.StatementLine",
        purpose="rapprocher un relevé",
        kept=retention_periods.STATEMENT,
        kept_by_law="label",
    ),
    personal_data(
        "contributions.ClosedYear",
        purpose="garder les comptes d’un exercice, et dire qui l’a clos",
        kept=retention_periods.LAW,
        kept_by_law="author entries",
    ),
    AddressColumn("contributions.Payer", "email", held_by={"agreement__triptych__in": "triptychs"}),
    NotPersonal("contributions.Payer", "siret postcode city decision_number service_code engagement order_reference"),
    NotPersonal("contributions.Article", "title text"),
    NotPersonal("contributions.Invoice", "number sha256"),
    NotPersonal("contributions.CreditNote", "number sha256"),
    NotPersonal("contributions.StatementLine", "fingerprint number"),
    NotPersonal("contributions.StatementLayout", "bank titles columns"),
    NotPersonal("contributions.ClosedYear", "siren"),
    NotPersonal("contributions.Funding", "name"),
    NotPersonal(
        "contributions.Issuer",
        "name legal_form address postcode city siret rna vat_number email phone iban bic vat_mention "
        "prefix public_terms private_terms call_terms discount account_customer account_revenue account_grant "
        "account_dues account_vat account_vat_pending account_bank account_fees",
    ),
)
