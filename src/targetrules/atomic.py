"""The one way in which a file is written: whole or not at all, whatever becomes of the program meanwhile.

The text goes into a temporary file in the same folder, which has the mode of the final one from its beginning, is
flushed to the disk and then renamed. So the name always stands for the old file or for the new one. A temporary file is
locked while somebody writes it: one without a lock was left behind by a program that was killed, and the next write
removes it.
"""

from __future__ import annotations

import errno
import os
import re
import signal
import stat
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import Any, Final

from targetrules.errors import TargetrulesError
from targetrules.wording import Word

__all__ = ["UnwritableError", "refuse_unwritable", "write_file", "write_stream"]

_POSIX: Final = os.name == "posix"
_TEMPORARY: Final = ".targetrules-{}.tmp"
_OURS: Final = re.compile(_TEMPORARY.format("[0-9a-f]{16}").replace(".", r"\."))
_ONLY_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_ENDING: Final = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
_KEPT: Final = 1 << 26
"""Bytes of a stream that stay in memory until all of it is there."""
_PIECE: Final = 1 << 20
_OF_PLACES: Final = {errno.ELOOP: "loop", errno.ENAMETOOLONG: "long-name", errno.ENOTDIR: "folder-missing"}
_FORBIDDEN: Final = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})


class UnwritableError(TargetrulesError, OSError):
    """A file that is not written, since it, its name or its folder is not fit for it. It is an OSError as well.

    Attributes:
        word: Why it is not written, to be worded in a language.
    """

    def __init__(self, number: int, key: str, file: str) -> None:
        self.word = Word(f"files.{key}", {"file": file})
        super().__init__(number, self.word.text("en"), file)
        self._given = (number, key, file)

    def __str__(self) -> str:
        return self.text("en")

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), self._given

    def text(self, language: str = "en") -> str:
        """The message as a person reads it.

        Args:
            language: ``"en"`` or ``"zh"``.

        Returns:
            The message.

        Raises:
            UnknownLanguageError: There are no sentences in this language.
        """
        return self.word.text(language)


def write_file(
    file: str | os.PathLike[str], parts: Iterable[bytes | bytearray], *, new: bool = False, private: bool = False
) -> None:
    """Write a file, or replace the one that is there, whose mode, owner and extended attributes are kept.

    Links are followed, and a name that leads nowhere yet is made. What is no plain file, or is read-only, is refused.
    Another hard link to the file that is replaced keeps the old text.

    Args:
        file: where to write.
        parts: what to write, one part after another; whatever they raise leaves everything as it was.
        new: whether there must be no such file yet.
        private: whether a file that is made can be read by its owner alone.

    Raises:
        UnwritableError: the name stands for something that is not replaced.
        FileExistsError: with ``new``, where there is anything of that name.
        OSError: the system does not write it, for instance since the disk is full. It names ``file``.
    """
    name = os.fspath(file)
    place, there = _place(name, new=new)
    try:
        _remove_leftovers(place.parent)
        _write(name, place, there, parts, new=new, private=private or there is not None)
    except UnwritableError:
        raise
    except OSError as error:
        raise OSError(error.errno, error.strerror, name) from None  # nobody asked for the temporary file


def write_stream(parts: Iterable[bytes], write: Callable[[bytes], object]) -> None:
    """Write to a stream; nothing before all of it is there: who reads half a document cannot tell that it is one."""
    from tempfile import SpooledTemporaryFile

    with SpooledTemporaryFile(max_size=_KEPT) as whole:
        for part in parts:
            whole.write(part)
        whole.seek(0)
        while piece := whole.read(_PIECE):
            write(piece)


def refuse_unwritable(file: str | os.PathLike[str]) -> None:
    """Raise what :func:`write_file` would raise of the name alone, before there is anything to write."""
    _place(os.fspath(file), new=False)


# ---- the place -------------------------------------------------------------------------------------------------------


def _place(name: str, *, new: bool) -> tuple[Path, os.stat_result | None]:
    """Where the file really is, links followed, and what the system knows of it; None: there is none."""
    try:
        if new and os.path.lexists(name):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), name)
        there = os.stat(name)  # noqa: PTH116  a Path would lose a stroke at the end
    except FileNotFoundError:
        if name.endswith((os.sep, os.altsep or os.sep)):
            raise UnwritableError(errno.EISDIR, "folder", name) from None
        if not name:
            raise UnwritableError(errno.EINVAL, "nameless", name) from None
        place = Path(os.path.realpath(name))
        if not place.parent.is_dir():
            raise UnwritableError(errno.ENOENT, "folder-missing", name) from None
        return place, None
    except ValueError:  # a NUL, or half of a character
        raise UnwritableError(errno.EINVAL, "no-name", name) from None
    except OSError as error:
        key = _OF_PLACES.get(error.errno or 0)
        if key is None:
            raise
        raise UnwritableError(error.errno or 0, key, name) from None
    place = Path(os.path.realpath(name))
    _refuse(name, place, there)
    return place, there


def _refuse(name: str, place: Path, there: os.stat_result) -> None:
    if stat.S_ISDIR(there.st_mode):
        raise UnwritableError(errno.EISDIR, "folder", name)
    if not stat.S_ISREG(there.st_mode) or not _is_at(there, place):
        raise UnwritableError(errno.EINVAL, "not-a-file", name)
    # A read-only file may all the same be renamed over, and its owner and the administrator may write it. Nobody who
    # made it read-only meant that.
    if not there.st_mode & 0o222 or not os.access(place, os.W_OK):
        raise UnwritableError(errno.EACCES, "read-only", name)


def _is_at(file: os.stat_result, place: Path) -> bool:
    """Whether the file is still the one of this name."""
    try:
        return os.path.samestat(file, place.lstat())
    except OSError:
        return False


