"""Packages as a user gets them: built from the sdist, installed as wheels. Nothing is downloaded."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest
from attrs import frozen

# What Python and pip must not inherit from the developer's shell: the checkout itself would be found.
INHERITED = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")


@frozen
class Built:
    """The two files that a release consists of."""

    sdist: Path
    wheel: Path


@frozen
class Environment:
    """A fresh virtual environment that borrows the dependencies of the one that runs the tests."""

    folder: Path

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    def install(self, *wheels: Path) -> None:
        pip = [sys.executable, "-m", "pip", "--python", str(self.python), "--disable-pip-version-check"]
        run(*pip, "install", "--quiet", "--no-index", "--no-deps", *map(str, wheels), folder=self.folder)

    def python_says(self, code: str) -> str:
        return run(str(self.python), "-W", "error", "-c", code, folder=self.folder)

    def targetrules(self, *arguments: str) -> str:
        return run(str(self.folder / "bin" / "targetrules"), *arguments, folder=self.folder)


def run(*command: str, folder: Path) -> str:
    """What the command prints; fails with everything it said unless it ends with status 0."""
    inherited = {name: value for name, value in os.environ.items() if name not in INHERITED}
    done = subprocess.run(
        command, cwd=folder, env=inherited, capture_output=True, text=True, encoding="utf-8", check=False
    )
    if done.returncode != 0:
        pytest.fail(f"{' '.join(command)}\nexit status {done.returncode}\n{done.stdout}{done.stderr}", pytrace=False)
    return done.stdout


def build(project: Path, into: Path) -> Built:
    """Build the project's sdist, and its wheel from that sdist alone."""
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", str(into), str(project), folder=into)
    (sdist,), (wheel,) = into.glob("*.tar.gz"), into.glob("*.whl")
    return Built(sdist, wheel)


def fresh_environment(folder: Path) -> Environment:
    """A virtual environment without pip; a path file, not processed further, leads to the dependencies here."""
    run(sys.executable, "-m", "venv", "--without-pip", str(folder), folder=folder.parent)
    environment = Environment(folder)
    (packages,) = folder.glob("lib/python3*/site-packages")
    here = dict.fromkeys(sysconfig.get_path(name) for name in ("purelib", "platlib"))
    (packages / "dependencies.pth").write_text("".join(f"{path}\n" for path in here), encoding="utf-8")
    return environment
