"""What becomes of shared files: the scanner, the season's end, erasing, taking away, the archive, the booklet."""

import io
import json
import zipfile
from datetime import timedelta

import pypdf
import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from atelier.core import virus_scanner
from atelier.core.links import absolute_url
from atelier.operations.backup import archive, create
from atelier.privacy import data_export, erasure, retention
from atelier.privacy.models import TextToReview
from referential.models import Publication, Visibility
from sessions import tasks
from sessions.documents import booklets, rendering
from sessions.programme.models import Day
from sessions.shared_files import sharing
from sessions.shared_files.models import FileVersion, SharedFile
from tests.factories import UserFactory, add_days, triptych_of_six
from tests.shared_files import PDF, a_pdf, shared_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def scanner(settings, monkeypatch):
    """Says what the test puts into its list: the name of a virus, or None while it is away."""
    settings.CLAMD_SOCKET, says = "/run/clamav/clamd.ctl", [""]

    def find(file):
        if says[0] is None:
            raise virus_scanner.ScannerAway
        return says[0]

    monkeypatch.setattr(virus_scanner, "find_virus", find)
    return says


def publish(client, season):
    fields = {"title": "Le support", "visibility": "3", "file": a_pdf()}
    return client.post(f"{reverse('admin:share_file')}?saison={season.pk}", fields, follow=True)


def test_what_the_scanner_finds_harmful_is_refused(scanner, as_user, organiser, triptych):
    scanner[0] = "Eicar"

    assertContains(publish(as_user(organiser), triptych.season), "logiciel nuisible")
    assert (SharedFile.objects.count(), default_storage.exists("fichiers")) == (0, False)


@pytest.mark.parametrize(("then", "state", "status"), [("", "sound", 200), ("Eicar", "infected", 404)])
def test_while_the_scanner_is_away_nobody_reads_the_file(
    then, state, status, scanner, as_user, organiser, triptych, django_capture_on_commit_callbacks
):
    scanner[0] = None
    answer = publish(as_user(organiser), triptych.season)
    assertContains(answer, "L’antivirus ne répond pas")
    version = FileVersion.objects.get()
    read = [version.shared.get_absolute_url(), version.get_absolute_url()]
    team = reverse("admin:team_version", args=[version.shared_id, 1])
    person = triptych.participants.order_by("pk").first().user
    assert [as_user(person).get(address).status_code for address in read] == [404, 404]
    assert as_user(organiser).get(team).status_code == 404
    assertContains(as_user(organiser).get(reverse("admin:index")), "attend que l’antivirus réponde")
    tasks.scan_file(version.pk)
    assert FileVersion.objects.waiting().exists()

    scanner[0] = then
    with django_capture_on_commit_callbacks(execute=True):
        tasks.scan_file(version.pk)

    assert FileVersion.objects.get().scan == state
    assert as_user(person).get(read[1]).status_code == status
    assert default_storage.exists(version.file.name) == (status == 200)
    told = "contient un logiciel nuisible" in as_user(organiser).get(reverse("admin:index")).content.decode()
    assert told == (status == 404)


def test_a_draft_that_waits_is_said_to_nobody_who_may_not_open_it(scanner, as_user, organiser, facilitator, triptych):
    scanner[0] = None
    draft = shared_by(facilitator, season=triptych.season, visibility=Visibility.DRAFT)
    page = reverse("admin:change_shared_file", args=[draft.pk])

    assert as_user(organiser).get(page).status_code == 404
    assertNotContains(as_user(organiser).get(reverse("admin:index")), page)
    assertContains(as_user(facilitator).get(page), "attend l’antivirus")


def test_a_version_that_waits_leaves_the_former_one_to_readers(scanner, as_user, organiser, triptych):
    shared = shared_by(organiser, season=triptych.season)
    scanner[0] = None
    sharing.replace(shared=shared, by=organiser, file=a_pdf("v2.pdf", b"%PDF-1.7 deux"))
    reader = as_user(triptych.participants.order_by("pk").first().user)

    assert reader.get(reverse("sessions:file_version", args=[shared.pk, 1])).content == PDF
    assert reader.get(reverse("sessions:file_version", args=[shared.pk, 2])).status_code == 404


def test_without_its_socket_the_scanner_frees_nothing(scanner, settings, organiser, triptych):
    scanner[0] = None
    shared_by(organiser, season=triptych.season)
    settings.CLAMD_SOCKET = ""
    scanner[0] = ""

    tasks.scan_file(FileVersion.objects.get().pk)

    assert FileVersion.objects.waiting().exists()


def test_files_leave_five_years_after_the_last_day(organiser, triptych, django_capture_on_commit_callbacks):
    (day,) = add_days(triptych.season, timezone.localdate())
    shared_by(organiser, day=day)
    other = triptych_of_six(rank=1)
    add_days(other.season, timezone.localdate())
    kept = shared_by(organiser, season=other.season)
    Day.objects.filter(pk=day.pk).update(date=timezone.localdate() - timedelta(days=5 * 365))
    assert retention.due().shared == []
    Day.objects.filter(pk=day.pk).update(date=timezone.localdate() - timedelta(days=5 * 365 + 1))

    with django_capture_on_commit_callbacks(execute=True):
        assert retention.apply()["fichiers"] == 1

    assert list(SharedFile.objects.all()) == [kept]
    assert len(default_storage.listdir("fichiers")[1]) == 1


