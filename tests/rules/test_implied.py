"""What holds where a condition is false."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import pytest

from targetrules.rules import tree
from targetrules.rules.analysis.implied import refuted
from targetrules.rules.condition import Condition

LATE: Final = tree.FlagIs("late", wanted=True)
IN_TIME: Final = tree.FlagIs("late", wanted=False)
LOW: Final = tree.Compare(tree.NumberOf("score"), "below", tree.Literal(Decimal(60)))
PASSED: Final = tree.Compare(tree.NumberOf("score"), "at_least", tree.Literal(Decimal(60)))
TOWN: Final = tree.ChoiceIs("kind", ("town",))


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        pytest.param(LATE, [IN_TIME], id="a flag is the other way"),
        pytest.param(LOW, [PASSED], id="a number is on the other side"),
        pytest.param(tree.AnyOf((LATE, LOW)), [IN_TIME, PASSED], id="of several in turn, none holds"),
        pytest.param(tree.All((LOW,)), [PASSED], id="of a single one, it does not hold"),
        pytest.param(
            tree.All((LATE, LOW)), [tree.Not(tree.All((LATE, LOW)))], id="of several at once, nobody knows which"
        ),
        pytest.param(tree.Not(tree.All((LATE, LOW))), [LATE, LOW], id="what a negation denies holds, all of it"),
        pytest.param(TOWN, [tree.Not(TOWN)], id="a word is another one"),
    ],
)
def test_what_holds_where_a_condition_is_false(condition: Condition, holds: list[Condition]) -> None:
    assert list(refuted(condition)) == holds
