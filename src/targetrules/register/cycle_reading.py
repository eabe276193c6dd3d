"""What a register tells of the course of a period: its procedure."""

from __future__ import annotations

from datetime import date, datetime

from attrs import evolve

from targetrules.arguments import a_period
from targetrules.period import period_text
from targetrules.register.persons import names_of
from targetrules.register.procedures import ProcedureStep, procedure_of
from targetrules.register.shelf import Shelf

__all__ = ["CycleReader"]


class CycleReader(Shelf):
    """Where the periods of a register stand in their course: see :class:`ReadOnlyRegister`."""

    def procedure(
        self, period: int | str | date, *, policy: str | None = None, as_of: datetime | date | None = None
    ) -> list[ProcedureStep]:
        """The steps of the procedure in their order: which were taken, which comes next.

        Args:
            period: The period, as in results.
            policy: The id of the policy; left out, the only one.
            as_of: What was known at an instant, or at the end of a day; left out, now.

        Returns:
            The steps; none where the policy has no procedure.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            RegisterError: There is no such policy, or it does not judge the period.
        """
        with self._database.reading() as connection:
            number = self._moment(connection, as_of).number
            adopted = self._texts(connection, policy, number)[-1]
            kind = adopted.policy.rules.period
            ordinal = a_period("period", period, kind)
            rules = self._policies.judging(connection, adopted.policy.id, ordinal, number).policy.rules
            found = procedure_of(connection, rules, ordinal, period_text(kind, ordinal), number)
            if not adopted.has_persons:
                return found
            names = names_of(connection, sorted({unit for each in found for unit in each.lacking}))
            return [evolve(each, lacking=tuple(names.get(unit, unit) for unit in each.lacking)) for each in found]
