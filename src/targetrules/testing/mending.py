"""Conditions of a random policy that nothing can satisfy, replaced by one that something can; scales never used.

A grade that no unit could get any more is forced upon some.

A first period is left out that a rule of the policy does not live to see.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from targetrules.rules.resolution.from_condition import HISTORY
from targetrules.source.collector import DiagnosticCollector
from targetrules.source.diagnostic import Path

__all__ = ["mend"]

_UNSATISFIABLE: Final = ("TR085", "TR086", "TR087", "TR110")
_UNUSED: Final = "TR113"
_UNREACHED: Final = "TR130"
_UNGIVEN: Final = "TR057"
_OVER_BEFORE: Final = "TR121"
_KEPT: Final = (*HISTORY, "label", "description")
_TABLES: Final = ("when", "unless", "enter", "leave", "among", "resets", "restarts", "not")


def mend(values: dict[str, Any], diagnostics: DiagnosticCollector) -> bool:
    """Replace what was found so, and leave out scales that are never used; whether there was anything.

    ``values`` are those of the policy's file.
    """
    if any(fault.code == _OVER_BEFORE for fault in diagnostics.found):
        del values["policy"]["first_period"]
        return True
    found = [fault.path for fault in diagnostics.found if fault.code in _UNSATISFIABLE]
    for path in found:
        *above, last = path
        table: Any = values
        for key in above:
            table = table[key]
        is_table = isinstance(last, int) or last in _TABLES or tuple(above) == ("conditions",)
        if is_table:
            table = table[last]
        for key in [key for key in table if key not in _KEPT and (is_table or key == last)]:
            del table[key]
        if not table.keys() - set(_KEPT):
            table["known"] = next(iter(values["inputs"]))
    unused = [fault.path for fault in diagnostics.found if fault.code == _UNUSED]
    for _, key, index in reversed(unused):
        del values["grading"][key][index]
    if found or unused:
        return True
    given = _give(values, [fault.path for fault in diagnostics.found if fault.code == _UNGIVEN])
    return given or _without_unreached(values, [each.path for each in diagnostics.found if each.code == _UNREACHED])


def _give(values: dict[str, Any], paths: Sequence[Path]) -> bool:
    """Force these grades upon some units; whether there were any."""
    for _, index, *_ in paths:
        some = {"known": next(iter(values["inputs"]))}
        values["grading"].setdefault("forced", []).append({"when": some, "grade": values["grades"][index]["id"]})
    return bool(paths)


def _without_unreached(values: dict[str, Any], paths: Sequence[Path]) -> bool:
    """Take out the cases that are never reached, the last ones first; whether there were any."""
    for path in reversed(paths):
        *above, last = path[:-1] if path[-1] == "when" else path
        table: Any = values
        for key in above:
            table = table[key]
        del table[last]
    return bool(paths)
