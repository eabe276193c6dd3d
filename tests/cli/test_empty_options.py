"""An empty option, as of a variable that was never set, is a wrong call; a decision on nothing is no decision."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from targetrules import ArgumentError, load
from targetrules.engine.choice import ENGINES
from tests.cli.conftest import Call

FILES = ("schools.toml", "schools.csv")
OPTIONS = [
    *("--wide", "--unit-column", "--period-column", "--encoding", "--sheet", "--output", "--unit", "--period"),
    *("--leave-out", "--genuine"),
]


@pytest.mark.parametrize("command", [("evaluate", *FILES), ("verify", "outcomes.json", *FILES)], ids=lambda it: it[0])
@pytest.mark.parametrize("option", OPTIONS)
def test_an_empty_option_is_a_wrong_call(option: str, command: tuple[str, ...], call: Call, folder: Path) -> None:
    if command[0] == "verify" and option == "--output":
        pytest.skip("verify writes nothing")
    call("evaluate", *FILES, "--record", "--output", "outcomes.json")
    before = sorted(folder.iterdir())
    for said in ([option, ""], [f"{option}="], [option, "x", option, ""]):
        ran = call(*command, *said)
        told = f"error: {option} is empty; leave it out, or say what is meant"
        assert (ran.status, ran.text, ran.errors.splitlines()[1]) == (2, "", told)
    assert sorted(folder.iterdir()) == before
    in_chinese = call(*command, option, "", "--lang", "zh").errors.splitlines()[1]
    assert in_chinese == f"错误：{option} 的值是空的；请写明要什么，或者去掉这个选项"


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["evaluate", "", "schools.csv"], "POLICY"),
        (["evaluate", "schools.toml", ""], "RESULTS"),
        (["verify", "", *FILES], "OUTCOMES"),
        (["check", "schools.toml", ""], "POLICY"),
        (["init", ""], "FILE"),
    ],
)
def test_an_empty_argument_is_a_wrong_call(arguments: list[str], what: str, call: Call, folder: Path) -> None:
    before = sorted(folder.iterdir())
    ran = call(*arguments)
    assert (ran.status, ran.text) == (2, "")
    assert ran.errors.splitlines()[1] == f"error: {what} is empty; say which one is meant"
    assert call(*arguments, "--lang", "zh").errors.splitlines()[1] == f"错误：{what} 是空的；请写明是哪一个"
    assert sorted(folder.iterdir()) == before


def test_an_empty_path_is_a_wrong_call_of_python() -> None:
    pytest.importorskip("pyarrow", reason="the extra columnar is not installed")
    from targetrules import State

    with pytest.raises(ArgumentError) as raised:
        State.load("state.arrow", key="")
    assert str(raised.value) == "key: '' (str) is not the name of a file: it is empty"
    with pytest.raises(ArgumentError) as raised:
        load("")
    assert raised.value.text("zh") == "policy：'' (str) 不是文件的名称：它是空的"


@pytest.mark.parametrize("name", ["wide", "unit-column", "encoding", "unit"])
def test_an_empty_option_in_a_record_is_no_option(name: str, call: Call, folder: Path) -> None:
    """Such a record was made by a program that decided on nothing, or by nobody."""
    call("evaluate", *FILES, "--record", "--output", "outcomes.json")
    saved = json.loads((folder / "outcomes.json").read_text(encoding="utf-8"))
    saved["record"]["options"][name] = [""] if name == "unit" else ""
    (folder / "outcomes.json").write_text(json.dumps(saved), encoding="utf-8")
    ran = call("verify", "outcomes.json", *FILES)
    assert (ran.status, ran.text) == (2, "")
    assert name in ran.errors


WIDE = (
    "One problem in the results; nothing was decided.\n\n"
    "wide.csv: nothing stands below the header [RES23]\n"
    "    No unit has a result: the cells in the columns of periods are all blank.\n"
)


@pytest.mark.parametrize("cells", [",", " ,\u3000", ',"\n"'], ids=ascii)
@pytest.mark.parametrize("engine", ENGINES)
def test_a_decision_over_no_rows_is_none(cells: str, engine: str, call: Call, folder: Path) -> None:
    (folder / "wide.csv").write_text(f"unit,2010,2011\na,{cells}\nb,,\n", encoding="utf-8")
    (folder / "wide.toml").write_text(
        'format = 1\npolicy = { id = "county", title = "County" }\n'
        'inputs.score = { type = "number", min = 0, max = 100 }\n'
        '[[consequences]]\nid = "talk"\nwhen = { score = { below = 60 } }\n',
        encoding="utf-8",
    )
    ran = call("evaluate", "wide.toml", "wide.csv", "--wide", "score", "--engine", engine, "--output", "o.csv")
    assert (ran.status, ran.text, ran.errors) == (1, "", WIDE)
    assert not (folder / "o.csv").exists()
