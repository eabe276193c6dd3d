"""The bytes of a file that was given, within a limit, and never those of a device, which has no end."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import IO, Final

__all__ = ["bytes_of", "read_of"]

_PIECE: Final = 1 << 20


def bytes_of(path: str | os.PathLike[str], most: int) -> bytes:
    """The bytes of a file, of a huge one so many and one more.

    Raises OSError where it cannot be read, with ENODEV for a device that is no terminal; ValueError for a name that
    none can have.
    """
    with Path(path).open("rb") as file:
        mode = os.fstat(file.fileno()).st_mode
        if stat.S_ISBLK(mode) or (stat.S_ISCHR(mode) and not file.isatty()):
            raise OSError(errno.ENODEV, os.strerror(errno.ENODEV), os.fspath(path))
        return file.read() if stat.S_ISREG(mode) and os.fstat(file.fileno()).st_size <= most else read_of(file, most)


def read_of(stream: IO[bytes], most: int) -> bytes:
    """What a stream gives, and of an endless one so many bytes and one more: room is made only as they come."""
    parts, left = [], most + 1
    while left and (part := stream.read(min(left, _PIECE))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)
