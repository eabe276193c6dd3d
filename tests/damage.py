"""Good policies after a few accidents: signs lost, lines doubled, words exchanged, values of another kind."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random
from typing import Final

from targetrules.testing.draft import Shape
from targetrules.testing.policies import policy_text

__all__ = ["ODD_VALUES", "POLICIES", "SIGNS", "damaged"]

POLICIES: Final = [
    path.read_text(encoding="utf-8")
    for path in sorted((Path(__file__).parents[1] / "policies").glob("*.toml"))
    if ".examples." not in path.name
]
SIGNS: Final = "[]{}=,.\"'#\\\n\r\t 0a_-+:é中＝“”\x00\x7f\u2028"

_ODD: Final = r"""
0|-1|1|2|64|65|2010|1e3|1e-3|0.1|999999999999999|1000000000000000|0.0000001
inf|-inf|nan|1e400|1e-400|0e-99|0x1F|0b1|1_000
true|false|2010-01-01|2010-01-01T00:00:00Z|10:00:00|[]|{}|[[]]|[{}]|[1, 'a', true]|{ a = { b = { c = 1 } } }|{ '' = 1 }
""|" "|"20%"|"101%"|"."|"%"|"-%"|"excellent"|"poor"|"score"|"grade"|"2010"|"2010H1"|"last"|"first"|"30 days"|"02-30"
"03-31"|"overall.rank"|"a\u0000b"|"\u202e"|"优秀"|"＝"|"😀"|'\'|'''x'''
"score + 1"|"score / 0"|"((((("|"1" * 9|"round(score, 9999999999999999999)"|"previous(score, 65)"
"""
ODD_VALUES: Final = [*re.split(r"[|\n]", _ODD.strip()), '"""x\ny"""', "9" * 41, "9" * 5000, "-" + "9" * 5000]


def damaged(random: Random) -> bytes:
    """A shipped policy, or a random one, after a few accidents."""
    text = policy_text(random, Shape(largest=4)) if random.random() < 0.5 else random.choice(POLICIES)
    for _ in range(random.choice((1, 1, 1, 2, 3, 8))):
        text = random.choice((_change, _delete, _double, _splice, _swap, _retype, _retype, _retype))(random, text)
    data = text.encode()
    return _flip(random, data) if random.random() < 0.1 else data


def _flip(random: Random, data: bytes) -> bytes:
    """A byte becomes another."""
    at = random.randrange(len(data) + 1)
    return data[:at] + bytes([random.randrange(256)]) + data[at + 1 :]


def _change(random: Random, text: str) -> str:
    """A character becomes another."""
    start, _ = _stretch(random, text)
    return text[:start] + random.choice(SIGNS) + text[start + 1 :]


def _delete(random: Random, text: str) -> str:
    start, end = _stretch(random, text)
    return text[:start] + text[end:]


def _double(random: Random, text: str) -> str:
    start, end = _stretch(random, text)
    return text[:end] + text[start:]


def _stretch(random: Random, text: str) -> tuple[int, int]:
    start = random.randrange(len(text) + 1)
    return start, min(len(text), start + random.choice((1, 1, 2, 10, 100, 1000)))


def _splice(random: Random, text: str) -> str:
    """A few lines of another policy come between."""
    lines = random.choice(POLICIES).splitlines(keepends=True)
    start = random.randrange(len(lines))
    at = text.rfind("\n", 0, random.randrange(len(text) + 1)) + 1
    return text[:at] + "".join(lines[start : start + random.randrange(1, 12)]) + text[at:]


def _swap(random: Random, text: str) -> str:
    """Two words or signs change places."""
    tokens = re.split(r"(\w+|[^\w\s])", text)
    odd = range(1, len(tokens), 2)
    if len(odd) > 1:
        one, other = random.sample(odd, 2)
        tokens[one], tokens[other] = tokens[other], tokens[one]
    return "".join(tokens)


def _retype(random: Random, text: str) -> str:
    """A number, a word or a text becomes another one, of the same policy or of none."""
    tokens = re.split(r'("[^"\n]*"|-?[\d.]+|[\w-]+)', text)
    odd = range(1, len(tokens), 2)
    if odd:
        tokens[random.choice(odd)] = random.choice(ODD_VALUES) if random.random() < 0.5 else tokens[random.choice(odd)]
    return "".join(tokens)
