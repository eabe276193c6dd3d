"""What was decided of a period otherwise than it was computed: later periods look back at it, and so it is told."""

from __future__ import annotations

from collections.abc import Iterator

from targetrules.engine.judged import Judged
from targetrules.explanation.findings import Fact
from targetrules.explanation.symbol_table import SymbolTable
from targetrules.explanation.values import Value
from targetrules.rules.decided import Decision, differences

__all__ = ["decided_otherwise"]


def decided_otherwise(now: Judged, names: SymbolTable, consequence: str | None = None) -> tuple[Fact, ...]:
    """Each thing that was decided of a row and is another than was computed; of one consequence, if it is asked for.

    Of a period that the policy does not judge, that it is as it was decided.
    """
    first = names.rules.first_period
    if first is not None and now.period < first:
        return (Fact("decided.before", {"period": names.moment(now.period), "first": names.moment(first)}),)
    computed = now.computed or now
    if now.decision is None or not computed.is_decided_otherwise:
        return ()
    return tuple(_facts(now.decision, computed, names, consequence))


def _facts(decision: Decision, computed: Judged, names: SymbolTable, consequence: str | None) -> Iterator[Fact]:
    period: dict[str, Value] = {"period": names.moment(computed.period)}
    for remark in differences(names.rules, decision, computed.grade, computed.received):
        if remark.code == "other-grade-decided":
            if consequence is None:
                yield _of_grade(decision, computed, names, period)
        elif consequence in (None, remark.about):
            code = "decided.receives" if remark.code == "also-decided" else "decided.does_not_receive"
            yield Fact(code, {**period, "consequence": names.consequence(remark.about)})


def _of_grade(decision: Decision, computed: Judged, names: SymbolTable, period: dict[str, Value]) -> Fact:
    values: dict[str, Value] = {"decided": names.grade(decision.grade or None), "computed": names.grade(computed.grade)}
    code = "no_grade" if not decision.grade else "a_grade" if computed.grade is None else "grade"
    return Fact(f"decided.{code}", {**period, **{name: value for name, value in values.items() if value is not None}})
