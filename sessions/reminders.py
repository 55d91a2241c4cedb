"""What rules may wait for around days: the day itself, the deadline of absences, presence, sheets."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import partial

from django.urls import reverse

from atelier.accounts.models import User
from atelier.core import french
from atelier.core.links import absolute_url
from atelier.core.read_once import read_once
from atelier.outbox.statements import Fact, facts_of
from atelier.reminders.triggers import PLANNED, Drawn, Occurrence, Recipient, Trigger, Value
from atelier.seasons.models import Season, Workshop
from sessions.attendance import expected
from sessions.attendance.models import Attendance
from sessions.day_lists.lunch_words import LUNCH, lunch_sayer
from sessions.documents import facts
from sessions.documents.day_mails import convocation_files
from sessions.documents.models import Convocation
from sessions.documents.snapshots import convocation_snapshot, link_in_words, still_true
from sessions.parts import DAY_LISTS
from sessions.programme.models import Day
from sessions.undertakings.reminders import UNDERTAKING
from territories.models import Participant
from territories.reminders import PERSON, of_participant, of_user, people_of

DAY = {
    "journee": "numéro de la journée",
    "titre": "intitulé de la journée",
    "date": "date de la journée",
    "quand": "la même, dite du jour où le courriel part : « demain », « lundi 30 mars 2027 »",
    "horaires": "horaires des demi-journées",
    "lieu": "lieu, adresse et accès ; d’une journée en ligne, son lien à partir de la veille",
    "limite": "dernier jour pour annoncer une absence",
    "preparation": "ce qu’il faut préparer",
}

Joined = tuple[str, tuple[dict, ...], str]  # the sentence, the files, the number of the convocation


@read_once
def _days_of(seasons: list[Season]) -> list[Day]:
    days = Day.objects.filter(season__in=seasons, status=Day.Status.PLANNED).with_programme().with_closing()
    return list(days.prefetch_related("scans").order_by("season", "date", "pk"))


def _words(day: Day) -> dict[str, Value]:
    hours = " ; ".join(
        f"{part.get_period_display()}, {french.hour(part.starts_at)} – {french.hour(part.ends_at)}"
        for part in day.half_days.all()
    )
    return {
        "journee": str(day.number),
        "titre": day.title,
        "date": french.full_date(day.date),
        "quand": partial(french.day_from, day.date),
        "horaires": hours or "à préciser",
        "lieu": partial(_where, day),
        "limite": french.full_date(day.absence_deadline),
        "preparation": day.preparation or "rien de particulier",
    }


def _where(day: Day, today: date) -> str:
    """The place with how to get there; from the day before, the link of a day online."""
    place = day.place
    where = ", ".join(filter(None, (place.name, place.room, place.address, place.access))) if place else day.season.city
    if day.mode == Day.Mode.ON_SITE:
        return where or "à préciser"
    link = link_in_words(day.link_on(today))
    return f"en ligne : {link}" if day.is_online or not where else f"{where}, et en ligne : {link}"


@read_once
def _statuses_of(seasons: list[Season]) -> dict[tuple[int, int], set[str]]:
    """What is known of each (day, person)."""
    found = defaultdict(set)
    rows = Attendance.objects.filter(half_day__day__season__in=seasons).order_by("pk")
    for day, person, status in rows.values_list("half_day__day", "participant", "status"):
        found[day, person].add(status)
    return found


def _around_days(
    keep: Callable[[Day, set[str]], bool], *, deadline: bool = False, attaches: bool = False
) -> Callable[[list[Season]], Iterable[Occurrence]]:
    """The finder of a trigger that writes to participants about each day, if `keep` agrees with what is known."""

    def find(seasons: list[Season]) -> Iterable[Occurrence]:
        days = _days_of(seasons)
        people, known = people_of(seasons), _statuses_of(seasons)
        joined = _convocations_of(seasons) if attaches else None
        lunch = lunch_sayer(seasons)

        def draw(day: Day) -> Drawn:
            said = {**_words(day), "lien": absolute_url(reverse("space"))}
            recipients = tuple(
                _attendee(person, day, {**said, "repas": lunch(person, day)}, joined)
                for person in people[day.season_id]
                if expected.is_expected(person, day) and keep(day, known[day.pk, person.pk])
            )
            return Drawn(day.absence_deadline, recipients) if deadline else Drawn(day.date, recipients, _start_of(day))

        for day in days:
            yield _occurrence(day, partial(draw, day))

    return find


def _occurrence(day: Day, draw: Callable[[], Drawn]) -> Occurrence:
    return Occurrence(
        ref=f"day:{day.pk}",
        season_id=day.season_id,
        label=f"Journée {day.number}",
        address=reverse("admin:atelier_sessions_day_read", args=[day.pk]),
        draw=draw,
    )


def _attendee(
    person: Participant, day: Day, said: dict[str, Value], joined: Callable[[Participant, Day], Joined] | None
) -> Recipient:
    said = {**said, "limite": french.deadline(day.absence_deadline, person.triptych.territory.is_overseas)}
    says = _says(person, day)
    if joined is None:
        return of_participant(person, said, since=person.answered_at, says=says)
    sentence, files, number = joined(person, day)
    says["convocation"] = _convocation_says(person, day, number) if number else ()
    said = {**said, "convocation": sentence}
    return of_participant(person, said, since=person.answered_at, attachments=files, says=says)


def _says(person: Participant, day: Day) -> dict[str, tuple[Fact, ...]]:
    """The facts that each placeholder tells, to somebody convened."""
    whole = facts.facts_of_day(day)
    told = {
        "date": [facts.DATE],
        "quand": [facts.DATE],
        "horaires": [facts.HOURS],
        "lieu": [facts.PLACE, facts.LINK],
    }
    return {
        placeholder: facts_of(
            f"participant:{person.pk}",
            facts.ref(day),
            {name: whole[name] for name in (facts.STATE, *names) if name in whole},
        )
        for placeholder, names in told.items()
    }


def _convocation_says(person: Participant, day: Day, number: str) -> tuple[Fact, ...]:
    values = {**facts.facts_of_day(day), facts.CONVOCATION: number}
    return facts_of(f"participant:{person.pk}", facts.ref(day), values)


def _start_of(day: Day) -> datetime | None:
    return min((part.start for part in day.half_days.all()), default=None)


@read_once
def _convocations_of(seasons: list[Season]) -> Callable[[Participant, Day], Joined]:
    """What a reminder says and carries of the convocation in force: its files, unless it says something else by now."""
    latest = Convocation.objects.latest().filter(day__season__in=seasons).exclude(sha256="").select_related("day")
    issued = {(one.day_id, one.participant_id): one for one in latest.order_by("pk")}
    workshop = Workshop.load()

    def joined(person: Participant, day: Day) -> Joined:
        one = issued.get((day.pk, person.pk))
        if one is None:
            return "Votre convocation n’est pas encore prête.", (), ""
        if not still_true(one.snapshot, convocation_snapshot(person, day, workshop)):
            return _OUTDATED, (), ""
        return "Votre convocation est jointe.", convocation_files(one), one.number

    return joined


_OUTDATED = "La convocation que vous avez reçue n’est plus à jour : c’est ce courriel qui dit ce qui est exact."


def _is_expected(day: Day, known: set[str]) -> bool:
    """Nothing says that they stay away."""
    return not known or known != {Attendance.Status.EXCUSED}


def _is_expected_online(day: Day, known: set[str]) -> bool:
    """The same, of a day of which there is a link to send."""
    return bool(day.link) and _is_expected(day, known)


def _has_said_nothing(day: Day, known: set[str]) -> bool:
    return not known


def _came(day: Day, known: set[str]) -> bool:
    return day.closed and bool(known & set(Attendance.ATTENDED))


def _stayed_away(day: Day, known: set[str]) -> bool:
    return day.closed and bool(known) and not known & set(Attendance.ATTENDED)


def _to_team(keep: Callable[[Day], bool]) -> Callable[[list[Season]], Iterable[Occurrence]]:
    """The finder of a trigger that writes to the team about each day."""

    def find(seasons: list[Season]) -> Iterable[Occurrence]:
        staff = User.objects.season_team()
        recipients = [of_user(user) for user in staff]

        def draw(day: Day) -> Drawn:
            said = {**_words(day), "lien": absolute_url(reverse("admin:day_presence", args=[day.pk]))}
            mine = tuple(_with_words(one, said) for one in recipients) if keep(day) else ()
            return Drawn(day.date, mine, _start_of(day))

        for day in _days_of(seasons):
            yield _occurrence(day, partial(draw, day))

    return find


def _with_words(recipient: Recipient, said: dict[str, Value]) -> Recipient:
    return Recipient(recipient.ref, recipient.email, recipient.name, values={**recipient.values, **said})


_TO_PERSON = {**PERSON, **DAY, **LUNCH, "lien": "adresse de « Mon espace »"}
_TO_TEAM = {**PLANNED, **DAY, "lien": "adresse des présences de la journée"}
_OF_PARTS = dict.fromkeys(LUNCH, DAY_LISTS)
_TEAM = "l’organisation et l’animation"

TRIGGERS = (
    Trigger(
        "day",
        "Journée",
        "journée",
        "les participants attendus",
        {**_TO_PERSON, "convocation": "phrase qui dit si la convocation est jointe"},
        _around_days(_is_expected, attaches=True),
        attaches="convocation",
        words_of_parts=_OF_PARTS,
    ),
    Trigger(
        "day_online",
        "Journée en ligne",
        "journée",
        "les participants attendus à une journée tenue en ligne",
        _TO_PERSON,
        _around_days(_is_expected_online),
        words_of_parts=_OF_PARTS,
    ),
    Trigger(
        "absence_deadline",
        "Date limite des absences",
        "date limite des absences",
        "les participants qui n’ont rien annoncé",
        _TO_PERSON,
        _around_days(_has_said_nothing, deadline=True),
        words_of_parts=_OF_PARTS,
    ),
    Trigger(
        "day_attended",
        "Après la journée, présents",
        "journée",
        "les participants venus",
        _TO_PERSON,
        _around_days(_came),
        words_of_parts=_OF_PARTS,
    ),
    UNDERTAKING,
    Trigger(
        "day_missed",
        "Après la journée, absents",
        "journée",
        "les participants absents",
        _TO_PERSON,
        _around_days(_stayed_away),
        words_of_parts=_OF_PARTS,
    ),
    *(
        Trigger(key, label, "journée", _TEAM, _TO_TEAM, _to_team(keep), required=("lien",))
        for key, label, keep in (
            ("day_team", "Journée, pour l’équipe", lambda day: True),
            ("presence_open", "Présences à clore", lambda day: not day.closed),
            (
                "sheet_missing",
                "Feuille signée manquante",
                lambda day: not day.is_online and not day.scans.all(),
            ),
        )
    ),
)
