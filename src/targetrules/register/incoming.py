"""What is posted to a register: read as results of the policy, and held against what is there."""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve
from sqlalchemy import Connection, select

from targetrules.alike import appearance
from targetrules.data import frozen
from targetrules.decision.reading import read_results
from targetrules.decision.results import Results
from targetrules.live.incoming import said_of_result
from targetrules.period import PeriodKind, ordinal_of_printed
from targetrules.policy import Policy
from targetrules.register.derived import groups_in
from targetrules.register.error import RegisterError, refused
from targetrules.register.followed_up import follow_ups_of
from targetrules.register.in_force import filled, had_targets
from targetrules.register.issuing import target_inputs
from targetrules.register.persons import alike, names_of, persons_of
from targetrules.register.policies import Adopted, Policies
from targetrules.register.schema import group_names, result_versions, units
from targetrules.register.stored import RowKey, column_lists_of, rows_of_units
from targetrules.register.units_above import aboves_of
from targetrules.results.notes import wanted, without_inputs
from targetrules.results.options import Options, file_options_of
from targetrules.results.problem import Problem, ResultsError
from targetrules.results.reading.successions import CODES, said_of
from targetrules.results.spellings import alike_advice
from targetrules.rules.reserved import columns_of
from targetrules.rules.succession import COLUMNS, SuccessionRow, continued_in, faults_of, merged_of
from targetrules.rules.tree import InputKind, Rules
from targetrules.wording import Word

if TYPE_CHECKING:
    from targetrules.results.options import RowsKeywords

__all__ = [
    "Posted",
    "alike_names",
    "check_absent",
    "check_new",
    "check_successions",
    "key_of",
    "read_posted",
    "with_issued_targets",
]

_AT_ONCE: Final = 500


@frozen(slots=True)
class Posted:
    """Results as an event records them.

    Attributes:
        adopted: The text of the policy that read them.
        columns: The names of the inputs that they have values of.
        rows: The unit, the period and the values as texts, a list a result.
        keys: The period and the unit of each.
        details: The columns and the rows of details, by their names.
        naming: What was said of names; empty where nothing was.
    """

    adopted: Adopted
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    keys: Sequence[RowKey]
    details: Mapping[str, Any]
    naming: Mapping[str, Any]

    @property
    def content(self) -> dict[str, Any]:
        """What an event says of them."""
        found = {"columns": self.columns, "rows": self.rows, "details": self.details, "naming": self.naming}
        rules = self.adopted.policy.rules
        below = {name: (rules.details[name].rules, table["columns"]) for name, table in self.details.items()}
        groups = {name: _groups(of, columns) for name, (of, columns) in {"": (rules, self.columns), **below}.items()}
        groups = {name: each for name, each in groups.items() if each}
        return found | ({"groups": groups} if groups else {})


def read_posted(
    connection: Connection, texts: Sequence[Adopted], rows: Any, how: RowsKeywords, method: Callable[..., Any]
) -> Posted:
    """Read rows by the text of the policy that judges their periods, and tell the notes on them.

    Args:
        connection: A transaction.
        texts: The texts of the policy, as they were adopted.
        rows: What :meth:`Policy.evaluate` takes, or one mapping.
        how: How they are read, and what is done with the notes.
        method: The public method that took them.

    Raises:
        ArgumentError: One of the arguments cannot be used.
        ResultsError: They cannot be understood; ``problems`` has all that is wrong.
        RegisterError: They are of periods that different texts judge.
    """
    options, file = file_options_of(method, how)
    given = [rows] if isinstance(rows, Mapping) else rows
    if hasattr(given, "read"):  # whatever can be read but once is kept, since two texts may read it
        given = BytesIO(given.read())
    elif isinstance(given, Iterator):
        given = list(given)
    adopted, results = _understood(connection, texts, given, options, file)
    options.tell(_without_what_follows(connection, adopted.policy, results.notes))
    header, cells = _cells(results)
    kind = adopted.policy.rules.period
    keys = [key_of(kind, row) for row in cells]
    headings = {each.columns[0]: name for name, each in columns_of(adopted.policy.rules).items()}
    below = {name: _table(each) for name, each in results.details.items() if name not in adopted.lower}
    naming = results.options.naming
    persons = {unit for _, unit in keys} if adopted.has_persons else set()  # nothing is said of their names in events
    said = {
        "distinct": [sorted(each) for each in naming.distinct if persons.isdisjoint(each)],
        "genuine": sorted(each for each in naming.genuine if each not in persons),
    }
    columns = [headings[each] for each in header[2:]]
    posted = Posted(adopted, columns, cells, keys, below, said if any(said.values()) else {})
    return _anonymous(connection, posted) if adopted.has_persons else posted


