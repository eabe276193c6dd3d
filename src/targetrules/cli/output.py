"""Where outcomes are written: the standard output, or a file that is there whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Iterable
from itertools import chain
from pathlib import Path

from targetrules.cli.terminal import encoded, write

__all__ = ["write_new", "write_output"]


def write_output(parts: Iterable[str | bytes], file: str | None, *, mark: bool = False) -> None:
    """Write UTF-8 with plain line ends, ``mark`` before it: a byte-order mark, by which Excel knows UTF-8.

    A file is written beside its place and then moved there, so that nobody ever sees half of it, and what stood there
    before stays where the writing fails. Raises OSError.
    """
    texts = chain(("\ufeff",) if mark else (), parts)
    if file is None:
        write(texts)
    elif Path(file).exists() and not Path(file).is_file():
        _write_into(Path(file), texts)  # a pipe or a device cannot be replaced
    else:
        _replace(file, texts)


def write_new(text: str, file: str) -> None:
    """Write a file that is not there yet, whole or not at all. Raises OSError, FileExistsError where it is there."""
    with Path(file).open("xb") as stream:
        try:
            stream.write(encoded(text))
            stream.flush()
        except OSError as error:
            Path(file).unlink()
            raise OSError(error.errno, error.strerror, file) from None


def _replace(name: str, texts: Iterable[str | bytes]) -> None:
    file = Path(name).resolve()
    beside = file.with_name(f".{file.name}.{secrets.token_hex(4)}.tmp")
    try:
        _refuse_read_only(file)
        _write_into(beside, texts)
        if file.exists():
            beside.chmod(stat.S_IMODE(file.stat().st_mode))
        beside.replace(file)
    except OSError as error:
        raise OSError(error.errno, error.strerror, name) from None  # nobody asked for the file beside it
    finally:
        beside.unlink(missing_ok=True)


def _refuse_read_only(file: Path) -> None:
    """A file that may not be written may all the same be replaced; its owner did not mean that."""
    if file.exists() and not os.access(file, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))


def _write_into(file: Path, texts: Iterable[str | bytes]) -> None:
    with file.open("wb") as stream:
        for text in texts:
            stream.write(encoded(text))
        stream.flush()
        if file.is_file():
            os.fsync(stream.fileno())
