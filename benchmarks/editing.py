"""How soon an editor is answered: ``python -m benchmarks.editing [POLICY.toml …]``, by default the largest shipped one.

Processor time of what a keystroke asks for, as medians and longest of a number of keystrokes at several places of the
policy and of its examples, each on a text that nobody has looked at before. ``docs/speed.md`` has what was measured.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import process_time

from targetrules.editing.about import about
from targetrules.editing.completion import completions
from targetrules.editing.project import Project

PLACES = 12
FIRST, FURTHER, ALL = "faults of the policy", "examples and notes as well", "all that `check` says"
LARGEST = Path(__file__).parents[1] / "policies" / "jincheng-2010-year.toml"


def typed(text: str, number: int) -> tuple[str, int]:
    """A text with one more character at the end of some line, and its place."""
    at = text.index("\n", len(text) * number // PLACES)
    return text[:at] + " " + text[at:], at


def keystrokes(file: Path) -> Iterator[tuple[str, Project, int]]:
    """In which text a key was struck, the project after it, and the place."""
    text, beside = file.read_text(encoding="utf-8"), file.with_suffix(".examples.toml")
    examples = (str(beside), beside.read_text(encoding="utf-8")) if beside.exists() else None
    project = Project(file, text, examples)
    assert project.checked.policy is not None
    assert len(project.sheets) == 1 + (examples is not None)  # an editor has shown both texts before
    for number in range(PLACES):
        new, at = typed(text, number)
        yield "policy", project.changed(new), at
        if examples is not None:
            new, at = typed(examples[1], number)
            yield "examples", project.changed(examples=(examples[0], new)), at


def taken(work: Callable[[], object]) -> float:
    """Milliseconds of the processor."""
    begun = process_time()
    work()
    return (process_time() - begun) * 1000


def asked(project: Project, where: str, at: int) -> Iterator[tuple[str, Callable[[], object]]]:
    """What an editor asks after a keystroke; of each text as if it were the first to ask."""
    for name, question in (("completion", completions), ("hover", about)):
        fresh = project.changed(project.text)
        vars(fresh).pop("sheet" if where == "policy" else "examples_sheet", None)

        def answer(project: Project = fresh, question: Callable[..., object] = question) -> object:
            sheet = project.sheet if where == "policy" else project.examples_sheet
            return question(project, sheet, at, "zh")

        yield name, answer
    yield FIRST, project.first_look
    yield FURTHER, lambda: project.checked


def rows(file: Path) -> Iterator[str]:
    """One for each thing that is asked for."""
    found: dict[str, list[float]] = {}
    for where, project, at in keystrokes(file):
        once = {name: taken(work) for name, work in asked(project, where, at)}
        once[ALL] = once[FIRST] + once[FURTHER]
        for name, time in once.items():
            found.setdefault(f"{name}, in the {where}", []).append(time)
    for name, times in found.items():
        yield f"| {name} | {median(times):.0f} | {max(times):.0f} |"


if __name__ == "__main__":
    for policy in map(Path, sys.argv[1:] or [str(LARGEST)]):
        print(policy.stem)  # noqa: T201
        for row in rows(policy):
            print(row)  # noqa: T201
