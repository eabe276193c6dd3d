"""What a register tells of persons: who holds which post, and what came to somebody in which post."""

from __future__ import annotations

from datetime import date, datetime

from attrs import evolve

from targetrules.arguments import a_day, a_unit
from targetrules.data import frozen
from targetrules.period import ordinal_of_printed
from targetrules.register.addressees import Addressees
from targetrules.register.cycle_reading import CycleReader
from targetrules.register.decisions import decisions_at
from targetrules.register.fulfilment import Task, tasks_at
from targetrules.register.persons import person_known
from targetrules.register.posts import Post, posts_at
from targetrules.register.text import needed
from targetrules.register.with_names import named_posts, named_tasks

__all__ = ["PeopleReader", "PersonRecord"]


@frozen(slots=True)
class PersonRecord:
    """A consequence that came to a person in a post.

    Attributes:
        post: The post, which the person held on the day of the decision.
        period: The period, as it is printed.
        grade: The id of the grade of the unit; None: it has none.
        decided: The day on which the consequence was decided.
        task: The consequence, and what has become of it.
    """

    post: Post
    period: int | str
    grade: str | None
    decided: date
    task: Task


class PeopleReader(CycleReader):
    """What a register knows of persons: see :class:`ReadOnlyRegister`."""

    def people(
        self,
        *,
        on: date | None = None,
        unit: str | int | None = None,
        person: str | None = None,
        policy: str | None = None,
        as_of: datetime | date | None = None,
    ) -> list[Post]:
        """Who holds, or held, which post.

        Args:
            on: Only posts that are held on this day; left out, all.
            unit: Only those of this unit.
            person: Only those of this person, by the name.
            policy: The id of the policy; left out, the only one.
            as_of: What was known at an instant, or at the end of a day; left out, now.

        Returns:
            The posts, by their first days.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            NoSuchResultError: There never was a result of the unit.
            RegisterError: There is no such policy, or the register knows no such person.
        """
        day, name = a_day("on", on), None if person is None else needed("person", person)
        with self._database.reading() as connection:
            number = self._moment(connection, as_of).number
            adopted = self._texts(connection, policy, number)[-1]
            of = None if unit is None else self._known_as(connection, adopted, a_unit("unit", unit))
            digest = None if name is None else person_known(connection, name)
            found = posts_at(connection, adopted.policy.id, number, unit=of, person=digest)
            return named_posts(connection, [each for each in found if day is None or each.is_held_on(day)])

    def record_of(
        self, person: str, *, policy: str | None = None, as_of: datetime | date | None = None
    ) -> list[PersonRecord]:
        """The consequences that came to a person in the posts that the person held, as they stand.

        One came to whoever held a post to which it is addressed on the day on which it was decided.

        Args:
            person: The name.
            policy: The id of the policy; left out, the only one.
            as_of: What was known at an instant, or at the end of a day; left out, now.

        Returns:
            Them, by post, period and unit.

        Raises:
            ArgumentError: One of the arguments cannot be used.
            RegisterError: There is no such policy, or the register knows no such person.
        """
        name = needed("person", person)
        with self._database.reading() as connection:
            moment = self._moment(connection, as_of)
            rules = self._texts(connection, policy, moment.number)[-1].policy.rules
            digest = person_known(connection, name)
            days = Addressees(connection, self._policies, rules.id, moment.number, self.zone)
            found = []
            for post in posts_at(connection, rules.id, moment.number, person=digest):
                grades = decisions_at(connection, rules, moment, unit=post.unit)
                for task in tasks_at(connection, self._policies, rules.id, moment, post.unit, zone=self.zone):
                    key = ordinal_of_printed(rules.period, task.period), post.unit
                    day = days.day(*key, task.consequence)
                    if post in task.persons and day is not None:
                        found.append(PersonRecord(post, task.period, grades[key].grade, day, task))
            posts = named_posts(connection, [each.post for each in found])
            tasks = named_tasks(connection, [each.task for each in found])
            named = zip(found, posts, tasks, strict=True)
            return [evolve(each, post=post, task=task) for each, post, task in named]
