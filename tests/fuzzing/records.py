"""Outcomes with their record after a few accidents, held against policy and results by ``targetrules verify``.

What is verified says what was decided: of a changed outcome it is never said. Under a key, nothing is verified but
what was signed.
"""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

from targetrules import State, load, loads
from targetrules.cli.program import run
from targetrules.visible import visible
from tests.fuzzing import trees
from tests.fuzzing.folder import own_folder
from tests.fuzzing.input import Input
from tests.fuzzing.values import ENCODINGS, ODD_CELLS, odd_text, spoilt
from tests.signing_keys import write_keys

__all__ = ["made", "tried"]

_POLICY: Final = """\
format = 1
policy = { id = "recorded", title = { zh = "记录", en = "Recorded" } }
grades = [{ id = "good" }, { id = "poor" }]
inputs.score = { type = "number", min = 0, max = 100, decimals = 1, optional = true }
rankings.overall = { by = "score" }
measures.half = { formula = "score / 2", decimals = 2 }
grading = { by = "score", bands = { good = 60, poor = 0 } }
[[consequences]]
id = "talk"
when = { grade = "poor" }
within = "30 days"
actions = ["talk"]
[[consequences]]
id = "reorganisation"
when = { grade = "poor", consecutive = 2 }
replaces = "talk"
[actions.talk]
label = "Talk"
"""
_RESULTS: Final = "unit,period,score\nA,2010,55.5\nB,2010,81\n甲县,2010,\nA,2011,58\nB,2011,100\n甲县,2011,60\n"
_SECOND: Final = "unit,period,score\nA,2011,58\nB,2011,100\n甲县,2011,\n"
"""Results of a year that is judged from the state after the one before."""
_FORMS: Final = ("csv", "json", "jsonl")
_ASKED: Final = (
    *((), ("--decided-on", "2012-02-14"), ("--unit", "B"), ("--unit", "甲县", "--period", "2011")),
    ("--sign", "office.key"),
)


@cache
def _folder() -> Path:
    folder = own_folder()
    write_keys(folder)
    (folder / "policy.toml").write_text(_POLICY, encoding="utf-8")
    (folder / "results.csv").write_text(_RESULTS, encoding="utf-8")
    (folder / "second.csv").write_text(_SECOND, encoding="utf-8")
    _state().save(folder / "first.arrow")
    return folder


def _state() -> State:
    """The state after the first year."""
    policy, rows = loads(_POLICY), [{"unit": unit, "period": 2010, "score": 50} for unit in ("A", "B", "甲县")]
    return policy.step(policy.start(), rows)[1]


@cache
def _seeds() -> list[tuple[str, bytes, bool]]:
    """Files of each format, some of them of a step."""
    found = []
    policy, state = load(_folder() / "policy.toml"), State.load(_folder() / "first.arrow")
    for form in _FORMS:
        _, _, outcomes = policy.step(state, _folder() / "second.csv", record=True)
        for number, sign in enumerate((None, _folder() / "office.key")):
            file = _folder() / f"step-{number}.{form}"
            outcomes.write(file, sign=sign)
            found.append((form, file.read_bytes(), True))
    for form in _FORMS:
        for number, asked in enumerate(_ASKED):
            file = _folder() / f"{number}.{form}"
            inputs = [str(_folder() / "policy.toml"), str(_folder() / "results.csv")]
            options = [str(_folder() / each) if each.endswith(".key") else each for each in asked]
            status, told = _run(["evaluate", *inputs, "--record", "--output", str(file), *options])
            assert status == 0, told
            found.append((form, file.read_bytes(), False))
    return found


@contextmanager
def _with_traceback() -> Iterator[None]:
    os.environ["TARGETRULES_TRACEBACK"] = "1"
    try:
        yield
    finally:
        del os.environ["TARGETRULES_TRACEBACK"]


def _run(arguments: list[str]) -> tuple[int, str]:
    """The exit status and what was printed; whatever is no sentence for its user is raised."""
    out = io.TextIOWrapper(io.BytesIO(), "utf-8", newline="\n")
    with _with_traceback(), redirect_stdout(out), redirect_stderr(out):
        status = run(arguments)
        out.flush()
    return status, out.buffer.getvalue().decode()


# ---- accidents -------------------------------------------------------------------------------------------------------


def made(random: Random) -> Input:
    """A file of outcomes."""
    form, data, of_step = random.choice(_seeds())
    how = {"language": random.choice(("en", "zh")), "key": random.random() < 0.25, "step": of_step}
    if random.random() < 0.02:
        return Input({"outcomes": data}, how)
    if random.random() < 0.25:
        return Input({"outcomes": spoilt(random, data)}, how)
    text = _of_csv(random, data.decode()) if form == "csv" else _of_json(random, data.decode(), form)
    encoding = random.choice(ENCODINGS) if random.random() < 0.03 else "utf-8"
    data = text.encode(encoding, "replace")
    return Input({"outcomes": spoilt(random, data) if random.random() < 0.05 else data}, how)


