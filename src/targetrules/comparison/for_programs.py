"""What differs between two policies for programs: as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, assert_never

import attrs

from targetrules.comparison.compare import Comparison, InAllHistories, NotAsked
from targetrules.comparison.on_results import OnResults, Share, TreatedOtherwise
from targetrules.comparison.written import ChangedDefinition
from targetrules.explanation.findings import Explanation
from targetrules.history import Value
from targetrules.mutation.mutants import Place
from targetrules.period import period_text
from targetrules.proof import Difference, Equivalent, Open, Treated
from targetrules.report.explanation_lines import reasons_of
from targetrules.report.outcome_values import outcome_values
from targetrules.report.phrases import Phrases
from targetrules.source.decimals import plain_digits
from targetrules.wording import known_language

__all__ = ["comparison_values"]


def comparison_values(found: Comparison, language: str = "en") -> dict[str, Any]:
    """What was found as JSON has it.

    Args:
        found: What was found.
        language: In which it is told why solvers were not asked, ``"en"`` or ``"zh"``.

    Returns:
        Plain values.

    Raises:
        UnknownLanguageError: There are no sentences in this language.
    """
    lang = known_language(language)
    return {
        **{
            side: {"id": policy.id, "file": policy.name, "sha256": policy.digest}
            for side, policy in (("old", found.old), ("new", found.new))
        },
        "differs": found.differs,
        "written": [_definition(each) for each in found.written],
        "in_all_histories": _in_all(found, found.in_all, lang),
        **({} if found.on_results is None else {"on_results": _on_results(found.on_results, lang)}),
    }


def _on_results(found: OnResults, language: str) -> dict[str, Any]:
    return {
        "file": None if found.new.file is None else Path(found.new.file).name,
        "period": found.policies[1].rules.period.value,
        "results": found.results,
        "otherwise": len(found.rows),
        "rules": [attrs.asdict(each) for each in found.rules],
        "grades": [{"old": old, "new": new, "results": count} for (old, new), count in found.grades.items()],
        "by_period": [_share(each) for each in found.by_period],
        "by_group": {name: [_share(each) for each in shares] for name, shares in found.by_group.items()},
        "rows": [_row(row, dict(whys)) for row, whys in _with_reasons(found, language)],
    }


def _with_reasons(
    found: OnResults, language: str
) -> Iterator[tuple[TreatedOtherwise, Iterator[tuple[str, dict[str, list[str]]]]]]:
    """The results, each with what is decided otherwise of it and why by either policy."""
    asked = [(row, [about]) for row in found.rows for about in row.concerns]
    told = iter(found.reasons(asked))
    for row in found.rows:
        yield row, ((about, _sides(next(told), language)) for about in row.concerns)


def _sides(why: tuple[Explanation | None, Explanation | None], language: str) -> dict[str, list[str]]:
    lines = ([] if each is None else list(reasons_of(each, Phrases(language))) for each in why)
    return dict(zip(("old", "new"), lines, strict=True))


def _share(share: Share) -> dict[str, Any]:
    return {"value": _digits(share.value), "otherwise": share.otherwise, "results": share.results}


def _row(row: TreatedOtherwise, why: Mapping[str, Any]) -> dict[str, Any]:
    """A result that is treated otherwise; of what is decided otherwise of it, what each policy says."""
    return {
        "unit": row.unit,
        "period": row.period,
        "old": None if row.old is None else outcome_values(row.old),
        "new": None if row.new is None else outcome_values(row.new),
        "due": list(row.due),
        "no_longer_due": list(row.no_longer_due),
        "undetermined": list(row.undetermined),
        "no_longer_undetermined": list(row.no_longer_undetermined),
        "why": why,
    }


def _definition(each: ChangedDefinition) -> dict[str, Any]:
    return {
        "section": each.section,
        "name": each.name,
        "kind": each.kind,
        "source": each.source,
        "article": each.article,
        "entries": [
            {
                "inside": entry.inside,
                "old": entry.old,
                "new": entry.new,
                "effect": entry.effect,
                "old_place": _place(entry.old_place),
                "new_place": _place(entry.new_place),
            }
            for entry in each.entries
        ],
    }


def _place(place: Place | None) -> dict[str, Any] | None:
    return None if place is None else {"file": place.file, "line": place.line, "column": place.column}


def _in_all(found: Comparison, answer: InAllHistories | None, language: str) -> dict[str, Any] | None:
    match answer:
        case None:
            return None
        case Equivalent():
            return {"answer": "equivalent"}
        case Open():
            return {"answer": "open", "periods": answer.periods, "why": answer.why}
        case NotAsked():
            return {"answer": "not-asked", "why": answer.text(language)}
        case Difference():
            period = found.old.rules.period
            return {
                "answer": "different",
                "results": [
                    {"unit": row.unit, "period": period_text(period, row.period), **_plain(row.values)}
                    for row in answer.history.rows
                ],
                "unit": answer.unit,
                "period": answer.period,
                "old": _treated(answer.old),
                "new": _treated(answer.new),
            }
        case _:
            assert_never(answer)


def _plain(values: Mapping[str, Value]) -> dict[str, Any]:
    """What is there; a number as the text of its digits."""
    return {name: _digits(value) for name, value in values.items() if value is not None}


def _digits(value: Value | int) -> Any:
    return plain_digits(value) if isinstance(value, Decimal) else value


def _treated(treated: Treated) -> dict[str, Any]:
    return {**attrs.asdict(treated), "consequences": list(treated.consequences)}
