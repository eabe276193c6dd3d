"""No mutant of a shipped policy reads like the policy, in either language."""

from __future__ import annotations

from pathlib import Path

import pytest

from targetrules import load
from tests.description.test_mutants import alike
from tests.policies.shipped import FILES


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_whatever_means_something_else_reads_otherwise(file: Path) -> None:
    assert alike(load(file)) == []
