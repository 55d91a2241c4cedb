"""A restore under way closes the site; killed, it is abandoned, and what it put aside comes back."""

import signal
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from types import MappingProxyType
from urllib.parse import urlsplit

import pytest

from tests import collected
from tests.operations import products
from tests.operations.products import on_postgresql
from tools.deployment import PRODUCTION


def wait_until(ready, seconds=120):
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline
        time.sleep(0.05)


PROXY = {"Host": urlsplit(PRODUCTION["SITE_URL"]).netloc, "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}


def ask(url, headers=MappingProxyType({})):
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30) as answer:
            return answer.status, answer.read().decode(), answer.headers
    except urllib.error.HTTPError as answer:
        return answer.code, answer.read().decode(), answer.headers


def test_a_restoration_killed_on_the_way_is_abandoned(product):
    archive = product.backup()
    product.python("from atelier.seasons.models import Season; Season.objects.update(theme='Depuis')")
    (product.media / "after.pdf").write_bytes(b"after")
    before = product.state()
    with product.served() as url:
        assert ask(url)[0] == 200
        product.upgrade()
        with product.start(["restore", str(archive), "--over"], LATER="waits") as killed:
            try:
                wait_until(lambda: not (product.media / "after.pdf").exists() and (product.media / "factures").exists())
                time.sleep(1)
            finally:
                killed.send_signal(signal.SIGKILL)
        status, page, headers = ask(url)
        assert (status, 'lang="fr"' in page, headers["Retry-After"]) == (503, True, "60")
        assert ask(f"{url}/sante/")[0] == 200

        code, told = product.run("restore", str(archive), "--over")
        assert (code, "restore --abandon" in told) == (1, True)
        code, told = product.run("backup", str(product.folder / "b"))
        assert (code, "restauration" in told) == (1, True)
        product.manage("restore", "--abandon")

        assert product.state() == before
        assert product.leftovers() == []
        assert ask(url)[0] == 200


@pytest.mark.parametrize(("mode", "headers"), [("demo", {}), ("production", PROXY)], ids=["demo", "production"])
def test_eight_visitors_see_the_site_or_a_word_of_patience(tmp_path, mode, headers):
    product = products.filled(tmp_path / "here", mode=mode)
    if mode == "production":
        collected.put(product.folder / "var")
    archive, before = product.backup(), product.files()
    seen, over = Counter(), threading.Event()

    def visit(url):
        while not over.is_set():
            for path in ("/", "/saisons/3/", "/compte/connexion/"):
                seen[ask(url + path, headers)[0]] += 1

    with product.served() as url:
        visitors = [threading.Thread(target=visit, args=[url]) for _ in range(8)]
        for visitor in visitors:
            visitor.start()
        time.sleep(1)
        product.manage("restore", str(archive), "--over")
        time.sleep(1)
        over.set()
        for visitor in visitors:
            visitor.join()
        assert ask(url, headers)[0] == 200
    assert seen.keys() == {200, 503}
    assert product.files() == before


def modes(folder):
    return {
        "d" if path.is_dir() else "f": {
            oct(one.stat().st_mode & 0o777) for one in folder.rglob("*") if one.is_dir() is path.is_dir()
        }
        for path in folder.rglob("*")
    }


def test_a_second_restore_meanwhile_is_refused_and_the_first_ends_well(product):
    """The database of the second one is not asked before the lock: the first one ends every other session."""
    archive, go = product.backup(), product.folder / "go"
    product.media.chmod(0o700)
    product.upgrade()
    with product.start(["restore", str(archive), "--over"], LATER="waits", LATER_GO=str(go)) as first:
        var = product.folder / "var"
        wait_until(lambda: (var / "media.before-restore").exists() and (product.media / "factures").exists())
        others = [product.start(["restore", *more]) for more in ([str(archive), "--over"], ["--abandon"])]
        try:
            told = [other.communicate(timeout=120)[1] for other in others]
            asides = {path.name: oct(path.stat().st_mode & 0o777) for path in var.iterdir() if "restore" in path.name}
        finally:
            go.touch()
            for other in others:
                other.kill()
        first.wait()

    assert [other.returncode for other in others] == [1, 1]
    assert all("Une autre restauration est en cours" in one for one in told), told
    assert (first.returncode, product.is_open(), product.leftovers()) == (0, True, [])
    assert set(asides.values()) <= {"0o700", "0o600"}, asides
    assert modes(product.media) == {"d": {"0o700"}, "f": {"0o600"}}
    assert product.media.stat().st_mode & 0o777 == 0o700


def test_what_an_old_restore_left_is_no_reason_to_close_nor_to_overwrite_what_came_since(product):
    """Somebody emptied `var/maintenance` by hand: people have worked since."""
    archive, before = product.backup(), product.state()
    aside = product.folder / "var" / "media.before-restore"
    aside.mkdir()
    (aside / "old.pdf").write_bytes(b"old")

    for command in ([str(archive), "--over"], ["--abandon"]):
        code, told = product.run("restore", *command)
        assert (code, "--abandon --over" in told, "--forget" in told, product.is_open()) == (1, True, True, True), told
        assert product.state() == before
    product.manage("restore", "--forget")

    assert (product.state(), product.leftovers(), product.is_open()) == (before, [], True)
    aside.mkdir()
    (aside / "old.pdf").write_bytes(b"old")
    product.manage("restore", "--abandon", "--over")
    assert (list(product.files()), product.leftovers(), product.is_open()) == (["old.pdf"], [], True)


HALF = """
import stat
from atelier.operations.backup import sqlite_copy as copies
copies.set_aside()
print(oct(copies._aside().stat().st_mode & 0o777))
copies.forget_aside()
def fails(path):
    path.write_bytes(b"half")
    raise OSError("no space")
whole, copies.copy = copies.copy, fails
try:
    copies.set_aside()
except OSError:
    copies.put_back()
"""


@pytest.mark.skipif(on_postgresql, reason="a file of SQLite")
def test_no_copy_of_the_former_database_survives_a_failure(product):
    assert product.python(HALF) == "0o600"
    assert product.leftovers() == []
    half = product.folder / "var" / "atelier.sqlite3.half-restore"
    half.write_bytes(b"killed")
    half.with_name(half.name + "-journal").write_bytes(b"killed")
    (product.folder / "var" / "maintenance").write_bytes(b"closed ")

    product.manage("restore", "--abandon")

    assert (product.leftovers(), product.is_open()) == ([], True)
