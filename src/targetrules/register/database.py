"""The database beneath a register: SQLite in one file, or PostgreSQL; one writer at a time, durable when it returns.

SQLite before 3.51.3 (3.50.7 and 3.44.6 in their series) can lose committed transactions in WAL mode with two
connections, so there the rollback journal is used (sqlite.org/wal.html).
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError as BadUrlError
from sqlalchemy.exc import DBAPIError, NoSuchModuleError, OperationalError

from targetrules.arguments import a_path
from targetrules.extra import need
from targetrules.register import schema
from targetrules.register.error import RegisterError, refused
from targetrules.register.migrating import migrate, version_of

__all__ = ["Database"]

_BUSY_SECONDS: Final = 30
_ANY_SAFE: Final = (3, 51, 3)
_SAFE_IN_SERIES: Final = {(3, 50): (3, 50, 7), (3, 44): (3, 44, 6)}
_LOCK: Final = "LOCK TABLE events IN SHARE ROW EXCLUSIVE MODE"
_SIGNS: Final = (
    ("lost", "lost"),
    ("locked", "busy"),
    ("lock timeout", "busy"),
    ("is full", "full"),
    ("no space left", "full"),
    ("could not extend file", "full"),
    ("disk i/o error", "disk"),
    ("input/output error", "disk"),
    ("readonly", "read-only"),
    ("read-only", "read-only"),
    ("not a database", "other-file"),
    ("malformed", "damaged"),
    ("could not decode", "damaged"),
    ("unable to open", "cannot-open"),
    ("permission denied", "no-right"),
)
"""What messages of databases hold, and the sentence in which it is told."""
_GONE: Final = ("register.database-disk", "register.database-read-only")
"""What SQLite says of a file that is there no more."""


class Database:
    """Where a register is.

    Args:
        where: A file, or the URL of a PostgreSQL database: ``postgresql://user@host/name``.
        first: Makes the first event of a new register, which is there then or not at all; left out, there must be one.

    Raises:
        ArgumentError: This is neither.
        RegisterError: There is none, there is one already, or it cannot be used by this version.
        MissingExtraError: The driver is not installed.
    """

    def __init__(self, where: str | os.PathLike[str], *, first: Callable[[Connection], object] | None = None) -> None:
        self.where = a_path("where", where)
        self._url = _url(self.where)
        self.is_file = self._url.get_backend_name() == "sqlite"
        self._was_there = self.is_file and Path(self.where).exists()
        if self.is_file:
            self._check_file(create=first is not None)
        else:
            need("register", "psycopg")
        self._engine = _engine(self._url)
        self.migrated_from: int | None = None
        """The earlier version of the tables that this opening has brought to this one; None: it was none."""
        if first is None:
            self._check()
        else:
            self._create(first)

    def close(self) -> None:
        """Let go of all connections."""
        self._engine.dispose()

    # ---- transactions ------------------------------------------------------------------------------------------------

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction that writes: nobody else writes meanwhile.

        All of it is durable afterwards, or nothing is there.

        Raises:
            RegisterError: Somebody else is writing, the disk is full, or the database is gone.
        """
        with self._told(), self._connected() as connected:
            connection = connected.execution_options(writes=True)
            with connection.begin() as transaction:
                if not self.is_file:
                    connection.exec_driver_sql(_LOCK)
                yield connection
                if transaction.is_active:  # else whoever wrote has undone it
                    with self._doubted():
                        transaction.commit()

    def forget(self) -> None:
        """Have nothing left beside the file of what stood in it before; other databases have their own ways."""
        if self.is_file:
            with self._told(), self._connected() as connected:
                connected.connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One transaction that reads: what it sees is of one moment."""
        with self._told(), self._connected() as connected:
            connection = connected if self.is_file else connected.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        try:
            connection = self._engine.connect()
        except OperationalError as error:
            if self.is_file:
                raise
            raise self._refused("cannot-reach", error) from error
        except UnicodeDecodeError as error:  # what is damaged stands in the message, too
            raise refused("database-damaged", where=self.shown, said=str(error)) from error
        with connection:
            yield connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What the database says becomes a sentence about this register."""
        try:
            yield
        except DBAPIError as error:
            said = "lost" if error.connection_invalidated else str(error.orig).lower()
            raise self._refused(next((key for sign, key in _SIGNS if sign in said), "failed"), error) from error

    @contextmanager
    def _doubted(self) -> Iterator[None]:
        """Whose connection is lost while all is being made durable does not know whether it was."""
        try:
            yield
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            raise self._refused("in-doubt", error) from error

    def _refused(self, key: str, error: DBAPIError) -> RegisterError:
        said = str(error.orig).strip().partition("\n")[0]
        return refused(f"database-{key}", where=self.shown, said=said)

    @property
    def shown(self) -> str:
        """The file, or the URL without its password."""
        return (
            self.where if self.is_file else self._url.set(drivername="postgresql").render_as_string(hide_password=True)
        )

    # ---- there or not ------------------------------------------------------------------------------------------------

    def _check_file(self, *, create: bool) -> None:
        file = Path(self.where)
        if create and file.exists() and file.stat().st_size and not _is_empty(file):
            raise refused("there-already", where=self.where)
        if not create and not file.is_file():
            raise refused("not-there", where=self.where)

    def _create(self, first: Callable[[Connection], object]) -> None:
        with self._closed_if_refused(), self._first_writing() as connection:
            if inspect(connection).has_table(schema.events.name):  # somebody else made one meanwhile, which stays
                raise refused("there-already", where=self.shown)
            with self._left_as_it_was():
                self._fill(connection, first)

    @contextmanager
    def _first_writing(self) -> Iterator[Connection]:
        """The transaction that makes a register.

        A file may go while this waits for it to be free; SQLite tells that as a disk that failed, or a file that may
        not be written to.
        """
        if not self.is_file:
            with self._plain() as connection:
                yield connection
            return
        has_begun = False
        try:
            with self.writing() as connection:
                has_begun = Path(self.where).exists()
                if not has_begun:
                    raise refused("given-up", where=self.shown)
                yield connection
        except RegisterError as error:
            failed = any(each.key in _GONE for each in error.problems)
            if has_begun or not failed or Path(self.where).exists():
                raise
            raise refused("given-up", where=self.shown) from error

    def _fill(self, connection: Connection, first: Callable[[Connection], object]) -> None:
        schema.metadata.create_all(connection)
        for statement in schema.GUARDS[connection.dialect.name]:
            connection.execute(text(statement))
        first(connection)
        connection.execute(schema.properties.insert(), {"name": "schema", "value": str(schema.SCHEMA)})
        if self.is_file:
            connection.exec_driver_sql(f"PRAGMA application_id = {schema.APPLICATION}")

    @contextmanager
    def _closed_if_refused(self) -> Iterator[None]:
        """Where no register comes of it nothing is kept open, nor does anything stay beside a file that is gone."""
        try:
            yield
        except BaseException:
            self.close()
            if self.is_file and not self._was_there and not Path(self.where).exists():
                for beside in ("-journal", "-wal", "-shm"):
                    Path(self.where + beside).unlink(missing_ok=True)
            raise

    @contextmanager
    def _left_as_it_was(self) -> Iterator[None]:
        """Where no register comes of it there is no file that was not there before.

        It goes while it is locked: whoever waits to make a register of it is told that it is gone.
        """
        try:
            yield
        except BaseException:
            if self.is_file and not self._was_there:
                Path(self.where).unlink(missing_ok=True)
            raise

    @contextmanager
    def _plain(self) -> Iterator[Connection]:
        with self._told(), self._connected() as connection, connection.begin():
            yield connection

    def _check(self) -> None:
        """Refuse what is no register, or one of a later version."""
        try:
            with self.reading() as connection:
                if not inspect(connection).has_table(schema.properties.name):
                    raise refused("no-register", where=self.shown)
                version = version_of(connection)
            if version is None:
                raise refused("no-register", where=self.shown)
            if version > schema.SCHEMA:
                raise refused("newer", where=self.shown, found=version, known=schema.SCHEMA)
            if version < schema.SCHEMA:
                self._migrate(version)
        except RegisterError:
            self.close()
            raise

    def _migrate(self, version: int) -> None:
        """Have the tables of an earlier version as this one has them, at once or not at all."""
        if self.is_file and not os.access(self.where, os.W_OK):
            raise refused("older", where=self.shown, found=version, known=schema.SCHEMA)
        with self.writing() as connection:
            migrate(connection)
        self.migrated_from = version


