"""Engines, states, frames, Spark's tasks and cascades on twenty thousand random policies, every construct occurring."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from targetrules.testing import every_construct

SEEDS = 20_000
PROCESSES = 2


def test_all_that_judges_agrees_on_twenty_thousand_random_policies(capsys: pytest.CaptureFixture[str]) -> None:
    share = SEEDS // PROCESSES
    command = [sys.executable, "-m", "tests.deep.agreement"]
    root = Path(__file__).parents[2]
    running = [
        subprocess.Popen([*command, str(first), str(first + share)], cwd=root, stdout=subprocess.PIPE, text=True)
        for first in range(0, SEEDS, share)
    ]
    printed = [process.communicate()[0] for process in running]
    assert [process.returncode for process in running] == [0] * PROCESSES
    found = [json.loads(each) for each in printed]
    constructs: Counter[str] = sum((Counter(each["constructs"]) for each in found), Counter())
    rows: Counter[str] = sum((Counter(each["rows"]) for each in found), Counter())
    with capsys.disabled():
        sys.stdout.write(f"\n{SEEDS} policies; rows judged: {dict(rows)}; policies by construct:\n")
        sys.stdout.writelines(f"  {construct} {constructs[construct]}\n" for construct in every_construct())
    assert all(rows[each] for each in ("engines", "states", "frames", "tasks", "cascades"))
    assert constructs["LowerPolicy"]
    assert [construct for construct in every_construct() if not constructs[construct]] == []
