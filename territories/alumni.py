"""Alumni: people whose season is over and who agree, until a date, to stay within reach of the people of the seasons.

They agree by themselves, change or take it back when they like, and are asked again `ALUMNI_NOTICE` before the end.
"""

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone

from atelier.accounts.models import User
from atelier.core import retention_periods
from atelier.seasons.models import Season
from territories import emails
from territories.models import AlumniAgreement, Participant, Triptych
from territories.models.alumni import AlumniAgreementQuerySet

NOT_NOW = "Cet accord se donne une fois la saison finie, et tant que nous gardons votre fiche."
NOT_REACHED = "Cette personne n’est plus joignable par ici."
_PLANNED = Q(days__status="planned")


def last_day(season: Season) -> date | None:
    """The last planned day of a season."""
    found: date | None = Season.objects.filter(pk=season.pk).aggregate(last=Max("days__date", filter=_PLANNED))["last"]
    return found


def end_from(today: date, last: date | None) -> date:
    """When an agreement given on this day ends: after two years, and no later than what is kept of the season."""
    end = today + retention_periods.ALUMNI
    return min(end, last + retention_periods.AFTER_SEASON) if last else end


def may_agree(seat: Participant, last: date | None, today: date) -> bool:
    """Whoever holds a seat of an admitted territory, from the `last` day of their season; read with their season."""
    over = seat.season.status == Season.Status.ARCHIVED or (last is not None and last <= today)
    holds = seat.has_confirmed and seat.triptych.status == Triptych.Status.ADMITTED
    return seat.season.keeps_alumni and over and holds and end_from(today, last) > today


def may_open(seat: Participant, last: date | None, today: date) -> bool:
    """Whoever may agree, and whoever agreed: taking it back is never refused, even once the season keeps no alumni."""
    return may_agree(seat, last, today) or given_by(seat, today) is not None


def seats_of(user: User) -> QuerySet[Participant]:
    """Where this account may have been asked, the last season first."""
    held = Participant.objects.admitted().confirmed().filter(user=user)
    return held.select_related("triptych__territory", "season").order_by("-season__number", "pk")


def _agreements_of(seat: Participant) -> AlumniAgreementQuerySet:
    """Of the person, from whichever season."""
    own = Q(participant=seat.pk) | (Q(participant__user=seat.user_id) if seat.user_id else Q())
    return AlumniAgreement.objects.filter(own)


def agreement_of(seat: Participant) -> AlumniAgreement | None:
    """The one that the person gave, if it still holds."""
    return _agreements_of(seat).standing().first()


def given_by(seat: Participant, today: date) -> AlumniAgreement | None:
    """The one that the person gave and that has not ended, whether it holds or waits for its season to keep alumni."""
    return _agreements_of(seat).filter(ends_on__gte=today, participant__state=Participant.State.CONFIRMED).first()


@transaction.atomic
def agree(*, participant: Participant, reached_by: str) -> AlumniAgreement:
    """The person agrees from today on, or prolongs what they agreed to. Raises ValidationError when it is not time."""
    User.objects.select_for_update(of=["self"]).filter(participants=participant).first()  # two seats, one agreement
    seat = (
        Participant.objects.select_for_update(of=["self"]).select_related("season", "triptych").get(pk=participant.pk)
    )
    last, today = last_day(seat.season), timezone.localdate()
    if not may_agree(seat, last, today):
        raise ValidationError(NOT_NOW)
    _agreements_of(seat).exclude(participant=seat).delete()
    values = {"reached_by": reached_by, "agreed_at": timezone.now(), "ends_on": end_from(today, last)}
    return AlumniAgreement.objects.update_or_create(participant=seat, defaults=values)[0]


def withdraw(*, participant: Participant) -> int:
    """Nobody reaches them any more."""
    return _agreements_of(participant).delete()[0]


def keep_last_of(user: User) -> int:
    """Of what one person agreed to as two, the last agreement stands; how many are gone."""
    given = AlumniAgreement.objects.filter(participant__user=user)
    last = given.order_by("-agreed_at", "-pk").first()
    return given.exclude(pk=last.pk).delete()[0] if last else 0


def people() -> AlumniAgreementQuerySet:
    """Everybody within reach today."""
    return AlumniAgreement.objects.standing().by_season()


def may_read(user: User) -> bool:
    """Whoever takes part in a season that is published, and whoever agreed to the same."""
    present = seats_of(user).filter(season__status=Season.Status.PUBLISHED, season__keeps_alumni=True)
    return present.exists() or AlumniAgreement.objects.standing().filter(participant__user=user).exists()


@transaction.atomic
def write(*, to: AlumniAgreement, by: User, text: str) -> bool:
    """Pass on a message, which says who writes and their address. Raises ValidationError for one who left meanwhile."""
    held = people().select_for_update(of=["self"]).filter(pk=to.pk).first()
    if held is None:
        raise ValidationError(NOT_REACHED)
    emails.alumnus_written(held, by, text)
    return True


def announce(now: datetime) -> int:
    """Ask those whose agreement ends soon whether they prolong it, once for each end; how many were asked."""
    today = timezone.localdate(now)
    soon = AlumniAgreement.objects.standing(today).by_season()
    asked = [
        emails.alumni_ending(one, until=end_from(today, last_day(one.participant.season)))
        for one in soon.filter(ends_on__lte=today + retention_periods.ALUMNI_NOTICE)
    ]
    return sum(asked)


def over(today: date) -> AlumniAgreementQuerySet:
    """Those whose date has passed."""
    return AlumniAgreement.objects.filter(ends_on__lt=today).order_by("pk")
