"""A lively season around today, made with the verbs of the product and the cast of the demo."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import holidays
from auditlog.context import disable_auditlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from atelier.accounts.models import User
from atelier.operations.demo import cast, crew, former, money, opinions, shared, work
from atelier.operations.season_import import season_file
from atelier.outbox.models import Message
from atelier.reminders import default_rules, planner
from atelier.seasons.models import Category, Resource, Season, TeamMember, Venue, Workshop
from sessions.attendance import roll_call
from sessions.attendance.models import Attendance, Closing, SheetScan
from sessions.day_lists import meals
from sessions.documents import attestations, convocations
from sessions.documents.models import Attestation, Booklet, Convocation, FacilitationDocument
from sessions.groups import composition
from sessions.groups.models import Composition
from sessions.programme import calendar, programme_copies
from sessions.programme.models import AgendaItem, Day, Feed, HalfDay
from territories import application, invitation, seat_transfer, selection
from territories.models import (
    Contact,
    Criterion,
    HolderChange,
    Organisation,
    Participant,
    StatusChange,
    Territory,
    Triptych,
)

SEASON_FILE = Path(__file__).with_name("season-3.yaml")
CLEARED: list[Any] = [
    FacilitationDocument, Booklet, HolderChange, Composition, SheetScan, Closing, Feed, Attestation, Attendance,
    Convocation, StatusChange, Participant, Contact, Triptych,
    AgendaItem, HalfDay, Day, Season, Venue, Territory, Organisation, Message, User, Workshop,
]  # fmt: skip


class NotADemo(Exception):
    """The command would erase a real database."""


@transaction.atomic
def rebuild(today: date | None = None) -> Season:
    """Erase everything and build the demo anew around `today`. Raises NotADemo outside demo mode."""
    if not settings.DEMO:
        raise NotADemo
    with disable_auditlog():
        season, triptychs, staff = _build(today or timezone.localdate())
    work.add_everyday_work(season, triptychs, *staff)
    crew.add_facilitation(season)
    return season


def _build(today: date) -> tuple[Season, list[Triptych], list[User]]:
    """The season, its admitted triptychs and the team, made by nobody in particular."""
    work.clear()
    shared.clear()
    opinions.clear()
    money.clear()
    for model in CLEARED:
        model.objects.all().delete()
    season_file.import_file(SEASON_FILE, write=True)
    Workshop.objects.filter(pk=1).update(**cast.WORKSHOP)
    staff = [_add_staff(*row) for row in cast.STAFF]
    organiser = staff[0]
    contact = _add_contact(*cast.CONTACT[1:], cast.CONTACT_POSITION)
    season = _add_season(today)
    triptychs = [_apply(season, data, contact if data["kind"] == "PROJ" else None) for data in cast.TERRITORIES]
    for triptych in triptychs:
        selection.admit(triptych=triptych, author=organiser)
    selection.put_on_waiting_list(triptych=_apply(season, cast.WAITING), author=organiser)
    _add_application(season, cast.DRAFT, contact)
    for position, (label, weight) in enumerate(cast.CRITERIA, start=1):
        Criterion.objects.create(season=season, position=position, label=label, weight=weight)
    for participant in Participant.objects.filter(triptych__in=triptychs).exclude(last_name__in=cast.SILENT):
        kinds, words = cast.NEEDS.get(participant.last_name, ([], ""))
        invitation.complete_seat(
            participant=invitation.confirm_seat(participant=participant),
            identity={},
            choices={"shares_contact": True, **_images_of(participant)},
            need=words,
            need_kinds=kinds,
        )
    season.participants.update(seated_at=None)  # the call of the demo is over before its first day
    _ask_for_a_new_holder(season, contact)
    past, coming = _split_days(season, today)
    for day in past:
        _note_attendance(day)
    roll_call.close_day(day=past[0], author=organiser)
    mixed = AgendaItem.objects.filter(half_day__day=past[0], format=AgendaItem.Format.INTER)
    for item in mixed.select_related("half_day__day__season"):
        composition.compose_groups(item=item, author=organiser)
    attestations.issue_attestations(season=season)
    shared.add_positions(season, today, organiser)
    opinions.add_evaluation(season, past)
    former.add_former_seasons(season, lambda back: _dates(today - timedelta(weeks=52 * back)), organiser)
    money.add_contributions(season, triptychs, today, organiser)
    default_rules.create_default_rules(season)
    season.rules.filter(trigger="day", days=10).update(is_active=True, effective_from=timezone.now())
    planner.plan_messages()
    _ask_for_meals(coming[0])
    convocations.issue_convocations(day=coming[0])
    return season, triptychs, staff


def _images_of(participant: Participant) -> dict[str, bool]:
    if participant.last_name == cast.NO_IMAGE:
        return {}
    return {"image_reports": True} if participant.last_name == cast.SOME_IMAGES else cast.IMAGES


def _ask_for_meals(day: Day) -> None:
    """A caterer serves; some have said what they eat."""
    day.lunch = Day.Lunch.CATERER
    day.save(update_fields=["lunch"])
    for person in Participant.objects.admitted().filter(season=day.season_id, last_name__in=cast.MEALS):
        choice, words, allergy = cast.MEALS[person.last_name]
        meals.answer_meal(participant=person, day=day, choice=choice, words=words, allergy=allergy, consents=True)


def _add_staff(email: str, first_name: str, last_name: str, role: str) -> User:
    user = User.objects.for_email(email, first_name=first_name, last_name=last_name)
    setattr(user, role, True)
    user.save()
    return user


def _add_contact(first_name: str, last_name: str, position: str) -> User:
    """Somebody who fills in an application, and said who they are."""
    user = User.objects.for_email(_address(first_name, last_name), first_name=first_name, last_name=last_name)
    user.position = position
    user.save(update_fields=["position"])
    return user


def _add_season(today: date) -> Season:
    """Two days behind, three to come, the last two in a row; the call is open for a waiting list."""
    first = today - timedelta(days=62)
    season = Season.objects.create(
        number=4,
        label=f"{first.year}/{(first.year + 1) % 100:02d}",
        status=Season.Status.PUBLISHED,
        venue=Venue.objects.create(**cast.VENUE),
        call_opens_on=today - timedelta(days=150),
        call_closes_on=today + timedelta(days=12),
        **cast.SEASON,
    )
    for position, (code, label, examples) in enumerate(cast.CATEGORIES, start=1):
        Category.objects.create(season=season, position=position, code=code, label=label, examples=examples)
    for position, (name, role) in enumerate(cast.TEAM, start=1):
        TeamMember.objects.create(season=season, position=position, name=name, role=role)
    for resource in Resource.objects.filter(season__number=3):
        Resource.objects.create(season=season, kind=resource.kind, url=resource.url, minutes=resource.minutes)
    for number, (day_date, title) in enumerate(zip(_dates(today), cast.DAY_TITLES, strict=True), start=1):
        _add_day(season, number, day_date, title)
    crew.add_accounts(season)
    return season


def _dates(today: date) -> list[date]:
    """Five working days; the pair is a Tuesday and a Wednesday."""
    first, second, third = (_working_day(today + timedelta(days=offset)) for offset in (-62, -12, 23))
    fourth = today + timedelta(days=72)
    fourth += timedelta(days=(1 - fourth.weekday()) % 7)
    return [first, second, third, fourth, fourth + timedelta(days=1)]


def _working_day(day: date) -> date:
    """The day itself or the next one that is neither of a weekend nor a public holiday."""
    while day.weekday() > 4 or day in holidays.country_holidays("FR", years=day.year):
        day += timedelta(days=1)
    return day


def _add_day(season: Season, number: int, day_date: date, title: str) -> None:
    day = calendar.add_day(season=season, number=number, date=day_date)
    day.title, day.preparation = title, cast.PREPARATION
    day.save()
    programme_copies.copy_model(model=programme_copies.MODELS[number - 1], to=day)
    team = list(season.team.all())
    for rank, item in enumerate(AgendaItem.objects.filter(half_day__day=day).order_by("half_day", "starts_at")):
        item.room = cast.ROOMS.get(item.format, "")
        item.save()
        item.facilitators.set([team[(rank + number) % len(team)]])


def _apply(season: Season, data: dict, contact: User | None = None) -> Triptych:
    """A submitted application; its référent is `contact` or the first agent."""
    triptych = _add_application(season, data, contact or _add_contact(*data["people"]["agents"][0]))
    triptych.expectations = "Prendre du recul, entendre comment d’autres ont franchi ce cap."
    triptych.resistance = "Le temps : chacun porte la démarche en plus du reste."
    triptych.commitments_accepted = True
    triptych.save()
    return application.submit_application(triptych=triptych, user=triptych.contacts.get(is_lead=True).user)


def _add_application(season: Season, data: dict, contact: User) -> Triptych:
    territory = Territory(
        **{name: data.get(name) or "" for name in ("name", "short_name", "kind", "department")},
        population=data["population"],
        bearer=_organisation(*data["bearer"]) if data["bearer"] else None,
    )
    triptych = application.start_application(user=contact, season=season, territory=territory)
    triptych.dynamics, triptych.wished_amount = data["dynamics"], data["amount"]
    triptych.save()
    for category in season.categories.all():
        for seat, (first_name, last_name, position) in enumerate(data["people"][category.code], start=1):
            person = Participant(
                triptych=triptych,
                category=category,
                seat=seat,
                first_name=first_name,
                last_name=last_name,
                position=position,
                organisation=str(territory),
                email=_address(first_name, last_name),
            )
            application.name_person(participant=person, by=contact)
    return triptych


def _address(first_name: str, last_name: str) -> str:
    """The contact and one participant have addresses that are easy to type; the others follow their names."""
    if (first_name, last_name) == cast.CONTACT[1:]:
        return cast.CONTACT[0]
    if (first_name, last_name) == cast.PARTICIPANT:
        return cast.PARTICIPANT_EMAIL
    return slugify(f"{first_name} {last_name}").replace("-", ".") + "@example.org"


def _organisation(name: str, siret: str) -> Organisation:
    return Organisation.objects.get_or_create(name=name, defaults={"siret": siret})[0]


def _ask_for_a_new_holder(season: Season, contact: User) -> None:
    """One request that waits for the organisers' decision."""
    days = [day.date for day in season.days.all()]
    leaving = Participant.objects.get(season=season, last_name=cast.LEAVING["last_name"])
    change = HolderChange(
        leaving=leaving,
        effective_on=days[2] + timedelta(days=1),
        **cast.LEAVING["successor"],
    )
    seat_transfer.request_transfer(change=change, by=contact)


def _split_days(season: Season, today: date) -> tuple[list[Day], list[Day]]:
    days = list(season.days.all())
    return [day for day in days if day.date < today], [day for day in days if day.date >= today]


def _note_attendance(day: Day) -> None:
    """Most were there; a few were late, excused or absent, always the same ones."""
    for rank, participant in enumerate(Participant.objects.admitted().filter(season=day.season).order_by("sort_name")):
        for half_day in day.half_days.all():
            status, minutes = Attendance.Status.PRESENT, None
            if (rank + day.number) % 11 == 0:
                status = Attendance.Status.EXCUSED
            elif rank % 13 == 5 and half_day.period == HalfDay.Period.MORNING:
                status, minutes = Attendance.Status.LATE, 25
            Attendance.objects.create(
                participant=participant,
                half_day=half_day,
                status=status,
                minutes=minutes,
            )
    crew.note_presence(day)
