"""The policies that the project ships: every file of ``policies/``, loaded once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from attrs import field, frozen

from targetrules import Policy, load
from targetrules.engine.judged import Judged
from targetrules.engine.reference import evaluate
from targetrules.history import History, Row
from targetrules.rules import tree

FOLDER = Path(__file__).parents[2] / "policies"
FILES = sorted(path for path in FOLDER.glob("*.toml") if not path.name.endswith(".examples.toml"))


@frozen
class Shipped:
    """A shipped policy, its file, and its examples as judged by it."""

    file: Path
    policy: Policy = field(repr=False)
    judged: tuple[tuple[tree.Example, tuple[Judged, ...]], ...] = field(repr=False)

    @property
    def rules(self) -> tree.Rules:
        return self.policy.rules

    @property
    def texts(self) -> dict[str, str]:
        """The text of the policy's file, and of the file of examples beside it where there is one."""
        files = (self.file, self.file.with_suffix(".examples.toml"))
        return {each.name: each.read_text(encoding="utf-8") for each in files if each.is_file()}

    def results(self) -> Iterator[Judged]:
        """Every row of every example, as judged."""
        for _, judged in self.judged:
            yield from judged


@pytest.fixture(scope="session", params=FILES, ids=lambda path: path.stem)
def shipped(request: pytest.FixtureRequest) -> Shipped:
    policy = load(request.param)
    histories = ((example, History(tuple(Row(*row) for row in example.rows))) for example in policy.rules.examples)
    judged = tuple((example, tuple(evaluate(policy.rules, history))) for example, history in histories)
    return Shipped(request.param, policy, judged)
