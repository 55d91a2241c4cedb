"""Public pages are drawn once and kept until something that they show has changed: never a stale one.

Whatever writes to a table that public pages read (a form, a bulk update, a line of SQL) renews a mark, in the same
transaction: the database does it, by triggers. A page is kept under the mark and the date of its drawing, so that a
change, or midnight, leaves every page of before behind.

Whoever carries a session or a message of ours is answered anew, and what came out for one reader is not kept, whatever
they carried. The cookie of forms alone makes no difference: most visitors carry one for a year, it changes nothing on a
page without a form, and a page with one is not kept.
"""

import hashlib
import uuid
from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib.messages import get_messages
from django.core.cache import caches
from django.db import connection, connections
from django.db.backends.utils import CursorWrapper
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils import timezone
from django.utils.cache import get_conditional_response

from atelier.core.declarations import PublicTables, declared
from atelier.core.models import CacheVersion

compress = GZipMiddleware(lambda request: HttpResponse()).process_response


def cached_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Keep what this view answers to somebody unknown; a browser that has it is told so (304)."""

    @wraps(view)
    def answer(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        key = None if _is_known(request) or request.GET else _cache_key(request)
        if key is None:
            return view(request, *args, **kwargs)
        response = caches["pages"].get(key)
        if response is None:
            response = view(request, *args, **kwargs)
            if not _is_for_all(request, response):
                return response
            caches["pages"].set(key, _prepare_response(request, response))
        return get_conditional_response(request, etag=response["ETag"], response=response) or response

    vars(answer)["is_kept"] = True  # a test asks each public view for it
    return answer


def _is_known(request: HttpRequest) -> bool:
    """The visitor carries something that makes the page their own."""
    return not request.COOKIES.keys().isdisjoint({settings.SESSION_COOKIE_NAME, settings.MESSAGES_COOKIE_NAME})


def _is_for_all(request: HttpRequest, response: HttpResponse) -> bool:
    """Nothing in this answer, nor in what comes with it, is for its reader alone."""
    return (
        response.status_code == 200
        and not response.cookies
        and "private" not in response.get("Cache-Control", "")
        and "CSRF_COOKIE_NEEDS_UPDATE" not in request.META  # a form was drawn, with the secret of one browser
        and request.user.is_anonymous
        and request.session.is_empty()
        and not len(get_messages(request))  # shown already or still waiting
    )


def _cache_key(request: HttpRequest) -> str | None:
    """What the page depends on besides its address: the data, the date, and whether the browser unpacks gzip."""
    with connection.cursor() as cursor:  # building the same query anew is a quarter of the cost of a kept page
        cursor.execute(f"SELECT version FROM {CacheVersion._meta.db_table}")  # noqa: S608 - our own name
        row = cursor.fetchone()
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    return f"{row[0]}:{timezone.localdate()}:{packed}:{request.path}" if row else None


def _prepare_response(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    response["ETag"] = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response["Cache-Control"] = "no-cache"  # keep it, and ask each time whether it is still the one
    compress(request, response)
    return response


def drop_triggers(using: str, **_signal: object) -> None:
    """Before a migration: no mark, so nothing is kept meanwhile; no trigger, so tables can be altered."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if CacheVersion._meta.db_table in connection.introspection.table_names(cursor):
            CacheVersion.objects.using(using).delete()
            for statement in REMOVAL[connection.vendor](cursor):
                cursor.execute(statement)


def create_triggers(using: str, **_signal: object) -> None:
    """After a migration: the mark, and the triggers that renew it."""
    connection = connections[using]
    with connection.cursor() as cursor:
        present = set(connection.introspection.table_names(cursor))
        if CacheVersion._meta.db_table in present:
            CacheVersion.objects.using(using).get_or_create(pk=1, defaults={"version": uuid.uuid4()})
            for statement in TRIGGERS[connection.vendor](_events_of(present)):
                cursor.execute(statement)


def watched_tables() -> set[str]:
    """The tables that are watched, those of many-to-many relations included."""
    return {
        table
        for tables in declared(PublicTables)
        for model in tables.models
        for table in (model._meta.db_table, *(field.m2m_db_table() for field in model._meta.many_to_many))
    }


def _events_of(present: set[str]) -> list[tuple[str, list[str]]]:
    """Each table that is there and watched, and what may happen to it that public pages show."""
    narrow = {
        model._meta.db_table: [f"UPDATE OF {', '.join(tables.columns)}"]
        for tables in declared(PublicTables)
        for model in tables.models
        if tables.columns
    }
    return [(table, narrow.get(table, ["INSERT", "UPDATE", "DELETE"])) for table in sorted(present & watched_tables())]


def _sqlite_triggers(watched: list[tuple[str, list[str]]]) -> list[str]:
    renew = f"UPDATE {CacheVersion._meta.db_table} SET version = lower(hex(randomblob(16)))"  # noqa: S608 - our own names
    return [
        f"CREATE TRIGGER IF NOT EXISTS public_{event.split()[0].lower()}_{table} AFTER {event} ON {table} "
        f"BEGIN {renew}; END"
        for table, events in watched
        for event in events
    ]


def _sqlite_removal(cursor: CursorWrapper) -> list[str]:
    cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'public\\_%' ESCAPE '\\'")
    return [f"DROP TRIGGER {name}" for (name,) in cursor.fetchall()]


def _postgresql_triggers(watched: list[tuple[str, list[str]]]) -> list[str]:
    """At the end of a transaction, when it waits for nothing else: so the one row of the mark can hold nobody up."""
    renew = f"UPDATE {CacheVersion._meta.db_table} SET version = gen_random_uuid(); RETURN NULL;"  # noqa: S608 - our own names
    function = f"CREATE FUNCTION renew_public() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {renew} END $$"
    statements = ["DROP FUNCTION IF EXISTS renew_public() CASCADE", function]  # with the triggers that stand
    return statements + [
        f"CREATE CONSTRAINT TRIGGER public_{table} AFTER {' OR '.join(events)} ON {table} "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION renew_public()"
        for table, events in watched
    ]


def _postgresql_removal(_cursor: CursorWrapper) -> list[str]:
    return ["DROP FUNCTION IF EXISTS renew_public() CASCADE"]


TRIGGERS = {"sqlite": _sqlite_triggers, "postgresql": _postgresql_triggers}
REMOVAL = {"sqlite": _sqlite_removal, "postgresql": _postgresql_removal}
