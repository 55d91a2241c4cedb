"""One home for each name: what settings, routes and libraries name is read from there, never written a second time."""

import ast
import re
from functools import cache
from pathlib import Path

from django.conf import settings
from django.urls import Resolver404, URLResolver, get_resolver, resolve, reverse

from atelier.core import logs
from tests import production

ROOT = Path(settings.BASE_DIR)
APPS = ("atelier", "contributions", "referential", "sessions", "territories")
HOMES = {"atelier/settings.py", "atelier/config.py"}


def sources() -> list[Path]:
    files = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
    return [path for path in files if "migrations" not in path.parts and str(path.relative_to(ROOT)) not in HOMES]


@cache
def literals() -> list[tuple[str, str]]:
    """(file, text) of every string of our code but docstrings and routes."""
    found = []
    for path in (path for path in sources() if path.name != "urls.py"):
        tree = ast.parse(path.read_text())
        said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        texts = (node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in said)
        found += [(str(path.relative_to(ROOT)), node.value) for node in texts if isinstance(node.value, str)]
    return found


def settings_of(*endings: str) -> set[str]:
    """The values of the settings whose names end so, in both modes."""
    modes = (production.all_of(settings), production.values())
    found = {mode[name] for mode in modes for name in mode if name.endswith(endings)}
    return {value for value in found if isinstance(value, str) and value}


def test_a_header_a_zone_an_address_of_the_settings_is_written_nowhere_else():
    named = settings_of("HEADER_NAME", "TIME_ZONE", "SITE_URL", "FROM_EMAIL", "EMAIL_BACKEND", "_ROOT", "REDIS_URL")
    assert "Europe/Paris" in named

    assert [one for one in literals() if one[1] in named] == []


def test_no_setting_is_asked_for_with_a_second_value():
    """`getattr(settings, "NAME", default)` has two homes: the other is its default."""
    asked = [path for path in sources() if re.search(r"(?:get|has)attr\(settings\b", path.read_text())]

    assert asked == []


def test_addresses_of_pages_are_asked_of_the_routes():
    def leads_somewhere(text: str) -> bool:
        try:
            resolve(text)
        except Resolver404:
            return False
        return True

    kinds = {"templates": ("*.html", "*.txt"), "static/js": ("*.js",)}
    pages = [path for folder, names in kinds.items() for name in names for path in (ROOT / folder).rglob(name)]
    inside = [(path.name, text) for path in pages for text in re.findall(r"[\"'](/[\w/-]*/)[\"']", path.read_text())]
    typed = {one for one in [*literals(), *inside] if re.match("/.", one[1])}

    assert {one for one in typed if leads_somewhere(one[1])} == set()


def test_the_log_masks_every_address_that_carries_a_secret():
    def secrets(resolver, prefix=""):
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                yield from secrets(pattern, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
            elif "token" in pattern.pattern.converters:
                yield reverse(f"{prefix}{pattern.name}", kwargs={"token": "SECRET"})

    found = list(secrets(get_resolver()))
    assert len(found) > 1

    for address in found:
        assert "SECRET" not in logs.mask_links(f"GET {address} 200"), address
        assert "SECRET" not in logs._mask_personal_data(f"GET {address} 200")
