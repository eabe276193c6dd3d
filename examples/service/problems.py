"""What goes wrong, as one kind of answer: a code, and a message in the language that was asked for."""

from __future__ import annotations

import logging
import re
import secrets
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from attrs import field, frozen
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from targetrules import ArgumentError, NoSuchResultError, PolicyError, ResultsError
from targetrules.register import RegisterError

from .language import has_words, preferred, say
from .schemas import Detail, Problem

__all__ = ["ERRORS", "Refusal", "Told", "handle_problems", "responses", "told"]

_LOG: Final = logging.getLogger("service")

ERRORS: Final[dict[int, str]] = {
    400: "The body is no JSON as the service takes it.",
    401: "There is no token, or it is not known, or it has expired.",
    403: "The office may not do this, or not for this unit.",
    404: "There is no such thing.",
    409: "It does not go with what is in the register.",
    413: "The body is too large.",
    415: "The body is not said to be JSON.",
    422: "Something given cannot be used.",
    500: "A fault of the service.",
    503: "It cannot be done now: try again.",
}
_LIMITS: Final = ("ge", "le", "max_length")
"""What the least and the most are called in an error of a schema."""
_MISSING: Final = {
    "register.no-policy",
    "register.no-policy-then",
    "register.unknown-policy",
    "register.before-first",
    "register.nobody",
    "register.no-person",
    "live.correct-absent",
    "live.withdraw-absent",
    "register.not-decided",
    "register.fulfilled-undecided",
}


def responses(*codes: int) -> dict[int | str, dict[str, Any]]:
    """What an OpenAPI page says of these errors, and of those that everything has."""
    return {code: {"model": Problem, "description": ERRORS[code]} for code in (*codes, 401, 403, 422, 500, 503)}


class Refusal(Exception):  # noqa: N818  it is an answer
    """What the service itself refuses.

    Attributes:
        status: The status of the answer.
        key: The sentence, which is the code as well.
        values: What fills its places.
    """

    def __init__(self, status: int, key: str, **values: object) -> None:
        super().__init__(status, key, values)
        self.status, self.key, self.values = status, key, values


@frozen
class Told:
    """What went wrong, as it is told.

    Attributes:
        status: The status of the answer.
        code: What a program may look at.
        message: For a person.
        details: All that is wrong, where it is several things.
        headers: Those of the answer.
    """

    status: int
    code: str
    message: str
    details: Sequence[Detail] = ()
    headers: Mapping[str, str] = field(factory=dict)


def told(request: Request, error: Exception, language: str) -> Told:
    """What is told of an error, in a language; of one that nobody expected nothing but its number."""
    match error:
        case Refusal():
            return Told(error.status, error.key, say(error.key, language, **error.values))
        case RegisterError():
            return _of_register(error, language)
        case ResultsError():
            details = [Detail(code=str(each.code), message=each.text(language)) for each in error.problems[:1000]]
            return Told(422, "results", error.text(language), details)
        case PolicyError() | ArgumentError():
            return Told(422, "argument", error.text(language))
        case NoSuchResultError():
            return Told(404, "not-found", error.text(language))
        case RequestValidationError():
            details = [_wrong(each, language) for each in error.errors()[:100]]
            return Told(422, "request", "\n".join(each.message for each in details), details)
        case HTTPException():
            key = {404: "no-such-path", 405: "no-such-method"}.get(error.status_code, "not-json")
            says = say(key, language, says=error.detail)
            return Told(error.status_code, key, says, headers=error.headers or {})
        case _:
            number = secrets.token_hex(6)
            _LOG.error("fault %s at %s %s", number, request.method, request.url.path, exc_info=error)
            return Told(500, "internal", say("internal", language, number=number))


def _of_register(error: RegisterError, language: str) -> Told:
    details = [Detail(code=each.key, message=each.text(language)) for each in error.problems]
    keys = {each.key for each in error.problems}
    if any(key.startswith("offices.") or key in ("cycle.step-office", "cycle.approval-office") for key in keys):
        status, code = 403, "forbidden"
    elif any(key.startswith("register.database-") or key == "register.clock-behind" for key in keys):
        status, code = 503, "unavailable"
        _LOG.error("the register cannot be used: %s", error.text("en"))
        details = [Detail(code=each.key, message=say("busy", language)) for each in error.problems]
    elif keys <= _MISSING:
        status, code = 404, "not-found"
    else:
        status, code = 409, "refused"
    return Told(status, code, "\n".join(each.message for each in details), details)


def _wrong(error: Mapping[str, Any], language: str) -> Detail:
    place = ".".join(str(part)[:100] for part in error["loc"])
    key = error["type"] if has_words(error["type"]) else "wrong"
    said = error.get("ctx", {})
    limit = next((said[name] for name in _LIMITS if name in said), "")
    known = ", ".join(each for each in re.findall("'([^']*)'", str(said.get("expected", ""))) if each)
    message = say(key, language, place=place, says=error["msg"], limit=limit, known=known)
    return Detail(code=f"request.{error['type']}", message=message)


def handle_problems(app: FastAPI) -> None:
    """Have whatever goes wrong answered so."""
    for kind in (
        Refusal,
        RegisterError,
        ResultsError,
        PolicyError,
        ArgumentError,
        NoSuchResultError,
        RequestValidationError,
        HTTPException,
        Exception,
    ):
        app.add_exception_handler(kind, _answered)


def _answered(request: Request, error: Exception) -> JSONResponse:
    language = preferred(request.headers.get("accept-language"))
    found = told(request, error, language)
    body = Problem(code=found.code, message=found.message, details=list(found.details)).model_dump()
    headers = {"Content-Language": language, "Vary": "Accept-Language", **found.headers}
    if found.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if found.status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = "1"
    return JSONResponse(body, found.status, headers)
