"""The pages where an issued document of a person or of a territory is read."""

from django.utils.text import capfirst

from atelier.core import french
from atelier.core.permissions import HoldsPermissions
from atelier.core.reading_pages import Cell, Link, ReadingAct, ReadingPage, ReadingSection, Row, address_of
from atelier.reminders import broadcasts
from sessions.documents import void_convocations
from sessions.documents.models import Attestation, Booklet, Convocation


def _issued(document: Convocation | Attestation | Booklet, title: str = "Émise le") -> list[tuple[str, Cell]]:
    file = Link(f"{document.number} (PDF)", document.get_absolute_url()) if document.is_ready else "en préparation"
    return [(title, french.moment(document.issued_at)), ("Version", str(document.version)), ("Fichier", file)]


def _facts_of_convocation(one: Convocation, user: HoldsPermissions) -> list[tuple[str, Cell]]:
    triptych = one.participant.triptych
    return [
        ("Pour", Link(one.participant.full_name, address_of(one.participant))),
        ("Territoire", Link(str(triptych.territory), address_of(triptych))),
        ("Journée", Link(f"{one.day}, {french.full_date(one.day.date)}", address_of(one.day))),
        ("État", void_convocations.reasons_by_key([one]).get(one.pk) or "En vigueur"),
        *_issued(one),
    ]


def _versions(one: Convocation, user: HoldsPermissions) -> list[Row]:
    found = Convocation.objects.filter(participant=one.participant_id, day=one.day_id).order_by("-version")
    return [(Link(each.number, address_of(each)), str(each.version), french.moment(each.issued_at)) for each in found]


def _facts_of_attestation(one: Attestation, user: HoldsPermissions) -> list[tuple[str, Cell]]:
    return [
        ("Pour", Link(one.participant.full_name, address_of(one.participant))),
        ("Nature", capfirst(one.get_kind_display())),
        ("Retirée le", french.moment(one.revoked_at) if one.revoked_at else ""),
        ("Code de vérification", one.code),
        *_issued(one),
    ]


def _facts_of_booklet(one: Booklet, user: HoldsPermissions) -> list[tuple[str, Cell]]:
    return [("Territoire", Link(str(one.triptych), address_of(one.triptych))), *_issued(one, "Émis le")]


PAGES = (
    ReadingPage(
        Convocation, "Convocations", _facts_of_convocation,
        ("participant__triptych__territory", "participant__season", "day__season"),
    ),
    ReadingSection(
        Convocation, 10, "versions", "Versions", "atelier_sessions.view_convocation",
        ("Numéro", "Version", "Émise le"), _versions, "",
    ),
    ReadingAct(
        Convocation, 10, "Écrire", "reminders.change_reminderrule",
        address=lambda one: broadcasts.letter_address(one.participant.season_id, "people", [one.participant_id]),
    ),
    ReadingPage(Attestation, "Attestations", _facts_of_attestation, ("participant",)),
    ReadingPage(Booklet, "Livrets de territoire", _facts_of_booklet, ("triptych__territory", "triptych__season")),
)  # fmt: skip
