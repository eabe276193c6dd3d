"""Where a command writes to: whether it can is looked at before anything is read or made."""

from __future__ import annotations

from targetrules.cli.errors import CommandError
from targetrules.cli.terminal import encoded, refuse_closed_output

__all__ = ["refuse_no_output", "refuse_present", "write_new"]


def refuse_no_output(output: str | None) -> None:
    """Raise where a file cannot be written; None: where nobody reads the standard output."""
    if output is None:
        refuse_closed_output()
        return
    from targetrules.atomic import refuse_unwritable

    refuse_unwritable(output)


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
