"""How a page that reads the register is answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from targetrules.register import Register

from ..calls import calls_of
from ..requests import Caller
from .rendering import page

__all__ = ["shown"]


async def shown(request: Request, template: str, found: Callable[[Register, Caller], dict[str, Any]]) -> HTMLResponse:
    """A page of what the register says to whoever asks.

    Args:
        request: What it answers.
        template: The name of the template.
        found: Reads what the template takes.
    """

    def read(register: Register, caller: Caller) -> dict[str, Any]:
        request.state.caller = caller
        return found(register, caller)

    return page(request, template, **await calls_of(request).read(request, read))
