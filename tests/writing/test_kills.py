"""Programs that write are killed at random moments. ``tests/deep`` kills two hundred."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.kills import WRITINGS, check_kills
from tests.modules import parsed

WRITERS = {
    "cli/coverage.py": {"coverage page"},
    "cli/by_name.py": {"coverage page"},  # as that command writes
    "cli/init.py": {"init"},
    "cli/new.py": {"init"},  # as that command writes
    "cli/key.py": {"key"},
    "cli/prove.py": {"init"},  # as that command writes
    "cli/schema.py": {"init"},  # likewise
    "cli/template.py": {"init"},  # likewise
    "decision/letters.py": {"xlsx"},  # as those are written
    "decision/plan_file.py": {"init"},  # as that command writes
    "decision/results.py": {"results"},
    "decision/writing.py": {"table", "csv", "json", "jsonl", "parquet", "xlsx", "signed outcomes"},
    "frames/states/state_file.py": {"state", "signed state"},
    "html_report/told.py": {"table"},  # as outcomes are written
    "register/looking.py": {"journal"},
    "register/showing.py": {"shown"},
}
"""The modules that have a file to write, and the ways of writing in which they are killed."""

WRITES = {"write_file", "write_to", "write_new"}
WAYS_ROUND = {"write_text", "write_bytes", "mkstemp", "NamedTemporaryFile", "TemporaryFile", "OSFile"}


@pytest.mark.parametrize("way", ["csv", "state", "init", "key"])
def test_after_a_kill_every_file_is_old_or_new_and_the_next_write_clears_up(way: str, tmp_path: Path) -> None:
    check_kills(tmp_path, way, times=2, seed=1)


Calls = dict[str, list[ast.Call]]


@pytest.fixture(scope="module")
def calls() -> Calls:
    """All calls of each module of the package that names a way to write."""
    trees = parsed({"open", "fdopen", *WRITES, *WAYS_ROUND})
    return {name: [each for each in ast.walk(tree) if isinstance(each, ast.Call)] for name, tree in trees}


def modules_with(calls: Calls, found: Callable[[ast.Call], bool]) -> set[str]:
    """The modules in which there is such a call."""
    return {name for name, there in calls.items() if any(map(found, there))}


def name_of(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def test_whatever_has_a_file_to_write_is_killed(calls: Calls) -> None:
    writers = modules_with(calls, lambda call: name_of(call) in WRITES)
    assert writers - {"cli/output.py", "decision/files.py"} == set(WRITERS)  # these give what they have to the one way
    assert set().union(*WRITERS.values()) == set(WRITINGS)


def opens_to_write(call: ast.Call) -> bool:
    """By ``open`` with such a mode, or by what writes whatever it is given; but not a stream that is open already."""
    if call.args and isinstance(call.args[0], ast.Call) and name_of(call.args[0]) == "fileno":
        return False
    given = [*call.args, *(word.value for word in call.keywords)]
    values = [each.value for each in given if isinstance(each, ast.Constant)]
    modes = [each for each in values if isinstance(each, str) and re.fullmatch("[rbt+]*[wax+][rwaxbt+]*", each)]
    return name_of(call) in WAYS_ROUND or (name_of(call) in ("open", "fdopen") and bool(modes))


def test_files_are_written_in_one_way(calls: Calls) -> None:
    assert modules_with(calls, opens_to_write) == {"atomic.py"}
