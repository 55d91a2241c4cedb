"""The programme of a day as a line of time: what moves, what holds, what does not fit, who is told."""

import re
from datetime import date, time

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from atelier.seasons.models import TeamMember
from sessions.documents import convocations
from sessions.facilitation import programme_forms
from sessions.programme import time_line
from sessions.programme.models import AgendaItem
from sessions.programme.time_line import Part, Piece
from tests.factories import ParticipantFactory, SeasonFactory, TriptychFactory, add_days

pytestmark = pytest.mark.django_db


@pytest.fixture
def planned(organiser):
    """A day of three items in the morning and one after lunch."""
    (day,) = add_days(SeasonFactory(number=90, status="published"), date(2090, 1, 12))
    morning, afternoon = day.half_days.order_by("starts_at")
    for part, hour, title in (
        (morning, time(9, 30), "Accueil"),
        (morning, time(10), "Tables"),
        (morning, time(11, 30), "Retours"),
        (afternoon, time(14), "Bilan"),
    ):
        part.items.create(starts_at=hour, format="plenary", title=title)
    return day


def address(day):
    return reverse("admin:day_programme", args=[day.pk])


def typed(page, **changes):
    """What a browser sends of the form as it is shown, with these fields typed over; « delete » and « save » as well.

    Names are written `tables_minutes`: the title of an item, then the field.
    """
    draft = page.context["draft"]
    keys = {row.title.lower(): key for key, row in draft.rows.items()}
    data = {"seen": re.search(r'name="seen" value="(\w+)"', page.text)[1], "order": draft.order}
    for part, form in draft.hours.items():
        data |= {f"part-{part}-{name}": str(form[name].value())[:5] for name in form.fields}
    for lines in draft.lines.values():
        for line in lines:
            values = {name: line.form[name].value() for name in line.form.fields}
            data |= {f"{line.key}-{name}": value for name, value in values.items() if value not in (None, False, [])}
            data[f"{line.key}-shown"] = values["starts_at"]
    for name, value in changes.items():
        title, _, field = name.partition("_")
        data |= {f"{keys[title]}-{field}" if title in keys else name: value}
    return {name: value for name, value in data.items() if value is not None}


def programme(day):
    rows = AgendaItem.objects.filter(half_day__day=day).order_by("half_day__starts_at", "starts_at")
    return [(row.half_day.period, row.starts_at.isoformat("minutes"), row.title) for row in rows]


def key_of(title):
    return str(AgendaItem.objects.get(title=title).pk)


def test_what_was_never_measured_lasts_until_what_follows(desk, planned):
    page = desk.get(address(planned))

    assert [[(slot.piece.title, slot.hours) for slot in part.slots] for part in page.context["draft"].parts] == [
        [
            ("Accueil", "9\u00a0h\u00a030 – 10\u00a0h"),
            ("Tables", "10\u00a0h – 11\u00a0h\u00a030"),
            ("Retours", "11\u00a0h\u00a030 – 12\u00a0h\u00a030"),
        ],
        [("Bilan", "14\u00a0h – 17\u00a0h")],
    ]
    assert page.context["draft"].remarks == []


def test_a_longer_item_pushes_what_follows_and_is_stored_when_it_is_saved(desk, planned):
    page = desk.get(address(planned))
    longer = typed(page, accueil_minutes="45", retours_minutes="45")

    drawn = desk.post(address(planned), longer)
    assertContains(drawn, "10\u00a0h\u00a015 – 11\u00a0h\u00a045")
    assertContains(drawn, "au lieu de 10\u00a0h")
    assert programme(planned)[1] == ("morning", "10:00", "Tables")  # nothing is stored yet

    assert desk.post(address(planned), longer | {"save": "1"}).status_code == 302
    assert programme(planned) == [
        ("morning", "09:30", "Accueil"),
        ("morning", "10:15", "Tables"),
        ("morning", "11:45", "Retours"),
        ("afternoon", "14:00", "Bilan"),
    ]
    assert AgendaItem.objects.get(title="Tables").minutes == 90


