"""Changes of conditions, which are plain tables: of each entry by its key, and of the table as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from targetrules.data import frozen
from targetrules.mutation.change import LEFT_OUT, Change, Kind, Site, entry_text, value_text
from targetrules.mutation.scope import Scope, next_amounts, next_numbers, next_periods, next_words
from targetrules.source.diagnostic import Path
from targetrules.wording import Word

__all__ = ["ENTRIES", "HISTORY", "changes_of_condition", "comparison_changes", "rounding_words"]

_BEYOND: Final = {"at_least": "above", "above": "at_least", "at_most": "below", "below": "at_most"}
"""The comparison that differs from one where the two are equal alone."""

_STRICTER: Final = {"at_least": 1, "above": -1, "at_most": -1, "below": 1}
"""Which step of the bound comes to the same as that other comparison."""

_LABELS: Final = ("label", "description")
_ROUNDING: Final = {
    "down": ("up", "half-up"),
    "up": ("down", "half-up"),
    "half-up": ("down", "half-even"),
    "half-even": ("half-up", "down"),
}


def rounding_words(written: str) -> tuple[str, ...]:
    """Other manners of rounding, the likelier ones to be taken for this one."""
    return _ROUNDING[written]


def changes_of_condition(table: dict[str, Any], path: Path, scope: Scope) -> Iterator[Change]:
    """All changes of a condition, those of its parts among them."""
    yield from _Reader(scope).whole(Site(table, path))


def comparison_changes(site: Site, decimals: int | None, kind: Kind = "threshold") -> Iterator[Change]:
    """The bounds of a number: each a unit of the last place away, and whether the bound itself is within.

    The one is the other on one side, so there are two changes of each bound.
    """
    for key in (key for key in _BEYOND if site.has(key)):
        value = site[key]
        if not site.has(_BEYOND[key]):
            yield site.turned(kind, key, _BEYOND[key], value)
        if isinstance(value, int | Decimal):
            near = {1: None, -1: None} | dict(zip((1, -1), next_numbers(value, decimals or 0), strict=True))
            yield site.instead(kind, key, near[-_STRICTER[key]])


@frozen(slots=True)
class _Reader:
    scope: Scope

    def whole(self, site: Site) -> Iterator[Change]:
        """The changes of a table: of all its entries, of how they are joined, and of what is counted."""
        plain = [key for key in site.table if key not in HISTORY and key not in _LABELS]
        for key in plain:
            yield from self.entry(site, key)
            if len(plain) > 1:
                yield site.without("entry", key)
        if len(plain) > 1:
            yield self.disjunction(site, plain)
        yield from self.negated(site, plain)
        for key, changes in HISTORY.items():
            if site.has(key):
                yield from changes(self, site, plain)

    def disjunction(self, site: Site, plain: list[str]) -> Change:
        """Any of the entries in place of all of them."""
        parts = [{key: site[key]} for key in plain]
        others = {key: value for key, value in site.table.items() if key not in plain}
        return _whole(site, "any-all", {"any": parts, **others})

    def negated(self, site: Site, plain: list[str]) -> Iterator[Change]:
        """The opposite of what is asked, before it is counted and after; not where that is changed by its one entry."""
        asked = {key: site[key] for key in plain}
        labels = {key: site[key] for key in _LABELS if site.has(key)}
        counted = {key: value for key, value in site.table.items() if key not in _LABELS}
        has_opposite = len(plain) == 1 and (isinstance(site[plain[0]], bool) or plain[0] == "not")
        if not has_opposite:
            others = {key: value for key, value in site.table.items() if key not in plain}
            yield _whole(site, "not", {"not": asked, **others})
        if counted != asked:
            yield _whole(site, "not", {"not": counted, **labels})

    def entry(self, site: Site, key: str) -> Iterator[Change]:
        if key in ENTRIES:
            yield from ENTRIES[key](self, site, key)
        elif key in self.scope.words:
            yield from self.words(site, key)
        elif key in self.scope.rankings and isinstance(site[key], dict):
            inner = Site(site[key], (*site.path, key))
            for part in inner.table:
                yield from self.number(inner, part)
        elif isinstance(site[key], bool):
            yield site.instead("entry", key, not site[key])
        else:
            yield from self.number(site, key)

    # ---- what is asked of a value ------------------------------------------------------------------------------------

    def number(self, site: Site, key: str) -> Iterator[Change]:
        """``score = 60``, ``score = { at_least = 60 }``."""
        decimals, value = self.scope.decimals.get(key), site[key]
        if isinstance(value, dict):
            yield from comparison_changes(Site(value, (*site.path, key)), decimals)
        elif isinstance(value, int | Decimal):
            for near in next_numbers(value, decimals or 0):
                yield site.instead("threshold", key, near)
        elif isinstance(value, str | list):
            yield from self.words(site, key)

    def words(self, site: Site, key: str) -> Iterator[Change]:
        """``grade = "poor"``, ``growth = ["met", "not_met"]``, ``grade = { at_least = "good" }``."""
        value = site[key]
        if isinstance(value, dict):
            yield from self.ordered(Site(value, (*site.path, key)), self.scope.words.get(key, ()))
            return
        written, known = value if isinstance(value, list) else [value], self.scope.words.get(key, ())
        if len(written) > 1:
            for at, _ in enumerate(written):
                left = written[:at] + written[at + 1 :]
                yield site.instead("list", key, left if len(left) > 1 else left[0])
        near = [word for each in written for word in next_words(known, each)]
        added = dict.fromkeys(near) if key in self.scope.ordered else dict.fromkeys(known)
        for word in (word for word in added if word not in written):
            there = {*written, word}
            yield site.instead("list", key, [each for each in known if each in there])

    def ordered(self, site: Site, words: tuple[str, ...]) -> Iterator[Change]:
        """Bounds of a grade: its neighbour, or whether the bound itself is within; those of an earlier grade."""
        for key in (key for key in _BEYOND if site.has(key)):
            value = site[key]
            if not site.has(_BEYOND[key]):
                yield site.turned("threshold", key, _BEYOND[key], value)
            if isinstance(value, dict):
                inner = Site(value, (*site.path, key))
                for near in next_numbers(inner["ago"], 0, 1):
                    yield inner.instead("history", "ago", near)
            elif value in words:
                at = words.index(value) + _STRICTER[key]  # the best stands first
                if 0 <= at < len(words):
                    yield site.instead("threshold", key, words[at])

    # ---- entries of the language -------------------------------------------------------------------------------------

    def parts(self, site: Site, key: str) -> Iterator[Change]:
        """``all`` and ``any``: the other one, one part less, and whatever changes in a part."""
        other = "any" if key == "all" else "all"
        parts = site[key]
        if not site.has(other) and len(parts) > 1:
            yield site.turned("any-all", key, other, parts)
        yield from self.each_part(parts, (*site.path, key))

    def each_part(self, parts: list[Any], path: Path) -> Iterator[Change]:
        for at, part in enumerate(parts):
            if len(parts) > 1:
                told = Word("mutation.left-out", {"before": value_text(part)})
                yield Change("entry", path, parts[:at] + parts[at + 1 :], (*path, at), told)
            yield from self.whole(Site(part, (*path, at)))

    def number_of(self, site: Site, key: str) -> Iterator[Change]:
        inner = Site(site[key], (*site.path, key))
        for end in ("at_least", "at_most"):
            if inner.has(end):
                for near in next_numbers(inner[end], 0, 0):
                    yield inner.instead("count", end, near)
        yield from self.each_part(inner["conditions"], (*inner.path, "conditions"))

    def opposite(self, site: Site, key: str) -> Iterator[Change]:
        """``not`` left out, and what changes within it."""
        within, others = site[key], {name: value for name, value in site.table.items() if name != key}
        is_alone = others.keys() <= set(_LABELS)
        yield _whole(site, "not", {**within, **others} if is_alone else {"all": [within], **others})
        yield from self.whole(Site(within, (*site.path, key)))

    def known(self, site: Site, key: str) -> Iterator[Change]:
        names = site[key]
        if isinstance(names, list) and len(names) > 1:
            for at, _ in enumerate(names):
                yield site.instead("list", key, names[:at] + names[at + 1 :])

    def rated(self, site: Site, key: str) -> Iterator[Change]:
        yield site.instead("entry", key, not site[key])

    def period(self, site: Site, key: str) -> Iterator[Change]:
        inner = Site(site[key], (*site.path, key))
        for end in ("from", "until"):
            if inner.has(end):
                for near in next_periods(self.scope.period, inner[end]):
                    yield inner.instead("period", end, near)
                if len(inner.table) > 1 and not (end == "from" and inner.has("every")):
                    yield inner.without("period", end)
        if inner.has("every"):
            for near in next_numbers(inner["every"], 0, 2):
                yield inner.instead("period", "every", near)
        parts = inner["in"]
        if isinstance(parts, list) and len(parts) > 1:
            for at, _ in enumerate(parts):
                yield inner.instead("period", "in", parts[:at] + parts[at + 1 :])

    def place(self, site: Site, key: str) -> Iterator[Change]:
        """The last one or the last two, the other end, one unit more or less, ties."""
        value = site[key]
        if isinstance(value, str):
            end, other = ("bottom", "first") if value == "last" else ("top", "last")
            yield site.instead("place", key, {end: 2})
            yield site.instead("place", key, other)
            return
        inner = Site(value, (*site.path, key))
        end, other = ("top", "bottom") if inner.has("top") else ("bottom", "top")
        for near in next_amounts(inner[end], 1):
            yield inner.instead("amount", end, near)
        yield inner.turned("place", end, other, inner[end])
        yield inner.instead("ties", "ties", "out" if inner["ties"] in (None, "in") else "in")
        if isinstance(inner[end], str):
            for manner in _ROUNDING[inner["round"] or "down"]:
                yield inner.instead("rounding", "round", manner)
        for ranking in self.scope.rankings if inner.has("ranking") else ():
            if ranking != inner["ranking"]:
                yield inner.instead("ranking", "ranking", ranking)

    def nothing(self, site: Site, key: str) -> Iterator[Change]:  # noqa: ARG002
        """Another consequence in place of one that is asked about would be no slip."""
        return iter(())

    # ---- history entries ---------------------------------------------------------------------------------------------

    def consecutive(self, site: Site, plain: list[str]) -> Iterator[Change]:
        """One more or less in a row; or so many of one period more, whether or not this one is among them."""
        count = site["consecutive"]
        for near in next_numbers(count, 0, 1):
            yield site.instead("history", "consecutive", near)
        yield from self.over_gaps(site)
        if count > 1 and isinstance(count, int):
            window = {"times": count, "of_last": count + 1}
            told = {"before": site.text("consecutive"), "after": _entries(window)}
            new = {"consecutive": _OUT, **window}
            yield site.with_("history", new, "consecutive", Word("mutation.changed", told))
        del plain

    def times(self, site: Site, plain: list[str]) -> Iterator[Change]:
        """One more or less; in a row; with this period among them."""
        count = site["times"]
        for near in next_numbers(count, 0, 1):
            yield site.instead("history", "times", near)
        if site.has("of_last"):
            told = {"before": _entries({key: site[key] for key in ("times", "of_last")}), "after": ""}
            told["after"] = entry_text("consecutive", count)
            new = {"times": _OUT, "of_last": _OUT, "consecutive": count}
            yield site.with_("history", new, "times", Word("mutation.changed", told))
            yield from self.over_gaps(site)
        yield from self.now(site, plain, "times")

    def now(self, site: Site, plain: list[str], key: str) -> Iterator[Change]:
        """This period must be one of those that are counted."""
        if not site.has("ago") and not site.has("received"):
            asked, shown = {each: site[each] for each in plain}, (*plain, key, "of_last")
            told = Word("mutation.now", {"before": _entries({each: site[each] for each in shown if site.has(each)})})
            labels = {each: site[each] for each in _LABELS if site.has(each)}
            counted = {each: value for each, value in site.table.items() if each not in _LABELS}
            yield Change("history", site.path, {"all": [asked, counted], **labels}, (*site.path, key), told)

    def of_last(self, site: Site, plain: list[str]) -> Iterator[Change]:
        for near in next_numbers(site["of_last"], 0, 1):
            yield site.instead("history", "of_last", near)
        yield site.without("history", "of_last")
        del plain

    def ever(self, site: Site, plain: list[str]) -> Iterator[Change]:
        yield site.without("history", "ever")
        del plain

    def ago(self, site: Site, plain: list[str]) -> Iterator[Change]:
        for near in next_numbers(site["ago"], 0, 1):
            yield site.instead("history", "ago", near)
        yield site.without("history", "ago")
        del plain

    def over_gaps(self, site: Site) -> Iterator[Change]:
        """Gaps passed over, or not; of a window, and of a run."""
        yield site.instead("gaps", "gaps", "break" if site["gaps"] == "bridge" else "bridge")

    def gaps(self, site: Site, plain: list[str]) -> Iterator[Change]:
        """It is changed with what it stands beside."""
        del site, plain
        return iter(())

    def since(self, site: Site, plain: list[str]) -> Iterator[Change]:
        for near in next_periods(self.scope.period, site["since"]):
            yield site.instead("period", "since", near)
        yield site.without("period", "since")
        del plain

    def afresh(self, site: Site, key: str, other: str) -> Iterator[Change]:
        """From the period after or with the period itself; or never; and what it is that starts the count afresh."""
        if not site.has(other):
            yield site.turned("afresh", key, other, site[key])
        yield site.without("afresh", key)
        yield from self.whole(Site(site[key], (*site.path, key)))


_OUT: Final = LEFT_OUT


def _whole(site: Site, kind: Kind, new: dict[str, Any]) -> Change:
    shown = {key: value for key, value in site.table.items() if key not in _LABELS}
    after = {key: value for key, value in new.items() if key not in _LABELS}
    told = Word("mutation.changed", {"before": value_text(shown), "after": value_text(after)})
    return Change(kind, site.path, new, site.path, told)


def _entries(table: Mapping[str, Any]) -> str:
    return ", ".join(entry_text(key, value) for key, value in table.items())


_Entry = Callable[[_Reader, Site, str], Iterator[Change]]
_Counting = Callable[[_Reader, Site, list[str]], Iterator[Change]]

ENTRIES: Final[Mapping[str, _Entry]] = {
    "all": _Reader.parts,
    "any": _Reader.parts,
    "number_of": _Reader.number_of,
    "not": _Reader.opposite,
    "known": _Reader.known,
    "rated": _Reader.rated,
    "period": _Reader.period,
    "place": _Reader.place,
    "received": _Reader.nothing,
    "receives": _Reader.nothing,
}
"""What changes of each entry that is a word of the language; a test holds it to the entries that there are."""

HISTORY: Final[Mapping[str, _Counting]] = {
    "consecutive": _Reader.consecutive,
    "times": _Reader.times,
    "of_last": _Reader.of_last,
    "ever": _Reader.ever,
    "ago": _Reader.ago,
    "gaps": _Reader.gaps,
    "since": _Reader.since,
    "resets": lambda reader, site, _: reader.afresh(site, "resets", "restarts"),
    "restarts": lambda reader, site, _: reader.afresh(site, "restarts", "resets"),
}
"""What changes of each history entry; a test holds it to those that there are."""
