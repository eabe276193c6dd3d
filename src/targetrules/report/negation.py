"""What a condition with “not” comes to, told directly: no sentence says “not” of a list whose own sentences say it."""

from __future__ import annotations

from typing import Final

from attrs import evolve

from targetrules.explanation.findings import Finding
from targetrules.outcome import Truth
from targetrules.truth import opposite

__all__ = ["directly"]

_PAIRS: Final = (
    ("all.of", "any.of"),
    ("number.at_least", "number.below"),
    ("number.above", "number.at_most"),
    ("flag.yes", "flag.no"),
    ("condition.holds", "condition.does_not_hold"),
    ("status.in", "status.not_in"),
    ("rated.yes", "rated.no"),
)
_OPPOSITES: Final = {code: other for pair in _PAIRS for code, other in (pair, pair[::-1])}


def directly(finding: Finding) -> tuple[Truth, Finding]:
    """The truth of a finding, and the finding whose sentence tells it.

    A negation is pushed into what it negates (De Morgan's laws). Where there is no sentence for the opposite, what is
    told of something that is not so says that already: “the grade is Poor, not Good”.
    """
    if finding.code == "not.of":
        finding = _with_facts(_negated(finding.children[0]), finding)
    if finding.code != "not.of" or finding.truth is not True:
        return finding.truth, finding
    return True, _with_facts(finding.children[0], finding)


def _negated(finding: Finding) -> Finding:
    """The finding of the opposite, as it would be if the policy said that."""
    values, truth = finding.values, opposite(finding.truth)
    match finding.code, values.get("least"), values.get("most"):
        case "not.of", _, _:
            return _with_facts(finding.children[0], finding)
        case ("all.of" | "any.of") as code, _, _:
            children = tuple(map(_negated, finding.children))
            return evolve(finding, code=_OPPOSITES[code], truth=truth, children=children)
        case "number_of.at_least", int(least), _:
            asked = {**values, "most": least - 1}
            del asked["least"]
            return evolve(finding, code="number_of.at_most", truth=truth, values=asked)
        case "number_of.at_most", _, int(most):
            asked = {**values, "least": most + 1}
            del asked["most"]
            return evolve(finding, code="number_of.at_least", truth=truth, values=asked)
        case code, _, _ if code in _OPPOSITES:
            return evolve(finding, code=_OPPOSITES[code], truth=truth)
        case _:
            return Finding("not.of", truth, {}, (finding,))


def _with_facts(finding: Finding, outer: Finding) -> Finding:
    """The finding with what is told of the one around it."""
    return evolve(finding, facts=(*outer.facts, *finding.facts)) if outer.facts else finding
