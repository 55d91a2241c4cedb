"""The file that a backup is: a tar that any tar reads, then one line with the SHA-256 of all that comes before.

Members: the copy of the database, the files under `media/`, and last the manifest, which says the size and the SHA-256
of each of the others. They are taken while a member goes in: the manifest says what the archive holds, whatever
becomes of the disk meanwhile. It can only be written last; an archive that was cut has no last line, and one byte
changed anywhere, headers and padding included, makes that line wrong. `read` refuses all of it before anybody used
any of it.
"""

import hashlib
import io
import json
import os
import shutil
import tarfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path, PurePosixPath
from typing import IO, Any, BinaryIO, cast

FORMAT = 1
MANIFEST, MEDIA = "manifest.json", "media"
SEAL = b"\natelier-sha256 "
SEAL_LENGTH = len(SEAL) + 64 + 1


class Refused(Exception):
    """Said to whoever asked, in words."""


@dataclass
class Manifest:
    """What an archive holds. `members` is {name: [size, SHA-256]}, `rows` {table: how many}.

    `skipped` are the files that vanished or went on changing while they were read, `absent` those that a row of the
    database names and that are not there.
    """

    made_at: str
    product: str
    mode: str
    database: str
    rows: dict[str, int]
    members: dict[str, list] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    format: int = FORMAT


