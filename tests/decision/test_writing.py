"""`Outcomes.write`: whatever the command line can write, byte for byte, and what it refuses."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from attrs import evolve

from targetrules import ArgumentError, MissingExtraError, Outcomes, Policy, SignatureError, load, read_outcomes
from targetrules.engine.choice import ENGINES
from targetrules.outcome import Outcome, RowOutcomes
from tests.cli.conftest import Call
from tests.signing_keys import KEYS, write_keys

RESULTS = "schools.csv"
EACH_ENDING = [
    ("csv", ()),
    ("json", ()),
    ("jsonl", ()),
    ("ndjson", ()),
    ("parquet", ()),
    ("xlsx", ("--lang", "zh")),
    ("txt", ("--lang", "zh")),
]


@pytest.fixture
def policy(folder: Path) -> Policy:
    write_keys(folder)
    return load("schools.toml")


def ignored(_: object) -> None:
    """Notes are not what is tried here."""


def judged(policy: Policy, **more: Any) -> Outcomes:
    return policy.evaluate(RESULTS, notes=ignored, **more)


# ---- formats ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("ending", "language"), EACH_ENDING, ids=[ending for ending, _ in EACH_ENDING])
@pytest.mark.parametrize("engine", ENGINES)
def test_python_writes_what_the_command_line_writes(
    engine: Any, ending: str, language: tuple[str, ...], policy: Policy, call: Call, folder: Path
) -> None:
    judged(policy, engine=engine, record=ending == "xlsx").write(f"ours.{ending}", language="zh")
    assert call("evaluate", "schools.toml", RESULTS, "--output", f"theirs.{ending}", *language).status == 0
    assert (folder / f"ours.{ending}").read_bytes() == (folder / f"theirs.{ending}").read_bytes()


@pytest.mark.parametrize("form", ["table", "csv", "json", "jsonl", "parquet", "xlsx"])
def test_a_stream_is_given_what_a_file_is_given(form: Any, policy: Policy, folder: Path) -> None:
    outcomes, stream = judged(policy), io.BytesIO()
    outcomes.write(folder / "outcomes.tmp", format=form)
    outcomes.write(stream, format=form)
    whole = (folder / "outcomes.tmp").read_bytes()
    assert stream.getvalue() == whole
    if form not in ("parquet", "xlsx"):
        text = io.StringIO()
        outcomes.write(text, format=form)
        assert text.getvalue() == whole.decode()


def test_csv_for_excel_begins_with_its_mark(policy: Policy, folder: Path) -> None:
    judged(policy).write("marked.csv", bom=True)
    judged(policy).write("plain.csv")
    assert (folder / "marked.csv").read_bytes() == b"\xef\xbb\xbf" + (folder / "plain.csv").read_bytes()


def test_a_dataframe_is_written_as_the_same_rows(policy: Policy, folder: Path) -> None:
    """By columns as they are, however many there are."""
    pl = pytest.importorskip("polars")
    frame = pl.read_csv(RESULTS)
    policy.evaluate(frame, engine="columnar", notes=ignored).write("frame.csv")
    judged(policy).write("file.csv")
    assert (folder / "frame.csv").read_bytes() == (folder / "file.csv").read_bytes()


@pytest.mark.parametrize("engine", ENGINES)
def test_parquet_keeps_the_units_of_a_parquet_file_as_they_were(engine: Any, policy: Policy, folder: Path) -> None:
    pl = pytest.importorskip("polars")
    rows = pl.read_csv(RESULTS).with_columns(pl.col("unit").replace({"East": "1", "West": "2", "North": "3"}).cast(int))
    rows.write_parquet("numbered.parquet")
    outcomes = policy.evaluate("numbered.parquet", engine=engine, notes=ignored)
    outcomes.write("decided.parquet")
    assert pq.read_table(folder / "decided.parquet").column("unit").to_pylist() == [1, 2, 3, 1, 2, 3]
    outcomes.of(unit=[3, 1], period="2024Q2").write("two.parquet")
    assert pq.read_table(folder / "two.parquet").column("unit").to_pylist() == [1, 3]


@pytest.mark.parametrize("engine", ENGINES)
def test_parquet_has_the_names_of_units_however_they_were_written(engine: Any, policy: Policy, folder: Path) -> None:
    """As all other formats have them: in two rows a name may be written in two ways."""
    pl = pytest.importorskip("polars")
    rows = pl.read_csv(RESULTS)
    rows = rows.with_columns(pl.Series("unit", [" East", *rows["unit"].to_list()[1:]]))
    rows.write_parquet("written.parquet")
    outcomes = policy.evaluate("written.parquet", engine=engine, notes=ignored)
    outcomes.write("decided.parquet")
    assert pq.read_table(folder / "decided.parquet")["unit"].to_pylist() == [each.unit for each in outcomes]
    assert " East" not in {each.unit for each in outcomes}


def test_where_a_format_needs_an_extra_it_says_so(policy: Policy, monkeypatch: pytest.MonkeyPatch) -> None:
    outcomes = judged(policy)
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(MissingExtraError, match="pyarrow"):
        outcomes.write("outcomes.parquet")


# ---- what is refused -------------------------------------------------------------------------------------------------

WORDS = '"table", "csv", "json", "jsonl", "parquet", "xlsx"'
ENDINGS = ".csv, .json, .jsonl, .ndjson, .parquet, .txt, .xlsx"
REFUSED: dict[str, tuple[Callable[[Outcomes], None], str]] = {
    "an old workbook": (
        lambda outcomes: outcomes.write("decided.xls"),
        f"to: decided.xls: outcomes are not written into files that end in .xls; possible: {ENDINGS}",
    ),
    "an ending that says nothing": (
        lambda outcomes: outcomes.write("decided.2024"),
        (
            "to: decided.2024: the ending .2024 does not say what is to be written; "
            f"possible: {ENDINGS}, or say it by format"
        ),
    ),
    "another ending": (
        lambda outcomes: outcomes.write("decided.csv", format="json"),
        (
            "format: decided.csv: what ends in .csv is taken for something else than format json; "
            "let the name end in .json, .txt"
        ),
    ),
    "no format": (
        lambda outcomes: outcomes.write("decided.csv", format="xml"),  # type: ignore[arg-type]
        f"format: 'xml' (str) is not one of the words {WORDS}",
    ),
    "a stream of no format": (
        lambda outcomes: outcomes.write(io.BytesIO()),
        "format: a stream has no name that says it; give one of table, csv, json, jsonl, parquet, xlsx",
    ),
    "Parquet as text": (
        lambda outcomes: outcomes.write(io.StringIO(), format="parquet"),
        "to: StringIO is not a stream of bytes, which Parquet and workbooks need",
    ),
    "a workbook as text": (
        lambda outcomes: outcomes.write(io.StringIO(), format="xlsx"),
        "to: StringIO is not a stream of bytes, which Parquet and workbooks need",
    ),
    "no place": (lambda outcomes: outcomes.write(5), "to: 5 (int) is not a path, or a stream to write to"),  # type: ignore[arg-type]
    "a mark before JSON": (
        lambda outcomes: outcomes.write("decided.json", bom=True),
        "bom: a byte-order mark is for CSV",
    ),
    "a record of a table": (
        lambda outcomes: outcomes.write("decided.txt"),
        (
            "format: the outcomes have a record, which is written into csv, json, jsonl, xlsx only; "
            "evaluate without record=True, or choose one of these"
        ),
    ),
    "a record of a slice": (
        lambda outcomes: outcomes[1:3].write("decided.csv"),
        (
            "record: no options name a slice, so that its record could not be repeated; "
            "write all outcomes, or those of a unit or a period (Outcomes.of)"
        ),
    ),
    "a workbook that is signed": (
        lambda outcomes: outcomes.write("decided.xlsx", sign="office.key"),
        "sign: what is signed is a text: choose csv, json, jsonl",
    ),
    "a passphrase without a key": (
        lambda outcomes: outcomes.write("decided.csv", passphrase="geheim"),  # noqa: S106
        "passphrase: there is no key that it could open: give sign as well",
    ),
    "no language": (
        lambda outcomes: outcomes.write("decided.csv", language="fr"),
        'language: \'fr\' (str) is not one of the words "en", "zh"',
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_does_not_fit_is_refused_and_nothing_is_written(name: str, policy: Policy, folder: Path) -> None:
    write, told = REFUSED[name]
    outcomes, before = judged(policy, record=True), sorted(folder.iterdir())
    with pytest.raises(ArgumentError) as raised:
        write(outcomes)
    assert str(raised.value) == told
    assert sorted(folder.iterdir()) == before


def test_what_is_signed_is_a_record(policy: Policy) -> None:
    with pytest.raises(ArgumentError) as raised:
        judged(policy).write("decided.csv", sign="office.key")
    assert raised.value.text("en") == "sign: what is signed is a record; evaluate with record=True"
    assert raised.value.text("zh") == "sign：签名签的是记录；请用 record=True 评定"


@pytest.mark.parametrize("file", ["schools.toml", "schools.csv", "office.key"])
def test_no_file_that_was_read_is_written_over(file: str, policy: Policy, folder: Path) -> None:
    """The policy, the results, the key, by whatever name."""
    before = (folder / file).read_bytes()
    (folder / "link.csv").symlink_to(folder / file)
    for to in (folder / "link.csv", "./link.csv"):
        with pytest.raises(ArgumentError, match=r"is the same file as .*, which is read, and would be overwritten"):
            judged(policy, record=True).write(to, sign="office.key")
    assert (folder / file).read_bytes() == before


def test_results_are_not_written_over_what_they_were_read_from(policy: Policy, folder: Path) -> None:
    results, before = policy.read(RESULTS), (folder / RESULTS).read_bytes()
    with pytest.raises(ArgumentError) as raised:
        results.write(RESULTS)
    assert str(raised.value) == (
        f"to: {RESULTS} is the same file as {folder / RESULTS}, which is read, and would be overwritten; "
        "write into another file"
    )
    assert (folder / RESULTS).read_bytes() == before


def test_a_stream_is_given_nothing_where_not_all_can_be_written(policy: Policy) -> None:
    def items() -> Iterator[Outcome]:
        yield judged(policy)[0]
        raise RuntimeError("no more of them")

    broken, stream = evolve(judged(policy), found=RowOutcomes(items())), io.BytesIO()  # type: ignore[arg-type]
    with pytest.raises(RuntimeError, match="no more of them"):
        broken.write(stream, format="csv")
    assert stream.getvalue() == b""


# ---- records and signatures ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["csv", "json", "jsonl"])
def test_a_record_of_python_is_that_of_the_command_line(form: str, policy: Policy, call: Call, folder: Path) -> None:
    outcomes = judged(policy, record=True).of(unit=["West", "East"], period="2024年第2季度")
    outcomes.write(f"ours.{form}")
    options = ("--record", "--unit", "West", "--unit", "East", "--period", "2024Q2")
    call("evaluate", "schools.toml", RESULTS, *options, "--output", f"theirs.{form}")
    assert (folder / f"ours.{form}").read_bytes() == (folder / f"theirs.{form}").read_bytes()
    assert call("verify", f"ours.{form}", "schools.toml", RESULTS).status == 0


def test_how_the_file_was_read_stands_in_the_record(policy: Policy, folder: Path, call: Call) -> None:
    text = (folder / RESULTS).read_text(encoding="utf-8").replace("unit,", "school,", 1)
    (folder / "other.dat").write_text("note\n" + text, encoding="utf-16")
    how = {"unit_column": "school", "header_row": 2, "encoding": "utf-16", "input_format": "csv"}
    outcomes = policy.evaluate("other.dat", record=True, notes=ignored, **how)  # type: ignore[arg-type]
    assert outcomes.record is not None
    assert outcomes.record.options == {
        "header-row": 2,
        "input-format": "csv",
        "encoding": "utf-16",
        "unit-column": "school",
    }
    outcomes.write("decided.json")
    assert call("verify", "decided.json", "schools.toml", "other.dat").status == 0


def test_without_being_asked_for_there_is_no_record(policy: Policy) -> None:
    assert judged(policy).record is None


@pytest.mark.parametrize("engine", ENGINES)
def test_rows_are_known_by_the_file_that_they_would_make(engine: Any, policy: Policy, call: Call) -> None:
    pl = pytest.importorskip("polars")
    frame = pl.read_csv(RESULTS).rename({"unit": "school"})
    outcomes = policy.evaluate(frame, engine=engine, record=True, unit_column="school", notes=ignored)
    outcomes.write("decided.jsonl")
    policy.read(frame, unit_column="school").write("kept.csv")
    ran = call("verify", "decided.jsonl", "schools.toml", "kept.csv")
    assert (ran.status, ran.text.splitlines()[2]) == (0, "results (SHA-256): the same")


@pytest.mark.parametrize("form", ["csv", "json", "jsonl"])
def test_what_is_signed_is_vouched_for(form: str, policy: Policy, call: Call, folder: Path) -> None:
    judged(policy, record=True).write(f"ours.{form}", sign="office.key")
    options = ("--record", "--sign", "office.key", "--output")
    call("evaluate", "schools.toml", RESULTS, *options, f"theirs.{form}")
    assert (folder / f"ours.{form}").read_bytes() == (folder / f"theirs.{form}").read_bytes()
    saved = read_outcomes(f"ours.{form}", key="office.key.pub")
    assert (saved.signed_by, saved.vouched_by) == (KEYS[0].public, "office.key.pub")
    assert policy.verify(saved, RESULTS).verified
    with pytest.raises(SignatureError):
        read_outcomes(f"ours.{form}", key="court.key.pub")


def test_a_passphrase_is_asked_for_only_where_the_key_has_one(policy: Policy, call: Call, monkeypatch: Any) -> None:
    monkeypatch.setenv("TARGETRULES_PASSPHRASE", "geheim")
    assert call("key", "locked.key", "--passphrase").status == 0
    asked: list[int] = []

    def passphrase() -> str:
        asked.append(1)
        return "geheim"

    judged(policy, record=True).write("open.json", sign="office.key", passphrase=passphrase)
    assert asked == []
    judged(policy, record=True).write("locked.json", sign="locked.key", passphrase=passphrase)
    assert asked == [1]
    assert read_outcomes("locked.json", key="locked.key.pub").vouched_by == "locked.key.pub"
