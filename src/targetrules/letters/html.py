"""Letters as one page of HTML, each on a printed page of its own: nothing is fetched, nothing runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from targetrules.letters.layout import Part, parts_of
from targetrules.letters.letter import Letter

__all__ = ["html_of"]

_CODES: Final = {"en": "en", "zh": "zh-CN"}
_TAGS: Final[dict[Part, str]] = {"title": "h1", "heading": "h2"}
_STYLE: Final = """
:root { color-scheme: light; }
body { font: 16px/1.8 "FangSong", "STFangsong", "Noto Serif CJK SC", SimSun, Georgia, serif; margin: 2rem auto;
  max-width: 44rem; padding: 0 1rem; color: #1b1b1b; background: #fff; overflow-wrap: anywhere; }
:lang(en) body { font-family: Georgia, "Times New Roman", serif; }
article { margin: 0 0 4rem; }
h1 { font-size: 1.5rem; line-height: 1.4; text-align: center; margin: 1.2rem 0; }
h2 { font-size: 1.05rem; margin: 1rem 0 .3rem; }
p { margin: .4rem 0; }
.office { color: #b00000; font-size: 1.8rem; font-weight: bold; text-align: center; border-bottom: 3px solid #b00000;
  padding-bottom: .4rem; }
:lang(zh) .text, :lang(zh) h2, :lang(zh) .item { text-indent: 2em; }
.signature, .day { text-align: right; padding-right: 2em; } .signature { margin-top: 2rem; }
@media print { body { margin: 0; max-width: none; } article { break-after: page; margin: 0; } h2 { break-after: avoid; }
  .signature { break-after: avoid; } }
"""
_DEEPEST: Final = 9


def html_of(letters: Sequence[Letter]) -> str:
    """The page.

    Args:
        letters: At least one, all in one language.
    """
    indents = "".join(f".depth-{depth} {{ margin-left: {2 * depth}em; }}\n" for depth in range(1, _DEEPEST + 1))
    return (
        f'<!DOCTYPE html>\n<html lang="{_CODES[letters[0].language]}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(letters[0].title)}</title>\n<style>{_STYLE}{indents}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(line for letter in letters for line in _article(letter))
        + "\n</main>\n</body>\n</html>\n"
    )


def _article(letter: Letter) -> Iterator[str]:
    yield "<article>"
    for part, text, depth in parts_of(letter):
        tag = _TAGS.get(part, "p")
        classes = part if not depth else f"{part} depth-{min(depth, _DEEPEST)}"
        yield f'<{tag} class="{classes}">{escape(text)}</{tag}>'
    yield "</article>"
