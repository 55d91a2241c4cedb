"""Every number of the season report has a figure; each is found again in the exported workbook, in plain Python."""

import dataclasses
import html
import io
from datetime import datetime, timedelta
from decimal import Decimal

import pypdf
import pytest
import time_machine
from django.template.loader import render_to_string
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from atelier.accounts.models import User
from atelier.backoffice import season_report
from atelier.core.declarations import declared
from atelier.core.french import spaced
from atelier.privacy import erasure
from atelier.seasons.figures import SeasonFigure, values_of
from atelier.seasons.models import Season
from atelier.seasons.parts import SeasonPart
from contributions import invoicing, payments
from sessions.groups import seating
from sessions.programme.models import PARIS
from territories.models import Territory
from tests.factories import (
    AssessmentRoundFactory,
    SeasonFactory,
    TriptychFactory,
    agree_on,
    answer_all,
    close_and_open,
    settled,
    triptych_of_six,
)
from tests.season_figures import (
    FIGURE_LINK,
    RULE_LINK,
    body_of,
    exported,
    live,
    number_in,
    recomputed,
    rules_of,
    shown,
    strays,
    strays_of_document,
)

pytestmark = pytest.mark.django_db
NOW = datetime(2027, 3, 2, 18, tzinfo=PARIS)


@pytest.fixture
def lived(triptych, room, monkeypatch):
    """Two territories of one name, one that waits, a draft; a season before it whose rows are never counted here."""
    monkeypatch.setattr(seating, "MOVES", 200)
    with time_machine.travel(NOW, tick=False):
        yield room.hold("lived", lambda: live_through(triptych, room.one("organiser")))["lived"]


def live_through(triptych, organiser):
    season = triptych.season
    before = SeasonFactory(number=1, status="archived")
    Territory.objects.filter(pk=triptych.territory_id).update(name="Val", sort_name="val")
    twin = triptych_of_six(season=season, rank=2, territory__name="Val")
    TriptychFactory(season=season, submitted=True, status="waiting", waiting_rank=1)
    TriptychFactory(season=season)
    payer = settled(Decimal("4500.35"), triptych=twin)
    issued = invoicing.issue_document(instalment=payer.instalments.get(), on=NOW.date())
    payments.record_payment(invoice=issued, amount=Decimal("100.10"), received_on=NOW.date(), by=organiser)
    for rank in (1, 2):
        triptych_of_six(season=before, rank=rank)
    assessment_round = AssessmentRoundFactory(season=season, opens_on=NOW.date(), closes_on=NOW.date())
    for person in twin.participants.order_by("pk")[:5]:
        answer_all(person, assessment_round)
    live(season, organiser, "4")
    live(before, organiser, "2")
    return {"lived": season, "organiser": organiser}


def test_every_number_of_the_report_has_a_figure_that_the_workbook_alone_gives_again(lived, desk):
    page = desk.get(f"{reverse('season_report')}?saison={lived.pk}").content.decode()
    found, book = shown(page), exported(desk, lived)

    assert strays(body_of(page)) == []
    assert set(found) == {one.key for one in declared(SeasonFigure)}
    assert found == recomputed(book)
    assert {key: found[key] for key in ("candidatures", "territoires", "attente", "engagements-part")} == {
        "candidatures": 3,
        "territoires": 2,
        "attente": 1,
        "engagements-part": 67,
    }
    assert (found["evaluation"], found["verse"]) == (4, Decimal("100.10"))


def test_a_figure_that_counts_wrong_is_found_by_the_workbook(lived, desk):
    """Each figure, one too many."""
    book = recomputed(exported(desk, lived))
    wrong = [
        dataclasses.replace(one, measure=lambda *rows, right=one.measure: (right(*rows) or 0) + 1)
        for one in declared(SeasonFigure)
    ]

    right = values_of(declared(SeasonFigure), [lived])[lived.pk]
    assert [one for one in right if one.value != book[one.figure.key]] == []
    assert [one for one in values_of(wrong, [lived])[lived.pk] if one.value == book[one.figure.key]] == []


def test_the_pdf_for_funders_says_the_same_figures_and_where_each_comes_from(lived, desk):
    page = desk.get(f"{reverse('season_report')}?saison={lived.pk}").content.decode()
    answered = desk.get(f"{reverse('season_report_pdf')}?saison={lived.pk}")
    html_of = render_to_string(
        "documents/season_report.html", season_report.document_context(User.objects.get(is_organiser=True), lived)
    )

    assert strays_of_document(html_of, (f"Saison {lived.number}",)) == []
    assert {key: number_in(html.unescape(text)) for key, text in RULE_LINK.findall(html_of)} == shown(page)
    assert rules_of(html_of) == set(shown(page))
    text = " ".join(" ".join(one.extract_text() for one in pypdf.PdfReader(io.BytesIO(answered.content)).pages).split())
    assert "Candidatures déposées 3" in text
    assert "D’où viennent ces chiffres" in text


def test_a_figure_opens_the_rows_that_make_it_and_a_figure_of_answers_never_does(lived, desk):
    rows = desk.get(f"{reverse('figure', args=['engagements-part'])}?saison={lived.pk}")
    assert (len(rows.context["counted"]), len(rows.context["others"])) == (2, 1)
    assertContains(rows, "Appeler le maire.")

    secret = desk.get(f"{reverse('figure', args=['evaluation'])}?saison={lived.pk}")
    assert (secret.context["counted"], secret.context["others"]) == ([], [])
    assertContains(secret, "Ce que chacun a répondu n’est montré à personne")
    assert desk.get(reverse("figure", args=["inconnu"])).status_code == 404


