"""Results of units that have no target in a period in which targets were issued: whoever posts them is told."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection

from targetrules.cycle.labels import few
from targetrules.period import period_text
from targetrules.register.in_force import had_targets, targets_of
from targetrules.register.incoming import Posted
from targetrules.register.persons import names_of
from targetrules.wording import Word

__all__ = ["notes_of_untargeted"]


def notes_of_untargeted(connection: Connection, posted: Posted) -> Iterator[Word]:
    """For each period of the results, which of the units have no target, though targets were issued in it.

    A name that is spelt otherwise in the targets is found so.
    """
    policy = posted.adopted.policy
    for period in sorted({period for period, _ in posted.keys}):
        units = dict.fromkeys(unit for at, unit in posted.keys if at == period)
        if not had_targets(connection, policy.id, period):
            continue
        having = targets_of(connection, policy.id, period, list(units))
        without = [unit for unit in units if all(target is None for target in having.get(unit, {}).values())]
        if without:
            names = names_of(connection, without) if posted.adopted.has_persons else {}
            said = {"period": period_text(policy.rules.period, period), "count": f"{len(without):,}"}
            yield Word("register.untargeted", {**said, "units": few([names.get(unit, unit) for unit in without])})
