"""Files and links: published once, replaced, withdrawn, erased; read under closed headers by whoever may."""

import errno

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import IntegrityError
from django.urls import reverse
from django.utils import timezone
from pytest_django.asserts import assertContains, assertNotContains

from atelier.audit.models import Change
from atelier.seasons.models import Season
from referential.models import Visibility
from sessions.shared_files import sharing
from sessions.shared_files.models import FileVersion, SharedFile
from tests.factories import add_days, triptych_of_six
from tests.shared_files import PDF, a_pdf, office, shared_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(triptych):
    return add_days(triptych.season, timezone.localdate())[0]


@pytest.fixture
def reader(triptych, as_user):
    return as_user(triptych.participants.order_by("pk").first().user)


def page(shared):
    return reverse("admin:change_shared_file", args=[shared.pk])


def sent(season, **fields):
    """The address of the form, and what it is sent."""
    return f"{reverse('admin:share_file')}?saison={season.pk}", {"title": "Le support", "visibility": "3", **fields}


def files():
    folder = default_storage.listdir("fichiers") if default_storage.exists("fichiers") else ([], [])
    return len(folder[1])


def test_the_team_publishes_a_file_of_a_day_and_readers_meet_it(as_user, facilitator, triptych, held, reader):
    triptych_of_six(rank=2)  # another season, of which nothing is offered
    address, fields = sent(held.season, day=held.pk, file=a_pdf("Été \u202e2026.PDF"))
    form = as_user(facilitator).get(f"{address}&journee={held.pk}")
    assertContains(form, "20\u00a0Mo au plus")
    assert form.context["form"]["day"].value() == held.pk

    as_user(facilitator).post(address, fields)

    version = FileVersion.objects.get()
    assert (version.shared.day, version.file_name, version.number) == (held, "Été 2026.pdf", 1)
    assert "2026" not in version.file.name
    as_user(triptych.participants.order_by("pk").first().user)
    for name in ("space", "sessions:group", "sessions:day"):
        arguments = {"space": [], "sessions:group": [held.season.number]}.get(name, [held.season.number, held.number])
        assertContains(reader.get(reverse(name, args=arguments)), version.shared.get_absolute_url())
    assertContains(reader.get(version.shared.get_absolute_url()), version.get_absolute_url())


def test_bytes_come_as_an_attachment_under_closed_headers(organiser, triptych, reader):
    shared = shared_by(organiser, season=triptych.season, file=a_pdf("Été.pdf"))

    answer = reader.get(shared.newest.get_absolute_url())

    assert answer.content == PDF
    told = {name: answer[name] for name in ("Content-Type", "Cache-Control", "X-Content-Type-Options")}
    assert told == {
        "Content-Type": "application/pdf",
        "Cache-Control": "private, no-store",
        "X-Content-Type-Options": "nosniff",
    }
    assert set(answer["Content-Security-Policy"].split("; ")) == {"default-src 'none'", "sandbox"}
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''%C3%89t%C3%A9.pdf"


def test_a_link_is_https_alone_and_leads_away_from_its_page(as_user, organiser, triptych, reader):
    client = as_user(organiser)
    for url in ("http://example.org/film", "javascript:alert(1)", "ftp://example.org/a"):
        address, fields = sent(triptych.season, url=url)
        assertContains(client.post(address, fields), "https://")
    address, fields = sent(triptych.season, url="example.org/film")
    client.post(address, fields)

    shared = SharedFile.objects.get()
    reader = as_user(triptych.participants.order_by("pk").first().user)
    assertContains(reader.get(shared.get_absolute_url()), 'href="https://example.org/film" rel="noopener noreferrer"')
    assert reader.get(shared.newest.get_absolute_url()).url == shared.get_absolute_url()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "Choisissez un fichier, ou donnez un lien."),
        ({"file": a_pdf(), "url": "https://example.org/"}, "un seul des deux"),
        ({"file": a_pdf("a.pdf", b"")}, "est vide"),
        ({"file": a_pdf("a.exe", b"MZ\0")}, "nature acceptée"),
        ({"file": a_pdf("a.docx", office("docx", **{"word/vbaProject.bin": b"x"}))}, "macros"),
        ({"url": "https://lea:secret@example.org/"}, "sans identifiant ni mot de passe"),
        ({"url": "https://example.org\\@example.net/"}, "sans identifiant ni mot de passe"),
        ({"url": "https://example.org/", "visibility": "2"}, "dites lequel"),
        ({"url": "https://example.org/", "visibility": "4"}, "est à corriger"),
    ],
)
def test_what_is_refused_loses_nothing_typed(given, words, as_user, organiser, triptych):
    address, fields = sent(triptych.season, **{"title": "Un long titre", **given})
    if "file" in given:
        given["file"].seek(0)

    answer = as_user(organiser).post(address, fields)

    assertContains(answer, words)
    assertContains(answer, "Un long titre")
    assert (SharedFile.objects.count(), files()) == (0, 0)


