"""A backup put in the place of what is there, whole or not at all.

The archive is read whole before anything is touched, by one restoration at a time. Then the product closes
(`atelier.maintenance`): pages answer 503 and workers do nothing. What is there goes aside, database and files; the
archive takes its place, is counted, migrated and checked, mail that had not left is held, and whoever was erased since
is erased anew. If anything fails on the way, what was there comes back. A restoration that was killed leaves the
product closed: `abandon` brings back what was there, unless the site was opened since; then somebody chooses between
`abandon` over what is there and `forget`. Once all is well, what was aside is destroyed: it holds people who asked to
be forgotten.
"""

import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from atelier import maintenance
from atelier.operations.backup import archive
from atelier.operations.backup.archive import MEDIA, Manifest, Refused
from atelier.operations.backup.counting import COPIES, refuse_lost_rows
from atelier.outbox.models import Message
from atelier.privacy import erasure, erasure_journal
from atelier.seasons.models import Season

ABANDON = "manage.py restore --abandon"
STALE = (
    "Une restauration interrompue a laissé de côté ce qui était là avant elle, et le site a été ouvert depuis\u00a0: "
    "rien n’est changé. Pour garder ce qui est là maintenant et détruire le reste\u00a0: manage.py restore --forget. "
    f"Pour revenir à ce qui était là avant\u00a0: manage.py backup d’abord, puis {ABANDON} --over."
)
ANOTHER = "Une autre restauration est en cours\u00a0: rien n’est changé."
BUSY = "Des pages ou des tâches sont encore en cours\u00a0: réessayez, ou arrêtez d’abord web, worker et beat."


def restore(path: Path, *, over: bool = False) -> dict:
    """Put an archive in the place of what is there. Returns its manifest, what was held and erased anew.

    Raises Refused, everything being as before, for an archive that is not whole or does not suit; and unless `over`
    says that what is there may go, when a season is there.
    """
    manifest = archive.read(path)
    with _one_at_a_time():
        _refuse_unfinished()
        _refuse_what_does_not_suit(manifest, over=over)
        connection.close()  # the wait may be longer than a server keeps it
        with maintenance.closed():
            try:
                maintenance.note(maintenance.CLOSED)
                _refuse_what_does_not_suit(manifest, over=over)  # a season may have come meanwhile
                done = _replace(path)
            except BaseException as error:
                _bring_back(error)
                raise
            _forget_former()
    return done


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """Nothing of the database was looked at before. Raises Refused when another one is on, or work does not end."""
    try:
        with maintenance.replacing():
            yield
    except maintenance.BeingReplaced as error:
        raise Refused(ANOTHER) from error
    except maintenance.Busy as error:
        raise Refused(BUSY) from error


def _refuse_what_does_not_suit(manifest: Manifest, *, over: bool) -> None:
    try:
        erasure_journal.refuse_lost_key()
    except erasure_journal.KeyLost as error:
        raise Refused(str(error)) from error
    if manifest.database != COPIES[connection.vendor].NAME:
        raise Refused("Cette sauvegarde vient de l’autre sorte de base\u00a0: changez DATABASE_URL.")
    if not over and "seasons_season" in connection.introspection.table_names() and Season.objects.exists():
        raise Refused("La base contient une saison\u00a0: ajoutez --over pour la remplacer.")


def _something_is_aside() -> bool:
    return COPIES[connection.vendor].is_aside() or _former_media().exists()


def _refuse_unfinished() -> None:
    if not _something_is_aside():
        return
    if not maintenance.is_closed():
        raise Refused(STALE)
    raise Refused(f"Une restauration a été interrompue. Pour revenir à ce qui était là avant elle\u00a0: {ABANDON}")


