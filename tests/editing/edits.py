"""Random edits of a policy, as hands make them: characters, words and lines typed, cut, repeated and moved."""

from __future__ import annotations

from random import Random
from typing import Final

__all__ = ["edited"]

_TYPED: Final = (
    *(
        "[",
        "]",
        "[[",
        "{",
        "}",
        '"',
        "'",
        "=",
        ",",
        ".",
        "\n",
        " ",
        "#",
        '"""',
        "\\",
        "𠮷",
        "，",
        "\t",
        "\r\n",
        "\u2028",
    ),
    *("[[consequences]]\n", "when = { ", "grade = ", '"poor"', "[inputs", "id = ", "true", 'formula = "', "previous("),
    *("consecutive = 2", "any = [", "overall.rank", "[[examples]]", "history = [{ ", "not = {", "1e999", "place = "),
)


def edited(text: str, chance: Random) -> tuple[str, int]:
    """A text after one edit, and where the cursor is then."""
    start = chance.randrange(len(text) + 1)
    end = min(len(text), start + chance.choice((0, 0, 1, 3, 12, 60)))
    match chance.randrange(6):
        case 0:
            new = text[start:end] * 2
        case 1:
            new = ""
        case 2:
            line = text.rfind("\n", 0, start) + 1
            start, end, new = line, text.find("\n", start) + 1 or len(text), ""
        case 3:
            other = chance.randrange(len(text) + 1)
            new = text[other : other + chance.choice((1, 8, 40))]
        case _:
            new = chance.choice(_TYPED)
    return text[:start] + new + text[end:], start + len(new)
