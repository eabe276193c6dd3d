"""An explanation as plain values for JSON: stable codes beside the worded sentences."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from targetrules.data import frozen
from targetrules.explanation.findings import (
    Change,
    Cited,
    ConsequenceExplained,
    Counted,
    Explanation,
    Fact,
    Finding,
    GradeExplained,
    GradeStep,
    Nearest,
    Unsettled,
)
from targetrules.explanation.values import (
    Cut,
    Interval,
    Item,
    MissingValue,
    Moment,
    Named,
    PartOfYear,
    PeriodCount,
    ReadValue,
    Value,
)
from targetrules.period import part_text, period_text
from targetrules.report.phrases import Phrases
from targetrules.rules.definition import label_text
from targetrules.rules.leaf import Rounding, Share
from targetrules.rules.tree import By, Duration

__all__ = ["values_of"]


def values_of(explanation: Explanation, phrases: Phrases) -> dict[str, Any]:
    """The whole explanation."""
    return _Values(phrases).of(explanation)


@frozen(slots=True)
class _Values:
    phrases: Phrases

    def of(self, explanation: Explanation) -> dict[str, Any]:
        return {
            "policy": self.value(explanation.policy),
            "unit": explanation.unit,
            "period": self.value(explanation.period),
            "grade": None if explanation.grade is None else self.grade(explanation.grade),
            "consequences": [self.consequence(each) for each in explanation.consequences],
            **self.decided(explanation.decided),
            **self.successions(explanation.successions),
        }

    def successions(self, facts: tuple[Fact, ...]) -> dict[str, Any]:
        """Whose past the unit's past is, where it goes on from others."""
        return {"successions": [self.fact(each) for each in facts]} if facts else {}

    def whose(self, moment: Moment | None) -> dict[str, Any]:
        """The unit of which a period is told, where that is another one."""
        return {} if moment is None or not moment.unit else {"whose": moment.unit}

    def decided(self, facts: tuple[Fact, ...]) -> dict[str, Any]:
        """What was decided otherwise, where anything was."""
        return {"decided": [self.fact(each) for each in facts]} if facts else {}

    def grade(self, grade: GradeExplained) -> dict[str, Any]:
        return {
            "grade": self.value(grade.grade),
            "source": self.fact(grade.source),
            "steps": [self.step(each) for each in grade.steps],
            "nearest": self.nearest(grade.nearest),
        }

    def step(self, step: GradeStep) -> dict[str, Any]:
        return {
            "kind": step.kind,
            "id": step.id,
            **self.cited(step.cited),
            "before": self.value(step.before),
            "after": self.value(step.after),
            "because": self.finding(step.finding),
        }

    def consequence(self, entry: ConsequenceExplained) -> dict[str, Any]:
        return {
            "consequence": self.value(entry.consequence),
            "state": entry.state.value,
            "kind": entry.kind,
            "force": entry.force,
            "to": [self.value(each) for each in entry.to],
            "actions": [self.value(each) for each in entry.actions],
            "deadline": self.deadline(entry.deadline, entry.counted_from),
            "lasts": self.lasts(entry.lasts, entry.counted_from),
            **self.cited(entry.cited),
            "from": self.value(entry.first),
            "until": self.value(entry.last),
            "replaced_by": [self.value(each) for each in entry.replaced_by],
            "missing": [self.value(each) for each in entry.missing],
            "when": None if entry.when is None else self.finding(entry.when),
            "unless": None if entry.unless is None else self.finding(entry.unless),
            "nearest": self.nearest(entry.nearest),
        }

    def cited(self, cited: Cited) -> dict[str, Any]:
        description = label_text(cited.description, self.phrases.language, "").strip()
        of = {"source": self.value(cited.source), "article": cited.article, "quote": cited.quote}
        return {**of, "description": description or None}

    def lasts(self, lasts: Duration | None, counted_from: str) -> dict[str, Any] | None:
        if lasts is None:
            return None
        return {"count": lasts.count, "unit": lasts.unit, "text": self.phrases.of_lasting(lasts, counted_from)}

    def deadline(self, deadline: Duration | By | None, counted_from: str) -> dict[str, Any] | None:
        match deadline:
            case None:
                return None
            case By(month, day):
                return {"by": f"{month:02}-{day:02}", "text": self.phrases.of_deadline(deadline, counted_from)}
            case Duration(count, unit):
                return {
                    "within": {"count": count, "unit": unit},
                    "text": self.phrases.of_deadline(deadline, counted_from),
                }

    # ---- findings and facts ------------------------------------------------------------------------------------------

    def finding(self, finding: Finding) -> dict[str, Any]:
        return {
            "code": finding.code,
            "truth": finding.truth,
            "text": self.phrases.of_finding(finding),
            "values": {name: self.value(value) for name, value in finding.values.items()},
            "children": [self.finding(each) for each in finding.children],
            "facts": [self.fact(each) for each in finding.facts],
            "periods": [self.counted(each) for each in finding.periods],
            "repeated": finding.repeated,
        }

    def fact(self, fact: Fact) -> dict[str, Any]:
        return {
            "code": fact.code,
            "text": self.phrases.of_fact(fact),
            "values": {name: self.value(value) for name, value in fact.values.items()},
            "facts": [self.fact(each) for each in fact.facts],
            **({"findings": [self.finding(each) for each in fact.findings]} if fact.findings else {}),
        }

    def counted(self, counted: Counted) -> dict[str, Any]:
        return {
            "from": self.value(counted.first),
            "until": self.value(counted.last),
            "state": counted.state,
            "passed_over": counted.passed_over,
            "saw": None if counted.finding is None else self.finding(counted.finding),
            **self.decided(counted.decided),
            **self.whose(counted.first),
        }

    # ---- the nearest changes -----------------------------------------------------------------------------------------

    def nearest(self, nearest: Nearest | None) -> dict[str, Any] | None:
        return (
            None
            if nearest is None
            else {
                "goals": [goal.value for goal in nearest.goals],
                "changes": [self.change(each) for each in nearest.changes],
                "unsettled": [self.unsettled(each) for each in nearest.unsettled],
                **({"kept": self.value(nearest.kept)} if nearest.kept else {}),
            }
        )

    def change(self, change: Change) -> dict[str, Any]:
        by = {} if change.by is None else {"by": self.value(change.by), "then": self.value(change.then)}
        return {
            "goal": change.goal.value,
            "input": self.value(change.input),
            "before": self.plain(change.before),
            "after": [self.alternative(each) for each in change.after],
            "state": None if change.state is None else change.state.value,
            "grade": self.value(change.grade),
            "worse": change.worse,
            **by,
        }

    def alternative(self, after: ReadValue | Interval) -> Any:
        return self.value(after) if isinstance(after, Interval) else self.plain(after)

    def unsettled(self, unsettled: Unsettled) -> dict[str, Any]:
        low, high = (None if end is None else self.plain(end) for end in (unsettled.low, unsettled.high))
        input_, moves = self.value(unsettled.input), unsettled.moves
        rows = {"rows": unsettled.rows, "count": unsettled.count} if unsettled.rows else {}
        return {"goal": unsettled.goal.value, "input": input_, "from": low, "to": high, "moves": moves, **rows}

    # ---- values ------------------------------------------------------------------------------------------------------

    def value(self, value: Value) -> Any:  # noqa: C901, PLR0911
        match value:
            case None | bool() | int() | str():
                return value
            case Named():
                return {"kind": value.kind, "id": value.id, "label": self.phrases.of_name(value)}
            case Moment():
                return period_text(value.kind, value.ordinal)
            case PartOfYear():
                return part_text(value.kind, value.part)
            case PeriodCount():
                return value.count
            case ReadValue():
                period = None if value.period is None else self.value(value.period)
                return {
                    "of": self.value(value.name),
                    "value": self.plain(value),
                    "unit": value.unit,
                    "period": period,
                } | self.whose(value.period)
            case Interval():
                return {"from": self.plain(value.low), "to": self.plain(value.high)}
            case MissingValue():
                period = None if value.period is None else self.value(value.period)
                items = {} if value.items is None else {"items": self.value(value.items)}
                return {"name": self.value(value.name), "period": period, **items} | self.whose(value.period)
            case Item():
                return {"item": value.name, "values": [self.value(each) for each in value.values]}
            case Cut():
                return {"count": value.count, "first": [self.value(each) for each in value.first]}
            case Share() | Decimal():
                return self.phrases.of(value)
            case Rounding():
                return value.value
            case tuple():
                return [self.value(each) for each in value]

    def plain(self, reading: ReadValue | None) -> Any:
        """The value alone: a number as text, a grade by its id."""
        if reading is None:
            return None
        return reading.value.id if isinstance(reading.value, Named) else self.value(reading.value)
