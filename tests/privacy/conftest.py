"""Somebody about whom there is something in every table."""

from datetime import date

import pytest
from django.utils import timezone

from atelier.outbox.models import Bounce, Reply
from atelier.privacy.models import FormerAddress
from atelier.seasons.models import TeamMember
from referential.models import Position
from sessions.attendance import roll_call
from sessions.day_lists.models import Meal
from sessions.documents import attestations, booklets, convocations, facilitation_documents, rendering
from sessions.documents.models import FacilitationDocument
from sessions.facilitation.models import Availability, FacilitatorPresence, Preparation
from territories import documents as applications
from territories.models import AccessNeed, HolderChange, PersonalChoices
from tests.alumni import AlumniAgreementFactory
from tests.facilitation import lead
from tests.factories import (
    AssessmentRoundFactory,
    EntryFactory,
    MessageFactory,
    ParticipantFactory,
    SeasonFactory,
    TriptychFactory,
    UserFactory,
    add_days,
    answer_all,
    settled,
)


@pytest.fixture
def known(db, room):
    """Somebody about whom there is something in every table; and a peer, of whom nothing may be touched."""
    return room.hold("known", lambda: somebody(room.one("organiser")))["known"]


def somebody(organiser):
    season = SeasonFactory(number=7)
    triptych = TriptychFactory(season=season, admitted=True, lead=UserFactory(email="referente@example.org"))
    user = UserFactory(email="zelie@example.org", first_name="Zélie", last_name="Quernec")
    person = ParticipantFactory(
        triptych=triptych, first_name="Zélie", last_name="Quernec", email=user.email, user=user, phone="+33639981234",
        state="confirmed", position="maire de Quernec",
    )  # fmt: skip
    ParticipantFactory(triptych=triptych, seat=2, last_name="Pair", email="pair@example.org", state="confirmed")
    (day,) = add_days(season, timezone.localdate())
    for row in convocations.issue_convocations(day=day).created:
        rendering.render_convocation(row.pk)
    late = {"status": "late", "minutes": 5, "reason": "Zélie Quernec était au train"}
    roll_call.record_attendance(day=day, cells={(person, day.half_days.first()): late}, author=organiser)
    roll_call.close_day(day=day, author=organiser)
    for row in attestations.issue_attestations(season=season):
        rendering.render_attestation(row.pk)
    answer_all(person, AssessmentRoundFactory(season=season))
    Position.objects.filter(sheet__participant=person).update(note="Moi, Zélie Quernec")
    AccessNeed.objects.create(participant=person, text="Une rampe pour Zélie Quernec")
    said = {"choice": "other", "words": "Rien de cru pour Zélie Quernec", "allergy": "noix, dit Zélie Quernec"}
    Meal.objects.create(participant=person, day=day, consented_at=timezone.now(), **said)
    PersonalChoices.objects.create(participant=person, shares_contact=True)
    AlumniAgreementFactory(participant=person)
    EntryFactory(triptych=triptych, author=user, text="Avec Quernec Zélie, tout commence.")
    change = {
        "leaving": person,
        "effective_on": date(2090, 1, 1),
        "asked_by": organiser,
        "reason": "Zélie Quernec part",
    }
    HolderChange.objects.create(**change, first_name="Luc", last_name="Neuf", email="luc@example.org")
    MessageFactory(to_email="referente@example.org", text="Zélie Quernec ne viendra pas.")
    Reply.objects.create(
        digest="1", from_email=user.email, person=f"participant:{person.pk}", subject="Re", text="Zélie Quernec",
        message=MessageFactory(to_email=user.email),
    )  # fmt: skip
    Bounce.objects.create(email=user.email, reason="boîte de zelie@example.org pleine")
    FormerAddress.objects.create(email="zelie@ailleurs.example", user=user, by=organiser)
    booklets.issue_booklet(triptych)
    facilitates(user, day)
    applications.acknowledge(triptych.pk)
    settled(triptych=triptych)
    return {"organiser": organiser, "known": person}


def facilitates(user, day):
    """The same person is in the team of the season, and led something of that day."""
    member = TeamMember.objects.create(season=day.season, user=user, role="animation", joined_at=timezone.now())
    item = lead(day, member)
    said = {"answer": "yes", "line": "Zélie Quernec vient de loin"}
    Availability.objects.create(member=member, day=day, **said)
    Preparation.objects.create(member=member, on=day.date, minutes=90, line="Avec Zélie Quernec")
    FacilitatorPresence.objects.create(member=member, half_day=item.half_day, noted_by=user)
    for kind in FacilitationDocument.Kind:
        facilitation_documents.issue_documents(season=day.season, kind=kind)
