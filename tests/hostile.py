"""Files that no author would write, from any source of chance, and all that is said about one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random
from typing import Final

from targetrules import PolicyError, loads
from targetrules.report.faults_text import concise, full
from targetrules.source.diagnostic import Diagnostic
from targetrules.wording import LANGUAGES
from tests.damage import POLICIES, SIGNS, damaged
from tests.misfits import misfit

__all__ = ["WAYS", "check_file", "check_told", "diagnostics_of", "told"]

# "error[TR012]: …" with the line and the advice below; "file:1:2: TR012 …"; the same in Chinese
_TOLD: Final = re.compile(
    r"(error|错误)\[TR\d{3}\](: |：)\S[^\n]*\n *--> \S[^\n]*\n( *\|\n *\d+ \|[^\n]*\n *\| *\^+\n)? *= \S[^\n]*"
    r"|hostile\.toml(:\d+:\d+)?(: |：)\S[^\n]*"
)


def diagnostics_of(data: bytes) -> Sequence[Diagnostic] | None:
    """What is wrong with a file; None where it loads. Any other exception is a bug, and is not caught."""
    try:
        loads(data, name="hostile.toml")
    except PolicyError as error:
        return error.diagnostics
    return None


def told(diagnostics: Sequence[Diagnostic]) -> list[str]:
    """All that is printed, in full and on one line, in both languages."""
    return [show(each, language) for each in diagnostics for language in LANGUAGES for show in (full, concise)]


def check_told(texts: Sequence[str]) -> None:
    """Something is said, and whatever stood in the file, each text has the lines of a diagnostic and no more."""
    assert texts
    for text in texts:
        assert _TOLD.fullmatch(text), text


def check_file(data: bytes) -> None:
    """A file loads, or it is told what is wrong with it."""
    diagnostics = diagnostics_of(data)
    if diagnostics is not None:
        check_told(told(diagnostics))


# ---- any bytes -------------------------------------------------------------------------------------------------------

_WORDS: Final = [word for text in POLICIES for word in re.findall(r"\w+|\s+|[^\w\s]", text)]


def any_bytes(random: Random) -> bytes:
    """Wholly random bytes, text of some encoding, signs of TOML, or words of policies."""
    length = random.choice((0, 1, 3, 20, 200, 2000))
    match random.randrange(4):
        case 0:
            return random.randbytes(length)
        case 1:
            text = "".join(_any_character(random) for _ in range(length))
            return text.encode(random.choice(("utf-8", "utf-16", "utf-8-sig", "gb18030", "utf-32")), errors="replace")
        case 2:
            return "".join(random.choices(SIGNS, k=length)).encode()
        case _:
            return "".join(random.choices(_WORDS, k=min(length, 300))).encode()


def _any_character(random: Random) -> str:
    return chr(random.choice((random.randrange(1, 0xD800), random.randrange(32, 127))))


WAYS: Final[dict[str, Callable[[Random], bytes]]] = {"any bytes": any_bytes, "damaged": damaged, "structured": misfit}
