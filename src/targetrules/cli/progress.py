"""A bar on the terminal that moves on with each period; none where nobody looks, or where it takes no time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from targetrules.cli.language import spoken
from targetrules.cli.terminal import is_terminal

__all__ = ["Watch", "watching"]

Watch = Callable[[int, int], None]
"""Is told of each period that is done: how many so far, of how many."""

_LONG: Final = 5_000
"""From so many results on, judging them takes a while."""


@contextmanager
def watching(results: int, language: str) -> Iterator[Watch | None]:
    """What to tell of periods while so many results are judged."""
    if results < _LONG or not is_terminal(error=True):
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        bar = progress.add_task(spoken("judging", language), total=None)
        yield lambda done, periods: progress.update(bar, completed=done, total=periods)
