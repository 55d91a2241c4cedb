"""The database of PostgreSQL, dumped whole, put aside in a schema of its own, and put back: each a transaction.

What lies in the schema of the product moves to another one, table by table, and a dump fills the empty place: whatever
a later version added is out of its way. The schema itself stays, with its owner, its rights, and the extensions that
it may hold; so an ordinary role that owns the database may do it, also where `public` still belongs to `postgres`.
"""

import os
import subprocess
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import ProgrammingError, connection, transaction
from django.db.backends.utils import CursorWrapper
from psycopg.conninfo import make_conninfo

from atelier.operations.backup.archive import Refused

NAME = "database.dump"
ASIDE = "before_restore"
KINDS = {"r": "TABLE", "p": "TABLE", "f": "FOREIGN TABLE", "v": "VIEW", "m": "MATERIALIZED VIEW", "S": "SEQUENCE"}
# Not what an extension brought ('e'), nor the sequence of a column ('a', 'i'), which follows its table
OURS = "NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = o.oid AND d.classid = %s::regclass AND d.deptype = ANY(%s))"
RELATIONS = (
    f"SELECT relkind::text, oid::regclass::text FROM pg_class o WHERE relnamespace = %s::regnamespace AND {OURS}"  # noqa: S608
)
ROUTINES = f"SELECT oid::regprocedure::text FROM pg_proc o WHERE pronamespace = %s::regnamespace AND {OURS}"  # noqa: S608
OTHERS = "datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"


@contextmanager
def snapshot() -> Iterator[None]:
    """What the queries of this block and `copy` see: the database at one instant."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def copy(path: Path) -> None:
    with connection.cursor() as cursor:
        schema = _schema_of(cursor)
        cursor.execute("SELECT pg_export_snapshot()")
        (mark,) = cursor.fetchone()
    chosen = [f'--schema="{schema}"', f"--snapshot={mark}"]
    _run_tool("pg_dump", "--format=custom", "--no-owner", "--no-privileges", *chosen, f"--file={path}")


def check(path: Path) -> None:
    """Raises Refused when pg_restore cannot read it, or it holds nothing of the schema of this database."""
    with connection.cursor() as cursor:
        schema = _schema_of(cursor)
    if f"TABLE {schema} django_migrations " not in _run_tool("pg_restore", "--list", str(path), server=False):
        raise Refused(f"Cette sauvegarde n’a rien du schéma {schema}.")


def is_aside() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_namespace WHERE nspname = %s)", [ASIDE])
        return bool(cursor.fetchone()[0])


def set_aside() -> None:
    with _alone() as cursor:
        cursor.execute(f"CREATE SCHEMA {ASIDE}")
        _move(cursor, _schema_of(cursor), ASIDE)


def load_copy(path: Path) -> None:
    with connection.cursor() as cursor:
        schema = _schema_of(cursor)
    connection.close()
    flags = ["--no-owner", "--no-privileges", "--single-transaction", f"--schema={schema}"]
    _run_tool("pg_restore", *flags, str(path))


@contextmanager
def loaded_apart(path: Path) -> Iterator[str]:
    """The database of an archive, beside that of the product; yields its name. It is dropped.

    The role must be allowed to create databases. Raises Refused.
    """
    name = f"{connection.settings_dict['NAME'][:48]}_backup_proof"  # 63 bytes at most
    quoted = connection.ops.quote_name(name)
    with connection.cursor() as cursor:
        schema = _schema_of(cursor)
        cursor.execute(f"DROP DATABASE IF EXISTS {quoted}")  # of a proof that was killed
        try:
            cursor.execute(f"CREATE DATABASE {quoted} TEMPLATE template0")
        except ProgrammingError as error:
            raise Refused(f"{error} Autorisez-le\u00a0: ALTER ROLE … CREATEDB.") from error
    try:
        flags = ["--no-owner", "--no-privileges", "--single-transaction", f"--schema={schema}"]
        _run_tool("pg_restore", *flags, str(path), database=name)
        yield name
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {quoted}")


def put_back() -> None:
    if is_aside():
        with _alone() as cursor:
            schema, failed = _schema_of(cursor), f"failed_restore_{uuid.uuid4().hex}"  # nobody else’s
            cursor.execute(f"CREATE SCHEMA {failed}")
            _move(cursor, schema, failed)
            _move(cursor, ASIDE, schema)
            cursor.execute(f"DROP SCHEMA {failed} CASCADE")
            cursor.execute(f"DROP SCHEMA {ASIDE}")


def forget_aside() -> None:
    with _alone() as cursor:
        cursor.execute(f"DROP SCHEMA IF EXISTS {ASIDE} CASCADE")


@contextmanager
def _alone() -> Iterator[CursorWrapper]:
    """A transaction that ends what the others of the same role began, and waits for nobody long."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {OTHERS}")  # noqa: S608
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '10s'")
        yield cursor


def _move(cursor: CursorWrapper, source: str, target: str) -> None:
    """Tables with their indexes, constraints, triggers and sequences; views; functions."""
    quote = connection.ops.quote_name
    cursor.execute(RELATIONS, [quote(source), "pg_class", ["e", "a", "i"]])
    found = [f"{KINDS[kind]} {name}" for kind, name in cursor.fetchall() if kind in KINDS]
    cursor.execute(ROUTINES, [quote(source), "pg_proc", ["e"]])
    for one in [*found, *(f"ROUTINE {name}" for (name,) in cursor.fetchall())]:
        cursor.execute(f"ALTER {one} SET SCHEMA {quote(target)}")


def _schema_of(cursor: CursorWrapper) -> str:
    """Where the tables of the product lie, or would."""
    cursor.execute("SELECT current_schema()")
    (schema,) = cursor.fetchone()
    return str(schema)


def _run_tool(name: str, *arguments: str, server: bool = True, database: str = "") -> str:
    """A tool of PostgreSQL with the address and the password of the settings. Raises Refused with what it says."""
    chosen = connection.settings_dict
    parts = {"dbname": "NAME", "host": "HOST", "port": "PORT", "user": "USER"}
    address = {part: str(chosen[key]) for part, key in parts.items() if chosen[key]}
    address |= {"dbname": database} if database else {}
    command = [name, *arguments]
    if server:
        command.append(f"--dbname={make_conninfo(**address, **chosen['OPTIONS'])}")
    environment = {"PATH": os.environ.get("PATH", "")}
    if chosen["PASSWORD"]:
        environment["PGPASSWORD"] = chosen["PASSWORD"]
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - fixed names
    except FileNotFoundError as error:
        raise Refused(f"{name} est introuvable\u00a0: installez postgresql-client.") from error
    if done.returncode:
        raise Refused(f"{name}\u00a0: {done.stderr.strip()[:500]}")
    return done.stdout
