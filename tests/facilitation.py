"""People of a team, and what they lead."""

from atelier.seasons import team
from atelier.seasons.models import TeamMember
from tests.factories import UserFactory


def joined(season, user=None, **person):
    """Somebody of the team, with an account, who accepted."""
    user = user or UserFactory(**{"first_name": "Ada", "last_name": "Perrin", **person})
    given = {"first_name": "", "last_name": "", "role": "animation"}
    return team.join_team(member=team.give_account(season=season, email=user.email, **given))


def lead(day, *members, title="Accueil", period="morning"):
    """An item of that half-day, which they lead."""
    part = day.half_days.get(period=period)
    item = part.items.create(starts_at=part.starts_at, format="plenary", title=title, room="Salle Ouest")
    item.facilitators.set(TeamMember.objects.filter(pk__in=[one.pk for one in members]))
    return item
