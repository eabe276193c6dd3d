"""Facts of one unit after the other, joined by durable-rules as they come.

It was measured what of durable-rules 2.0.28 is sound: one thread at a time, facts asserted one by one in one session
that is deleted afterwards, integers within 2^53, and joins by equality. All else crashes the process, loses facts or
finds what is not there, and is not done here. To delete a session in which facts wait and no rule has fired crashes as
well: the first fact of each fires a rule.

What fires is taken from the library itself, as its host for Python does, without what that does besides: threads and
timers, a fact for the state of a session that is written anew whenever a rule fires, and handlers whose errors it
swallows. That is two thirds of its time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from threading import RLock
from typing import Any, Final

from targetrules.engine.live.lowering import THERE, Join
from targetrules.errors import InternalError

__all__ = ["FactsError", "JoinedFacts"]

_LOCK: Final = RLock()
"""Of the library as a whole: all hosts share what it keeps."""

_RULESET: Final = "r"
_SESSION: Final = "u"
_MOST: Final = 2**53
_PERIOD: Final = "p"
_FIRST: Final = "go"
_MOST_READ: Final = 10_000
"""So many answers of the library are kept, which are the same for units alike."""

_FIRED: Final = re.compile(rf'{{"(r[0-9]+)":{{"m0":{{"id":"b-?[0-9]+","{_PERIOD}":(-?[0-9]+)[,}}]')
"""A rule that has fired, and the period of its first fact, which is written as it was asserted."""


class FactsError(InternalError):
    """durable-rules did what it was measured not to do, or would have been given what it cannot take."""


class JoinedFacts:
    """The facts of units, and the signs that joins have found. It may be used from several threads.

    Args:
        joins: The joins of a policy.
    """

    def __init__(self, joins: tuple[Join, ...]) -> None:
        self._joining = joining(joins) if joins else None

    def signs(self, unit: str, period: int, held: Mapping[int, frozenset[str]]) -> frozenset[str]:
        """The signs of a row of a unit in a period.

        Facts of the unit that were there before, and still are, are not asserted again while no other unit is asked.

        Args:
            unit: The unit.
            period: The period.
            held: What held in the unit's rows, by period; those of the period and later ones are not looked at.
        """
        if self._joining is None:
            return frozenset()
        with _LOCK:
            return self._joining.signs((self, unit), period, held)


class _Joining:
    """The rules of some joins in a host, which cannot be taken out again, and the facts of whom it was asked last."""

    def __init__(self, joins: Sequence[Join]) -> None:
        from durable.engine import durable_rules_engine

        self._bits = frozenset(member.bit for join in joins for member in join.members)
        check_distinct([*self._bits, _PERIOD, _FIRST, "id", "sid", "$s"])
        self._library = durable_rules_engine
        self._signs = {
            f"r{at}": (join.sign, max(member.back for member in join.members)) for at, join in enumerate(joins)
        }
        self._furthest = max(member.back for join in joins for member in join.members)
        self._found: dict[int, set[str]] = {}
        self._loaded: dict[int, frozenset[str]] = {}
        self._written: dict[frozenset[str], str] = {}
        self._read: dict[str, tuple[str, int]] = {}
        self._ids: dict[int, str] = {}
        self._of: tuple[JoinedFacts, str] | None = None
        rules = {f"r{at}": _rule(join) for at, join in enumerate(joins)}
        rules[_FIRST] = {"all": [{"g": {_FIRST: 1}}]}
        self._rules: int = durable_rules_engine.create_ruleset(_RULESET, json.dumps(rules))

    def signs(self, of: tuple[JoinedFacts, str], period: int, held: Mapping[int, frozenset[str]]) -> frozenset[str]:
        """See :meth:`JoinedFacts.signs`."""
        if of != self._of or self._has_changed(period, held):
            self._forget()
        try:
            if self._of is None:
                self._assert(_FIRST, f'"{_FIRST}":1')
                self._of = of
            first = period - self._furthest
            for each in sorted([each for each in held.keys() - self._loaded.keys() if first <= each < period]):
                bits = held[each] & self._bits
                if bits:
                    self._assert(f"b{each}", f'"{_PERIOD}":{checked(each)}{self._text(bits)}')
                self._loaded[each] = held[each]
        except BaseException:
            self._forget()
            raise
        return frozenset(self._found.get(period, ()))

    def _has_changed(self, period: int, held: Mapping[int, frozenset[str]]) -> bool:
        """Whether facts before a period are there of which others have held, or none by now."""
        if self._loaded.items() <= held.items():
            return False
        for each, bits in self._loaded.items():
            if each < period:
                now = held.get(each)
                if now is not bits and now != bits:
                    return True
        return False

    def _text(self, bits: frozenset[str]) -> str:
        """The fields of what held, as the library reads them."""
        found = self._written.get(bits)
        if found is None:
            found = self._written[bits] = "".join(f',"{bit}":1' for bit in sorted(bits))
        return found

    def _assert(self, name: str, fields: str) -> None:
        """Assert a fact, and note what fires."""
        if self._ids.setdefault(_hash(name), name) != name:
            raise FactsError(f"the library would take {name} for another fact")
        _, at = self._library.assert_fact(self._rules, f'{{"id":"{name}",{fields},"sid":"{_SESSION}"}}')
        started = self._library.start_action_for_state(self._rules, at)
        fired = None if started is None else started[1]
        while fired is not None:
            self._note(fired)
            fired = self._library.complete_and_start_action(self._rules, at)

    def _note(self, fired: str) -> None:
        """Note the sign that a join gives, in the period that it has it for."""
        found = self._read.get(fired)
        if found is None:
            if len(self._read) >= _MOST_READ:
                self._read.clear()
            found = self._read[fired] = self._sign(fired)
        sign, period = found
        if sign:
            self._found.setdefault(period, set()).add(sign)

    def _sign(self, fired: str) -> tuple[str, int]:
        """The sign of a join that has fired, and the period of the row that has it; none of the rule for a beginning.

        The first fact is the earliest.
        """
        found = _FIRED.match(fired)
        if found is not None:
            sign, back = self._signs[found[1]]
            return sign, int(found[2]) + back
        if fired.startswith(f'{{"{_FIRST}":'):
            return "", 0
        raise FactsError(f"the library told of {fired}")

    def _forget(self) -> None:
        if self._of is not None:
            self._of = None
            self._library.delete_state(self._rules, _SESSION)
        for each in (self._found, self._loaded, self._ids):
            each.clear()


def _rule(join: Join) -> dict[str, Any]:
    """A join as the library writes it, the earliest fact first."""
    first, *others = sorted(join.members, key=lambda member: -member.back)
    members: list[dict[str, Any]] = [{"m0": _has(first.bit)}]
    for at, each in enumerate(others, 1):
        later = {_PERIOD: {"$add": {"$l": {"m0": _PERIOD}, "$r": first.back - each.back}}}
        members.append({f"m{at}": {"$and": [_has(each.bit), later]}})
    return {"all": members}


@cache
def joining(joins: tuple[Join, ...]) -> _Joining:
    """Those of the same policy share one, for no rules can be taken out of the library."""
    return _Joining(joins)


def _has(bit: str) -> dict[str, Any]:
    """The fact of a row in which something held; of every row, where that it is there is asked."""
    return {"$ex": {_PERIOD: 1}} if bit == THERE else {bit: 1}


# ---- what the library cannot take ------------------------------------------------------------------------------------


def checked(period: int) -> int:
    """The same; FactsError for anything but an integer within 2^53."""
    if type(period) is not int or abs(period) > _MOST:
        raise FactsError(f"the library cannot take {period!r}")
    return period


def check_distinct(names: Iterable[str]) -> None:
    """Raise FactsError where two names are one to the library, which knows them by 32 bits alone."""
    found: dict[int, str] = {}
    for name in names:
        if found.setdefault(_hash(name), name) != name:
            raise FactsError(f"the library takes {name} and {found[_hash(name)]} for one")


@lru_cache(maxsize=4_096)
def _hash(name: str) -> int:
    """FNV-1a of 32 bits."""
    value = 0x811C9DC5
    for byte in name.encode():
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value
