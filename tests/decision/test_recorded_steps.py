"""Outcomes of a step from a state: written, signed, and verified with that state, from Python and the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from targetrules import ArgumentError, Outcomes, OutcomesFileError, Policy, State, StateError, load, read_outcomes
from tests.cli.conftest import Call
from tests.signing_keys import write_keys

FORMS = ("csv", "json", "jsonl")


def ignored(_: object) -> None:
    """Notes are not what is tried here."""


@pytest.fixture
def policy(folder: Path) -> Policy:
    write_keys(folder)
    results = pl.read_csv("schools.csv")
    results.filter(period="2024Q1").write_csv("first.csv")
    results.filter(period="2024Q2").write_csv("second.csv")
    return load("schools.toml")


@pytest.fixture
def state(policy: Policy) -> State:
    """The state before the second quarter, which is in a file as well."""
    _, state = policy.step(policy.start(), "first.csv", notes=ignored)
    state.save("first.arrow")
    return state


def outcomes(policy: Policy, state: State, rows: Any = "second.csv", **how: Any) -> Outcomes:
    found: Outcomes = policy.step(state, rows, record=True, notes=ignored, **how)[2]
    return found


@pytest.mark.parametrize("form", FORMS)
def test_outcomes_of_a_step_are_written_as_those_of_all_periods(form: str, policy: Policy, state: State) -> None:
    outcomes(policy, state).write(f"step.{form}")
    whole = policy.evaluate("schools.csv", record=True, notes=ignored).of(period="2024Q2")
    whole.write(f"whole.{form}")
    step, of_all = read_outcomes(f"step.{form}"), read_outcomes(f"whole.{form}")
    assert step.saved.outcomes == of_all.saved.outcomes
    assert step.record.values()["state_sha256"] == state.sha256
    assert "state_sha256" not in of_all.record.values()


@pytest.mark.parametrize("form", FORMS)
def test_a_step_that_nobody_touched_is_verified(form: str, policy: Policy, state: State, call: Call) -> None:
    outcomes(policy, state, decided_on=None).write(f"step.{form}")
    done = list[tuple[int, int]]()
    found = policy.verify(f"step.{form}", "second.csv", state=state, progress=lambda *each: done.append(each))
    assert (found.verified, found.differences.count, done) == (True, 3, [(1, 1)])
    assert policy.verify(f"step.{form}", "second.csv", state="first.arrow").verified
    ran = call("verify", f"step.{form}", "schools.toml", "second.csv", "--state", "first.arrow")
    assert ran.status == 0
    assert "state before (SHA-256): the same\noutcomes: all 3 the same\n" in ran.text


@pytest.mark.parametrize("made", [pl.read_csv, lambda file: pl.read_csv(file).to_dicts()], ids=["polars", "rows"])
def test_a_step_of_rows_is_verified_by_the_file_that_is_written_of_them(
    made: Callable[[str], Any], policy: Policy, state: State
) -> None:
    rows = made("second.csv")
    outcomes(policy, state, rows).write("step.csv")
    policy.read(rows).write("kept.csv")
    assert policy.verify("step.csv", "kept.csv", state=state).verified
    assert policy.verify("step.csv", rows, state=state).verified
    assert policy.verify("step.csv", policy.read(rows), state=state).verified


def test_outcomes_of_some_units_of_a_step_say_so(policy: Policy, state: State) -> None:
    outcomes(policy, state).of(unit="West").write("west.json")
    found = policy.verify("west.json", "second.csv", state=state)
    assert (found.verified, found.differences.count) == (True, 1)
    assert found.saved.record.options == {"unit": ["West"]}


def test_a_step_is_signed_with_the_state_that_it_names(policy: Policy, state: State, call: Call) -> None:
    outcomes(policy, state).write("step.jsonl", sign="office.key")
    verify = ("verify", "step.jsonl", "schools.toml", "second.csv", "--state", "first.arrow", "--key", "office.key.pub")
    assert call(*verify).status == 0
    text = Path("step.jsonl").read_text(encoding="utf-8")
    Path("step.jsonl").write_text(text.replace(state.sha256, policy.start().sha256), encoding="utf-8")
    ran = call(*verify)
    assert (ran.status, ran.text) == (1, "")
    assert ran.errors.startswith("error: step.jsonl is not what was signed by the key ")


# ---- what is not the same --------------------------------------------------------------------------------------------


def another(policy: Policy) -> State:
    """The state that other results of the first quarter leave behind."""
    rows = pl.read_csv("first.csv").with_columns(pl.lit(99).alias("score"))
    return policy.step(policy.start(), rows, notes=ignored)[1]


def test_another_state_is_told_with_what_it_changes(policy: Policy, state: State, call: Call) -> None:
    outcomes(policy, state).write("step.csv")
    other = another(policy)
    found = policy.verify("step.csv", "second.csv", state=other).differences
    assert (found.verified, found.parts) == (False, ("state_sha256",))
    other.save("other.arrow")
    ran = call("verify", "step.csv", "schools.toml", "second.csv", "--state", "other.arrow")
    assert ran.status == 1
    told = f"state before (SHA-256): not the same\n    recorded: {state.sha256}\n    now:      {other.sha256}\n"
    assert told in ran.text
    assert ran.text.endswith("not the same\n")


def test_a_state_from_which_the_step_cannot_be_taken_is_told(policy: Policy, state: State, call: Call) -> None:
    outcomes(policy, state).write("step.csv")
    _, after = policy.step(state, "second.csv", notes=ignored)
    with pytest.raises(StateError) as caught:
        policy.verify("step.csv", "second.csv", state=after)
    assert caught.value.text("en") == (
        "this is not the state that the step went on from, and the step cannot be taken again from it; "
        "nothing was compared\n"
        f"    recorded: {state.sha256}\n    now:      {after.sha256} (last period: 2024Q2)\n"
        "Give the state that was saved before that step."
    )
    assert caught.value.text("zh") == (
        "这不是当时那一步所依据的状态，从它出发无法重做那一步；没有作任何比较\n"
        f"    记录：{state.sha256}\n    现在：{after.sha256}（最后一期：2024Q2）\n"
        "请给出那一步之前保存的状态。"
    )
    after.save("after.arrow")
    ran = call("verify", "step.csv", "schools.toml", "second.csv", "--state", "after.arrow")
    assert (ran.status, ran.text) == (2, "")
    assert ran.errors.endswith(f"\nerror: {caught.value.text('en')}\n")


def test_other_results_are_told_with_what_they_change(policy: Policy, state: State) -> None:
    outcomes(policy, state).write("step.csv")
    rows = pl.read_csv("second.csv").with_columns(pl.lit(1).alias("score"))
    found = policy.verify("step.csv", rows, state=state).differences
    assert found.parts == ("input_sha256",)
    assert found.differing


def test_the_policy_of_another_text_is_told(policy: Policy, state: State) -> None:
    outcomes(policy, state).write("step.csv")
    text = Path("schools.toml").read_text(encoding="utf-8")
    Path("schools.toml").write_text(text + "# reviewed\n", encoding="utf-8")
    with pytest.raises(StateError, match="the file has changed since"):
        load("schools.toml").verify("step.csv", "second.csv", state=state)


def test_a_changed_outcome_is_told(policy: Policy, state: State) -> None:
    outcomes(policy, state).write("step.jsonl")
    head, first, *rest = Path("step.jsonl").read_text(encoding="utf-8").splitlines()
    changed = json.dumps(json.loads(first) | {"grade": None}, ensure_ascii=False)
    Path("step.jsonl").write_text("\n".join([head, changed, *rest, ""]), encoding="utf-8")
    found = policy.verify("step.jsonl", "second.csv", state=state).differences
    assert not found.parts
    assert [(each.unit, each.period, [key for key, *_ in each.keys]) for each in found.differing] == [
        (json.loads(first)["unit"], "2024Q2", ["grade"])
    ]


# ---- wrong calls -----------------------------------------------------------------------------------------------------


def test_a_step_needs_its_state_and_nothing_else_has_one(policy: Policy, state: State, call: Call) -> None:
    outcomes(policy, state).write("step.csv")
    policy.evaluate("schools.csv", record=True, notes=ignored).write("whole.csv")
    needs = f"these are the outcomes of a step: give the state that it went on from (SHA-256 {state.sha256})"
    none = "these outcomes are of no step, and were decided from no state; leave it out"
    always = "a step is always judged by the columnar engine; leave it out"
    calls: tuple[tuple[str, str, dict[str, Any]], ...] = (
        (needs, "state", {"outcomes": "step.csv", "rows": "second.csv"}),
        (none, "state", {"outcomes": "whole.csv", "rows": "schools.csv", "state": state}),
        (always, "engine", {"outcomes": "step.csv", "rows": "second.csv", "state": state, "engine": "reference"}),
    )
    for says, name, arguments in calls:
        with pytest.raises(ArgumentError) as caught:
            policy.verify(**arguments)
        assert str(caught.value) == f"{name}: {says}"
    ran = call("verify", "step.csv", "schools.toml", "second.csv")
    assert (ran.status, ran.text, ran.errors) == (2, "", f"error: --state: {needs}\n")


def test_what_is_no_state_is_told(policy: Policy, state: State, call: Call) -> None:
    outcomes(policy, state).write("step.csv")
    with pytest.raises(ArgumentError, match="state: 7 \\(int\\) is not a state"):
        policy.verify("step.csv", "second.csv", state=7)  # type: ignore[arg-type]
    ran = call("verify", "step.csv", "schools.toml", "second.csv", "--state", "second.csv")
    assert (ran.status, ran.text) == (2, "")
    assert ran.errors.startswith("error: second.csv holds no state of a policy\n")


def test_the_digest_of_a_state_is_a_text(policy: Policy, state: State) -> None:
    outcomes(policy, state).write("step.jsonl")
    text = Path("step.jsonl").read_text(encoding="utf-8")
    Path("step.jsonl").write_text(text.replace(f'"{state.sha256}"', "7"), encoding="utf-8")
    with pytest.raises(OutcomesFileError, match=r"record\.state_sha256"):
        policy.verify("step.jsonl", "second.csv", state=state)
