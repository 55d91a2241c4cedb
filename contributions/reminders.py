"""What rules may wait for around money: the day by which a document is to be paid, the planned day of a council."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import cast

from django.urls import reverse

from atelier.accounts.models import User
from atelier.core import french, french_names, office_hours
from atelier.core.links import absolute_url
from atelier.core.reading_pages import address_of
from atelier.outbox.models import Message
from atelier.outbox.statements import facts_of
from atelier.reminders.triggers import PLANNED, Drawn, Occurrence, Recipient, Trigger, Value
from atelier.seasons.models import Season
from contributions.models import Invoice, Payer
from territories.reminders import NAMES, names_of


def unpaid(seasons: list[Season]) -> Iterable[Occurrence]:
    """The day by which each document is to be paid, for the payer's accountant and the contacts, while it is due."""
    rows = Invoice.objects.asking().owing().filter(payer__agreement__triptych__season__in=seasons)
    rows = rows.select_related("payer__organisation", "payer__agreement__triptych__territory")
    for invoice in rows.prefetch_related("payer__agreement__triptych__contacts__user").order_by("pk"):
        yield Occurrence(
            ref=f"invoice:{invoice.pk}",
            season_id=invoice.payer.agreement.triptych.season_id,
            label=f"{invoice.get_kind_display().capitalize()} {invoice.number}",
            address=address_of(invoice),
            draw=partial(_payment_of, invoice),
        )


def _payment_of(invoice: Invoice) -> Drawn:
    said = {
        "numero": invoice.number,
        "document": invoice.get_kind_display(),
        "montant": french.euros(invoice.due),
        "echeance": french.full_date(invoice.due_on),
        "payeur": str(invoice.payer),
        **names_of(invoice.payer.agreement.triptych),
        "lien": absolute_url(invoice.get_absolute_url()),
    }
    recipients = (
        replace(one, says={"montant": facts_of(one.ref, f"invoice:{invoice.pk}", {"due": said["montant"]})})
        for one in _recipients(invoice.payer, said)
    )
    return Drawn(invoice.due_on, tuple(recipients))


def councils(seasons: list[Season]) -> Iterable[Occurrence]:
    """The planned day of a council whose decision is not noted yet, for those who follow the application."""
    rows = Payer.objects.filter(
        agreement__triptych__season__in=seasons,
        council_on__isnull=False,
        decision_on=None,
    )
    rows = rows.select_related("organisation", "agreement__triptych__territory")
    for payer in rows.prefetch_related("agreement__triptych__contacts__user").order_by("pk"):
        yield Occurrence(
            ref=f"council:{payer.pk}",
            season_id=payer.agreement.triptych.season_id,
            label=f"Conseil, {payer}",
            address=reverse("admin:payer", args=[payer.pk]),
            draw=partial(_council_of, payer),
        )


def _council_of(payer: Payer) -> Drawn:
    triptych = payer.agreement.triptych
    said = {
        "payeur": str(payer),
        **names_of(triptych),
        "montant": french.euros(payer.amount),
        "lien": absolute_url(triptych.get_absolute_url()),
    }
    return Drawn(cast(date, payer.council_on), tuple(_contacts(payer, said)))


def _recipients(payer: Payer, said: dict[str, str]) -> Iterable[Recipient]:
    if payer.email:
        own: dict[str, Value] = {**_named(None), **said}
        yield Recipient(f"payer:{payer.pk}", payer.email, str(payer), clock=_clock_of(payer), values=own)
    yield from _contacts(payer, said)


def _contacts(payer: Payer, said: dict[str, str]) -> Iterable[Recipient]:
    for contact in payer.agreement.triptych.contacts.all():
        values: dict[str, Value] = {**_named(contact.user), **said}
        user, clock = contact.user, _clock_of(payer)
        yield Recipient(f"contact:{contact.pk}", user.email, str(user), clock=clock, values=values)


def _clock_of(payer: Payer) -> str:
    """A payer lives where its territory does."""
    return office_hours.clock_of(payer.agreement.triptych.territory.department)


def _named(user: User | None) -> dict[str, str]:
    """How the reader is greeted; a payer's accountant has no name."""
    return {
        "prenom": user.first_name if user else "",
        "formule": user.greeting if user else french_names.greeting(),
    }


_PLACEHOLDERS = {
    **PLANNED,
    **NAMES,
    "payeur": "nom du payeur",
    "montant": "montant, en euros",
}

TRIGGERS = (
    Trigger(
        matter=Message.Matter.MONEY,
        key="invoice_due",
        outlives_season=True,
        label="Document à payer",
        moment="date limite de paiement",
        audience="le service comptable du payeur et les référents, tant qu’il reste dû",
        placeholders={
            **_PLACEHOLDERS,
            "numero": "numéro du document",
            "document": "facture, appel de contribution",
            "echeance": "date limite de paiement",
            "lien": "adresse du document",
        },
        find=unpaid,
        required=("numero",),
    ),
    Trigger(
        matter=Message.Matter.MONEY,
        key="council",
        label="Conseil prévu",
        moment="date prévue du conseil",
        audience="les référents, tant que la décision n’est pas notée",
        placeholders={**_PLACEHOLDERS, "lien": "adresse de la candidature"},
        find=councils,
    ),
)
