"""What comes before anything is done: who asks, how much he sends, and JSON read as it is written."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from attrs import frozen
from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from targetrules.register import Actor, EventKind, Office, Offices, Register, RegisterError

from .problems import Refusal
from .tokens import Token, TokenFile

__all__ = ["Caller", "Guard", "KnownRoute", "Settings", "body_of", "check_query", "good", "known"]


@frozen
class Settings:
    """What the service works with.

    Attributes:
        register: The register.
        tokens: The file of tokens.
        most: How many bytes a body may have.
        clock: What says how late it is, for tokens.
    """

    register: Register
    tokens: TokenFile
    most: int = 8_000_000
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)


@frozen
class Caller:
    """Who asks, and what he may.

    Attributes:
        token: His token.
        office: His office, as the table in force has it.
        offices: The table.
    """

    token: Token
    office: Office
    offices: Offices

    @property
    def actor(self) -> Actor:
        """He, as a register knows him."""
        return Actor(self.token.by, self.token.office, self.token.units)

    def sees(self, unit: str) -> bool:
        """Whether a unit is his to read of."""
        return self.offices.is_for(self.actor, unit)

    def may(self, kind: EventKind, unit: str | None = None) -> bool:
        """Whether his office may record an event of a kind, of a unit or of all, as far as the table says."""
        try:
            self.offices.check(self.actor, kind, None if unit is None else [unit])
        except RegisterError:
            return False
        return True

    def check(self, unit: str) -> None:
        """Refuse a unit of others."""
        if not self.sees(unit):
            raise Refusal(403, "not-yours", unit=unit, office=self.token.office)


def known(settings: Settings, header: str | None) -> Token:
    """Whose token stands in the header Authorization."""
    scheme, _, secret = (header or "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise Refusal(401, "no-token")
    return good(settings, settings.tokens.find(secret.strip()))


def good(settings: Settings, token: Token | None) -> Token:
    """A token that was found, if it is good now."""
    if token is None:
        raise Refusal(401, "unknown-token")
    if token.is_over(settings.clock()):
        raise Refusal(401, "expired-token", expires=token.expires)
    return token


class KnownRoute(APIRoute):
    """A route for whoever has a token; nothing of the body is read before that is known."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, and what comes before it."""
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            settings: Settings = request.app.state.settings
            request.state.token = known(settings, request.headers.get("authorization"))
            check_query(request, {each.alias for each in self.dependant.query_params})
            if request.method != "POST":
                return await handler(request)
            if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
                raise Refusal(415, "other-type")
            return await handler(_Exact(request, _values(await body_of(request, settings.most))))

        return handle


def check_query(request: Request, names: set[str]) -> None:
    """Refuse what nobody asks for, or is given twice: a name that was mistyped would else be passed over."""
    given = Counter(name for name, _ in request.query_params.multi_items())
    wrong = [("extra_forbidden", name) for name in given if name not in names]
    wrong += [("twice", name) for name, count in given.items() if name in names and count > 1]
    if wrong:
        raise RequestValidationError([{"type": key, "loc": ("query", name), "msg": ""} for key, name in wrong])


class _Exact(Request):
    """A request whose JSON has numbers as they are written."""

    def __init__(self, before: Request, values: dict[str, Any]) -> None:
        super().__init__(before.scope, before.receive)
        self._values = values

    async def body(self) -> bytes:
        """Something, since there was a body; what it says is asked by :meth:`json`."""
        return b"{}"

    async def json(self) -> Any:
        """What the body says."""
        return self._values


_DIGITS: Final = 18


async def body_of(request: Request, most: int) -> bytes:
    """The body, up to the limit."""
    length = request.headers.get("content-length", "")
    parts, count = [], int(length) if length.isdigit() and len(length) <= _DIGITS else 0
    if count <= most:
        count = 0
        async for part in request.stream():
            count += len(part)
            if count > most:
                break
            parts.append(part)
    if count > most:
        raise Refusal(413, "too-large", most=f"{most:,}")
    return b"".join(parts)


_DEEPEST: Final = 20
_LONGEST: Final = 60


def _values(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body.decode(), parse_float=_decimal, parse_constant=_refuse, object_pairs_hook=_once)
        depth = _depth(found)
    except RecursionError:
        raise Refusal(400, "not-json", says="it is too deep") from None
    except ValueError as error:
        raise Refusal(400, "not-json", says=str(error)[:200]) from None
    if not isinstance(found, dict) or depth > _DEEPEST:
        raise Refusal(400, "not-json", says="expected: an object")
    return found


def _decimal(text: str) -> Decimal:
    found = Decimal(text)
    if len(text) > _LONGEST or abs(found.adjusted()) > _LONGEST:
        raise ValueError(f"{text[:_LONGEST]} is no number of results")
    return found


def _refuse(text: str) -> Any:
    raise ValueError(f"{text} is no number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    return 1 + max(map(_depth, value), default=0) if isinstance(value, list) else 0


# ---- answers ---------------------------------------------------------------------------------------------------------

_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Guard:
    """Puts into every answer, those of faults as well, the headers by which browsers keep it to themselves.

    Pages have some of their own, which stay.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                if scope.get("scheme") == "https":
                    headers["Strict-Transport-Security"] = "max-age=31536000"
            await send(message)

        await self._app(scope, receive, guarded)
