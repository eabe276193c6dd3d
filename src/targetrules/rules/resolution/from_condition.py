"""Condition tables to conditions: each entry by its key, and history entries around the rest of their table."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final, Literal

from targetrules.data import define
from targetrules.rules import condition as tree
from targetrules.rules.condition import Condition
from targetrules.rules.leaf import Portion
from targetrules.rules.resolution.advice import (
    flag_advice,
    place_advice,
)
from targetrules.rules.resolution.context import (
    NOT_OF_ROWS,
    OF_RANKING,
    NameKind,
    ResolutionContext,
    listed,
    places_of,
)
from targetrules.rules.resolution.detail_advice import advice_of_level
from targetrules.rules.resolution.formula import LONGEST_WINDOW, aggregate_named
from targetrules.rules.resolution.from_comparison import COMPARISON_WORDS, ComparisonReader
from targetrules.rules.resolution.from_outcomes import of_outcome
from targetrules.rules.resolution.from_period import during_of
from targetrules.rules.resolution.name_advice import entry_advice
from targetrules.rules.resolution.portions import portion_of
from targetrules.source.diagnostic import Path
from targetrules.source.toml_text import key_text
from targetrules.syntax.schema import RoundingWord, TiesWord
from targetrules.syntax.shape import as_toml
from targetrules.wording import Word

__all__ = ["HISTORY", "Where", "condition_of"]

Where = Literal["rule", "past", "claim"]
"""Where a condition stands: `receives` is known of the past, and in claims and examples."""

HISTORY: Final = ("consecutive", "times", "of_last", "ever", "ago", "gaps", "since", "resets", "restarts")
_COUNTING: Final = ("consecutive", "times", "ever")
_BESIDE: Final = ("gaps", "since", "resets", "restarts")
_ENDS: Final = ("at_least", "at_most")
_OF_BOUNDS: Final = (*COMPARISON_WORDS, "of", "conditions")
_OF_SPANS: Final = ("from", "until", "every", "in")
_OF_NUMBER: Final = ("conditions", *_ENDS)
_OF_PLACE: Final = ("top", "bottom", "round", "ties", "ranking")
_MOST_TIMES: Final = 10**6


def condition_of(
    table: dict[str, Any] | None, path: Path, context: ResolutionContext, where: Where = "rule"
) -> Condition | None:
    """The condition of a table; None where there is no table, or where it has faults (which are noted)."""
    if table is None:
        return None
    return _Reader(context, where).table(table, path)


@define
class _Reader(ComparisonReader):
    where: Where

    def table(self, table: dict[str, Any], path: Path) -> Condition | None:
        past: Where = "past" if table.get("ago") and self.where == "rule" else self.where
        entries = {key: value for key, value in table.items() if key not in HISTORY}
        for key in table if self.context.of_rows else ():
            if key in HISTORY:
                self.context.not_of_rows(key, (*path, key))
        if not entries:
            self.context.diagnostics.add("TR064", path, at="key")
            return None
        before = len(self.context.diagnostics)
        inside = _Reader(self.context, past)
        for key in self.misplaced(entries, path):
            del entries[key]
        found = [inside.noted(key, value, (*path, key)) for key, value in entries.items()]
        parts = [part for part in found if part is not None]
        of = parts[0] if len(parts) == 1 else tree.All(tuple(parts))
        if len(self.context.diagnostics) == before and self.where != "claim":
            self.context.conditions.append((of, path))
        if len(entries) < len(table) and not self.context.of_rows:
            return self.over(of, table, path)
        return of if len(self.context.diagnostics) == before else None

    # ---- entries -----------------------------------------------------------------------------------------------------

    def misplaced(self, entries: dict[str, Any], path: Path) -> list[str]:
        """The entries that belong in another table; each kind of them is noted once."""
        known = [*self.context.names, *self.readers()]
        bounds = [key for key in entries if key in _OF_BOUNDS and key not in known]
        ends = [key for key in entries if key in _OF_SPANS and key not in known]
        counted = any(isinstance(entries.get(key), list) for key in ("number_of", "count", "count_of"))
        for keys, advice in ((bounds, "said-bound"), (ends, "instead-every-outside")):
            if keys and not (keys is bounds and counted):
                self.context.diagnostics.add(
                    "TR021",
                    (*path, keys[0]),
                    at="key",
                    advice=Word(f"diagnostics.{advice}"),
                    found=keys[0],
                    known=listed(known),
                )
        return [*bounds, *ends]

    def noted(self, key: str, value: Any, path: Path) -> Condition | None:
        """An entry, by itself noted for what is asked of it later, if it has no faults."""
        before = len(self.context.diagnostics)
        found = self.entry(key, value, path)
        is_asked = key not in ("all", "any", "number_of", "not") and self.where != "claim"
        if found is not None and is_asked and len(self.context.diagnostics) == before:
            self.context.conditions.append((found, path))
        return found

    def entry(self, key: str, value: Any, path: Path) -> Condition | None:
        if self.context.of_rows and key in NOT_OF_ROWS:
            return self.of_row(key, value, path)
        reader = self.readers().get(key)
        if reader is not None:
            return reader(value, path)
        if key == "grade":
            return self.grade(None, value, path)
        name = aggregate_named(key, path, self.context, is_key=True)
        if name is None or name in self.context.names:
            return None if name is None else self.named(name, value, path)
        ranking, _, part = key.rpartition(".")
        if ranking in self.context.rankings and part in OF_RANKING:
            return self.number(key, value, path)
        if key in self.context.rankings and isinstance(value, dict):
            return self.of_ranking(key, value, path)
        self.unknown_entry(key, value, path)
        return None

    def of_row(self, key: str, value: Any, path: Path) -> Condition | None:
        """What is asked of units by this word, details may have as a name of their own."""
        if key in self.context.names:
            return self.named(key, value, path)
        if self.context.decides is not None and key in ("grade", "rated", "receives"):
            return of_outcome(self, self.context.decides, key, value, path)
        if not self.context.diagnostics.is_lost(key):
            self.context.not_of_rows(key, path)
        return None

    def of_ranking(self, ranking: str, value: dict[str, Any], path: Path) -> Condition | None:
        """``overall.rank = { … }`` without quotes is the table ``overall`` with the key ``rank``."""
        if compared := [key for key in value if key in COMPARISON_WORDS]:
            advice = Word(
                "names.compared-rank", {"ranking": ranking, "ends": ", ".join(f"{key} = …" for key in compared)}
            )
            self.context.diagnostics.add(
                "TR010", (*path, compared[0]), at="key", advice=advice, found=compared[0], known=()
            )
            return None
        self.check_keys(value, OF_RANKING, path)
        parts = [self.number(f"{ranking}.{key}", value[key], (*path, key)) for key in OF_RANKING if key in value]
        there = tuple(part for part in parts if part is not None)
        return there[0] if len(there) == 1 else tree.All(there)

    def unknown_entry(self, key: str, value: Any, path: Path) -> None:
        """A name without a letter was noted as such, and so was what could not be read."""
        if not key.strip() or self.context.diagnostics.is_lost(key):
            return
        known = [*self.context.names, *self.readers(), "grade", *HISTORY]
        if self.context.of_rows:
            known = [each for each in known if each in self.context.names or each not in (*NOT_OF_ROWS, *HISTORY)]
        known.extend(f"{name}.{part}" for name in self.context.rankings for part in OF_RANKING)
        names = [name for name, kind in self.context.names.items() if kind is not NameKind.TEXT]
        advice = advice_of_level(key, self.context, quoted=True) or self.context.number_of_ranking(key)
        advice = advice or entry_advice(key, value, self.context)
        self.context.diagnostics.add(
            "TR021", path, at="key", near=(key, known), advice=advice, found=key, known=listed(names)
        )

    def readers(self) -> dict[str, Callable[[Any, Path], Condition | None]]:
        return {
            "all": self.all,
            "any": self.any,
            "number_of": self.number_of,
            "not": self.opposite,
            "known": self.known,
            "rated": self.rated,
            "period": lambda value, path: during_of(value, path, self.context),
            "place": self.place,
            "received": self.received,
            "receives": self.receives,
        }

    def named(self, name: str, value: Any, path: Path) -> Condition | None:
        match self.context.names[name]:
            case NameKind.NUMBER:
                return self.number(name, value, path)
            case NameKind.GRADE:
                return self.grade(name, value, path)
            case NameKind.CHOICE:
                return self.choice(name, value, path)
            case NameKind.FLAG:
                return tree.FlagIs(name, value) if self.is_of(value, bool, path, flag_advice(value)) else None
            case kind:
                self.context.diagnostics.add("TR025", path, at="key", found=name, kind=kind.word)
                return None

    def parts(self, value: Any, path: Path) -> tuple[Condition, ...] | None:
        advice = Word("diagnostics.said-tables", {"key": path[-1]}) if isinstance(value, dict) else None
        if not self.are_of(value, list[Any], path, advice):
            return None
        tables = [(part, (*path, index)) for index, part in enumerate(value)]
        parts = [self.table(part, at) for part, at in tables if self.is_table(part, at)]
        return tuple(part for part in parts if part is not None)

    def is_table(self, value: Any, path: Path) -> bool:
        """Whether it is a table; of the name of a flag alone is said what to write."""
        is_flag = isinstance(value, str) and self.context.names.get(value) is NameKind.FLAG
        advice = Word("diagnostics.said-write", {"entry": f"{{ {key_text(value)} = true }}"}) if is_flag else None
        return self.is_of(value, dict[str, Any], path, advice)

    def all(self, value: Any, path: Path) -> Condition | None:
        parts = self.parts(value, path)
        return None if parts is None else tree.All(parts)

    def any(self, value: Any, path: Path) -> Condition | None:
        parts = self.parts(value, path)
        return None if parts is None else tree.AnyOf(parts)

    def number_of(self, value: Any, path: Path) -> Condition | None:
        """``{ conditions = […], at_least = 2, at_most = 3 }``; an end that every number of them keeps says nothing."""
        shape = Word("diagnostics.number-of")
        if not self.is_of(value, dict[str, Any], path, shape):
            return None
        before = len(self.context.diagnostics)
        self.check_keys(value, _OF_NUMBER, path)
        if value and set(value) <= {*_OF_NUMBER}:
            for keys in (("conditions",), _ENDS):
                if value.keys().isdisjoint(keys):
                    self.context.diagnostics.add("TR018", path, found="number_of", keys=keys, advice=shape)
        there = value.get("conditions")
        parts = self.parts(there, (*path, "conditions")) if "conditions" in value else None
        size = len(there) if isinstance(there, list) and there else _MOST_TIMES
        least = self.count(value, "at_least", path, 1, size)
        most = self.count(value, "at_most", path, least or 0, max(least or 0, size - 1))
        is_whole = len(self.context.diagnostics) == before and parts is not None and len(parts) == size
        return tree.Cardinality(parts, least, most) if is_whole and parts is not None else None

    def opposite(self, value: Any, path: Path) -> Condition | None:
        part = self.table(value, path) if self.is_of(value, dict[str, Any], path) else None
        return None if part is None else tree.Not(part)

    def known(self, value: Any, path: Path) -> Condition | None:
        if not self.are_of(value, str | list[str], path):
            return None
        names = [aggregate_named(name, at, self.context) for at, name in places_of(value, path)]
        for (at, _), name in zip(places_of(value, path), names, strict=True):
            if name is not None and name not in self.context.values and name not in self.context.aggregates:
                advice = advice_of_level(name, self.context, quoted=True)
                self.context.unknown("TR020", at, name, self.context.values, advice=advice)
        return tree.Known(tuple(name for name in names if name is not None))

    def rated(self, value: Any, path: Path) -> Condition | None:
        self.context.grading("rated", path, is_key=True)
        return tree.Rated(value) if self.is_of(value, bool, path) else None

    # ---- places ------------------------------------------------------------------------------------------------------

    def place(self, value: Any, path: Path) -> Condition | None:
        is_word = value in ("first", "last") if isinstance(value, str) else isinstance(value, dict)
        if not is_word and (advice := place_advice(value, self.context)):
            expected = (Word("kinds.text"), Word("kinds.table"))
            self.context.diagnostics.add("TR012", path, advice=advice, expected=expected, found=as_toml(value))
            return None
        if not self.is_of(value, Literal["first", "last"] | dict[str, Any], path):
            return None
        if isinstance(value, str):
            ranking = self.context.ranking(None, path)
            end: Literal["top", "bottom"] = "top" if value == "first" else "bottom"
            return None if ranking is None else tree.RankCutoff(ranking, end, Portion(Decimal(1)))
        return self.place_table(value, path)

    def place_table(self, value: dict[str, Any], path: Path) -> Condition | None:
        self.check_keys(value, _OF_PLACE, path)
        round_, ties, ranking = value.get("round", "down"), value.get("ties", "in"), value.get("ranking")
        shapes = [
            self.is_of(round_, RoundingWord, (*path, "round")),
            self.is_of(ties, TiesWord, (*path, "ties")),
            ranking is None or self.is_of(ranking, str, (*path, "ranking")),
        ]
        end: Literal["top", "bottom"] = "top" if "top" in value else "bottom"
        if ("top" in value) is ("bottom" in value):
            if end in value:
                self.context.diagnostics.add("TR017", (*path, "bottom"), at="key", keys=("top", "bottom"))
            elif value and set(value) <= {*_OF_PLACE}:
                self.context.diagnostics.add("TR018", path, found="place", keys=("top", "bottom"))
            return None
        if not all(shapes):
            return None
        name = self.context.ranking(ranking, (*path, "ranking") if ranking else path)
        portion = portion_of(value[end], round_, (*path, end), self.context)
        return None if name is None or portion is None else tree.RankCutoff(name, end, portion, ties)

    # ---- consequences ------------------------------------------------------------------------------------------------

    def received(self, value: Any, path: Path) -> Condition | None:
        if not self.is_of(value, str, path):
            return None
        self.context.consequence(value, path)
        return tree.Received(value)

    def receives(self, value: Any, path: Path) -> Condition | None:
        if not self.is_of(value, str, path):
            return None
        self.context.consequence(value, path)
        if self.where == "rule":
            self.context.diagnostics.add("TR062", path, at="key", found=value)
        return tree.Receives(value)

    # ---- history entries ---------------------------------------------------------------------------------------------

    def over(self, of: Condition, table: dict[str, Any], path: Path) -> Condition | None:
        before = len(self.context.diagnostics)
        counting = self.counting(table, path)
        ago = self.count(table, "ago", path, 1, LONGEST_WINDOW) or 0
        if "gaps" in table:
            self.is_of(table["gaps"], Literal["break", "bridge"], (*path, "gaps"))
        since = None
        if "since" in table and self.is_of(table["since"], int | str, (*path, "since")):
            since = self.context.period(table["since"], (*path, "since"))
        resets, restarts = self.afresh("resets", table, path), self.afresh("restarts", table, path)
        earlier = self.is_about_received(of, table, counting, path)
        if len(self.context.diagnostics) > before:
            return None
        if isinstance(of, tree.Received) and earlier:
            of = tree.Receives(of.consequence)
        return tree.Temporal(of, counting, table.get("gaps") == "bridge", since, resets, restarts, ago, earlier)

    def afresh(self, key: Literal["resets", "restarts"], table: dict[str, Any], path: Path) -> Condition | None:
        """What makes counting start afresh: ``resets`` in an earlier period, ``restarts`` in the period itself."""
        shape = None if isinstance(table.get(key), str) else Word("diagnostics.said-condition")
        if key not in table or not self.is_of(table[key], dict[str, Any], (*path, key), shape):
            return None
        past = key == "resets" or table.get("ago")
        inside: Where = "past" if past and self.where == "rule" else self.where
        return _Reader(self.context, inside).table(table[key], (*path, key))

    def counting(self, table: dict[str, Any], path: Path) -> tree.Consecutive | tree.Times | None:
        there = [key for key in _COUNTING if key in table]
        if len(there) > 1:
            self.context.diagnostics.add("TR017", (*path, there[1]), at="key", keys=tuple(there))
            return None
        if "of_last" in table and there != ["times"]:
            self.context.diagnostics.add("TR018", (*path, "of_last"), at="key", found="of_last", keys=("times",))
        for key in _BESIDE:
            if key in table and not there:
                self.context.diagnostics.add("TR018", (*path, key), at="key", found=key, keys=_COUNTING)
        return self.counted(there[0], table, path) if there else None

    def counted(self, key: str, table: dict[str, Any], path: Path) -> tree.Consecutive | tree.Times | None:
        if key == "ever":
            if self.is_of(table["ever"], bool, (*path, "ever")) and table["ever"] is False:
                self.context.diagnostics.add("TR066", (*path, "ever"))
            return tree.Times(1)
        if key == "consecutive":
            count = self.count(table, key, path, 1, LONGEST_WINDOW)
            return None if count is None else tree.Consecutive(count)
        times = self.count(table, key, path, 1, _MOST_TIMES)
        of_last = self.count(table, "of_last", path, 1, LONGEST_WINDOW)
        if times is not None and of_last is not None and times > of_last:
            self.context.diagnostics.add("TR067", (*path, "times"), times=times, of_last=of_last)
        return None if times is None else tree.Times(times, of_last)

    def is_about_received(self, of: Condition, table: dict[str, Any], counting: object, path: Path) -> bool:
        """`received` with a history entry is about the periods before this one, and stands alone."""
        if "received" not in table:
            return False
        if not isinstance(of, tree.Received) and len([key for key in table if key not in HISTORY]) > 1:
            self.context.diagnostics.add("TR063", (*path, "received"), at="key", found=as_toml(table["received"]))
        elif counting is not None and "ago" in table:
            self.context.diagnostics.add("TR074", (*path, "received"), at="key", found=as_toml(table["received"]))
        return True
