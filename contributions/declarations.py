from atelier.core.declarations import (
    ActionItems,
    Audited,
    HelpSection,
    ImpersonationPages,
    Searchable,
    Sweep,
    WorkPage,
    declare,
)
from atelier.outbox.leaving import Recipe
from atelier.seasons import failures
from contributions import (
    action_items,
    archiving,
    emails,
    figures,
    issued_mails,
    mail_samples,
    manual_reminders,
    milestones,
    models,
    payer_contacts,
    reading_pages,
    reminders,
)
from contributions.personal_data import PERSONAL_DATA

declare(
    *PERSONAL_DATA,
    *figures.FIGURES,
    figures.BUDGET,
    figures.FUNDINGS,
    *mail_samples.SAMPLES,
    *reading_pages.PAGES,
    *reminders.TRIGGERS,
    *milestones.COMPLETION_CHECKS,
    Recipe(manual_reminders.TEMPLATE, manual_reminders.make),
    Recipe(emails.ISSUED, issued_mails.make),
    payer_contacts.PAYERS,
    archiving.ARCHIVE_CHECK,
    ActionItems(60, action_items.unagreed_contributions),
    ActionItems(70, action_items.late_payers),
    ActionItems(71, action_items.late_payers_of_archives, action_items.late_in_archives),
    Sweep("contributions.tasks.render_invoice", lambda: failures.due(models.Invoice.objects.waiting())),
    Sweep("contributions.tasks.render_credit_note", lambda: failures.due(models.CreditNote.objects.waiting())),
    Audited(models.Agreement, exclude=("triptych",)),
    Audited(models.Payer),
    Audited(models.Instalment, exclude=("payer",)),
    Audited(models.Invoice, only=("total", "issued_on", "due_on", "credited_in_full")),
    Audited(models.CreditNote, only=("total", "issued_on", "reason")),
    Audited(models.Payment, only=("amount", "fees", "received_on", "reference", "cancelled_at", "cancel_reason")),
    Audited(models.Funding),
    Audited(models.Issuer),
    Audited(models.ClosedYear, exclude=("entries",)),
    Searchable(models.Agreement, 9, ("triptych__territory", "triptych__season"), season="triptych__season"),
    Searchable(
        models.Invoice,
        10,
        ("payer__organisation",),
        lambda invoice: f"{invoice.number}, {invoice.payer}",
        "payer__agreement__triptych__season",
    ),
    Searchable(models.CreditNote, 11, ("invoice",), season="invoice__payer__agreement__triptych__season"),
    WorkPage("Budget de la saison", "admin:budget", "contributions.view_agreement", "argent écritures FEC"),
    WorkPage("Relevé de compte", "admin:statement", "contributions.add_payment", "banque versements rapprocher"),
    HelpSection("tresorerie#budget", ("admin:budget", "admin:close_year", "contributions_funding")),
    HelpSection("tresorerie#accord", ("admin:contribution", "admin:payer", "contributions_agreement")),
    HelpSection(
        "tresorerie#documents",
        ("admin:issue_invoice", "admin:issue_credit_note", "contributions_invoice", "contributions_creditnote"),
    ),
    HelpSection(
        "tresorerie#suivi", ("admin:note_invoice", "admin:cancel_payment", "admin:statement", "admin:statement_line")
    ),
    HelpSection("tresorerie#emetteur", ("contributions_issuer", "contributions_article")),
    HelpSection(
        "referent#contribution", ("contributions:contribution", "contributions:payer", "contributions:invoice")
    ),
    ImpersonationPages(
        (
            "contributions:contribution",
            "contributions:payer",
            "contributions:invoice",
            "contributions:invoice_pdf",
            "contributions:credit_note",
            "contributions:credit_note_pdf",
        )
    ),
)
