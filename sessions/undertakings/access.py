"""The gates of undertakings: tables that the team writes, undertakings that a person reads or follows up."""

from typing import NamedTuple, cast

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from atelier.accounts.models import User
from atelier.core import permissions
from referential import access as shared
from sessions.groups import composition
from sessions.groups.models import Group
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
    """A day of a season that follows undertakings, for whoever records them."""
    days = Day.objects.filter(season__follows_undertakings=True).select_related("season")
    return permissions.get_or_404(request, days, pk, RECORDS)


def table_for(request: HttpRequest, pk: int, number: int) -> Table:
    """A table of an item between peers, unless its question is somebody's draft.

    One that is not composed has one table, of whoever is expected.
    """
    items = AgendaItem.objects.filter(half_day__day__season__follows_undertakings=True, format__in=undertakings.FORMATS)
    item = permissions.get_or_404(request, items.select_related("half_day__day__season"), pk, RECORDS)
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
    """One that this user reads."""
    rows = Undertaking.objects.followed().readable_by(shared.reader_of(user)).with_question()
    return get_object_or_404(rows, pk=pk)


def may_follow_up(user: User, undertaking: Undertaking) -> bool:
    """Whoever took it, while they hold their seat; the team says it for anybody."""
    own = shared.seats_of(user).filter(pk=undertaking.owner_id).exists()
    return own or user.has_perm("atelier_sessions.change_undertaking")