def _groups(rules: Rules, columns: Sequence[str]) -> list[str]:
    """Those of the inputs with these names by which units, or rows of details, are named or grouped."""
    inputs = rules.read_inputs
    return [each for each in columns if each in inputs and each in rules.groups and inputs[each].kind is InputKind.TEXT]


def _anonymous(connection: Connection, posted: Posted) -> Posted:
    """The same with the digests by which the register knows persons in place of their names."""
    said = [name for name in posted.columns if name in COLUMNS]
    if said:
        raise refused("persons-succeed", policy=posted.adopted.policy.id)
    digests = persons_of(connection, [unit for _, unit in posted.keys])
    details = {
        name: {**table, "rows": [[digests[unit], *cells] for unit, *cells in table["rows"]]}
        for name, table in posted.details.items()
    }
    rows = [[digests[unit], *cells] for unit, *cells in posted.rows]
    return evolve(posted, rows=rows, keys=[(period, digests[unit]) for period, unit in posted.keys], details=details)


def _understood(
    connection: Connection, texts: Sequence[Adopted], given: Any, options: Any, file: Any
) -> tuple[Adopted, Results]:
    """The rows as that text reads them that judges their periods: mostly the last one."""
    first_error = None
    for adopted in reversed(texts):
        if hasattr(given, "seek"):
            given.seek(0)
        known = _KnownUnits(connection, adopted.policy.id)
        try:
            how = _with_lower(adopted, options)
            results = read_results(adopted.policy._reader, given, how, file, None, known)  # noqa: SLF001
        except ResultsError as error:
            first_error = first_error or error
            continue
        judged = {_judging(texts, period) for period in _ordinals(results)}
        if judged <= {adopted.event}:
            return adopted, results
        if adopted.event in judged:
            raise refused("several-texts", policy=adopted.policy.id)
    if first_error is not None:
        raise first_error
    raise refused("several-texts", policy=texts[-1].policy.id)


def _without_what_follows(connection: Connection, policy: Policy, notes: tuple[Word, ...]) -> tuple[Word, ...]:
    """The notes but for those on columns that the register fills itself."""
    targets = target_inputs(policy) if had_targets(connection, policy.id) else {}
    known = policy.rules.inputs
    names = (*targets, *follow_ups_of(policy.rules), *aboves_of(connection, Policies(), policy.rules))
    filled_here = {wanted(known[name]) for name in names if name in known}
    return tuple(found for each in notes if (found := without_inputs(each, filled_here)) is not None)


def _judging(texts: Sequence[Adopted], period: int) -> int:
    """The event of the text that judges a period; of periods before all of them the earliest text reads results."""
    found = (each.event for each in reversed(texts) if each.first is None or each.first <= period)
    return next(found, texts[0].event)


def _ordinals(results: Results) -> Iterator[int]:
    kind = results.rules.period
    return (ordinal_of_printed(kind, period) for period in results.periods)


def key_of(kind: PeriodKind, cells: Sequence[Any]) -> RowKey:
    """The result that cells are of, which begin with the unit and the period."""
    return ordinal_of_printed(kind, cells[1]), cells[0]


def _with_lower(adopted: Adopted, options: Options) -> Options:
    """How rows are read whose details of outcomes are recorded already; RegisterError where rows of these come."""
    if not adopted.lower:
        return options
    given = options.details or {}
    for name in given:
        lower = adopted.lower.get(name.partition(".")[0])
        if lower is not None:
            raise refused("posted-below", policy=adopted.policy.id, details=name, lower=lower.id)
    return evolve(options, details={**given, **{name: [] for name in adopted.lower}})


