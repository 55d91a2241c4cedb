"""Each mail of applications, said of the last rows that it could be about: for the page that shows them all."""

from collections.abc import Callable

from django.utils import timezone

from atelier.accounts.models import User
from atelier.core import retention_periods
from atelier.core.mail import MailSample, Words
from atelier.outbox.queueing import rehearse
from territories import emails
from territories.models import (
    AlumniAgreement,
    Contact,
    CorrectionRequest,
    Edit,
    HolderChange,
    Participant,
    QuotaOverride,
    Triptych,
)
from territories.parts import ALUMNI

STEM = "territories/emails/"


def _triptych(**fields: object) -> Triptych | None:
    """The last application that was submitted and whose référent is known."""
    rows = Triptych.objects.filter(contacts__is_lead=True, submitted_at__isnull=False, status_changes__isnull=False)
    return rows.filter(**fields).select_related("territory", "season").order_by("-submitted_at", "-pk").first()


def _person() -> Participant | None:
    rows = Participant.objects.named().seated().filter(triptych__contacts__is_lead=True)
    return rows.select_related("triptych__territory", "season__venue", "category").order_by("-pk").first()


def _contact(triptych: Triptych) -> Contact:
    return triptych.contacts.get(is_lead=True)


def _lead(triptych: Triptych) -> User:
    return _contact(triptych).user


def _decided(status: str) -> Callable[[], Words | None]:
    def write() -> Words | None:
        if (triptych := _triptych(status=status) or _triptych()) is None:
            return None
        triptych.status = status
        return rehearse(emails.application_decided, triptych, _lead(triptych), participant=None, hold=False)

    return write


def _about_application(verb: Callable[[Triptych, User], Words | None]) -> Callable[[], Words | None]:
    def write() -> Words | None:
        triptych = _triptych()
        return verb(triptych, _lead(triptych)) if triptych else None

    return write


def _about_person(verb: Callable[[Participant], Words | None]) -> Callable[[], Words | None]:
    def write() -> Words | None:
        person = _person()
        return verb(person) if person else None

    return write


def _about_change(state: str, verb: Callable[[HolderChange], Words | None]) -> Callable[[], Words | None]:
    def write() -> Words | None:
        rows = HolderChange.objects.filter(leaving__triptych__contacts__is_lead=True)
        change = (
            rows.select_related("leaving__triptych__territory", "leaving__season", "asked_by").order_by("pk").last()
        )
        if change is None:
            return None
        change.state = state
        return verb(change)

    return write


def _person_told(status: str) -> Callable[[Participant], Words | None]:
    def write(person: Participant) -> Words | None:
        person.triptych.status = status
        known = person.triptych.status_changes.exists()
        return rehearse(emails.participant_told, person, hold=False) if known else None

    return write


def _seats(triptych: Triptych, lead: User) -> Words | None:
    category = triptych.season.categories.first()
    why = "Trois personnes portent la démarche."
    row = QuotaOverride(triptych=triptych, category=category, seats=3, reason=why, at=timezone.now())
    return rehearse(emails.seats_set, row, lead) if category else None


def _declined(person: Participant) -> Words | None:
    person.answered_at = person.answered_at or timezone.now()
    return rehearse(emails.person_declined, person, _lead(person.triptych))


def _corrected(triptych: Triptych, lead: User) -> Words | None:
    why = "Précisez, en deux lignes, ce que vous attendez des autres territoires."
    asked = triptych.corrections.order_by("pk").last()
    return rehearse(
        emails.correction_asked, asked or CorrectionRequest(triptych=triptych, step="dynamique", why=why), lead
    )


def _freed(triptych: Triptych, lead: User) -> Words | None:
    return rehearse(emails.place_freed, triptych, triptych.season.triptychs.waiting().first(), lead)


def _told(change: HolderChange) -> Words | None:
    return rehearse(emails.holder_change_decided, change, _lead(change.leaving.triptych))


def _colleague(triptych: Triptych, lead: User) -> Words | None:
    return rehearse(emails.colleague_invited, _contact(triptych), by=lead)


def _new_lead(triptych: Triptych, lead: User) -> Words | None:
    return rehearse(emails.lead_changed, _contact(triptych), lead, Edit(triptych=triptych), may_open=True)


def _agreement(person: Participant) -> AlumniAgreement:
    """Theirs, or one that they might give."""
    return AlumniAgreement(participant=person, ends_on=timezone.localdate() + retention_periods.ALUMNI_NOTICE)


def _ending(person: Participant) -> Words | None:
    until = timezone.localdate() + retention_periods.ALUMNI
    return rehearse(emails.alumni_ending, _agreement(person), until=until)


def _written(person: Participant) -> Words | None:
    sender = User(pk=0, first_name="Camille", last_name="Exemple", email="camille.exemple@example.org")
    return rehearse(emails.alumnus_written, _agreement(person), sender, "Pourrions-nous visiter votre légumerie ?")


SAMPLES = tuple(
    MailSample(STEM + name, label, write, *part)
    for name, label, write, *part in (
        (
            "person_invited",
            "À chaque personne nommée dans un triptyque",
            _about_person(lambda person: rehearse(emails.person_invited, person, by=None)),
        ),
        (
            "mailbox_shared",
            "À qui avait un compte, quand sa boîte est partagée",
            _about_person(lambda person: rehearse(emails.mailbox_shared, person)),
        ),
        ("person_declined", "Au référent, quand une personne décline", _about_person(_declined)),
        (
            "participant_admitted",
            "À chaque personne d’un territoire retenu",
            _about_person(_person_told("admitted")),
        ),
        (
            "participant_withdrawn",
            "À chaque personne d’un territoire retiré",
            _about_person(_person_told("withdrawn")),
        ),
        (
            "participant_undecided",
            "À chaque personne, quand une décision est reprise",
            _about_person(_person_told("submitted")),
        ),
        ("seats_set", "Quand le nombre de sièges change", _about_application(_seats)),
        ("colleague_invited", "À un collègue invité à remplir le dossier", _about_application(_colleague)),
        ("lead_changed", "Quand le référent change", _about_application(_new_lead)),
        (
            "application_submitted",
            "À qui dépose une candidature",
            _about_application(lambda triptych, lead: rehearse(emails.application_submitted, triptych, lead)),
        ),
        ("correction_asked", "Quand une correction est demandée", _about_application(_corrected)),
        ("application_admitted", "Décision\u00a0: retenu", _decided("admitted")),
        ("application_waiting", "Décision\u00a0: liste d’attente", _decided("waiting")),
        ("application_refused", "Décision\u00a0: non retenu", _decided("refused")),
        ("application_withdrawn", "Décision\u00a0: retiré", _decided("withdrawn")),
        ("application_undecided", "Décision reprise", _decided("submitted")),
        ("place_freed", "À l’organisation, quand une place se libère", _about_application(_freed)),
        (
            "holder_change_asked",
            "À l’organisation, quand un siège demande à changer de titulaire",
            _about_change("asked", lambda change: rehearse(emails.holder_change_asked, change, change.asked_by)),
        ),
        ("holder_change_decided", "Au référent, quand le changement est décidé", _about_change("accepted", _told)),
        (
            "seat_left",
            "À qui quitte son siège",
            _about_change("accepted", lambda change: rehearse(emails.seat_left, change)),
        ),
        (
            "alumni_ending",
            "À un ancien joignable, trente jours avant la fin de son accord",
            _about_person(_ending),
            ALUMNI,
        ),
        (
            "alumnus_written",
            "À un ancien joignable, à qui quelqu’un des saisons écrit",
            _about_person(_written),
            ALUMNI,
        ),
    )
)
