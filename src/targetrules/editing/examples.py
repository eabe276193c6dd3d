"""Examples in an editor: where they stand, whether they come out as expected, why, and their values beside rules."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from targetrules.data import frozen
from targetrules.editing.about import grade_told, row_told, value_text
from targetrules.editing.project import Project, Sheet
from targetrules.editing.symbols import Symbol
from targetrules.engine.examples import Mismatch, check_example, history_of
from targetrules.engine.judged import Judged
from targetrules.engine.reference import evaluate
from targetrules.rules import tree
from targetrules.rules.definition import label_text
from targetrules.wording import Word, say

__all__ = ["Beside", "Placed", "placed", "ran", "values_beside", "why"]


@frozen(slots=True)
class Placed:
    """An example: its number among those of its text, and where its header stands."""

    number: int
    start: int
    end: int


@frozen(slots=True)
class Beside:
    """What an example gives something that stands in the text: told behind the line in which it is given."""

    offset: int
    told: str


def placed(sheet: Sheet) -> Iterator[Placed]:
    """The examples of a text that have headers of their own."""
    for section in sheet.tree.sections:
        if len(section.path) == len(("examples", 0)) and section.path[0] == "examples":
            yield Placed(int(section.path[1]), section.start, section.header_end)


# ---- run, and why ----------------------------------------------------------------------------------------------------


def ran(project: Project, sheet: Sheet, number: int, language: str) -> tuple[bool, str]:
    """Whether an example comes out as expected, and in a line for each difference what does not."""
    found = project.example(sheet, number)
    if found is None:
        return False, say("editing.run-nothing", language)
    policy, example = found
    check = check_example(policy.rules, example)
    name = label_text(example.name, language, "")
    if not check.mismatches:
        return True, say("editing.run-passed", language, {"name": name})
    return False, "\n".join(_differs(name, each, language) for each in check.mismatches)


def _differs(name: str, each: Mismatch, language: str) -> str:
    about = {"grade": Word("editing.grade-about"), "consequences": Word("editing.consequences-about")}
    comma, nothing = say("reports.comma", language), say("editing.nothing-follows", language)
    where = str(each.period) if each.unit == "-" else f"{each.unit}, {each.period}"
    values = {
        "name": name,
        "where": where,
        "about": about.get(each.about, each.about),
        "found": comma.join(each.found) or nothing,
        "expected": comma.join(each.expected) or nothing,
    }
    return say("editing.run-failed", language, values)


def why(project: Project, sheet: Sheet, number: int, language: str) -> str:
    """The reasons for all that an example decides."""
    from targetrules.report.explanation import explanation_text

    found = project.example(sheet, number)
    if found is None:
        return say("editing.run-nothing", language)
    policy, example = found
    history = history_of(policy.rules, example)
    told = policy.explain_rows(history, notes=_told_by_the_check)
    return "\n".join(explanation_text(each, language) for each in told)


def _told_by_the_check(_: Word) -> None:
    """Notes on the rows of examples are told with the other notes on the policy."""


# ---- values beside the rules -----------------------------------------------------------------------------------------


def values_beside(project: Project, sheet: Sheet, number: int, language: str) -> Iterator[Beside]:
    """The values of the last row of an example, behind the lines in which things are given in the policy's text.

    ``sheet`` is the text in which the example is.
    """
    found = project.example(sheet, number)
    if found is None:
        return
    policy, example = found
    judged = list(evaluate(policy.rules, history_of(policy.rules, example)))
    if not judged:
        return
    now = judged[-1]
    row = row_told(policy.rules, now)
    for symbol, each in project.sheet.symbols.given.items():
        told = _told(policy.rules, now, symbol, row, language)
        if told:
            end = project.sheet.document.text.find("\n", each.start)
            yield Beside(end if end >= 0 else len(project.sheet.document.text), told)
    section = next((each for each in project.sheet.tree.sections if each.path == ("grading",)), None)
    if section is not None and policy.rules.grading is not None:
        told = grade_told(policy.rules, now, language)
        yield Beside(section.header_end, say("editing.inlay", language, {"value": told, "row": row}))


def _told(rules: tree.Rules, now: Judged, symbol: Symbol, row: str, language: str) -> str:
    if symbol.space == "consequence":
        key = "inlay-follows" if symbol.name in now.received else "inlay-not"
        return say(f"editing.{key}", language, {"row": row})
    if symbol.space != "value" or symbol.name not in now.values:
        return ""
    value = now.values[symbol.name]
    is_truth = symbol.name in rules.conditions or symbol.name in rules.statuses
    if value is None and is_truth:
        told = say("editing.unknown", language)
    else:
        told = value_text(value if isinstance(value, bool | Decimal | str) else None, language)
    return say("editing.inlay", language, {"value": told, "row": row})
