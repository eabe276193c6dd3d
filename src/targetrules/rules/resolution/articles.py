"""The articles of sources: which there are, which a rule or definition is of, and which are left out on purpose."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from targetrules.rules.resolution.context import ResolutionContext, listed, places_of
from targetrules.rules.resolution.declarations import check_once
from targetrules.source.diagnostic import Path
from targetrules.syntax import schema as syntax
from targetrules.wording import Word

__all__ = ["articles_in", "check_articles", "is_of", "origins_of"]

_ONCE: Final = Word("diagnostics.said-article-once")
_APART: Final = re.compile(r"[;；,，、]")
_RULES: Final = ("scales", "unrated", "forced", "floors", "caps", "steps", "quotas")
_DEFINED: Final = ("categories", "indicators", "ballots", "measures", "cuts", "rankings", "statuses")


def origins_of(file: syntax.PolicyFile) -> Iterator[tuple[Path, str, str]]:
    """Each rule and definition that names a source and an article of it: where it stands, and the two."""
    for path, each in _all(file):
        if each.source is not None and each.article is not None:
            yield path, each.source, each.article


def _all(file: syntax.PolicyFile) -> Iterator[tuple[Path, Any]]:
    """Whatever may name a source."""
    for section in _DEFINED:
        for name, each in (getattr(file, section) or {}).items():
            yield (section, name), each
    for key in _RULES:
        for at, each in enumerate(getattr(file.grading, key, None) or ()):
            yield ("grading", key, at), each
    for at, each in enumerate(file.consequences or ()):
        yield ("consequences", at), each
    for at, each in enumerate(() if file.procedure is None else file.procedure.steps):
        yield ("procedure", "steps", at), each
    if file.cycle is not None:
        yield ("cycle",), file.cycle


def articles_in(written: str) -> list[str]:
    """The articles that a rule is of, which commas and semicolons part."""
    return [part.strip() for part in _APART.split(written) if part.strip()]


def is_of(part: str, article: str) -> bool:
    """Whether a part of a text is an article, or within it: ``12(a)`` is within ``12``, and ``123`` is not.

    第七条第二款 is within 第七条, and 第七条之一 is another article.
    """
    if not part.startswith(article):
        return False
    following = part[len(article) :][:1]
    return not following.isalnum() or following == "第"


def check_articles(context: ResolutionContext) -> None:
    """Note articles that a source has not, that stand there twice, and that are both left out and encoded."""
    file, diagnostics = context.file, context.diagnostics
    for section in _DEFINED:
        for name, each in (getattr(file, section) or {}).items():
            context.source(each.source, (section, name, "source"))
    for name, source in (file.sources or {}).items():
        path: Path = ("sources", name)
        if source.articles is None and source.left_out is not None and not diagnostics.touch("sources"):
            diagnostics.add("TR018", (*path, "left_out"), at="key", found="left_out", keys=("articles",))
        if source.articles is not None:
            if not source.articles:
                diagnostics.add("TR065", (*path, "articles"))
            check_once(list(places_of(source.articles, (*path, "articles"))), context, _ONCE)
            _check_left_out(source, source.articles, path, context)
    for path, name, written in origins_of(file):
        of = (file.sources or {}).get(name)
        if of is not None and of.articles:
            _check_origin((*path, "article"), name, of, written, context)


def _check_left_out(source: syntax.Source, articles: list[str], path: Path, context: ResolutionContext) -> None:
    places = [((*path, "left_out", at, "article"), each.article) for at, each in enumerate(source.left_out or ())]
    check_once(places, context, _ONCE)
    for at, article in places:
        if article not in articles:
            context.diagnostics.add("TR196", at, found=article, known=listed(articles))


def _check_origin(path: Path, name: str, source: syntax.Source, written: str, context: ResolutionContext) -> None:
    """The first part is one of the articles, or within one; none of them is left out."""
    articles, parts = source.articles or [], articles_in(written)
    found = [article for article in articles if any(is_of(part, article) for part in parts)]
    if not found:
        context.diagnostics.add("TR196", path, found=written, known=listed(articles))
    for left_out in source.left_out or ():
        if left_out.article in found:
            context.diagnostics.add("TR197", path, found=left_out.article, source=name)
