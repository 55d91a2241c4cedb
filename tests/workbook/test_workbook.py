"""The workbook of a season: what goes out, what comes in, what is shown before it is written."""

import io
from datetime import timedelta
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from atelier.accounts.models import User
from atelier.audit.models import Change
from atelier.outbox.models import Message
from atelier.seasons.models import Job
from atelier.spreadsheets import csv_file, workbook
from atelier.workbook import jobs
from contributions import negotiation
from contributions.models import Agreement, AmountStep
from sessions import attendance
from sessions.models import Attendance
from territories.models import Contact, Participant, Territory, Triptych
from tests.factories import ParticipantFactory, SeasonFactory, TriptychFactory, UserFactory, add_days

pytestmark = pytest.mark.django_db
PAGE = "/admin/classeur/"


@pytest.fixture
def desk(as_user, organiser):
    return as_user(organiser)


@pytest.fixture
def season(organiser):
    """Season 4: Val, admitted, with two people; one day noted; an amount proposed."""
    season = SeasonFactory(number=4)
    triptych = TriptychFactory(season=season, admitted=True, territory__name="Val", territory__code="62041")
    one = ParticipantFactory(triptych=triptych, last_name="Vial", email="zoe@example.org", phone="+33 6 39 98 00 01")
    ParticipantFactory(triptych=triptych, seat=2, last_name="Roy", email="ali@example.org", state="confirmed")
    (day,) = add_days(season, timezone.localdate())
    late = {"status": "late", "minutes": 10, "reason": "Train"}
    attendance.note(day=day, cells={(one, day.half_days.first()): late}, author=organiser)
    negotiation.step(triptych=triptych, kind=AmountStep.Kind.PROPOSED, amount=Decimal(4000), by=organiser)
    return season


def sent(desk, content, name="import.xlsx", **more):
    """Give a file; the job that it makes."""
    file = SimpleUploadedFile(name, content)
    response = desk.post(PAGE, {"file": file, "sheet": "", **more})
    return Job.objects.get(pk=response.url.split("/")[-2]) if response.status_code == 302 else response


def told(job):
    return [(row["sheet"], row["number"], row["state"], row["changes"], row["errors"]) for row in job.rows]


def written(desk, job):
    desk.post(reverse("workbook_apply", args=[job.pk]))
    job.refresh_from_db()
    return job


def book_of(season):
    """The workbook as it goes out, as lists that a test can change."""
    return {sheet.title: sheet.table(season) for sheet in jobs.SHEETS.values()}


def test_the_whole_season_goes_out_in_one_file(desk, season):
    response = desk.post(reverse("workbook_export"), {"sheet": "", "format": "xlsx"}, follow=True)

    book = openpyxl.load_workbook(io.BytesIO(response.content))
    assert book.sheetnames == ["Territoires", "Participants", "Présences", "Contributions"]
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

    job = sent(desk, workbook(book_of(season)))

    assert (job.state, job.total, told(job)) == ("read", 5, [])
    assertContains(desk.get(job.get_absolute_url()), "Il n’y a rien à écrire.")


def test_a_season_comes_in_from_nothing_in_one_file(desk, organiser):
    source = SeasonFactory(number=4)
    lead = UserFactory(email="l@example.org")
    triptych = TriptychFactory(season=source, admitted=True, territory__name="Val", lead=lead)
    ParticipantFactory(triptych=triptych, last_name="Vial", email="zoe@example.org")
    book = book_of(source)
    content = workbook({title: book[title] for title in ("Territoires", "Participants")})
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

    job = sent(desk, csv_file(people), "personnes.csv", sheet="participants", invite="on")
    assert Message.objects.count() == 0
    written(desk, job)

    assert Message.objects.get().to_email == "luc@example.org"
    luc = Participant.objects.get(email="luc@example.org")
    assert (luc.category.label, luc.seat, luc.state) == ("Agents", 1, "invited")


def test_each_kind_of_change_is_shown_then_written_and_signed(desk, organiser, season):
    book = book_of(season)
    book["Territoires"][1][1] = "Le Val"
    book["Participants"][2][5] = "adjointe"
    book["Présences"][1][5:8] = ["présent", "", ""]
    book["Contributions"][1][3] = 4200
    Change.objects.all().delete()

    job = sent(desk, workbook(book))
    assert [(sheet, changes) for sheet, _, _, changes, _ in told(job)] == [
        ("Territoires", [["Nom court", "rien", "Le Val"]]),
        ("Participants", [["Fonction", "maire", "adjointe"]]),
        ("Présences", [["Présence", "en retard", "présent"]]),
        ("Contributions", [["Convenu (€)", "rien", "4\u202f200\u00a0€"]]),
    ]
    page = desk.get(job.get_absolute_url())
    assertContains(page, "Écrire ces 4 lignes")
    assert Agreement.objects.get().agreed_amount is None
    assert Change.objects.count() == 0

    assert written(desk, job).written == 4
    assert Territory.objects.get().short_name == "Le Val"
    assert Attendance.objects.get().status == "present"
    assert Agreement.objects.get().agreed_amount == 4200
    assert {change.actor for change in Change.objects.select_related("actor")} == {organiser}
    assertContains(desk.get(job.get_absolute_url()), "Terminé\u00a0: 4 lignes écrites.")