def test_only_the_rows_that_make_a_sum_count_and_amounts_are_written_in_french(lived, desk):
    page = desk.get(f"{reverse('figure', args=['convenu'])}?saison={lived.pk}")

    assert [cells[2] for _, cells in page.context["counted"]] == ["4\u202f500,35"]
    assert [cells[2] for _, cells in page.context["others"]] == ["0"]


def test_erasing_people_after_the_season_changes_no_figure(lived, desk):
    """But for who was erased before its last day: their seat was free when it ended."""
    lived.participants.update(answered_at=NOW)
    figures = [one for one in declared(SeasonFigure) if one.part.rank < 60]
    before = {one.figure.key: one.value for one in values_of(figures, [lived])[lived.pk]}
    for person in lived.participants.order_by("pk")[:3]:
        erasure.erase(email=person.email)

    after = values_of(figures, [lived])[lived.pk]
    assert {one.figure.key: one.value for one in after} == before
    lived.days.update(date=NOW.date() + timedelta(days=30))
    assert {one.figure.key: one.value for one in values_of(figures, [lived])[lived.pk]}["sieges-confirmes"] == 9


def test_common_positions_are_territories_not_answers(lived, desk):
    close_and_open(lived.rounds.get())
    for one in lived.triptychs.filter(status="admitted"):
        agree_on(one, lived.rounds.get())
    page = desk.get(f"{reverse('figure', args=['positions-communes'])}?saison={lived.pk}")

    assert [cells for _, cells in page.context["counted"]] == [["positionnement initial", "Val"]] * 2
    assertNotContains(page, "Ce que chacun a répondu")


def test_a_role_reads_its_own_figures_alone(lived, as_user, treasurer, facilitator):
    for user, read, closed in ((treasurer, "verse", "presence"), (facilitator, "presence", "verse")):
        client = as_user(user)
        found = shown(client.get(f"{reverse('season_report')}?saison={lived.pk}").content.decode())
        assert (read in found, closed in found) == (True, False)
        assert client.get(reverse("figure", args=[closed])).status_code == 403
        assert "evaluation" not in found


def test_a_season_that_does_without_a_part_shows_and_exports_nothing_of_it(lived, desk):
    Season.objects.filter(pk=lived.pk).update(follows_undertakings=False, is_evaluated=False)

    page = desk.get(f"{reverse('season_report')}?saison={lived.pk}")

    assertNotContains(page, "Engagements")
    assertNotContains(page, "Évaluation")
    assert not {"engagements", "evaluation"} & set(shown(page.content.decode()))
    assertContains(desk.get(f"{reverse('figure', args=['engagements'])}?saison={lived.pk}"), "s’en passe")
    assert not {"Engagements", "Questionnaires", "Réponses comptées"} & set(exported(desk, lived))
    assertNotContains(desk.get(f"{reverse('workbook')}?saison={lived.pk}"), "Engagements")
    assertContains(desk.get(f"{reverse('season_comparison')}?saison={lived.pk}"), "Engagements pris")  # the other one
    Season.objects.update(follows_undertakings=False)
    assertNotContains(desk.get(f"{reverse('season_comparison')}?saison={lived.pk}"), "Engagements pris")


def test_a_part_that_is_switched_on_again_counts_what_it_counted(lived, desk):
    before, figures = exported(desk, lived), declared(SeasonFigure)
    counted = [one.value for one in values_of(figures, [lived])[lived.pk]]
    parts = {one.key: getattr(lived, one.key) for one in declared(SeasonPart)}
    Season.objects.filter(pk=lived.pk).update(**dict.fromkeys(parts, False))
    assert exported(desk, lived) != before
    Season.objects.filter(pk=lived.pk).update(**parts)

    assert [one.value for one in values_of(figures, [lived])[lived.pk]] == counted
    assert exported(desk, lived) == before


def test_a_season_without_anything_says_what_to_do_for_each_figure(desk):
    empty = SeasonFactory()

    page = desk.get(f"{reverse('season_report')}?saison={empty.pk}").content.decode()

    assert set(shown(page).values()) <= {None, 0}
    for one in declared(SeasonFigure):
        assertContains(desk.get(f"{reverse('figure', args=[one.key])}?saison={empty.pk}"), spaced(one.sheet.empty))


def test_seasons_stand_side_by_side_each_figure_with_the_rows_of_its_own(lived, desk):
    page = desk.get(f"{reverse('season_comparison')}?saison={lived.pk}")
    lines = {one.figure.key: one for part in page.context["parts"] for one in part.lines}

    assert [one.number for one in page.context["seasons"]] == [1, lived.number]
    assert [(value.text, width) for value, width in lines["candidatures"].cells] == [("2", "147"), ("3", "220")]
    assert [value.text for value, _ in lines["evaluation"].cells] == ["2,0\u00a0sur 5", "4,0\u00a0sur 5"]
    assert [value.text for value, _ in lines["verse"].cells] == ["0\u00a0€", "100,10\u00a0€"]
    assertContains(page, "Moyenne des notes données par les participants")  # of what, and by whom
    links = {(key, season) for key, season, _ in FIGURE_LINK.findall(page.content.decode())}
    assert links == {(key, str(one.pk)) for key in lines for one in page.context["seasons"]}


def test_a_third_season_costs_no_query_more(lived, desk, organiser, django_assert_max_num_queries):
    asked = []
    for _ in range(2):
        with django_assert_max_num_queries(40) as queries:
            page = desk.get(f"{reverse('season_comparison')}?saison={lived.pk}")
        asked.append((len(page.context["seasons"]), len(queries)))
        another = SeasonFactory(number=len(asked) + 1)
        for rank in (1, 2):
            settled(Decimal("4000.10"), triptych=triptych_of_six(season=another, rank=rank))
        live(another, organiser, "3")

    assert asked == [(2, asked[0][1]), (3, asked[0][1])]
