"""The passphrase of a private key: from the environment or asked for, never an argument, which others can see."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

from targetrules.cli.errors import CommandError
from targetrules.cli.language import reader_language, spoken

if TYPE_CHECKING:
    from targetrules.keys.pair import PrivateKey

__all__ = ["VARIABLE", "new_passphrase", "signing_key"]

VARIABLE: Final = "TARGETRULES_PASSPHRASE"
"""The variable that may hold it."""


def signing_key(file: str | None) -> PrivateKey | None:
    """The private key in the file, if one is named; the passphrase is asked for where the key has one."""
    if file is None:
        return None
    from targetrules.keys.files import private_key

    return private_key(file, lambda: _given() or _asked(file))


def new_passphrase(file: str) -> bytes:
    """The passphrase for a new key; what is typed is typed twice."""
    given = _given()
    if given is not None:
        return given
    first = _asked(file)
    if first != _asked_for("passphrase-again", file):
        raise CommandError("passphrases-differ")
    return first


def _given() -> bytes | None:
    given = os.environ.get(VARIABLE)
    if given == "":
        raise CommandError("passphrase-variable-empty", variable=VARIABLE)
    return None if given is None else _as_bytes(given)


def _asked(file: str) -> bytes:
    return _asked_for("passphrase", file)


def _asked_for(sentence: str, file: str) -> bytes:
    """What is typed on the terminal, where it is not shown."""
    if sys.stdin is None or not sys.stdin.isatty():
        raise CommandError("no-passphrase", file=file, variable=VARIABLE)
    from getpass import getpass

    typed = getpass(spoken(sentence, reader_language(), file=file), sys.stderr)
    if not typed:
        raise CommandError("passphrase-empty")
    return _as_bytes(typed)


def _as_bytes(passphrase: str) -> bytes:
    return passphrase.encode("utf-8", "surrogateescape")
