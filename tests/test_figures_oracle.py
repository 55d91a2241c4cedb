"""The figures of pages against sums made apart, in plain Python over plain rows, with no verb nor query of the product.

One messy season: a territory that withdrew, two of one name, a late holder, a departure, a reopened day, cents. Seeds
change who came and what was paid: one by default, FIGURES_SEEDS=30 for a long run.
"""

import os
import random
from collections import defaultdict
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from contributions import invoicing, payments
from sessions.attendance import roll_call
from sessions.groups import composition, seating
from sessions.programme.models import PARIS
from territories import selection
from tests.factories import AttendanceFactory, add_days, settled, triptych_of_six
from tests.season_figures import shown

pytestmark = pytest.mark.django_db

SEEDS = range(int(os.environ.get("FIGURES_SEEDS", "1")))
START = datetime(2027, 3, 1, 9, tzinfo=PARIS)
SUMMED = (
    "candidatures", "territoires", "attente", "sieges", "sieges-confirmes", "demi-journees", "demi-journees-suivies",
    "presence", "rencontres", "demande", "verse",
)  # fmt: skip
THERE = {"present", "late", "left_early"}


def rows(sql, *arguments):
    with connection.cursor() as cursor:
        cursor.execute(sql, arguments)
        return cursor.fetchall()


def live(season_days, dice, organiser):
    """Three territories (two of one name) live three days; the last withdraws after the first, one person leaves."""
    first, second, third = season_days
    items = [
        day.half_days.first().items.create(starts_at="10:00", format="inter", title="Tables") for day in season_days
    ]
    triptychs = list(first.season.triptychs.order_by("pk"))
    for number, triptych in enumerate(triptychs):
        payer = settled(Decimal(dice.randrange(450000, 600000)) / 100, triptych=triptych)
        issued = invoicing.issue_document(instalment=payer.instalments.get(), on=START.date())
        if number:
            paid = Decimal(dice.randrange(1, 450000)) / 100
            payments.record_payment(invoice=issued, amount=paid, received_on=START.date(), by=organiser)
            slip = payments.record_payment(
                invoice=issued, amount=Decimal("0.07"), received_on=START.date(), by=organiser
            )
            payments.cancel_payment(payment=slip, reason="Saisi deux fois")
    for day, item, moment in zip(season_days, items, (1, 11, 21), strict=True):
        with time_machine.travel(START + timedelta(days=moment, hours=9), tick=False):
            composition.compose_groups(item=item, author=organiser, tables=4, seed=1)
            for person in composition.people_for(item):
                for part in day.half_days.all():
                    status = dice.choice(["present", "present", "late", "excused", None])
                    if status:
                        AttendanceFactory(participant=person, half_day=part, status=status)
            if day != third:
                roll_call.close_day(day=day, author=organiser)
            if day == first:
                selection.withdraw(triptych=triptychs[2], author=organiser)
    with time_machine.travel(START + timedelta(days=25), tick=False):
        roll_call.reopen_day(day=second, author=organiser, reason="Oubli")
        roll_call.close_day(day=second, author=organiser)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_pages_say_what_plain_sums_say(seed, as_user, organiser, lead, triptych, monkeypatch):
    monkeypatch.setattr(seating, "MOVES", 500)
    twin = triptych_of_six(season=triptych.season, rank=2, territory__name=triptych.territory.name)
    gone = triptych_of_six(season=triptych.season, rank=3, territory__name="Val d’Essai")
    season_days = add_days(triptych.season, *(START.date() + timedelta(days=days) for days in (1, 11, 21)))
    with time_machine.travel(START, tick=False):
        live(season_days, random.Random(seed), organiser)
    with time_machine.travel(START + timedelta(days=60), tick=False):
        desk = as_user(organiser)
        pages = {
            name: desk.get(f"{reverse(f'admin:{name}')}?saison={triptych.season_id}").context
            for name in ("budget", "presence", "acquaintances")
        }
        page = desk.get(f"{reverse('season_report')}?saison={triptych.season_id}").content.decode()
        ledger = desk.get(reverse("admin:fec", args=[2027])).content.decode("iso-8859-15")

    assert_report(shown(page), {triptych.pk, twin.pk})
    assert_entries(ledger)
    assert_budget(pages["budget"])
    assert_presence(pages["presence"], {triptych.pk, twin.pk, gone.pk})
    assert_meetings(pages["acquaintances"], {triptych.pk, twin.pk})


def assert_budget(page):
    """Cents are whole numbers in the database."""
    asked = sum(total for (total,) in rows("SELECT total FROM contributions_invoice WHERE kind <> 'quote'"))
    paid = sum(amount for (amount,) in rows("SELECT amount FROM contributions_payment WHERE cancelled_at IS NULL"))
    credited = sum(total for (total,) in rows("SELECT total FROM contributions_creditnote"))

    assert {name: int(page["totals"][name] * 100) for name in ("asked", "paid")} == {
        "asked": asked - credited,
        "paid": paid,
    }


