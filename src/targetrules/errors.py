"""The base class of every error that this package raises, and the error for a fault of its own."""

from __future__ import annotations

__all__ = ["InternalError", "TargetrulesError"]


class TargetrulesError(Exception):
    """Base of all errors of this package: whoever catches it catches whatever the package refuses, and nothing else.

    The errors for people have ``text(language)``, the message in English (``"en"``) or Chinese (``"zh"``); ``str()`` is
    the English one.
    """


class InternalError(TargetrulesError):
    """What the package itself relies on does not hold: a fault of targetrules, whatever it was given."""
