"""Private files are written whole or not at all: under another name first, then renamed."""

import contextlib
import uuid
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage

PART = ".part"  # the end of the name of a file that is being written


class PrivateStorage(FileSystemStorage):
    """Files below MEDIA_ROOT. A disk that fills up, or a process that dies, leaves no half file under a real name."""

    def _save(self, name: str, content: Any) -> str:
        """Raises OSError, and leaves nothing; what a killed process leaves, `uploads.delete_orphans` sweeps."""
        part = f"{name}.{uuid.uuid4().hex}{PART}"
        try:
            written: str = super()._save(part, content)  # type: ignore[misc]  # the stubs leave it out
            Path(self.path(written)).rename(self.path(name))
        except BaseException:
            with contextlib.suppress(OSError):  # the disk may be what failed
                self.delete(part)
            raise
        return name
