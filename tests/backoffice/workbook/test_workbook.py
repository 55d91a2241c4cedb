"""The workbook of a season: what goes out, what comes in, who does it and who may."""

import io
from datetime import timedelta

import openpyxl
import pytest
import time_machine
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from atelier.accounts.models import User
from atelier.backoffice.workbook import import_export
from atelier.core import background
from atelier.core.declarations import declared
from atelier.core.spreadsheets import write_csv, write_xlsx
from atelier.outbox.models import Message
from atelier.seasons import jobs, tasks
from atelier.seasons.figures import FigureSheet
from atelier.seasons.models import Failure, Job
from territories.models import Contact, Participant, Territory, Triptych
from tests.backoffice.workbook.desk import PAGE, book_of, sent, told, written
from tests.factories import ParticipantFactory, SeasonFactory, TriptychFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_the_whole_season_goes_out_in_one_file(desk, season):
    response = desk.post(reverse("workbook_export"), {"sheet": "", "format": "xlsx"}, follow=True)

    book = openpyxl.load_workbook(io.BytesIO(response.content))
    figures = [one.title for one in declared(FigureSheet)]
    assert book.sheetnames == ["Territoires", "Participants", "Présences", "Contributions", *figures]
    people = [[cell.value for cell in row] for row in book["Participants"]]
    assert people[1][:5] == ["Val", "Élus", None, "Zoé", "Roy"]
    assert people[2][8] == "'+33 6 39 98 00 01"  # a formula for nobody
    presence = [[cell.value for cell in row] for row in book["Présences"]][1]
    assert presence[:8] == [1, "matin", "Val", "Zoé Vial", "zoe@example.org", "en retard", 10, "Train"]
    assert [cell.value for cell in book["Contributions"][2]][:3] == ["Val", 4500, 4000]


def test_one_sheet_goes_out_as_csv(desk, season):
    response = desk.post(reverse("workbook_export"), {"sheet": "contributions", "format": "csv"}, follow=True)

    assert response["Content-Type"].startswith("text/csv")
    assert response.content.decode("utf-8-sig").splitlines()[1].startswith("Val;4500,00;4000,00;")


def test_what_went_out_comes_back_without_a_change(desk, season):
    gone = Participant.objects.get(email="zoe@example.org")
    gone.state = "declined"  # with a presence noted before: an export has it all
    gone.save()

    job = sent(desk, write_xlsx(book_of(season)))

    assert (job.state, job.total, told(job)) == ("read", 5, [])
    assertContains(desk.get(job.get_absolute_url()), "Il n’y a rien à écrire.")


def test_a_season_comes_in_from_nothing_in_one_file(desk, organiser):
    source = SeasonFactory(number=4)
    lead = UserFactory(email="l@example.org")
    triptych = TriptychFactory(season=source, admitted=True, territory__name="Val", lead=lead)
    ParticipantFactory(triptych=triptych, last_name="Vial", email="zoe@example.org")
    book = book_of(source)
    content = write_xlsx({title: book[title] for title in ("Territoires", "Participants")})
    SeasonFactory(number=5)
    Territory.objects.update(name="Ailleurs", sort_name="ailleurs")

    job = sent(desk, content)
    assert [(sheet, state, errors) for sheet, _, state, _, errors in told(job)] == [
        ("Territoires", "new", []),
        ("Participants", "new", []),
    ]
    assert Triptych.objects.filter(season__number=5).count() == 0  # only shown

    assert written(desk, job).written == 2
    made = Triptych.objects.get(season__number=5)
    assert (made.territory.name, made.status, made.lead.user.email) == ("Val", "draft", "l@example.org")
    assert Participant.objects.get(triptych=made).email == "zoe@example.org"
    assert Message.objects.count() == 0  # nobody is written to unless asked
    assert not default_storage.exists(job.path)


def test_new_people_are_invited_when_asked(desk, season):
    people = [["Territoire", "Catégorie", "Prénom", "Nom", "Fonction", "Organisme", "Courriel"]]
    people.append(["val", "agent", "Luc", "Le Goff", "DGS", "Val", "luc@example.org"])

    job = sent(desk, write_csv(people), "personnes.csv", sheet="participants", invite="on")
    assert Message.objects.count() == 0
    written(desk, job)

    assert Message.objects.get().to_email == "luc@example.org"
    luc = Participant.objects.get(email="luc@example.org")
    assert (luc.category.label, luc.seat, luc.state) == ("Agents", 1, "invited")


