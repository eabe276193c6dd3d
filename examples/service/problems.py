"""What goes wrong, as one kind of answer: a code, and a message in the language that was asked for."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from targetrules import ArgumentError, NoSuchResultError, PolicyError, ResultsError
from targetrules.register import RegisterError

from .language import has_words, preferred, say
from .schemas import Detail, Problem

__all__ = ["ERRORS", "Refusal", "answer", "handle_problems", "responses"]

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
_MISSING: Final = {
    "register.no-policy",
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


def answer(request: Request, status: int, code: str, message: str, details: Iterable[Detail] = ()) -> JSONResponse:
    """The answer of something that was not done."""
    body = Problem(code=code, message=message, details=list(details)).model_dump()
    headers = {"Content-Language": _language(request), "Vary": "Accept-Language"}
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = "1"
    return JSONResponse(body, status, headers)


def _language(request: Request) -> str:
    return preferred(request.headers.get("accept-language"))


def handle_problems(app: FastAPI) -> None:
    """Have whatever goes wrong answered so."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RegisterError, _of_register)
    app.add_exception_handler(ResultsError, _of_results)
    app.add_exception_handler(PolicyError, _unusable)
    app.add_exception_handler(ArgumentError, _unusable)
    app.add_exception_handler(NoSuchResultError, _not_there)
    app.add_exception_handler(RequestValidationError, _of_request)
    app.add_exception_handler(HTTPException, _of_http)
    app.add_exception_handler(Exception, _unexpected)


def _refused(request: Request, error: Any) -> JSONResponse:
    return answer(request, error.status, error.key, say(error.key, _language(request), **error.values))


def _of_register(request: Request, error: Any) -> JSONResponse:
    language = _language(request)
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
    return answer(request, status, code, "\n".join(each.message for each in details), details)


def _of_results(request: Request, error: Any) -> JSONResponse:
    language = _language(request)
    details = [Detail(code=str(each.code), message=each.text(language)) for each in error.problems[:1000]]
    return answer(request, 422, "results", error.text(language), details)


def _unusable(request: Request, error: Any) -> JSONResponse:
    return answer(request, 422, "argument", error.text(_language(request)))


def _not_there(request: Request, error: Any) -> JSONResponse:
    return answer(request, 404, "not-found", error.text(_language(request)))


def _of_request(request: Request, error: Any) -> JSONResponse:
    language = _language(request)
    details = [_wrong(each, language) for each in error.errors()[:100]]
    return answer(request, 422, "request", "\n".join(each.message for each in details), details)


def _wrong(error: Mapping[str, Any], language: str) -> Detail:
    place = ".".join(str(part)[:100] for part in error["loc"])
    key = error["type"] if has_words(error["type"]) else "wrong"
    return Detail(code=f"request.{error['type']}", message=say(key, language, place=place, says=error["msg"]))


def _of_http(request: Request, error: Any) -> JSONResponse:
    key = {404: "no-such-path", 405: "no-such-method"}.get(error.status_code, "not-json")
    found = answer(request, error.status_code, key, say(key, _language(request), says=error.detail))
    found.headers.update(error.headers or {})
    return found


def _unexpected(request: Request, error: Any) -> JSONResponse:
    """Nothing of it leaves but a number by which it is found in the log."""
    number = secrets.token_hex(6)
    _LOG.error("fault %s at %s %s", number, request.method, request.url.path, exc_info=error)
    return answer(request, 500, "internal", say("internal", _language(request), number=number))
