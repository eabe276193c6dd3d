"""The bytes of a file or a stream that was given, within a limit, and never those of a device, which has no end.

Every file that is not this package's own is read here: policies, examples, results, outcomes, states and keys.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Callable
from io import BytesIO, TextIOBase, UnsupportedOperation
from typing import IO, Final, TypeGuard

from targetrules.wording import Word

__all__ = ["NOTHING_BUT_ZEROS", "anything", "bytes_of", "is_stream", "read_of", "why_unreadable"]

_PIECE: Final = 1 << 20

_PATIENCE: Final = 5.0
"""Seconds that a pipe has for somebody to open it who writes."""
_PAUSE: Final = 0.02
_WITHOUT_WAITING: Final = getattr(os, "O_NONBLOCK", 0)

NOTHING_BUT_ZEROS: Final = bytes(64)
"""What no file that is read begins with: a disk's free space, or a device behind a pipe."""


def anything(_: bytes) -> None:
    """Look for nothing: whatever a file begins with, it is read to its end."""


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
        OSError: It cannot be read; ENODEV for a device that is no terminal, TimeoutError for a pipe into which nobody
            writes, BlockingIOError for what has nothing to read yet and is no pipe. The name is in it.
        ValueError: No file can have that name.
    """
    name = os.fspath(path)
    try:
        with open(name, "rb", opener=_opened) as file:  # a Path would lose the stroke
            return read_of(file, most, look, _begins(file, name))
    except OSError as error:
        if error.filename is None:
            error.filename = name
        raise


def read_of(stream: IO[bytes], most: int, look: Callable[[bytes], None] = anything, begins: bytes = b"") -> bytes:
    """What a stream gives: the same, and room is made only as the bytes come. ``begins`` was read of it before."""
    _refuse_device(stream)
    read = BytesIO()
    part = begins + _part(stream, min(_PIECE, most + 1) - len(begins))
    look(part)
    while part:
        read.write(part)
        part = _part(stream, min(_PIECE, most + 1 - read.tell()))
    return read.getvalue()


def _part(stream: IO[bytes], most: int) -> bytes:
    """So many bytes or fewer; none at the end alone, which is not where a stream that does not wait has none yet."""
    part: bytes | None = stream.read(most)
    if part is None:
        raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN), _name_of(stream))
    return part


def _opened(path: str, flags: int) -> int:
    """Open a file without waiting: a pipe into which nobody writes would never be opened."""
    return os.open(path, flags | _WITHOUT_WAITING)


def _begins(file: IO[bytes], name: str | bytes) -> bytes:
    """See that a pipe is written into, and read what of it must be read for that; from then on the pipe is waited for.

    Of a plain file nothing is waited for: it has its bytes, and what the system makes up may have none yet.
    """
    mode = os.fstat(file.fileno()).st_mode
    begins = _first_byte(file.fileno(), name) if stat.S_ISFIFO(mode) else b""
    if _WITHOUT_WAITING and not stat.S_ISREG(mode):
        os.set_blocking(file.fileno(), True)
    return begins


def _first_byte(pipe: int, name: str | bytes) -> bytes:
    """The first byte of a pipe, or none where somebody writes into it, or nobody can any more."""
    has_name = os.path.lexists(os.path.realpath(name))  # that of a shell's <(…) is in no folder
    until = time.monotonic() + _PATIENCE
    while True:
        try:
            first = os.read(pipe, 1)
        except BlockingIOError:  # somebody does, but has written nothing yet
            return b""
        if first or not has_name:
            return first
        if time.monotonic() > until:
            raise OSError(errno.ETIMEDOUT, os.strerror(errno.ETIMEDOUT), name)
        time.sleep(_PAUSE)


def _refuse_device(stream: IO[bytes]) -> None:
    """Raise OSError for a device that has no end; that in which there is nothing has one."""
    try:
        status = os.fstat(stream.fileno())
    except (AttributeError, UnsupportedOperation):
        return
    is_device = stat.S_ISBLK(status.st_mode) or (stat.S_ISCHR(status.st_mode) and not stream.isatty())
    if is_device and status.st_rdev != os.stat(os.devnull).st_rdev:  # noqa: PTH116  no file of the user's
        raise OSError(errno.ENODEV, "it is a device, which has no end", _name_of(stream))


def _name_of(stream: IO[bytes]) -> str | bytes | None:
    name = getattr(stream, "name", None)
    return name if isinstance(name, str | bytes) else None


_BY_NUMBER: Final = {
    errno.ELOOP: "problems.a_loop",
    errno.ENAMETOOLONG: "problems.a_long_name",
    errno.ENODEV: "problems.a_device",
    errno.EBADF: "problems.not_open",
}


def why_unreadable(error: OSError | ValueError) -> Word | str:
    """The common reasons in the reader's language, the others in the system's words."""
    match error:
        case FileNotFoundError() | NotADirectoryError():
            return Word("problems.not_found")
        case IsADirectoryError():
            return Word("problems.a_folder")
        case PermissionError():
            return Word("problems.not_allowed")
        case TimeoutError():
            return Word("problems.no_writer")
        case BlockingIOError():
            return Word("problems.nothing_yet")
        case OSError(errno=number) if number in _BY_NUMBER:
            return Word(_BY_NUMBER[number])
        case OSError() | ValueError():
            return (error.strerror if isinstance(error, OSError) else None) or str(error)
