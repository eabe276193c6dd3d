"""Where a saved decision and the one made again differ."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from attrs import fields

from targetrules.data import frozen
from targetrules.outcome import Outcome
from targetrules.report.json_text import compact
from targetrules.report.labels import PolicyLabels
from targetrules.report.record import OPTIONAL, Record, option_texts
from targetrules.report.saved import Saved
from targetrules.visible import visible
from targetrules.wording import Listing, say

__all__ = ["Differences", "differences", "differences_text"]

_SHOWN: Final = 10

_KEYS: Final = frozenset(each.name for each in fields(Outcome))


@frozen(slots=True)
class Differing:
    """An outcome that is not the same: its keys, each with what was recorded and what it is now."""

    unit: str
    period: str
    keys: tuple[tuple[str, Any, Any], ...]


@frozen(slots=True)
class Differences:
    """The differences between two decisions: parts of the record (recorded and now), and outcomes.

    ``gone`` were recorded and are not there now, ``come`` are there now and were not recorded, both as unit and
    period; ``moved``: the outcomes are the same but stand in another order. ``count`` is the number recorded.
    ``asked`` are options that the caller asks for and that are recorded otherwise: by name, what is recorded (None: not
    given) and what is asked for.
    ``columns`` are those of CSV that only one of the two has, which matters where there is no outcome below them.
    """

    recorded: Record
    now: Record
    differing: tuple[Differing, ...]
    gone: tuple[tuple[str, str], ...]
    come: tuple[tuple[str, str], ...]
    moved: bool
    count: int
    columns: tuple[str, ...] = ()
    asked: tuple[tuple[str, Any, Any], ...] = ()

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of the record that differ."""
        names = (each.name for each in fields(type(self.recorded)))
        return tuple(name for name in names if not _same(self.recorded.values(), self.now.values(), name))

    @property
    def outcomes(self) -> int:
        """How many outcomes differ, are gone or have come."""
        return len(self.differing) + len(self.gone) + len(self.come)

    @property
    def verified(self) -> bool:
        """Whether the decision is repeated: all is the same, but perhaps the version of the program that found it."""
        return not (self.outcomes or self.moved or self.columns or self.asked or set(self.parts) - {"version"})


def differences(recorded: Saved, now: Saved, asked: Mapping[str, Any] = MappingProxyType({})) -> Differences:
    """The differences between two decisions, and between the recorded options and those ``asked`` for."""
    then, again = _by_row(recorded.outcomes), _by_row(now.outcomes)
    both = [row for row in then if row in again]
    differing = (Differing(*row[:2], _keys(then[row], again[row])) for row in both)
    return Differences(
        recorded.record,
        now.record,
        tuple(each for each in differing if each.keys),
        tuple(row[:2] for row in then if row not in again),
        tuple(row[:2] for row in again if row not in then),
        moved=both != [row for row in again if row in then],
        count=len(recorded.outcomes),
        columns=_of_one(recorded.columns, now.columns) + _of_one(now.columns, recorded.columns),
        asked=tuple(_asked(recorded.record.options, asked)),
    )


def _of_one(columns: Sequence[str], others: Sequence[str]) -> tuple[str, ...]:
    return tuple(column for column in columns if column not in others)


