"""Where outcomes are written: the standard output, or a file that is there whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain
from typing import TYPE_CHECKING

from targetrules.cli.mistake import Mistake
from targetrules.cli.terminal import encoded, write

if TYPE_CHECKING:
    from targetrules.keys.pair import PrivateKey

__all__ = ["write_new", "write_output"]


def write_output(
    parts: Iterable[str | bytes], file: str | None, *, mark: bool = False, key: PrivateKey | None = None
) -> None:
    """Write UTF-8 with plain line ends, ``mark`` before it: a byte-order mark, by which Excel knows UTF-8.

    With a ``key`` it is signed, which is for outcomes with their record.

    Raises OSError.
    """
    texts: Iterable[bytes] = map(encoded, chain(("\ufeff",) if mark else (), parts))
    if key is not None:
        from targetrules.report.signed import signed

        texts = signed(texts, key)
    if file is None:
        write(texts)
    else:
        from targetrules.atomic import write_file

        write_file(file, texts)


def write_new(text: str | bytes, file: str, *, private: bool = False) -> None:
    """Write a file that is not there yet; ``private``: which its owner alone can read.

    Raises OSError, Mistake where there is anything of that name.
    """
    from targetrules.atomic import write_file

    try:
        write_file(file, [encoded(text)], new=True, private=private)
    except FileExistsError:
        raise Mistake("there-already", file=file) from None
