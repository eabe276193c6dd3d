"""Where outcomes are written: the standard output, or a file that is there whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from targetrules.atomic import write_file
from targetrules.cli.terminal import encoded, write

__all__ = ["write_new", "write_output"]


def write_output(parts: Iterable[str | bytes], file: str | None, *, mark: bool = False) -> None:
    """Write UTF-8 with plain line ends, ``mark`` before it: a byte-order mark, by which Excel knows UTF-8.

    Raises OSError.
    """
    texts = chain(("\ufeff",) if mark else (), parts)
    if file is None:
        write(texts)
    else:
        write_file(file, map(encoded, texts))


def write_new(text: str, file: str) -> None:
    """Write a file that is not there yet. Raises OSError, FileExistsError where it is there."""
    write_file(file, [encoded(text)], new=True)
