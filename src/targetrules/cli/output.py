"""New files that a command writes, never over anything that is there."""

from __future__ import annotations

from targetrules.cli.errors import CommandError
from targetrules.cli.terminal import encoded

__all__ = ["refuse_present", "write_new"]


def refuse_present(file: str) -> None:
    """Raise where there is anything of that name, or no file of it can be written, before anything is asked or made."""
    from os.path import lexists

    from targetrules.atomic import refuse_unwritable

    if lexists(file):
        raise CommandError("there-already", file=file)
    refuse_unwritable(file)


def write_new(text: str | bytes, file: str, *, private: bool = False) -> None:
    """Write a file that is not there yet; ``private``: which its owner alone can read.

    Raises OSError, CommandError where there is anything of that name.
    """
    from targetrules.atomic import write_file

    try:
        write_file(file, [encoded(text)], new=True, private=private)
    except FileExistsError:
        raise CommandError("there-already", file=file) from None
