"""`make archives`: a small fictional archive of this version, which later versions are tried from.

One a kind of database (DATABASE_URL), in `tests/operations/releases`; made once, when a version is released, and never
again: what is kept is what that version wrote. A season of the demo, with some of its mails and answers only.
"""

import lzma
import os
import sys
import tempfile
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "tests" / "operations" / "releases"
MOST = 300_000  # bytes of an archive
MESSAGES, SEALED = 40, 2  # rows kept of what is long: a sealed answer is 25 kB that nothing compresses


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="atelier-archive-") as folder:
        os.environ |= {"ATELIER_VAR": folder, "ATELIER_MODE": "demo", "DJANGO_SETTINGS_MODULE": "atelier.settings"}
        django.setup()
        path = _write(Path(folder))
    size = path.stat().st_size
    print(f"{path.relative_to(ROOT)}: {size} bytes")
    return 0 if size <= MOST else 1


def _write(folder: Path) -> Path:
    from django.core.management import call_command  # noqa: PLC0415 - once the settings are known
    from django.db import connection  # noqa: PLC0415

    from atelier.operations.backup import create  # noqa: PLC0415
    from atelier.outbox.models import Message  # noqa: PLC0415
    from sessions.evaluation.models import SealedAnswer  # noqa: PLC0415

    call_command("migrate", verbosity=0)
    call_command("demo", verbosity=0)
    for model, count in ((Message, MESSAGES), (SealedAnswer, SEALED)):
        kept = model.objects.order_by("pk").values_list("pk", flat=True)[:count]
        model.objects.exclude(pk__in=list(kept)).delete()
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
    made, manifest = create.write(folder / "archives")
    path = KEPT / f"atelier-{manifest.product}-{connection.vendor}.tar.xz"
    if path.exists() and "--again" not in sys.argv:
        sys.exit(f"{path.name} is there: a released version keeps its archive.")
    KEPT.mkdir(exist_ok=True)
    path.write_bytes(lzma.compress(made.read_bytes(), preset=9 | lzma.PRESET_EXTREME))
    return path


if __name__ == "__main__":
    sys.exit(main())
