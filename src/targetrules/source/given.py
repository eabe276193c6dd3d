"""The bytes of a file that was given, within a limit, and never those of a device, which has no end."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

__all__ = ["bytes_of"]


def bytes_of(path: str | os.PathLike[str], most: int) -> bytes:
    """The bytes of a file, of a huge one so many and one more.

    Raises OSError where it cannot be read, with ENODEV for a device that is no terminal; ValueError for a name that
    none can have.
    """
    with Path(path).open("rb") as file:
        mode = os.fstat(file.fileno()).st_mode
        if stat.S_ISBLK(mode) or (stat.S_ISCHR(mode) and not file.isatty()):
            raise OSError(errno.ENODEV, os.strerror(errno.ENODEV), os.fspath(path))
        return file.read(most + 1)
