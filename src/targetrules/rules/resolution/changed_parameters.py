"""Parameters that an extension changes: whether each value stays within what its base grants."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from targetrules.data import frozen
from targetrules.period import period_text
from targetrules.rules.leaf import Share
from targetrules.rules.resolution.context import ResolutionContext
from targetrules.rules.resolution.declarations import parameters_of
from targetrules.rules.resolution.granted import bounds_of, is_narrower, is_within, shown
from targetrules.rules.resolution.lower import FoundPolicy
from targetrules.source.collector import DiagnosticCollector
from targetrules.source.diagnostic import Path
from targetrules.syntax import schema as syntax
from targetrules.syntax.shape import as_toml
from targetrules.wording import Word

__all__ = ["check_changes"]


@frozen(slots=True)
class _Entry:
    """A value of a parameter: from when it is in force, and within which bounds it may be changed."""

    start: int | None
    amount: Decimal | Share
    written: syntax.Parameter
    path: Path


@frozen(slots=True)
class _Change:
    """The values of one parameter in a policy and in its base, and where both of them hold."""

    name: str
    own: Sequence[_Entry]
    base: Sequence[_Entry]
    found: FoundPolicy
    context: ResolutionContext

    def add(self, code: str, path: Path, of_base: Path, **said: Any) -> None:
        self.context.diagnostics.add(code, path, name=self.name, **said, **self.found.stands(of_base))

    def period(self, start: int | None) -> str:
        return "" if start is None else str(period_text(self.context.period_kind, start))


def check_changes(own: syntax.PolicyFile, base: FoundPolicy, diagnostics: DiagnosticCollector) -> None:
    """Note every value that a policy gives to a parameter of its base, and the base does not grant."""
    silent = ResolutionContext(own, DiagnosticCollector())
    read = parameters_of(silent)
    for name, entries in (own.parameters or {}).items():
        written = (base.written.parameters or {}).get(name)
        if written is None or any(each.path[:2] == ("parameters", name) for each in silent.diagnostics.found):
            continue  # it is new, or what is wrong with it is told of the whole
        before = base.rules.parameters[name].values
        sides = [
            [
                _Entry(start, amount, entry, ("parameters", name, at))
                for at, ((start, amount), entry) in enumerate(zip(values, each, strict=True))
            ]
            for values, each in ((read[name].values, entries), (before, written))
        ]
        _check(_Change(name, sides[0], sides[1], base, ResolutionContext(own, diagnostics)))


def _check(change: _Change) -> None:
    """Look at each stretch of periods in which neither value changes."""
    starts = {each.start for side in (change.own, change.base) for each in side}
    for start in sorted(starts, key=lambda each: (each is not None, each or 0)):
        own, base = (_in_force(side, start) for side in (change.own, change.base))
        if own is None:
            of_base: Path = ("parameters", change.name) if base is None else base.path
            change.add("TR265", ("parameters", change.name), of_base, at="key", start=change.period(start))
        elif base is None:
            change.add("TR266", own.path, change.base[0].path, at="key")
        else:
            _check_value(own, base, change)


def _in_force(side: Sequence[_Entry], start: int | None) -> _Entry | None:
    found = [each for each in side if each.start is None or (start is not None and each.start <= start)]
    return found[-1] if found else None


def _check_value(own: _Entry, base: _Entry, change: _Change) -> None:
    """The value is the base's, or within what the base grants; and no more is granted to others."""
    may = base.written.may
    if own.amount != base.amount:
        if may is None:
            change.add("TR263", (*own.path, "value"), base.path, found=as_toml(own.written.value))
            return
        if not all(is_within(own.amount, key, bound) for key, bound in bounds_of(may)):
            said = {"found": as_toml(own.written.value), "bounds": shown(may)}
            change.add("TR264", (*own.path, "value"), (*base.path, "may"), **said)
    if own.written.may is not None and not is_narrower(own.written.may, may):
        bounds = Word("extending.nothing") if may is None else shown(may)
        of_base = base.path if may is None else (*base.path, "may")
        change.add("TR267", (*own.path, "may"), of_base, found=shown(own.written.may), bounds=bounds)
