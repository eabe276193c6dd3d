"""The pages for whoever is not signed in: signing in, and what a page looks like."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from ..language import LANGUAGES, preferred
from ..problems import Refusal
from .admission import OpenRoute, SessionRoute, cookie_name, form_of, is_guarded, sessions_of
from .rendering import STYLE, address, sign_in_page
from .sessions import LONGEST

__all__ = ["entrance", "leaving", "root"]

root = APIRouter(include_in_schema=False)
entrance = APIRouter(route_class=OpenRoute, include_in_schema=False)
leaving = APIRouter(route_class=SessionRoute, include_in_schema=False)

_BACK: Final = re.compile(rf"/({'|'.join(LANGUAGES)})/[a-z-]*(/[a-z-]+)?(\?[!-\[\]-~]*)?")
"""The addresses of pages, with what they are asked for: nothing that leads elsewhere."""


def _redirected(to: str) -> RedirectResponse:
    return RedirectResponse(to, HTTPStatus.SEE_OTHER)


@root.get("/")
async def begin(request: Request) -> Response:
    """The status, in the language that the browser prefers."""
    return _redirected(address(preferred(request.headers.get("accept-language")), "status"))


@root.get("/style.css")
async def style() -> Response:
    """How pages look."""
    return Response(STYLE, media_type="text/css")


@entrance.get("/")
async def begin_in(request: Request) -> Response:
    """The status, in this language."""
    return _redirected(address(request.state.language, "status"))


@entrance.get("/sign-in")
async def ask(request: Request) -> Response:
    """Where one signs in."""
    return sign_in_page(request)


@entrance.post("/sign-in")
async def sign_in(request: Request) -> Response:
    """Begin a session; one that was open in the browser ends."""
    if not is_guarded(request):
        raise Refusal(403, "not-guarded")
    form, name = form_of(request), cookie_name(request)
    sessions = sessions_of(request)
    cookie = sessions.begin(form.get("token", "").strip())
    sessions.end(request.cookies.get(name))
    back = form.get("back", "")
    answer = _redirected(back if _BACK.fullmatch(back) else address(request.state.language, "status"))
    answer.set_cookie(
        name,
        cookie,
        max_age=int(LONGEST.total_seconds()),
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
    return answer


@leaving.post("/sign-out")
async def sign_out(request: Request) -> Response:
    """End the session."""
    name = cookie_name(request)
    sessions_of(request).end(request.cookies.get(name))
    answer = _redirected(address(request.state.language, "sign-in"))
    answer.delete_cookie(name, secure=request.url.scheme == "https", httponly=True, samesite="strict")
    return answer


@entrance.get("/{rest:path}")
async def nothing(rest: str) -> Response:
    """Whatever else is asked for."""
    raise Refusal(404, "no-such-page", rest=rest)
