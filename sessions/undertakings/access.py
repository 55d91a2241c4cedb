"""The gates of undertakings: tables that the team writes, undertakings that a person reads or follows up."""

from typing import NamedTuple, cast

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from atelier.accounts.models import User
from atelier.core import permissions
from atelier.seasons import parts
from referential import access as shared
from sessions.groups import composition
from sessions.groups.models import Group
from sessions.parts import UNDERTAKINGS
from sessions.programme.models import AgendaItem, Day
from sessions.undertakings import undertakings
from sessions.undertakings.models import BroughtQuestion, Undertaking
from territories.models import Participant

RECORDS = "atelier_sessions.add_undertaking"


class Table(NamedTuple):
    """A table of an item: its name, who sits there, what was brought to it."""

    item: AgendaItem
    number: int
    label: str
    people: list[Participant]
    question: BroughtQuestion | None


def day_for(request: HttpRequest, pk: int) -> Day:
    """A day, for whoever records its undertakings. Raises PartIsOff when its season does not follow them."""
    found = permissions.get_or_404(request, Day.objects.select_related("season"), pk, RECORDS)
    parts.require(found.season, UNDERTAKINGS)
    return found


def table_for(request: HttpRequest, pk: int, number: int) -> Table:
    """A table of an item between peers, unless its question is somebody's draft.

    One that is not composed has one table, of whoever is expected.
    """
    items = AgendaItem.objects.filter(format__in=undertakings.FORMATS).select_related("half_day__day__season")
    item = permissions.get_or_404(request, items, pk, RECORDS)
    parts.require(item.half_day.day.season, UNDERTAKINGS)
    group = Group.objects.filter(composition__item=item, number=number).first()
    question = undertakings.question_at(item, number)
    reader = shared.reader_of(cast("User", request.user))  # the permission was asked
    if question and not BroughtQuestion.objects.readable_by(reader).filter(pk=question.pk).exists():
        raise Http404
    if not group and not question and (number != 1 or Group.objects.filter(composition__item=item).exists()):
        raise Http404
    if group:
        seated = group.people.select_related("triptych__territory")
        people = sorted(seated, key=lambda person: person.sort_name)
    else:
        people = composition.people_for(item)
    return Table(item, number, group.label if group else f"Table {number}", people, question)


def undertaking_for(user: User, pk: int) -> Undertaking:
    """One that this user reads. Raises PartIsOff when its season does not follow them any more."""
    rows = Undertaking.objects.readable_by(shared.reader_of(user)).with_question()
    found = get_object_or_404(rows, pk=pk)
    parts.require(found.question.day.season, UNDERTAKINGS)
    return found


def may_follow_up(user: User, undertaking: Undertaking) -> bool:
    """Whoever took it, while they hold their seat; the team says it for anybody."""
    own = shared.seats_of(user).filter(pk=undertaking.owner_id).exists()
    return own or user.has_perm("atelier_sessions.change_undertaking")
