"""How a page is written: from a template, in which every text is escaped, with the headers that guard it."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from targetrules.html_report.rows import is_link
from targetrules.visible import visible

from ..language import LANGUAGES
from ..problems import Told
from .words import say

__all__ = ["STYLE", "address", "page", "problem_page", "sign_in_page"]

_HERE: Final = Path(__file__).parent
STYLE: Final = (_HERE / "style.css").read_text(encoding="utf-8")
_PAGES: Final = ("status", "decisions", "follow-up", "objections")
"""Those that stand above every page, in their order."""
_HEADERS: Final = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "same-origin",  # with no-referrer browsers would not say from where a form comes
}


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["visible"] = lambda text: visible(str(text))
    made.tests["link"] = is_link
    return made


_TEMPLATES: Final = _environment()


def address(language: str, name: str, **asked: object) -> str:
    """The address of a page, with what it is asked for; what is empty is left out."""
    query = urlencode({key: value for key, value in asked.items() if value not in (None, "")})
    return f"/{language}/{name}" + (f"?{query}" if query else "")


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """A page.

    Args:
        request: What it answers, for the language and the session.
        template: The name of the template.
        status: The status of the answer.
        values: What the template takes.
    """
    language: str = request.state.language
    [other] = [each for each in LANGUAGES if each != language]
    asked = f"?{request.url.query}" if request.url.query else ""
    session = request.state.session
    common = {
        "language": language,
        "other": other,
        "elsewhere": f"/{other}{request.url.path[3:]}{asked}" if request.method == "GET" else f"/{other}/",
        "session": session,
        "recorded": session.told_once() if session is not None and status == 200 else None,  # noqa: PLR2004
        "caller": getattr(request.state, "caller", None),
        "say": lambda key, **given: say(key, language, **given),
        "to": lambda name, **given: address(language, name, **given),
        "template": template,
        "pages": _PAGES,
    }
    html = _TEMPLATES.get_template(f"{template}.html").render(common | values)
    headers = {**_HEADERS, "Content-Language": language}
    return HTMLResponse(html, status, headers)


def problem_page(request: Request, found: Told) -> HTMLResponse:
    """The page of something that was not done, in the words of whatever refused it."""
    lines = [each.message for each in found.details] or [found.message]
    answer = page(request, "problem", found.status, lines=lines)
    answer.headers.update(found.headers)
    return answer


def sign_in_page(request: Request, found: Told | None = None) -> HTMLResponse:
    """The page by which one signs in; after that comes the page that was asked for.

    Args:
        request: What it answers.
        found: Why it is that page; None: it was asked for.
    """
    if found is None:
        return page(request, "sign-in", problem=None, back="", lost=False)
    is_read = request.method == "GET"
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    problem = None if found.code == "no-session" and is_read else found.message
    lost = not is_read and not request.url.path.endswith(("/sign-in", "/sign-out"))
    answer = page(request, "sign-in", found.status, problem=problem, back=asked if is_read else "", lost=lost)
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer
