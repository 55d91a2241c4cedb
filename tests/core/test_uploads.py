"""Private files are written whole or not at all, and swept when no row names them; one limit from the proxy on."""

import errno
import os
import re
import time
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage

from atelier.config import MAX_UPLOAD_BYTES
from atelier.core import tasks, uploads
from sessions.attendance import sign_in_sheets
from tests.factories import add_days
from tests.shared_files import a_pdf


def test_the_proxy_and_the_application_allow_what_is_said(settings):
    """A file of the most that is said passes each of them, with what is sent beside it."""
    told = Path(settings.BASE_DIR, "docs/operations.md").read_text(encoding="utf-8")
    megabytes = int(re.search(r"client_max_body_size (\d+)m;", told)[1])
    of_team = settings.REQUEST_BYTES["team"]

    assert MAX_UPLOAD_BYTES == 20_000_000
    assert f"{MAX_UPLOAD_BYTES // 1_000_000} MB that the application accepts" in told
    assert f"{of_team // 1_000_000} MB from the team" in " ".join(told.split())
    assert MAX_UPLOAD_BYTES + 500_000 < of_team <= megabytes * 2**20 < of_team + 2_000_000
    assert "20\u00a0Mo" in uploads.TOO_HEAVY
    # The proxy of the containers sets no limit of its own.
    assert "max_size" not in Path(settings.BASE_DIR, "compose.yaml").read_text(encoding="utf-8")


def write_half(self, name, content):
    """As much of the file as the disk takes."""
    Path(self.path(name)).parent.mkdir(parents=True, exist_ok=True)
    Path(self.path(name)).write_bytes(b"%PD")
    raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_leaves_no_half_file(settings, monkeypatch):
    monkeypatch.setattr(FileSystemStorage, "_save", write_half)

    with pytest.raises(OSError, match="No space"):
        default_storage.save("fichiers/a.pdf", ContentFile(b"%PDF-1.7"))

    assert list((settings.MEDIA_ROOT / "fichiers").iterdir()) == []


def test_a_file_is_there_once_it_is_whole(settings, monkeypatch):
    """What is written has another name until then."""
    seen = []
    plain = FileSystemStorage._save

    def note(self, name, content):
        seen.append(name)
        return plain(self, name, content)

    monkeypatch.setattr(FileSystemStorage, "_save", note)
    kept = default_storage.save("fichiers/a.pdf", ContentFile(b"%PDF-1.7"))

    with default_storage.open(kept) as file:
        assert (kept, file.read()) == ("fichiers/a.pdf", b"%PDF-1.7")
    assert [name.endswith(".part") for name in seen] == [True]
    assert [path.name for path in (settings.MEDIA_ROOT / "fichiers").iterdir()] == ["a.pdf"]


@pytest.mark.django_db
def test_what_no_row_names_is_swept_after_a_day(settings, participant, organiser):
    (day,) = add_days(participant.season, participant.season.call_closes_on)
    kept = sign_in_sheets.add_scan(day=day, file=a_pdf(), author=organiser)
    folder = settings.MEDIA_ROOT / "emargements"
    (settings.MEDIA_ROOT / "documents").mkdir()
    old = time.time() - uploads.ORPHAN_AGE - 60
    for path in (folder / "dead.pdf", folder / "half.pdf.1.part", settings.MEDIA_ROOT / "documents/x.pdf"):
        path.write_bytes(b"%PDF-")
        os.utime(path, (old, old))
    (folder / "young.pdf").write_bytes(b"%PDF-")
    os.utime(kept.file.path, (old, old))

    tasks.delete_orphans()

    left = {path.name for path in folder.iterdir()}
    assert left == {Path(kept.file.name).name, "young.pdf"}
    assert (settings.MEDIA_ROOT / "documents/x.pdf").exists()  # issued documents are no uploads
