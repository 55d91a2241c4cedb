"""Each mail of publications, said of the last rows that it could be about: for the page that shows them all."""

from atelier.core.mail import MailSample, Words
from atelier.outbox.queueing import rehearse
from referential import emails
from referential.models import Consent, Publication


def _asked() -> Words | None:
    consent = Consent.objects.select_related("user", "publication__asked_by").order_by("pk").last()
    return rehearse(emails.consent_asked, consent) if consent else None


def _settled() -> Words | None:
    rows = Publication.objects.exclude(state=Publication.State.REPLACED).select_related("asked_by", "triptych")
    publication = rows.order_by("pk").last()
    return rehearse(emails.publication_settled, publication) if publication else None


SAMPLES = (
    MailSample("referential/emails/consent_asked", "À qui un texte nomme, avant sa publication", _asked),
    MailSample("referential/emails/publication_settled", "À qui a demandé une publication", _settled),
)
