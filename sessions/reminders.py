"""What rules may wait for around days: the day itself, the deadline of absences, presence, sheets."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from functools import partial

from django.urls import reverse

from atelier.accounts.models import User
from atelier.core import french
from atelier.core.links import absolute_url
from atelier.reminders.triggers import COMMON, Drawn, Occurrence, Recipient, Trigger, register
from atelier.seasons.models import Season
from sessions.attendance.models import Attendance
from sessions.documents.models import Convocation
from sessions.programme.models import Day
from territories.models import HolderChange
from territories.reminders import PERSON, of_participant, of_user, people_of

DAY = {
    "journee": "numéro de la journée",
    "titre": "intitulé de la journée",
    "date": "date de la journée",
    "horaires": "horaires des demi-journées",
    "lieu": "lieu, adresse et accès",
    "limite": "dernier jour pour annoncer une absence",
    "preparation": "ce qu’il faut préparer",
}


def days_of(seasons: list[Season]) -> list[Day]:
    days = Day.objects.filter(season__in=seasons, status=Day.Status.PLANNED).with_programme().with_closing()
    return list(days.prefetch_related("scans").order_by("season", "date", "pk"))


def words(day: Day) -> dict[str, str]:
    place = day.place
    hours = " ; ".join(
        f"{part.get_period_display()}, {french.hour(part.starts_at)} – {french.hour(part.ends_at)}"
        for part in day.half_days.all()
    )
    where = ", ".join(filter(None, (place.name, place.room, place.address, place.access))) if place else day.season.city
    return {
        "journee": str(day.number),
        "titre": day.title,
        "date": french.full_date(day.date),
        "horaires": hours,
        "lieu": where or "à préciser",
        "limite": french.full_date(day.absence_deadline),
        "preparation": day.preparation,
    }


def departures_of(seasons: list[Season]) -> dict[int, date]:
    """From when those who are about to leave hold their seat no more."""
    accepted = HolderChange.objects.filter(leaving__season__in=seasons, state=HolderChange.State.ACCEPTED)
    return dict(accepted.order_by("pk").values_list("leaving", "effective_on"))


def statuses_of(seasons: list[Season]) -> dict[tuple[int, int], set[str]]:
    """What is known of each (day, person)."""
    found = defaultdict(set)
    rows = Attendance.objects.filter(half_day__day__season__in=seasons).order_by("pk")
    for day, person, status in rows.values_list("half_day__day", "participant", "status"):
        found[day, person].add(status)
    return found


def around_days(
    keep: Callable[[Day, set[str]], bool], *, deadline: bool = False, attaches: bool = False
) -> Callable[[list[Season]], Iterable[Occurrence]]:
    """The finder of a trigger that writes to participants about each day, if `keep` agrees with what is known."""

    def find(seasons: list[Season]) -> Iterable[Occurrence]:
        days = days_of(seasons)
        people, known, leaving = people_of(seasons), statuses_of(seasons), departures_of(seasons)
        files = convocations_of(seasons) if attaches else {}

        def draw(day: Day) -> Drawn:
            said = {**words(day), "lien": absolute_url(reverse("space"))}
            return day.absence_deadline if deadline else day.date, tuple(
                of_participant(person, said, since=person.answered_at, attachments=files.get((day.pk, person.pk), ()))
                for person in people[day.season_id]
                if keep(day, known[day.pk, person.pk]) and leaving.get(person.pk, date.max) > day.date
            )

        for day in days:
            yield occurrence(day, partial(draw, day))

    return find


def occurrence(day: Day, draw: Callable[[], Drawn]) -> Occurrence:
    return Occurrence(
        ref=f"day:{day.pk}",
        season_id=day.season_id,
        label=f"Journée {day.number}",
        address=reverse("admin:atelier_sessions_day_change", args=[day.pk]),
        draw=draw,
    )


def convocations_of(seasons: list[Season]) -> dict[tuple[int, int], tuple[dict, ...]]:
    """The files of the convocation in force, by (day, person)."""
    ready = Convocation.objects.latest().filter(day__season__in=seasons).exclude(sha256="").select_related("day")
    return {
        (one.day_id, one.participant_id): (
            {"name": f"{one.number}.pdf", "content_type": "application/pdf", "path": one.pdf_path},
            {"name": f"journee-{one.day.number}.ics", "content_type": "text/calendar", "path": one.ics_path},
        )
        for one in ready.order_by("pk")
    }


def is_expected(day: Day, known: set[str]) -> bool:
    """Nothing says that they stay away."""
    return not known or known != {Attendance.Status.EXCUSED}


def has_said_nothing(day: Day, known: set[str]) -> bool:
    return not known


def came(day: Day, known: set[str]) -> bool:
    return day.closed and bool(known & set(Attendance.ATTENDED))


def stayed_away(day: Day, known: set[str]) -> bool:
    return day.closed and bool(known) and not known & set(Attendance.ATTENDED)


def to_team(keep: Callable[[Day], bool]) -> Callable[[list[Season]], Iterable[Occurrence]]:
    """The finder of a trigger that writes to the team about each day."""

    def find(seasons: list[Season]) -> Iterable[Occurrence]:
        staff = User.objects.filter(is_active=True).exclude(is_organiser=False, is_facilitator=False).order_by("pk")
        recipients = [of_user(user) for user in staff]

        def draw(day: Day) -> Drawn:
            said = {**words(day), "lien": absolute_url(reverse("admin:day_presence", args=[day.pk]))}
            return day.date, tuple(with_words(one, said) for one in recipients) if keep(day) else ()

        for day in days_of(seasons):
            yield occurrence(day, partial(draw, day))

    return find


def with_words(recipient: Recipient, said: dict[str, str]) -> Recipient:
    return Recipient(recipient.ref, recipient.email, recipient.name, values={**recipient.values, **said})


def register_all() -> None:
    person = {**PERSON, **DAY, "lien": "adresse de « Mon espace »"}
    staff = {**COMMON, **DAY, "lien": "adresse des présences de la journée"}
    for key, label, moment, audience, find in (
        ("day", "Journée", "journée", "les participants attendus", around_days(is_expected, attaches=True)),
        (
            "absence_deadline",
            "Date limite des absences",
            "date limite des absences",
            "les participants qui n’ont rien annoncé",
            around_days(has_said_nothing, deadline=True),
        ),
        ("day_attended", "Après la journée, présents", "journée", "les participants venus", around_days(came)),
        ("day_missed", "Après la journée, absents", "journée", "les participants absents", around_days(stayed_away)),
    ):
        register(Trigger(key, label, moment, audience, person, find, attaches=key == "day"))
    for key, label, audience, keep in (
        ("day_team", "Journée, pour l’équipe", "l’organisation et l’animation", lambda day: True),
        ("presence_open", "Présences à clore", "l’organisation et l’animation", lambda day: not day.closed),
        ("sheet_missing", "Feuille signée manquante", "l’organisation et l’animation", lambda day: not day.scans.all()),
    ):
        register(Trigger(key, label, "journée", audience, staff, to_team(keep), required=("lien",)))
