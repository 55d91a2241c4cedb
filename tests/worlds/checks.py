"""What the product says of a season beside what is true of it; each check yields a sentence a difference."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import time, timedelta
from decimal import Decimal

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from atelier.accounts.models import User
from atelier.core import french, name_words
from atelier.outbox.models import Message
from atelier.reminders import planner
from atelier.seasons.figures import figures_for, values_of
from contributions import budget as budgets
from sessions.attendance import statistics
from sessions.documents import convocations as convocation_verbs
from sessions.groups import composition
from territories import directory, full_names
from territories.models import Territory, Triptych
from tests.factories import RuleFactory
from tests.worlds.world import LONG_AGO, Known, Person, moment_there

Faults = Iterator[str]
Check = Callable[[Known, User], Faults]
THERE = {"present", "late"}
REMINDED = 7  # days before a day
SUBJECT = "Rappel d’essai"
ORDINARY = "Des élus et des agents de la commune ont parlé du village."


def compared(what: str, found: object, true: object) -> Faults:
    if found != true:
        yield f"{what}: {found}, and it is {true}"


def convocations(known: Known, organiser: User) -> Faults:
    """They are of those who stay, and say who and whence they are."""
    made = convocation_verbs.issue_convocations(day=known.coming).created
    found = {row.participant_id: row.snapshot["participant"] for row in made}
    afar = {row.participant_id for row in made if row.snapshot["day"]["is_read_overseas"]}
    yield from compared("convened", found.keys(), {one.pk for one in known.staying})
    yield from compared("afar", afar, {one.pk for one in known.staying if one.zone != "Europe/Paris"})
    for person in known.staying:
        said = found.get(person.pk, {})
        told = [said.get(key) for key in ("name", "territory", "category", "email")]
        yield from compared("convocation", told, [person.name, person.territory, person.category, person.email])


def reminders(known: Known, organiser: User) -> Faults:
    """One for each who stays, at the hour of the rule by the clock there, on a working day there or before."""
    values = {"days": REMINDED, "hour": time(9), "subject": SUBJECT}
    RuleFactory(season=known.season, is_active=True, effective_from=LONG_AGO, **values)
    planner.plan_messages()
    found = dict(Message.objects.filter(subject=SUBJECT).order_by("pk").values_list("to_email", "not_before"))
    yield from compared("reminded", found.keys(), {one.email for one in known.staying})
    on = known.coming.date - timedelta(days=REMINDED)
    for person in known.staying:
        if person.email in found:
            yield from compared(f"to {person.name}", found[person.email], moment_there(person, on, 9))


def figures(known: Known, organiser: User) -> Faults:
    shown = {one.figure.key: one.value for one in values_of(figures_for(organiser), [known.season])[known.season.pk]}
    noted = [status for person in known.people for status in person.noted]
    true = {
        "territoires": len(known.triptychs),
        "sieges": len(known.triptychs) * len(known.categories),
        "sieges-confirmes": len(known.staying),
        "demi-journees": len(noted),
        "demi-journees-suivies": sum(status in THERE for status in noted),
        "demande": sum(known.asked.values(), Decimal(0)),
        "verse": sum(known.paid.values(), Decimal(0)),
    }
    yield from compared("figures", {key: shown[key] for key in true}, true)


def rates(known: Known, organiser: User) -> Faults:
    """By person, territory and category, whatever they are called."""
    rows = statistics.closed_attendance(known.season)
    for by, key in (
        (statistics.by_person, lambda one: one.pk),
        (statistics.by_territory, lambda one: one.triptych),
        (statistics.by_category, lambda one: one.category),
    ):
        true = defaultdict(list)
        for person in known.people:
            true[key(person)] += [status in THERE for status in person.noted]
        counted = Counter((rate.attended, rate.total) for rate in by(rows).values())
        yield from compared(by.__name__, counted, Counter((sum(there), len(there)) for there in true.values()))


def meetings(known: Known, organiser: User) -> Faults:
    """Each may meet whoever stays of another territory."""
    found = {row.person.pk: row.possible for row in composition.acquaintances(known.season)}
    yield from compared("may be met", found, {one.pk: _others(one, known) for one in known.staying})


def _others(person: Person, known: Known) -> int:
    return sum(other.triptych != person.triptych for other in known.staying)


def budget(known: Known, organiser: User) -> Faults:
    rows = budgets.budget_rows(known.season, timezone.localdate())
    found = {row.triptych.pk: (row.asked, row.paid) for row in rows}
    zero = Decimal(0)
    true = {pk: (known.asked.get(pk, zero), known.paid.get(pk, zero)) for pk in known.triptychs}
    totals = budgets.budget_totals(rows)
    yield from compared("budget", found, true)
    sums = [sum(values, zero) for values in zip(*true.values(), strict=True)]
    yield from compared("totals", [totals["asked"], totals["paid"]], sums)


def words_of_the_budget(known: Known, organiser: User) -> Faults:
    page = _page(organiser, reverse("admin:budget"), saison=known.season.pk)
    for amount in [*known.asked.values(), *known.paid.values(), sum(known.paid.values(), Decimal(0))]:
        whole, _, cents = f"{amount:.2f}".partition(".")
        words = f"{whole[:-3]}{french.NNBSP}{whole[-3:]}" + (f",{cents}" if int(cents) else "")
        if words not in page:
            yield f"the budget does not say {words}"


def group(known: Known, organiser: User) -> Faults:
    """Every territory with those who stay, by category."""
    found = {triptych.pk: [one.pk for one in people] for triptych, people in directory.territories_of(known.season)}
    true = {pk: [one.pk for one in known.staying if one.triptych == pk] for pk in known.triptychs}
    yield from compared("group", found, true)


def page_of_a_territory(known: Known, organiser: User) -> Faults:
    """It names who stays, and nobody who was erased."""
    for pk in Triptych.objects.filter(pk__in=known.triptychs).order_by("pk").values_list("territory", flat=True):
        page = _page(organiser, reverse("admin:territories_territory_read", args=[pk]))
        people = [one for one in known.people if Territory.objects.filter(pk=pk, triptychs=one.triptych).exists()]
        yield from (f"{one.name} is not named" for one in people if one.stays and one.name not in page)
        if "effacée" in page:
            yield "somebody is named who was erased"


def public_page(known: Known, organiser: User) -> Faults:
    page = Client().get(reverse("season", args=[known.season.number])).content.decode()
    yield from (f"{label} is not said" for label in known.categories if label not in page)


def own_pages(known: Known, organiser: User) -> Faults:
    """Whoever has an account reads their space, and in the directory each who stays: a name as often as it is borne."""
    address = reverse("sessions:directory", args=[known.season.number])
    names = Counter(one.name for one in known.staying)
    for user in User.objects.filter(email__in=[one.email for one in known.staying]).order_by("pk"):
        _page(user, reverse("space"))
        page = _page(user, address)
        found = {name: page.count(f"<strong>{name}</strong>") for name in names}
        yield from compared("directory", found, names)
        if "effacée" in page:
            yield "the directory names somebody who was erased"


def names_in_one_cell(known: Known, organiser: User) -> Faults:
    """« Jeanne des ESSARTS » in the file of a territory."""
    for person in known.people:
        *particles, name = person.last_name.split()
        small = [one for one in particles if one.islower()]
        capitals = " ".join([*small, *(one.upper() for one in particles if one not in small), name.upper()])
        found = full_names.split(f"{person.first_name} {capitals}", None)
        yield from compared("read", found, (person.first_name, capitals))


def names_in_a_text(known: Known, organiser: User) -> Faults:
    """An ordinary sentence names nobody; one that names somebody does."""
    text = name_words.read_words(ORDINARY)
    for person in known.people:
        names = {"first_name": person.first_name, "last_name": person.last_name}
        if text.names(**names):
            yield f"{person.name} is found in « {ORDINARY} »"
        if not name_words.read_words(f"Avec {person.name}, tout commence.").names(**names):
            yield f"{person.name} is not found"


def _page(user: User, address: str, **asked: object) -> str:
    client = Client()
    client.force_login(user)
    answer = client.get(address, asked)
    assert answer.status_code == 200, f"{address} answers {answer.status_code}"
    return answer.content.decode()


CHECKS: dict[str, Check] = {
    check.__name__.replace("_", " "): check
    for check in (
        convocations, reminders, figures, rates, meetings, budget, words_of_the_budget, group, page_of_a_territory,
        public_page, own_pages, names_in_one_cell, names_in_a_text,
    )
}  # fmt: skip
