"""Tokens: who may ask the service, for which office and units, and until when.

A token is random and shown once; the file has its SHA-256 alone. Whoever reads the file cannot ask the service with
what he reads. The file is read again as soon as it was changed, so that a token that was taken back is of no use.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from attrs import asdict, define, field, frozen

__all__ = ["Token", "TokenFile", "TokenFileError"]

_BYTES = 32


class TokenFileError(Exception):
    """The file of tokens cannot be used; the message says why."""


@frozen
class Token:
    """What the file knows of a token.

    Attributes:
        id: What it is called where it is taken back.
        sha256: The SHA-256 of the token, in hexadecimal.
        by: The name of the person who has it.
        office: The id of the office for which he acts.
        units: His own units, where the office is one for its own units.
        expires: The instant from which it is of no use, in UTC: ``2027-03-01T09:30:00+00:00``.
    """

    id: str
    sha256: str
    by: str
    office: str
    units: tuple[str, ...]
    expires: str

    def is_over(self, now: datetime) -> bool:
        """Whether it is of no use any more."""
        return now >= datetime.fromisoformat(self.expires)


@define(eq=False)
class TokenFile:
    """A file of tokens."""

    path: Path
    _seen: tuple[int, ...] | None = None
    _known: Mapping[str, Token] = field(factory=dict)

    def find(self, secret: str) -> Token | None:
        """The token that this is; None where there is none, expired ones included."""
        return self.tokens().get(_digest(secret))

    def tokens(self) -> Mapping[str, Token]:
        """All tokens by their digests, as the file has them now."""
        try:
            now = self.path.stat()
        except OSError as error:
            raise TokenFileError(f"{self.path}: {error.strerror}") from error
        seen = (now.st_mtime_ns, now.st_size, now.st_ino)
        if seen != self._seen:
            self._known = {each.sha256: each for each in self._read()}
            self._seen = seen
        return self._known

    def issue(self, by: str, office: str, units: Sequence[str], expires: datetime) -> tuple[str, str]:
        """A new token.

        Args:
            by: The name of the person who gets it.
            office: The id of the office.
            units: His own units.
            expires: The instant from which it is of no use, with its zone.

        Returns:
            What it is called, and the token itself, which stands nowhere.
        """
        secret, name = secrets.token_urlsafe(_BYTES), secrets.token_hex(4)
        until = expires.astimezone(UTC).isoformat(timespec="seconds")
        token = Token(name, _digest(secret), by, office, tuple(units), until)
        with self._changing() as tokens:
            tokens.append(token)
        return name, secret

    def revoke(self, name: str) -> bool:
        """Take a token back; whether there was one of that name."""
        with self._changing() as tokens:
            kept = [each for each in tokens if each.id != name]
            found = len(kept) < len(tokens)
            tokens[:] = kept
        return found

    def _read(self) -> list[Token]:
        try:
            values: Any = json.loads(self.path.read_text(encoding="utf-8"))
            if not isinstance(values, list):
                raise TypeError("expected: a list")  # noqa: TRY301  told as whatever else is wrong with it
            tokens = [Token(**{**each, "units": tuple(each["units"])}) for each in values]
            for each in tokens:
                each.is_over(datetime.now(UTC))  # a TypeError where it has no zone
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise TokenFileError(f"{self.path}: this is no file of tokens ({error})") from error
        return tokens

    @contextmanager
    def _changing(self) -> Iterator[list[Token]]:
        """The tokens, to be changed by one command at a time; the file is replaced as a whole, for its owner alone."""
        lock = self.path.with_name(self.path.name + ".lock")
        try:
            os.close(os.open(lock, os.O_CREAT | os.O_EXCL, 0o600))
        except FileExistsError as error:
            raise TokenFileError(f"{lock}: another command is changing the file; if none is, delete it") from error
        try:
            tokens = self._read() if self.path.exists() else []
            yield tokens
            text = json.dumps([asdict(each) for each in tokens], ensure_ascii=False, indent=2) + "\n"
            new = self.path.with_name(self.path.name + ".new")
            with suppress(FileNotFoundError):
                new.unlink()
            with os.fdopen(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
                file.write(text)
            new.replace(self.path)
        finally:
            lock.unlink()


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
