"""Every good policy file of ``<feature>/good/``, judged on the few results beside it: what comes out is recorded.

Rows of details stand beside them, in ``<name>.<details>.csv``, policies whose outcomes are details in ``below``.
Recorded are the notes on the results, the outcomes as `targetrules evaluate --format jsonl` prints them, then how
claims and examples came out.
"""

from __future__ import annotations

import shutil
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from targetrules import Policy, load
from targetrules.engine.claims import ClaimCheck
from targetrules.engine.examples import ExampleCheck
from targetrules.report.outcome_json import json_lines
from targetrules.rules.definition import label_text
from tests.recorded import check_recorded

HERE = Path(__file__).parent
FILES = sorted(path.relative_to(HERE).as_posix() for path in HERE.glob("*/good/*.toml"))


def outcome(policy: Policy, path: Path) -> str:
    results, below = (
        path.with_suffix(".csv"),
        {name: path.with_suffix(f".{name}.csv") for name in policy.rules.all_details},
    )
    with warnings.catch_warnings(record=True) as noted:
        warnings.simplefilter("always")
        history = policy.history(results, details=below or None)
        outcomes, claims = policy.evaluate(history), policy.check_claims(history)
    lines = [f"note: {each}" for each in dict.fromkeys(str(note.message) for note in noted)]
    lines += [line.rstrip("\n") for line in json_lines(outcomes)]
    lines += map(claim, claims)
    for check in policy.check_examples():
        lines += example(check)
    return "\n".join(lines) + "\n"


def claim(check: ClaimCheck) -> str:
    where = ", ".join(f"{each.unit} {each.period} {each.against or ''}".strip() for each in check.broken)
    return f"claim {check.claim}: {check.looked_at} looked at, broken: {where or '-'}"


def example(check: ExampleCheck) -> Iterator[str]:
    yield f"example {label_text(check.name, 'en', '')}: {'differs' if check.mismatches else 'as expected'}"
    for each in check.mismatches:
        expected, found = (" ".join(sorted(words)) or "-" for words in (each.expected, each.found))
        yield f"  {each.unit} {each.period} {each.about}: expected {expected}, found {found}"


@pytest.mark.parametrize("file", FILES)
def test_what_comes_of_a_good_file_is_recorded(file: str) -> None:
    path = HERE / file
    check_recorded(path.with_suffix(".txt"), outcome(load(path), path))


@pytest.mark.parametrize("file", FILES)
def test_a_good_file_written_out_anew_means_the_same(file: str, tmp_path: Path) -> None:
    path, anew = HERE / file, tmp_path / "anew.toml"
    policy = load(path)
    anew.write_text(policy.to_toml(), encoding="utf-8")
    if policy.rules.lower_digests:
        shutil.copytree(path.parent / "below", tmp_path / "below")
    again = load(anew)
    assert again.written == policy.written
    assert outcome(again, path) == outcome(policy, path)


def test_nothing_is_recorded_of_others() -> None:
    recorded = {path.relative_to(HERE).with_suffix(".toml").as_posix() for path in HERE.glob("*/good/*.txt")}
    assert recorded == set(FILES)
