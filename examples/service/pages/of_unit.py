"""The page of one unit: what is open, what was decided of it over the periods, its results, and why it was decided."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response

from targetrules.history import Row
from targetrules.register import Decision, Register
from targetrules.report.explanation import explanation_text
from targetrules.report.results_csv import cell_of
from targetrules.visible import visible

from .. import seen
from ..requests import Caller
from ..schemas import UnitName
from .admission import SessionRoute
from .choice import Choice, Chosen, chosen
from .following import follows, in_words, places
from .showing import shown

__all__ = ["of_unit"]

of_unit = APIRouter(route_class=SessionRoute, include_in_schema=False)

_DEEPEST: Final = 14
"""Lines that are deeper stand no further in."""


@of_unit.get("/unit")
async def unit(
    request: Request,
    unit: Annotated[UnitName, Query()],
    policy: Choice = "",
    period: Choice = "",
    changes: Annotated[bool, Query()] = False,  # noqa: FBT002  it is said by its name
) -> Response:
    """One unit; why it was decided so in the period that was chosen, or the last one that is decided."""
    language = request.state.language

    def found(register: Register, caller: Caller) -> dict[str, Any]:
        caller.check(unit)
        of = chosen(register, caller, language, policy, period, is_one=False)
        decisions = seen.decisions(register, caller, policy=of.policy, unit=unit)
        at = next((each for each in reversed(decisions) if period in ("", str(each.period))), None)
        return {
            "of": of,
            "unit": unit,
            "history": [_decided(each, of) for each in reversed(decisions)],
            "open": [
                each
                for each in seen.tasks(register, caller, policy=of.policy, unit=unit)
                if each.accepted is None and each.executed is None
            ],
            "results": _results(seen.results(register, caller, policy=of.policy, unit=unit), of),
            "chosen": None if at is None else _decided(at, of),
            "why": [] if at is None else _why(register, caller, at, of, changes=changes),
            "has_changes": changes,
        }

    return await shown(request, "unit", found)


def _decided(each: Decision, of: Chosen) -> dict[str, Any]:
    names = of.of_period(each.period)
    return {
        "period": each.period,
        "event": each.event,
        "grade": names.grade(each.grade),
        "places": list(places(each, names)),
        "follows": follows(each, names),
        "undetermined": list(map(names.rule, each.undetermined)),
        "approval": of.approval(each.approval),
        "override": each.override,
    }


def _why(register: Register, caller: Caller, at: Decision, of: Chosen, *, changes: bool) -> list[tuple[int, str]]:
    """The lines of the explanation, each with how far it stands in."""
    why = seen.explained(register, caller, at.unit, str(at.period), policy=of.policy, changes=changes)
    lines = explanation_text(why, of.language).splitlines()[1:]
    return [(min((len(line) - len(line.lstrip(" "))) // 2, _DEEPEST), line.strip()) for line in lines if line.strip()]


def _results(rows: Sequence[Row], of: Chosen) -> dict[str, Any]:
    """The inputs of a unit by their labels, with a cell for each period, the last one first."""
    rows = sorted(rows, key=lambda row: _natural(str(row.period)), reverse=True)
    texts = [of.of_period(row.period) for row in rows]
    inputs: Mapping[str, str] = {
        name: names.named(name) for row, names in zip(rows, texts, strict=True) for name in row.values
    }
    cells = {name: [_cell(row, name, names) for row, names in zip(rows, texts, strict=True)] for name in inputs}
    return {
        "periods": [row.period for row in rows],
        "rows": [(inputs[name], cells[name]) for name in inputs if any(cells[name])],
    }


def _cell(row: Row, name: str, names: Any) -> str:
    value = row.values.get(name)
    if value is None:
        return ""
    return in_words(name, cell_of(value), names) if name in names.rules.inputs else visible(cell_of(value))


def _natural(text: str) -> list[tuple[int, str]]:
    """By the numbers in a text, so that 2026-Q10 is after 2026-Q9."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", text)]
