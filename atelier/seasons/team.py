"""Who facilitates a season with an account: added by organisers, in once they accept, out once they leave.

The role « animation » of an account follows: won when its owner accepts, lost with the last running season, be it left
or archived; a season that is opened again gives it back.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from atelier.accounts.models import User
from atelier.seasons.models import Season, TeamMember

ALREADY = "Cette personne est déjà dans l’équipe de la saison."
BACK = "Cette personne avait quitté l’équipe : pour qu’elle y revienne, laissez « une nouvelle personne »."
TAKEN = "Cette personne a reçu son compte entretemps : rechargez la page."


@transaction.atomic
def give_account(
    *, season: Season, email: str, first_name: str, last_name: str, role: str, member: TeamMember | None = None
) -> TeamMember:
    """A new place in the team, or the place of `member`, who had none, with the account of this address.

    The account keeps the name that it has. The role comes with `join_team`: until then the address may be wrong.
    Somebody who had left comes back to their place. Raises ValidationError for somebody who is there already.
    """
    Season.objects.select_for_update().get(pk=season.pk)
    user = User.objects.for_email(email, first_name=first_name, last_name=last_name)
    if not user.is_active:
        raise ValidationError({"email": "Le compte de cette adresse est fermé."})
    former = season.team.filter(user=user).first()
    if former and (former.left_at is None or member):
        raise ValidationError({"email": BACK if former.left_at else ALREADY})
    if member and not season.team.filter(pk=member.pk, user=None).exists():
        raise ValidationError(TAKEN)
    place = member or former or TeamMember(season=season, position=_last_position(season) + 1)
    place.user, place.name, place.role = user, "", role or place.role
    place.left_at = place.joined_at = None
    place.save()
    return place


def _last_position(season: Season) -> int:
    last: int | None = season.team.aggregate(last=Max("position"))["last"]
    return last or 0


@transaction.atomic
def join_team(*, member: TeamMember) -> TeamMember:
    """Its owner, who signed in with a code sent to the address, accepts: the account has the role from now on."""
    held: TeamMember = TeamMember.objects.select_for_update(of=["self"]).standing().get(pk=member.pk)
    if held.joined_at is None and held.user:
        held.joined_at = timezone.now()
        held.save(update_fields=["joined_at"])
        _give_role(held.user)
    return held


def _give_role(user: User) -> None:
    user.is_facilitator = True
    user.save(update_fields=["is_facilitator"])


@transaction.atomic
def leave_team(*, member: TeamMember) -> TeamMember:
    """They facilitate this season no more; what they did in it stays counted."""
    held: TeamMember = TeamMember.objects.select_for_update(of=["self"]).get(pk=member.pk)
    if held.left_at is None:
        held.left_at = timezone.now()
        held.save(update_fields=["left_at"])
        if held.user:
            end_role(held.user)
    return held


@transaction.atomic
def follow_status(season: Season, *, former: str) -> None:
    """What a season that is archived, or opened again, does to the roles of its team."""
    is_over = season.status == Season.Status.ARCHIVED
    if is_over == (former == Season.Status.ARCHIVED):
        return
    for member in season.team.joined():
        if member.user:
            end_role(member.user) if is_over else _give_role(member.user)


def end_role(user: User) -> bool:
    """Take the role, and end every session, of whoever is in the team of no season that is not archived."""
    running = TeamMember.objects.joined().exclude(season__status=Season.Status.ARCHIVED)
    if not user.is_facilitator or running.filter(user=user).exists():
        return False
    user.is_facilitator = False
    user.save(update_fields=["is_facilitator"])
    return True
