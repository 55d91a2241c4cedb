"""An archive says what it holds, to the byte; anything else is refused in words."""

import hashlib
import io
import json
import tarfile
from dataclasses import asdict

import pytest
from django.apps import apps
from hypothesis import example, given, settings
from hypothesis import strategies as st

from atelier.operations.backup import archive, create, named_files
from atelier.operations.backup.archive import Manifest, Refused
from tests.factories import TriptychFactory, add_days

FILES = {"database.sqlite3": b"base" * 300, "media/a.pdf": b"a", "media/b/é.pdf": b"", "media/c.pdf": b"c" * 512}


def manifest():
    return Manifest("2026-11-27T10:00:00+01:00", "0.1.0", "demo", "database.sqlite3", {"seasons_season": 1})


def made(path):
    with archive.writing(path, manifest()) as writer:
        for name, content in FILES.items():
            writer.add(name, io.BytesIO(content))
    return path


PRINTS = {name: [len(data), hashlib.sha256(data).hexdigest()] for name, data in FILES.items()}


def remade(path, held, **changed):
    """An archive with another content and a seal that is right."""
    return sealed(path, held, json.dumps({**asdict(manifest()), "members": PRINTS, **changed}).encode())


def sealed(path, held, said):
    """An archive with these members, this manifest and a seal that is right."""
    with path.open("wb") as file, tarfile.open(fileobj=file, mode="w|") as tar:
        for name, content in held:
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
        member = tarfile.TarInfo(archive.MANIFEST)
        member.size = len(said)
        tar.addfile(member, io.BytesIO(said))
    path.write_bytes(path.read_bytes() + archive.seal(hashlib.sha256(path.read_bytes()).hexdigest()))
    return path


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    return made(tmp_path_factory.mktemp("archive") / "whole.tar").read_bytes()


def test_an_archive_is_read_and_unpacked_as_it_was_written(tmp_path):
    path = made(tmp_path / "a.tar")

    found = archive.read(path, into=tmp_path / "in")

    sizes = {name: [len(data), hashlib.sha256(data).hexdigest()] for name, data in FILES.items()}
    assert asdict(found) == {**asdict(manifest()), "members": sizes}
    unpacked = [file for file in (tmp_path / "in").rglob("*") if file.is_file()]
    assert {file.relative_to(tmp_path / "in").as_posix(): file.read_bytes() for file in unpacked} == FILES
    with tarfile.open(path) as tar:  # any reader of tar opens it
        assert tar.getnames() == [*FILES, "manifest.json"]


def test_an_archive_that_is_cut_anywhere_is_refused(whole, tmp_path):
    path = tmp_path / "cut.tar"
    borders = {*range(0, len(whole), 512), *(at + 1 for at in range(0, len(whole), 512)), len(whole) - 1}

    @settings(max_examples=200, deadline=None)
    @given(st.integers(0, len(whole) - 1))
    def refused(cut):
        path.write_bytes(whole[:cut])
        with pytest.raises(Refused, match="n’est pas une sauvegarde entière"):
            archive.read(path)

    refused()
    for cut in borders:
        refused.hypothesis.inner_test(cut)


def test_one_byte_that_changed_anywhere_is_refused(whole, tmp_path):
    path = tmp_path / "changed.tar"

    @settings(max_examples=500, deadline=None)
    @given(st.integers(0, len(whole) - 1), st.integers(1, 255))
    @example(155, 0x20)  # the last byte of the sum of a header, which tar does not look at
    @example(len(whole) - 1, 1)
    def refused(at, flip):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ flip]) + whole[at + 1 :])
        with pytest.raises(Refused):
            archive.read(path)

    refused()


def test_what_follows_the_end_is_refused(whole, tmp_path):
    (tmp_path / "long.tar").write_bytes(whole + b"\n")

    with pytest.raises(Refused, match="n’est pas une sauvegarde entière"):
        archive.read(tmp_path / "long.tar")


MEMBERS, OUTSIDE = list(FILES.items()), ("media/../../x", b"")


@pytest.mark.parametrize(
    ("members", "changed", "words"),
    [
        (MEMBERS[:-1], {}, "il y manque media/c.pdf"),
        (MEMBERS[1:], {}, "il y manque database.sqlite3"),
        ([*MEMBERS, ("media/de-trop.pdf", b"")], {}, "on y a ajouté media/de-trop.pdf"),
        ([*MEMBERS, MEMBERS[1]], {}, "on y trouve plusieurs fois media/a.pdf"),
        ([*MEMBERS[:-1], ("media/c.pdf", b"d" * 512)], {}, "media/c.pdf a changé"),
        ([*MEMBERS[:-1], ("media/c.pdf", b"c")], {}, "media/c.pdf a changé"),
        (MEMBERS, {"format": 2}, "d’un format que cette version du produit ne lit pas"),
        (MEMBERS, {"surprise": 1}, "ne se lit pas"),
        ([OUTSIDE], {"members": {OUTSIDE[0]: [0, ""]}, "database": OUTSIDE[0]}, "ne se lit pas"),
    ],
)
def test_a_member_that_is_missing_added_doubled_or_changed_is_named(tmp_path, members, changed, words):
    with pytest.raises(Refused, match=words):
        archive.read(remade(tmp_path / "a.tar", members, **changed), into=tmp_path / "in")

    assert not (tmp_path.parent / "x").exists()


