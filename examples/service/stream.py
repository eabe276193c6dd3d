"""Events as they come, to whoever listens: each with the decisions that it changed, resumed after any of them."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from functools import partial
from typing import Any, Final

from targetrules.register import EventKind

from .answers import changed, event_out, may_read
from .problems import Refusal
from .requests import Settings, known

__all__ = ["Streams"]

_AT_ONCE: Final = 50
_POLL_SECONDS: Final = 1.0
"""How often the register is looked at for what others recorded, beside this service."""
_SILENT_SECONDS: Final = 15.0
"""After so long a line is sent that says nothing, so that nobody on the way takes the connection for dead."""
_MOST: Final = 100


class Streams:
    """All who listen.

    Args:
        settings: What the service works with.
        call: Makes a call of the register beside the loop.
    """

    def __init__(self, settings: Settings, call: Callable[[Callable[[], Any]], Awaitable[Any]]) -> None:
        self._settings, self._call = settings, call
        self._news = asyncio.Event()
        self._count, self._is_over = 0, False

    def wake(self) -> None:
        """Something may have been recorded."""
        news, self._news = self._news, asyncio.Event()
        news.set()

    def stop(self) -> None:
        """End all streams; whoever listens comes back with the number of the last event that he saw."""
        self._is_over = True
        self.wake()

    def open(self, header: str | None, after: int) -> AsyncIterator[bytes]:
        """The events after a number, from now on and for as long as the token is good.

        Args:
            header: The header in which the token stands.
            after: The number.

        Raises:
            Refusal: So many listen already that nobody else may.
        """
        if self._count >= _MOST:
            raise Refusal(503, "too-many-streams")
        return self._lines(header, after)

    async def _lines(self, header: str | None, after: int) -> AsyncIterator[bytes]:
        self._count += 1
        try:
            yield b"retry: 1000\n\n"
            spoken = time.monotonic()
            while not self._is_over:
                news = self._news
                found = await self._call(partial(self._batch, header, after))
                for number, message in found:
                    yield message
                    after, spoken = number, time.monotonic()
                if not found:
                    if time.monotonic() - spoken > _SILENT_SECONDS:
                        yield b": nothing new\n\n"
                        spoken = time.monotonic()
                    await _waited(news)
        except Refusal:  # the token has expired, or was taken back, or its office is gone
            yield b"event: end\ndata: {}\n\n"
        finally:
            self._count -= 1

    def _batch(self, header: str | None, after: int) -> list[tuple[int, bytes]]:
        """The next events, as they are sent; as may be read by the token and the offices of now."""
        register = self._settings.register
        caller = may_read(register, known(self._settings, header))
        messages = []
        for event in list(register.events(after=after, limit=_AT_ONCE)):
            changes = register.changes_by(event.number) if event.kind is EventKind.DECISION else []
            seen = [changed(each).model_dump() for each in changes if caller.sees(each.unit)]
            data = json.dumps({**event_out(register, caller, event).model_dump(), "changes": seen}, ensure_ascii=False)
            messages.append((event.number, f"id: {event.number}\nevent: {event.kind.value}\ndata: {data}\n\n".encode()))
        return messages


async def _waited(news: asyncio.Event) -> None:
    try:
        await asyncio.wait_for(news.wait(), _POLL_SECONDS)
    except TimeoutError:
        return
