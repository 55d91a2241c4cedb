"""Beside the one of everything of `tests/access_world.py`, another one, mostly of another season.

A page that picks its row by a filter that was lost would show either: alone, the row is found by any filter.
"""

from datetime import timedelta
from decimal import Decimal

from django.utils import timezone

from atelier.accounts.models import User
from atelier.reminders import letter_files
from atelier.seasons.models import SavedFilter, Season, TeamMember
from contributions import invoicing
from contributions.models import Invoice, SignedCopy, StatementLine
from referential import publication
from referential.models import CommonSheet
from sessions.attendance import sign_in_sheets
from sessions.documents import attestations, booklets, convocations, facilitation_documents, rendering
from sessions.evaluation import questionnaires
from sessions.exchanges import peer_questions
from sessions.exchanges.models import Note
from sessions.groups import composition
from sessions.programme import calendar, feeds
from territories import documents as applications
from territories.models import Participant, Triptych
from tests.alumni import AlumniAgreementFactory
from tests.facilitation import joined
from tests.factories import (
    AssessmentRoundFactory,
    EntryFactory,
    ExperienceFactory,
    ParticipantFactory,
    RuleFactory,
    TriptychFactory,
)
from tests.shared_files import a_pdf, shared_by
from tests.undertakings import undertaken


def add(participant: Participant, contact: User, organiser: User, other: Season) -> None:
    theirs = other.triptychs.order_by("pk").first()
    seat = ParticipantFactory(
        triptych=theirs, category=other.categories.last(), seat=2, user=participant.user, email=participant.email,
        state="confirmed",
    )  # fmt: skip
    TriptychFactory(season=participant.season, complete=True, lead=contact)
    theirs.contacts.create(user=participant.triptych.lead.user)
    member = joined(other, email="equipe@example.org")
    _of_days(seat, member, organiser)
    _of_money(theirs, organiser)
    _of_texts(participant, seat, organiser)
    (letter,) = facilitation_documents.issue_documents(season=member.season, kind="letter")
    rendering.render_facilitation_document(letter.pk)
    applications.acknowledge(TriptychFactory(season=other, submitted=True).pk)
    RuleFactory(season=other, is_active=True)
    SavedFilter.objects.create(owner=contact, table="territories.participant", name="À elle", season=other)
    letter_files.keep(token="def", author=organiser, file=a_pdf())
    AlumniAgreementFactory(participant__triptych=participant.triptych, participant__seat=3)


def _of_days(seat: Participant, member: TeamMember, organiser: User) -> None:
    season = seat.season
    over, coming = season.days.order_by("number")
    rendering.render_convocation(convocations.issue_convocations(day=coming).created[0].pk)
    rendering.render_attestation(attestations.issue_attestations(season=season)[0].pk)
    sign_in_sheets.add_scan(day=over, file=a_pdf("feuille.pdf"), author=organiser)
    part = coming.half_days.first()
    composition.compose_groups(
        item=part.items.create(starts_at="10:00", format="inter", title="Tables"), author=organiser
    )
    item = part.items.create(starts_at="11:00", format="codev", title="Codév")
    item.facilitators.add(member)
    undertaken(item=item, by=organiser)
    questionnaires.prepare(season)
    feeds.feed_for(user=seat.triptych.lead.user)
    shared_by(organiser, season=season, title="Un autre support")


def _of_money(triptych: Triptych, organiser: User) -> None:
    invoice = Invoice.objects.filter(payer__agreement__triptych=triptych).order_by("pk").first()
    said = {"amount": Decimal("0.35"), "reason": "Arrondi", "by": organiser, "on": timezone.localdate()}
    invoicing.issue_credit_note(invoice=invoice, **said)
    SignedCopy.objects.create(agreement=invoice.payer.agreement, file=a_pdf("signee.pdf"), author=organiser)
    StatementLine.objects.create(fingerprint="y", on=timezone.localdate(), label="VIR", amount=30)


def _of_texts(participant: Participant, seat: Participant, organiser: User) -> None:
    today = timezone.localdate()
    triptych, day = participant.triptych, participant.season.days.get()
    calendar.add_day(season=participant.season, number=2, date=today - timedelta(days=30))
    entry = EntryFactory(triptych=triptych, author=participant.user, kind="question")
    sheet = ExperienceFactory(triptych=triptych, author=participant.user)
    publication.ask_consents(item=entry, quoted=[participant], by=triptych.lead.user)
    asked = publication.ask_consents(item=sheet, quoted=[], by=triptych.lead.user)
    publication.publish(publication=asked, public=True)
    peer_questions.put_to_peers(entry=entry, day=day)
    Note.objects.create(day=day, author=organiser, title="La suite", visibility=1)
    rendering.render_booklet(booklets.issue_booklet(seat.triptych)[0].pk)
    months = {"opens_on": today + timedelta(days=30), "closes_on": today + timedelta(days=60)}
    AssessmentRoundFactory(season=participant.season, kind="final", **months)
    assessment_round = AssessmentRoundFactory(season=seat.season)
    CommonSheet.objects.create(triptych=seat.triptych, assessment_round=assessment_round)
