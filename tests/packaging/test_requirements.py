"""What pyproject.toml says that the package needs: ``nox --session lowest`` runs all tests with the oldest of it."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Final

from packaging.requirements import Requirement

PROJECT: Final = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS: Final = PROJECT["optional-dependencies"]
DECLARED: Final = [
    Requirement(line)
    for part in (PROJECT["dependencies"], *(lines for name, lines in EXTRAS.items() if name != "all"))
    for line in part
]


def test_of_every_library_the_oldest_release_that_does_is_named_and_no_newest() -> None:
    unbounded = [
        str(each) for each in DECLARED if [bound.operator for bound in each.specifier] != [">="] or each.marker
    ]
    assert unbounded == ['durable-rules>=2.0.28; python_version < "3.13"']  # there it builds and does not import


def test_extras_do_not_differ_about_a_library() -> None:
    assert len({str(each) for each in DECLARED}) == len({each.name for each in DECLARED})


def test_the_extra_of_all_names_every_other() -> None:
    others = ",".join(sorted(EXTRAS.keys() - {"all"}))
    assert EXTRAS["all"] == [f"targetrules[{others}]"]
