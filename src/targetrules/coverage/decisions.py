"""Every condition by which a policy decides, with its entries: of measures, grading, consequences, and all the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from attrs import evolve

from targetrules.coverage.entries import Asked, Decision, DecisionReader, Entry, Joined
from targetrules.rules import tree
from targetrules.rules.analysis.written import cases_of, formulas_of
from targetrules.rules.parts import parts_of
from targetrules.rules.resolution.ballot_names import VALID, named
from targetrules.rules.resolution.indicator_dates import range_of
from targetrules.rules.resolution.indicator_names import Names
from targetrules.source.diagnostic import Path
from targetrules.syntax import schema as syntax
from targetrules.syntax.shape import as_toml

__all__ = ["decisions_of", "rule_paths"]

_OWN_WORDS = ("label", "description")
"""Keys of a named condition that are no entries, unless they are the name of something."""


def decisions_of(rules: tree.Rules, written: syntax.PolicyFile) -> list[Decision]:
    """The decisions of a policy, in the order in which its parts are evaluated, not that of the file."""
    found = [
        *_of_measures(rules, written),
        *_of_indicators(rules, written),
        *_of_ballots(written),
        *_of_rankings(rules, written),
        *_of_grading(rules, written),
        *_of_named(rules, written.conditions or {}, ("conditions",), None),
        *_of_statuses(rules, written),
        *_of_consequences(rules, written),
    ]
    for name, each in (written.details or {}).items():
        found += _of_named(rules.details[name].rules, each.conditions or {}, ("details", name, "conditions"), name)
    return found


def _read(condition: tree.Condition, table: Mapping[str, Any], path: Path, asked: Asked) -> Iterator[Decision]:
    """The decision of a table, and those within its statements about the past."""
    reader = DecisionReader(asked.details)
    yield Decision(path, reader.table(condition, table, path), asked)
    yield from reader.inner


# ---- measures --------------------------------------------------------------------------------------------------------


def _of_measures(rules: tree.Rules, written: syntax.PolicyFile) -> Iterator[Decision]:
    for measure in rules.measures.values():
        for formula in formulas_of(measure, written):
            asked = Asked(formula.version.in_force)
            flags = list(_flags(formula.number))
            for at, flag in enumerate(flags):
                path = (*formula.path, "if", at)
                yield Decision(path, Entry(flag, path, f"if({flag.name}, …)"), asked)
        for version in measure.versions:
            for cases, paths in cases_of(measure, written):
                if cases is version.formula:
                    yield from _of_cases(cases, paths, written, Asked(version.in_force))


def _flags(number: tree.Number) -> Iterator[tree.FlagIs]:
    """The flags of which ``if(flag, …)`` asks; a count or a share over a group asks of others, and is no decision."""
    if isinstance(number, tree.Aggregate) and number.flag is not None:
        return
    if isinstance(number, tree.Cases) and len(number.of) == 1 and isinstance(number.of[0].when, tree.FlagIs):
        yield number.of[0].when
    for part in parts_of(number):
        yield from _flags(part)


def _of_indicators(rules: tree.Rules, written: syntax.PolicyFile) -> Iterator[Decision]:
    """Whether the target of each is met, and whether a unit carries it."""
    for name, indicator in (written.indicators or {}).items():
        path: Path = ("indicators", name)
        at, met = (*path, "target"), tree.FlagIs(Names(name)["met"], wanted=True)
        in_force = range_of(indicator, rules.period)
        asked = Asked(in_force)
        yield Decision(at, Entry(met, at, f"target = {_target(indicator.target)}"), asked)
        if indicator.carried is not None:
            at = (*path, "carried")
            when = rules.conditions[Names(name)["carried"]].when
            if in_force != tree.PeriodRange() and isinstance(when, tree.All):
                when = when.of[-1]  # the first is that it is in force
            yield from _read(when, indicator.carried, at, asked)
        elif indicator.not_carried is not None:
            at = (*path, "not_carried")
            text = f"not_carried = {as_toml(indicator.not_carried)}"
            yield Decision(at, Entry(tree.FlagIs(Names(name)["carried"], wanted=False), at, text), asked)


def _of_ballots(written: syntax.PolicyFile) -> Iterator[Decision]:
    """Whether there are enough answers: of each group of voters, where there are several."""
    for name, ballot in (written.ballots or {}).items():
        path: Path = ("ballots", name)
        whole = (*path, "at_least") if ballot.at_least is not None else path
        groups = {
            named(name, group): (*path, "voters", group, *(["at_least"] if each.at_least is not None else []))
            for group, each in (ballot.voters or {}).items()
        }
        for of, at in (groups or {name: whole}).items():
            flag = tree.FlagIs(named(of, VALID), wanted=True)
            yield Decision(at, Entry(flag, at, named(of, VALID)))


def _target(target: str | syntax.Multiple) -> str:
    """A target as it is written."""
    if isinstance(target, str):
        return as_toml(target)
    return f"{{ multiple = {as_toml(target.multiple)}, over = {target.over} }}"


def _of_cases(cases: tree.Cases, paths: Sequence[Path], written: syntax.PolicyFile, asked: Asked) -> Iterator[Decision]:
    for at, (case, path) in enumerate(zip(cases.of, paths, strict=False)):
        before = tuple(each.when for each in cases.of[:at])
        yield from _read(case.when, _at(written, path), path, evolve(asked, after=before))


def _at(part: Any, path: Path) -> Any:
    """What is written at a place."""
    for key in path:
        in_it: Any = part
        part = in_it[key] if isinstance(part, dict | list) else getattr(part, str(key))
    return part


# ---- rankings and grading --------------------------------------------------------------------------------------------


def _of_rankings(rules: tree.Rules, written: syntax.PolicyFile) -> Iterator[Decision]:
    for name, ranking in rules.rankings.items():
        if ranking.among is not None:
            path = ("rankings", name, "among")
            yield from _read(ranking.among, _at(written, path), path, Asked(ranking.in_force))


def _of_grading(rules: tree.Rules, written: syntax.PolicyFile) -> Iterator[Decision]:
    grading, tables = rules.grading, written.grading
    if grading is None or tables is None:
        return
    before: tuple[tree.Condition, ...] = ()
    for at, scale in enumerate(grading.scales):
        if scale.when is not None:
            path: Path = ("grading", "scales", at, "when")
            yield from _read(scale.when, _at(written, path), path, Asked(decides=True, after=before))
            before = (*before, scale.when)
    for rule, path in rule_paths(grading):
        if (table := _at(written, (*path, "when"))) is not None:
            yield from _read(rule.when, table, (*path, "when"), Asked(decides=True))


def rule_paths(grading: tree.Grading) -> Iterator[tuple[tree.UnitRule, Path]]:
    """The rules of grading that look at one unit alone, and where each stands."""
    kinds: dict[str, Sequence[tree.UnitRule]] = {
        "unrated": grading.unrated,
        "forced": grading.forced,
        "floors": grading.floors,
        "steps": grading.limits,
        "caps": grading.caps,
    }
    for key, found in kinds.items():
        for at, rule in enumerate(found):
            yield rule, ("grading", key, at)


# ---- conditions, statuses, consequences ------------------------------------------------------------------------------


def _of_named(
    rules: tree.Rules, tables: Mapping[str, syntax.Condition], path: Path, details: str | None
) -> Iterator[Decision]:
    known = {*rules.inputs, *rules.parameters, *rules.measures, *rules.conditions, *rules.statuses, *rules.rankings}
    for name, table in tables.items():
        own = {key: value for key, value in table.items() if key in known or key not in _OWN_WORDS}
        yield from _read(rules.conditions[name].when, own, (*path, name), Asked(details=details))


def _of_statuses(rules: tree.Rules, written: syntax.PolicyFile) -> Iterator[Decision]:
    for name, status in rules.statuses.items():
        yield from _read(status.enter, _at(written, ("statuses", name, "enter")), ("statuses", name, "enter"), Asked())
        if status.leave is not None:
            path = ("statuses", name, "leave")
            yield from _read(status.leave, _at(written, path), path, Asked(after=(status.enter,), within=name))


def _of_consequences(rules: tree.Rules, written: syntax.PolicyFile) -> Iterator[Decision]:
    """``when`` and ``unless`` are one decision: an exception decides nothing where its rule does not hold."""
    for at, rule in enumerate(rules.consequences):
        asked, reader = Asked(rule.in_force, decides=True), DecisionReader()
        joints = reader.table(rule.when, _at(written, ("consequences", at, "when")), ("consequences", at, "when"))
        if rule.unless is not None:
            path = ("consequences", at, "unless")
            joints = Joined("all", (joints, Joined("not", (reader.table(rule.unless, _at(written, path), path),))))
        yield Decision(("consequences", at), joints, asked)
        yield from reader.inner
