"""Parts that are switched off while things are under way, then on again; two seasons of which one does without."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from atelier.checklist.checklist import checklist_steps
from atelier.checklist.default_tasks import create_default_tasks
from atelier.core.declarations import declared
from atelier.outbox import delivery
from atelier.outbox.models import Message
from atelier.reminders import broadcasts, planner
from atelier.seasons.models import Season
from atelier.seasons.parts import SeasonPart
from referential import publication
from referential.models import Publication, Visibility
from sessions.day_lists.models import Meal
from sessions.documents import booklets
from sessions.evaluation import links, questionnaires
from sessions.evaluation.models import HasAnswered, SealedAnswer
from sessions.programme.models import PARIS, Day
from sessions.shared_files.models import SharedFile
from sessions.undertakings.models import Undertaking
from territories import alumni_links
from territories.models import AlumniAgreement
from tests.alumni import AlumniAgreementFactory
from tests.evaluation import answer, posted
from tests.factories import (
    AttendanceFactory,
    RuleFactory,
    add_days,
    triptych_of_six,
)
from tests.shared_files import a_pdf, shared_by
from tests.undertakings import undertaken

pytestmark = pytest.mark.django_db
MONDAY = datetime(2027, 3, 15, 10, 0, tzinfo=PARIS)
CLOSED = "Cette page est fermée"


@pytest.fixture
def monday():
    with time_machine.travel(MONDAY, tick=False) as travelled:
        yield travelled


@pytest.fixture
def full_season(monday, triptych, organiser):
    """A day that ends today and one in a month, of which a caterer serves the second; something of each part."""
    full_season = triptych.season
    today, later = add_days(full_season, MONDAY.date(), MONDAY.date() + timedelta(days=30))
    Day.objects.filter(pk=later.pk).update(lunch=Day.Lunch.CATERER)
    for part in today.half_days.all():
        for person in triptych.participants.all():
            AttendanceFactory(participant=person, half_day=part)
    item = today.half_days.first().items.create(starts_at="11:00", format="peers", title="Pairs")
    undertaken(item=item, by=organiser)
    shared_by(organiser, season=full_season, title="Le support")
    questionnaires.prepare(full_season)
    full_season.questionnaires.update(days_after=0)
    return full_season


def switch(full_season, *, on):
    Season.objects.filter(pk=full_season.pk).update(**dict.fromkeys((one.key for one in declared(SeasonPart)), on))
    full_season.refresh_from_db()


def kept():
    """What people wrote in each part."""
    tables = (Meal, HasAnswered, SealedAnswer, Undertaking, SharedFile, AlumniAgreement)
    return {table.__name__: list(table.objects.order_by("pk").values()) for table in tables}


def test_what_is_sent_from_a_page_that_was_open_is_refused_in_words_and_nothing_is_lost(
    full_season, person, client, desk
):
    """A draft on a phone, the form of a table, a link of a mail that left."""
    asked = full_season.questionnaires.get(day__number=1, audience="participants")
    later, taken = full_season.days.get(number=2), Undertaking.objects.get()
    link = reverse("sessions:personal_evaluation", args=[links.token_for(asked, person)])
    table = reverse("admin:table_undertakings", args=[taken.question.item_id, 1])
    sent = [
        (asked.get_absolute_url(), posted(asked)),
        (link, posted(asked)),
        (taken.get_absolute_url(), {"outcome": "done", "line": "C’est fait."}),
        (reverse("sessions:coming", args=[person.pk, later.pk]), {"meal": "1", "choice": "standard"}),
        (reverse("territories:alumni_agreement", args=[person.pk]), {"reached_by": "message"}),
    ]
    of_team = [
        (table, {"text": "Et après ?"}),
        (f"{reverse('admin:share_file')}?saison={full_season.pk}", {"title": "Un plan", "file": a_pdf()}),
        (f"{reverse('admin:evaluation')}?saison={full_season.pk}", {"prepare": "1"}),
    ]
    before = kept()
    switch(full_season, on=False)

    said = [desk.post(address, given) for address, given in of_team]
    client.force_login(person.user)
    said += [client.post(address, given) for address, given in sent]

    assert {one.status_code for one in said} == {404, 410}
    for one in said:
        assertContains(one, f"La saison {full_season.number} ", status_code=one.status_code)
    assert kept() == before


def test_an_answer_counts_once_whether_or_not_the_part_was_off_between(full_season, triptych, client):
    asked = full_season.questionnaires.get(day__number=1, audience="participants")
    first, *others = triptych.participants.order_by("pk")
    answer(asked, first)
    switch(full_season, on=False)
    switch(full_season, on=True)

    client.force_login(first.user)
    assertContains(client.post(asked.get_absolute_url(), posted(asked)), questionnaires.DONE)
    for one in others:
        answer(asked, one)
    questionnaires.close(questionnaire=asked)
    asked.refresh_from_db()
    assert asked.answered == 6


def test_a_reminder_that_waits_does_not_leave_while_its_part_is_off_nor_in_a_heap_afterwards(full_season, monday):
    """One that waits when the part goes does not leave; on again, what is still of the hour leaves, and once."""
    for trigger, days in (("evaluation", 0), ("evaluation", 3), ("undertaking", 7)):
        RuleFactory(
            season=full_season, trigger=trigger, days=days, direction="after" if trigger == "evaluation" else "before",
            hour="15:00", text="{lien}", subject="À vous", is_active=True, effective_from=MONDAY - timedelta(days=1),
        )  # fmt: skip
    planner.plan_messages()
    waiting = Message.objects.filter(state="queued", source__startswith="rule:")
    due = list(waiting.filter(not_before__lte=MONDAY + timedelta(hours=8)).values_list("pk", flat=True))
    assert len(due) == 6
    switch(full_season, on=False)

    monday.move_to(MONDAY + timedelta(hours=6))
    for pk in due:
        delivery.deliver(pk)
    assert mail.outbox == []
    planner.plan_messages()
    assert not waiting.exists()
    monday.move_to(MONDAY + timedelta(days=22))
    switch(full_season, on=True)
    planner.plan_messages()
    Message.objects.expire(timezone.now())
    for message in Message.objects.filter(source__startswith="rule:").order_by("pk"):
        delivery.deliver(message.pk)

    assert mail.outbox == []
    states = Message.objects.filter(source__startswith="rule:", pk__in=due).order_by("pk")
    assert {one.state for one in states} == {"missed"}
    assert {one.not_before > timezone.now() for one in waiting.order_by("pk")} <= {True}


def test_a_letter_to_alumni_that_was_read_before_the_switch_reaches_nobody(full_season):
    AlumniAgreementFactory()
    assert len(broadcasts.broadcast_recipients(full_season, "alumni")) == 1
    switch(full_season, on=False)

    assert broadcasts.broadcast_recipients(full_season, "alumni") == []
    assert "alumni" not in dict(broadcasts.audience_choices(full_season))


def test_whoever_agreed_to_be_reached_takes_it_back_even_once_the_part_is_off(client):
    given = AlumniAgreementFactory()
    seat = given.participant
    switch(seat.season, on=False)
    address = reverse("territories:personal_alumni", args=[alumni_links.token_for(seat)])

    page = client.get(address)
    assertContains(page, "Retirer mon accord")
    assertNotContains(page, "J’accepte")
    client.post(address, {"withdraw": "1"})
    assert not AlumniAgreement.objects.exists()
    assertContains(client.get(address), "ne demande plus à personne de rester joignable", status_code=410)


def test_a_booklet_issued_while_parts_are_off_says_nothing_of_them(full_season, triptych):
    on = booklets.issue_booklet(triptych)[0].snapshot
    switch(full_season, on=False)
    off = booklets.issue_booklet(triptych)[0].snapshot

    assert [bool(one["undertakings"]) for one in (on, off)] == [True, False]
    assert [bool(one["files"]) for one in (on, off)] == [True, False]


def test_a_public_file_leaves_the_library_with_its_part_and_comes_back_with_it(full_season, client):
    shared = SharedFile.objects.get()
    asked = publication.ask_consents(item=shared, quoted=[], by=shared.author)
    publication.publish(publication=asked, public=True)
    pages = [reverse("referential:library"), asked.get_absolute_url(), reverse("sitemap")]
    shown = [client.get(page).status_code == 200 and asked.title in client.get(page).content.decode() for page in pages]
    switch(full_season, on=False)

    assertNotContains(client.get(pages[0]), asked.title)
    assert client.get(pages[1]).status_code == 404
    assertNotContains(client.get(pages[2]), asked.get_absolute_url())
    switch(full_season, on=True)
    assert shown[:2] == [True, True]
    assertContains(client.get(pages[0]), asked.title)
    assert Publication.objects.standing().get() == asked
    assert SharedFile.objects.get().visibility == Visibility.PUBLIC


def test_the_caterer_is_thought_of_where_one_serves_alone(full_season):
    create_default_tasks(full_season)

    def steps():
        return [str(one.mark.label) for one in checklist_steps(full_season) if "traiteur" in one.task.title]

    assert steps() == [str(full_season.days.get(number=2))]
    switch(full_season, on=False)
    assert steps() == []


def test_who_takes_part_in_two_seasons_meets_the_parts_of_the_one_that_has_them(full_season, person, organiser, client):
    other = triptych_of_six(season__number=77)
    (day,) = add_days(other.season, MONDAY.date() + timedelta(days=40))
    Day.objects.filter(pk=day.pk).update(lunch=Day.Lunch.CATERER)
    mine = other.participants.order_by("pk").first()
    type(mine).objects.filter(pk=mine.pk).update(user=person.user, email=person.email)
    shared_by(organiser, season=other.season, title="Le support de l’autre")
    switch(full_season, on=False)

    client.force_login(person.user)
    space = client.get(reverse("space"))
    assertContains(space, "Le support de l’autre")
    assertNotContains(space, "Le support</a>")
    assertNotContains(space, "Appeler le maire")
    assertContains(space, reverse("sessions:coming", args=[mine.pk, day.pk]))
    for old in full_season.days.all():
        assertNotContains(space, reverse("sessions:coming", args=[person.pk, old.pk]))
    assertContains(client.get(reverse("sessions:group", args=[77])), "Fichiers et liens")
    assertNotContains(client.get(reverse("sessions:group", args=[full_season.number])), "Fichiers et liens")


@pytest.mark.parametrize("on", [False, True])
def test_the_form_of_a_day_asks_for_its_lunch_where_the_season_has_lists(full_season, desk, on):
    switch(full_season, on=on)
    day = full_season.days.get(number=2)
    form = desk.get(reverse("admin:atelier_sessions_day_change", args=[day.pk]))

    assert ("lunch" in form.context["adminform"].form.fields) == on
    assert Day.objects.get(pk=day.pk).lunch == Day.Lunch.CATERER  # what was chosen comes back with the part


def test_a_rule_of_a_part_that_the_season_does_without_is_neither_listed_nor_offered(full_season, desk):
    mine = RuleFactory(season=full_season, trigger="evaluation", text="{lien}")
    elsewhere = RuleFactory(season=triptych_of_six(season__number=77).season, trigger="evaluation", text="{lien}")
    switch(full_season, on=False)

    every = f"{reverse('admin:reminders_reminderrule_changelist')}?saison=toutes"
    assert list(desk.get(every).context["cl"].queryset) == [elsewhere]
    page = reverse("admin:reminders_reminderrule_add")
    given = {"season": full_season.pk, "trigger": "evaluation", "days": 1, "direction": "after", "hour": "9:00",
             "subject": "À vous", "text": "{lien}"}  # fmt: skip
    assertContains(desk.post(page, given), "La saison s’en passe")
    switch(full_season, on=True)
    assert set(desk.get(every).context["cl"].queryset) == {mine, elsewhere}
