"""Large files, each large in its own way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from tests.large_policies import ASKED_FOR, GRADED, HEAD, MUCH_OF

__all__ = ["large_files"]

_MOST_NAMES: Final = 1900
"""More is refused before anything is asked for; the words of a choice are no names."""


def large_files(size: int) -> Iterator[tuple[str, bytes]]:
    """Files of about ``size`` bytes, each large in its own way, by what is large in them."""
    for name, head, piece, tail in MUCH_OF:
        yield name, "".join((head, *_pieces(piece, size - len((head + tail).encode())), tail)).encode()
    for name, head, declared, between, asked, tail in ASKED_FOR:
        half = (size - len((head + between + tail).encode())) // 2
        names = _pieces(declared, half)
        names = names if head.endswith("of=[") else names[:_MOST_NAMES]
        asking = _pieces(asked.replace("@", str(len(names) - 1)), half)
        yield name, "".join((head, *names, between, *asking, tail)).encode()
    yield from _without_pieces(size)


def _without_pieces(size: int) -> Iterator[tuple[str, bytes]]:
    formula = HEAD + '[measures.m]\nformula = "'
    yield "many years", _many_years(size)
    yield "many languages", _many_languages(size)
    yield "one long key", b"a" * (size - 4) + b" = 1"
    yield "one long dotted key", b".".join([b"a"] * (size // 2 - 3)) + b" = 1"
    yield "nested lists", b"a = " + b"[" * (size // 2 - 2) + b"]" * (size // 2 - 2)
    yield "nested tables", b"a = " + b"{a=" * (size // 4 - 2) + b"1" + b"}" * (size // 4 - 2)
    yield "one long number", b"a = " + b"9" * (size - 4)
    yield "one long sum", (formula + "1+" * (size // 2 - 40) + '1"').encode()
    yield "one long quotient", (formula + "1/" * (size // 2 - 40) + '7"').encode()
    yield "brackets of a formula", (formula + "(" * (size // 2 - 40) + "1" + ")" * (size // 2 - 40) + '"').encode()
    yield "one long name in a formula", (formula + "x" * (size - 200) + '"').encode()
    yield "one long number in a formula", (formula + "9" * (size - 200) + '"').encode()
    yield "open texts", b'a = """' + b'"" \\' * (size // 4 - 2)
    yield "blank lines", b"\n" * size
    yield "quotation marks", b'"' * size
    yield "backslashes", b'a = "' + b"\\" * (size - 5)
    yield "Chinese words", "中 ".encode() * (size // 4)
    yield "full-width signs", "＝ ".encode() * (size // 4)
    yield "GBK", "优秀 ".encode("gbk") * (size // 5)
    yield "bytes that are no text", b"\xff\xfe\x00\x80" * (size // 4)


def _many_years(size: int) -> bytes:
    """A parameter and a measure with new values every year, and an example of all of them."""
    years = range(1000, 1000 + min(8900, (size - 500) // 110))
    values = ",".join(f"{{from={year},value={year}}}" for year in years)
    versions = ",".join(f'{{from={year},until={year},formula="x*p"}}' for year in years)
    rows, expected = (",".join(piece.format(year) for year in years) for piece in ("{{period={}}}", '{}={{grade="A"}}'))
    return (
        f"{GRADED}[parameters]\np=[{{value=1}},{values}]\n[measures.m]\nversions=[{versions}]\n"
        f'[[examples]]\nname="e"\nhistory=[{rows}]\nexpect={{{expected}}}\n'
    ).encode()


def _many_languages(size: int) -> bytes:
    """Every one of them declared, and spoken by the title."""
    languages = range(10_000, 10_000 + (size - 100) // 20)
    declared = ",".join(f'"l{number}"' for number in languages)
    spoken = ",".join(f'l{number}="t"' for number in reversed(languages))
    return f'format=1\n[policy]\nid="p"\nlanguages=[{declared}]\ntitle={{{spoken}}}\n[inputs.x]\ntype="flag"\n'.encode()


def _pieces(piece: str | Callable[[int], str], size: int) -> list[str]:
    """As many as there is room for, each with its number."""
    return [_piece(piece, index) for index in range(max(1, size // len(_piece(piece, 10**4).encode())))]


def _piece(piece: str | Callable[[int], str], index: int) -> str:
    return piece.replace("@", str(index)) if isinstance(piece, str) else piece(index)
