"""Random cascades: a random policy below, one above that asks for all that its outcomes have, and results of both."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, Final

from attrs import evolve
from hypothesis import strategies as st

from targetrules import Policy, load, loads
from targetrules.drawing.histories import Extent, history
from targetrules.history import History, Value
from targetrules.outcome import Outcome
from targetrules.period import period_text
from targetrules.rules import tree
from targetrules.rules.resolution.lower import FoundPolicy
from targetrules.syntax.to_toml import to_toml
from targetrules.testing.below import Part, below
from targetrules.testing.draft import NAMES_ABOVE, Shape
from targetrules.testing.policies import policy_text

__all__ = ["ABOVE", "Cascade", "Rows", "cascade_of", "cascades", "passed_over", "steps_of"]

ABOVE: Final = NAMES_ABOVE
UNITS: Final = ("North", "South", "西区")
MOST: Final = 10**15
"""Beyond it a file cannot say where a number ends."""
BARE: Final = re.compile(r"[^\W\d]\w*(?:\.rank|\.size)?")

Rows = list[dict[str, Any]]


class Cascade:
    """Two policies that are to decide alike, the policy below, and results of both.

    It is written by hand what it shows of itself: Hypothesis would show all fields of another class.
    """

    def __init__(
        self, cascade: Policy, plain: Policy, below: Policy, parts: Sequence[Part], rows: Rows, history: History
    ) -> None:
        self.cascade, self.plain, self.below = cascade, plain, below
        self.parts, self.rows, self.history = parts, rows, history

    def __repr__(self) -> str:
        return f"Cascade({self.below.to_toml()!r}, {self.rows}, {self.history})"

    def outcomes_below(self) -> Rows:
        """The outcomes from below as plain rows of details, made of nothing but what ``evaluate`` says."""
        kind = self.below.rules.period
        given = {(row.unit, str(period_text(kind, row.period))): row.values for row in self.history.rows}
        judged = {(str(row["unit"]), str(row["period"])) for row in self.rows}
        found = []
        for outcome in self.below.evaluate(self.history):
            values = given[outcome.unit, str(outcome.period)]
            if (str(values[ABOVE]), str(outcome.period)) in judged:
                row = {"unit": values[ABOVE], "period": outcome.period, "item": outcome.unit}
                found.append(row | {part.plain: value_of(part, outcome, values) for part in self.parts})
        return found


def value_of(part: Part, outcome: Outcome, given: Mapping[str, Value]) -> Value:
    match part.of:
        case "grade":
            return outcome.grade
        case "measures":
            return outcome.measures[part.name]
        case "conditions":
            return outcome.conditions[part.name]
        case "places":
            ranking, _, number = part.name.rpartition(".")
            place = outcome.places[ranking]
            return as_decimal(place.rank if number == "rank" else place.size)
        case "statuses":
            return part.name in outcome.statuses
        case "consequences":
            is_unknown = part.name in [each.id for each in outcome.undetermined]
            return None if is_unknown else part.name in [each.id for each in outcome.consequences]
        case _:
            return given[part.name]


def as_decimal(number: int | None) -> Decimal | None:
    """A number as results have it."""
    return None if number is None else Decimal(number)


def quoted(text: str) -> str:
    """A text as TOML has it."""
    return json.dumps(text, ensure_ascii=False)


# ---- the policies above ----------------------------------------------------------------------------------------------


def input_of(part: Part) -> str:
    """A plain input: of the type and with the ends by which a cascade knows it."""
    one = part.one
    if one.kind is tree.InputKind.FLAG:
        return f'{part.plain} = {{ type = "flag", optional = true }}'
    if one.kind is not tree.InputKind.NUMBER:
        kind = "grade" if one.ordered else "choice"
        return f'{part.plain} = {{ type = "{kind}", of = [{", ".join(map(quoted, one.options))}], optional = true }}'
    written = [(end, value) for end, value in (("min", one.low), ("max", one.high)) if value is not None]
    ends = "".join(f", {end} = {value}" for end, value in written if abs(value) < MOST)
    return f'{part.plain} = {{ type = "number", decimals = {one.decimals}{ends}, optional = true }}'


def condition_of(part: Part, *, plain: bool) -> str:
    """A condition of a row by its own name for something, or by a plain one."""
    name = f"asked_{part.at}"
    own = part.plain if plain else part.name
    if part.of == "consequences" and not plain:
        return f"{name} = {{ receives = {quoted(part.name)} }}"
    match part.one.kind:
        case tree.InputKind.FLAG:
            return f"{name} = {{ {quoted(own)} = true }}"
        case tree.InputKind.NUMBER:
            return f"{name} = {{ known = {quoted(own)} }}"
        case _:
            return f"{name} = {{ not = {{ {quoted(own)} = {quoted(part.one.options[-1])} }} }}"


def asked_of(part: Part, among: str, *, plain: bool) -> Iterator[tuple[str, str]]:
    """Measures and conditions above, each with its section, of one thing that a row has."""
    yield "measures", f'm{part.at} = {{ formula = "parts.count(asked_{part.at}{among})" }}'
    yield "measures", f's{part.at} = {{ formula = "parts.share(asked_{part.at})", decimals = 1 }}'
    argument = part.plain if plain else part.name
    if not BARE.fullmatch(part.name) or part.of == "consequences" or part.name == "among":
        return
    if part.one.kind is tree.InputKind.NUMBER:
        for how in ("min", "max"):
            yield (
                "measures",
                f'{how}{part.at} = {{ formula = "parts.{how}({argument})", decimals = {part.one.decimals} }}',
            )
    elif part.one.ordered:
        for at, word in enumerate(part.one.options):
            yield "conditions", f'worst{part.at}_{at} = {{ "parts.worst({argument})" = {quoted(word)} }}'


def wanted_of(part: Part) -> Iterator[str]:
    """Consequences above by what a row has: by how often it is so, and by its greatest number."""
    yield f'[[consequences]]\nid = "c{part.at}"\nwhen = {{ m{part.at} = {{ at_least = 1 }} }}'
    low, high = part.one.low, part.one.high
    is_named = BARE.fullmatch(part.name) is not None and part.name != "among"
    if part.one.kind is tree.InputKind.NUMBER and is_named and low is not None and high is not None and low < high:
        middle = low + (high - low) / 2
        if abs(middle) < MOST:
            yield f'[[consequences]]\nid = "n{part.at}"\nwhen = {{ max{part.at} = {{ at_least = {middle:.0f} }} }}'


def above(below: tree.Rules, parts: tuple[Part, ...], wanted: Sequence[Part] = (), *, plain: bool) -> str:
    """A policy that asks for all that the rows have, with consequences by some of it."""
    has_grades = below.grading is not None
    rated = ['given_a_grade = { known = "v0" }' if plain else "given_a_grade = { rated = true }"] if has_grades else []
    among = ", among = given_a_grade" if has_grades else ""
    found = [each for part in parts for each in asked_of(part, among, plain=plain)]
    lines = [
        "format = 1",
        f'policy = {{ id = "above", title = "above", period = "{below.period.value}" }}',
        "[details.parts]",
        'item = "item"' if plain else f'policy = "below.toml"\nunit_above = "{ABOVE}"',
        *(f"inputs.{input_of(part)}" for part in parts if plain),
        *(f"conditions.{each}" for each in (*rated, *(condition_of(part, plain=plain) for part in parts))),
        '[measures]\nnumber = { formula = "parts.count()" }',
        *(each for section, each in found if section == "measures"),
        "[conditions]",
        *(each for section, each in found if section == "conditions"),
        *(each for part in wanted for each in wanted_of(part)),
    ]
    return "\n".join(lines) + "\n"


# ---- cases -----------------------------------------------------------------------------------------------------------


def cascades(*, wanted: bool = False) -> st.SearchStrategy[Cascade]:
    """Cascades drawn and shrunk by Hypothesis, as :func:`cascade_of` makes them."""
    return st.randoms(note_method_calls=False, use_true_random=False).map(partial(cascade_of, wanted=wanted))


def cascade_of(random: Random, *, wanted: bool = False) -> Cascade:
    """Of cascades with something ``wanted`` there are consequences above: what is missing for these has other names."""
    lowest = loads(policy_text(random, Shape(names_above=True)), name="random")
    extent = Extent(missing="any", decided=True, succession=True)
    history_below = history(random, lowest.rules, extent)
    units = {name: random.choice((*UNITS, None)) for name in dict.fromkeys(row.unit for row in history_below.rows)}
    rows = tuple(evolve(row, values={**row.values, ABOVE: units[row.unit]}) for row in history_below.rows)
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "below.toml").write_text(to_toml(lowest.written), encoding="utf-8")
        parts = below(FoundPolicy(lowest.rules, lowest.written, lowest.digest), "below.toml").parts
        asked = random.sample(parts, min(len(parts), random.randint(0, 3))) if wanted else []
        (folder / "above.toml").write_text(above(lowest.rules, parts, asked, plain=False), encoding="utf-8")
        cascade, lower = load(folder / "above.toml"), load(folder / "below.toml")
    plain = loads(above(lowest.rules, parts, asked, plain=True))
    there = sorted({row.period for row in rows})
    judged = sorted(random.sample(there, random.randint(min(1, len(there)), len(there))))
    periods = [period_text(lowest.rules.period, each) for each in judged]
    rows_above: Rows = [{"unit": unit, "period": period} for unit in UNITS for period in periods]
    return Cascade(cascade, plain, lower, parts, rows_above, History(rows))


def steps_of(case: Cascade) -> list[tuple[Rows, History]]:
    """The rows above of each period, and those below that came since the one before."""
    kind = case.below.rules.period
    ordinals = {period_text(kind, each): each for each in sorted({row.period for row in case.history.rows})}
    found, since = [], -(10**10)
    for period in sorted({row["period"] for row in case.rows}, key=lambda each: ordinals[each]):
        rows = [row for row in case.rows if row["period"] == period]
        until = ordinals[period]
        found.append((rows, History(tuple(row for row in case.history.rows if since < row.period <= until))))
        since = until
    return found


def passed_over(_: object) -> None:
    """What is done with notes: that some rows count for nothing is meant here."""
