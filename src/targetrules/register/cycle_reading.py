"""What a register tells of the course of a period: its procedure, and where it stands."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from os import PathLike
from typing import TYPE_CHECKING

from attrs import evolve
from sqlalchemy import Connection, func, select

from targetrules.arguments import (
    a_day,
    a_period,
    a_unit,
    instance_of,
)
from targetrules.period import period_text
from targetrules.register.error import refused
from targetrules.register.life import UnitObjection, life_of
from targetrules.register.offices import offices_at
from targetrules.register.persons import names_of
from targetrules.register.procedures import ProcedureStep, procedure_of
from targetrules.register.schema import result_versions, target_versions
from targetrules.register.shelf import Shelf
from targetrules.register.status import Status, status_of
from targetrules.register.stored import Moment
from targetrules.register.what_became import became_otherwise
from targetrules.register.with_names import named_tasks

if TYPE_CHECKING:
    from targetrules.decision.letters import Letters
    from targetrules.register.showing import Shown

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
            text, ordinal = self._judging(connection, period, policy, number)
            rules = text.policy.rules
            found = procedure_of(connection, rules, ordinal, period_text(rules.period, ordinal), number)
            if not text.has_persons:
                return found
            names = names_of(connection, sorted({unit for each in found for unit in each.lacking}))
            return [evolve(each, lacking=_told(names, each.lacking)) for each in found]

    def objections(
        self, period: int | str | date, *, policy: str | None = None, as_of: datetime | date | None = None
    ) -> list[UnitObjection]:
        """The objections to what is decided of a period and awaits its approval, and the appeals, with their answers.

        Args:
            period: The period, as in results.
            policy: The id of the policy; left out, the only one.
            as_of: What was known at an instant, or at the end of a day; left out, now.

        Returns:
            The objections in their order; none where the policy asks for none.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            RegisterError: There is no such policy, or it does not judge the period.
        """
        with self._database.reading() as connection:
            number = self._moment(connection, as_of).number
            text, ordinal = self._judging(connection, period, policy, number)
            rules = text.policy.rules
            life = life_of(connection, rules, ordinal, number)
            found = [] if life is None else list(life.objections)
            if not text.has_persons:
                return found
            names = names_of(connection, list({each.unit for each in found}))
            return [evolve(each, unit=names.get(each.unit, each.unit)) for each in found]

    def status(
        self,
        period: int | str | date | None = None,
        *,
        on: date | None = None,
        policy: str | None = None,
        as_of: datetime | date | None = None,
    ) -> Status:
        """Where a period stands, what comes next, and what is overdue.

        Args:
            period: The period, as in results; left out, the last one in which there is something.
            on: The day on which something is overdue, or not; left out, today.
            policy: The id of the policy; left out, the only one.
            as_of: What was known at an instant, or at the end of a day; left out, now.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            RegisterError: There is no such policy, it does not judge the period, or there is nothing yet.
        """
        today = a_day("on", on) or datetime.now(self.zone).date()
        with self._database.reading() as connection:
            moment = self._moment(connection, as_of)
            adopted = self._texts(connection, policy, moment.number)[-1]
            rules = adopted.policy.rules
            last = _last_period(connection, rules.id, moment) if period is None else None
            if period is None and last is None:
                raise refused("nothing-yet", policy=rules.id)
            ordinal = last if last is not None else a_period("period", period, rules.period)
            text = self._policies.judging(connection, rules.id, ordinal, moment.number)
            found = status_of(connection, self._policies, text, ordinal, moment, today, self.zone)
            found = evolve(found, tasks=tuple(named_tasks(connection, found.tasks, of_persons=adopted.has_persons)))
            return _named(connection, found) if adopted.has_persons else found

    def letters(  # noqa: PLR0913  each by its name
        self,
        period: int | str | date,
        *,
        units: Collection[str | int] | None = None,
        consequences: Collection[str] | None = None,
        texts: str | PathLike[str] | None = None,
        language: str = "en",
        changes: bool | int = False,
        first_number: int = 1,
        policy: str | None = None,
        as_of: datetime | date | None = None,
    ) -> Letters:
        """Letters about what is decided of a period: one for each consequence of each unit that stands.

        They tell what people decided beside the rules and why, how the appeal of a unit was answered, deadlines from
        the day of the approval or of the service, and who held the posts to which a consequence is addressed
        (``{persons}``). What awaits an approval has none. Nothing is recorded; see :meth:`Register.note_served`.

        Args:
            period: The period, as in results.
            units: The units; left out, all.
            consequences: As in :meth:`Policy.letters`; so are the other words.
            texts: A file with the office's own words.
            language: ``"en"`` or ``"zh"``.
            changes: Whether it is searched for what would have changed it.
            first_number: The number of the first letter.
            policy: The id of the policy; left out, the only one.
            as_of: What was known at an instant, or at the end of a day; left out, now.

        Returns:
            The letters, to be looked at or written.

        Raises:
            ArgumentError: One of the arguments cannot be used, nothing is decided of the period, or the words have a
                place for which there is nothing.
            NoSuchResultError: There never was a result of a unit.
            PolicyError: The file of the words cannot be used.
            RegisterError: There is no such policy, or it does not judge the period.
            UnknownLanguageError: There are no sentences in this language.
        """
        from targetrules.reading_letters import letter_options
        from targetrules.register.letters import Asked, RegisterLetters

        names = [a_unit("units", each) for each in units or ()]
        with self._database.reading() as connection:
            moment = self._moment(connection, as_of)
            text, ordinal = self._judging(connection, period, policy, moment.number)
            options = letter_options(
                text.policy,
                consequences=consequences,
                texts=texts,
                language=language,
                changes=changes,
                first_number=first_number,
            )
            asked = Asked({self._known_as(connection, text, each) for each in names}, text.has_persons, options)
            made = RegisterLetters(connection, self._policies, text.policy.rules, ordinal, moment, asked, self.zone)
            return made.written(self.sources)

    def followed_otherwise(
        self, period: int | str | date, *, policy: str | None = None, as_of: datetime | date | None = None
    ) -> list[str]:
        """The units of which something else became of consequences of the period before than it was decided with.

        A decision finds what became of them until its day, and says so. What is recorded later may be of days before:
        then the period is to be decided anew, with a reason.

        Args:
            period: The period that was decided, as in results.
            policy: The id of the policy; left out, the only one.
            as_of: What was known at an instant, or at the end of a day; left out, now.

        Returns:
            The units; none where the policy does not ask, or the period is not decided.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            RegisterError: There is no such policy, or it does not judge the period.
        """
        with self._database.reading() as connection:
            moment = self._moment(connection, as_of)
            text, ordinal = self._judging(connection, period, policy, moment.number)
            rules = text.policy.rules
            found = became_otherwise(connection, self._policies, rules, ordinal, moment)
            names = names_of(connection, list(found)) if text.has_persons else {}
            return list(_told(names, found))

    def screen(self, status: Status) -> Shown:
        """Where a period stands, on one screen to be told or written.

        Args:
            status: What :meth:`status` has told.

        Raises:
            ArgumentError: This is none.
        """
        from targetrules.register.status_screen import status_shown

        of = instance_of("status", status, Status, "status")
        with self._database.reading() as connection:
            rules = self._texts(connection, of.policy)[-1].policy.rules
            policy = self._policies.judging(connection, of.policy, a_period("period", of.period, rules.period)).policy
            return evolve(status_shown(of, policy, offices_at(connection)), sources=self.sources)


def _last_period(connection: Connection, policy: str, moment: Moment) -> int | None:
    """The last period of which there are results or targets; None where there are none."""
    found = []
    for known in (result_versions.c, target_versions.c):
        query = select(func.max(known.period)).where(known.policy == policy, known.event <= moment.number)
        found.append(connection.scalar(query))
    return max((each for each in found if each is not None), default=None)


def _named(connection: Connection, status: Status) -> Status:
    """The same with the names of persons in place of the digests by which events know them."""
    units = {unit for each in status.steps for unit in each.lacking} | {
        unit for each in status.next for unit in each.units
    }
    objections = () if status.life is None else status.life.objections
    units |= {each.unit for each in objections} | set(status.followed) | set(status.overridden)
    names = names_of(connection, sorted(units))
    named = tuple(evolve(each, unit=names.get(each.unit, each.unit)) for each in objections)
    return evolve(
        status,
        steps=tuple(evolve(each, lacking=_told(names, each.lacking)) for each in status.steps),
        next=tuple(evolve(each, units=_told(names, each.units)) for each in status.next),
        life=None if status.life is None else evolve(status.life, objections=named),
        overridden=_told(names, status.overridden),
        followed=_told(names, status.followed),
    )


def _told(names: Mapping[str, str], digests: tuple[str, ...]) -> tuple[str, ...]:
    """Persons by their names, in the order of these: that of digests is another in every register."""
    return tuple(sorted(names.get(each, each) for each in digests))
