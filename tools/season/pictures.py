"""What left, as pictures: one mail of each kind as a phone shows it, and the PDFs, a page a file.

`KEEP=folder make season` writes them in `folder/pictures`; without Chromium or pdftoppm, those that need it are left.
"""

import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

from playwright.sync_api import sync_playwright

from tools.season.post import Mail

EACH = 3  # PDFs of a kind
KIND = re.compile(r"«.*?»|\d+|« ?|\b[A-ZÉ]\w*(?:[ -][A-ZÉ]\w*)+")
PHONE = {"width": 420, "height": 800}


def take(mails: list[Mail], booklets: dict[str, bytes], folder: Path) -> int:
    """How many pictures were written."""
    folder.mkdir(parents=True, exist_ok=True)
    return _of_mails(mails, folder) + _of_papers(mails, booklets, folder)


def _of_mails(mails: list[Mail], folder: Path) -> int:
    """The first of each kind: subjects that differ by numbers and names are of one kind."""
    chrome = shutil.which("chromium")
    if not chrome:
        return 0
    kinds: dict[str, Mail] = {}
    for mail in mails:
        kinds.setdefault(KIND.sub("", mail.subject), mail)
    with sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=chrome, args=["--no-sandbox"])
        page = browser.new_page(viewport=PHONE)
        for number, mail in enumerate(kinds.values(), start=1):
            page.set_content(mail.html)
            page.screenshot(path=folder / f"mail-{number:03}.png", full_page=True)
        browser.close()
    return len(kinds)


def _of_papers(mails: list[Mail], booklets: dict[str, bytes], folder: Path) -> int:
    """The first pages of the first few of each kind, a kind being how a name begins."""
    draw = shutil.which("pdftoppm")
    taken: Counter[str] = Counter()
    papers = {name: content for mail in mails for name, content in mail.papers.items()}
    for name, content in [*papers.items(), *booklets.items()] if draw else []:
        kind = re.match(r"[A-Za-z]+", name)[0]
        if taken[kind] < EACH:
            taken[kind] += 1
            pages = ["-r", "80", "-l", "3", "-png", "-", str(folder / f"pdf-{Path(name).stem}")]
            subprocess.run([draw, *pages], input=content, check=True)
    return taken.total()
