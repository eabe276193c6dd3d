"""Pages of HTML: what all of them begin and end with, and what a language is called in them."""

from __future__ import annotations

from html import escape
from typing import Final

__all__ = ["CODES", "html_document"]

CODES: Final = {"en": "en", "zh": "zh-CN"}
"""What a language is called in HTML, and in SVG."""


def html_document(title: str, language: str, style: str, body: str) -> str:
    """A page by itself, for which nothing is fetched and in which nothing runs.

    Args:
        title: Its title.
        language: ``"en"`` or ``"zh"``.
        style: Its style sheet.
        body: What stands in it, as markup.
    """
    return (
        f'<!DOCTYPE html>\n<html lang="{CODES[language]}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )
