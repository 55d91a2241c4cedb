"""The team of the demo: accounts, what they said of the days to come, time spent, letters and attestations."""

from datetime import timedelta

from django.utils import timezone

from atelier.accounts.models import User
from atelier.operations.demo import cast
from atelier.seasons import team
from atelier.seasons.models import Season
from sessions.attendance import roll_call
from sessions.documents import facilitation_documents
from sessions.documents.models import FacilitationDocument
from sessions.facilitation import availability, hours
from sessions.facilitation.models import Preparation
from sessions.programme.models import Day


def add_accounts(season: Season) -> None:
    """Two of three have accepted; one is known by name alone."""
    for position, email in cast.TEAM_ACCOUNTS.items():
        member = season.team.get(position=position)
        first_name, _, last_name = member.name.partition(" ")
        names = {"first_name": first_name, "last_name": last_name}
        team.join_team(member=team.give_account(season=season, email=email, role=member.role, member=member, **names))


def note_presence(day: Day) -> None:
    """All who lead something were there."""
    parts = list(day.half_days.all())
    changes = [(member, part, True) for member in hours.facilitators_of(day) for part in parts]
    roll_call.record_facilitators(day=day, changes=changes, author=User.objects.organisers()[0])


def add_facilitation(season: Season) -> None:
    """Of the days to come, what two of the team said; what each holds."""
    first, second = season.team.joined()
    said = (("no", "en colloque"), ("maybe", ""))
    coming, today = list(availability.days_to_ask(season)), timezone.localdate()
    availability.answer(member=first, given=dict.fromkeys(coming, ("yes", "")))
    availability.answer(member=second, given=dict(zip(coming, said, strict=False)))
    spent = ((60, 90, "lecture des candidatures"), (20, 150, "déroulé des tables"))
    for days, minutes, line in spent:
        Preparation.objects.create(member=first, on=today - timedelta(days=days), minutes=minutes, line=line)
    for kind in FacilitationDocument.Kind:
        facilitation_documents.issue_documents(season=season, kind=kind)
