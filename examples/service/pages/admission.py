"""What comes before a page: the session, and of a form that it was sent from a page of this session."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

from fastapi import Request, Response
from fastapi.routing import APIRoute

from ..problems import Refusal, told
from ..requests import Settings, body_of, check_query
from .rendering import problem_page, sign_in_page
from .sessions import Session, Sessions
from .unusable import of_address

__all__ = ["OpenRoute", "SessionRoute", "cookie_name", "form_of", "is_guarded", "session_of", "sessions_of"]

_LOCAL: Final = ("127.0.0.1", "localhost", "::1")
_MOST_BYTES: Final = 100_000
_MOST_FIELDS: Final = 50


class OpenRoute(APIRoute):
    """A page for anybody; whatever goes wrong is a page as well."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, and what comes before and after it."""
        handler = super().get_route_handler()

        async def handle(request: Request) -> Response:
            request.state.language = request.url.path[1:3]
            request.state.session, request.state.form = None, {}
            try:
                if request.method == "POST":
                    check_origin(request)
                self.admit(request)
                check_query(request, {each.alias for each in self.dependant.query_params})
                if request.method == "POST":
                    request.state.form = await _fields(request)
                    self.check_form(request)
                return await handler(request)
            except Exception as error:  # noqa: BLE001  whatever it is, its page tells it
                found = told(request, of_address(error, request.state.language), request.state.language)
                if found.status == 401:  # noqa: PLR2004
                    return sign_in_page(request, found)
                return problem_page(request, found)

        return handle

    def admit(self, request: Request) -> None:
        """Let anybody in."""

    def check_form(self, request: Request) -> None:
        """Take the form of anybody."""


class SessionRoute(OpenRoute):
    """A page for whoever has a session."""

    def admit(self, request: Request) -> None:
        """Refuse whoever has none."""
        cookie = request.cookies.get(cookie_name(request))
        request.state.session, request.state.token = sessions_of(request).find(cookie)

    def check_form(self, request: Request) -> None:
        """Refuse a form that was not made for this session."""
        given = request.state.form.pop("form", "")
        if not secrets.compare_digest(given.encode(), request.state.session.form.encode()):
            raise Refusal(403, "other-session")


def check_origin(request: Request) -> None:
    """Refuse what another site has a browser send, or what does not say from where it comes."""
    own = f"{request.url.scheme}://{request.url.netloc}"
    if request.headers.get("origin") != own or request.headers.get("sec-fetch-site", "same-origin") != "same-origin":
        raise Refusal(403, "foreign-form", own=own)


def is_guarded(request: Request) -> bool:
    """Whether nobody on the way reads what is sent: it is encrypted, or does not leave the machine."""
    return request.url.scheme == "https" or request.url.hostname in _LOCAL


def cookie_name(request: Request) -> str:
    """What the cookie is called; by its name browsers hold it to this host, where it is encrypted."""
    return "__Host-session" if request.url.scheme == "https" else "session"


async def _fields(request: Request) -> dict[str, str]:
    """The fields of a form by their names, each once."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        raise Refusal(415, "no-form")
    settings: Settings = request.app.state.settings
    body = await body_of(request, min(_MOST_BYTES, settings.most))
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise Refusal(400, "no-form") from None
    found = {name: text.replace("\r\n", "\n") for name, text in pairs}
    if len(found) < len(pairs):
        raise Refusal(400, "no-form")
    return found


def form_of(request: Request) -> Mapping[str, str]:
    """The fields of the form that was sent."""
    found: Mapping[str, str] = request.state.form
    return found


def session_of(request: Request) -> Session:
    """The session of whoever asks."""
    found: Session = request.state.session
    return found


def sessions_of(request: Request) -> Sessions:
    """The sessions of the service that was asked."""
    found: Sessions = request.app.state.sessions
    return found
