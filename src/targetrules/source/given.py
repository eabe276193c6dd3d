"""The bytes of a file or a stream that was given, within a limit, and never those of a device, which has no end.

Every file that is not this package's own is read here: policies, examples, results, outcomes, states and keys.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from io import BytesIO, TextIOBase, UnsupportedOperation
from typing import IO, Final, TypeGuard

from targetrules.wording import Word

__all__ = ["NOTHING_BUT_ZEROS", "anything", "bytes_of", "is_stream", "read_of", "why_unreadable"]

_PIECE: Final = 1 << 20

NOTHING_BUT_ZEROS: Final = bytes(64)
"""What no file that is read begins with: a disk's free space, or a device behind a pipe."""


def anything(_: bytes) -> None:
    """True: whatever a file begins with, it is read to its end."""


def is_stream(given: object) -> TypeGuard[IO[bytes]]:
    """Whether this is a stream of bytes; there is no class of all of them."""
    is_read = callable(getattr(given, "read", None)) and hasattr(given, "readable")
    return is_read and not isinstance(given, TextIOBase)


def bytes_of(path: str | os.PathLike[str], most: int, look: Callable[[bytes], None] = anything) -> bytes:
    """The bytes of a file.

    Args:
        path: Its name; a stroke at the end of it says that it is a folder.
        most: So many bytes are read, and of a larger file one more.
        look: Is given what the file begins with, before room is made for the rest, and raises where that is enough.

    Raises:
        OSError: It cannot be read; ENODEV for a device that is no terminal.
        ValueError: No file can have that name.
    """
    with open(os.fspath(path), "rb") as file:  # noqa: PTH123  a Path would lose the stroke
        return read_of(file, most, look)


def read_of(stream: IO[bytes], most: int, look: Callable[[bytes], None] = anything) -> bytes:
    """What a stream gives: the same, and room is made only as the bytes come."""
    _refuse_device(stream)
    read = BytesIO()
    part = stream.read(min(_PIECE, most + 1))
    look(part or b"")
    while part:
        read.write(part)
        part = stream.read(min(_PIECE, most + 1 - read.tell()))
    return read.getvalue()


def _refuse_device(stream: IO[bytes]) -> None:
    """Raise OSError for a device that has no end; that in which there is nothing has one."""
    try:
        status = os.fstat(stream.fileno())
    except (AttributeError, UnsupportedOperation):
        return
    is_device = stat.S_ISBLK(status.st_mode) or (stat.S_ISCHR(status.st_mode) and not stream.isatty())
    if is_device and status.st_rdev != os.stat(os.devnull).st_rdev:  # noqa: PTH116  no file of the user's
        name = getattr(stream, "name", None)
        raise OSError(errno.ENODEV, "it is a device, which has no end", name if isinstance(name, str | bytes) else None)


def why_unreadable(error: OSError | ValueError) -> Word | str:
    """The common reasons in the reader's language, the others in the system's words."""
    match error:
        case FileNotFoundError() | NotADirectoryError():
            return Word("problems.not_found")
        case IsADirectoryError():
            return Word("problems.a_folder")
        case PermissionError():
            return Word("problems.not_allowed")
        case OSError(errno=errno.ELOOP):
            return Word("problems.a_loop")
        case OSError(errno=errno.ENODEV):
            return Word("problems.a_device")
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
