"""What the room refuses: undefined template variables, writes during GET, lists whose order nobody chose."""

import inspect
import random
import re
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.db.models.query import ModelIterable, QuerySet
from django.test import Client

WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)
# Signing in, counting tries, and who read what is for few eyes: all that a page may note while it is read.
NOTED = re.compile(r'"(django_session|cache|auditlog_logentry)"')


class UndefinedVariable(str):
    """Stands for an undefined variable; fails when it comes from a template of ours."""

    __slots__ = ("root",)

    def __new__(cls, root: Path):
        self = super().__new__(cls, "%s")
        self.root = str(root)
        return self

    def __mod__(self, variable):
        for frame in inspect.stack()[1:]:
            node = frame.frame.f_locals.get("self")
            origin = getattr(getattr(node, "origin", None), "name", "")
            if origin:
                if origin.startswith(self.root):
                    raise AssertionError(f"Undefined variable « {variable} » in {origin}")
                return ""
        return ""


@contextmanager
def reading_only():
    def refuse(execute, sql, params, many, context):
        if WRITES.match(sql) and not NOTED.search(sql):
            raise AssertionError(f"A GET wrote to the database: {sql[:120]}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


def handed_over() -> dict[str, str]:
    """What the proxy of production adds to a request; nothing in the demo, which has none."""
    if not settings.SECURE:
        return {}
    host = urlsplit(settings.SITE_URL).netloc
    return {"HTTP_HOST": host, "HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_FORWARDED_FOR": "192.0.2.7"}


class ReadingClient(Client):
    """A test client whose GET and HEAD may not write; in production it comes through the proxy, by https."""

    def request(self, **request):
        return super().request(**handed_over(), **request)

    def generic(self, method, *args, **kwargs):
        if method in {"GET", "HEAD"}:
            with reading_only():
                return super().generic(method, *args, **kwargs)
        return super().generic(method, *args, **kwargs)


def shuffle_unordered(monkeypatch):
    """Lists of rows without an order come shuffled: a test that leans on their order fails."""
    fetch_all = QuerySet._fetch_all

    def shuffled(self):
        fresh = self._result_cache is None
        fetch_all(self)
        if fresh and issubclass(self._iterable_class, ModelIterable) and not self.ordered and not self.query.is_sliced:
            random.shuffle(self._result_cache)

    monkeypatch.setattr(QuerySet, "_fetch_all", shuffled)
