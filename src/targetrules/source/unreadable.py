"""Why a file cannot be read, for whoever named it."""

from __future__ import annotations

import errno

from targetrules.wording import Word

__all__ = ["why_unreadable"]


def why_unreadable(error: OSError | ValueError) -> Word | str:
    """The common reasons in the reader's language, the others in the system's words."""
    match error:
        case FileNotFoundError() | NotADirectoryError():
            return Word("problems.not_found")
        case IsADirectoryError():
            return Word("problems.a_folder")
        case PermissionError():
            return Word("problems.not_allowed")
        case OSError(errno=errno.ELOOP):
            return Word("problems.a_loop")
        case OSError(errno=errno.ENODEV):
            return Word("problems.a_device")
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
