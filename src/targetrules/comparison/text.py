"""What differs between two policies, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any, Final, assert_never

from targetrules.arguments import a_count
from targetrules.comparison.compare import Comparison, NotAsked
from targetrules.comparison.on_results_text import SHOWN, on_results_lines
from targetrules.comparison.written import EFFECTS, ChangedDefinition, ChangedEntry, Effect
from targetrules.mutation.mutants import Place
from targetrules.proof import Difference, Equivalent, Open, Treated
from targetrules.proof.text import Telling, indented, results_table
from targetrules.report.labels import PolicyLabels
from targetrules.report.paint import Paint, plain
from targetrules.rules.definition import label_text
from targetrules.source.decimals import plain_digits
from targetrules.source.toml_text import key_text
from targetrules.visible import visible
from targetrules.wording import known_language, say

__all__ = ["comparison_text"]

_LISTS: Final = frozenset({"grades", "consequences", "claims", "unshown", "examples"})
_LONGEST: Final = 200


def comparison_text(
    found: Comparison,
    language: str = "en",
    *,
    most: int | None = SHOWN,
    width: int | None = None,
    paint: Paint = plain,
) -> str:
    """Tell what differs between two policies.

    Args:
        found: What was found.
        language: ``"en"`` or ``"zh"``.
        most: How many of the given results that are treated otherwise are shown with the reasons; None: all.
        width: The width that tables are folded to; None: as wide as they are.
        paint: Gives parts of the text their colours; left out, there are none.

    Returns:
        The text, without an end of line behind the last line.

    Raises:
        UnknownLanguageError: There are no sentences in this language.
    """
    return "\n".join(_Telling(found, known_language(language), width, paint, a_count("most", most)).lines())


class _Telling:
    def __init__(self, found: Comparison, language: str, width: int | None, paint: Paint, most: int | None) -> None:
        self.found, self.language, self.width, self.paint, self.most = found, language, width, paint, most
        self.old, self.new = (PolicyLabels(policy.rules, language) for policy in (found.old, found.new))

    def lines(self) -> Iterator[str]:
        headings = (self.old.heading(), self.new.heading())
        yield self.old.heading() if headings[0] == headings[1] else self.say("both", old=headings[0], new=headings[1])
        yield "  " + self.say("both", old=visible(self.found.old.name), new=visible(self.found.new.name))
        yield from self.written()
        if self.found.on_results is not None:
            yield from on_results_lines(
                self.found.on_results, self.language, width=self.width, paint=self.paint, most=self.most
            )
        yield from self.in_all()

    # ---- as written --------------------------------------------------------------------------------------------------

    def written(self) -> Iterator[str]:
        if not self.found.written:
            yield "  " + self.paint(self.say("written-alike"), "good")
        for effect in EFFECTS:
            there = [each for each in self.found.written if any(one.effect == effect for one in each.entries)]
            if there:
                yield "  " + self.paint(self.say(f"written-{effect}"), "heading")
                yield from self.definitions(there, effect)
            elif effect == "decides" and self.found.written:
                yield "  " + self.paint(self.say("decides-alike"), "good")

    def definitions(self, there: Sequence[ChangedDefinition], effect: Effect) -> Iterator[str]:
        """Definitions, below the article that they name."""
        cited = dict.fromkeys((each.source, each.article) for each in there)
        for source, article in sorted(cited, key=lambda each: each != (None, None)):
            indent = "    "
            if (source, article) != (None, None):
                yield indent + self.paint(self.article(source, article), "heading")
                indent += "  "
            for each in there:
                if (each.source, each.article) == (source, article):
                    yield from (indent + line for line in self.definition(each, effect))

    def article(self, source: str | None, article: str | None) -> str:
        title = "" if source is None else self.source(source)
        if article is None:
            return title
        return (
            self.say("article", source=title, article=article) if title else self.say("article-alone", article=article)
        )

    def source(self, source: str) -> str:
        names = self.new if source in self.new.rules.sources else self.old
        return visible(label_text(names.rules.sources[source].title, self.language, source))

    def definition(self, each: ChangedDefinition, effect: Effect) -> Iterator[str]:
        """A definition and what is another in it."""
        entries = [one for one in each.entries if one.effect == effect]
        header = self.header(each)
        if each.kind != "changed":
            entry = entries[0]
            yield self.say(each.kind, name=header, lines=self.lines_of(entry.old_place, entry.new_place))
            if effect != "checks":
                text = entry.new if entry.old is None else entry.old
                yield "  " + _shortened(visible(text or ""))
            return
        yield self.say("changed", name=header)
        for inside, group in groupby(entries, key=lambda entry: entry.inside):
            for entry in group:
                yield "  " + self.entry(inside, entry)

    def header(self, each: ChangedDefinition) -> str:
        """A definition as it stands in a file."""
        section, name = each.section, visible(each.name)
        if not section:
            return name
        if section in _LISTS or "." in section:
            return f"[[{section}]] {name}".rstrip()
        return f"[{section}.{key_text(name)}]" if name else f"[{section}]"

    def entry(self, inside: str, entry: ChangedEntry) -> str:
        match entry.old, entry.new:
            case None, new:
                told = self.say("entry-added", new=visible(new or ""))
            case old, None:
                told = self.say("entry-removed", old=visible(old))
            case old, new:
                told = self.say("entry-changed", old=visible(old), new=visible(new))
        lines = self.lines_of(entry.old_place, entry.new_place)
        return self.say("entry-inside" if inside else "entry", inside=visible(inside), told=told, lines=lines)

    def lines_of(self, old: Place | None, new: Place | None) -> str:
        """The lines in both files; an example may stand in a file of its own, which is named."""
        at = [self.line(place, policy.name) for place, policy in ((old, self.found.old), (new, self.found.new))]
        if at[0] and at[1]:
            return self.say("lines-same", line=at[0]) if at[0] == at[1] else self.say("lines", old=at[0], new=at[1])
        if at[0]:
            return self.say("line-old", line=at[0])
        return self.say("line-new", line=at[1]) if at[1] else ""

    def line(self, place: Place | None, file: str) -> str:
        if place is None or place.line is None:
            return ""
        return str(place.line) if place.file == file else f"{visible(place.file)}:{place.line}"

    # ---- in all histories --------------------------------------------------------------------------------------------

    def in_all(self) -> Iterator[str]:
        found = self.found.in_all
        match found:
            case None:
                return
            case Equivalent():
                yield "  " + self.paint(self.say("equivalent"), "good")
            case Open():
                yield "  " + self.paint(self.open(found), "advice")
            case NotAsked():
                yield "  " + self.paint(self.say("not-asked", why=found.text(self.language)), "advice")
            case Difference():
                yield from self.difference(found)
            case _:
                assert_never(found)

    def open(self, found: Open) -> str:
        """That nobody knows; where the time was up, how long it was, and how there is more."""
        if found.why != "time":
            return self.say("open", periods=found.periods)
        seconds = plain_digits(Decimal(f"{self.found.timeout:.12g}"))
        return self.say("open-time" if found.periods else "open-at-once", periods=found.periods, seconds=seconds)

    def difference(self, found: Difference) -> Iterator[str]:
        units = len({row.unit for row in found.history.rows})
        told = self.say("different", rows=len(found.history.rows), units=units)
        yield "  " + self.paint(told, "heading")
        sides = ((self.old, "by-old", found.old), (self.new, "by-new", found.new))
        for names, key, _ in sides:
            yield "    " + self.say(key)
            every = frozenset(rule.id for rule in names.rules.consequences)
            yield from indented(results_table(Telling(names, self.width, self.paint), found.history, every))
        old, new = (self.treated(names, treated) for names, _, treated in sides)
        yield "    " + self.say("differs", unit=visible(found.unit), period=found.period, old=old, new=new)

    def treated(self, names: PolicyLabels, treated: Treated) -> str:
        """What a policy decides of a result."""
        told = [names.say("grade") + " " + names.grade(treated.grade)] if names.rules.grades else []
        told += [names.consequence(each) for each in treated.consequences]
        return names.say("comma").join(told) or names.say("none")

    def say(self, key: str, **values: Any) -> str:
        return say(f"comparison.{key}", self.language, values)


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