def _asked(recorded: Mapping[str, Any], asked: Mapping[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    for name, value in asked.items():
        if name not in recorded or _unordered(recorded[name]) != _unordered(value):
            yield name, recorded.get(name), value


def _unordered(value: Any) -> Any:
    """The values of an option to be compared: of one that is given several times the order does not matter."""
    return sorted(map(_canonical, value)) if isinstance(value, list) else _canonical(value)


_Row = tuple[str, str, int]


def _by_row(outcomes: Sequence[Mapping[str, Any]]) -> dict[_Row, Mapping[str, Any]]:
    """The outcomes by unit, period and how often both stood there before: a second one is found to have no partner."""
    found: dict[_Row, Mapping[str, Any]] = {}
    seen: Counter[tuple[str, str]] = Counter()
    for outcome in outcomes:
        row = str(outcome.get("unit", "")), str(outcome.get("period", ""))
        found[(*row, seen[row])] = outcome
        seen[row] += 1
    return found


def _keys(then: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[tuple[str, Any, Any], ...]:
    keys = dict.fromkeys((*then, *now))
    return tuple((key, then.get(key), now.get(key)) for key in keys if not _same(then, now, key))


def _same(then: Mapping[str, Any], now: Mapping[str, Any], key: str) -> bool:
    """Whether both have the key and the value; in JSON ``true`` is not ``1``, though it is in Python."""
    return (key in then) is (key in now) and _canonical(then.get(key)) == _canonical(now.get(key))


def _canonical(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


# ---- in words --------------------------------------------------------------------------------------------------------


def differences_text(found: Differences, names: PolicyLabels) -> str:
    """The differences as text: part by part what is the same and what is not, then the first outcomes that differ."""
    return "\n".join(_lines(found, names))


def _lines(found: Differences, names: PolicyLabels) -> Iterator[str]:
    language = names.language
    for each in fields(type(found.recorded)):
        if each.name in OPTIONAL and not (getattr(found.recorded, each.name) or getattr(found.now, each.name)):
            continue
        yield from _options(found, language) if each.name == "options" else _part(found, each.name, language)
    if found.columns:
        yield say("reports.columns-differ", language, {"columns": Listing(found.columns)})
    if not found.outcomes and not found.moved:
        yield say("reports.outcomes-same", language, {"count": found.count})
        return
    if found.moved:
        yield say("reports.outcomes-moved", language)
    if found.outcomes:
        yield say("reports.outcomes-differ", language, {"differing": found.outcomes, "count": found.count})
    yield from _shown(list(_outcomes(found, names)), found, language)


def _part(found: Differences, name: str, language: str) -> Iterator[str]:
    values = {"part": say(f"reports.record-{name}", language)}
    if name not in found.parts:
        yield say("reports.part-same", language, values)
        return
    yield say("reports.part-differs", language, values)
    then, now = getattr(found.recorded, name), getattr(found.now, name)
    if name != "details_sha256":
        yield from _two(then, now, language, indent="    ")
        return
    for table in dict.fromkeys((*then, *now)):
        if then.get(table) != now.get(table):
            yield f"    {visible(table)}"
            yield from _two(then.get(table), now.get(table), language, indent="      ")


def _options(found: Differences, language: str) -> Iterator[str]:
    """A line for every option that was taken from the record, by which the decision was repeated."""
    recorded = found.recorded.options
    if "options" in found.parts:
        yield from _part(found, "options", language)
    elif found.asked:
        yield say("reports.part-differs", language, {"part": say("reports.record-options", language)})
    else:
        yield say("reports.options-recorded" if recorded else "reports.options-none", language)
    if "options" not in found.parts:
        yield from (f"    {visible(text)}" for text in option_texts(recorded))
    for name, then, value in found.asked:
        yield say("reports.option-asked", language, {"asked": Listing(tuple(option_texts({name: value})), " ")})
        recorded_so = Listing(tuple(option_texts({name: then})), " ") if name in recorded else None
        values = {"name": name, "value": recorded_so}
        yield say("reports.option-recorded" if recorded_so else "reports.option-not-recorded", language, values)


def _key_text(key: str, names: PolicyLabels) -> str:
    """What a key of an outcome is called, or the cell of a column of CSV; one of no outcome is called as it is."""
    if key in _KEYS:
        return names.say(f"key-{key}")
    kind, _, name = key.partition(".")
    ranking, _, part = name.rpartition(".")
    if kind == "place" and ranking and part in ("rank", "size"):
        return names.say(f"key-place-{part}", name=names.named(ranking))
    if kind in ("measure", "condition"):
        return names.say(f"key-{kind}", name=names.named(name))
    if kind in ("consequence", "due", "until") and any(rule.id == name for rule in names.rules.consequences):
        return names.say(f"key-{kind}", name=names.consequence(name))
    return visible(key)


def _two(then: Any, now: Any, language: str, *, indent: str) -> Iterator[str]:
    for key, value in (("recorded", then), ("now", now)):
        text = value if isinstance(value, str) and value else compact(value)
        yield indent + say(f"reports.{key}", language, {"value": text})


def _outcomes(found: Differences, names: PolicyLabels) -> Iterator[list[str]]:
    language = names.language
    for each in found.differing:
        lines = ["  " + say("reports.outcome", language, {"unit": each.unit, "period": each.period})]
        for key, then, now in each.keys:
            lines += [f"    {_key_text(key, names)}", *_two(then, now, language, indent="      ")]
        yield lines
    for how, rows in (("gone", found.gone), ("come", found.come)):
        for unit, period in rows:
            yield ["  " + say(f"reports.outcome-{how}", language, {"unit": unit, "period": period})]


def _shown(outcomes: list[list[str]], found: Differences, language: str) -> Iterator[str]:
    for lines in outcomes[:_SHOWN]:
        yield from lines
    if found.outcomes > _SHOWN:
        yield "  " + say("reports.outcomes-more", language, {"count": found.outcomes - _SHOWN})
