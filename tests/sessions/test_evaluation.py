"""Evaluation of days and seasons: who is asked, answers without names, results once and of five or more."""

import base64
from datetime import timedelta
from io import BytesIO

import pypdf
import pytest
from auditlog.models import LogEntry
from django.contrib.admin.models import LogEntry as DjangoLogEntry
from django.core.exceptions import ValidationError
from django.core.serializers import serialize
from django.db import connection
from django.urls import reverse
from pytest_django.asserts import assertContains, assertNotContains

from sessions import models as tables
from sessions.evaluation import audiences, printing, questionnaires, results
from sessions.evaluation.models import Answer, HasAnswered, Improvement, Questionnaire, SealedAnswer
from sessions.evaluation.reminders import TRIGGERS
from tests.admin_actions import shown_by
from tests.evaluation import answer, posted
from tests.factories import SeasonFactory, triptych_of_six

pytestmark = pytest.mark.django_db


def recipients(questionnaire):
    (occurrence,) = [
        one for one in TRIGGERS[0].find([questionnaire.season]) if one.ref == f"questionnaire:{questionnaire.pk}"
    ]
    return {one.ref for one in occurrence.draw().recipients}


def test_those_present_at_the_end_of_the_day_are_asked(as_user, of_day, people):
    left, late, remote = people[:3]
    left.attendances.update(status="left_early")
    late.attendances.update(status="late")
    remote.attendances.update(status="remote")

    assert set(audiences.people_asked(of_day)) == set(people[1:])
    assert as_user(left.user).get(of_day.get_absolute_url()).status_code == 404
    assert as_user(late.user).get(of_day.get_absolute_url()).status_code == 200


def test_all_are_asked_ninety_days_after_the_last_day(of_day, people):
    later = Questionnaire.objects.get(day=None, audience="participants")

    assert later.opens_on == of_day.day.date + timedelta(days=90)
    assert set(audiences.people_asked(later)) == set(people)
    with pytest.raises(ValidationError, match="pas encore ouvert"):
        answer(later, people[0])


def test_questionnaires_are_prepared_once_and_need_a_day(of_day):
    assert questionnaires.prepare(of_day.season) == 0
    with pytest.raises(ValidationError, match="pas de journée"):
        questionnaires.prepare(SeasonFactory(number=97))


def test_an_answer_is_posted_and_only_once(as_user, of_day, people):
    client, address = as_user(people[0].user), of_day.get_absolute_url()

    assertContains(client.post(address, posted(of_day)), "votre réponse est gardée")
    assertContains(client.get(address), "Vous avez déjà répondu")
    assertContains(client.post(address, posted(of_day)), "Vous avez déjà répondu")
    assert (HasAnswered.objects.count(), SealedAnswer.objects.count()) == (1, 1)


def test_what_was_typed_stays_when_something_is_missing(as_user, of_day, people):
    data = posted(of_day, words="Le café d’accueil")
    del data["question-1"]

    response = as_user(people[0].user).post(of_day.get_absolute_url(), data)

    assertContains(response, "Choisissez une réponse.")
    assertContains(response, "Le café d’accueil")
    assert not SealedAnswer.objects.exists()


def test_what_is_not_open_yet_is_not_closed(of_day):
    later = Questionnaire.objects.get(day=None, audience="participants")

    with pytest.raises(ValidationError, match="pas encore ouvert"):
        questionnaires.close(questionnaire=later)


def test_whoever_has_answered_is_not_written_to(of_day, people):
    before = recipients(of_day)
    answer(of_day, people[0])

    assert before - recipients(of_day) == {f"participant:{people[0].pk}"}


