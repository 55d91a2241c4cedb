"""Where the product picks one row by what an address says: among how many it picked, while roles walk through pages.

A row that is alone is found by any filter, also by none. Words that say whose the row is are of `make gates`.
"""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from unittest import mock

from django import shortcuts
from django.db.models import Manager, QuerySet

from tools.gates.checks import NAMING

PACKAGES = ("atelier.", "territories.", "sessions.", "referential.", "contributions.")

picked: dict[tuple[str, str, str], int] = {}  # by module, function and word of the filter: the most rows without it


@contextmanager
def counted() -> Iterator[None]:
    with ExitStack() as exits:
        for name, module in list(sys.modules.items()):
            if name.startswith(PACKAGES) and getattr(module, "get_object_or_404", None) is shortcuts.get_object_or_404:
                exits.enter_context(mock.patch.object(module, "get_object_or_404", _counting))
        yield


def _counting(klass, *conditions, **words):
    caller = sys._getframe(1)
    rows = klass.all() if isinstance(klass, QuerySet | Manager) else klass._default_manager.all()
    for word in NAMING & words.keys():
        others = {name: value for name, value in words.items() if name != word}
        key = (caller.f_globals["__name__"], caller.f_code.co_qualname, word)
        picked[key] = max(picked.get(key, 0), rows.filter(*conditions, **others).count())
    return shortcuts.get_object_or_404(klass, *conditions, **words)
