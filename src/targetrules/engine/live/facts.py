"""Facts of one unit after the other, joined by durable-rules as they come.

It was measured what of durable-rules 2.0.28 is sound: one host without threads, facts asserted one by one in one
session that is deleted afterwards, integers within 2^53, joins by equality, and handlers that raise nothing. All else
crashes the process, loses facts or finds what is not there, and is not done here. To delete a session in which facts
wait and no rule has fired crashes as well: the first fact of each fires a rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cache
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
            held: What held in the unit's earlier rows, by period.
        """
        if self._joining is None:
            return frozenset()
        with _LOCK:
            return self._joining.signs((self, unit), period, held)


class _Joining:
    """The rules of some joins in a host, which cannot be taken out again, and the facts of whom it was asked last."""

    def __init__(self, joins: Sequence[Join]) -> None:
        self._bits = frozenset(member.bit for join in joins for member in join.members)
        check_distinct([*self._bits, _PERIOD, _FIRST, "id", "sid", "$s"])
        self._found: dict[int, set[str]] = {}
        self._errors: list[BaseException] = []
        self._loaded: dict[int, frozenset[str]] = {}
        self._ids: dict[int, str] = {}
        self._of: tuple[JoinedFacts, str] | None = None
        rules = {f"r{at}": self._rule(join) for at, join in enumerate(joins)}
        self._host = _host({**rules, _FIRST: {"all": [{"g": {_FIRST: 1}}], "run": lambda _: None}})

    def signs(self, of: tuple[JoinedFacts, str], period: int, held: Mapping[int, frozenset[str]]) -> frozenset[str]:
        """See :meth:`JoinedFacts.signs`."""
        if of != self._of or any(held.get(each) != bits for each, bits in self._loaded.items()):
            self._forget()
        try:
            if self._of is None:
                self._assert({"id": _FIRST, _FIRST: 1})
                self._of = of
            for each in sorted(held.keys() - self._loaded.keys()):
                bits = held[each] & self._bits
                if bits:
                    self._assert({"id": f"b{each}", _PERIOD: each, **dict.fromkeys(bits, 1)})
                self._loaded[each] = held[each]
        except BaseException:
            self._forget()
            raise
        return frozenset(self._found.get(period, ()))

    def _assert(self, fact: dict[str, Any]) -> None:
        from durable import engine

        check_fact(fact)
        if self._ids.setdefault(_hash(fact["id"]), fact["id"]) != fact["id"]:
            raise FactsError(f"the library would take {fact['id']} for another fact")
        with suppress(engine.MessageNotHandledException):  # it matched nothing
            self._host.assert_fact(_RULESET, {**fact, "sid": _SESSION})
        if self._errors:
            raise FactsError("a handler failed") from self._errors[0]

    def _forget(self) -> None:
        if self._of is not None:
            self._of = None
            self._host.delete_state(_RULESET, _SESSION)
        for each in (self._found, self._errors, self._loaded, self._ids):
            each.clear()

    def _rule(self, join: Join) -> dict[str, Any]:
        """A join as the library writes it, the earliest fact first, with a handler that raises nothing."""
        first, *others = sorted(join.members, key=lambda member: -member.back)

        def hit(closure: Any) -> None:
            try:
                found = closure._m  # noqa: SLF001  nothing else has the facts of all members
                self._found.setdefault(int(found["m0"][_PERIOD]) + first.back, set()).add(join.sign)
            except BaseException as error:  # noqa: BLE001  the library would swallow it
                self._errors.append(error)

        members: list[dict[str, Any]] = [{"m0": _has(first.bit)}]
        for at, each in enumerate(others, 1):
            later = {_PERIOD: {"$add": {"$l": {"m0": _PERIOD}, "$r": first.back - each.back}}}
            members.append({f"m{at}": {"$and": [_has(each.bit), later]}})
        return {"all": members, "run": hit}


@cache
def joining(joins: tuple[Join, ...]) -> _Joining:
    """Those of the same policy share one, for no rules can be taken out of the library."""
    return _Joining(joins)


def _has(bit: str) -> dict[str, Any]:
    """The fact of a row in which something held; of every row, where that it is there is asked."""
    return {"$ex": {_PERIOD: 1}} if bit == THERE else {bit: 1}


def _host(rules: Mapping[str, Any]) -> Any:
    """A host without threads and timers that has these rules."""
    from durable import engine

    class QuietHost(engine.Host):  # type: ignore[misc]  # untyped
        def _run(self) -> None:
            """Start nothing."""

    host = QuietHost()
    host.register_rulesets({_RULESET: dict(rules)})
    return host


# ---- what the library cannot take ------------------------------------------------------------------------------------


def check_fact(fact: Mapping[str, object]) -> None:
    """Raise FactsError for a fact with anything but a short text or an integer within 2^53."""
    for name, value in fact.items():
        if not (isinstance(value, str) and len(value) < len(str(_MOST)) * 2) and not (
            type(value) is int and abs(value) <= _MOST
        ):
            raise FactsError(f"the library cannot take {name} = {value!r}")


def check_distinct(names: Iterable[str]) -> None:
    """Raise FactsError where two names are one to the library, which knows them by 32 bits alone."""
    found: dict[int, str] = {}
    for name in names:
        if found.setdefault(_hash(name), name) != name:
            raise FactsError(f"the library takes {name} and {found[_hash(name)]} for one")


def _hash(name: str) -> int:
    """FNV-1a of 32 bits."""
    value = 0x811C9DC5
    for byte in name.encode():
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value
