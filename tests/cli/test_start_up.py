"""What is loaded to answer a call, in a process of its own: whoever starts the program waits for each of these modules.

How long it takes is measured in ``benchmarks/files``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

_SHOWN = """
import json, sys
before = set(sys.modules)
try:
    {act}
except SystemExit as ended:
    assert not ended.code, ended.code
print(json.dumps(sorted(set(sys.modules) - before)), file=sys.stderr)
"""
_CALL = "import targetrules.cli; sys.argv = ['targetrules', *{arguments!r}]; targetrules.cli.main()"
POLICY = """\
format = 1
policy = { id = "county", title = "County" }
grades = [{ id = "good" }, { id = "poor" }]
inputs.score = { type = "number", min = 0, max = 100 }
grading = { by = "score", bands = { good = 60, poor = 0 } }
"""
BASE = {"_version", "cli", "data", "engine", "errors", "source", "visible", "wording"}
"""Of this package, what the program itself is made of."""
SLOW = {"difflib", "email", "getpass", "importlib.metadata", "socket", "tempfile", "tomllib", "zipfile"}
"""Modules of the standard library that take a millisecond or more, and that few calls need."""


def loaded(act: str, folder: Path) -> set[str]:
    """The modules that are loaded by it, those of a bare Python apart."""
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", _SHOWN.format(act=act)],
        cwd=folder,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return set(json.loads(ran.stderr.splitlines()[-1]))


def called(folder: Path, *arguments: str) -> set[str]:
    (folder / "county.toml").write_text(POLICY, encoding="utf-8")
    (folder / "results.csv").write_text("unit,period,score\nA,2011,50\nB,2011,70\n", encoding="utf-8")
    return loaded(_CALL.format(arguments=arguments), folder)


def of_others(modules: set[str]) -> set[str]:
    """The packages of third parties."""
    return {name.partition(".")[0] for name in modules} - sys.stdlib_module_names - {"targetrules"}


def of_ours(modules: set[str]) -> set[str]:
    return {name.split(".")[1] for name in modules if name.startswith("targetrules.")}


def test_the_import_of_the_package_loads_next_to_nothing(tmp_path: Path) -> None:
    modules = loaded("import targetrules", tmp_path)
    assert {name for name in modules if name.startswith("targetrules")} == {"targetrules", "targetrules._version"}
    assert {name.partition(".")[0] for name in modules} <= {"__future__", "importlib", "targetrules", "warnings"}


def test_the_version_needs_no_policy_and_no_results(tmp_path: Path) -> None:
    modules = called(tmp_path, "--version")
    assert of_others(modules) == {"attr", "attrs", "click"}
    assert of_ours(modules) == BASE
    assert {name for name in modules if name.startswith("targetrules.engine.")} == {"targetrules.engine.choice"}
    assert not modules & (SLOW | {"csv", "hashlib", "importlib.resources", "json"})


def test_the_list_of_policies_reads_no_more_of_the_projects_own_than_their_titles(tmp_path: Path) -> None:
    modules = called(tmp_path, "list")
    assert not of_ours(modules) & {"loading", "policy", "rules", "syntax"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "county.toml"),
        ("list",),
        ("test", "county.toml"),
        ("evaluate", "county.toml", "results.csv"),
        ("evaluate", "county.toml", "results.csv", "--output", "decided.json", "--record"),
        ("explain", "county.toml", "results.csv", "--unit", "A", "--period", "2011"),
    ],
    ids=" ".join,
)
def test_a_command_loads_no_library_of_an_extra(arguments: tuple[str, ...], tmp_path: Path) -> None:
    assert of_others(called(tmp_path, *arguments)) <= {"attr", "attrs", "click", "rich"}


@pytest.mark.parametrize("command", ["check", "evaluate"])
def test_advice_for_faults_is_loaded_where_there_are_faults(command: str, tmp_path: Path) -> None:
    """A right policy in a file needs no sentence about wrong ones, and no look through all installed packages."""
    files = {"check": ["county.toml"], "evaluate": ["county.toml", "results.csv"]}[command]
    modules = called(tmp_path, command, *files)
    assert not modules & {
        "targetrules.rules.resolution.formula_mistakes",
        "targetrules.source.informal",
        "targetrules.source.near_toml",
        "targetrules.source.opposites",
        "targetrules.source.toml_syntax",
        *("importlib.metadata", "email", "getpass"),
    }
    assert "explanation" not in of_ours(modules)
    if command == "evaluate":
        unused = {"targetrules.engine.claims", "targetrules.engine.examples", "targetrules.engine.missing"}
        assert not modules & {*unused, "targetrules.atomic", "targetrules.notes", "targetrules.report.saved"}


def test_a_policy_of_the_project_is_found_without_a_look_into_all_installed_packages(tmp_path: Path) -> None:
    rows = "单位,年度,类别,得分,等次\n甲县,2011,county,80,good\n"
    (tmp_path / "counties.csv").write_text(rows, encoding="utf-8")
    modules = called(tmp_path, "evaluate", "jincheng-2010", "counties.csv", "--output", "decided.csv")
    assert not modules & {"importlib.metadata", "importlib.resources", "email", "tempfile", "zipfile"}


@pytest.mark.parametrize("ending", ["csv", "json", "parquet"])
def test_a_large_file_is_judged_without_libraries_that_other_calls_need(ending: str, tmp_path: Path) -> None:
    """PyArrow imports pandas where it is given a NumPy array; dataframes alone are for narwhals."""
    lines = "".join(f"U{number},{year},{number % 101}\n" for number in range(6_000) for year in (2011, 2012))
    (tmp_path / "county.toml").write_text(POLICY, encoding="utf-8")
    (tmp_path / "many.csv").write_text(f"unit,period,score\n{lines}", encoding="utf-8")
    arguments = ("evaluate", "county.toml", "many.csv", "--output", f"decided.{ending}")
    found = of_others(loaded(_CALL.format(arguments=arguments), tmp_path))
    assert found & {"narwhals", "pandas", "polars", "pyarrow", "rich"} == {"pyarrow"}


@pytest.mark.parametrize(("given", "found"), [(None, "system"), ("mimalloc", "mimalloc")])
def test_arrow_takes_memory_from_the_c_library_unless_somebody_says_otherwise(
    given: str | None, found: str, tmp_path: Path
) -> None:
    (tmp_path / "county.toml").write_text(POLICY, encoding="utf-8")
    (tmp_path / "results.csv").write_text("unit,period,score\nA,2011,50\n", encoding="utf-8")
    arguments = ["evaluate", "county.toml", "results.csv", "--engine", "columnar", "--output", "decided.csv"]
    code = _SHOWN.format(act=_CALL.format(arguments=arguments))
    asked = f"{code}\nimport pyarrow; print(pyarrow.default_memory_pool().backend_name)"
    environment = {name: value for name, value in os.environ.items() if name != "ARROW_DEFAULT_MEMORY_POOL"}
    ran = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=tmp_path,
        env=environment if given is None else {**environment, "ARROW_DEFAULT_MEMORY_POOL": given},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert ran.stdout.splitlines()[-1] == found