@pytest.mark.parametrize(
    ("sheet", "line", "sentence"),
    [
        ("territoires", {"Territoire": "", "Nom court": "X"}, "« Territoire » est vide"),
        ("territoires", {"Territoire": "Neuf"}, "« Type » est vide « Département » est vide"),
        ("territoires", {"Territoire": "Neuf", "Type": "Royaume", "Département": "62"}, "« Royaume » n’est pas connu"),
        ("territoires", {"Territoire": "Neuf", "Type": "Commune", "Département": "9999"}, "choix valide"),
        ("territoires", {"Territoire": "Val", "SIRET de la structure": "12", "Structure porteuse": "X"}, "SIRET"),
        ("territoires", {"Territoire": "Val", "SIREN": "12"}, "SIREN"),
        ("territoires", {"Territoire": "Val", "Contribution envisagée (€)": "beaucoup"}, "montant en euros"),
        ("territoires", {"Territoire": "Val", "Courriel du référent": "pas une adresse"}, "courriel valide"),
        ("participants", {"Territoire": "Bois"}, "Aucun territoire de la saison ne s’appelle « Bois »"),
        ("participants", {"Catégorie": "rois"}, "Catégorie inconnue"),
        ("participants", {"Courriel": ""}, "« Courriel » est vide"),
        ("participants", {"Catégorie": "agents", "Courriel": "rien"}, "courriel"),
        ("participants", {}, "Plus de siège libre"),
        ("participants", {"Catégorie": "agents", "Fin du mandat ou du poste": "bientôt"}, "n’est pas une date"),
        ("participants", {"Catégorie": "agents", "Courriel": "zoe@example.org"}, "siège ailleurs"),
        ("presences", {"Journée": "7"}, "n’a pas de journée 7"),
        ("presences", {"Demi-journée": "nuit"}, "« nuit » n’est pas connu"),
        ("presences", {"Courriel": "inconnu@example.org"}, "Personne dans la saison"),
        ("presences", {"Présence": "peut-être"}, "« peut-être » n’est pas connu"),
        ("presences", {"Présence": "présent", "Minutes manquées": "5"}, "Les minutes vont avec"),
        ("presences", {"Minutes manquées": "dix"}, "n’est pas un nombre"),
        ("contributions", {"Convenu (€)": "1"}, "sort de la fourchette"),
        ("contributions", {"Convenu (€)": "-5"}, "montant en euros"),
        ("contributions", {"Territoire": "Bois"}, "Aucun territoire"),
    ],
)
def test_a_line_that_cannot_be_says_why_and_writes_nothing(desk, season, sheet, line, sentence):
    usual = {
        "territoires": {"Territoire": "Val"},
        "participants": {
            "Territoire": "Val", "Catégorie": "élus", "Prénom": "Luc", "Nom": "Neuf",
            "Fonction": "DGS", "Organisme": "Val", "Courriel": "luc@example.org",
        },
        "presences": {"Journée": "1", "Demi-journée": "matin", "Courriel": "zoe@example.org", "Présence": "en retard"},
        "contributions": {"Territoire": "Val"},
    }[sheet]  # fmt: skip
    line = {**usual, **line}

    job = sent(desk, csv_file([list(line), list(line.values())]), "lignes.csv", sheet=sheet)

    ((_, number, state, changes, errors),) = told(job)
    assert (number, state, changes) == (2, "wrong", [])
    assert sentence.replace("« ", "«\u00a0").replace(" »", "\u00a0»") in " ".join(errors)
    assertContains(desk.get(job.get_absolute_url()), "En erreur (1)")


def test_good_lines_are_written_beside_wrong_ones(desk, season):
    book = book_of(season)["Participants"]
    book[1][5], book[2][7] = "adjoint", "pas une adresse"

    job = sent(desk, workbook({"Participants": book}))
    assert written(desk, job).written == 1
    assertContains(desk.get(job.get_absolute_url()), "Non écrites (1)")


def test_two_lines_that_contradict_each_other_are_told_apart(desk, season):
    heads = ["Territoire", "Catégorie", "Prénom", "Nom", "Fonction", "Organisme", "Courriel"]
    line = ["Val", "agents", "Luc", "Neuf", "DGS", "Val", "luc@example.org"]
    renamed = ["Val", "agents", "Marc", "Autre", *line[4:]]

    job = sent(desk, csv_file([heads, line, line, renamed]), "a.csv", sheet="participants")

    # The second says the same as the first, the third gives its address to somebody else.
    assert [(number, state) for _, number, state, _, _ in told(job)] == [(2, "new"), (4, "changed")]


