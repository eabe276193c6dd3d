"""Files that no author would write: any bytes, good policies damaged, the right keys with any values."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any, Final

from attrs import frozen

from targetrules import PolicyError, loads
from targetrules.report.faults_text import concise, full
from targetrules.syntax import tree as syntax
from targetrules.syntax.shape import keys_of
from targetrules.testing.draft import Shape
from targetrules.testing.policies import policy_text
from targetrules.wording import LANGUAGES

__all__ = ["WAYS", "seen_of", "text_of"]

ROOT: Final = Path(__file__).parents[1]
POLICIES: Final = [
    path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "policies").glob("*.toml"))
    if ".examples." not in path.name
]


def seen_of(data: bytes) -> list[str]:
    """All that is printed for a file in both languages; nothing where it loads. Anything else that happens is a bug."""
    try:
        loads(data, name="hostile.toml")
    except PolicyError as error:
        found = error.diagnostics
    else:
        return []
    return [show(each, language) for each in found for language in LANGUAGES for show in (full, concise)]


# ---- (a) any bytes ---------------------------------------------------------------------------------------------------


TOKENS: Final = [token for text in POLICIES for token in re.findall(r"\w+|\s+|[^\w\s]", text)]


def any_bytes(random: Random) -> bytes:
    """Bytes of all kinds: wholly random, text of some encoding, signs of TOML."""
    length = random.choice((0, 1, 3, 20, 200, 2000))
    match random.randrange(4):
        case 0:
            return random.randbytes(length)
        case 1:
            text = "".join(
                chr(random.choice((random.randrange(1, 0xD800), random.randrange(32, 127)))) for _ in range(length)
            )
            return text.encode(random.choice(("utf-8", "utf-16", "utf-8-sig", "gb18030", "utf-32")), errors="replace")
        case 2:
            return "".join(random.choices("[]{}=,.\"'#\\\n\r\t 0a_-+:é中＝“”\x00\x7f\u2028", k=length)).encode()
        case _:
            return "".join(random.choices(TOKENS, k=min(length, 300))).encode()


# ---- (b) good policies, damaged --------------------------------------------------------------------------------------


def damaged(random: Random) -> bytes:
    """A shipped policy, or a random one, after a few accidents."""
    text = _some_policy(random)
    for _ in range(random.choice((1, 1, 1, 2, 3, 8))):
        text = random.choice((_change, _delete, _double, _splice, _swap, _retype, _retype, _retype))(random, text)
    data = text.encode()
    return _flip(random, data) if random.random() < 0.1 else data


def _some_policy(random: Random) -> str:
    if random.random() < 0.5:
        return policy_text(random, Shape(largest=4))
    return random.choice(POLICIES)


def _cut(random: Random, text: str) -> tuple[int, int]:
    start = random.randrange(len(text) + 1)
    return start, min(len(text), start + random.choice((1, 1, 2, 10, 100, 1000)))


def _flip(random: Random, data: bytes) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + bytes([random.randrange(256)]) + data[at + 1 :]


def _change(random: Random, text: str) -> str:
    start, _ = _cut(random, text)
    return text[:start] + random.choice("[]{}=,.\"'#\n\r\t 0a_-+:é中＝“”\x00\x7f\u2028") + text[start + 1 :]


def _delete(random: Random, text: str) -> str:
    start, end = _cut(random, text)
    return text[:start] + text[end:]


def _double(random: Random, text: str) -> str:
    start, end = _cut(random, text)
    return text[:end] + text[start:]


def _splice(random: Random, text: str) -> str:
    """A few lines of another policy."""
    lines = random.choice(POLICIES).splitlines(keepends=True)
    start = random.randrange(len(lines))
    at = text.rfind("\n", 0, _cut(random, text)[0]) + 1
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
        tokens[random.choice(odd)] = random.choice(_VALUES) if random.random() < 0.5 else tokens[random.choice(odd)]
    return "".join(tokens)


_VALUES: Final = (
    *(
        "0",
        "-1",
        "1",
        "2",
        "64",
        "65",
        "2010",
        "1e3",
        "1e-3",
        "0.1",
        "999999999999999",
        "1000000000000000",
        "0.0000001",
    ),
    *("inf", "-inf", "nan", "1e400", "1e-400", "0e-99", "0x1F", "0b1", "1_000", "9" * 41, "9" * 5000, "-" + "9" * 5000),
    *("true", "false", "2010-01-01", "2010-01-01T00:00:00Z", "10:00:00", "[]", "{}", "[[]]", "[{}]", "[1, 'a', true]"),
    *('""', '" "', '"20%"', '"101%"', '"."', '"%"', '"-%"', '"excellent"', '"poor"', '"score"', '"grade"', '"2010"'),
    *('"2010H1"', '"last"', '"first"', '"30 days"', '"02-30"', '"03-31"', '"overall.rank"', '"a\\u0000b"', '"\\u202e"'),
    *(
        "'''x'''",
        '"""x\ny"""',
        '"score + 1"',
        '"score / 0"',
        '"((((("',
        '"1" * 9',
        '"round(score, 9999999999999999999)"',
    ),
    *('"previous(score, 65)"', '"优秀"', '"＝"', "{ a = { b = { c = 1 } } }", "{ '' = 1 }", '"\U0001f600"', "'\\'"),
)


# ---- (c) tables of the right keys with any values --------------------------------------------------------------------

_CONDITION_WORDS: Final = (
    *(
        "all",
        "any",
        "not",
        "known",
        "rated",
        "grade",
        "place",
        "period",
        "received",
        "receives",
        "consecutive",
        "times",
    ),
    *(
        "of_last",
        "ever",
        "ago",
        "gaps",
        "since",
        "resets",
        "unit",
        "label",
        "at_least",
        "above",
        "rank",
        "ranking",
        "top",
    ),
    *(
        "bottom",
        "from",
        "until",
        "round",
        "ties",
        "x",
        "y",
        "r",
        "r.rank",
        "r.size",
        "r",
        "c",
        "s",
        "",
        " ",
        "中",
        "a.b",
        "\n",
    ),
)
_NAMES: Final = (
    "x",
    "y",
    "g",
    "f",
    "t",
    "m",
    "n",
    "r",
    "c",
    "s",
    "p",
    "A",
    "B",
    "C",
    "zh",
    "en",
    "中文",
    "a b",
    "grading",
)
_WORDS: Final = (
    *(
        "x",
        "y",
        "g",
        "f",
        "t",
        "m",
        "r",
        "c",
        "s",
        "A",
        "B",
        "C",
        "r.rank",
        "missing",
        "none",
        "20%",
        "2010",
        "2012",
        "first",
    ),
    *(
        "last",
        "bridge",
        "break",
        "in",
        "out",
        "up",
        "down",
        "half-up",
        "number",
        "grade",
        "choice",
        "flag",
        "text",
        "year",
    ),
    *(
        "month",
        "sequence",
        "must",
        "may",
        "consequences",
        "highest",
        "lowest",
        "error",
        "x + y",
        "x / y",
        "previous(m) + 1",
    ),
    *(
        "round(x / 3, 2)",
        "m * 2 - 1",
        "group_mean(x, r)",
        "group_count()",
        "mean_last(x, 3)",
        "30 days",
        "03-31",
        "zh",
        "en",
    ),
)


def structured(random: Random) -> bytes:
    """A file with the keys that it may have, and values that it may well not."""
    writer = _Writer(random, random.choice((0.0, 0.01, 0.1)))
    parts = {}
    for name, key in keys_of(syntax.PolicyFile).items():
        if key.needed or random.random() < 0.6:
            parts[name] = 1 if name == "format" else writer.value(key.kind, 4)
    return text_of(parts).encode()


@frozen
class _Writer:
    """Writes values; ``odd`` of them are of another kind than they should be."""

    random: Random
    odd: float

    def value(self, kind: Any, depth: int) -> Any:
        if self.random.random() < self.odd:
            return self.anything(depth)
        options = [each for each in getattr(kind, "__args__", ()) if each is not type(None)]
        origin = getattr(kind, "__origin__", None)
        if origin is dict and options[1] is Any:
            return self.condition(depth)
        if origin is dict:
            return {self.name(): self.value(options[1], depth - 1) for _ in range(self.random.randrange(4))}
        if origin is list:
            return [self.value(options[0], depth - 1) for _ in range(self.random.randrange(4))]
        if options and not all(isinstance(each, str) for each in options):
            return self.value(self.random.choice(options), depth)
        if options:
            return self.random.choice(options)
        if hasattr(kind, "__attrs_attrs__"):
            return self.table(kind, depth)
        return self.plain(kind)

    def table(self, kind: type, depth: int) -> dict[str, Any]:
        keys = keys_of(kind).items()
        there = {name: key for name, key in keys if key.needed or self.random.random() < 0.3}
        return {name: self.value(key.kind, depth - 1) for name, key in there.items()}

    def condition(self, depth: int) -> dict[str, Any]:
        """Entries with what they want, some of the time."""
        return {
            word: self.entry(word, depth)
            for word in self.random.choices(_CONDITION_WORDS, k=self.random.randrange(1, 4))
        }

    def entry(self, word: str, depth: int) -> Any:
        if self.random.random() < self.odd or depth <= 0:
            return self.anything(depth)
        match word:
            case "all" | "any":
                return [self.condition(depth - 1) for _ in range(self.random.randrange(3))]
            case "not" | "resets":
                return self.condition(depth - 1)
            case "consecutive" | "times" | "of_last" | "ago" | "since":
                return self.random.choice((0, 1, 2, 3, 64, 65, 2010))
            case "period":
                return {"from": 2010, "until": self.random.choice((2009, 2012))}
            case "place":
                return {
                    self.random.choice(("top", "bottom", "tob")): self.random.choice((1, "20%", "y", 1.5)),
                    "ranking": "r",
                }
            case "rated" | "ever" | "f" | "c" | "s":
                return self.random.random() < 0.8
            case "x" | "y" | "r.rank" | "r.size":
                return {
                    self.random.choice(("at_least", "above", "at_most", "below")): self.random.choice(
                        (1, "x", 0.5, "r.rank")
                    )
                }
            case "grade" | "g":
                return self.random.choice(("A", ["A", "B"], {"at_least": "B"}, {"above": "A"}, "D", []))
            case _:
                return self.random.choice(_WORDS)

    def name(self) -> str:
        return self.random.choice(_NAMES if self.random.random() > self.odd else _CONDITION_WORDS)

    def plain(self, kind: Any) -> Any:
        if kind is int:
            return self.random.choice((0, 1, 2, 3, 6, 7, 60, 64, 2010, -1))
        if kind is Decimal:
            return self.random.choice((0, 1, _Raw("0.5"), 60, 100, -100, _Raw("0.000001")))
        if kind is bool:
            return self.random.random() < 0.5
        return self.random.choice(_WORDS) if kind is str else _Raw("2010-01-01")

    def anything(self, depth: int) -> Any:
        if depth <= 0 or self.random.random() < 0.5:
            return _Raw(self.random.choice(_VALUES))
        if self.random.random() < 0.5:
            return [self.anything(depth - 1) for _ in range(self.random.randrange(4))]
        return {self.random.choice(_CONDITION_WORDS): self.anything(depth - 1) for _ in range(self.random.randrange(4))}


class _Raw(str):
    """A value as it stands in a file."""

    __slots__ = ()


def text_of(value: Any) -> str:
    """The values as TOML, every section in place, so that no two headers meet."""
    if isinstance(value, dict):
        return "".join(f"{_key(name)} = {_inline(part)}\n" for name, part in value.items())
    raise TypeError(value)


def _inline(value: Any) -> str:
    if isinstance(value, _Raw):
        return value
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(name)} = {_inline(part)}" for name, part in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return _key(value, bare=False) if isinstance(value, str) else str(value)


def _key(name: str, *, bare: bool = True) -> str:
    if bare and re.fullmatch(r"[A-Za-z0-9_-]+", name):
        return name
    return '"' + "".join(c if c.isprintable() and c not in '"\\' else f"\\U{ord(c):08X}" for c in name) + '"'


WAYS: Final[dict[str, Callable[[Random], bytes]]] = {
    "any bytes": any_bytes,
    "damaged": damaged,
    "structured": structured,
}