def test_a_day_or_a_territory_of_another_season_is_refused(as_user, organiser, triptych, held):
    other = triptych_of_six(rank=1)
    address, fields = sent(other.season, url="https://example.org/", day=held.pk)
    assertContains(as_user(organiser).post(address, fields), "est à corriger")

    with pytest.raises(ValidationError, match="même saison"):
        shared_by(organiser, season=other.season, triptych=triptych)
    assert SharedFile.objects.count() == 0


def test_a_full_disk_is_said_and_nothing_is_kept(as_user, organiser, triptych, monkeypatch):
    def full(*arguments):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)
    address, fields = sent(triptych.season, title="Un long titre", file=a_pdf())

    answer = as_user(organiser).post(address, fields)

    assertContains(answer, "faute de place sur le serveur")
    assertContains(answer, "Un long titre")
    assert SharedFile.objects.count() == 0


def test_a_file_goes_when_its_row_is_not_written(organiser, triptych, monkeypatch):
    def fail(*arguments, **options):
        raise IntegrityError

    monkeypatch.setattr(FileVersion, "save", fail)
    with pytest.raises(IntegrityError):
        shared_by(organiser, season=triptych.season)

    assert (SharedFile.objects.count(), files()) == (0, 0)


def test_a_double_click_publishes_one_file(as_user, organiser, triptych):
    client = as_user(organiser)
    address, fields = sent(triptych.season)
    token = client.get(address).context["csrf_token"]

    answers = [client.post(address, {**fields, "csrfmiddlewaretoken": str(token), "file": a_pdf()}) for _ in range(2)]

    assert answers[0].url == answers[1].url
    assert (SharedFile.objects.count(), FileVersion.objects.count(), files()) == (1, 1, 1)


def test_a_new_version_keeps_the_former_for_the_team_and_says_so_to_readers(as_user, organiser, triptych, reader):
    shared = shared_by(organiser, season=triptych.season)
    former = shared.newest.get_absolute_url()
    as_user(organiser).post(page(shared), {"replace": "1", "file": a_pdf("v2.pdf", b"%PDF-1.7 deux")})
    reader = as_user(triptych.participants.order_by("pk").first().user)

    answer = reader.get(former, follow=True)
    assertContains(answer, "une version remplacée")
    last = SharedFile.objects.get().newest
    assert reader.get(last.get_absolute_url()).content == b"%PDF-1.7 deux"
    assert reader.get(reverse("sessions:file_version", args=[shared.pk, 3])).status_code == 404
    assertNotContains(reader.get(f"{shared.get_absolute_url()}?version=2"), "une version remplacée")
    team = as_user(organiser)
    assert [team.get(reverse("admin:team_version", args=[shared.pk, number])).content for number in (1, 2)] == [
        PDF, b"%PDF-1.7 deux",
    ]  # fmt: skip
    assertContains(team.get(page(shared)), "v2.pdf")


def test_what_is_withdrawn_is_met_by_the_team_alone_then_put_back_or_erased(as_user, organiser, triptych):
    shared = shared_by(organiser, season=triptych.season)
    person = triptych.participants.order_by("pk").first().user
    addresses = [shared.get_absolute_url(), shared.newest.get_absolute_url()]
    team = as_user(organiser)
    assertContains(team.post(page(shared), {"erase": "1"}, follow=True), "Retirez-le d’abord")
    team.post(page(shared), {"withdraw": "1"})
    assert [as_user(person).get(address).status_code for address in addresses] == [404, 404]
    assertContains(as_user(organiser).get(page(shared)), "Retiré le")
    as_user(organiser).post(page(shared), {"put_back": "1"})
    assert as_user(person).get(addresses[0]).status_code == 200

    team = as_user(organiser)
    team.post(page(shared), {"withdraw": "1"})
    assertContains(team.post(page(shared), {"erase": "1"}, follow=True), "est effacé")

    assert (SharedFile.objects.count(), FileVersion.objects.count()) == (0, 0)


