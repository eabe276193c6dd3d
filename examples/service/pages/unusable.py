"""What was given to a page and cannot be used, told by the names that whoever gave it sees."""

from __future__ import annotations

from collections.abc import Callable

from attrs import evolve
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError

from targetrules import ArgumentError
from targetrules.wording import Word

from .words import say

__all__ = ["of_address", "of_form"]


def of_address(error: Exception, language: str) -> Exception:
    """The same error with what the address calls it, where it is about something that a page was asked for."""
    return _named(error, lambda name: say("in-address", language, name=name))


def of_form(error: Exception, language: str) -> Exception:
    """The same error with what the form calls it, where it is about a field."""
    return _named(error, lambda name: say(name, language))


def _named(error: Exception, called: Callable[[str], str]) -> Exception:
    match error:
        case RequestValidationError() | ValidationError():
            return RequestValidationError([{**each, "loc": (called(str(each["loc"][-1])),)} for each in error.errors()])
        case ArgumentError(name=name, word=word):
            return ArgumentError(called(name), _without_type(word))
        case _:
            return error


def _without_type(word: Word) -> Word:
    """What was given and what is expected; on a page all that is given is text."""
    if word.key != "arguments.unlike":
        return word
    return evolve(word, values={**word.values, "found": str(word.values["found"]).removesuffix(" (str)")})
