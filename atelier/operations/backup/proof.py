"""A backup restored apart, in a database of its own that is dropped, to know that it can be restored."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import DatabaseError, connection, connections

from atelier.operations.backup import archive, work
from atelier.operations.backup.archive import Manifest, Refused
from atelier.operations.backup.counting import COPIES, refuse_lost_rows

ALIAS = "backup_proof"


def prove(path: Path) -> Manifest:
    """Unpack it beside, load its database, count each table and check every relation. Raises Refused."""
    with tempfile.TemporaryDirectory(prefix=work.PREFIX, dir=path.parent) as folder:
        unpacked = Path(folder, "unpacked")
        unpacked.mkdir()
        manifest = archive.read(path, into=unpacked)
        database = COPIES[connection.vendor]
        copy = unpacked / manifest.database
        try:
            database.check(copy)
            with database.loaded_apart(copy) as name, _connected(name):
                refuse_lost_rows(manifest, connections[ALIAS])
                connections[ALIAS].check_constraints()
        except DatabaseError as error:
            raise Refused(f"La sauvegarde ne se remet pas\u00a0: {error}") from error
    return manifest


@contextmanager
def _connected(name: str) -> Iterator[None]:
    connections.databases[ALIAS] = {**connection.settings_dict, "NAME": name}
    try:
        yield
    finally:
        connections[ALIAS].close()
        del connections[ALIAS]
        del connections.databases[ALIAS]