def test_changing_a_title_keeps_what_others_did_since_the_page_was_read(organiser, triptych):
    shared = shared_by(organiser, triptych=triptych)
    read = SharedFile.objects.get(pk=shared.pk)
    sharing.withdraw(shared=shared)
    SharedFile.objects.filter(pk=shared.pk).update(visibility=Visibility.PUBLIC)
    read.title = "Le support relu"
    sharing.change(shared=read, stakes=[])

    shared.refresh_from_db()
    assert (shared.title, shared.is_public, shared.withdrawn_at is None) == ("Le support relu", True, False)
    read.refresh_from_db()
    SharedFile.objects.filter(pk=shared.pk).update(visibility=Visibility.TEAM)  # an agreement was taken back
    sharing.change(shared=read, stakes=[])
    shared.refresh_from_db()
    assert shared.visibility == Visibility.TEAM


def test_bytes_go_once_a_file_is_erased(organiser, triptych, django_capture_on_commit_callbacks):
    shared = shared_by(organiser, season=triptych.season)
    sharing.replace(shared=shared, by=organiser, file=a_pdf())
    sharing.withdraw(shared=shared)
    assert files() == 2

    with django_capture_on_commit_callbacks(execute=True):
        sharing.erase(shared=shared)

    assert files() == 0


def test_the_journal_says_who_published_replaced_and_withdrew(as_user, organiser, facilitator, triptych):
    address, fields = sent(triptych.season, file=a_pdf())
    as_user(organiser).post(address, fields)
    shared = SharedFile.objects.get()
    as_user(facilitator).post(page(shared), {"replace": "1", "url": "https://example.org/"})
    as_user(organiser).post(page(shared), {"withdraw": "1"})
    address, fields = sent(triptych.season, title="CANARI-SECRET", visibility="0", url="https://example.org/")
    as_user(organiser).post(address, fields)

    rows = Change.objects.filter(content_type__model__in=["sharedfile", "fileversion"]).order_by("pk")
    told = [(row.object_repr, row.get_action_display(), row.actor) for row in rows]
    assert told[:4] == [
        ("Le support", "create", organiser),
        ("Le support, version 1", "create", organiser),
        ("Le support, version 2", "create", facilitator),
        ("Le support", "update", organiser),
    ]
    assert not any("CANARI" in f"{row.object_repr}{row.changes}" for row in rows)


def test_a_season_without_shared_files_shows_none_anywhere(as_user, desk, organiser, triptych, held):
    shared = shared_by(organiser, day=held, triptych=triptych, title="CANARI-TITRE", visibility=Visibility.TERRITORY)
    person = triptych.participants.order_by("pk").first().user
    number = held.season.number
    read = [
        reverse("space"),
        reverse("sessions:group", args=[number]),
        reverse("sessions:day", args=[number, held.number]),
        reverse("referential:trajectory", args=[triptych.pk]),
    ]
    team = [
        reverse("admin:atelier_sessions_day_read", args=[held.pk]),
        reverse("admin:territories_triptych_read", args=[triptych.pk]),
        reverse("admin:atelier_sessions_day_change", args=[held.pk]),
    ]
    assert all("Fichiers et liens" in as_user(person).get(address).content.decode() for address in read)
    assert all("Fichiers et liens" in as_user(organiser).get(address).content.decode() for address in team)

    Season.objects.filter(pk=held.season_id).update(uses_shared_files=False)

    for user, addresses in ((person, read), (organiser, team)):
        for address in addresses:
            html = as_user(user).get(address).content.decode()
            assert ("CANARI" in html, "Fichiers et liens" in html) == (False, False)
    gone = [
        shared.get_absolute_url(),
        shared.newest.get_absolute_url(),
        page(shared),
        reverse("admin:team_version", args=[shared.pk, 1]),
        f"{reverse('admin:shared_files')}?saison={held.season_id}",
        f"{reverse('admin:share_file')}?saison={held.season_id}",
    ]
    assert {as_user(organiser).get(address).status_code for address in gone} == {404}
