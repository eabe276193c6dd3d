"""A policy's own examples and claims, as they came out, for programs: JSON, JUnit's XML, GitHub's annotations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from xml.etree import ElementTree as ET

from targetrules.data import frozen
from targetrules.engine.claims import ClaimCheck
from targetrules.report.checks_text import CheckedExample, claim_states, example_name, failure_text
from targetrules.report.faults_json import workflow_command
from targetrules.report.labels import PolicyLabels

__all__ = ["CheckedPolicy", "FurtherCheck", "check_annotations", "check_values", "junit_text"]


@frozen(slots=True)
class FurtherCheck:
    """Something else that a test asks of a policy, in words; ``failure`` says what is wrong, None where nothing is."""

    name: str
    failure: str | None


@frozen(slots=True)
class CheckedPolicy:
    """A policy whose examples were judged.

    Attributes:
        names: How its things are called in a language.
        file: What it was loaded by.
        tried: Its examples, as they came out.
        places: The file and the line of each of them.
        strict: Whether a policy without examples fails, and a claim that no example puts to the test.
        further: What else is asked of it.
    """

    names: PolicyLabels
    file: str
    tried: Sequence[CheckedExample]
    places: Sequence[tuple[str, int]]
    strict: bool
    further: Sequence[FurtherCheck] = ()

    @property
    def claims(self) -> dict[str, bool | None]:
        """Whether the examples keep each claim; None where none puts it to the test."""
        return claim_states(self.names, self.tried)

    @property
    def is_bare(self) -> bool:
        """Whether a strict test misses something: examples, or one that puts a claim to the test."""
        return self.strict and (not self.tried or None in self.claims.values())

    @property
    def passed(self) -> bool:
        """Whether everything came out as it must."""
        failed = any(each.failure is not None for each in self.further)
        return not self.is_bare and not failed and all(each.passed for each in self.tried)


# ---- JSON ------------------------------------------------------------------------------------------------------------


def check_values(policy: CheckedPolicy) -> dict[str, Any]:
    """One policy as JSON has it."""
    return {
        "policy": policy.names.rules.id,
        "file": policy.file,
        "passed": policy.passed,
        "examples": [
            _example(policy.names, each, place) for each, place in zip(policy.tried, policy.places, strict=True)
        ],
        "claims": [{"id": claim, "kept": kept} for claim, kept in policy.claims.items()],
    }


def _example(names: PolicyLabels, tried: CheckedExample, place: tuple[str, int]) -> dict[str, Any]:
    mismatches = [
        {
            "unit": each.unit,
            "period": each.period,
            "about": each.about,
            "expected": list(each.expected),
            "found": list(each.found),
        }
        for each in tried.example.mismatches
    ]
    breaches = [breach for claim in tried.claims for breach in _breaches(claim)]
    return {
        "name": example_name(names, tried),
        "file": place[0],
        "line": place[1],
        "passed": tried.passed,
        "mismatches": mismatches,
        "broken": breaches,
    }


def _breaches(claim: ClaimCheck) -> Iterator[dict[str, Any]]:
    for each in claim.broken:
        yield {"claim": claim.claim, "unit": each.unit, "period": each.period, "against": each.against}


# ---- GitHub ----------------------------------------------------------------------------------------------------------


def check_annotations(policy: CheckedPolicy) -> Iterator[str]:
    """An annotation beside each example that came out otherwise; strictly, also for what is not put to the test."""
    names = policy.names
    for tried, (file, line) in zip(policy.tried, policy.places, strict=True):
        if not tried.passed:
            at = {"file": file, "title": example_name(names, tried), "line": str(line)}
            yield workflow_command("error", at, failure_text(names, tried))
    if policy.strict:
        at = {"file": policy.file, "title": names.rules.id}
        for text in _bare(policy):
            yield workflow_command("error", at, text)
    for further in policy.further:
        if further.failure is not None:
            at = {"file": policy.file, "title": names.rules.id}
            yield workflow_command("error", at, further.failure)


def _bare(policy: CheckedPolicy) -> Iterator[str]:
    """What a strict test asks for and does not find."""
    names = policy.names
    if not policy.tried:
        yield names.say("no-examples")
    for claim, kept in policy.claims.items():
        if kept is None:
            yield names.say("untried-claim", claim=names.claim(claim))


# ---- JUnit -----------------------------------------------------------------------------------------------------------


def junit_text(policies: Iterable[CheckedPolicy]) -> str:
    """All policies as JUnit's XML, as test servers read it: a suite a policy, a case an example and a claim."""
    root = ET.Element("testsuites", name="targetrules")
    for policy in policies:
        root.append(_suite(policy))
    ET.indent(root)
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _suite(policy: CheckedPolicy) -> ET.Element:
    names, suite = policy.names, ET.Element("testsuite", name=policy.names.rules.id, file=policy.file)
    for tried, (file, line) in zip(policy.tried, policy.places, strict=True):
        case = _case(policy, example_name(names, tried), {"file": file, "line": str(line)})
        if not tried.passed:
            ET.SubElement(case, "failure").text = failure_text(names, tried)
        suite.append(case)
    for claim, kept in policy.claims.items():
        case = _case(policy, names.say("claim", claim=names.claim(claim)), {"file": policy.file})
        if kept is None:
            said = {"message": names.say("untried-claim", claim=names.claim(claim))}
            ET.SubElement(case, "failure" if policy.strict else "skipped", said)
        elif not kept:
            ET.SubElement(case, "failure", message=names.say("claim-broken", claim=names.claim(claim)))
        suite.append(case)
    if policy.strict and not policy.tried:
        case = _case(policy, names.say("no-examples"), {"file": policy.file})
        ET.SubElement(case, "failure", message=names.say("no-examples"))
        suite.append(case)
    for further in policy.further:
        case = _case(policy, further.name, {"file": policy.file})
        if further.failure is not None:
            ET.SubElement(case, "failure", message=further.failure)
        suite.append(case)
    for name, tag in (("tests", "testcase"), ("failures", "failure"), ("skipped", "skipped")):
        suite.set(name, str(len(suite.findall(f".//{tag}"))))
    return suite


def _case(policy: CheckedPolicy, name: str, at: dict[str, str]) -> ET.Element:
    return ET.Element("testcase", {"classname": policy.names.rules.id, "name": name, **at})
