"""Each mail of days, said of the last rows that it could be about: for the page that shows them all."""

from collections.abc import Callable

from atelier.accounts.models import User
from atelier.core.mail import MailSample, Words
from atelier.outbox import queueing
from atelier.outbox.queueing import rehearse
from atelier.seasons.models import TeamMember
from sessions.attendance import emails as attendance_emails
from sessions.documents import attestation_mails, day_mails, emails, facilitation_documents
from sessions.documents.models import Attestation, Convocation, FacilitationDocument
from sessions.facilitation import emails as facilitation_emails
from sessions.programme.models import Day
from territories.models import Participant


def _convocation() -> Words | None:
    issued = Convocation.objects.select_related("participant", "day__season").order_by("pk").last()
    return rehearse(emails.convocation, issued) if issued else None


def _attestation() -> Words | None:
    issued = Attestation.objects.select_related("participant").order_by("pk").last()
    return rehearse(attestation_mails.send, [issued]) if issued else None


def _attestation_withdrawn() -> Words | None:
    issued = Attestation.objects.select_related("participant__season").order_by("pk").last()
    if issued is None:
        return None
    void = [attestation_mails.Void(issued.number, issued.get_kind_display())]
    context = attestation_mails.withdrawn_context(issued.participant, void)
    topics = [attestation_mails.about(issued.participant.season_id)]
    return Words(**queueing.words(attestation_mails.WITHDRAWN, context, topics))


def _absence() -> Words | None:
    day = Day.objects.filter(season__participants__isnull=False).select_related("season").order_by("date", "pk").last()
    organiser = User.objects.organisers().first()
    if day is None or organiser is None:
        return None
    people = Participant.objects.named().filter(season=day.season).select_related("triptych__territory", "category")
    person = people.order_by("pk").first()
    return (
        rehearse(
            attendance_emails.absence_announced, person, day, list(day.half_days.all()), "réunion du conseil", organiser
        )
        if person
        else None
    )


def _called_off() -> Words | None:
    issued = Convocation.objects.select_related("participant", "day__season").order_by("pk").last()
    if issued is None:
        return None
    person, day = issued.participant, issued.day
    context = day_mails.called_off_context(person, day, said_date=day.date, is_cancelled=True, convocation=issued)
    return rehearse(day_mails.queue_called_off, person, day, key="", context=context, hold=False)


def _of_team(mail: Callable[[TeamMember], object]) -> Words | None:
    member = TeamMember.objects.with_account().select_related("season").order_by("pk").last()
    return rehearse(mail, member) if member else None


def _letter() -> Words | None:
    issued = FacilitationDocument.objects.select_related("member__user").order_by("pk").last()
    words = facilitation_documents.snapshot_context(issued.snapshot) if issued else {}
    return rehearse(emails.facilitation_document, issued, words) if issued else None


def _withdrawn() -> Words | None:
    issued = FacilitationDocument.objects.select_related("member__user").order_by("pk").last()
    return rehearse(emails.facilitation_withdrawn, issued) if issued else None


SAMPLES = (
    MailSample(
        "sessions/emails/facilitator_invitation",
        "À qui est invité dans l’équipe d’animation",
        lambda: _of_team(facilitation_emails.invite),
    ),
    MailSample(
        "sessions/emails/facilitator_availability",
        "À l’équipe d’animation, quand ses disponibilités sont demandées",
        lambda: _of_team(facilitation_emails.ask_availability),
    ),
    MailSample("sessions/emails/facilitation_document", "Avec une lettre de mission ou son attestation", _letter),
    MailSample("sessions/emails/facilitation_withdrawn", "À qui une lettre de mission est retirée", _withdrawn),
    MailSample("sessions/emails/convocation", "À chaque personne convoquée à une journée", _convocation),
    MailSample("sessions/emails/day_called_off", "À qui ne doit plus venir à une journée", _called_off),
    MailSample("sessions/emails/attestation", "À qui reçoit une attestation", _attestation),
    MailSample("sessions/emails/attestation_withdrawn", "À qui tient une attestation retirée", _attestation_withdrawn),
    MailSample("sessions/emails/absence_announced", "À l’organisation, quand une absence est annoncée", _absence),
)
