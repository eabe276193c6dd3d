"""Policies read back in plain words, as the articles of a regulation.

from targetrules import load

found = load("jincheng-2010").describe("zh")
print(found.articles[3].sentences[0].text)
print(found.markdown())
"""

from __future__ import annotations

from targetrules.description.text import Article, Basis, Chapter, Description, Told

__all__ = ["Article", "Basis", "Chapter", "Description", "Told"]
