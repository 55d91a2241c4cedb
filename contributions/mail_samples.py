"""The mail of money, said of the last document issued: for the page that shows them all."""

from atelier.core.mail import MailSample, Words
from atelier.outbox.queueing import rehearse
from contributions import emails, manual_reminders
from contributions.documents import snapshot_context
from contributions.models import Invoice


def _issued() -> Words | None:
    rows = Invoice.objects.exclude(number="").select_related("payer__agreement__triptych__territory")
    invoice = rows.order_by("pk").last()
    return rehearse(emails.document_issued, invoice, snapshot_context(invoice)) if invoice else None


def _payment_due() -> Words | None:
    rows = Invoice.objects.asking().owing().select_related("payer__agreement__triptych__territory")
    invoice = rows.order_by("pk").last()
    return rehearse(manual_reminders.remind_payer, invoice=invoice) if invoice else None


SAMPLES = (
    MailSample("contributions/emails/issued", "Au payeur et aux référents, avec chaque document", _issued),
    MailSample("contributions/emails/payment_due", "Au payeur et aux référents, quand on les relance", _payment_due),
)
