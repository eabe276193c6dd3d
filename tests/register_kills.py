"""A program that records in a register as fast as it can, killed at some moment: what was acknowledged is there, once.

On PostgreSQL the server is killed as well, with all that it runs.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random
from time import sleep

import psycopg
from attrs import define, field

import targetrules
from targetrules.register import ReadOnlyRegister, Register
from targetrules.register.event import NOTHING_BEFORE, hash_of
from tests.kills import POLICY, environment
from tests.postgresql import Server

PROGRAM = """\
import itertools, os, sys
from targetrules.register import Register, RegisterError

where = sys.argv[1]

def said(*words):
    os.write(1, (" ".join(map(str, words)) + "\\n").encode())  # one line at once: nobody reads half of it

def record(turn):
    period = 9000 - turn  # what later turns decide rests on their own results
    with Register(where, by="Li Wei") as register:
        for each in itertools.count(turn):
            units = [f"U{turn}-{each}-{at}" for at in range(99 if each % 3 == 2 else 2)]
            rows = [{"unit": unit, "period": period, "score": at} for at, unit in enumerate(units)]
            acknowledge(register.post(rows))
            if each % 4 == 3:
                acknowledge(register.withdraw(units[0], period, reason="doubled"))
            if each % 5 == 4:
                acknowledge(register.close_period(period))
                acknowledge(register.decide(period, reason="again"))

def acknowledge(event):
    said("acknowledged", event.number, event.hash)

for turn in sys.stdin:
    child = os.fork()
    if not child:
        said("begun", os.getpid())
        try:
            record(int(turn))
        except RegisterError as error:
            [problem] = error.problems
            said("told", problem.key)
            os._exit(0)
    os.waitpid(child, 0)
    said("ended")
"""


@define
class Found:
    """What was found after all kills.

    Attributes:
        kills: How often something was killed.
        events: How many events there are.
        unacknowledged: How many of them are there though nobody was told so, the process being dead by then.
        undone: How often the database had something begun to take back.
    """

    kills: int = 0
    events: int = 0
    unacknowledged: int = 0
    undone: int = 0


@define
class _Recorder:
    """The program, and what was acknowledged to it so far."""

    where: str
    server: Server | None
    random: Random
    program: subprocess.Popen[bytes]
    last: tuple[int, str] = 0, NOTHING_BEFORE
    found: Found = field(factory=Found)

    def turn(self, number: int) -> None:
        """Have it record for a while, kill it or the server, and look at what is there."""
        assert self.program.stdin is not None
        assert self.program.stdout is not None
        self.program.stdin.write(b"%d\n" % number)
        self.program.stdin.flush()
        process, first = int(self._line()[1]), self._line()
        self._wait()
        is_server = self.server is not None and number % 4 == 3
        if self.server is not None and is_server:
            self.server.kill()
        else:
            os.kill(process, signal.SIGKILL)
        said = [first, *iter(self._line, ["ended"])]
        if self.server is None:
            self.found.undone += self._journal_size() > 0
        elif is_server:
            self.server.start()
        else:
            self._await_backend()
        self._check(said)

    def _line(self) -> list[str]:
        assert self.program.stdout is not None
        line = self.program.stdout.readline().decode().split()
        assert line, "the program that records has ended"
        return line

    def _wait(self) -> None:
        """Some moment; two thirds of the times one in which a transaction is under way, or is written to the file."""
        sleep(self.random.uniform(0, 0.1))
        way = self.random.randrange(3)
        if self.server is None and way:
            way = 2 if Path(f"{self.where}-wal").exists() else way  # a log has no journal
            before = self._changed()
            for _ in range(20_000):
                if self._journal_size() if way == 1 else self._changed() != before:
                    break
            sleep(self.random.uniform(0, 0.003) if way == 1 else 0)

    def _changed(self) -> int:
        """When the file was changed last, or the write-ahead log where it has one."""
        with suppress(OSError):
            return os.stat(f"{self.where}-wal").st_mtime_ns  # noqa: PTH116  Path.stat is too slow
        return os.stat(self.where).st_mtime_ns  # noqa: PTH116

    def _journal_size(self) -> int:
        with suppress(OSError):
            return os.stat(f"{self.where}-journal").st_size  # noqa: PTH116  Path.stat is too slow
        return 0

    def _await_backend(self) -> None:
        """What the server does for one that was killed goes on until it notices."""
        with psycopg.connect(self.where) as connection:
            connection.execute("LOCK TABLE events IN SHARE ROW EXCLUSIVE MODE")

    def _check(self, said: list[list[str]]) -> None:
        acknowledged = [(int(words[1]), words[2]) for words in said if words[0] == "acknowledged"]
        told = [words[1] for words in said if words[0] == "told"]
        with ReadOnlyRegister(self.where) as register:
            there = []
            for event in register.events(after=self.last[0]):
                assert (event.number, event.previous) == (self.last[0] + 1, self.last[1])
                assert event.hash == hash_of(event)
                self.last = event.number, event.hash
                there.append(self.last)
        assert there[: len(acknowledged)] == acknowledged
        more = len(there) - len(acknowledged)
        assert told in ([], *([f"register.database-{key}"] for key in ("lost", "cannot-reach", "in-doubt"))), told
        assert more in ((0, 1) if told in ([], ["register.database-in-doubt"]) else (0,)), told
        self.found.kills += 1
        self.found.unacknowledged += more
        self.found.events = self.last[0]


@contextmanager
def _recorder(where: str, server: Server | None, seed: int) -> Iterator[_Recorder]:
    command = [sys.executable, "-c", PROGRAM, where]
    with subprocess.Popen(command, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE) as program:
        try:
            yield _Recorder(where, server, Random(seed), program)  # noqa: S311  no secret
        finally:
            program.kill()


def check_register_kills(where: str, server: Server | None, times: int, seed: int) -> Found:
    """Each time all that was acknowledged is there, once, in its order, and the chain holds; in the end all of it."""
    with Register.create(where, by="Li Wei") as register:
        register.adopt(targetrules.loads(POLICY, name="kills.toml"))
        head = register.head()
    with _recorder(where, server, seed) as recorder:
        recorder.last = head.number, head.hash
        for number in range(times):
            recorder.turn(number)
        found, (_, last) = recorder.found, recorder.last
    with Register(where, by="Li Wei") as register:
        assert register.verify(last).problems == ()
        register.post({"unit": "the next", "period": 2025, "score": 1})
    return found


# ---- not killed ------------------------------------------------------------------------------------------------------


@contextmanager
def recorders(where: str, count: int) -> Iterator[list[subprocess.Popen[bytes]]]:
    """So many programs that record at once, until the end of the block."""
    command = [sys.executable, "-c", PROGRAM, where]
    programs, begun = [], []
    try:
        for each in range(count):
            program = subprocess.Popen(
                command, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
            )
            programs.append(program)
            assert program.stdin is not None
            assert program.stdout is not None
            program.stdin.write(b"%d\n" % each)
            program.stdin.flush()
            begun.append(int(program.stdout.readline().split()[1]))
        yield programs
    finally:
        for process in begun:
            os.kill(process, signal.SIGKILL)
        for program in programs:
            program.kill()
            program.communicate()


def acknowledged_by(program: subprocess.Popen[bytes], count: int) -> list[tuple[int, str]]:
    """The next events that were acknowledged to a program: their numbers and hashes."""
    assert program.stdout is not None
    lines = [program.stdout.readline().decode().split() for _ in range(count)]
    return [(int(number), hash_) for said, number, hash_ in lines if said == "acknowledged"]