def test_what_changed_since_it_was_shown_is_not_written(desk, season):
    book = book_of(season)["Participants"]
    book[1][5] = "adjoint"
    job = sent(desk, workbook({"Participants": book}))
    person = Participant.objects.get(email="ali@example.org")
    person.position = "premier adjoint"
    person.save()

    written(desk, job)

    person.refresh_from_db()
    assert person.position == "premier adjoint"
    assertContains(desk.get(job.get_absolute_url()), "a changé depuis la relecture")


def test_a_closed_day_is_not_written_over(desk, organiser, season):
    book = book_of(season)["Présences"]
    book[1][5:7] = ["présent", ""]
    attendance.close(day=season.days.get(), author=organiser)

    assert "sont closes" in told(sent(desk, workbook({"Présences": book})))[0][4][0]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.xlsx", b"rien", "ne se lit pas"),
        ("a.pdf", b"%PDF", "ne se lit pas"),
        ("a.xlsx", workbook({"Autre": [["x"], ["y"]]}), "aucune ligne à lire"),
        ("a.csv", b"Territoire;Nom\r\nVal;X", "aucune ligne à lire"),
        ("a.xlsx", workbook({"Participants": [["Nom"], ["Vial"]]}), "il manque la colonne «\u00a0Territoire\u00a0»"),
        ("a.xlsx", workbook({"Participants": [["Nom"]]}), "aucune ligne à lire"),
        ("a.csv", b"x" * 1_000_001, "dépasse 1"),
    ],
)
def test_a_file_that_cannot_be_read_is_said(desk, season, name, content, sentence):
    assertContains(sent(desk, content, name), sentence)
    assert Job.objects.count() == 0


def test_a_long_file_is_a_worker_s(desk, season, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(jobs, "AT_ONCE", 1)
    called = []
    monkeypatch.setattr(jobs.tasks.run_job, "apply_async", lambda args, **more: called.append(args[0]))
    book = book_of(season)["Participants"]
    book[1][5] = "adjoint"
    with django_capture_on_commit_callbacks(execute=True):
        job = sent(desk, workbook({"Participants": book}))
    assert (job.state, called) == ("waiting", [job.pk])
    assertContains(desk.get(job.get_absolute_url()), 'hx-trigger="every 1s"')

    jobs.tasks.run_job(job.pk)
    with django_capture_on_commit_callbacks(execute=True):
        written(desk, job)
    assert (job.state, called) == ("applying", [job.pk, job.pk])
    assert jobs.run(job.pk).written == 1
    assert jobs.run(job.pk) is None


def test_a_worker_that_died_is_followed_by_another(desk, season, monkeypatch):
    monkeypatch.setattr(jobs, "AT_ONCE", 1)
    job = sent(desk, workbook(book_of(season)))
    Job.objects.filter(pk=job.pk).update(claimed_at=timezone.now())
    assert jobs.run(job.pk) is None

    Job.objects.filter(pk=job.pk).update(claimed_at=timezone.now() - timedelta(minutes=11))
    assert jobs.run(job.pk).state == "read"


def test_files_are_forgotten_after_a_week(desk, season):
    desk.post(reverse("workbook_export"), {"sheet": "", "format": "xlsx"})
    job = Job.objects.get()
    assert jobs.forget_old() == 0
    Job.objects.update(asked_at=timezone.now() - timedelta(days=8))
    assert jobs.forget_old() == 1
    assert not default_storage.exists(job.path)


def test_each_role_has_its_own_sheets(as_user, treasurer, facilitator, season):
    client = as_user(treasurer)
    assertContains(client.get(PAGE), "Contributions")
    assertNotContains(client.get(PAGE), "Participants")
    assert client.post(reverse("workbook_export"), {"sheet": "participants", "format": "csv"}).status_code == 404
    assertContains(sent(client, workbook(book_of(season))), "Votre rôle ne permet pas d’écrire")

    job = Job.objects.create(kind="export", season=season, author=treasurer, name="x.xlsx", sheets=["contributions"])
    assert as_user(facilitator).get(job.get_absolute_url()).status_code == 404
    assertContains(as_user(facilitator).get(PAGE), "Présences")


def test_an_export_that_does_not_exist_is_not_found(desk, season):
    for data in ({"sheet": "x", "format": "csv"}, {"sheet": "", "format": "csv"}, {"sheet": "", "format": "exe"}):
        assert desk.post(reverse("workbook_export"), data).status_code == 404
    assert desk.get(reverse("workbook_file", args=[sent(desk, workbook(book_of(season))).pk])).status_code == 404


def test_what_was_written_is_not_written_twice(desk, season):
    book = book_of(season)["Participants"]
    book[1][5] = "adjoint"
    job = written(desk, sent(desk, workbook({"Participants": book})))

    response = desk.post(reverse("workbook_apply", args=[job.pk]), follow=True)

    assertContains(response, "n’est plus à relire")
    assert User.objects.count() == 1
    assert Contact.objects.count() == 0
    assertRedirects(response, job.get_absolute_url())
