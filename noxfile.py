"""The tests on every Python that is there, and with the oldest of every library that the package says it takes.

Run by hand: ``make versions``, or some of it: ``make versions ARGS="--session lowest -- tests/cli"``.
"""

from __future__ import annotations

from pathlib import Path

import nox
from packaging.requirements import Requirement
from packaging.version import Version

PYTHONS = ("3.11", "3.12", "3.13", "3.14")

nox.options.error_on_missing_interpreters = False  # nox names the sessions that it skips
nox.options.default_venv_backend = "venv"


def declared() -> list[Requirement]:
    """The package's own dependencies and those of its extras, as pyproject.toml has them."""
    project = nox.project.load_toml("pyproject.toml")["project"]
    extras = project["optional-dependencies"]
    lines = [*project["dependencies"], *(line for name in extras if name != "all" for line in extras[name])]
    return [Requirement(line) for line in lines]


def oldest() -> list[str]:
    """The oldest release of each of them that is said to do: ``attrs==23.2``."""
    found: dict[str, Version] = {}
    for requirement in declared():
        [bound] = [each for each in requirement.specifier if each.operator == ">="]
        found[requirement.name] = max(Version(bound.version), found.get(requirement.name, Version("0")))
    return [f"{name}=={version}" for name, version in sorted(found.items())]


def run_tests(session: nox.Session) -> None:
    """All of them, or those that were asked for."""
    session.run("python", "-m", "pytest", *(session.posargs or ["--numprocesses", "2", "--dist", "loadgroup"]))


@nox.session(python=PYTHONS)
def pythons(session: nox.Session) -> None:
    """The tests with the locked versions of all libraries."""
    session.install("--requirement", "requirements/dev.txt")
    session.install("--no-deps", "--no-build-isolation", "--editable", ".")
    run_tests(session)


@nox.session(python=PYTHONS[0])
def lowest(session: nox.Session) -> None:
    """The tests with the oldest release of every library that pyproject.toml declares, on the oldest Python."""
    constraints = Path(session.create_tmp()) / "oldest.txt"
    constraints.write_text("\n".join(oldest()), encoding="utf-8")
    tools = ["--requirement", "requirements/dev.in"]
    session.install("--constraint", str(constraints), "--editable", ".[all]", *tools)
    run_tests(session)