def test_a_long_file_is_a_worker_s(desk, season, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(import_export, "AT_ONCE", 1)
    called = []
    monkeypatch.setattr(background.app, "send_task", lambda name, args, **more: called.append(args[0]))
    book = book_of(season)["Participants"]
    book[1][5] = "adjoint"
    with django_capture_on_commit_callbacks(execute=True):
        job = sent(desk, write_xlsx({"Participants": book}))
    assert (job.state, called) == ("waiting", [job.pk])
    assertContains(desk.get(job.get_absolute_url()), 'hx-trigger="every 1s"')

    tasks.run_job(job.pk)
    with django_capture_on_commit_callbacks(execute=True):
        written(desk, job)
    assert (job.state, called) == ("applying", [job.pk, job.pk])
    assert jobs.run(job.pk).written == 1
    assert jobs.run(job.pk) is None


def killed(job):
    raise SystemExit


def test_a_worker_that_died_is_followed_by_another(desk, season, monkeypatch):
    monkeypatch.setattr(import_export, "AT_ONCE", 1)
    job = sent(desk, write_xlsx(book_of(season)))
    rehearse = import_export.rehearse
    monkeypatch.setattr(import_export, "rehearse", killed)
    with pytest.raises(SystemExit):
        jobs.run(job.pk)
    monkeypatch.setattr(import_export, "rehearse", rehearse)
    assert jobs.run(job.pk) is None

    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        assert jobs.run(job.pk).state == "read"


def test_a_job_that_kills_its_worker_three_times_ends_and_says_so(desk, season, monkeypatch):
    monkeypatch.setattr(import_export, "AT_ONCE", 1)
    job = sent(desk, write_xlsx(book_of(season)))
    monkeypatch.setattr(import_export, "rehearse", killed)
    tries = 0
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(10):
            try:
                jobs.run(job.pk)
            except SystemExit:
                tries += 1
            clock.shift(timedelta(minutes=11))

    assert tries == 3
    assertContains(desk.get(job.get_absolute_url()), "s’est interrompu à chaque essai")
    assert desk.get(PAGE).status_code == 200
    assert not Failure.objects.exists()


def test_files_are_forgotten_after_a_week(desk, season):
    desk.post(reverse("workbook_export"), {"sheet": "", "format": "xlsx"})
    job = Job.objects.get()
    assert jobs.delete_expired() == 0
    Job.objects.update(asked_at=timezone.now() - timedelta(days=8))
    assert jobs.delete_expired() == 1
    assert not default_storage.exists(job.path)


def test_each_role_has_its_own_sheets(as_user, treasurer, facilitator, season):
    client = as_user(treasurer)
    assertContains(client.get(PAGE), "Contributions")
    assertNotContains(client.get(PAGE), "Participants")
    assert client.post(reverse("workbook_export"), {"sheet": "participants", "format": "csv"}).status_code == 404
    assertContains(sent(client, write_xlsx(book_of(season))), "Votre rôle ne permet pas d’écrire")

    job = Job.objects.create(kind="export", season=season, author=treasurer, name="x.xlsx", sheets=["contributions"])
    assert as_user(facilitator).get(job.get_absolute_url()).status_code == 404
    assertContains(as_user(facilitator).get(PAGE), "Présences")


def test_an_export_that_does_not_exist_is_not_found(desk, season):
    for data in ({"sheet": "x", "format": "csv"}, {"sheet": "", "format": "csv"}, {"sheet": "", "format": "exe"}):
        assert desk.post(reverse("workbook_export"), data).status_code == 404
    assert desk.get(reverse("workbook_file", args=[sent(desk, write_xlsx(book_of(season))).pk])).status_code == 404


def test_what_was_written_is_not_written_twice(desk, season):
    book = book_of(season)["Participants"]
    book[1][5] = "adjoint"
    job = written(desk, sent(desk, write_xlsx({"Participants": book})))

    response = desk.post(reverse("workbook_apply", args=[job.pk]), follow=True)

    assertContains(response, "n’est plus à relire")
    assert User.objects.count() == 1
    assert Contact.objects.count() == 0
    assertRedirects(response, job.get_absolute_url())


def test_a_fault_of_ours_ends_the_work_and_is_said(desk, season, monkeypatch):
    def broken(job):
        raise KeyError

    monkeypatch.setattr(import_export, "rehearse", broken)
    job = sent(desk, write_xlsx(book_of(season)))

    assert job.state == "failed"
    assertContains(desk.get(job.get_absolute_url()), "une erreur de notre part")
    assert jobs.run(job.pk) is None
