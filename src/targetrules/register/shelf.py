"""A register at a glance: its periods, what of them is there, complete and decided."""

from __future__ import annotations

from datetime import date, datetime
from os import PathLike
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from targetrules.arguments import a_period, a_word
from targetrules.outcome import no_such_unit
from targetrules.register.instant import last_instant
from targetrules.register.looking import Journal
from targetrules.register.overview import PeriodOverview, overview_of
from targetrules.register.persons import known_as, names_of
from targetrules.register.policies import Adopted, Policies
from targetrules.register.schema import units
from targetrules.register.stored import Moment
from targetrules.register.text import not_kept

if TYPE_CHECKING:
    from targetrules.policy import Policy

__all__ = ["Shelf"]


class Shelf(Journal):
    """What stands in a register, at a glance: see :class:`ReadOnlyRegister`."""

    def __init__(self, where: str | PathLike[str]) -> None:
        super().__init__(where)
        self._policies = Policies()

    def overview(
        self,
        *,
        policy: str | None = None,
        period: int | str | date | None = None,
        as_of: datetime | date | None = None,
        holding: datetime | date | None = None,
    ) -> list[PeriodOverview]:
        """Each period at a glance: its results, whether all are there, what was decided, and what came since.

        Args:
            policy: The id of the policy; left out, all of them.
            period: The only period, of one policy.
            as_of: What was known at an instant, or at the end of a day; left out, now.
            holding: Of what was known, what holds from then on or before; left out, all of it.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            RegisterError: There is no such policy.
        """
        return [each for each, _ in self.overview_with_policies(policy, period, as_of, holding)]

    def overview_with_policies(
        self,
        policy: str | None,
        period: int | str | date | None,
        as_of: datetime | date | None,
        holding: datetime | date | None,
    ) -> list[tuple[PeriodOverview, Policy]]:
        """See :meth:`overview`: the same, each with the text of the policy that judges it."""
        with self._database.reading() as connection:
            moment = self._moment(connection, as_of, holding)
            if policy is None and period is None:
                ids = self._policies.ids(connection, moment.number)
            else:
                ids = [self._policies.chosen(connection, a_word("policy", policy), moment.number)]
            found = []
            for id_ in ids:
                text = self._policies.adopted(connection, id_, moment.number)[-1].policy
                at = None if period is None else a_period("period", period, text.rules.period)
                found += overview_of(connection, self._policies, text, moment, at)
            return found

    def _texts(self, connection: Connection, policy: str | None, number: int | None = None) -> list[Adopted]:
        """The texts of a policy that were adopted up to an event; RegisterError where there are none."""
        chosen = self._policies.chosen(connection, a_word("policy", policy), number)
        return self._policies.adopted(connection, chosen, number)

    def _judging(
        self, connection: Connection, period: int | str | date, policy: str | None, number: int | None = None
    ) -> tuple[Adopted, int]:
        """The text that judges a period, of those adopted up to an event, and the ordinal number of the period."""
        rules = self._texts(connection, policy, number)[-1].policy.rules
        ordinal = a_period("period", period, rules.period)
        return self._policies.judging(connection, rules.id, ordinal, number), ordinal

    def _known_as(self, connection: Connection, adopted: Adopted, unit: str) -> str:
        """The name by which events know a unit that has, or had, results."""
        if not_kept(unit) is not None:
            raise no_such_unit(unit, ())
        name = known_as(connection, [unit]).get(unit, "") if adopted.has_persons else unit
        of_policy = select(units.c.unit).where(units.c.policy == adopted.policy.id)
        if connection.scalar(of_policy.where(units.c.unit == name)) is None:
            known = connection.scalars(of_policy).all()
            raise no_such_unit(unit, names_of(connection, known).values() if adopted.has_persons else known)
        return name

    def _moment(
        self,
        connection: Connection,
        as_of: datetime | date | None,
        holding: datetime | date | None = None,
    ) -> Moment:
        number = self._known_number(connection, "as_of", as_of)
        return Moment(number, last_instant("holding", holding, self.zone))
