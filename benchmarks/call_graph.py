"""How control goes between the files of the package while results become output, against the order of its layers.

    python -m benchmarks.call_graph

Every function of the package is looked at when it is called for the first time, so that it does not matter how many
rows there are. Those that follow one another in the same file are a *stay* in it. A stay in a file that was left before
is a *return*. A *climb* is a call from a file to one of a layer above: a callback, or lines drawn from above.
"""

from __future__ import annotations

import contextlib
import io
import sys
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from itertools import groupby
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, Final

import polars as pl

import targetrules
from targetrules.cli import program

_SOURCE: Final = Path(targetrules.__file__).parent
_POLICY: Final = Path(__file__).parent / "engines" / "counties.toml"
_ROWS: Final = [
    {"unit": f"county-{unit}", "period": period, "group": "east", "score": f"{40 + 7 * unit % 60}.5"}
    for period in (2010, 2011)
    for unit in range(9)
]


class Calls:
    """The functions of the package in the order of their first calls."""

    def __init__(self, layers: Mapping[str, int]) -> None:
        self._layers = layers
        self._seen: set[CodeType] = set()
        self.files: list[str] = []
        self.climbs: set[tuple[str, str, str]] = set()

    def __call__(self, frame: FrameType, event: str, _: Any) -> None:
        """What ``sys.setprofile`` tells of each call."""
        file = _file(frame.f_code)
        if event != "call" or file is None:
            return
        if frame.f_code not in self._seen:
            self._seen.add(frame.f_code)
            self.files.append(file)
        caller = _caller(frame)
        if caller is not None and self._layer(file) < self._layer(caller):
            self.climbs.add((caller, file, frame.f_code.co_qualname))

    def _layer(self, file: str) -> int:
        """0 for the top one."""
        return self._layers[file.split("/", maxsplit=1)[0].removesuffix(".py")]

    def said(self) -> str:
        """The counts."""
        stays, files = len([*groupby(self.files)]), len(set(self.files))
        return f"{stays} stays in {files} files, {len(self.climbs)} climbs, {stays - files} returns"


def _caller(frame: FrameType) -> str | None:
    """The file of the package that called, maybe by way of another library."""
    each = frame.f_back
    while each is not None:
        file = _file(each.f_code)
        if file is not None:
            return file
        each = each.f_back
    return None


def _file(code: CodeType) -> str | None:
    name = code.co_filename
    return str(Path(name).relative_to(_SOURCE)) if name.startswith(str(_SOURCE)) else None


def _layers() -> dict[str, int]:
    project = tomllib.loads((_SOURCE.parent.parent / "pyproject.toml").read_text(encoding="utf-8"))
    (lines,) = (each["layers"] for each in project["tool"]["importlinter"]["contracts"] if each["id"] == "layers")
    names = {name.strip(" ()"): at for at, line in enumerate(lines) for name in line.replace(":", "|").split("|")}
    return {**names, "__init__": -1}


def calls_of(act: Callable[[], object]) -> Calls:
    """The calls while something is done for the second time, when everything is imported."""
    act()
    found = Calls(_layers())
    sys.setprofile(found)
    try:
        act()
    finally:
        sys.setprofile(None)
    return found


def _evaluate(folder: Path, engine: str) -> Callable[[], object]:
    results, output = folder / "results.csv", folder / "decided.csv"
    pl.DataFrame(_ROWS).write_csv(results)

    def act() -> None:
        with contextlib.redirect_stderr(io.StringIO()):
            program.run(["evaluate", str(_POLICY), str(results), "--output", str(output), "--engine", engine])

    return act


def run() -> None:
    """Print the counts of each way; with ``-v`` the climbs themselves."""
    policy, table = targetrules.load(_POLICY), pl.DataFrame(_ROWS)
    with tempfile.TemporaryDirectory() as name:
        ways: dict[str, Callable[[], object]] = {
            "targetrules evaluate --engine reference": _evaluate(Path(name), "reference"),
            "targetrules evaluate --engine columnar": _evaluate(Path(name), "columnar"),
            "Policy.evaluate": lambda: policy.evaluate(_ROWS, engine="reference"),
            "Policy.evaluate_frame": lambda: policy.evaluate_frame(table),
        }
        for way, act in ways.items():
            found = calls_of(act)
            print(f"{way}: {found.said()}")  # noqa: T201
            if "-v" in sys.argv:
                print(*("    {} -> {} {}".format(*each) for each in sorted(found.climbs)), sep="\n")  # noqa: T201


if __name__ == "__main__":
    run()
