"""An amendment is held against the targets that it may touch alone, and comes out as if it were held against all."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from random import Random

import pytest
from sqlalchemy import Connection

import targetrules
from targetrules.cycle.targets.reading import Target
from targetrules.register import EventKind, Register, RegisterError
from targetrules.register.targets_change import TargetsChange
from tests.register.test_targets import POLICY, untold

POLICY_OF_LEVELS = POLICY.replace('cascade = "each"', 'cascade = "sum"', 1)
UNITS = {"P": "", "A": "P", "B": "P", "A1": "A", "A2": "A", "B1": "B", "B2": "B", "A1a": "A1", "A1b": "A1", "B1a": "B1"}
PASSED_OVER = ("A1", "B")
"""These carry no revenue: what is below them is held against what is above."""


@pytest.fixture(scope="module")
def levels(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Register]:
    file = tmp_path_factory.mktemp("levels") / "levels.db"
    with Register.create(file, by="Li Wei", policy=targetrules.loads(POLICY_OF_LEVELS)) as register:
        rows = [{"unit": unit, "period": 2026, "indicator": "gdp", "target": _gdp(unit)} for unit in UNITS]
        rows += [
            {"unit": unit, "period": 2026, "indicator": "revenue", "low": _gdp(unit), "high": 10 * _gdp(unit)}
            for unit in UNITS
            if unit not in PASSED_OVER
        ]
        tree = [{"unit": unit, "parent": parent} for unit, parent in UNITS.items()]
        register.issue_targets(rows, 2026, document="No. 1", on=date(2026, 3, 1), units=tree, notes=untold)
        yield register


def _gdp(unit: str) -> int:
    """What the units below have together is as much as what the unit has."""
    below = [each for each, parent in UNITS.items() if parent == unit]
    return sum(map(_gdp, below)) if below else 5


def told(connection: Connection, register: Register, given: list[Target], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is said of an amendment, held against what it may touch, and against all."""
    adopted, ordinal = register._judging(connection, 2026, None)  # noqa: SLF001
    said = []
    for touches_all in (False, True):
        change = TargetsChange(connection, adopted, ordinal, EventKind.AMENDMENT, given)
        with monkeypatch.context() as patched:
            if touches_all:
                patched.setattr(TargetsChange, "touched", lambda *_: None)
            try:
                said.append(str(change.held(None)))
            except RegisterError as error:
                said.append(str(error))
    return said


def test_what_is_not_touched_changes_nothing(levels: Register, monkeypatch: pytest.MonkeyPatch) -> None:
    random, refusals = Random(5), 0  # noqa: S311  no secret
    with levels._database.reading() as connection:  # noqa: SLF001
        for _ in range(40):
            given = []
            for line, unit in enumerate(random.sample(list(UNITS), random.randint(1, 2)), 2):
                number = Decimal(max(1, _gdp(unit) + random.choice((-3, -1, 0, 1, 20))))
                if unit not in PASSED_OVER and random.random() < 0.5:
                    given.append(Target(unit, 2026, "revenue", line, low=number, high=Decimal(10 * _gdp(unit))))
                else:
                    given.append(Target(unit, 2026, "gdp", line, target=number))
            some, all_ = told(connection, levels, given, monkeypatch)
            assert some == all_
            refusals += some != "()"
        assert 0 < refusals < 40


def test_few_are_read(levels: Register) -> None:
    with levels._database.reading() as connection:  # noqa: SLF001
        adopted, ordinal = levels._judging(connection, 2026, None)  # noqa: SLF001
        given = [Target("A1a", 2026, "gdp", 2, target=Decimal(6))]
        change = TargetsChange(connection, adopted, ordinal, EventKind.AMENDMENT, given)
        assert change.touched(change.last_tree()) == {"P", "A", "A1", "A1a", "A1b"}
        of_revenue = [Target("A1a", 2026, "revenue", 2, low=Decimal(6), high=Decimal(50))]
        change = TargetsChange(connection, adopted, ordinal, EventKind.AMENDMENT, of_revenue)
        assert change.touched(change.last_tree()) == {"P", "A", "A1", "A1a", "A1b", "A2"}
