"""Labels of a policy in a workbook, where no two things may pass for one: those alike have their ids beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from targetrules.data import frozen
from targetrules.report.labels import PolicyLabels
from targetrules.visible import visible

__all__ = ["LabelsApart"]


@frozen
class LabelsApart:
    """The labels, each kind apart from its like: values, rankings, grades, consequences, roles."""

    names: PolicyLabels

    def value(self, name: str) -> str:
        """An input or a measure."""
        return self._values[name]

    def ranking(self, name: str) -> str:
        """A ranking."""
        return self._rankings[name]

    def grade(self, id_: str | None) -> str:
        """A grade; None is that there is none."""
        return self.names.grade(None) if id_ is None else self._grades[id_]

    def consequence(self, id_: str) -> str:
        """A consequence."""
        return self._consequences[id_]

    def role(self, id_: str) -> str:
        """Whom a consequence is for."""
        return self._roles[id_]

    @cached_property
    def _values(self) -> Mapping[str, str]:
        rules = self.names.rules
        return self._apart([*rules.inputs, *rules.measures], self.names.named)

    @cached_property
    def _rankings(self) -> Mapping[str, str]:
        return self._apart(self.names.rules.rankings, self.names.named)

    @cached_property
    def _grades(self) -> Mapping[str, str]:
        ids = [each.id for each in self.names.rules.grades]
        return self._apart(ids, self.names.grade, [self.names.grade(None)])

    @cached_property
    def _consequences(self) -> Mapping[str, str]:
        return self._apart([each.id for each in self.names.rules.consequences], self.names.consequence)

    @cached_property
    def _roles(self) -> Mapping[str, str]:
        ids = dict.fromkeys(id_ for each in self.names.rules.consequences for id_ in each.to)
        return self._apart(ids, self.names.role)

    def _apart(self, ids: Iterable[str], label: Callable[[str], str], taken: Iterable[str] = ()) -> Mapping[str, str]:
        """The label of each; with its id, where another has the same, or would have it with an id."""
        labels = {id_: label(id_) for id_ in ids}
        with_ids = {id_: self.names.say("with-id", label=told, id=visible(id_)) for id_, told in labels.items()}
        count = Counter([*labels.values(), *taken, *with_ids.values()])
        return {id_: told if count[told] == 1 else with_ids[id_] for id_, told in labels.items()}