def _cells(results: Results) -> tuple[list[str], list[list[str]]]:
    """The headings and the cells of what :meth:`Results.write` writes."""
    stream = BytesIO()
    results.write(stream)
    header, *rows = csv.reader(StringIO(stream.getvalue().decode(errors="surrogatepass"), newline=""))
    return header, rows


def _table(details: Results) -> dict[str, Any]:
    header, rows = _cells(details)
    headings = {each.columns[0]: name for name, each in details.rules.read_inputs.items()}
    return {"columns": [headings[each] for each in header[2:]], "rows": rows}


class _KnownUnits:
    """The units that have results in the register, looked up as they are asked for."""

    def __init__(self, connection: Connection, policy: str) -> None:
        self._connection, self._policy = connection, policy

    def __contains__(self, unit: object) -> bool:
        asked = select(units.c.unit).where(units.c.policy == self._policy, units.c.unit == unit)
        return self._connection.scalar(asked) is not None


# ---- held against what is there --------------------------------------------------------------------------------------


def check_new(connection: Connection, posted: Posted) -> None:
    """RegisterError where there is a result of one of the units in its period, or a name looks like another one."""
    rules, policy = posted.adopted.policy.rules, posted.adopted.policy.id
    there = _there(connection, policy, posted.keys)
    problems = []
    for (period, unit), cells in zip(posted.keys, with_issued_targets(connection, posted), strict=True):
        line = there.get((period, unit))
        if line is not None:
            same = "post-again" if next(csv.reader(StringIO(line, newline=""))) == list(cells) else "post-other"
            problems.append(said_of_result(rules, same, unit, period))
    problems += alike_names(connection, posted)
    problems += _alike_groups(connection, policy, posted)
    if problems:
        raise RegisterError(problems)


def with_issued_targets(connection: Connection, posted: Posted) -> list[Sequence[str]]:
    """The rows with the targets that are in force, as they will stand in the register."""
    rows = [(period, cells) for (period, _), cells in zip(posted.keys, posted.rows, strict=True)]
    return filled(connection, posted.adopted.policy.id, posted.columns, rows)


def alike_names(connection: Connection, posted: Posted) -> Iterator[Word]:
    """Which of the units look like others that are known, of which nobody said that they differ."""
    find = _alike_persons if posted.adopted.has_persons else _alike
    yield from find(connection, posted.adopted.policy.id, posted)


def check_absent(connection: Connection, posted: Posted) -> None:
    """RegisterError where there is no result of one of the units in its period, to be corrected."""
    there = _there(connection, posted.adopted.policy.id, posted.keys)
    rules = posted.adopted.policy.rules
    absent = [(at, unit) for at, unit in posted.keys if (at, unit) not in there]
    names = names_of(connection, [unit for _, unit in absent]) if posted.adopted.has_persons else {}
    problems = [said_of_result(rules, "correct-absent", names.get(unit, unit), at) for at, unit in absent]
    problems += _alike_groups(connection, posted.adopted.policy.id, posted)
    if problems:
        raise RegisterError(problems)


def _there(connection: Connection, policy: str, keys: Collection[RowKey]) -> dict[RowKey, str]:
    """The lines of those results that are there."""
    found: dict[RowKey, str | None] = {}
    known = result_versions.c
    wanted = set(keys)
    for period in sorted({period for period, _ in keys}):
        of_period = [unit for at, unit in keys if at == period]
        query = select(known.unit, known.line).where(known.policy == policy, known.period == period)
        for part in _parts(of_period) if len(of_period) <= _AT_ONCE else (None,):
            asked = query if part is None else query.where(known.unit.in_(part))
            for row in connection.execute(asked.order_by(known.event)):
                found[period, row.unit] = row.line
    return {key: line for key, line in found.items() if line is not None and key in wanted}


def _alike(connection: Connection, policy: str, posted: Posted) -> Iterator[Word]:
    """Names that look like those of other units, of which nobody said that they differ."""
    distinct = {frozenset(each) for each in posted.naming.get("distinct", ())}
    new = dict.fromkeys(unit for _, unit in posted.keys)
    looks = {unit: appearance(unit) for unit in new}
    others = _by_appearance(connection, policy, list(dict.fromkeys(looks.values())))
    for unit, look in looks.items():
        known = others.get(look, [])
        if unit in known:
            continue
        other = next((each for each in known if not any({unit, each} <= group for group in distinct)), None)
        if other is not None:
            key = "live.alike" if _had_result(connection, policy, other) else "register.alike-target"
            yield Word(key, {"unit": unit, "other": other, "advice": alike_advice(unit, other)})


