"""What a register tells of targets."""

from __future__ import annotations

from datetime import date, datetime

from targetrules.arguments import a_period, a_unit
from targetrules.register.issued_targets import IssuedTarget, issued_targets
from targetrules.register.people import PeopleReader

__all__ = ["TargetsReader"]


class TargetsReader(PeopleReader):
    """The targets that stand in a register: see :class:`ReadOnlyRegister`."""

    def targets(
        self,
        *,
        policy: str | None = None,
        period: int | str | date | None = None,
        unit: str | int | None = None,
        as_of: datetime | date | None = None,
        holding: datetime | date | None = None,
    ) -> list[IssuedTarget]:
        """The targets in force, or that were, by period and unit, in the order of the policy's indicators.

        Args:
            policy: The id of the policy; left out, the only one.
            period: The only period.
            unit: The only unit.
            as_of: What was known at an instant, or at the end of a day; left out, now.
            holding: Of what was known, what holds from then on or before; left out, all of it.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            RegisterError: There is no such policy.
            NoSuchResultError: The unit never had a result or a target.
        """
        with self._database.reading() as connection:
            moment = self._moment(connection, as_of, holding)
            adopted = self._texts(connection, policy, moment.number)[-1]
            at = None if period is None else a_period("period", period, adopted.policy.rules.period)
            asked = None if unit is None else self._known_as(connection, adopted, a_unit("unit", unit))
            return issued_targets(
                connection, adopted.policy, moment, period=at, unit=asked, has_persons=adopted.has_persons
            )
