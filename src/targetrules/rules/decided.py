"""What was decided of a result, which may differ from what the policy makes of it: two reserved columns of results.

They are read as inputs are. No rule asks for them: later periods look back at what was decided in place of what was
computed. What stands in them has one spelling in a history: the id of a grade, or the ids of consequences in the order
of the policy; ``none`` says that none was decided, and nothing at all (None) that nothing was.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

from targetrules.data import frozen
from targetrules.outcome import Remark
from targetrules.rules.definition import Label
from targetrules.rules.tree import Rules
from targetrules.width import narrow

__all__ = [
    "COLUMNS",
    "DECIDED_GRADE",
    "DECIDED_RECEIVED",
    "NOTHING",
    "Decision",
    "consequence_names",
    "decided_of",
    "differences",
    "ids_named",
    "is_nothing",
    "parts_named",
    "received_text",
    "remarks_of",
    "text_naming",
]

DECIDED_GRADE: Final = "decided.grade"
DECIDED_RECEIVED: Final = "decided.received"
COLUMNS: Final = {
    DECIDED_GRADE: (DECIDED_GRADE, "决定.等次"),
    DECIDED_RECEIVED: (DECIDED_RECEIVED, "决定.处理结果"),
}
"""The reserved columns, each with the headings that it may have."""

NOTHING: Final = "none"
_NOTHING: Final = frozenset({NOTHING, "无"})
_SEPARATORS: Final = re.compile(r"[;；\n]")


@frozen(slots=True)
class Decision:
    """What was decided of a result; None: nothing was. ``grade`` "" is no grade."""

    grade: str | None
    received: frozenset[str] | None


def decided_of(rules: Rules, values: Mapping[str, Any]) -> Decision | None:
    """What was decided of a row with these values; None where nothing was."""
    grade, received = values.get(DECIDED_GRADE), values.get(DECIDED_RECEIVED)
    return None if grade is None and received is None else rules.once(_decided, grade, received)


def _decided(rules: Rules, grade: str | None, received: str | None) -> Decision:
    if grade is not None and grade not in rules.grade_position:
        grade = ""
    ids = None if received is None else ids_named(rules, received)
    return Decision(grade, ids if ids is None or isinstance(ids, frozenset) else frozenset())


# ---- differences -----------------------------------------------------------------------------------------------------


def remarks_of(rules: Rules) -> tuple[Remark, ...]:
    """All remarks that what was decided may be worth, in the order in which outcomes tell them."""
    return rules.once(_remarks)


def _remarks(rules: Rules) -> tuple[Remark, ...]:
    grades = [] if rules.grading is None else dict.fromkeys([*rules.grade_position, NOTHING])
    consequences = (Remark(code, rule.id) for rule in rules.consequences for code in ("also-decided", "not-decided"))
    return (*(Remark("other-grade-decided", grade) for grade in grades), *consequences)


def differences(rules: Rules, decision: Decision, grade: str | None, received: Collection[str]) -> Iterator[Remark]:
    """Where the grade and the consequences that were computed are others than were decided."""
    if decision.grade is not None and decision.grade != (grade or ""):
        yield Remark("other-grade-decided", decision.grade or NOTHING)
    wanted = received if decision.received is None else decision.received
    for rule in rules.consequences:
        if (rule.id in wanted) is not (rule.id in received):
            yield Remark("also-decided" if rule.id in wanted else "not-decided", rule.id)


# ---- consequences in one cell ----------------------------------------------------------------------------------------


def is_nothing(text: str) -> bool:
    """Whether a text says that none was decided."""
    return narrow(text).casefold() in _NOTHING


def ids_named(rules: Rules, text: str) -> frozenset[str] | str:
    """The consequences that a text names, by ids or labels; or the first part of it that names none."""
    return _ids_named(consequence_names(rules), text)


def _ids_named(known: Mapping[str, str], text: str) -> frozenset[str] | str:
    """The same, by their names.

    What is the name of one consequence is that one, whatever stands in it. Else names are separated by semicolons or
    ends of lines, or stand in a list as JSON writes it.
    """
    if narrow(text) in known:
        return frozenset({known[narrow(text)]})
    if is_nothing(text):
        return frozenset()
    listed = _listed(text)
    return _parts_named(known, [part for part in _SEPARATORS.split(text) if narrow(part)] if listed is None else listed)


def parts_named(rules: Rules, parts: Iterable[str]) -> frozenset[str] | str:
    """The consequences that these are the names of; or the first that names none."""
    return _parts_named(consequence_names(rules), parts)


def _parts_named(known: Mapping[str, str], parts: Iterable[str]) -> frozenset[str] | str:
    found = set[str]()
    for part in parts:
        if narrow(part) not in known:
            return part
        found.add(known[narrow(part)])
    return frozenset(found)


def _listed(text: str) -> list[str] | None:
    if not narrow(text).startswith("["):
        return None
    try:
        parts = json.loads(text)
    except ValueError:
        return None
    return parts if all(isinstance(part, str) for part in parts) else None


def consequence_names(rules: Rules) -> Mapping[str, str]:
    """The consequences by the names that results may have for them, signs of full width made ordinary ones."""
    return rules.once(_names)


def _names(rules: Rules) -> Mapping[str, str]:
    return _names_of({rule.id: rule.label for rule in rules.consequences})


def _names_of(named: Mapping[str, Label]) -> Mapping[str, str]:
    """Ids by themselves, and by labels that only one of them has."""
    labels: dict[str, set[str]] = {}
    for id_, label in named.items():
        for text in label.values():
            labels.setdefault(narrow(text), set()).add(id_)
    found = {name: next(iter(ids)) for name, ids in labels.items() if len(ids) == 1}
    return found | {narrow(id_): id_ for id_ in named}


def received_text(rules: Rules, ids: Iterable[str]) -> str:
    """These consequences in one text, which names them and nothing else."""
    return text_naming({rule.id: rule.label for rule in rules.consequences}, ids)


def text_naming(named: Mapping[str, Label], ids: Iterable[str]) -> str:
    """Some of these, by their ids in one text, which names them and nothing else."""
    wanted = frozenset(ids)
    parts = [id_ for id_ in named if id_ in wanted]
    text = "; ".join(parts) or NOTHING
    return text if _ids_named(_names_of(named), text) == wanted else json.dumps(parts, ensure_ascii=False)
