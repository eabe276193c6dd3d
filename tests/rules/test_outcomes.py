"""Details that are outcomes of another policy: what a row has, typed and bounded; how many tables there may be."""

from __future__ import annotations

from decimal import Decimal

import pytest

from targetrules.rules import tree
from targetrules.rules.resolution.from_syntax import from_syntax
from targetrules.rules.resolution.lower import FoundPolicy, PolicyFinder
from targetrules.source.collector import DiagnosticCollector
from targetrules.source.toml import read_toml
from targetrules.syntax.from_toml import from_toml
from targetrules.syntax.schema import PolicyFile

LOWER = """
format = 1
policy = { id = "lower", title = "Lower" }
grades = [{ id = "good" }, { id = "poor" }]
[inputs]
above = { type = "choice", of = ["x", "y"] }
note = { type = "text", optional = true }
proposed = { type = "grade" }
late = { type = "flag", default = false }
score = { type = "number", min = 0, max = 10, decimals = 1 }
[measures]
double = { formula = "2 * score", decimals = 1 }
never = { formula = "score", decimals = 1, from = 2012, until = 2013 }
[conditions]
low = { score = { below = 5 } }
[statuses]
watched = { enter = { low = true } }
[rankings.overall]
by = "score"
label = { en = "all parts", zh = "全部" }
[grading]
given = "proposed"
[[consequences]]
id = "talk"
when = { grade = "poor" }
"""
UPPER = """
format = 1
policy = { id = "upper", title = "Upper" }
details.parts = { policy = "lower", unit_above = "above" }
measures.number = { formula = "parts.count(low)" }
"""


def read(text: str, policies: PolicyFinder | None = None) -> tuple[tree.Rules, PolicyFile, list[str]]:
    _, values = read_toml("policy", text.encode(), lambda _: False)
    diagnostics = DiagnosticCollector()
    written = from_toml(values, PolicyFile, diagnostics)
    rules = from_syntax(written, diagnostics) if policies is None else from_syntax(written, diagnostics, policies)
    return rules, written, [each.code for each in diagnostics.found]


def lower(_: str) -> FoundPolicy:
    rules, written, _codes = read(LOWER)
    return FoundPolicy(rules, written, "0" * 64)


@pytest.fixture
def upper() -> tree.Rules:
    rules, _, codes = read(UPPER, lower)
    assert codes == []
    return rules


def test_a_row_has_what_the_policy_is_given_and_decides_typed_and_bounded(upper: tree.Rules) -> None:
    kinds, row = tree.InputKind, upper.details["parts"].rules.inputs
    found = {name: (one.kind, one.low, one.high, one.decimals, one.ordered) for name, one in row.items()}
    ten, none = Decimal(10), (None, None, 0)
    assert found == {
        "unit": (kinds.TEXT, *none, False),
        "grade": (kinds.CHOICE, *none, True),
        "above": (kinds.CHOICE, *none, False),
        "proposed": (kinds.CHOICE, *none, True),
        "late": (kinds.FLAG, *none, False),
        "score": (kinds.NUMBER, 0, ten, 1, False),
        "double": (kinds.NUMBER, 0, 2 * ten, 1, False),
        "never": (kinds.NUMBER, 0, ten, 1, False),
        "low": (kinds.FLAG, *none, False),
        "watched": (kinds.FLAG, *none, False),
        "overall.rank": (kinds.NUMBER, 1, 10**8, 0, False),
        "overall.size": (kinds.NUMBER, 0, 10**8, 0, False),
        "consequences.talk": (kinds.FLAG, *none, False),
    }
    assert row["overall.rank"].label == {"en": "place (all parts)", "zh": "名次（全部）"}
    assert row["proposed"].options == row["grade"].options == ("good", "poor")


def test_the_policy_below_is_known_by_its_id_and_stands_for_in_the_digest(upper: tree.Rules) -> None:
    below = upper.details["parts"].policy
    assert below is not None
    assert (below.id, below.unit_above, below.rules.unit_above) == ("lower", "above", "above")
    assert "above" in below.rules.groups
    assert upper.lower_digests == {"parts": "0" * 64}
    assert upper.whole_digest("1" * 64) not in ("0" * 64, "1" * 64)
    assert below.rules.whole_digest("1" * 64) == "1" * 64


def test_without_a_finder_there_are_no_other_policies() -> None:
    assert read(UPPER)[2] == ["TR180"]


def test_tables_of_policies_below_one_another_are_not_too_many() -> None:
    head = 'format = 1\npolicy = { id = "p", title = "P" }\ninputs.above = { type = "text" }\n'
    each = (
        'details.d{0} = {{ policy = "lower", unit_above = "above" }}\nmeasures.n{0} = {{ formula = "d{0}.count()" }}\n'
    )
    ten = head + "".join(each.format(at) for at in range(10))

    def of_ten(_: str) -> FoundPolicy:
        rules, written, _codes = read(ten, lower)
        return FoundPolicy(rules, written, "0" * 64)

    assert read(ten, lower)[2] == []
    assert read(head + "".join(each.format(at) for at in range(9)), of_ten)[2] == []
    assert read(ten, of_ten)[2] == ["TR049"]
