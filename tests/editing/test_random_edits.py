"""Whatever somebody types, the editor is answered; and at rest it shows what ``check`` says of the file."""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest

from targetrules import PolicyError, load
from targetrules.editing.about import about
from targetrules.editing.completion import completions
from targetrules.editing.project import Project
from targetrules.source.diagnostic import Diagnostic
from tests.editing.edits import edited
from tests.policies.shipped import FOLDER


def said(found: tuple[Diagnostic, ...]) -> list[str]:
    return [f"{each.file} {each.span} {each.code} {each.message()} {each.advice()}" for each in found]


def checked(file: Path) -> list[str]:
    """What ``check`` says of a file."""
    try:
        return said(load(file).notes)
    except PolicyError as error:
        return said(error.diagnostics)


def type_on(policy: str, folder: Path, seed: int, edits: int, every: int, longest: int) -> int:
    """Edit a policy so often, ask at each place, compare with ``check`` now and then; how often both found faults."""
    file = folder / f"{policy}.toml"
    start, chance, faults = (FOLDER / f"{policy}.toml").read_text(encoding="utf-8"), Random(seed), 0  # noqa: S311
    project = Project(file, start)
    text, typed = start, 0
    for number in range(edits):
        typed = 0 if typed > longest else typed + 1
        text, cursor = edited(text if typed else start, chance)
        project = project.changed(text)
        completions(project, project.sheet, cursor, "en")
        for proposal in completions(project, project.sheet, chance.randrange(len(text) + 1), "zh")[:3]:
            proposal.meaning(project, "zh")
        about(project, project.sheet, chance.randrange(len(text) + 1), "en")
        about(project, project.sheet, min(cursor, len(text)), "zh")
        if number % every == 0:
            file.write_bytes(text.encode())
            shown = said(project.checked.diagnostics)
            assert shown == checked(file), (policy, seed, number)
            faults += bool(shown)
    return faults


@pytest.mark.parametrize("policy", ["ziyang-2017", "nhs-oversight-2025"])
def test_a_policy_that_is_typed_at_random(policy: str, tmp_path: Path) -> None:
    assert type_on(policy, tmp_path, seed=1, edits=40, every=10, longest=4) > 0
