"""How the register is called: beside the loop, one who records after the other, for whoever asks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final, TypeVar

import anyio
from fastapi import Request

from targetrules.register import Event, Register

from .answers import event_out, may_read
from .language import preferred
from .problems import Refusal
from .requests import Caller, Settings
from .schemas import Recorded
from .stream import Streams

__all__ = ["Calls", "Notes", "calls_of", "language_of"]

_T = TypeVar("_T")

_WRITING_SECONDS: Final = 30
_AT_ONCE: Final = 8
"""Calls of the register that are made at once; each takes a connection."""


class Notes(list[str]):
    """What should be known of how rows were read, in the language of whoever asked."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language

    def take(self, note: Any) -> None:
        """One more."""
        self.append(note.text(self._language))


class Calls:
    """The calls of one running service.

    Args:
        settings: What it works with.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._writing = anyio.Lock()
        self._limiter = anyio.CapacityLimiter(_AT_ONCE)
        self.streams = Streams(settings, self._beside)

    def _beside(self, call: Callable[[], _T]) -> Awaitable[_T]:
        return anyio.to_thread.run_sync(call, limiter=self._limiter)

    async def read(self, request: Request, call: Callable[[Register, Caller], _T]) -> _T:
        """What the register says to whoever asks."""
        register = self._settings.register
        return await self._beside(lambda: call(register, may_read(register, request.state.token)))

    async def write(self, request: Request, call: Callable[[Register, Caller], _T]) -> _T:
        """What the register records for whoever asks; one after the other, in the order in which they came."""
        token = request.state.token

        def made() -> _T:
            caller = may_read(self._settings.register, token)
            acting = self._settings.register.acting(by=token.by, office=token.office, units=token.units)
            return call(acting, caller)

        with anyio.move_on_after(_WRITING_SECONDS) as waiting:
            await self._writing.acquire()
        if waiting.cancelled_caught:
            raise Refusal(503, "busy")
        try:
            return await self._beside(made)
        finally:
            self._writing.release()
            self.streams.wake()

    async def record(self, request: Request, call: Callable[[Register], Event], notes: Notes | None = None) -> Recorded:
        """The event that the register recorded."""

        def made(register: Register, caller: Caller) -> Recorded:
            event = call(register)
            return Recorded(**event_out(register, caller, event).model_dump(), notes=list(notes or ()))

        return await self.write(request, made)


def calls_of(request: Request) -> Calls:
    """The calls of the service that was asked."""
    calls: Calls = request.app.state.calls
    return calls


def language_of(request: Request) -> str:
    """The language that was asked for."""
    return preferred(request.headers.get("accept-language"))