def test_results_appear_once_from_five_answers_on(desk, of_day, people):
    for scale, person in zip("12345", people, strict=False):
        answer(of_day, person, scale, f"Mot {scale}")
    page = reverse("admin:questionnaire", args=[of_day.pk])
    assertContains(desk.get(page), str(people[5]))
    assertNotContains(desk.get(page), "Mot 1")

    closing = reverse("admin:close_questionnaire", args=[of_day.pk])
    desk.post(closing, shown_by(desk.get(closing)))

    of_day.refresh_from_db()
    first, *_, last = results.results_of(of_day)
    assert ([bar.count for bar in first.bars], first.mean) == ([1, 1, 1, 1, 1], 3)
    assert last.words == tuple(f"Mot {scale}" for scale in "12345")
    assert (results.rate_of(of_day).answered, results.rate_of(of_day).percent) == (5, 83)
    assertContains(desk.get(page), "Mot 1")
    assertNotContains(desk.get(page), str(people[5]))
    with pytest.raises(ValidationError, match="clos"):
        answer(of_day, people[5])
    with pytest.raises(ValidationError, match="déjà clos"):
        questionnaires.close(questionnaire=of_day)


def test_four_answers_are_destroyed_unread(of_day, people):
    for person in people[:4]:
        answer(of_day, person, words="Secret")

    closed = questionnaires.close(questionnaire=of_day)

    assert (closed.answered, results.results_of(closed), results.means_by_season()) == (4, [], [])
    assert not any(model.objects.exists() for model in (Answer, SealedAnswer, HasAnswered))


def test_the_database_without_the_keys_says_nothing_of_an_open_questionnaire(of_day, people):
    """Six answers of six people: one size, no time, random keys, nothing of what they say in any table."""
    for number, person in enumerate(people):
        answer(of_day, person, words="Canari" * (1 + 15 * number))

    rows = list(SealedAnswer.objects.order_by("pk"))
    assert len({len(one.content) for one in rows}) == 1
    assert {field.name for field in SealedAnswer._meta.fields} == {"id", "questionnaire", "content"}
    assert {field.name for field in HasAnswered._meta.fields} == {"id", "questionnaire", "participant", "user"}
    assert {one.pk.version for one in [*rows, *HasAnswered.objects.all()]} == {4}
    assert all(b"Canari" not in bytes(one.content) for one in rows)
    assert len({bytes(one.content)[:40] for one in rows}) == 6  # the same answer twice is not seen to be the same
    assert _times(rows) == {0}


def _times(rows):
    return {int.from_bytes(base64.urlsafe_b64decode(bytes(one.content))[1:9]) for one in rows}


def test_the_database_says_nothing_after_closing_either(of_day, people):
    """Values stand apart, shuffled, in no table beside a person; whoever answered is forgotten."""
    for person in people:
        answer(of_day, person, words=f"Mot {person.pk}")
    questionnaires.close(questionnaire=of_day)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT text FROM {Answer._meta.db_table} WHERE text LIKE 'Mot %'")  # as they lie in the file
        orders = [text for (text,) in cursor.fetchall()]

    assert sorted(orders) == sorted(2 * [f"Mot {person.pk}" for person in people])
    assert {field.name for field in Answer._meta.fields} == {"id", "question", "text", "stake"}
    assert not HasAnswered.objects.exists()
    assert not SealedAnswer.objects.exists()


def test_values_are_shuffled_before_they_are_written(of_day, people, monkeypatch):
    monkeypatch.setattr(questionnaires, "_shuffle", lambda rows: rows.sort(key=lambda row: row.text, reverse=True))
    written = []
    monkeypatch.setattr(Answer.objects, "bulk_create", written.extend)
    for scale, person in zip("135241", people, strict=True):
        answer(of_day, person, scale)

    questionnaires.close(questionnaire=of_day)

    texts = [one.text for one in written]
    assert texts == sorted(texts, reverse=True)
    assert len(texts) == 6 * (3 + 1 + 2)


def test_no_page_of_an_organiser_changes_with_what_was_answered(desk, of_day, people):
    """Before closing, pages say who is missing, and the same whatever the answer says."""
    pages = [reverse("admin:evaluation"), reverse("admin:questionnaire", args=[of_day.pk])]
    answer(of_day, people[0], "1", "Rien à garder")
    said = [desk.get(page).content.decode() for page in pages]

    assert not any("Rien à garder" in page or "Moyenne" in page for page in said)
    assert f"{people[0]}," not in said[1]
    assert "Rien à garder" not in serialize("json", tables.Questionnaire.objects.all())


