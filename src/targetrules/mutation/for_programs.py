"""The score of a policy's mutants for programs: as JSON, and as annotations beside the lines of the survivors."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from targetrules.mutation.mutants import Mutant
from targetrules.mutation.score import MutationScore, Survivor
from targetrules.mutation.text import percent, shown_example
from targetrules.report.faults_json import workflow_command
from targetrules.report.unshown import needless_annotation, needless_values
from targetrules.rules.definition import label_text
from targetrules.wording import say

__all__ = ["score_annotations", "score_values"]


def score_values(score: MutationScore, language: str) -> dict[str, Any]:
    """The score as JSON has it."""
    return {
        "mutants": score.counted,
        "killed": len(score.killed),
        "percent": percent(score) or None,
        "survivors": [_survivor(each, language) for each in score.survivors],
        "equal": [_mutant(each, language) for each in score.equal],
        "unjudged": [_mutant(each, language) for each in score.unjudged],
        "needless": [needless_values(each, language) for each in score.needless],
        "failing": [label_text(each, language, "") for each in score.failing],
        "examples": [shown_example(score, at, language) for at, _ in enumerate(score.examples)],
        "killed_by": [
            {
                **_mutant(each.mutant, language),
                "examples": [label_text(name, language, "") for name in each.examples],
                "claims": list(each.claims),
            }
            for each in score.killed
        ],
    }


def _survivor(survivor: Survivor, language: str) -> dict[str, Any]:
    return {
        **_mutant(survivor.mutant, language),
        "histories": survivor.histories,
        "cut_short": survivor.cut_short,
        "example": survivor.example,
        "why": None if survivor.why is None else label_text(survivor.why, language, ""),
    }


def _mutant(mutant: Mutant, language: str) -> dict[str, Any]:
    place = mutant.place
    return {
        "kind": mutant.kind,
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "place": place.path,
        "change": mutant.change(language),
    }


def score_annotations(score: MutationScore, language: str) -> Iterator[str]:
    """A warning beside the line of each survivor; of those of which no difference was found, a notice.

    There is none beside what the policy explains.
    """
    for each in score.survivors:
        place = each.mutant.place
        if each in score.explained:
            continue
        at = {"file": place.file, "title": score.policy.id, "line": str(place.line or 1)}
        key, kind = ("annotation", "warning") if each.telling is not None else ("annotation-unseen", "notice")
        said = {"change": each.mutant.change(language), "histories": each.histories}
        yield workflow_command(kind, at, say(f"mutation.{key}", language, said))
    for entry in score.needless:
        yield needless_annotation(entry, score.policy.name, language)
    if score.unjudged:
        at = {"file": score.policy.name, "title": score.policy.id}
        yield workflow_command("warning", at, say("mutation.unjudged", language, {"count": len(score.unjudged)}))
