"""Outcomes of one period told short: what many of them have in common once, and of each its own, a row of few values.

Nothing is left out: :func:`told` gives the values that each outcome has by itself. A hundred thousand outcomes take
3 MB so, where they take 25 MB one by one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from targetrules.outcome import Outcome
from targetrules.report.json_text import compact
from targetrules.report.outcome_values import outcome_values
from targetrules.rules.tree import Rules

__all__ = ["BETWEEN_ROWS", "OF_ROW", "InCommon", "columns_of_rows", "in_common", "text_in_common", "told"]

BETWEEN_ROWS: Final = ", "
OF_ROW: Final = ("unit", "period", "measures", "places")
"""What an outcome does not have in common with others; the period is that of all."""


class InCommon(NamedTuple):
    """Outcomes told short.

    Attributes:
        alike: What outcomes have in common, each an object as JSON, in the order in which they come.
        rows: The rows, as a list in JSON has them: the unit, the number of what it has in common with others, its
            measures, and the rank and the size of its places.
    """

    alike: Sequence[str]
    rows: str


def in_common(outcomes: Iterable[Outcome]) -> InCommon:
    """The outcomes of a period told short."""
    alike: dict[str, int] = {}
    rows = []
    for outcome in outcomes:
        values = outcome_values(outcome)
        places = (number for each in values["places"].values() for number in (each["rank"], each["size"]))
        number = alike.setdefault(text_in_common(outcome), len(alike))
        rows.append(compact([outcome.unit, number, *values["measures"].values(), *places]))
    return InCommon(tuple(alike), BETWEEN_ROWS.join(rows))


def text_in_common(outcome: Outcome) -> str:
    """What an outcome may have in common with others."""
    values = outcome_values(outcome)
    for key in OF_ROW:
        del values[key]
    return compact(values)


def columns_of_rows(rules: Rules) -> dict[str, Sequence[str]]:
    """What the values of a row are of, behind the unit and the number."""
    return {"measures": tuple(rules.measures), "places": rules.rankings_in_order}


def told(
    period: int | str, columns: Mapping[str, Sequence[str]], alike: Sequence[Mapping[str, Any]], rows: Iterable[Any]
) -> Iterator[dict[str, Any]]:
    """The outcomes of these rows as JSON has each by itself.

    Args:
        period: The period of all of them.
        columns: What the values of a row are of.
        alike: What outcomes have in common.
        rows: The rows.
    """
    measures, places = columns["measures"], columns["places"]
    begin, end = 2, 2 + len(measures)
    for row in rows:
        common = alike[row[1]]
        ranks, sizes = row[end::2], row[end + 1 :: 2]
        yield {
            "unit": row[0],
            "period": period,
            "grade": common["grade"],
            "measures": dict(zip(measures, row[begin:end], strict=True)),
            "places": {
                name: {"rank": rank, "size": size} for name, rank, size in zip(places, ranks, sizes, strict=True)
            },
            **common,
        }