def test_whoever_left_since_still_counts_among_those_asked(of_day, people):
    for person in people:
        answer(of_day, person)
    tables.Attendance.objects.filter(participant=people[0]).delete()
    closed = questionnaires.close(questionnaire=of_day)

    assert (closed.answered, closed.asked) == (6, 6)


def test_the_journal_holds_nothing_of_who_answered_what(of_day, people):
    for person in people:
        answer(of_day, person, words="À garder")
    questionnaires.close(questionnaire=of_day)

    written = {model.__name__.lower() for model in (HasAnswered, SealedAnswer, Answer)}
    assert not LogEntry.objects.filter(content_type__model__in=written).exists()
    assert not DjangoLogEntry.objects.filter(content_type__model__in=written).exists()


def test_hidden_columns_order_answers_by_nothing(of_day, people):
    """PostgreSQL keeps the transaction and the place of each row: one transaction wrote them all, shuffled."""
    if connection.vendor != "postgresql":
        pytest.skip("hidden columns of PostgreSQL")
    for person in people:
        answer(of_day, person, words=f"De {person.pk}")
    questionnaires.close(questionnaire=of_day)

    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT xmin::text FROM atelier_sessions_answer")
        assert len(cursor.fetchall()) == 1
        cursor.execute("SELECT question_id FROM atelier_sessions_answer ORDER BY ctid")
        placed = [pk for (pk,) in cursor.fetchall()]
    assert placed != sorted(placed)


def test_a_lost_key_is_said_and_loses_nothing(of_day, people, settings):
    for person in people:
        answer(of_day, person)
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another-key-" * 5
    with pytest.raises(ValidationError, match="OLD_SECRET_KEYS"):
        questionnaires.close(questionnaire=of_day)
    assert SealedAnswer.objects.count() == 6

    settings.SECRET_KEY_FALLBACKS = [former]
    assert questionnaires.close(questionnaire=of_day).answered == 6


def test_seasons_are_compared_by_what_may_be_shown(of_day, people):
    other = triptych_of_six(rank=3).season
    for person in people:
        answer(of_day, person, "2")
    questionnaires.close(questionnaire=of_day)

    assert results.means_by_season() == [(of_day.season, 6, 2)]
    assert other != of_day.season


def test_a_decision_is_noted_and_done(desk, of_day):
    page = f"{reverse('admin:evaluation')}?saison={of_day.season_id}"
    desk.post(page, {"finding": "Trop court", "decision": "Finir à 17 h", "owner": "L’équipe"})
    one = Improvement.objects.get()
    assertContains(desk.get(page), "Finir à 17 h")
    for state in ("done", "to_do"):
        desk.post(page, {"improvement": one.pk, "state": state})
        one.refresh_from_db()
        assert (one.state, one.is_done) == (state, state == "done")
    desk.post(page, {"improvement": one.pk, "finding": "Trop long", "decision": "Finir à 16 h", "owner": "L’équipe"})
    assert [one.finding for one in Improvement.objects.all()] == ["Trop long"]
    assertContains(
        desk.post(page, {"improvement": one.pk, "remove": "1"}, follow=True), "Finir à 16 h\u00a0» est effacée"
    )
    assert not Improvement.objects.exists()


def test_a_season_without_questionnaire_says_what_to_do(desk, triptych):
    page = f"{reverse('admin:evaluation')}?saison={triptych.season_id}"
    assertContains(desk.get(page), "Préparez les questionnaires")
    assert "pas de journée" in desk.post(page, {"prepare": "1"}, follow=True).content.decode()


def test_the_sheet_has_the_address_and_the_report_the_results(of_day, people):
    for person in people:
        answer(of_day, person, words="À garder")
    assert of_day.get_absolute_url() in _text(printing.poster(of_day))
    assert "À garder" not in _text(printing.report(of_day))

    report = _text(printing.report(questionnaires.close(questionnaire=of_day)))

    assert "À garder" in report
    assert "6 sur 6" in report


def _text(content):
    return "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages)
