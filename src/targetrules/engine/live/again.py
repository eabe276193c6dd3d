"""Rows judged again one by one, whose places and groups are as they were: only what looks back comes out otherwise."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from attrs import field

from targetrules.data import frozen
from targetrules.engine.judged import Judged
from targetrules.engine.prepared.engine import Prepared
from targetrules.history import Row
from targetrules.rules import tree

__all__ = ["Again"]


@frozen(slots=True, eq=False)
class Again(Prepared):
    """The meaning of a policy in which nothing that compares units rests on their past.

    ``before`` has the rows as they were judged, by unit. Their groups are taken over, and with a quota the grade.
    """

    before: dict[str, Judged] = field(init=False, factory=dict)

    def started(
        self, rows: Iterable[Row], latest: dict[str, Judged], computed: Sequence[Judged] | None
    ) -> list[Judged]:
        found = Prepared.started(self, rows, latest, computed)
        for now in found:
            before = self.before[now.unit]
            now.cross_section, now.is_open = before.cross_section, before.is_open
        return found

    def _step(self, definition: tree.Definition) -> Callable[[list[Judged]], None]:
        match definition:
            case tree.Ranking():
                return partial(self._placed, definition)
            case tree.Grading(quotas=(_, *_)):
                return self._graded
            case _:
                return Prepared._step(self, definition)  # noqa: SLF001  its own

    def _placed(self, ranking: tree.Ranking, rows: Sequence[Judged]) -> None:
        for now in rows:
            now.standings[ranking.name] = self.before[now.unit].standings[ranking.name]

    def _graded(self, rows: Sequence[Judged]) -> None:
        for now in rows:
            before = self.before[now.unit]
            now.first_grade, now.grade, now.steps = before.first_grade, before.grade, before.steps
            now.filled, now.not_kept = before.filled, before.not_kept
            now.take_decided_grade()