def _odd(random: Random) -> Any:
    if random.random() < 0.5:
        return odd_text(random) if random.random() < 0.5 else random.choice(ODD_CELLS)
    return random.choice(
        (None, True, False, 0, 1, -1, 1.0, 1e308, 10**30, 2**63, "", [], {}, [[]], [None], {"": ""}, "B", "A")
    )


def _of_json(random: Random, text: str, form: str) -> str:
    documents = [json.loads(each) for each in text.splitlines()] if form == "jsonl" else json.loads(text)
    if random.random() < 0.2:
        at = random.randrange(len(text))
        return text[:at] + _twice(random, text[at:])
    tree = trees.changed(random, {"": documents}, [{"": documents}], _odd)
    found = tree.get("", tree) if isinstance(tree, dict) else tree
    if form == "jsonl" and isinstance(found, list):
        return "".join(json.dumps(each, ensure_ascii=False, default=str) + "\n" for each in found)
    return json.dumps(found, ensure_ascii=False, indent=random.choice((None, 2)), default=str)


def _twice(random: Random, text: str) -> str:
    """What stands between two commas stands there twice, perhaps with another value."""
    before, comma, rest = text.partition(",")
    piece, other, after = rest.partition(",")
    return (
        f"{before}{comma}{piece}{comma}{piece.replace('poor', 'good')}{other}{after}"
        if random.random() < 0.9
        else before
    )


def _of_csv(random: Random, text: str) -> str:
    record, rest = text.split("\n", 1)
    rows = list(csv.reader(io.StringIO(rest, newline="")))
    if random.random() < 0.4:
        tree = trees.changed(random, {"": json.loads(record[1:])}, [{"": json.loads(record[1:])}], _odd)
        record = "#" + json.dumps(tree.get("", tree), ensure_ascii=False, default=str)
    else:
        _change_rows(random, rows)
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator=random.choice(("\n", "\n", "\n", "\r\n", "\r"))).writerows(rows)
    return f"{record}\n{out.getvalue()}"


def _change_rows(random: Random, rows: list[list[str]]) -> None:
    row, at = random.choice(rows), random.randrange(len(rows[0]))
    match random.randrange(7):
        case 0:
            row[at] = str(_odd(random))
        case 1:
            row[at] = random.choice(random.choice(rows))
        case 2:
            rows.remove(row)
        case 3:
            rows.append(row)
        case 4:
            for each in rows:
                each.insert(at, each[random.randrange(len(each))] if random.random() < 0.5 else each[at])
        case 5:
            for each in rows:
                del each[at]
        case _:
            random.shuffle(rows)


# ---- trying ----------------------------------------------------------------------------------------------------------


def tried(given: Input) -> str:
    """What ``verify`` says of it; where it says that all is as recorded, the file has outcomes that were written."""
    file, data = _folder() / "outcomes", given.parts["outcomes"]
    file.write_bytes(data)
    inputs = [str(_folder() / "policy.toml"), str(_folder() / ("second.csv" if given.how["step"] else "results.csv"))]
    state = ["--state", str(_folder() / "first.arrow")] if given.how["step"] else []
    key = ["--key", str(_folder() / "office.key.pub")] if given.how["key"] else []
    status, told = _run(["verify", str(file), *inputs, "--lang", given.how["language"], *state, *key])
    assert told.strip()
    assert visible(told.replace("\n", "")) == told.replace("\n", ""), told
    if status != 0:
        return {1: "not verified", 2: "refused"}[status]
    if key:
        assert data in [each for _, each, _ in _seeds()]
        return "signed"
    rows = _rows_of(data)
    assert any(rows == _rows_of(each) for _, each, _ in _seeds()), rows
    return "verified"


def _rows_of(data: bytes) -> list[Any]:
    """What a file says but record and signature, by a reader that is not the package's own; no key may stand twice."""
    text = data.decode("utf-8-sig")
    if text.startswith("#"):
        rows = csv.reader(io.StringIO(text.split("\n", 1)[1], newline=""))
        return [row for row in rows if row]  # a blank line says nothing
    try:
        documents = [json.loads(text, object_pairs_hook=_once)]
    except json.JSONDecodeError:
        documents = [json.loads(each, object_pairs_hook=_once) for each in text.split("\n") if each.strip()]
    return [{key: each[key] for key in each if key not in ("record", "signature")} for each in documents]


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    assert len({key for key, _ in pairs}) == len(pairs)
    return dict(pairs)