def assert_presence(page, triptychs):
    """Rates over the two closed days: everybody at the first, the two who stayed at the second."""
    counted = defaultdict(lambda: [0, 0])
    noted = rows("""
        SELECT p.triptych_id, a.status FROM atelier_sessions_attendance a
        JOIN atelier_sessions_halfday h ON h.id = a.half_day_id JOIN atelier_sessions_day d ON d.id = h.day_id
        JOIN territories_participant p ON p.id = a.participant_id WHERE d.number < 3
    """)
    for triptych, status in noted:
        counted[triptych][0] += status in THERE
        counted[triptych][1] += 1
    territory = dict(rows("SELECT territory_id, id FROM territories_triptych"))
    (shown,) = (table.rates for table in page["tables"] if table.caption == "Par territoire")

    assert set(counted) == triptychs
    assert {territory[one.pk]: [rate.attended, rate.total] for one, rate in shown.items()} == counted
    assert sorted(total for _, total in counted.values()) == [12, 24, 24]
    assert page["whole"].attended == sum(there for there, _ in counted.values())


def assert_meetings(page, triptychs):
    """As the page says them, person after person."""
    assert {row.person.pk: row.met for row in page["rows"]} == meetings(triptychs)


def meetings(triptychs):
    """Who sat together and was noted there: of another territory, each person once."""
    seats = dict(rows("SELECT id, triptych_id FROM territories_participant"))
    present = {
        (person, part)
        for person, part, status in rows("SELECT participant_id, half_day_id, status FROM atelier_sessions_attendance")
        if status in THERE
    }
    tables = defaultdict(set)
    seated = rows("""
        SELECT g.id, i.half_day_id, gp.participant_id FROM atelier_sessions_group g
        JOIN atelier_sessions_composition c ON c.id = g.composition_id
        JOIN atelier_sessions_agendaitem i ON i.id = c.item_id
        JOIN atelier_sessions_group_people gp ON gp.group_id = g.id
    """)
    for table, part, person in seated:
        if (person, part) in present:
            tables[table].add(person)
    met = defaultdict(set)
    for table in tables.values():
        for one in table:
            met[one] |= {other for other in table if seats[other] != seats[one] and seats[other] in triptychs}

    return {person: len(met[person]) for person, seat in seats.items() if seat in triptychs}


def assert_report(page, stayed):
    """What the season report shows; its PDF and the workbook say the same (tests/backoffice/test_season_report.py)."""
    (filed,) = rows("SELECT count(*) FROM territories_triptych WHERE submitted_at IS NOT NULL")[0]
    people = [seat for (seat,) in rows("SELECT triptych_id FROM territories_participant") if seat in stayed]
    noted = rows("""
        SELECT a.status FROM atelier_sessions_attendance a JOIN atelier_sessions_halfday h ON h.id = a.half_day_id
        JOIN atelier_sessions_day d ON d.id = h.day_id WHERE d.number < 3
    """)
    there = sum(status in THERE for (status,) in noted)
    met = meetings(stayed).values()
    asked = sum(total for (total,) in rows("SELECT total FROM contributions_invoice WHERE kind <> 'quote'"))
    paid = sum(amount for (amount,) in rows("SELECT amount FROM contributions_payment WHERE cancelled_at IS NULL"))

    assert {key: page[key] for key in SUMMED} == {
        "candidatures": filed,
        "territoires": len(stayed),
        "attente": 0,
        "sieges": len(people),
        "sieges-confirmes": len(people),
        "demi-journees": len(noted),
        "demi-journees-suivies": there,
        "presence": 100 * there // len(noted),
        "rencontres": (Decimal(sum(met)) / len(met)).quantize(Decimal("0.1"), ROUND_HALF_UP),
        "demande": Decimal(asked) / 100,
        "verse": Decimal(paid) / 100,
    }


def assert_entries(text):
    """The file of entries: each entry balances, and each account holds what was asked and what was paid."""
    titles, *lines = [line.split("\t") for line in text.splitlines()]
    sums, balance = defaultdict(int), defaultdict(int)
    for line in lines:
        row = dict(zip(titles, line, strict=True))
        debit, credit = (int(row[side].replace(",", "")) for side in ("Debit", "Credit"))
        sums[row["CompteNum"][:2], "debit"] += debit
        sums[row["CompteNum"][:2], "credit"] += credit
        balance[row["EcritureNum"]] += debit - credit
    (asked,) = rows("SELECT sum(total) FROM contributions_invoice WHERE kind <> 'quote'")[0]
    (received,) = rows("SELECT sum(amount) FROM contributions_payment")[0]
    (returned,) = rows("SELECT sum(amount) FROM contributions_payment WHERE cancelled_at IS NOT NULL")[0]

    assert set(balance.values()) == {0}
    assert returned
    assert sums == {
        ("41", "debit"): asked + returned,
        ("41", "credit"): received,
        ("70", "debit"): 0,
        ("70", "credit"): asked,
        ("51", "debit"): received,
        ("51", "credit"): returned,
    }
