"""`--engine`: whichever judges, the same is written; and which one judges where nobody says so."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from targetrules import load
from targetrules.engine import choice
from targetrules.engine.columnar import engine as columnar
from targetrules.engine.columnar.judge import judge_by_period
from tests.cli.conftest import Call

SCHOOLS = ("evaluate", "schools.toml", "schools.csv")
COUNTIES = ("evaluate", "jincheng-2010", "counties.csv")
REMARK = "note: Columns that no input is read from: remark.\n"
WITHOUT = "import sys\nsys.modules[{library!r}] = None\nfrom targetrules.cli import main\nmain()"
LACKING = 'error: This needs {library}, which is not installed: pip install "targetrules[columnar]"\n'


@pytest.mark.parametrize("format_", ["table", "csv", "json", "jsonl"])
@pytest.mark.parametrize("arguments", [SCHOOLS, COUNTIES], ids=["schools", "counties"])
@pytest.mark.parametrize(
    "options",
    [(), ("--decided-on", "2024-07-31"), ("--lang", "zh")],
    ids=["plain", "dated", "Chinese"],
)
def test_all_engines_write_the_same_bytes(
    format_: str, arguments: tuple[str, ...], options: tuple[str, ...], call: Call
) -> None:
    record = () if format_ == "table" else ("--record",)
    first, *others = (
        call(*arguments, "--format", format_, *options, *record, "--engine", engine) for engine in choice.ENGINES
    )
    assert first.status == 0
    assert others == [first] * len(others)


def test_the_record_does_not_name_the_engine(call: Call) -> None:
    written = [call(*SCHOOLS, "--format", "json", "--record", "--engine", engine).out for engine in choice.ENGINES]
    assert written == written[:1] * len(written)
    assert b"engine" not in written[0].splitlines()[0]


# ---- which one -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("many", "expected"), [(6, ["columnar"]), (7, [])], ids=["as many", "one less"])
def test_the_columnar_engine_judges_large_tables_by_itself(
    many: int, expected: list[str], call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []

    def watched(*arguments: Any, **more: Any) -> object:
        found.append("columnar")
        return judge_by_period(*arguments, **more)

    monkeypatch.setattr(choice, "MANY", many)
    monkeypatch.setattr(columnar, "judge_by_period", watched)
    assert call(*SCHOOLS).status == 0
    assert found == expected
    assert call("evaluate", "schools.toml", "schools.parquet").status == 0
    assert found == expected * 2


def test_python_knows_no_other_engines() -> None:
    with pytest.raises(ValueError, match=r'^engine: \'fast\' .* is not one of the words "reference", "columnar"$'):
        load("jincheng-2010").evaluate([], engine="fast")  # type: ignore[arg-type]


# ---- where it is not installed ---------------------------------------------------------------------------------------


def without(library: str, *arguments: str) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT.format(library=library), *arguments, "--lang", "en"],
        capture_output=True,
        check=False,
    )
    return done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("library", ["numpy", "pyarrow", "narwhals"])
def test_asked_for_and_not_installed_it_says_how_to_install_it(library: str) -> None:
    told = (2, "", LACKING.format(library=library))
    assert without(library, *SCHOOLS, "--engine", "columnar") == told
    assert without(library, *SCHOOLS, "--format", "parquet") == told


@pytest.mark.usefixtures("folder")
def test_parquet_needs_pyarrow() -> None:
    assert without("pyarrow", "evaluate", "schools.toml", "schools.parquet") == (
        2,
        "",
        LACKING.format(library="pyarrow"),
    )


@pytest.mark.usefixtures("folder")
def test_large_tables_are_judged_without_it(folder: Path) -> None:
    policy = 'format = 1\n[policy]\nid = "p"\ntitle = "t"\n[inputs]\nscore = { type = "number", min = 0, max = 99 }\n'
    (folder / "p.toml").write_text(policy, encoding="utf-8")
    lines = [f"u{number},2011,{number % 100}\n" for number in range(choice.MANY)]
    (folder / "large.csv").write_text("unit,period,score\n" + "".join(lines), encoding="utf-8")
    status, out, errors = without("numpy", "evaluate", "p.toml", "large.csv", "--format", "csv")
    assert (status, out.count("\n"), errors) == (0, choice.MANY + 1, "")


# ---- Parquet ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", choice.ENGINES)
def test_parquet_says_what_the_same_csv_says(engine: str, call: Call) -> None:
    assert call("evaluate", "schools.toml", "schools.parquet", "--engine", engine) == call(*SCHOOLS)


@pytest.mark.parametrize("engine", choice.ENGINES)
def test_a_stream_is_known_to_be_parquet(engine: str, call: Call, folder: Path) -> None:
    data = (folder / "schools.parquet").read_bytes()
    assert call("evaluate", "schools.toml", "-", "--engine", engine, stdin=data) == call(*SCHOOLS)


@pytest.mark.parametrize("blank", [False, True], ids=["every row", "a blank row"])
@pytest.mark.parametrize(
    "kind", [pa.string_view(), pa.large_string(), pa.dictionary(pa.int8(), pa.string())], ids=["view", "large", "coded"]
)
def test_units_may_be_texts_of_any_type(kind: pa.DataType, blank: bool, call: Call, folder: Path) -> None:  # noqa: FBT001
    """Of string views Arrow cannot take some rows; it was told as a fault of targetrules."""
    read = pq.read_table(folder / "schools.parquet")
    table = pa.concat_tables([read, pa.table({"unit": pa.array([None], pa.string())})], promote_options="default")
    units = table.column("unit").combine_chunks().cast(kind)
    asked = ("--output", "outcomes.parquet")
    call("evaluate", "schools.toml", "schools.parquet", *asked)
    expected = pq.read_table(folder / "outcomes.parquet").to_pylist()
    try:
        pq.write_table(table.set_column(0, "unit", units).slice(0, read.num_rows + blank), folder / "other.parquet")
    except pa.ArrowNotImplementedError:
        pytest.skip(f"this PyArrow writes no {kind} to Parquet")
    assert call("evaluate", "schools.toml", "other.parquet", *asked).status == 0
    assert pq.read_table(folder / "outcomes.parquet").to_pylist() == expected


@pytest.mark.parametrize("results", ["schools.csv", "schools.parquet"])
def test_outcomes_as_parquet(results: str, call: Call, folder: Path) -> None:
    options = ("--decided-on", "2024-07-31", "--unit", "West", "--output", "outcomes.parquet")
    ran = call("evaluate", "schools.toml", results, *options)
    assert (ran.status, ran.out, ran.errors) == (0, b"", REMARK)
    assert pq.read_table(folder / "outcomes.parquet").to_pylist() == [
        {
            "unit": "West",
            "period": "2024Q1",
            "grade": "C",
            "measure.rate": Decimal("50.0"),
            "place.overall.rank": 2,
            "place.overall.size": 2,
            "condition.falling": True,
            "status.watched": True,
            "consequence.praise": False,
            "consequence.plan": True,
            "consequence.support": False,
            "consequence.closure": False,
            "replaced.plan": False,
            "due.plan": date(2024, 9, 30),
            "due.closure": None,
            "division-by-zero.rate": False,
            "undetermined": False,
        },
        {
            "unit": "West",
            "period": "2024Q2",
            "grade": "C",
            "measure.rate": Decimal("40.0"),
            "place.overall.rank": 3,
            "place.overall.size": 3,
            "condition.falling": True,
            "status.watched": True,
            "consequence.praise": False,
            "consequence.plan": False,
            "consequence.support": True,
            "consequence.closure": True,
            "replaced.plan": True,
            "due.plan": None,
            "due.closure": date(2024, 7, 31),
            "division-by-zero.rate": False,
            "undetermined": True,
        },
    ]


def test_parquet_has_the_rows_of_csv_in_their_order(call: Call, folder: Path) -> None:
    lines = call(*COUNTIES, "--format", "csv").text.splitlines()[1:]
    call(*COUNTIES, "--output", "outcomes.parquet")
    frame = pq.read_table(folder / "outcomes.parquet", columns=["unit", "period"]).to_pylist()
    assert [f"{row['unit']},{row['period']}" for row in frame] == [",".join(line.split(",")[:2]) for line in lines]


def test_parquet_goes_to_the_standard_output(call: Call, folder: Path) -> None:
    printed = call(*SCHOOLS, "--format", "parquet").out
    call(*SCHOOLS, "--output", "outcomes.parquet")
    assert (folder / "outcomes.parquet").read_bytes() == printed