def test_a_sparse_member_that_would_fill_the_disk_is_refused(tmp_path):
    path, size = tmp_path / "a.tar", 10_000_000
    holes = {"GNU.sparse.major": "0", "GNU.sparse.minor": "1", "GNU.sparse.map": "0,0", "GNU.sparse.size": str(size)}
    said = json.dumps(
        {**asdict(manifest()), "members": {"database.sqlite3": [size, hashlib.sha256(bytes(size)).hexdigest()]}}
    )
    with path.open("wb") as file, tarfile.open(fileobj=file, mode="w|", format=tarfile.PAX_FORMAT) as tar:
        member = tarfile.TarInfo("database.sqlite3")
        member.pax_headers = holes
        tar.addfile(member)
        member = tarfile.TarInfo(archive.MANIFEST)
        member.size = len(said)
        tar.addfile(member, io.BytesIO(said.encode()))
    path.write_bytes(path.read_bytes() + archive.seal(hashlib.sha256(path.read_bytes()).hexdigest()))

    with pytest.raises(Refused, match="ne se lit pas"):
        archive.read(path, into=tmp_path / "in")


@pytest.mark.parametrize(
    "content",
    ["[]", "3", "null", "[" * 100_000, '{"format": 1}']
    + [
        json.dumps({**asdict(manifest()), "members": {}, **changed})
        for changed in ({"members": []}, {"rows": 3}, {"members": {"database.sqlite3": 3}}, {"database": None})
    ],
)
def test_a_manifest_that_says_something_else_is_refused_in_words(tmp_path, content):
    with pytest.raises(Refused, match="ne se lit pas"):
        archive.read(sealed(tmp_path / "a.tar", MEMBERS, content.encode()))


def test_a_member_named_by_a_dot_is_refused_in_words(tmp_path):
    dot = (".", b"")
    with pytest.raises(Refused, match="ne se lit pas"):
        archive.read(
            remade(tmp_path / "a.tar", [*MEMBERS, dot], members={**PRINTS, ".": [0, PRINTS["media/b/é.pdf"][1]]})
        )


def test_a_folder_that_cannot_be_read_stops_the_backup(tmp_path, monkeypatch):
    """It was skipped, and the archive was called whole."""

    def refuse(folder):
        raise PermissionError(13, "Permission denied", str(folder))

    assert list(create.files_below(tmp_path / "never")) == []
    monkeypatch.setattr(create.os, "scandir", refuse)
    with pytest.raises(PermissionError):
        list(create.files_below(tmp_path))


def test_a_link_is_not_followed_out_of_the_archive(tmp_path):
    path = tmp_path / "a.tar"
    said = {**asdict(manifest()), "members": {"database.sqlite3": [0, hashlib.sha256(b"").hexdigest()]}}
    with tarfile.open(path, "w") as tar:
        link = tarfile.TarInfo("database.sqlite3")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
        tar.addfile(link)
        content = json.dumps(said).encode()
        member = tarfile.TarInfo(archive.MANIFEST)
        member.size = len(content)
        tar.addfile(member, io.BytesIO(content))
    path.write_bytes(path.read_bytes() + archive.seal(hashlib.sha256(path.read_bytes()).hexdigest()))

    with pytest.raises(Refused, match="ne se lit pas"):
        archive.read(path, into=tmp_path / "in")


def test_files_that_vanish_change_or_are_missing_are_said(tmp_path, settings, monkeypatch):
    root = tmp_path / "media"
    root.mkdir()
    settings.MEDIA_ROOT = root
    (root / "there.pdf").write_bytes(b"there")
    (root / "moving.pdf").write_bytes(b"")
    monkeypatch.setattr(create, "PAUSE", 0)
    monkeypatch.setattr(create, "files_below", lambda root: ["gone.pdf", "moving.pdf", "there.pdf"])
    copied = create.shutil.copyfileobj

    def meanwhile(source, target):
        copied(source, target)
        if source.name.endswith("moving.pdf"):
            with (root / "moving.pdf").open("ab") as file:
                file.write(b"more")

    monkeypatch.setattr(create.shutil, "copyfileobj", meanwhile)
    with archive.writing(tmp_path / "a.tar", manifest()) as writer:
        writer.add("database.sqlite3", io.BytesIO())
        create.add_files(writer, {"gone.pdf", "never.pdf", "there.pdf"}, tmp_path)
    monkeypatch.undo()

    found = archive.read(tmp_path / "a.tar")
    assert list(found.members) == ["database.sqlite3", "media/moving.pdf", "media/there.pdf"]
    assert found.members["media/moving.pdf"][0] == 16  # what the last try read, before « more » came a fifth time
    assert found.skipped == ["gone.pdf", "moving.pdf"]
    assert found.absent == ["gone.pdf", "never.pdf"]


def test_every_private_file_that_a_row_names_is_known(db, organiser, known):
    """`known` has a document of each kind; a workbook and a gathered file are made again."""
    named = set(named_files.named())

    kinds = {name.partition("/")[0] for name in named}
    assert {"convocations", "attestations", "candidatures"} <= kinds
    triptych = TriptychFactory(submitted=True)
    add_days(triptych.season)
    assert set(named_files.named()) == named  # nothing is drawn yet


def test_a_model_that_says_where_its_file_lies_says_it_by_a_name_that_a_backup_knows():
    made_again = {"Job", "Attachment"}
    unknown = [
        f"{model.__name__}.{name}"
        for model in apps.get_models()
        for name in dir(model)
        if (name == "path" or name.endswith("_path")) and name not in named_files.PROPERTIES
        if model.__name__ not in made_again
    ]
    assert unknown == []
