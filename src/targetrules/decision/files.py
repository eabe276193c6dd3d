"""Where something is written: a stream, or a file that is there whole or not at all and is none of those read."""

from __future__ import annotations

import os
import stat
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator
from io import TextIOBase
from typing import IO, cast

from targetrules.arguments import ArgumentError, unlike
from targetrules.wording import Word

__all__ = ["file_at", "limited", "path_of", "refuse_overwriting", "write_to"]


def path_of(to: object) -> str | None:
    """The path where something is to be written, None for a stream; ArgumentError where it is neither."""
    if isinstance(to, str | os.PathLike):
        path = os.fspath(to)
        if isinstance(path, str):
            return path
    elif callable(getattr(to, "write", None)):
        return None
    raise unlike("to", to, "path-or-stream")


def write_to(to: object, parts: Iterable[bytes], read: Iterable[str] = ()) -> None:
    """Write to a path or a stream; ``read`` are the files that were read for it.

    A stream of text is given text. Nothing is written before all of it is there.

    Raises ArgumentError where it is neither, or one of the files that were read; OSError where it cannot be written.
    """
    from targetrules.atomic import write_file, write_stream

    path = path_of(to)
    if path is not None:
        refuse_overwriting(path, read)
        write_file(path, parts)
    elif isinstance(to, TextIOBase):
        decoder = getincrementaldecoder("utf-8")()
        write_stream(parts, lambda part: to.write(decoder.decode(part)))
    else:
        write_stream(parts, cast("IO[bytes]", to).write)


def limited(parts: Iterable[bytes], most: int) -> Iterator[bytes]:
    """The parts of a file that is to be read again; ArgumentError where it has more bytes than are read of any."""
    size = 0
    for part in parts:
        size += len(part)
        if size > most:
            raise ArgumentError("to", Word("arguments.file-too-large", {"most": f"{most:,}"}))
        yield part


def refuse_overwriting(path: str, read: Iterable[str]) -> None:
    """Raise ArgumentError where the file is one of those that were read.

    Two names are one file where the system says so: links, ``./a`` and ``a``, capitals where they make no difference.
    """
    there = file_at(path)
    for each in read if there is not None else ():
        other = file_at(each)
        if there is not None and other is not None and os.path.samestat(there, other):
            raise ArgumentError("to", Word("files.output-is-input", {"output": path, "input": each}))


def file_at(name: str) -> os.stat_result | None:
    """The status of a file; None where there is none, or one that cannot be overwritten, such as a pipe."""
    try:
        found = os.stat(name)  # noqa: PTH116  a name with a NUL is no file
    except (OSError, ValueError):
        return None
    return found if stat.S_ISREG(found.st_mode) else None
