"""When the team is free: asked of all in one act, answered day by day, read as one table, said where it contradicts.

An answer binds nobody: whoever said « non » may be assigned all the same, and the page says so.
"""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from atelier.core import french
from atelier.outbox.models import Message
from atelier.seasons.models import Season, TeamMember
from sessions.facilitation import emails
from sessions.facilitation.models import Availability
from sessions.programme.models import Day, HalfDay

Answer = Availability.Answer
NO_ACCOUNT = "Personne de l’équipe n’a de compte : ajoutez d’abord une adresse."
NO_DAY = "Aucune journée n’est à venir : il n’y a rien à demander."


def days_to_ask(season: Season) -> QuerySet[Day]:
    """Planned and not past, in Europe/Paris."""
    days = Day.objects.filter(season=season, status=Day.Status.PLANNED, date__gte=timezone.localdate())
    return days.with_places().order_by("date", "pk")


def people_to_ask(season: Season) -> list[TeamMember]:
    """Who has an account and has not said « oui » or « non » of each day to come, in the order of the team."""
    days = set(days_to_ask(season).values_list("pk", flat=True))
    settled: dict[int, set[int]] = {}
    said = Availability.objects.filter(day__in=days).exclude(answer=Answer.MAYBE).order_by()
    for member, day in said.values_list("member", "day"):
        settled.setdefault(member, set()).add(day)
    return [one for one in season.team.with_account() if days - settled.get(one.pk, set())]


@transaction.atomic
def ask(season: Season) -> list[Message]:
    """Write to them, once a day at most. Raises ValidationError when there is nobody, or no day."""
    if not days_to_ask(season).exists():
        raise ValidationError(NO_DAY)
    if not season.team.with_account().exists():
        raise ValidationError(NO_ACCOUNT)
    return [message for one in people_to_ask(season) if (message := emails.ask_availability(one))]


@transaction.atomic
def answer(*, member: TeamMember, given: Mapping[Day, tuple[str, str]]) -> int:
    """What they say of each of these days, with a line; how many. Raises ValidationError for a day not asked about."""
    asked = set(days_to_ask(member.season).values_list("pk", flat=True))
    for day, (said, line) in given.items():
        if day.pk not in asked:
            raise ValidationError(f"{day} : elle est passée ou annulée, rien n’est enregistré.")
        values = {"answer": said, "line": line, "answered_at": timezone.now()}
        Availability.objects.update_or_create(member=member, day=day, defaults=values)
    return len(given)


def answers_of(member: TeamMember) -> dict[int, Availability]:
    """By the key of the day."""
    return {one.day_id: one for one in member.availabilities.all()}


def refusals_of(day: Day) -> dict[int, Availability]:
    """Who said « non » of a day, by the key of the member."""
    rows = Availability.objects.filter(day=day, answer=Answer.NO).select_related("member__user").order_by("pk")
    return {one.member_id: one for one in rows}


def warnings_of(half_day: HalfDay) -> list[str]:
    """One sentence for each person who leads something there and said « non » of the day."""
    leading = set(TeamMember.objects.filter(items__half_day=half_day).order_by().values_list("pk", flat=True))
    refused = refusals_of(half_day.day)
    return [_warning(one, half_day.day) for pk, one in refused.items() if pk in leading]


def _warning(refusal: Availability, day: Day) -> str:
    line = f" (« {refusal.line} »)" if refusal.line else ""
    on = french.long_date(day.date)
    return f"{refusal.member} a dit « non » pour le {on}{line} : voyez ensemble, ou choisissez quelqu’un d’autre."
