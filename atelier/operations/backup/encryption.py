"""Archives that the machine which makes them cannot read: `age`, of Debian's packages, and public keys.

The private key (an identity of `age`) stays with whoever may read an archive; it is needed to verify or to restore one.
"""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from atelier.operations.backup import work
from atelier.operations.backup.archive import Refused

SUFFIX = ".age"


def encrypt(source: Path, target: Path, keys: list[str]) -> None:
    """Raises Refused."""
    recipients = [part for key in keys for part in ("--recipient", key)]
    _run_age("--encrypt", *recipients, "--output", str(target), str(source))


@contextmanager
def clear(path: Path, identity: Path | None) -> Iterator[Path]:
    """The archive that can be read: this file or, for an encrypted one, a private copy that goes. Raises Refused."""
    if path.suffix != SUFFIX:
        yield path
        return
    if not identity:
        raise Refused(f"{path.name} est chiffrée\u00a0: ajoutez --identity et le fichier de la clé privée.")
    work.remove_killed(settings.VAR_DIR)
    with tempfile.TemporaryDirectory(prefix=work.PREFIX, dir=settings.VAR_DIR) as folder:
        readable = Path(folder, path.stem)
        _run_age("--decrypt", "--identity", str(identity), "--output", str(readable), str(path))
        yield readable


def _run_age(*arguments: str) -> None:
    try:
        done = subprocess.run(["age", *arguments], capture_output=True, text=True, check=False)  # noqa: S603, S607 - of the path
    except FileNotFoundError as error:
        raise Refused("age est introuvable\u00a0: installez le paquet age.") from error
    if done.returncode:
        raise Refused(f"age\u00a0: {done.stderr.strip()[:500]}")
