"""What leaves by itself, and when: the durations of the register, applied each night. Erasing is `erasure.erase`."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from auditlog.context import disable_auditlog
from django.core.exceptions import ValidationError
from django.db import DataError, transaction
from django.db.models import Max, ProtectedError, Q
from django.db.models.functions import Coalesce, Greatest
from django.urls import reverse
from django.utils import timezone

from atelier.core import limits, retention_periods
from atelier.outbox import replies
from atelier.outbox.models import Attachment, Message, Topic
from atelier.privacy import address_change, erasure, erasure_journal, expiry, team_expiry, text_reviews
from atelier.privacy.data_subjects import person_of
from atelier.reminders import letter_files
from atelier.seasons import failures
from atelier.seasons.models import Failure, Season
from contributions import reconciliation
from referential import anonymisation
from referential.models import AssessmentRound
from sessions.day_lists import meals
from sessions.day_lists.models import Meal
from sessions.evaluation.models import Answer, Guest, HasAnswered, Improvement, SealedAnswer
from sessions.facilitation.models import Availability
from sessions.shared_files import sharing
from sessions.shared_files.models import SharedFile
from territories import access_needs, alumni
from territories.models import AccessNeed, AlumniAgreement, Participant, Triptych

OVER = [
    Message.State.SENT,
    Message.State.CANCELLED,
    Message.State.WITHDRAWN,
    Message.State.MISSED,
    Message.State.FAILED,
    Message.State.GROUPED,
]
NOBODY = "efface@invalid"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Due:
    """What is to leave today."""

    needs: list[int]
    meals: list[int]
    answers: list[AssessmentRound]
    evaluated: list[Season]
    shared: list[Season]
    alumni: list[int]
    team_lines: list[int]
    teams: list[Season]
    drafts: list[int]
    messages: list[int]
    addresses: list[str]


def due(now: datetime | None = None) -> Due:
    """Nothing is written: what a run would take away."""
    now = now or timezone.now()
    ended = _ends(Season.objects.order_by("number"))
    today = timezone.localdate(now)
    old_seasons = [pk for pk, last in ended.items() if last < today - retention_periods.AFTER_SEASON]
    over = [pk for pk, last in ended.items() if last < today - retention_periods.NEEDS_AFTER_SEASON]
    undated = Q(consented_at__lt=now - retention_periods.NEEDS_WITHOUT_DAY) & ~Q(participant__season__in=ended)
    needs = AccessNeed.objects.filter(Q(participant__season__in=over) | undated).order_by("pk")
    left = Coalesce("sent_at", "group__sent_at", Greatest("created_at", "not_before"))
    old = Message.objects.alias(left=left).filter(state__in=OVER, left__lt=now - retention_periods.AFTER_SENDING)
    return Due(
        needs=list(needs.values_list("pk", flat=True)),
        meals=list(meals.past_meals(today).values_list("pk", flat=True)),
        answers=_answered(ended, today - retention_periods.ANSWERS_AFTER_SEASON),
        evaluated=_evaluated(old_seasons),
        shared=list(Season.objects.filter(pk__in=SharedFile.objects.filter(season__in=old_seasons).values("season"))),
        alumni=list(alumni.over(today).values_list("pk", flat=True)),
        team_lines=team_expiry.lines_of_past_days(today),
        teams=team_expiry.seasons_with_traces(old_seasons),
        drafts=expiry.abandoned(now),
        messages=list(old.exclude(to_email=NOBODY).order_by("pk").values_list("pk", flat=True)),
        addresses=sorted(_expired(ended, today, now)),
    )


def _answered(ended: dict[int, date], before: date) -> list[AssessmentRound]:
    """The rounds that hold answers, of seasons that ended before that day; of follow-ups, those closed before it."""
    rows = Season.objects.filter(pk__in=[pk for pk, last in ended.items() if last < before]).order_by("number")
    found = [one for season in rows for one in anonymisation.rounds_with_answers(season)]
    return [one for one in found if not one.is_follow_up or one.closes_on < before]


def _evaluated(seasons: list[int]) -> list[Season]:
    """Those of these seasons that hold answers, read or never closed, or decisions of their evaluation."""
    has = Q(questionnaires__questions__answers__isnull=False) | Q(improvements__isnull=False)
    for never_closed in ("sealed", "respondents", "guests"):
        has |= Q(**{f"questionnaires__{never_closed}__isnull": False})
    return list(Season.objects.filter(has, pk__in=seasons).distinct().order_by("number"))


def _forget_evaluation(season: Season) -> int:
    with transaction.atomic(), disable_auditlog():
        gone, _ = Answer.objects.filter(question__questionnaire__season=season).delete()
        decided, _ = Improvement.objects.filter(season=season).delete()
        for kept_open in (SealedAnswer, HasAnswered, Guest):
            kept_open.objects.filter(questionnaire__season=season).delete()
    return gone + decided


def _forget_files(season: Season) -> int:
    with disable_auditlog():
        return sharing.forget_season(season)


def _ends(seasons: Iterable[Season]) -> dict[int, date]:
    """The last day of each season that has one; one whose dates cannot be read is not past its time."""
    found = {}
    for season in seasons:
        try:
            found[season.pk] = _last_day(season)
        except (ValueError, TypeError, OverflowError, DataError):
            log.exception("The dates of season %s cannot be read.", season.pk)
    return {pk: last for pk, last in found.items() if last}


def _last_day(season: Season) -> date | None:
    last: date | None = season.days.filter(status="planned").aggregate(last=Max("date"))["last"]
    return last


def _expired(ended: dict[int, date], today: date, now: datetime) -> set[str]:
    """Addresses of people all of whose seats are past their time, and of accounts that nothing holds nor uses.

    Erasing takes every address of the person: one whose other address is still in use waits for it.
    """
    old = [pk for pk, last in ended.items() if last < today - retention_periods.AFTER_SEASON]
    closed = [Triptych.Status.REFUSED, Triptych.Status.WITHDRAWN]
    refused = Q(triptych__status__in=closed, triptych__updated_at__lt=now - retention_periods.NOT_ADMITTED)
    past = Q(season__in=old) | refused
    kept = set(Participant.objects.exclude(past).order_by().values_list("email", flat=True))
    gone = Participant.objects.named().filter(past)
    people = set(gone.order_by().values_list("email", flat=True))
    found = (people - kept) | expiry.unused_accounts(now)
    return {address for address in found if kept.isdisjoint(person_of(address, mailbox=True).addresses)}


def apply(now: datetime | None = None) -> dict[str, int]:
    """Take away what is due; whoever may not be erased yet (a référent, somebody of the team) waits."""
    expiry.announce(now or timezone.now())
    alumni.announce(now or timezone.now())
    found = due(now)
    drafts = Triptych.objects.filter(pk__in=found.drafts).order_by("pk")
    for season in Season.objects.order_by("number"):
        with failures.apart(Failure.Kind.RETENTION, failures.of(Season, season.pk)):
            _last_day(season)
    Topic.objects.filter(message__in=found.messages).delete()
    Attachment.objects.filter(message__in=found.messages).delete()
    # The row stays, empty: its key is what keeps the same message from leaving twice.
    Message.objects.filter(pk__in=found.messages).update(to_email=NOBODY, subject="–", text="", error="")
    letter_files.forget((now or timezone.now()) - retention_periods.UNSENT_FILES)
    limits.purge(now or timezone.now())
    replies.forget((now or timezone.now()) - retention_periods.AFTER_SENDING)
    address_change.forget_former((now or timezone.now()) - retention_periods.AFTER_SENDING)
    text_reviews.forget((now or timezone.now()) - retention_periods.AFTER_REVIEW)
    reconciliation.forget_labels((now or timezone.now()) - retention_periods.STATEMENT_LABELS)
    return {
        "besoins": _taken(found.needs, partial(failures.of, AccessNeed), _forget_need),
        "repas": _taken(found.meals, partial(failures.of, Meal), _forget_meal),
        "réponses": _taken(
            found.answers, lambda one: failures.of(AssessmentRound, one.pk), anonymisation.anonymise_round
        ),
        "évaluations": _taken(found.evaluated, lambda one: failures.of(Season, one.pk), _forget_evaluation),
        "fichiers": _taken(found.shared, lambda one: failures.of(Season, one.pk), _forget_files),
        "anciens": _taken(found.alumni, partial(failures.of, AlumniAgreement), _forget_alumnus),
        "précisions de l’animation": _taken(
            found.team_lines, partial(failures.of, Availability), team_expiry.forget_line
        ),
        "animation": _taken(found.teams, lambda one: failures.of(Season, one.pk), team_expiry.forget_traces),
        "brouillons": _taken(drafts, lambda triptych: failures.of(Triptych, triptych.pk), forgotten),
        "courriels": len(found.messages),
        "personnes": _taken(found.addresses, _somebody, _erased),
    }


def _taken(rows: Iterable, item_of: Callable[..., failures.Item], take: Callable[..., int]) -> int:
    """The sum of what was taken away, row by row; one that resists stops no other."""
    total = 0
    for row in rows:
        with failures.apart(Failure.Kind.RETENTION, item_of(row)):
            total += take(row)
    return total


def _forget_need(pk: int) -> int:
    return access_needs.forget_needs(AccessNeed.objects.filter(pk=pk))


def _forget_meal(pk: int) -> int:
    return meals.forget_meals(Meal.objects.filter(pk=pk))


def _forget_alumnus(pk: int) -> int:
    return AlumniAgreement.objects.filter(pk=pk).delete()[0]


def _somebody(address: str) -> failures.Item:
    """The row of a failure outlives nobody: it says neither the address nor the name."""
    people = reverse("admin:territories_participant_changelist")
    return failures.Item(erasure_journal.fingerprint(address), "une personne, toutes ses fiches", people)


def _erased(address: str) -> bool:
    """False for somebody who may not be erased yet."""
    try:
        sharing = Participant.objects.filter(email=address, shares_mailbox=True)
        erasure.erase(email=address, mailbox=sharing.exists())
    except ValidationError:
        return False
    return True


def forgotten(triptych: Triptych) -> bool:
    """False for a draft that documents of money hold."""
    try:
        with transaction.atomic(), disable_auditlog():
            triptych.delete()
    except ProtectedError:
        return False
    return True
