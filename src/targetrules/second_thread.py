"""A second thread that takes its share of the work.

NumPy lets other threads run while it computes, so two threads keep two processors busy. More would get in each other's
way: between any two operations a thread needs the interpreter, which only one has at a time. What is found is the same,
whichever thread finds it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from types import TracebackType
from typing import Final, Self, TypeVar

__all__ = ["SecondThread", "both"]

_AHEAD: Final = 3
_T = TypeVar("_T")
_R = TypeVar("_R")


class SecondThread:
    """This thread and one more. Used as a context, at whose end the other thread is gone."""

    def __init__(self) -> None:
        self._other = ThreadPoolExecutor(1)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._other.shutdown(cancel_futures=True)

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

    def beside(self, function: Callable[[], _R]) -> Future[_R]:
        """What the function makes, in the other thread, while this one goes on."""
        return self._other.submit(function)

    def share(self, function: Callable[[_T], _R], items: Iterable[_T]) -> Iterator[_R]:
        """What the function makes of each, one after the other; the other thread makes every second."""
        rest = iter(items)
        for own in rest:
            others = [self._other.submit(function, item) for item in islice(rest, 1)]
            yield function(own)
            yield from (each.result() for each in others)

    def ahead(self, function: Callable[[_T], _R], items: Iterable[_T]) -> Iterator[_R]:
        """What the function makes of each, one after the other; the other thread is a few items ahead."""
        waiting: deque[Future[_R]] = deque()
        for item in items:
            waiting.append(self._other.submit(function, item))
            if len(waiting) > _AHEAD:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def both(function: Callable[[_T], _R], items: Iterable[_T]) -> list[_R]:
    """What the function makes of each, in their order, by this thread and another, which is gone then."""
    with SecondThread() as second:
        return second.map(function, items)
