"""The application: its routes, what guards them, and its OpenAPI page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from fastapi import FastAPI
from starlette.types import ASGIApp

from .calls import Calls
from .language import LANGUAGES
from .pages import PAGES
from .pages.entrance import root
from .pages.sessions import Sessions
from .problems import handle_problems
from .reading import router as reading
from .recording import router as recording
from .requests import Guard, Settings

__all__ = ["Service", "create_app"]

_ABOUT: Final = """
A register of regulations of graded accountability: what was posted, decided and changed, by whom and when.

Every request has a token (`Authorization: Bearer TOKEN`), which carries a person, an office and its units; the table of
offices in the register says what the office may do. An office of its own units reads what is of these alone. Instants
are in UTC, days in the time zone of the register (`/v1/head` tells it). Errors have one shape, and their messages are
in the language of `Accept-Language` (`en` or `zh`).
"""


class Service(FastAPI):
    """The application, with what guards every answer."""

    def build_middleware_stack(self) -> ASGIApp:
        """Whatever FastAPI does, and around it the guard."""
        return Guard(super().build_middleware_stack())


def create_app(settings: Settings) -> Service:
    """The application over a register and a file of tokens."""

    @asynccontextmanager
    async def living(app: FastAPI) -> AsyncIterator[None]:
        app.state.calls = Calls(app.state.settings)
        app.state.sessions = Sessions(app.state.settings)
        yield
        app.state.calls.streams.stop()

    app = Service(
        title="A register behind a service",
        version="1",
        description=_ABOUT,
        lifespan=living,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.settings = settings
    app.include_router(recording)
    app.include_router(reading)
    app.include_router(root)
    for language in LANGUAGES:
        for each in PAGES:
            app.include_router(each, prefix=f"/{language}")
    handle_problems(app)
    return app