def test_an_item_that_holds_does_not_move_and_what_overlaps_is_said(desk, planned):
    page = desk.get(address(planned))
    held = typed(page, retours_is_fixed="on", accueil_minutes="60")

    drawn = desk.post(address(planned), held)

    assertContains(
        drawn, "«\u00a0Tables\u00a0» et «\u00a0Retours\u00a0» se chevauchent\u00a0: la première finit à 12\u00a0h"
    )
    desk.post(address(planned), held | {"save": "1"})
    row = AgendaItem.objects.get(title="Retours")
    assert (row.starts_at, row.is_fixed) == (time(11, 30), True)


def test_an_hour_typed_over_the_one_shown_holds(desk, planned):
    page = desk.get(address(planned))

    drawn = desk.post(address(planned), typed(page, retours_starts_at="11:45", tables_minutes="75"))

    assertContains(drawn, "Rien n’est prévu de 11\u00a0h\u00a015 à 11\u00a0h\u00a045.")
    assert drawn.context["draft"].lines[str(planned.half_days.order_by("starts_at")[0].pk)][2].form["is_fixed"].value()


def test_an_overrun_of_the_half_day_is_said_and_kept(desk, planned):
    page = desk.get(address(planned))
    long = typed(page, retours_minutes="180")

    drawn = desk.post(address(planned), long)

    assertContains(drawn, "finit à 14\u00a0h\u00a030, 2\u00a0h après la fin annoncée du matin (12\u00a0h\u00a030).")
    assertContains(drawn, "dure encore au début de l’après-midi (14\u00a0h).")
    assert desk.post(address(planned), long | {"save": "1"}).status_code == 302


def test_items_change_places_by_buttons_and_pass_into_the_other_half_day(desk, planned):
    page = desk.get(address(planned))
    moved = desk.post(address(planned), typed(page, up=key_of("Tables")))
    assert [line.name for line in moved.context["draft"].lines[_part(planned, 0)]] == ["Tables", "Accueil", "Retours"]
    assertContains(moved, f'id="up-{key_of("Tables")}"')

    moved = desk.post(address(planned), typed(moved, down=key_of("Retours")))
    desk.post(address(planned), typed(moved, save="1"))

    assert programme(planned) == [
        ("morning", "09:30", "Tables"),
        ("morning", "11:00", "Accueil"),
        ("afternoon", "14:00", "Retours"),
        ("afternoon", "15:00", "Bilan"),
    ]


def _part(day, rank):
    return str(day.half_days.order_by("starts_at")[rank].pk)


def test_an_item_is_added_filled_and_removed(desk, planned):
    member = TeamMember.objects.create(season=planned.season, name="Ada Perrin", role="animation")
    page = desk.get(address(planned))
    added = desk.post(address(planned), typed(page, add=_part(planned, 1)))
    assert [line.key for line in added.context["draft"].lines[_part(planned, 1)]] == [key_of("Bilan"), "new-1"]

    refused = desk.post(address(planned), typed(added, save="1"))
    assertContains(refused, "Rien n’est enregistré")
    filled = {"new-1-title": "Suites", "new-1-material": "Un paperboard", "new-1-facilitators": [member.pk]}
    desk.post(address(planned), typed(added, save="1", accueil_delete="on") | filled)

    assert programme(planned) == [
        ("morning", "09:30", "Tables"),
        ("morning", "11:00", "Retours"),
        ("afternoon", "14:00", "Bilan"),
        ("afternoon", "17:00", "Suites"),
    ]
    row = AgendaItem.objects.get(title="Suites")
    assert (row.material, [*row.facilitators.all()]) == ("Un paperboard", [member])


def test_whoever_saves_second_is_told_and_loses_nothing(desk, planned):
    page = desk.get(address(planned))
    AgendaItem.objects.filter(title="Bilan").update(title="Bilan de saison")

    answer = desk.post(address(planned), typed(page, tables_title="Tables mêlées", save="1"))

    assertContains(answer, "Quelqu’un a enregistré ce programme")
    assertContains(answer, "Tables mêlées")
    assert AgendaItem.objects.filter(title="Bilan de saison").exists()
    assert desk.post(address(planned), typed(answer, save="1")).status_code == 302


