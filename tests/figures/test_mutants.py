"""A rule of the product that is bent under a check is seen by it: none of them only repeats what the product says."""

import inspect
from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from django.db.models import ExpressionWrapper, F

from atelier.api import content
from atelier.core import rounding
from atelier.core.money import MoneyField
from contributions import budget
from contributions.models import CreditNote, Invoice, Payment
from contributions.models.invoice import InvoiceQuerySet, total_of
from sessions.attendance import expected, statistics
from sessions.attendance.models import Attendance
from sessions.attendance.statistics import AttendanceRate
from sessions.day_lists import meals
from sessions.day_lists.models import Meal
from sessions.documents import attestations, convocations
from sessions.undertakings import undertakings
from sessions.undertakings.models import Undertaking
from territories import lineage
from territories.models import Triptych
from territories.models.participant import ParticipantQuerySet
from tests.figures import test_day_papers, test_exports, test_meetings, test_money, test_opinions, test_presence
from tests.figures import test_report as report

pytestmark = pytest.mark.django_db


FIRST_PAGE = test_presence.test_the_first_page_counts_the_same_half_days
PRESENCE = test_presence.test_the_page_of_presence
RIGHT_COUNTS = Attendance.counts.fget


def bent_counts(row):
    """At a distance counts where the season says that it does not, and the other way round."""
    return row.has_attended if not row.is_remote else row.has_attended and not RIGHT_COUNTS(row)


def by_name(rows):
    return statistics._rates_by(rows, lambda row: str(row.participant.triptych.territory))


def of_open_days(*seasons):
    rows = expected.noted_attendance(*seasons).select_related(*statistics._READ)
    return list(rows.order_by("pk"))


def of_anybody(*seasons):
    return Attendance.objects.filter(half_day__day__season__in=seasons, half_day__day__status="planned")


def half_even(value, step):
    return (Decimal(value) / step).quantize(Decimal(1), ROUND_HALF_EVEN) * step


def of_those_who_stayed(*seasons):
    asking = Invoice.objects.asking().filter(payer__agreement__triptych__season__in=seasons)
    return asking.filter(payer__agreement__triptych__status="admitted")


def with_cancelled_payments(rows):
    paid, credited = total_of(Payment.objects.all(), "amount"), total_of(CreditNote.objects.all(), "total")
    due = ExpressionWrapper(F("total") - F("credited") - F("paid"), output_field=MoneyField())
    return rows.annotate(credited=credited, paid=paid).annotate(due=due)


MUTANTS = {
    "excused is there": (Attendance, "ATTENDED", (*Attendance.ATTENDED, "excused"), PRESENCE),
    "remote counts the other way": (Attendance, "counts", property(bent_counts), PRESENCE),
    "a rate to the nearest": (
        AttendanceRate, "percent", property(lambda one: round(100 * one.attended / one.total) if one.total else None),
        PRESENCE,
    ),
    "territories by their name": (statistics, "by_territory", by_name, PRESENCE),
    "who left counts": (expected, "noted_attendance", of_anybody, PRESENCE),
    "open days count": (statistics, "closed_attendance", of_open_days, FIRST_PAGE),
    "met at a distance": (Attendance, "ON_SITE", Attendance.ATTENDED, test_meetings.test_the_page_of_meetings),
    "who left eats": (
        meals, "meals_of", lambda day: Meal.objects.filter(day=day).order_by("pk"),
        test_day_papers.test_the_caterer_gets_a_meal_for_whoever_comes_and_eats,
    ),
    "outdated is fresh": (
        convocations, "still_true", lambda *given: True,
        test_day_papers.test_convocations_are_counted_fresh_outdated_or_missing,
    ),
    "minutes missed are attested": (
        attestations, "_present_minutes", lambda row: row.half_day.length if row.counts else 0,
        test_day_papers.test_attestations_prove_what_was_noted,
    ),
    "quotes ask": (InvoiceQuerySet, "asking", lambda self: self.all(), test_money.test_the_budget_and_its_workbook),
    "who withdrew owes nothing": (
        budget, "asking_documents", of_those_who_stayed, test_money.test_the_budget_and_its_workbook,
    ),
    "cancelled payments count": (
        InvoiceQuerySet, "with_balance", with_cancelled_payments, test_money.test_the_budget_and_its_workbook,
    ),
    "half to even": (
        rounding, "round_to", half_even, test_opinions.test_the_results_of_a_questionnaire_on_screen_and_in_print,
    ),
    "drafts count": (
        undertakings, "counted", lambda *seasons: Undertaking.objects.filter(question__season__in=seasons),
        report.test_the_pages_of_positions_and_undertakings,
    ),
    "whoever was named is counted": (
        ParticipantQuerySet, "counted", lambda self: self.filter(triptych__status="admitted"),
        report.test_the_report_and_the_page_of_each_figure,
    ),
    "nothing is withheld": (
        content, "_withheld", lambda people: set(), test_exports.test_the_interface_gives_the_same_rates,
    ),
    "a territory is its row": (
        lineage, "seasons_of_territory", lambda one: Triptych.objects.filter(territory=one).order_by("-season__number"),
        test_money.test_the_page_of_a_territory_and_of_its_seasons,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", MUTANTS)
def test_each_bent_rule_is_seen(name, messy, request, monkeypatch):
    where, what, bent, check = MUTANTS[name]
    monkeypatch.setattr(where, what, bent)
    given = {one: request.getfixturevalue(one) for one in inspect.signature(check).parameters if one != "name"}
    if "name" in inspect.signature(check).parameters:
        given["name"] = "season"
    with pytest.raises(AssertionError):
        check(**given)
