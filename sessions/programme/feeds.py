"""Calendars that agendas subscribe to: a season's, a territory's, a person's. Shared ones name nobody.

A day keeps its identifier for ever, the same as in the invitation that leaves with a convocation; its SEQUENCE and its
date of change are stored, so that an agenda knows a newer event; a cancelled day stays CANCELLED until it is past.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from atelier.accounts.models import User
from atelier.core import french
from atelier.seasons.models import TeamMember, Workshop
from sessions.programme import calendar
from sessions.programme.calendar_entries import Entry, calendar_entry, calendar_event
from sessions.programme.models import PARIS, AgendaItem, Day, Feed, new_token
from territories.models import Participant, Triptych

REFRESH = timedelta(hours=12)


def season_feed(
    days: list[Day],
    *,
    name: str,
    workshop: Workshop,
    convened: Collection[int] = (),
    led: Mapping[int, list[AgendaItem]] | None = None,
) -> bytes:
    """The days as one iCalendar file (RFC 5545), hours in Europe/Paris with the zone's definition inside.

    With the link of the days, by key, to which its only reader is `convened`, and what that reader leads on each.
    """
    today = timezone.localdate()
    result = calendar.empty_calendar("PUBLISH")
    result.add("name", name)
    result.add("x-wr-calname", name)
    result.add("x-wr-timezone", PARIS.key)
    result.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    result.add("x-published-ttl", f"PT{REFRESH // timedelta(hours=1)}H")  # icalendar writes no duration here
    for day in days:
        if not day.is_cancelled or day.date >= today:
            link = day.link_on(today) if day.pk in convened and not day.is_cancelled else None
            entry = calendar_entry(day, workshop, link=link or "")
            result.add_component(calendar_event(day, _with_items(entry, (led or {}).get(day.pk, []))))
    file: bytes = result.to_ical()
    return file


def _with_items(entry: Entry, items: list[AgendaItem]) -> Entry:
    """« Vous animez : 9 h 30, Accueil (salle Ouest) », after what all readers are told."""
    if not items:
        return entry
    said = [f"{french.hour(one.starts_at)}, {one.title}{f' ({one.room})' if one.room else ''}" for one in items]
    return replace(entry, description="\n".join(filter(None, [entry.description, "Vous animez :", *said])))


def etag(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def led_items(user: User) -> dict[int, list[AgendaItem]]:
    """What this person leads with the team that they joined, by the key of the day."""
    places = TeamMember.objects.joined().filter(user=user).order_by().values("pk")
    rows = AgendaItem.objects.filter(facilitators__in=places).select_related("half_day").distinct()
    found: dict[int, list[AgendaItem]] = {}
    for item in rows.order_by("half_day__starts_at", "starts_at", "pk"):
        found.setdefault(item.half_day.day_id, []).append(item)
    return found


def days_of_user(user: User, led: Collection[int] = ()) -> list[Day]:
    """The days of the seasons where this person holds a seat, or held one until it passed on; and those that are `led`.

    By key.
    """
    rows = Participant.objects.came().filter(user=user).select_related("triptych").order_by("pk")
    seats: dict[int, list[Participant]] = {}
    for seat in rows:
        seats.setdefault(seat.season_id, []).append(seat)
    days = Day.objects.filter(Q(season__in=seats) | Q(pk__in=led)).with_programme().order_by("date", "pk")
    return [day for day in days if day.pk in led or not all(one.has_left_by(day.date) for one in seats[day.season_id])]


def convened_days(user: User, days: list[Day]) -> set[int]:
    """The keys of those of these days that are of a seat which this person confirmed and holds that day."""
    rows = Participant.objects.admitted().confirmed().filter(user=user).select_related("triptych").order_by("pk")
    seats = {seat.season_id: seat for seat in rows}
    return {day.pk for day in days if (seat := seats.get(day.season_id)) and not seat.has_left_by(day.date)}


def days_of_triptych(triptych: Triptych) -> list[Day]:
    """The days of its season; none once it is not admitted any more."""
    if triptych.status != Triptych.Status.ADMITTED:
        return []
    return list(Day.objects.filter(season=triptych.season_id).with_programme().order_by("date", "pk"))


def feed_for(**owner: Any) -> Feed:
    """The feed of `user=` or of `triptych=`, made the first time it is asked for."""
    return Feed.objects.get_or_create(**owner)[0]


@transaction.atomic
def renew_address(**owner: Any) -> Feed:
    """The first address of `user=` or `triptych=`, or another: whoever knew the former one reads nothing any more."""
    return Feed.objects.update_or_create(**owner, defaults={"token": new_token()})[0]