class Hashing:
    """A file that is hashed as it is read or written."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.sha256 = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(size)
        self.sha256.update(data)
        return data

    def write(self, data: bytes) -> int:
        self.sha256.update(data)
        return self.file.write(data)


class Writer:
    def __init__(self, tar: tarfile.TarFile, manifest: Manifest) -> None:
        self.tar, self.manifest = tar, manifest

    def add(self, name: str, file: BinaryIO) -> None:
        """All that this file holds, from its beginning."""
        member = tarfile.TarInfo(name)
        member.size, member.mode = file.seek(0, os.SEEK_END), 0o600
        file.seek(0)
        source = Hashing(file)
        self.tar.addfile(member, source)
        self.manifest.members[name] = [member.size, source.sha256.hexdigest()]


@contextmanager
def writing(path: Path, manifest: Manifest) -> Iterator[Writer]:
    with path.open("xb") as file:
        sink = Hashing(file)
        with tarfile.open(fileobj=cast(IO[bytes], sink), mode="w|", format=tarfile.PAX_FORMAT) as tar:
            yield Writer(tar, manifest)
            _add_manifest(tar, manifest)
        file.write(seal(sink.sha256.hexdigest()))
        file.flush()
        os.fsync(file.fileno())


def _add_manifest(tar: tarfile.TarFile, manifest: Manifest) -> None:
    content = json.dumps(asdict(manifest), indent=1).encode()
    member = tarfile.TarInfo(MANIFEST)
    member.size, member.mode = len(content), 0o600
    tar.addfile(member, io.BytesIO(content))


def seal(digest: str) -> bytes:
    return SEAL + digest.encode() + b"\n"


def read(path: Path, into: Path | None = None) -> Manifest:
    """Look at every byte of an archive; unpack it in a new folder if one is given. Raises Refused, in words."""
    try:
        _refuse_broken_seal(path)
        with tarfile.open(path, "r:") as tar:
            if any(member.issparse() for member in tar.getmembers()):
                raise tarfile.ReadError("un fichier y est creux")  # a few bytes that would fill the disk
            *names, last = tar.getnames() or [""]
            manifest = _manifest_of(tar, last)
            _refuse_other_members(names, manifest)
            for member in tar.getmembers()[:-1]:
                _check_member(tar, member, manifest, into)
    except (OSError, tarfile.TarError, ValueError, RecursionError) as error:
        raise Refused(f"Cette sauvegarde ne se lit pas\u00a0: {path.name} ({error}).") from error
    return manifest


def _refuse_broken_seal(path: Path) -> None:
    """The last line, and the fingerprint of all that comes before it."""
    with path.open("rb") as file:
        length = file.seek(0, os.SEEK_END) - SEAL_LENGTH
        file.seek(max(length, 0))
        last = file.read()
        if not last.startswith(SEAL):
            raise Refused(
                f"Ce fichier n’est pas une sauvegarde entière\u00a0: la fin de {path.name} manque, ou a été changée."
            )
        if last != seal(_fingerprint_of(file, length)):
            raise Refused(f"Cette sauvegarde est abîmée\u00a0: {path.name} n’est plus ce qui a été écrit.")


def _fingerprint_of(file: BinaryIO, length: int) -> str:
    """SHA-256 of the first `length` bytes."""
    file.seek(0)
    digest = hashlib.sha256()
    while length > 0 and (data := file.read(min(length, 1 << 20))):
        digest.update(data)
        length -= len(data)
    return digest.hexdigest()


def _manifest_of(tar: tarfile.TarFile, last: str) -> Manifest:
    if last != MANIFEST:
        raise tarfile.ReadError("son manifeste n’est pas à la fin")
    file = tar.extractfile(last)
    said = json.loads(file.read()) if file else None
    if not isinstance(said, dict):
        raise tarfile.ReadError("son manifeste n’en est pas un")
    if said.get("format") != FORMAT:
        raise Refused("Cette sauvegarde est d’un format que cette version du produit ne lit pas.")
    if said.keys() != {one.name for one in fields(Manifest)} or not _is_manifest(Manifest(**said)):
        raise tarfile.ReadError("son manifeste n’en est pas un")
    return Manifest(**said)


def _is_manifest(said: Any) -> bool:
    """Whether each value is of the type that is announced: an archive may come from anywhere."""
    texts = [said.made_at, said.product, said.mode, said.database]
    if not isinstance(said.skipped, list) or not isinstance(said.absent, list):
        return False
    if not isinstance(said.rows, dict) or not isinstance(said.members, dict):
        return False
    return (
        all(isinstance(one, str) for one in [*texts, *said.skipped, *said.absent])
        and all(isinstance(rows, int) for rows in said.rows.values())
        and all(isinstance(one, list) and [*map(type, one)] == [int, str] for one in said.members.values())
    )


def _refuse_other_members(names: list[str], manifest: Manifest) -> None:
    """Each name of the manifest once, and no other."""
    for sentence, wrong in (
        ("il y manque", manifest.members.keys() - set(names) | {manifest.database} - set(names)),
        ("on y a ajouté", set(names) - manifest.members.keys()),
        ("on y trouve plusieurs fois", {name for name, times in Counter(names).items() if times > 1}),
    ):
        if wrong:
            raise Refused(f"Cette sauvegarde est abîmée\u00a0: {sentence} {', '.join(sorted(wrong)[:5])}.")


def _check_member(
    tar: tarfile.TarFile,
    member: tarfile.TarInfo,
    manifest: Manifest,
    into: Path | None,
) -> None:
    """Its size and its fingerprint are those of the manifest; it lies in the folder and nowhere else."""
    where = PurePosixPath(member.name)
    is_inside = member.name == manifest.database or (where.parts[:1] == (MEDIA,) and len(where.parts) > 1)
    is_safe = member.isreg() and is_inside and not where.is_absolute() and ".." not in where.parts
    file = tar.extractfile(member) if is_safe else None
    if file is None:
        raise tarfile.ReadError(member.name)
    source = Hashing(file)
    if into is None:
        while source.read(1 << 20):
            pass
    else:
        for folder in [into, *(into / one for one in reversed(where.parents))]:
            folder.mkdir(mode=0o700, exist_ok=True)
        with open(into / where, "xb", opener=_open_private) as file:
            shutil.copyfileobj(source, file)
    if [member.size, source.sha256.hexdigest()] != manifest.members[member.name]:
        raise Refused(f"Cette sauvegarde est abîmée\u00a0: {member.name} a changé.")


def _open_private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
