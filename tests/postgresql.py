"""A PostgreSQL server of the tests' own: in a temporary folder, spoken to over a socket, gone when they are done."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from time import sleep
from typing import Any, Final

import psycopg
import pytest
from attrs import define, field

__all__ = ["Server", "a_server"]

_PLACES: Final = ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "opt/homebrew/opt/postgresql@*/bin")
"""Where systems keep the programs of the server that stand in nobody's path."""
_WITHIN: Final = 30
"""Seconds within which a server answers, on a machine that is busy."""


def programs() -> Path | None:
    """The folder with ``initdb`` and ``postgres``; None where there is none."""
    found = shutil.which("initdb")
    if found is not None:
        return Path(found).resolve().parent
    folders = [each for place in _PLACES for each in Path("/").glob(place) if (each / "initdb").exists()]
    return max(folders, key=lambda each: (len(str(each)), str(each)), default=None)


def a_server() -> Server:
    """One that runs; the test is skipped where the machine has none, and fails under ``CI=true``."""
    folder = programs()
    if folder is None:
        say = pytest.fail if os.environ.get("CI") == "true" else pytest.skip
        say("no PostgreSQL server on this machine: no initdb (apt-get install postgresql)")
    server = Server(folder, Path(tempfile.mkdtemp(prefix="targetrules-")))
    server.make()
    server.start()
    return server


@define(eq=False)
class Server:
    """A server whose files stand in a folder.

    Attributes:
        programs: Where ``initdb`` and ``postgres`` are.
        folder: Where its files and its socket are; a path of few characters, as sockets need it.
    """

    programs: Path
    folder: Path
    _process: subprocess.Popen[bytes] | None = None
    _numbers: count[int] = field(factory=count)
    _free: list[str] = field(factory=list)

    def make(self) -> None:
        """Make its files: nobody else can reach the socket."""
        self.folder.chmod(0o700)
        if _user() is not None:
            shutil.chown(self.folder, *_owner())
        said = ["--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C"]
        self._run("initdb", *said, "--pgdata", str(self.folder / "data"))

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.folder),
            "max_connections": "30",
            "shared_buffers": "32MB",
            "log_min_messages": "panic",
            "fsync": "off",  # what the system has taken outlives the server, though not a loss of power
        }
        given = [f"--{name}={value}" for name, value in options.items()]
        for _ in range(_WITHIN * 20):
            if self._process is None or self._process.poll() is not None:  # what a killed one left may be there still
                self._process = subprocess.Popen(
                    [str(self.programs / "postgres"), "-D", str(self.folder / "data"), *given],
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    cwd=self.folder,
                    **_as_user(),
                )
            sleep(0.05)
            with suppress(psycopg.OperationalError):
                psycopg.connect(self.url("postgres")).close()
                return
        pytest.fail("the PostgreSQL server does not answer")

    def kill(self) -> None:
        """End it and all that it runs at once, as when the power fails: ``kill -9``."""
        if self._process is not None:
            for process in (self._process.pid, *_children(self._process.pid)):
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def stop(self) -> None:
        """End it, and take its files away."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)

    def database(self) -> str:
        """The URL of an empty database."""
        if self._free:
            return self._free.pop()
        name = f"register_{next(self._numbers)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.url(name)

    def give_back(self, url: str) -> None:
        """Empty a database, for the next one who asks for one: to make another takes longer."""
        with self.connect(url) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            connection.execute(
                "DROP SCHEMA public CASCADE; CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC"
            )
        self._free.append(url)

    def connect(self, url: str) -> psycopg.Connection[Any]:
        """A connection as the superuser, beside what is tested."""
        return psycopg.connect(url, autocommit=True)

    def url(self, database: str) -> str:
        """That of a database of this server."""
        return f"postgresql://postgres@/{database}?host={self.folder}"

    def _run(self, program: str, *given: str) -> None:
        subprocess.run(
            [str(self.programs / program), *given], check=True, capture_output=True, cwd=self.folder, **_as_user()
        )


def _user() -> str | None:
    """Who runs the server: the tests' own user, or where that is the superuser, which no server takes, ``postgres``."""
    return "postgres" if os.geteuid() == 0 else None


def _owner() -> tuple[str, str]:
    return "postgres", "postgres"


def _as_user() -> dict[str, Any]:
    return {} if _user() is None else {"user": "postgres", "group": "postgres", "extra_groups": []}


def _children(process: int) -> Iterator[int]:
    """What a process runs, where the system tells; elsewhere these see within a moment that it is gone, and end."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(stat.read_text(errors="replace").rpartition(")")[2].split()[1]) == process:
                yield int(stat.parent.name)
