"""A season may do without each of its parts: with all of them off, nothing says a word of one, and its pages are gone.

Each part declares its pages and its words (`atelier.seasons.parts`): whatever a role is answered is held against them,
so that a page, a document or a mail that forgets the switch turns red. EACH_PART=1 takes each off
alone as well.
"""

import html
import os
import re

import pytest
from django.urls import NoReverseMatch, reverse

from atelier.checklist.default_tasks import create_default_tasks
from atelier.core.declarations import WorkPage, declared
from atelier.outbox.models import Message
from atelier.reminders import planner
from atelier.reminders.default_rules import create_default_rules
from atelier.reminders.models import ReminderRule
from atelier.seasons.models import Season
from atelier.seasons.models.optional_parts import OptionalParts
from atelier.seasons.parts import SeasonPart
from atelier.website.help import TITLES
from tests import walk
from tests.read_answers import text_of

pytestmark = pytest.mark.django_db
ROLES = ("nobody", "participant", "lead", "facilitator", "organiser")
PARTS = declared(SeasonPart)
OFF = dict.fromkeys((one.key for one in PARTS), False)
TAKEN_OFF = [PARTS, *([one] for one in PARTS if "EACH_PART" in os.environ)]
EVERY_SEASON = "admin:territories_alumniagreement_changelist"  # a list of the people of all seasons
PAGES = {name: one for one in PARTS for name in one.pages if name not in one.kept_open and name != EVERY_SEASON}
KEPT_OPEN = {name for one in PARTS for name in one.kept_open}

# What is of the product or of what was, whatever a season does without: the register and one's own data, the journal,
# mails that left or wait, a booklet as it was issued, the switches themselves, the description of the interface.
OF_ALL = re.compile(
    r"my_data|privacy|robots|api:openapi-json|admin:audit_change|admin:outbox_message|admin:seasons_(season|page)[ _]"
    r"|sessions:booklet$|admin:password_change"
)
# The referential speaks of evaluation and of engagements by themselves.
OF_REFERENTIAL = re.compile(r"^(referential|admin:referential_|admin:components|admin:regards)")
BY_ITSELF = re.compile(r"(?i)engagements(?! entre pairs)|évaluation")
# The same words, said of something else.
HOMONYMS = re.compile(
    r"(?i)engagements (de l’organisateur|du territoire|demandés|acceptés|réciproques|de la saison)"
    r"|les engagements de la saison|triptyque,? engagements,? contribution|contribution et engagements"
    r"|(déplacements?|le déplacement) et les? déjeuners? restent à la charge|\{repas\}"
    r"|régime de tva|celle du régime|selon votre régime"
    r"|fichiers (joints|factur-x|déposés|sont effacés|que déposent|partagés)|des fichiers, joints|de tels fichiers"
    r"|ancien joignable avec l’identifiant"  # of a row that is not found
)


def begins(words):
    return re.compile(rf"(?i).{{0,50}}(?<!\w)(?:{'|'.join(map(re.escape, words))}).{{0,25}}")


WORDS = {one.key: begins(one.words) for one in PARTS}


def said(text):
    """The parts that a text speaks of, each with the first place where it does."""
    text = HOMONYMS.sub(" … ", text)
    return {(part, found[0]) for part, words in WORDS.items() if (found := words.search(text))}


def said_by(answers):
    """`(page, part, where)` of everything that was answered and is read."""
    read = {}
    for found in answers.values():
        for name, one in found.items():
            if one.status_code == 200 and not (name in KEPT_OPEN or OF_ALL.search(name)):
                read.setdefault((name, one.content), one.type)
    texts = [(name, text_of(content, kind)) for (name, content), kind in read.items()]
    own = [(name, BY_ITSELF.sub(" … ", text) if OF_REFERENTIAL.search(name) else text) for name, text in texts]
    return {(name, *told) for name, text in own for told in said(text)}


@pytest.fixture
def furnished(walked_world):
    """The world of the walk, with the usual rules, all on, and the usual tasks."""
    for season in Season.objects.order_by("pk"):
        ReminderRule.objects.filter(season=season).delete()
        create_default_rules(season)
        season.tasks.all().delete()
        create_default_tasks(season)
    for rule in ReminderRule.objects.order_by("pk"):
        rule.is_active = True
        rule.save()
    return walked_world


def test_every_switch_is_of_a_part_and_every_page_of_a_part_is_there(answers):
    pages = {name for one in PARTS for name in one.pages}

    assert {one.key for one in PARTS} == {field.name for field in OptionalParts._meta.fields}
    assert {name for name in pages if not any(found[name].status_code == 200 for found in answers.values())} == set()
    assert {part for _, part, _ in said_by(answers)} == {one.key for one in PARTS}


@pytest.mark.parametrize("off", TAKEN_OFF, ids=lambda parts: parts[0].key if len(parts) == 1 else "all")
def test_with_a_part_off_nothing_says_a_word_of_it_and_its_pages_are_gone(off, answers, client, furnished):
    """Whoever read one of its pages is told that it is closed; nobody else learns that there was something."""
    pages = {name: part for name, part in PAGES.items() if part in off}
    on = {role: {name for name in pages if answers[role][name].status_code == 200} for role in ROLES}
    Season.objects.update(**{one.key: False for one in off})

    answers = walk.through(client, furnished, ROLES)

    told = {
        role: {name for name, part in pages.items() if part.off in html.unescape(found[name].content.decode())}
        for role, found in answers.items()
    }
    assert told == on
    opened = [
        (role, name)
        for role, found in answers.items()
        for one in off
        for name in set(one.pages) - set(one.kept_open)
        if found[name].status_code == 200
    ]
    told_of = sorted(one for one in said_by(answers) if one[1] in {part.key for part in off})
    assert (len(answers["organiser"]) > 250, sum(map(len, on.values())) > 40 or off != PARTS) == (True, True)
    assert (opened, told_of) == ([], [])


def test_with_every_part_off_neither_the_guide_nor_the_search_leads_to_one(client, furnished):
    people, _ = furnished
    Season.objects.update(**OFF)

    told = set()
    for role in TITLES:
        told |= {(role, *one) for one in said(text_of(client.get(reverse("guide", args=[role])).content, "text/html"))}
    for role in ("organiser", "facilitator"):
        client.force_login(people[role])
        titles = [one.title for one in declared(WorkPage)]
        for typed in {*titles, *(words for one in PARTS for words in one.words)}:
            page = client.get(reverse("search"), {"q": typed, "partie": 1})
            found = re.sub(r'value="[^"]*"', "", page.content.decode()).replace(typed, "")
            told |= {(typed, *one) for one in said(text_of(found.encode(), "text/html"))}
            gone = [one for one in PARTS for name in one.pages
                    if (at := _address(name)) and f'href="{at}"' in page.content.decode()]  # fmt: skip
            told |= {(typed, one.key) for one in gone}
    assert sorted(told) == []


def _address(name):
    try:
        return reverse(name)
    except NoReverseMatch:  # of a row
        return ""


def test_with_every_part_off_no_mail_is_planned_that_speaks_of_one(furnished):
    Message.objects.all().delete()
    Season.objects.update(**OFF)

    planner.plan_messages()

    mails = Message.objects.filter(source__startswith=ReminderRule.SOURCE).order_by("pk")
    assert len(mails) > 5
    assert sorted({(one.subject, *told) for one in mails for told in said(f"{one.subject} {one.text}")}) == []
