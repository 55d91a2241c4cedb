"""Each mail about one's own data, said of made-up people or of the last rows: for the page that shows them all."""

from django.utils import timezone

from atelier.accounts.models import User
from atelier.core.mail import MailSample, Words
from atelier.core.retention_periods import NOTICE
from atelier.outbox.queueing import rehearse
from atelier.privacy import emails
from atelier.privacy.models import FormerAddress
from territories.models import Contact, Participant

STEM = "privacy/emails/"


def _changed() -> Words | None:
    former = FormerAddress(email="ancienne.adresse@example.org", participant_id=0)
    return rehearse(emails.tell_former_address, former, name="Camille Exemple", by_self=True, stays="")


def _given() -> Words | None:
    user = User(pk=0, first_name="Camille", last_name="Exemple")
    return rehearse(emails.tell_new_address, user, to="prenom.nom@example.org", key="")


def _own_asked() -> Words | None:
    rows = Participant.objects.named().seated().select_related("triptych__territory", "season")
    seat = rows.order_by("pk").last()
    return rehearse(emails.own_address_asked, seat, to="prenom.nom@example.org") if seat else None


def _draft() -> Words | None:
    contact = Contact.objects.select_related("user", "triptych__territory", "triptych__season").order_by("pk").last()
    on = timezone.now() + NOTICE
    return rehearse(emails.draft_expires, contact.triptych, contact, on=on, key="") if contact else None


def _account() -> Words | None:
    user = User.objects.without_role().order_by("pk").last()
    return rehearse(emails.account_expires, user, on=timezone.now() + NOTICE, key="") if user else None


SAMPLES = (
    MailSample(STEM + "address_changed", "À l’ancienne adresse de qui en change", _changed),
    MailSample(STEM + "address_given", "À l’adresse que l’organisation a notée pour quelqu’un", _given),
    MailSample(STEM + "own_address_asked", "À l’adresse que donne qui partage une boîte", _own_asked),
    MailSample(STEM + "draft_expiring", "Aux contacts d’un dossier abandonné, avant son effacement", _draft),
    MailSample(STEM + "account_expiring", "À qui n’utilise plus son compte, avant son effacement", _account),
)
