"""What is wrong or missing in the data of a season, each line with the place where it is put right."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet
from django.urls import reverse

from atelier.accounts.models import User
from atelier.backoffice.data_quality import duplicates
from atelier.core import french
from atelier.core.shared_reading import shared_while_unchanged
from atelier.outbox.models import Bounce
from atelier.privacy import address_change
from atelier.seasons.models import Season
from contributions.models import Payer
from sessions.attendance import sign_in_sheets
from sessions.programme import calendar
from territories.models import Contact, Organisation, Participant, Triptych


@dataclass(frozen=True)
class Finding:
    """One line. `repair` names a column that is corrected in place: « participant-email »; `row` is what it is of."""

    what: str
    detail: str
    address: str
    row: Model | None = None
    repair: str = ""

    @property
    def value(self) -> str:
        return getattr(self.row, REPAIRS[self.repair].column) if self.repair else ""


@dataclass(frozen=True)
class Check:
    """`good` is said when nothing is found."""

    key: str
    title: str
    good: str
    find: Callable[[Season], Iterator[Finding]]
    verb: str = "Ouvrir"


@dataclass(frozen=True)
class Repair:
    """A column that can be corrected from the page, and the right to do so."""

    model: Any  # the class of a model
    column: str
    permission: str


REPAIRS = {
    "participant-email": Repair(Participant, "email", "territories.change_participant"),
    "organisation-siret": Repair(Organisation, "siret", "territories.change_organisation"),
    "payer-siret": Repair(Payer, "siret", "contributions.change_payer"),
    "payer-email": Repair(Payer, "email", "contributions.change_payer"),
}


def _change_page(row: Model) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def _people(season: Season) -> QuerySet[Participant]:
    rows = Participant.objects.admitted().filter(season=season).select_related("triptych__territory")
    return rows.order_by("sort_name", "pk")


def _people_without_address(season: Season) -> Iterator[Finding]:
    for person in _people(season).filter(email=""):
        yield Finding(str(person), str(person.triptych.territory), _change_page(person), person, "participant-email")
    silent = Triptych.objects.admitted().filter(season=season).exclude(contacts__is_lead=True)
    for triptych in silent.select_related("territory", "season").order_by("territory__sort_name", "pk"):
        yield Finding(str(triptych.territory), "aucun référent à qui écrire", _change_page(triptych))
    for payer in _incomplete_payers(season).filter(email=""):
        where = reverse("admin:payer", args=[payer.pk])
        yield Finding(str(payer), "service comptable sans courriel", where, payer, "payer-email")


def _refused_addresses(season: Season) -> Iterator[Finding]:
    bounced = Exists(Bounce.objects.filter(email=OuterRef("email")))
    reasons = dict(Bounce.objects.values_list("email", "reason"))
    for person in _people(season).filter(bounced):
        why = f"{person.triptych.territory}\u00a0: {reasons[person.email]}"
        yield Finding(str(person), why, _change_page(person), person, "participant-email")
    bounced = Exists(Bounce.objects.filter(email=OuterRef("user__email")))
    contacts = Contact.objects.filter(bounced, triptych__season=season).select_related("user")
    for contact in contacts.order_by("user__last_name", "pk"):
        yield Finding(str(contact.user), reasons[contact.user.email], _change_page(contact.user))


def _parted_addresses(season: Season) -> Iterator[Finding]:
    """Seats whose address is not the one that their account signs in with."""
    rows = Participant.objects.seated().filter(season=season).select_related("triptych__territory", "user")
    for person in rows.exclude(user=None).exclude(email=F("user__email")).order_by("sort_name", "pk"):
        seat, account = person.email or "sans adresse", cast(User, person.user).email
        words = f"{person.triptych.territory}\u00a0: siège {seat}, compte {account}"
        yield Finding(str(person), words, reverse("change_address", args=["participant", person.pk]))


def _duplicate_people(season: Season) -> Iterator[Finding]:
    for kind in duplicates.KINDS.values():
        for first, second in duplicates.pairs(kind, season):
            where = reverse("merge", args=[kind.key, first.pk, second.pk])
            yield Finding(f"{_finding_in_words(first)} et {_finding_in_words(second)}", kind.label.lower(), where)


def _finding_in_words(row: Any) -> str:
    if isinstance(row, Participant):
        return f"{row.full_name} ({row.triptych.territory}, {row.category})"
    return f"{row} ({row.email})" if hasattr(row, "email") else f"{row} ({row.siret or 'sans SIRET'})"


def _organisations_without_siret(season: Season) -> Iterator[Finding]:
    carries = Q(territories__triptychs__season=season) | Q(second_territories__triptychs__season=season)
    bearers = Organisation.objects.filter(carries, siret="").distinct()
    for bearer in bearers.order_by("sort_name", "pk"):
        yield Finding(str(bearer), "structure porteuse", _change_page(bearer), bearer, "organisation-siret")
    for payer in _incomplete_payers(season).filter(siret=""):
        yield Finding(str(payer), "payeur", reverse("admin:payer", args=[payer.pk]), payer, "payer-siret")


def _unconfirmed_organisations(season: Season) -> Iterator[Finding]:
    """Named by an application that was submitted; nobody else uses them until they are confirmed."""
    submitted = Triptych.objects.filter(season=season, submitted_at__isnull=False)
    carries = Q(territories__triptychs__in=submitted) | Q(second_territories__triptychs__in=submitted)
    rows = Organisation.objects.filter(carries, is_confirmed=False).distinct()
    for row in rows.order_by("sort_name", "pk"):
        yield Finding(str(row), row.siret or "sans SIRET", _change_page(row))


def _incomplete_payers(season: Season) -> QuerySet[Payer]:
    rows = Payer.objects.filter(agreement__triptych__season=season).select_related("organisation")
    return rows.order_by("organisation__sort_name", "pk")


def _unsigned_sheets(season: Season) -> Iterator[Finding]:
    for day in sign_in_sheets.days_without_scan(season):
        yield Finding(str(day), french.full_date(day.date), reverse("admin:day_presence", args=[day.pk]))


def _ending_mandates(season: Season) -> Iterator[Finding]:
    """Mandates and posts that end before the season does."""
    dates = calendar.dates_of(season)
    if not dates:
        return
    for person in _people(season).filter(mandate_ends_on__lt=dates[-1]):
        when = f"{person.triptych.territory}\u00a0: jusqu’au {french.long_date(cast(date, person.mandate_ends_on))}"
        yield Finding(f"{person}, {person.position}", when, _change_page(person))


CHECKS = [
    Check("adresse", "Sans adresse de courriel", "Chacun a une adresse.", _people_without_address),
    Check("refus", "Adresses qui refusent le courrier", "Aucune adresse ne refuse le courrier.", _refused_addresses),
    Check(
        "comptes",
        "Siège et compte à deux adresses",
        "Chaque siège a l’adresse de son compte.",
        _parted_addresses,
        verb="Changer d’adresse",
    ),
    Check(
        "doublons",
        "Fiches en double, peut-être",
        "Aucune fiche ne ressemble à une autre.",
        _duplicate_people,
        verb="Comparer",
    ),
    Check(
        "siret", "Sans SIRET", "Chaque structure porteuse et chaque payeur a son SIRET.", _organisations_without_siret
    ),
    Check(
        "organismes",
        "Structures nommées par une candidature, à vérifier",
        "Chaque structure porteuse est vérifiée.",
        _unconfirmed_organisations,
    ),
    Check("feuilles", "Journées passées sans feuille signée", "Chaque feuille signée est versée.", _unsigned_sheets),
    Check(
        "mandats",
        "Mandats et postes qui finissent avant la saison",
        "Aucun mandat connu ne finit avant.",
        _ending_mandates,
    ),
]


@shared_while_unchanged
def findings(season: Season) -> list[list[Finding]]:
    """Of each of `CHECKS`, what it finds."""
    return [list(check.find(season)) for check in CHECKS]


@transaction.atomic
def apply_repair(*, repair: Repair, row: Model, value: str, author: User) -> Model:
    """Write one column; the address of a person takes all its places with it.

    Raises ValidationError, in words, when the value cannot stand there.
    """
    if not value.strip():
        raise ValidationError("Tapez la valeur qui manque.")
    if isinstance(row, Participant):
        address_change.change_address(holder=address_change.holder_of_seat(row), to=value, by=author)
        return row
    setattr(row, repair.column, value.strip())
    row.full_clean()
    row.save()
    return row
