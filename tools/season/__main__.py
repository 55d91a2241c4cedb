"""`make season`: one season lived through the site, from its file to the archive; every sentence that left is checked.

A frozen clock steps from September to September; a database, an outbox, a mail server and PDFs that are real. It ends
with a table of the steps and `0 faults`, or fails. KEEP=folder keeps every mail that left, with pictures of one of each
kind and of PDFs.
"""

import logging
import os
import shutil
import sys
from pathlib import Path

import django

from tools.season import stage as stages
from tools.season.post import Post


def main() -> int:
    with stages.environment() as mails:
        django.setup()
        logging.disable(logging.WARNING)
        if os.environ.get("DATABASE_URL"):
            from django.core.management import call_command  # noqa: PLC0415

            call_command("migrate", verbosity=0)
        from tools.season import papers, pictures, reader, report, season, truth  # noqa: PLC0415 - once the settings are known

        post = Post(mails)
        stage = stages.Stage(post)
        stage.truth = truth.Truth()
        stage.papers = papers.Papers(stage)
        post.reader = reader.Reader(stage)
        try:
            with stage.playing(), truth.remembering():
                season.play(stage)
                post.reader.end()
        finally:
            report.show(stage)
            if kept := os.environ.get("KEEP"):
                shutil.copytree(mails, kept, dirs_exist_ok=True)
                taken = pictures.take(post.mails, stage.papers.booklets, Path(kept) / "pictures")
                print(f"{taken} pictures in {kept}/pictures")
        return 1 if post.faults else 0


if __name__ == "__main__":
    sys.exit(main())
