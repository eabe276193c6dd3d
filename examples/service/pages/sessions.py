"""Sessions of browsers: begun with a token, known by a cookie, and ended by time, by signing out, or with the token.

They are in the memory of the one process that serves the register: when it is started again, everybody signs in anew.
Neither the token nor what the cookie says is kept, only their SHA-256.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final

from attrs import define

from ..problems import Refusal
from ..requests import Settings, good
from ..tokens import Token

__all__ = ["IDLE", "LONGEST", "Session", "Sessions"]

IDLE: Final = timedelta(minutes=30)
"""After so long without a request a session has ended."""
LONGEST: Final = timedelta(hours=8)
"""After so long it has ended in any case."""
_MOST: Final = 10
"""Sessions of one token; the one that was used last so long ago as no other ends for an eleventh."""
_BYTES: Final = 32


@define
class Session:
    """One session.

    Attributes:
        token: The SHA-256 of the token with which it was begun.
        form: What every form of the session has in it, and no other site knows.
        begun: When it was begun.
        used: When it was used last.
        recorded: The number of the event that was recorded last, to be told once.
    """

    token: str
    form: str
    begun: datetime
    used: datetime
    recorded: int | None = None

    def told_once(self) -> int | None:
        """The number of the event that was recorded last, if that was not told yet."""
        number, self.recorded = self.recorded, None
        return number


class Sessions:
    """The sessions of a running service.

    Args:
        settings: What it works with.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._open: dict[str, Session] = {}

    def begin(self, secret: str) -> str:
        """Begin a session.

        Args:
            secret: The token.

        Returns:
            What the cookie says.

        Raises:
            Refusal: The token is not good.
        """
        token, now = good(self._settings, self._settings.tokens.find(secret)), self._settings.clock()
        self._open = {key: each for key, each in self._open.items() if _ended(each, now) is None}
        of_token = [key for key, each in self._open.items() if each.token == token.sha256]
        for key in sorted(of_token, key=lambda each: self._open[each].used)[: len(of_token) - _MOST + 1]:
            del self._open[key]
        cookie = secrets.token_urlsafe(_BYTES)
        self._open[_digest(cookie)] = Session(token.sha256, secrets.token_urlsafe(_BYTES), now, now)
        return cookie

    def find(self, cookie: str | None) -> tuple[Session, Token]:
        """The session of a cookie, which is used by that, and its token.

        Raises:
            Refusal: There is none, it has ended, or its token is not good any more.
        """
        session = self._open.get(_digest(cookie or ""))
        if session is None:
            raise Refusal(401, "no-session" if cookie is None else "session-unknown")
        now = self._settings.clock()
        ended = _ended(session, now)
        if ended is not None:
            self.end(cookie)
            raise Refusal(401, ended)
        token = good(self._settings, self._settings.tokens.tokens().get(session.token))
        session.used = now
        return session, token

    def end(self, cookie: str | None) -> None:
        """End the session of a cookie, if there is one."""
        self._open.pop(_digest(cookie or ""), None)


def _ended(session: Session, now: datetime) -> str | None:
    """Why a session has ended, as the key of a sentence; None: it has not."""
    if now - session.used >= IDLE:
        return "session-idle"
    return "session-over" if now - session.begun >= LONGEST else None


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
