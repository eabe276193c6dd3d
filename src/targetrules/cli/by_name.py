"""Texts about a policy that go into a file whose name says the format, or to the standard output."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from targetrules.arguments import ArgumentError
from targetrules.cli.errors import CommandError
from targetrules.cli.inputs import STANDARD_STREAM, read_policy
from targetrules.cli.output import refuse_no_output
from targetrules.cli.overwriting import refuse_overwriting
from targetrules.cli.terminal import encoded, write
from targetrules.decision.output_format import format_by_ending
from targetrules.policy import Policy

__all__ = ["write_by_name"]


def write_by_name(
    policy: str,
    asked: str | None,
    output: str | None,
    endings: Mapping[str, str],
    written: Callable[[Policy, str], str | bytes],
) -> None:
    """Read a policy, and write what is made of it.

    ``endings`` are those of names of files with their formats, the first of which is taken where nothing says any;
    ``written`` is called with the policy and the format. Raises where the name says another format than is asked for,
    or none, and where a file that is read would be written over, before anything is made.
    """
    output = None if output == STANDARD_STREAM else output
    refuse_overwriting(output, policy)
    form = _form(asked, output, endings)
    refuse_no_output(output)
    made = written(read_policy(policy), form)
    if output is None:
        write([made])
        return
    from targetrules.atomic import write_file

    write_file(output, [encoded(made)])


def _form(asked: str | None, output: str | None, endings: Mapping[str, str]) -> str:
    """The format that is asked for, or that the name of the file says."""
    if output is None:
        return asked or next(iter(endings.values()))
    try:
        return format_by_ending(asked, output, "--format", endings)
    except ArgumentError as error:
        raise CommandError("as-it-is", says=error.word) from None