def test_whoever_published_takes_it_away_and_once_erased_leaves_no_name(organiser, triptych):
    gone = UserFactory(first_name="Zélie", last_name="Quernec", email="zelie@example.org")
    shared = shared_by(gone, season=triptych.season, title="Notes de Zélie Quernec", file=a_pdf("Zélie Quernec.pdf"))
    with zipfile.ZipFile(io.BytesIO(data_export.archive(gone))) as taken:
        plain = json.loads(taken.read("mes-donnees.json"))
    assert [row["intitulé"] for row in plain["Fichiers et liens"]["lignes"]] == ["Notes de Zélie Quernec"]
    assert [row["nom du fichier"] for row in plain["Versions des fichiers"]["lignes"]] == ["Zélie Quernec.pdf"]

    erasure.erase(email=gone.email, by=organiser)

    shared = SharedFile.objects.get(pk=shared.pk)
    assert "Quernec" not in f"{shared.author} {shared.newest.author}"
    listed = set(TextToReview.objects.values_list("content_type__model", "column"))
    assert {("sharedfile", "title"), ("fileversion", "file_name")} <= listed


def test_the_archive_holds_every_version(organiser, triptych, tmp_path, settings):
    shared = shared_by(organiser, season=triptych.season)
    sharing.replace(shared=shared, by=organiser, file=a_pdf("v2.pdf", b"%PDF-1.7 deux"))

    with archive.writing(tmp_path / "a.tar", archive.Manifest("", "", "", "d", {})) as writer:
        writer.add("d", io.BytesIO())
        create.add_files(writer, set(create.named_files.named()), tmp_path)

    kept = {f"media/{version.file.name}" for version in FileVersion.objects.all()}
    assert len(kept) == 2
    assert kept <= set(archive.read(tmp_path / "a.tar").members)


def test_the_booklet_says_what_all_its_readers_may_read(organiser, triptych):
    other = triptych_of_six(season=triptych.season, rank=2)
    elsewhere = triptych_of_six(rank=1)
    season, (day,) = triptych.season, add_days(triptych.season, timezone.localdate())
    told = [
        shared_by(organiser, triptych=triptych, title="Pour eux", visibility=Visibility.TERRITORY),
        shared_by(organiser, season=season, title="Pour le groupe"),
    ]
    by_day = shared_by(organiser, day=day, title="De la journée", url="https://example.org/")
    for circle in (Visibility.DRAFT, Visibility.TEAM):
        shared_by(organiser, triptych=triptych, visibility=circle)
    shared_by(organiser, triptych=other, visibility=Visibility.TERRITORY)
    shared_by(organiser, triptych=elsewhere, visibility=Visibility.SEASON)
    sharing.withdraw(shared=shared_by(organiser, season=season))

    found = {one["title"]: one["address"] for one in booklets.booklet_snapshot(triptych)["files"]}

    assert found == {one.title: absolute_url(one.get_absolute_url()) for one in [*told, by_day]}
    issued = rendering.render_booklet(booklets.issue_booklet(triptych)[0].pk)
    with default_storage.open(issued.pdf_path) as file:
        text = "".join(page.extract_text() for page in pypdf.PdfReader(file).pages)
    assert ("Pour le groupe" in text, absolute_url(by_day.get_absolute_url()) in text) == (True, True)


def test_erasing_lists_the_files_that_nobody_searches_for_somebody_to_open(desk, organiser, triptych):
    """Those that the person published, and those of their territory; of another, none."""
    person = triptych.participants.order_by("pk").first()
    other = triptych_of_six(season=triptych.season, rank=2)
    mine = shared_by(person.user, season=triptych.season, title="Publié")
    ours = shared_by(organiser, triptych=triptych, title="Du territoire")
    for beside in ({"triptych": other}, {"season": triptych.season}, {"triptych": triptych, "url": "https://x.fr/"}):
        shared_by(organiser, title="À côté", **beside)

    erasure.erase(email=person.email, by=organiser)

    rows = TextToReview.objects.filter(column="file")
    assert {int(one.object_pk) for one in rows} == {mine.newest.pk, ours.newest.pk}
    page = desk.get(reverse("admin:privacy_texttoreview_changelist"))
    assertContains(page, "que l’Atelier ne lit pas", count=2)
    one = desk.get(reverse("admin:privacy_texttoreview_change", args=[rows.get(object_pk=ours.newest.pk).pk]))
    assertContains(one, reverse("admin:change_shared_file", args=[ours.pk]))
    assertNotContains(one, "<textarea")
    saved = reverse("admin:privacy_texttoreview_change", args=[rows.order_by("pk")[0].pk])
    desk.post(saved, {})
    assert rows.waiting().count() == 1
    retention.apply()
    assert rows.waiting().count() == 1  # it waits as long as the file is there
    sharing.withdraw(shared=ours)
    sharing.erase(shared=ours)


def test_a_public_file_withdrawn_then_put_back_says_who_reads_it(desk, organiser, triptych):
    shared = shared_by(organiser, season=triptych.season)
    SharedFile.objects.filter(pk=shared.pk).update(visibility=Visibility.PUBLIC)
    publication = Publication.objects.create(
        source_key=f"fichier:{shared.pk}", kind="fichier ou lien", title=shared.title, sections=[],
        season=triptych.season, asked_by=organiser, state=Publication.State.GRANTED,
    )  # fmt: skip
    page = reverse("admin:change_shared_file", args=[shared.pk])

    desk.post(page, {"withdraw": "1"})
    put_back = desk.post(page, {"put_back": "1"}, follow=True)

    publication.refresh_from_db()
    assert publication.state == Publication.State.WITHDRAWN
    assertContains(put_back, "de nouveau proposé. Qui peut le lire\u00a0: l’équipe d’animation et moi.")