def _had_result(connection: Connection, policy: str, unit: str) -> bool:
    """Whether a unit ever had a result: else targets were issued to it."""
    known = result_versions.c
    query = select(known.event).where(known.policy == policy, known.unit == unit)
    return connection.execute(query.limit(1)).first() is not None


def _alike_persons(connection: Connection, policy: str, posted: Posted) -> Iterator[Word]:
    """Names of persons that look like those of others; whoever is another person has a name of his own."""
    digests = list(dict.fromkeys(unit for _, unit in posted.keys))
    names = names_of(connection, digests)
    looks = alike(connection, policy, [appearance(name) for name in names.values()])
    known = {unit for part in _parts(digests) for unit in _units_of(connection, policy, part)}
    for unit in sorted(names.keys() - known, key=names.__getitem__):
        other = looks.get(appearance(names[unit]), names[unit])
        if other != names[unit]:
            yield Word("register.alike-person", {"unit": names[unit], "other": other})


def _units_of(connection: Connection, policy: str, wanted: Sequence[str]) -> Iterator[str]:
    yield from connection.scalars(select(units.c.unit).where(units.c.policy == policy, units.c.unit.in_(wanted)))


def _alike_groups(connection: Connection, policy: str, posted: Posted) -> Iterator[Word]:
    """Names of groups that look like others that stand in the same input, of which nobody said that they differ."""
    distinct = {frozenset(each) for each in posted.naming.get("distinct", ())}
    known = group_names.c
    for of, names in groups_in(posted.content).items():
        others: dict[str, list[str]] = {}
        for part in _parts(list(dict.fromkeys(map(appearance, names)))):
            asked = select(known.name, known.appearance).where(known.policy == policy, known.of == of)
            for row in connection.execute(asked.where(known.appearance.in_(part)).order_by(known.name)):
                others.setdefault(row.appearance, []).append(row.name)
        for name in names:
            there = others.get(appearance(name), [])
            other = next((each for each in there if not any({name, each} <= group for group in distinct)), None)
            if name not in there and other is not None:
                said = {"name": name, "other": other, "input": of, "advice": alike_advice(name, other)}
                yield Word("register.alike-group", said)


def _by_appearance(connection: Connection, policy: str, looks: Sequence[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for part in _parts(looks):
        asked = select(units.c.unit, units.c.appearance).where(units.c.policy == policy, units.c.appearance.in_(part))
        for row in connection.execute(asked):
            found.setdefault(row.appearance, []).append(row.unit)
    return found


def _parts(values: Sequence[str]) -> Iterator[Sequence[str]]:
    return (values[at : at + _AT_ONCE] for at in range(0, len(values), _AT_ONCE))


# ---- successions -----------------------------------------------------------------------------------------------------


def check_successions(connection: Connection, policy: Policy) -> None:
    """RegisterError where somebody goes on from a past that there is not, or one is lost, as things stand now."""
    names = _succeeding(connection, policy.id)
    rows = [
        SuccessionRow(unit, period, continued_in(row.values) or None, merged_of(row.values))
        for (period, unit), row in rows_of_units(connection, policy.id, names).items()
    ]
    problems = [
        Problem(CODES[fault.wrong], found=fault.name, **said_of(fault, policy.rules.period)).message
        for fault in faults_of(rows)
    ]
    if problems:
        raise RegisterError(problems)


def _succeeding(connection: Connection, policy: str) -> list[str]:
    """The units that ever said whose past they go on from, and those that they named."""
    lists = [id_ for id_, names in column_lists_of(connection).items() if not COLUMNS.keys().isdisjoint(names)]
    if not lists:
        return []
    known = result_versions.c
    units_said = connection.scalars(select(known.unit).where(known.policy == policy, known.columns.in_(lists)))
    found = dict.fromkeys(units_said)
    for row in rows_of_units(connection, policy, list(found)).values():
        named = (continued_in(row.values), *merged_of(row.values))
        found |= {name: None for name in named if name}
    return list(found)