# ---- writing ---------------------------------------------------------------------------------------------------------


def _write(
    name: str,
    place: Path,
    there: os.stat_result | None,
    parts: Iterable[bytes | bytearray],
    *,
    new: bool,
    private: bool,
) -> None:
    temporary: list[Path] = []
    with _removed_on_signals(temporary):
        try:
            with os.fdopen(_opened(name, place.parent, temporary, private=private), "wb") as stream:
                if there is not None:
                    _keep(stream.fileno(), place, there)
                for part in parts:
                    stream.write(part)
                stream.flush()
                os.fsync(stream.fileno())
                if _POSIX:  # while it is locked, so that nobody takes it for a leftover
                    _move(name, temporary[-1], place, new=new)
            if not _POSIX:  # where an open file is neither renamed nor removed
                _move(name, temporary[-1], place, new=new)
        finally:
            _remove(temporary)
    _flush_folder(place.parent)


def _opened(name: str, folder: Path, temporary: list[Path], *, private: bool) -> int:
    """A new file in the folder, locked; its name is added to ``temporary`` before there is such a file.

    ``private``: to nobody else, at least until it has the mode of the file that it replaces.
    """
    while True:
        temporary.append(folder / _TEMPORARY.format(os.urandom(8).hex()))
        try:
            descriptor = os.open(temporary[-1], _ONLY_NEW, 0o600 if private else 0o666)
        except OSError as error:
            if error.errno in _FORBIDDEN:
                raise UnwritableError(error.errno or 0, "folder-closed", name) from None
            raise
        # Before it was locked, another program may have taken it for a leftover.
        if _locked(descriptor) is not False and _is_at(os.fstat(descriptor), temporary[-1]):
            return descriptor
        os.close(descriptor)


def _keep(descriptor: int, place: Path, there: os.stat_result) -> None:
    """Give a file the owner, the mode and the attributes (such as access lists) of the one that it will replace."""
    if sys.platform == "win32":
        return
    mine = os.fstat(descriptor)
    if mine.st_gid != there.st_gid:
        with suppress(PermissionError):  # whoever may write it through its group is in that group
            os.fchown(descriptor, -1, there.st_gid)
    if mine.st_uid != there.st_uid:
        with suppress(PermissionError):  # only the administrator gives files away
            os.fchown(descriptor, there.st_uid, -1)
    if stat.S_IMODE(os.fstat(descriptor).st_mode) != stat.S_IMODE(there.st_mode):
        os.fchmod(descriptor, stat.S_IMODE(there.st_mode))
    if sys.platform == "linux":
        with suppress(OSError):  # not every file system has attributes
            for each in os.listxattr(place):
                with suppress(OSError):  # some are the system's own
                    os.setxattr(descriptor, each, os.getxattr(place, each))


def _move(name: str, temporary: Path, place: Path, *, new: bool) -> None:
    try:
        if new:
            _move_to_nothing(temporary, place)
        else:
            temporary.replace(place)
    except PermissionError as error:
        raise UnwritableError(error.errno or 0, "held", name) from None


def _move_to_nothing(temporary: Path, place: Path) -> None:
    """Rename a file, unless there is one of that name: a link is made in one step, or not where there is anything."""
    try:
        place.hardlink_to(temporary)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        if os.path.lexists(place):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST)) from None
        temporary.rename(place)


def _flush_folder(folder: Path) -> None:
    """So that the new name, too, outlives a failing power supply, on systems where that can be asked for."""
    if _POSIX:
        with suppress(OSError):  # the file is written, and what the folder does is up to the system
            descriptor = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


# ---- what is left behind ---------------------------------------------------------------------------------------------


def _remove(temporary: Iterable[Path]) -> None:
    for each in temporary:
        with suppress(OSError):
            each.unlink()


@contextmanager
def _removed_on_signals(temporary: list[Path]) -> Iterator[None]:
    """Remove the files where the process is told to end, which by itself it does at once; then end as it was told.

    Handlers of signals belong to the program. They are set here all the same, while a file is written and only where
    the program left the system's own, which end the process at once and would leave half of a file of results behind.
    Signals that the program handles or ignores are left to it, and threads cannot handle any: what they leave behind
    when they are ended so is removed by the next write.
    """
    owner, taken = os.getpid(), []

    def end(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
        if os.getpid() == owner:
            _remove(temporary)
        signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(number)

    try:
        for each in _ENDING:
            if signal.getsignal(each) is signal.SIG_DFL:
                with suppress(ValueError):  # not the main thread
                    signal.signal(each, end)
                    taken.append(each)
        yield
    finally:
        for each in taken:
            signal.signal(each, signal.SIG_DFL)


def _remove_leftovers(folder: Path) -> None:
    """Remove the temporary files that nobody writes any more."""
    try:
        with os.scandir(folder) as files:
            found = [folder / each.name for each in files if _OURS.fullmatch(each.name)]
    except OSError:
        return  # whatever it is, writing will say so
    for each in found:
        with suppress(OSError):  # another program was faster, or it is another user's
            _remove_leftover(each)


def _remove_leftover(path: Path) -> None:
    if sys.platform == "win32":
        path.unlink()  # it refuses where the file is open
        return
    descriptor = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK)
    try:
        found = os.fstat(descriptor)
        if stat.S_ISREG(found.st_mode) and _locked(descriptor) and _is_at(found, path):
            path.unlink()
    finally:
        os.close(descriptor)


def _locked(descriptor: int) -> bool | None:
    """Lock an open file until it is closed; False: somebody else has. None: there are no locks here."""
    if sys.platform == "win32":
        return None
    import fcntl

    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True