def test_changing_an_announced_hour_names_those_who_hold_the_former_one(desk, planned):
    triptych = TriptychFactory(season=planned.season, admitted=True)
    ParticipantFactory(triptych=triptych, season=planned.season, state="confirmed")
    convocations.issue_convocations(day=planned)
    page = desk.get(address(planned))

    hours = {f"part-{_part(planned, 0)}-starts_at": "09:00"}
    answer = desk.post(address(planned), typed(page, save="1") | hours, follow=True)

    assertContains(answer, "Programme enregistré\u00a0: 4 séquences.")
    assertContains(answer, "1 convocation ne dit pas ce programme.")
    assert programme(planned)[0] == ("morning", "09:00", "Accueil")
    planned.refresh_from_db()
    assert planned.sequence == 1  # agendas are told


def test_rows_of_another_day_and_hours_of_who_may_not_change_them_count_for_nothing(as_user, facilitator, planned):
    (other,) = add_days(SeasonFactory(number=91), date(2090, 2, 2))
    theirs = other.half_days.first().items.create(starts_at="09:30", format="plenary", title="Ailleurs")
    client = as_user(facilitator)
    page = client.get(address(planned))
    sent = typed(page, save="1") | {"order": [f"part:{_part(other, 0)}", f"item:{theirs.pk}", "item:²", "part:x"]}

    client.post(address(planned), sent)

    assert theirs.half_day.day == other
    assert [row[2] for row in programme(planned)] == ["Accueil", "Tables", "Retours", "Bilan"]
    assert [row[2] for row in programme(other)] == ["Ailleurs"]


@pytest.mark.parametrize("key", ["new-0", "new-41", "new-99", "new-100", "new-", "new-x", "x", "70000000", "new-1x"])
def test_an_item_is_new_by_a_number_that_the_page_gives(desk, planned, key):
    sent = typed(desk.get(address(planned)))
    sent |= {"order": [*sent["order"], "item:new-1", "item:new-40", f"item:{key}"]}

    page = desk.post(address(planned), sent)

    *_, last = page.context["draft"].lines.values()
    assert [line.key for line in last] == [key_of("Bilan"), "new-1", "new-40"]


def test_an_hour_is_written_to_the_last_minute_of_the_day():
    hours = [programme_forms.written(minutes) for minutes in (0, 1435, 1439, 1440)]

    assert hours == ["00:00", "23:55", "23:59", "00:00"]


def test_nothing_begins_after_midnight(desk, planned):
    page = desk.get(address(planned))

    answer = desk.post(address(planned), typed(page, accueil_minutes="720", tables_minutes="720", save="1"))

    assertContains(answer, "commencerait après minuit")
    assert programme(planned)[0] == ("morning", "09:30", "Accueil")


def test_a_day_without_items_or_without_hours_opens(desk):
    (day,) = add_days(SeasonFactory(number=90), date(2090, 1, 12))
    assertContains(desk.get(address(day)), "rien n’est encore prévu", count=2)
    assert desk.post(address(day), typed(desk.get(address(day)), save="1")).status_code == 302

    day.half_days.all().delete()
    assertContains(desk.get(address(day)), "n’a pas encore d’horaires")
    desk.post(address(day), {"save": "1", "add": "1", "up": "²", "order": "item:new-1"})
    assert not AgendaItem.objects.exists()


def test_a_contact_does_not_open_it(as_user, contact, planned):
    assert as_user(contact).get(address(planned)).status_code == 302


@pytest.mark.parametrize("minutes", [0, 721])
def test_a_length_is_of_one_minute_to_twelve_hours(planned, minutes):
    row = AgendaItem.objects.get(title="Tables")
    row.minutes = minutes

    with pytest.raises(ValidationError):
        row.full_clean()


def test_a_part_without_items_has_all_its_time_left():
    empty = Part("1", "matin", 570, 750, ())

    assert (empty.left, empty.overrun, time_line.remarks([empty])) == (180, 0, [])


def test_what_begins_before_the_announced_hour_is_said():
    early = Part("1", "matin", 570, 750, time_line.lay_out(570, [Piece("1", "Café", 30, held_at=540)]))

    assert [remark.sentence for remark in time_line.remarks([early])] == [
        "«\u00a0Café\u00a0» commence à 9\u00a0h, 30\u00a0min avant l’heure annoncée du matin (9\u00a0h\u00a030)."
    ]


def test_the_page_of_a_day_leads_there(desk, planned):
    page = desk.get(reverse("admin:atelier_sessions_day_read", args=[planned.pk]))

    assertContains(page, address(planned))
    assertNotContains(page, "Modifier le programme, matin")
