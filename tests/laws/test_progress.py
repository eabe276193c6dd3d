"""A law of progress: what is told of random tables is what a plain program says, written apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from random import Random
from typing import Any, Final

from hypothesis import given
from hypothesis import strategies as st

from targetrules import loads
from targetrules.cycle.targets import progress
from tests.effort import examples

SHAPES: Final = {"up": "at_least", "down": "at_most", "mid": "between", "held": "kept", "twice": None}
Sums = dict[int, int]
"""Of a unit and an indicator, the values by months, counted from January of last year; 11 is its December."""


def text_of(paces: Mapping[str, str]) -> str:
    text = 'format = 1\npolicy = { id = "year", title = "Year" }\n[categories.c]\n'
    for name, shape in SHAPES.items():
        target = "{ multiple = 2, over = 1 }" if shape is None else f'"{shape}"'
        text += f'[indicators.{name}]\ncategory = "c"\ntarget = {target}\n'
        text += "" if name == "held" else f'pace = "{paces[name]}"\n'
    return text


def month(at: int) -> str:
    return f"{2025 + at // 12}-{at % 12 + 1:02}"


def drawn(random: Random) -> tuple[dict[tuple[str, str], Sums], dict[tuple[str, str], dict[str, int]]]:
    """Sums of months, of which some are missing, and targets, of which some are missing too."""
    values: dict[tuple[str, str], Sums] = {}
    targets: dict[tuple[str, str], dict[str, int]] = {}
    gaps = random.choice((0, 0.05, 0.3))
    for unit in ("A", "B", "C"):
        for name in SHAPES:
            sums, total = {}, 0
            for at in range(24):
                total = random.randint(-1, 15) if at % 12 == 0 else total + random.randint(-1, random.choice((2, 6)))
                if random.random() >= gaps:
                    sums[at] = int(random.random() < 0.9) if name == "held" else total
            values[unit, name] = sums
            low = random.randint(5, 60)
            wanted = {"up": {"target": low}, "down": {"target": low}, "mid": {"low": low, "high": low + 9}}
            if random.random() < 0.9:
                targets[unit, name] = wanted.get(name, {}) if random.random() < 0.95 else {}
    return values, targets


def states(
    paces: Mapping[str, str],
    values: Mapping[tuple[str, str], Sums],
    targets: Mapping[tuple[str, str], Mapping[str, int]],
    now: int,
) -> Iterator[tuple[str, str, str]]:
    for (unit, name), sums in values.items():
        target = targets.get((unit, name))
        if target is None and not any(12 <= at <= now for at in sums):
            continue
        if name == "held":
            yield unit, name, of_standard(sums, now) if target is not None else "unknown"
            continue
        ends = {"up": (("target", 1),), "down": (("target", -1),), "mid": (("low", 1), ("high", -1))}
        found = []
        for part, sign in ends.get(name, ()):
            found.append(of_number(paces[name], sums, (target or {}).get(part), sign, now))
        if name == "twice":
            found.append(of_number(paces[name], sums, 2 * sums[11] if 11 in sums else None, 1, now))
        worst = ("out-of-reach", "exceeded", "behind", "unknown", "on-track")
        yield unit, name, min(found, key=worst.index)


def of_standard(sums: Sums, now: int) -> str:
    said = [sums.get(at) for at in range(12, now + 1)]
    return "broken" if 0 in said else "unknown" if None in said else "on-track"


def of_number(pace: str, sums: Sums, wanted: int | None, sign: int, now: int) -> str:
    left = 23 - now
    if now not in sums or wanted is None:
        return "unknown"
    value = sums[now]
    if pace == "level":
        good = sign * value >= sign * wanted
        return "on-track" if good else "behind" if left else "out-of-reach" if sign > 0 else "exceeded"
    if sign < 0 and value > wanted:
        return "exceeded"
    if left == 0:
        share = Fraction(1)
    elif pace == "linear":
        share = Fraction(now - 11, 12)
    elif now - 12 not in sums or sums.get(11, 0) <= 0:
        return "unknown"
    else:
        share = Fraction(sums[now - 12], sums[11])
    if sign * value >= sign * wanted * share:
        return "on-track"
    return "out-of-reach" if lost(sums, sign, sign * (wanted - value), left) else "behind"


def lost(sums: Sums, sign: int, short: int, left: int) -> bool:
    """Whether that much cannot come even at the best month of last year, all of whose months are known."""
    if any(at not in sums for at in range(12)):
        return left == 0
    brought = [sign * (sums[at] - (sums[at - 1] if at else 0)) for at in range(12)]
    return left * max(brought) < short


def rows_of(values: Mapping[tuple[str, str], Sums]) -> list[dict[str, Any]]:
    return [
        {"unit": unit, "period": month(at), "indicator": name, "kept" if name == "held" else "value": value}
        for (unit, name), sums in values.items()
        for at, value in sums.items()
    ]


@examples(60)
@given(st.integers(0, 10**6), st.integers(12, 23))
def test_each_standing_of_random_tables_is_what_a_plain_program_says(seed: int, now: int) -> None:
    random = Random(seed)  # noqa: S311
    paces = {name: random.choice(("linear", "last-year", "level")) for name in SHAPES}
    values, targets = drawn(random)
    rows = rows_of(values)
    random.shuffle(rows)
    wanted = [{"unit": unit, "period": 2026, "indicator": name, **each} for (unit, name), each in targets.items()]
    wanted = [{"target": None, "low": None, "high": None, **each} for each in wanted]
    given_values = [[row for row in rows if "kept" in row], [row for row in rows if "value" in row]]
    standings = progress(
        loads(text_of(paces)), given_values[0], wanted, more=given_values[1:], through=month(now)
    ).standings
    said = sorted((each.unit, each.indicator, each.state) for each in standings)
    assert said == sorted(states(paces, values, targets, now))
    assert all(each.missing for each in standings if each.state == "unknown")
