"""Decisions as outcomes, so that they are told in the words of the policy as any other outcomes are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from targetrules.outcome import Decided, Outcome, Placed, Remark, Replaced, Undetermined
from targetrules.register.decisions import Decision

__all__ = ["outcome_of"]


def outcome_of(decision: Decision) -> Outcome:
    """What was decided and stands, as an outcome of the text that judged it.

    What is decided in place of what was found has its place in it; what somebody settled is undetermined no more. Of
    what is left to discretion nothing is remarked: it is told beside whether it is open, or was decided; and what is
    imposed may no longer be or not be.
    """
    values = decision.outcome
    used = decision.held.get("discretion", {})
    of_discretion = {("not-decided", id_) for id_ in (*decision.open_to_discretion, *used)}
    remarks = [Remark(each["code"], each["about"]) for each in values.get("remarks", ())]
    imposed = {id_ for id_, each in used.items() if each["imposed"]}
    measures, found = values["measures"].items(), map(dict, decision.consequences)
    return Outcome(
        decision.unit,
        decision.period,
        decision.grade,
        {name: None if number is None else Decimal(number) for name, number in measures},
        {name: Placed(each["rank"], each["size"]) for name, each in values["places"].items()},
        values["conditions"],
        tuple(values["statuses"]),
        tuple(_decided(each | {"force": "must"} if each["id"] in imposed else each) for each in found),
        tuple(Replaced(each["id"], tuple(each["by"])) for each in values["replaced"]),
        tuple(
            Undetermined(each["id"], tuple(each["missing"]))
            for each in values["undetermined"]
            if each["id"] in decision.undetermined
        ),
        tuple(each for each in remarks if (each.code, each.about) not in of_discretion),
    )


def _decided(values: Mapping[str, Any]) -> Decided:
    return Decided(
        values["id"],
        tuple(values["to"]),
        values["force"],
        _day(values.get("due")),
        _day(values.get("until")),
        values.get("source"),
        values.get("article"),
        values.get("counted_from"),
        due_known="due" not in values or values["due"] is not None,
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
