"""A second thread that takes its share of the work.

NumPy lets other threads run while it computes, so two threads keep two processors busy. More would get in each other's
way: between any two operations a thread needs the interpreter, which only one has at a time. What is found is the same,
whichever thread finds it.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Lock
from types import TracebackType
from typing import Final, Self, TypeVar

__all__ = ["SecondThread"]

_AHEAD: Final = 3
_PATIENCE: Final = 1e-4
"""Seconds that a thread waits for the interpreter before it asks for it. Python's own 0.005 are longer than what most
operations here take, so that the other thread would not stop in between: with this, two threads took 87 ms where they
took 95 (and one 105)."""
_T = TypeVar("_T")
_R = TypeVar("_R")


class SecondThread:
    """This thread and one more. Used as a context, at whose end the other thread is gone."""

    def __init__(self) -> None:
        self._other = ThreadPoolExecutor(1)

    def __enter__(self) -> Self:
        _impatience.begin()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._other.shutdown(cancel_futures=True)
        _impatience.end()

    def map(self, function: Callable[[_T], _R], items: Iterable[_T]) -> list[_R]:
        """What the function makes of each, in their order; both threads take the next until none is left."""
        waiting, found = deque(enumerate(items)), dict[int, _R]()

        def work() -> None:
            while waiting:
                try:
                    at, item = waiting.popleft()
                except IndexError:  # the other thread took the last
                    return
                found[at] = function(item)

        other = self._other.submit(work)
        work()
        other.result()
        return [found[at] for at in sorted(found)]

    def ahead(self, function: Callable[[_T], _R], items: Iterable[_T]) -> Iterator[_R]:
        """What the function makes of each, one after the other; the other thread is a few items ahead."""
        waiting: deque[Future[_R]] = deque()
        for item in items:
            waiting.append(self._other.submit(function, item))
            if len(waiting) > _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


class _Impatience:
    """All of a process share how long threads wait: the first who needs less says so, the last puts it right again."""

    def __init__(self) -> None:
        self._lock, self._count, self._before = Lock(), 0, 0.0

    def begin(self) -> None:
        with self._lock:
            if not self._count:
                self._before = sys.getswitchinterval()
                sys.setswitchinterval(min(self._before, _PATIENCE))
            self._count += 1

    def end(self) -> None:
        with self._lock:
            self._count -= 1
            if not self._count:
                sys.setswitchinterval(self._before)


_impatience = _Impatience()
