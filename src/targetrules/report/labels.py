"""What people call the things of a policy: labels in the reader's language in place of ids."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from targetrules.data import frozen
from targetrules.rules.definition import Label, label_text
from targetrules.rules.tree import Rules
from targetrules.visible import visible
from targetrules.wording import say

__all__ = ["PolicyLabels"]


@frozen
class PolicyLabels:
    """The labels of one policy in one language; an id stands for itself where the policy gives it none."""

    rules: Rules
    language: str

    def heading(self) -> str:
        """The policy's title, with its id, as it stands above a table."""
        return self.say("title", id=self.rules.id, title=self.title())

    def title(self) -> str:
        """The policy's title."""
        return self._text(self.rules.title, self.rules.id)

    def grade(self, id_: str | None) -> str:
        """A grade by its id; None is the unit that was deliberately given none, or whose grade is missing."""
        if id_ is None:
            return self.say("no-grade")
        return self._text(self.rules.grades[self.rules.grade_position[id_]].label, id_)

    def option(self, name: str, option: str) -> str:
        """A word of a choice; where the input is none, or has no label for it, the word itself."""
        given = self.rules.inputs.get(name)
        return self._text({} if given is None else given.option_labels.get(option, {}), option)

    def consequence(self, id_: str) -> str:
        """A consequence by its id."""
        label = next(rule.label for rule in self.rules.consequences if rule.id == id_)
        return self._text(label, id_)

    def step(self, id_: str) -> str:
        """A step of the procedure."""
        return self._text(next(step.label for step in self.rules.steps if step.id == id_), id_)

    def role(self, id_: str) -> str:
        """Whom consequences are for, which need not be listed."""
        role = self.rules.roles.get(id_)
        return id_ if role is None else self._text(role.label, id_)

    def severity(self, id_: str) -> int:
        """How severe a consequence is; 0 where the policy does not say."""
        return next(rule.severity or 0 for rule in self.rules.consequences if rule.id == id_)

    def claim(self, id_: str) -> str:
        """What a claim says of itself."""
        description = next(claim.description for claim in self.rules.claims if claim.id == id_)
        return self._text(description, id_)

    def rule(self, id_: str) -> str:
        """Whatever can be undetermined: a consequence, a status, or a rule of grading such as ``grading.caps.1``."""
        if any(rule.id == id_ for rule in self.rules.consequences):
            return self.consequence(id_)
        if id_ in self.rules.statuses:
            return self._text(self.rules.statuses[id_].label, id_)
        _, kind, number = id_.split(".")
        return self.say(f"grading-{kind}", number=number)

    def missing(self, written: str) -> str:
        """What is missing: ``name``, ``name@2010`` in an earlier period, ``@2010`` where there was no result then."""
        if written in self._labels():
            return self.named(written)
        name, at, period = written.rpartition("@")
        if not at:
            return self.named(written)
        if not name:
            return self.say("no-result-then", period=period)
        return self.say("missing-then", name=self.named(name), period=period)

    def named(self, name: str) -> str:
        """An input, parameter, measure, ranking or condition; ``grade`` may be the final one."""
        label = self._labels().get(name, {})
        return self._text(label, self.say("grade") if name == "grade" else name)

    def period_heading(self) -> str:
        """What the column of the periods is called."""
        return self.say(f"period-{self.rules.period.value}")

    def say(self, key: str, **values: Any) -> str:
        """A sentence of the reports."""
        return say(f"reports.{key}", self.language, values)

    def _text(self, label: Label, otherwise: str) -> str:
        """The label in the language, made visible; ``otherwise`` where there is none."""
        return visible(label_text(label, self.language, otherwise))

    def _labels(self) -> Mapping[str, Label]:
        rules = self.rules
        named = (rules.parameters, rules.inputs, rules.measures, rules.rankings, rules.conditions, rules.statuses)
        found: dict[str, Label] = {}
        for kind in named:
            found.update((name, each.label) for name, each in kind.items())
        return found
