"""What every reader is shown alike, kept in each process from one page to the next: never what was so before.

Rows of the programme (`shared_rows`) are kept under the mark that the database renews when one of the tables of
`PublicTables` changes, as public pages are (`page_cache`). A page asks for the mark once, before it reads: what is kept
under a mark was read after it, so it is as new as the mark or newer. Each page has a copy of its own: what it adds to
a row reaches nobody else.

What the team reads of a whole season (`shared_while_unchanged`) is kept until anything at all is written, under the
name that the database gives to what a connection sees.

Pages that only read are served so. A form, a task, and whatever is inside a transaction, read the database.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from functools import wraps
from threading import Lock
from typing import Any, ParamSpec, TypeVar, cast
from uuid import UUID

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.base import ModelState
from django.utils import timezone

from atelier.core.models import CacheVersion
from atelier.core.read_once import is_page_outside_transactions, read_once

Arguments = ParamSpec("Arguments")
Value = TypeVar("Value")

MARKS, ENTRIES = 8, 500  # states kept at once in a process; how many readings of each
_PLAIN = frozenset({str, int, bool, float, bytes, type(None), date, datetime, time, Decimal, UUID})

_kept: OrderedDict[Hashable, dict[Hashable, Any]] = OrderedDict()
_lock = Lock()


def shared_rows(read: Callable[Arguments, Value]) -> Callable[Arguments, Value]:
    """Mark a function that reads tables of `PublicTables` alone, and no clock. Rows among its arguments count by key.

    On a page it is read once for all pages until one of these tables changes; elsewhere it is read each time.
    """
    answer = _shared(read, current_mark)
    vars(answer)["is_shared"] = True  # a test asks which tables each of them reads
    return answer


def shared_while_unchanged(read: Callable[Arguments, Value]) -> Callable[Arguments, Value]:
    """Mark a function that reads any table, for no reader in particular: kept until anything at all is written.

    At most for the minute, in Europe/Paris as anywhere, as what it finds may depend on the hour.
    """
    return _shared(read, _current_state)


def _shared(read: Callable[Arguments, Value], state: Callable[[], Hashable]) -> Callable[Arguments, Value]:
    @wraps(read)
    def answer(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Value:
        mark = state() if is_page_outside_transactions() else None
        if mark is None:
            return read(*args, **kwargs)
        key = (read, tuple(map(_key, args)), tuple((name, _key(one)) for name, one in sorted(kwargs.items())))
        with _lock:
            found = _kept.setdefault(mark, {})
            _kept.move_to_end(mark)
            while len(_kept) > MARKS:
                _kept.popitem(last=False)
        if key not in found:
            value = read(*args, **kwargs)
            if len(found) < ENTRIES:
                found[key] = _copy(value, {})
            return value
        return cast(Value, _copy(found[key], {}))

    return read_once(answer)


MARK = f"SELECT version FROM {CacheVersion._meta.db_table}"  # noqa: S608 - our own name


@read_once
def current_mark() -> str | None:
    """What the rows of the programme are kept under; None while a migration runs."""
    with connection.cursor() as cursor:
        cursor.execute(MARK)
        row = cursor.fetchone()
    return str(row[0]) if row else None


@read_once
def _current_state() -> Hashable:
    """The name of all that this connection sees committed, and the minute. Each of our two databases has its own."""
    return connection.state_name(), timezone.now().replace(second=0, microsecond=0)  # type: ignore[attr-defined]


def _key(argument: Any) -> Hashable:
    if isinstance(argument, Model):
        return argument._meta.label, argument.pk
    return tuple(map(_key, argument)) if isinstance(argument, (list, tuple)) else argument


def _copy(value: Any, done: dict[int, Any]) -> Any:
    """Lists, dictionaries, dataclasses, rows and the rows read with them; the same row twice is one row again.

    Whatever else is found in them is taken as it is.
    """
    kind = type(value)
    if kind in _PLAIN:
        return value
    if id(value) in done:
        return done[id(value)]
    if isinstance(value, (list, tuple, set)):
        make = getattr(kind, "_make", kind)  # of a named tuple
        return make(_copy(one, done) for one in value)
    if kind is dict:
        return {name: _copy(one, done) for name, one in value.items()}
    if not isinstance(value, (Model, ModelState, QuerySet)) and not is_dataclass(kind):
        return value
    twin = done[id(value)] = object.__new__(kind)
    if is_dataclass(kind):
        for one in fields(kind):
            object.__setattr__(twin, one.name, _copy(getattr(value, one.name), done))
    elif isinstance(value, QuerySet):  # of rows read beforehand; what it asks is never changed in place
        vars(twin).update(vars(value), _result_cache=_copy(value._result_cache, done))
    else:
        vars(twin).update((name, _copy(one, done)) for name, one in vars(value).items())
    return twin