def _replace(path: Path) -> dict:
    database, unpacked, media = COPIES[connection.vendor], _incoming(), _media()
    shutil.rmtree(unpacked, ignore_errors=True)
    media.mkdir(mode=0o700, parents=True, exist_ok=True)  # an empty one comes back, rather than that of the archive
    manifest = archive.read(path, into=unpacked)
    database.check(unpacked / manifest.database)
    database.set_aside()
    database.load_copy(unpacked / manifest.database)
    refuse_lost_rows(manifest)
    _refuse_later_code()
    (unpacked / MEDIA).mkdir(exist_ok=True)
    (unpacked / MEDIA).chmod(stat.S_IMODE(media.stat().st_mode))
    media.rename(_former_media())
    (unpacked / MEDIA).rename(media)
    call_command("migrate", verbosity=0, interactive=False)
    connection.check_constraints()
    waiting = Message.objects.filter(state__in=[Message.State.QUEUED, Message.State.SENDING])
    held = waiting.update(state=Message.State.HELD)
    erased = erasure.replay(since=datetime.fromisoformat(manifest.made_at))
    return {"manifest": manifest, "held": held, "erased": erased}


def _refuse_later_code() -> None:
    """A database that a later version of the product has migrated, or given one more app, is not understood here."""
    loader = MigrationLoader(connection)
    newest: dict[str, str] = {}
    for app, name in loader.disk_migrations:
        newest[app] = max(name, newest.get(app, ""))
    later = [f"{app}.{name}" for app, name in loader.applied_migrations if name > newest.get(app, "")]
    if later:
        raise Refused(f"Cette sauvegarde vient d’une version plus récente du produit ({', '.join(sorted(later)[:3])}).")


def _bring_back(error: BaseException) -> None:
    """Raises Refused in the place of an error that says why; the product stays closed when it cannot be done."""
    try:
        _abandon_here()
    except Exception as worse:  # noqa: BLE001 - whatever it is, the product must stay closed and say so
        sentence = f"La restauration a échoué ({error}), et ce qui était là n’a pas pu revenir ({worse})."
        raise Refused(f"{sentence} Le site reste fermé. La cause levée\u00a0: {ABANDON}") from error
    if isinstance(error, Exception):
        raise Refused(f"La restauration a échoué, ce qui était là est revenu. {error}") from error


def abandon(*, over: bool = False) -> bool:
    """End a restoration that was killed. False when it was done already: what was aside was still to be destroyed.

    Raises Refused when there is none; and unless `over` says that what is there may go, when the site was opened since.
    """
    with _one_at_a_time():
        if not maintenance.is_closed():
            _refuse_nothing_aside()
            if not over:
                raise Refused(STALE)
            connection.close()
        with maintenance.closed():
            if maintenance.is_settled():
                _forget_former()
                return False
            _abandon_here()
    return True


def forget() -> None:
    """Destroy what an interrupted restoration left aside, and keep what is there. Raises Refused when there is none."""
    with _one_at_a_time():
        if maintenance.is_closed():
            raise Refused(f"Le site est fermé par une restauration interrompue. D’abord\u00a0: {ABANDON}")
        _refuse_nothing_aside()
        connection.close()
        with maintenance.closed():
            _forget_former()


def _refuse_nothing_aside() -> None:
    if not _something_is_aside():
        raise Refused("Aucune restauration n’a été interrompue\u00a0: rien n’est changé.")


def _abandon_here() -> None:
    """Each step does nothing the second time: it may be killed too."""
    connection.close()  # whatever it was in the middle of
    COPIES[connection.vendor].put_back()
    if _former_media().exists():
        shutil.rmtree(_media(), ignore_errors=True)
        _former_media().rename(_media())
    shutil.rmtree(_incoming(), ignore_errors=True)
    maintenance.reopen()


def _forget_former() -> None:
    maintenance.note(maintenance.SETTLED)
    try:
        COPIES[connection.vendor].forget_aside()
        for folder in (_former_media(), _incoming()):
            if folder.exists():
                shutil.rmtree(folder)
    except Exception as error:
        raise Refused(
            f"La sauvegarde est remise, mais le site reste fermé ({error}). Pour finir\u00a0: {ABANDON}"
        ) from error
    maintenance.reopen()


def _media() -> Path:
    """The folder itself, when its name is a link: what stands beside it is on the same disk."""
    return Path(settings.MEDIA_ROOT).resolve()


def _former_media() -> Path:
    return _media().with_name(f"{_media().name}.before-restore")


def _incoming() -> Path:
    return _media().with_name(f"{_media().name}.restore")
