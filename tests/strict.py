"""What the room refuses: undefined template variables, writes during GET, lists whose order nobody chose."""

import random
import re
import sys
from contextlib import contextmanager, nullcontext
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.db.models.query import ModelIterable, QuerySet
from django.test import Client

WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE)\b", re.IGNORECASE)
# Signing in, counting tries, who read what is for few eyes, when a token was used: all that reading may note.
NOTED = re.compile(r'"(django_session|cache|auditlog_logentry|core_counter|api_accesstoken)"')

# Where line breaks are text; line breaks after an opening tag and before a closing one; all others.
LITERAL = re.compile(r"(<(?:pre|textarea)\b.*?</(?:pre|textarea)>)", re.DOTALL)
AFTER_OPENING = re.compile(r"(<[a-z][^<>]*>)[ \t]*\n[ \t\n]*")
BEFORE_CLOSING = re.compile(r"[ \t]*\n[ \t\n]*(?=</)")
BREAK = re.compile(r"[ \t]*\n[ \t\n]*")


class UndefinedVariable(str):
    """Stands for an undefined variable; fails when it comes from a template of ours."""

    __slots__ = ("root",)

    def __new__(cls, root: Path):
        self = super().__new__(cls, "%s")
        self.root = str(root)
        return self

    def __mod__(self, variable):
        frame = sys._getframe()
        while frame := frame.f_back:  # inspect.stack would read the lines of each file
            node = frame.f_locals.get("self") if "self" in frame.f_code.co_varnames else None
            origin = getattr(getattr(node, "origin", None), "name", "")
            if origin:
                if origin.startswith(self.root):
                    raise AssertionError(f"Undefined variable « {variable} » in {origin}")
                return ""
        return ""


def is_write(sql: str) -> bool:
    return bool(WRITES.match(sql)) and not NOTED.search(sql)


@contextmanager
def reading_only():
    def refuse(execute, sql, params, many, context):
        if is_write(sql):
            raise AssertionError(f"A GET wrote to the database: {sql[:120]}")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield


@contextmanager
def writes():
    """Yields the list of what is written meanwhile."""
    written = []

    def note(execute, sql, params, many, context):
        if is_write(sql):
            written.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield written


def handed_over() -> dict[str, str]:
    """What the proxy of production adds to a request; nothing in the demo, which has none."""
    if not settings.SECURE:
        return {}
    host = urlsplit(settings.SITE_URL).netloc
    return {"HTTP_HOST": host, "HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_FORWARDED_FOR": "192.0.2.7"}


class ReadingClient(Client):
    """A test client whose GET and HEAD may not write; in production it comes through the proxy, by https.

    It reads pages as a browser does: where their templates break lines does not matter.
    """

    def request(self, **request):
        return super().request(**handed_over() | request)

    def generic(self, method, *args, **kwargs):
        with reading_only() if method in {"GET", "HEAD"} else nullcontext():
            response = super().generic(method, *args, **kwargs)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if is_page and not response.streaming and not response.has_header("Content-Encoding"):
            response.content = in_one_line(response.text)
        return response


def in_one_line(html: str) -> str:
    """The same page without the line breaks of its templates: a test reads a sentence wherever it is broken."""
    parts = LITERAL.split(html)
    parts[::2] = [BREAK.sub(" ", BEFORE_CLOSING.sub("", AFTER_OPENING.sub(r"\1", part))) for part in parts[::2]]
    return "".join(parts)


def shuffle_unordered(monkeypatch):
    """Lists of rows without an order come shuffled: a test that leans on their order fails."""
    fetch_all = QuerySet._fetch_all

    def shuffled(self):
        fresh = self._result_cache is None
        fetch_all(self)
        if fresh and issubclass(self._iterable_class, ModelIterable) and not self.ordered and not self.query.is_sliced:
            random.shuffle(self._result_cache)

    monkeypatch.setattr(QuerySet, "_fetch_all", shuffled)
