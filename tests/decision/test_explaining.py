"""Explanations of results of which there are very many: only the rows that matter become objects."""

from __future__ import annotations

import io

import pytest

import targetrules
from targetrules import Explanation, NoSuchResultError, Policy, Results
from targetrules.engine.choice import MANY
from tests.register.conftest import POLICY

UNITS = MANY // 2


@pytest.fixture(scope="module")
def policy() -> Policy:
    return targetrules.loads(POLICY)


@pytest.fixture(scope="module")
def table() -> bytes:
    kinds = "county", "department"
    rows = [(f"u{unit}", year, kinds[unit % 2], unit * year % 101) for year in (2025, 2026) for unit in range(UNITS)]
    return "\n".join(["unit,period,kind,score", *(",".join(map(str, each)) for each in rows)]).encode()


def explained(policy: Policy, rows: Results | io.BytesIO, unit: str) -> Explanation:
    return policy.explain(rows, unit=unit, period=2026, changes=False)


def test_very_many_rows_are_explained_as_few_are(policy: Policy, table: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    results = policy.read(io.BytesIO(table))
    assert results.in_columns
    by_columns = [explained(policy, results, unit) for unit in ("u0", "u7")]
    assert [explained(policy, io.BytesIO(table), unit) for unit in ("u0", "u7")] == by_columns
    by_rows = policy.read(io.BytesIO(table), engine="reference")
    assert [explained(policy, by_rows, unit) for unit in ("u0", "u7")] == by_columns
    monkeypatch.setattr(Results, "own_history", property(lambda _: pytest.fail("all rows became objects")))
    assert explained(policy, results, "u7") == by_columns[1]


def test_who_has_no_result_is_told_so(policy: Policy, table: bytes) -> None:
    with pytest.raises(NoSuchResultError, match="u1"):
        explained(policy, policy.read(io.BytesIO(table)), "u1x")