def _url(where: str) -> URL:
    if "://" not in where:
        return URL.create("sqlite", database=where)
    try:
        url = make_url(where)
        if url.drivername in ("postgresql", "postgresql+psycopg"):
            return url.set(drivername="postgresql+psycopg")
    except (BadUrlError, NoSuchModuleError, ValueError):
        pass
    raise refused("bad-url", where=where.partition("://")[0] + "://…")


def _is_empty(file: Path) -> bool:
    """Whether it is a database of SQLite without any table, as one is that was begun and not finished."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            return connection.execute("SELECT 1 FROM sqlite_master").fetchone() is None
    except sqlite3.Error:
        return False


def _engine(url: URL) -> Engine:
    if url.get_backend_name() != "sqlite":
        settings = {"options": f"-c lock_timeout={_BUSY_SECONDS}s -c synchronous_commit=on"}
        return create_engine(url, connect_args=settings, pool_pre_ping=True)  # a server may have been started anew
    engine = create_engine(url, connect_args={"timeout": _BUSY_SECONDS, "isolation_level": None})
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: object) -> None:
    """What holds of each connection to a file; the mode of its journal is kept in the file."""
    cursor = connection.cursor()
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA secure_delete = ON")  # names that are erased are overwritten
    wanted = "wal" if _is_wal_safe(sqlite3.sqlite_version_info) else "truncate"
    if cursor.execute("PRAGMA journal_mode").fetchone()[0] != wanted and _may_write(cursor):
        cursor.execute(f"PRAGMA journal_mode = {wanted}")
    cursor.close()


def _may_write(cursor: sqlite3.Cursor) -> bool:
    """Whether the file can be written to: one that cannot keeps the journal that it has."""
    file = cursor.execute("PRAGMA database_list").fetchone()[2]
    return os.access(file, os.W_OK)


def _is_wal_safe(version: tuple[int, ...]) -> bool:
    return version >= _SAFE_IN_SERIES.get((version[0], version[1]), _ANY_SAFE)


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
