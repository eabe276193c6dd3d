"""The texts of policies that a register has adopted, and which of them judges a period."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from attrs import evolve, field
from sqlalchemy import Connection, select

from targetrules.data import define, frozen
from targetrules.loading import loads_kept
from targetrules.lower_policies import KeptText
from targetrules.period import period_text
from targetrules.policy import Policy
from targetrules.register.error import refused
from targetrules.register.event import Event, sha256
from targetrules.register.journal import event_at, last_number
from targetrules.register.schema import adoptions
from targetrules.rules.tree import Details, LowerPolicy, Rules
from targetrules.wording import Listing

__all__ = ["Adopted", "Policies", "kept_text", "rests_on", "text_of"]


@frozen(slots=True)
class Adopted:
    """A text of a policy that was adopted.

    Attributes:
        event: The number of the event.
        policy: The policy in the text as a register judges by it: outcomes of lower policies, which are recorded, are
            to it rows of details like others.
        first: The first period that it judges; None: all of them.
        has_persons: Whether its units are persons.
        whole: The policy as it stands in the text.
    """

    event: int
    policy: Policy
    first: int | None
    has_persons: bool
    whole: Policy

    @staticmethod
    def of(event: int, whole: Policy, first: int | None, *, has_persons: bool) -> Adopted:
        """A text that an event adopted."""
        details = {name: _recorded(each) for name, each in whole.rules.details.items()}
        is_above = any(each.policy is not None for each in whole.rules.details.values())
        policy = evolve(whole, rules=evolve(whole.rules, details=details)) if is_above else whole
        return Adopted(event, policy, first, has_persons, whole)

    @property
    def rests_on(self) -> frozenset[str]:
        """The ids of the policies by whose decisions it judges: of units below its own, and above them."""
        return frozenset(rests_on(self.whole.rules))

    @property
    def lower(self) -> Mapping[str, LowerPolicy]:
        """The lower policies, by the names of the details that are their outcomes."""
        known = self.whole.rules.details.items()
        return {name: each.policy for name, each in known if each.policy is not None}


def rests_on(rules: Rules) -> Iterator[str]:
    """The ids of the policies by whose decisions one judges: of units below its own, and above them."""
    yield from (each.policy.id for each in rules.details.values() if each.policy is not None)
    yield from (each.above.policy for each in rules.inputs.values() if each.above is not None)


def _recorded(details: Details) -> Details:
    """Details whose rows are recorded, if they are outcomes: nothing in them is changed to see what would follow."""
    if details.policy is None:
        return details
    inputs = {name: evolve(each, changeable=False) for name, each in details.rules.inputs.items()}
    return evolve(details, policy=None, rules=evolve(details.rules, inputs=inputs))


@define(eq=False)
class Policies:
    """The adopted texts, each of them read once."""

    _loaded: dict[int, Adopted] = field(factory=dict)

    def adopted(self, connection: Connection, policy: str, upto: int | None = None) -> list[Adopted]:
        """The texts of a policy in the order in which they were adopted, those up to an event alone."""
        query = select(adoptions).where(adoptions.c.policy == policy).order_by(adoptions.c.event)
        if upto is not None:
            query = query.where(adoptions.c.event <= upto)
        return [self._text(connection, row.event) for row in connection.execute(query).all()]

    def ids(self, connection: Connection, upto: int | None = None) -> list[str]:
        """The ids of all policies that were adopted, up to an event."""
        query = select(adoptions.c.policy)
        return sorted(set(connection.scalars(query if upto is None else query.where(adoptions.c.event <= upto))))

    def chosen(self, connection: Connection, asked: str | None, upto: int | None = None) -> str:
        """The policy of that id; where none is asked for, the only one that there is."""
        known = self.ids(connection, upto)
        if asked is None and len(known) == 1:
            return known[0]
        if not known:
            raise refused("no-policy" if upto is None or not self.ids(connection) else "no-policy-then")
        if asked is None:
            raise refused("several-policies", policies=Listing(tuple(known)))
        if asked not in known:
            raise refused("unknown-policy", policy=asked, policies=Listing(tuple(known)))
        return asked

    def judging(self, connection: Connection, policy: str, period: int, upto: int | None = None) -> Adopted:
        """The text that judges a period: of those that judge it the one that was adopted last."""
        texts = self.adopted(connection, policy, upto)
        found = next((each for each in reversed(texts) if each.first is None or each.first <= period), None)
        if found is None:
            kind, first = texts[-1].policy.rules.period, min(each.first or 0 for each in texts)
            said = {"period": period_text(kind, period), "first": period_text(kind, first)}
            raise refused("before-first", policy=policy, **said)
        return found

    def text(self, connection: Connection, event: int) -> Policy:
        """The policy in the text that an event adopted."""
        return self._text(connection, event).policy

    def above(self, connection: Connection, policy: str) -> list[str]:
        """The ids of the policies that judge by what one decides: directly, in any of their texts.

        What one decides of the units above is an input of theirs, or what it decides of those below their details.
        """
        texts = ((id_, self.adopted(connection, id_)) for id_ in self.ids(connection))
        return [id_ for id_, some in texts if any(policy in text.rests_on for text in some)]

    @contextmanager
    def forgotten_where_refused(self, connection: Connection) -> Iterator[None]:
        """Where what is recorded within it is undone, forget the texts that it adopted: others get their numbers."""
        last = last_number(connection, None)
        try:
            yield
        except BaseException:
            for number in [each for each in self._loaded if each > last]:
                del self._loaded[number]
            raise

    def _text(self, connection: Connection, number: int) -> Adopted:
        if number not in self._loaded:
            row = connection.execute(select(adoptions).where(adoptions.c.event == number)).first()
            event = event_at(connection, number)
            if event is not None and row is not None:
                whole, persons = read_text(event), bool(row.persons)
                self._loaded[number] = Adopted.of(number, whole, row.first_period, has_persons=persons)
        return self._loaded[number]


def read_text(event: Event) -> Policy:
    """The policy in an event that adopted it, with those below it and those that it extends, which the event has."""
    values = event.values
    lower = {each["table"]: kept_text(each["policy"], each) for each in values.get("lower", ())}
    return loads_kept(kept_text(values["name"], values), lower)


def kept_text(name: str, values: Mapping[str, Any]) -> KeptText:
    """The text of a policy in an event, with those of its bases."""
    return KeptText(name, values["text"], tuple((each["policy"], each["text"]) for each in values.get("bases", ())))


def text_of(policy: Policy) -> str:
    """The whole text of a policy as it stands in its file; RegisterError where that is not there any more."""
    for text in _texts(policy):
        if sha256(text) == policy.digest:
            return text
    raise refused("policy-text", policy=policy.name)


def _texts(policy: Policy) -> Iterator[str]:
    """What the policy was read from, and what stands in its file now: with a mark or other ends of lines."""
    if policy.document is not None:
        yield policy.document.text
    if policy.files:
        with suppress(OSError, UnicodeDecodeError):
            yield Path(policy.files[0]).read_bytes().decode()
