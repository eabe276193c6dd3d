from __future__ import annotations

import email
import tarfile
import tomllib
import zipfile
from email.message import Message
from pathlib import Path

import pytest

from tests.packaging.installing import Built, Environment

ROOT = Path(__file__).parents[2]
VERSION = "0.1.0"
OPTIONAL = ("durable", "hypothesis", "narwhals", "numpy", "polars", "pyarrow", "pytest", "python_calamine", "z3")

# One worker builds and installs, once (pytest-xdist).
pytestmark = pytest.mark.xdist_group("wheel")


def names_in_wheel(built: Built) -> set[str]:
    with zipfile.ZipFile(built.wheel) as wheel:
        return set(wheel.namelist())


def files_below(folder: str, ending: str) -> set[str]:
    return {path.relative_to(ROOT / folder).as_posix() for path in (ROOT / folder).rglob(f"*{ending}")}


@pytest.fixture(scope="module")
def metadata(built: Built) -> Message:
    with zipfile.ZipFile(built.wheel) as wheel:
        return email.message_from_bytes(wheel.read(f"targetrules-{VERSION}.dist-info/METADATA"))


def test_the_wheel_is_for_every_machine(built: Built) -> None:
    assert built.wheel.name == f"targetrules-{VERSION}-py3-none-any.whl"


def test_the_wheel_holds_the_package_and_nothing_beside_it(built: Built) -> None:
    assert {name.split("/")[0] for name in names_in_wheel(built)} == {"targetrules", f"targetrules-{VERSION}.dist-info"}


@pytest.mark.parametrize("ending", [".py", ".toml", "py.typed"])
def test_every_file_of_the_source_is_in_the_wheel(built: Built, ending: str) -> None:
    expected = {f"targetrules/{name}" for name in files_below("src/targetrules", ending)}
    assert expected
    assert expected <= names_in_wheel(built)


def test_every_policy_is_in_the_wheel(built: Built) -> None:
    expected = {f"targetrules/policies/{name}" for name in files_below("policies", ".toml")}
    assert "targetrules/policies/jincheng-2010.toml" in expected
    shipped = {name for name in names_in_wheel(built) if name.startswith("targetrules/policies/")}
    assert {name for name in shipped if name.endswith(".toml")} == expected


def test_the_sdist_holds_all_that_a_developer_needs(built: Built) -> None:
    with tarfile.open(built.sdist) as sdist:
        names = {name.removeprefix(f"targetrules-{VERSION}/") for name in sdist.getnames()}
    for folder, ending in (("src", ".py"), ("tests", ".py"), ("policies", ".toml"), ("docs", ".md"), ("examples", "")):
        present = {f"{folder}/{name}" for name in files_below(folder, ending) if (ROOT / folder / name).is_file()}
        assert {name for name in present if "__pycache__" not in name} <= names
    top = {
        ".ci/run",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "LICENSE",
        "Makefile",
        "README.md",
        "README.zh.md",
        "SECURITY.md",
    }
    top.add("requirements/dev.txt")
    assert top <= names


def test_the_licence_is_told_as_pep_639_says(built: Built, metadata: Message) -> None:
    assert metadata["License-Expression"] == "MIT"
    assert metadata["License-File"] == "LICENSE"
    assert f"targetrules-{VERSION}.dist-info/licenses/LICENSE" in names_in_wheel(built)
    assert not [line for line in metadata.get_all("Classifier", []) if line.startswith("License")]


def test_the_metadata_names_the_python_the_extras_and_the_core_dependencies(metadata: Message) -> None:
    assert metadata["Requires-Python"] == ">=3.11"
    extras = {"all", "calendar", "columnar", "live", "lsp", "office", "prove", "register", "sign", "spark", "testing"}
    assert set(metadata.get_all("Provides-Extra", [])) == extras
    core = [line for line in metadata.get_all("Requires-Dist", []) if "extra ==" not in line]
    assert {line.split(">")[0] for line in core} == {
        "attrs",
        "cattrs",
        "click",
        "rich",
        "toml",
        "tree-sitter",
        "tree-sitter-toml",
    }


def test_help_names_the_commands(installed: Environment) -> None:
    told = installed.targetrules("--help")
    for command in ("calendar", "check", "evaluate", "explain", "init", "key", "list", "test", "verify"):
        assert f"\n  {command} " in told


def test_the_version_is_the_one_of_the_wheel(installed: Environment) -> None:
    assert installed.python_says("import targetrules; print(targetrules.__version__)") == f"{VERSION}\n"


def test_the_installed_package_is_the_one_that_runs(installed: Environment) -> None:
    place = installed.python_says("import targetrules; print(targetrules.__file__)")
    assert Path(place.strip()).is_relative_to(installed.folder)


def test_every_shipped_policy_can_be_listed_and_loaded(installed: Environment) -> None:
    files = [path for path in (ROOT / "policies").glob("*.toml") if not path.name.endswith(".examples.toml")]
    ids = [tomllib.loads(path.read_text(encoding="utf-8"))["policy"]["id"] for path in sorted(files)]
    listed = installed.targetrules("list")
    assert [name for name in ids if name not in listed] == []
    installed.python_says(f"from targetrules import load\nfor name in {ids!r}: load(name)")


def test_importing_loads_no_optional_package(installed: Environment) -> None:
    code = f"import sys, targetrules; print([name for name in {OPTIONAL!r} if name in sys.modules])"
    assert installed.python_says(code) == "[]\n"
