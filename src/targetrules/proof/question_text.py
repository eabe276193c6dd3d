"""What is answered of the questions that every policy is asked, as text for people and as values for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from targetrules.engine.claims import Broken, check_claims
from targetrules.errors import InternalError
from targetrules.history import History
from targetrules.period import period_text
from targetrules.proof.made_up import says_of
from targetrules.proof.questions import UNDECIDABLE, Noticed
from targetrules.proof.text import Telling, example_of, indented, results_of, results_table
from targetrules.report.labels import PolicyLabels
from targetrules.rules import tree
from targetrules.rules.definition import label_text
from targetrules.visible import visible
from targetrules.wording import Listing

__all__ = ["noticed_text", "noticed_values", "questions_text"]


def questions_text(telling: Telling, noticed: Sequence[Noticed]) -> str:
    """How many questions there were, and to how many the answer is one that an author should know."""
    counts = {answer: sum(each.answer == answer for each in noticed) for answer in ("found", "open")}
    key = "something-noticed" if any(counts.values()) else "nothing-noticed"
    return "  " + telling.say(key, asked=len(noticed), **counts)


def noticed_text(telling: Telling, noticed: Noticed, told: Sequence[Noticed] = ()) -> str:
    """What was noticed, with its line and the results that show it; or what nobody knows.

    Results by which something was shown that was ``told`` already are not told again.
    """
    is_again = any(noticed.history is each.history for each in told)
    return "\n".join(_lines(telling, noticed, is_again=is_again))


def _lines(telling: Telling, noticed: Noticed, *, is_again: bool) -> Iterator[str]:
    is_found = noticed.answer == "found"
    says = telling.say(f"{'is' if is_found else 'whether'}-{noticed.kind}", **_about(telling, noticed))
    if noticed.kind == "idle" and is_found and len(noticed.about) > 1:
        by = telling.say("idle-by", others=Listing(_parts(telling, noticed.about[1:]), "; "))
        says = telling.say("in-turn", first=says, second=by)
    if not is_found:
        says = telling.say(f"unknown-{noticed.why}", asked=says)
    if noticed.line is not None:
        says = telling.say("at-line", line=noticed.line, says=says)
    mark = telling.paint(telling.say("noticed" if is_found else "open"), "advice")
    yield f"  {mark}  {says}"
    if noticed.history is None:
        return
    yield ""
    if not is_again:
        every = frozenset(rule.id for rule in telling.names.rules.consequences)
        yield from indented(results_table(telling, noticed.history, every))
    if noticed.kind in UNDECIDABLE:
        yield "      " + _missing(telling, noticed, noticed.history)
    for broken in broken_by(telling.names.rules, noticed):
        key = {"reward-and-sanction": "receives-both", "contradiction": "both-apply"}.get(noticed.kind, "fares-worse")
        yield "      " + telling.say(key, unit=broken.unit, period=broken.period, against=broken.against)
    if is_again:
        yield "      " + telling.say("shown-above")
    else:
        yield from _example(telling, noticed, noticed.history)


def _example(telling: Telling, noticed: Noticed, history: History) -> Iterator[str]:
    yield ""
    yield "      " + telling.say("as-example")
    yield ""
    yield from indented(example_of(telling.names.rules, history, _name(noticed)))


def _missing(telling: Telling, noticed: Noticed, history: History) -> str:
    """Which value is missing, and from when on nobody can say."""
    rules, name = telling.names.rules, noticed.about[1]
    first = history.rows[0].unit
    row = next(row for row in history.rows if row.unit == first and row.values[name] is None)
    last = period_text(rules.period, history.rows[-1].period)
    values = {"input": telling.names.named(name), "unit": first, "last": last}
    return telling.say("undecidable-since", period=period_text(rules.period, row.period), **values)


def _name(noticed: Noticed) -> str:
    return "-".join((noticed.kind, *noticed.about))


def broken_by(rules: tree.Rules, noticed: Noticed) -> tuple[Broken, ...]:
    """The results that fare worse, or in which two things meet, as the reference engine finds them."""
    if noticed.history is None or noticed.kind in UNDECIDABLE:
        return ()
    return check_claims(says_of(rules, noticed.kind, noticed.about), noticed.history)[0].broken


# ---- what it is about ------------------------------------------------------------------------------------------------


def _about(telling: Telling, noticed: Noticed) -> dict[str, Any]:
    names, (first, *more) = telling.names, noticed.about
    match noticed.kind:
        case "consequence-never" | "consequence-always" | "together" | "reward-and-sanction":
            labels = map(names.consequence, (first, *more))
            return dict(zip(("it", "other"), labels, strict=False))
        case "grade-never" | "grade-always":
            return {"it": names.grade(first)}
        case "status-never" | "status-kept":
            return {"it": names.rule(first)}
        case "contradiction":
            return dict(zip(("it", "other"), (_with_grade(telling, each) for each in noticed.about), strict=True))
        case "before-source":
            return _of_source(telling, noticed)
        case "consequence-undecidable" | "status-undecidable" | "rule-undecidable":
            return {"it": names.rule(first)}
        case "idle":
            return {"it": _part(telling, names, first)}
        case "grade-worse" | "consequences-worse":
            return {"it": names.named(first)}


def _part(telling: Telling, names: PolicyLabels, id_: str) -> str:
    """A rule, band or case in words."""
    if id_ in names.rules.measures or id_ in names.rules.rankings:
        return names.named(id_)
    match id_.split("."):
        case ["measures", measure, "cases", number]:
            return telling.say("case", measure=names.named(measure), number=number)
        case ["grading", "bands", grade]:
            return telling.say("band", grade=names.grade(grade))
        case ["grading", "scales", number, "bands", grade]:
            return telling.say("band-of-scale", grade=names.grade(grade), number=number)
        case _:
            return names.rule(id_)


def _parts(telling: Telling, ids: Sequence[str]) -> tuple[str, ...]:
    return tuple(_part(telling, telling.names, each) for each in ids)


def _with_grade(telling: Telling, id_: str) -> str:
    """A rule of grading, with the grade that it speaks of."""
    names, grading = telling.names, telling.names.rules.grading
    rule = next((each for each in (() if grading is None else grading.unit_rules) if each.id == id_), None)
    match rule:
        case tree.Forced(grade=grade) | tree.Floor(at_least=grade) | tree.Cap(at_most=grade):
            return telling.say("rule-with-grade", rule=names.rule(id_), grade=names.grade(grade))
        case _:
            raise InternalError(id_)


def _of_source(telling: Telling, noticed: Noticed) -> dict[str, Any]:
    """A source, and what of it is in force before its date, and from when on."""
    names, (id_, *ids) = telling.names, noticed.about
    source = names.rules.sources[id_]
    since = "since-ever" if noticed.start is None else "since"
    return {
        "it": visible(label_text(source.title, names.language, id_)),
        "date": str(source.date),
        "since": telling.say(since, period=noticed.start),
        "rules": Listing(_parts(telling, ids), "; "),
    }


# ---- for programs ----------------------------------------------------------------------------------------------------


def noticed_values(rules: tree.Rules, noticed: Noticed) -> dict[str, Any]:
    """An answer as JSON has it."""
    found: dict[str, Any] = {"question": noticed.kind, "about": list(noticed.about), "line": noticed.line}
    found["answer"] = noticed.answer
    if noticed.why is not None:
        found["why"] = noticed.why
    if noticed.kind == "before-source":
        found["from"] = noticed.start
    if noticed.history is not None:
        found["results"] = results_of(rules, noticed.history)
        broken = broken_by(rules, noticed)
        if noticed.kind in ("reward-and-sanction", "contradiction"):
            found["both"] = [{"unit": each.unit, "period": each.period} for each in broken]
        elif noticed.kind not in UNDECIDABLE:
            found["worse"] = [{"unit": each.unit, "period": each.period, "against": each.against} for each in broken]
        found["example"] = example_of(rules, noticed.history, _name(noticed))
    return found
