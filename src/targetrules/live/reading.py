"""What comes into the tables of a session, read: results, and rows of details with them or by themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from targetrules.arguments import ArgumentError
from targetrules.data import frozen
from targetrules.decision.details import table_of, together
from targetrules.decision.reading import read_apart
from targetrules.decision.request import no_details
from targetrules.decision.results import Results
from targetrules.history import Row
from targetrules.live.incoming import Incoming
from targetrules.live.tables import PlainTable, Table, key_below
from targetrules.results import Reader
from targetrules.results.detail_rows import file_of, options_of_details
from targetrules.results.options import FileOptions, Options, file_options_of
from targetrules.results.problem import ResultsError
from targetrules.wording import Listing, Word

if TYPE_CHECKING:
    from targetrules.results.options import RowsKeywords

__all__ = ["Came", "read_came"]


@frozen(slots=True)
class Came:
    """What was read: results by the names of their tables, and rows of details by those of theirs.

    ``whole`` has by tables of details the results that have come with all of their rows in it.
    """

    results: Mapping[str, Sequence[Row]]
    items: Mapping[str, Sequence[Row]]
    whole: Mapping[str, Sequence[Row]]


def read_came(
    table: PlainTable | Table,
    incoming: Mapping[str, Incoming],
    results: Any,
    how: RowsKeywords,
    method: Callable[..., Any],
) -> Came:
    """Read what comes into a table, with what is given of those below it.

    Args:
        table: The table.
        incoming: What reads the tables of results, by their names.
        results: What :meth:`Policy.evaluate` takes, or one mapping.
        how: How it is read, and what is done with the notes.
        method: The public method that took it.

    Raises:
        ArgumentError: One of the arguments cannot be used.
        ResultsError: Some of it cannot be understood; ``problems`` has all that is wrong.
    """
    options, file = file_options_of(method, how)
    given = [results] if isinstance(results, Mapping) else results
    if isinstance(table, PlainTable):
        if options.details is not None:
            raise no_details(next(iter(options.details), ""), ())
        read = read_apart(Reader(table.details.rules), given, options, file, (), {}, table.key)
        options.tell(read.notes)
        return Came({}, {table.key: read.own_history.rows}, {})
    if not table.rules.details and options.details is None:
        return Came({table.key: incoming[table.key].read(given, options, file)}, {}, {})
    return _read_tables(table, incoming, given, options, file)


def _read_tables(
    table: Table, incoming: Mapping[str, Incoming], given: Any, options: Options, file: FileOptions
) -> Came:
    """The same of a policy with details: all tables of results of which any are given, with the rows below these."""
    details = _given(table, given, options)
    wanted = [each for each in table.all() if isinstance(each, Table) and each.key in (table.key, *details)]
    errors = list[ResultsError]()
    results, items, whole = dict[str, Sequence[Row]](), dict[str, Sequence[Row]](), dict[str, Sequence[Row]]()
    for each in wanted:
        plain = {name: below.key for name, below in each.tables.items() if isinstance(below, PlainTable)}
        below = {name: details[key] for name, key in plain.items()}
        try:
            if each is table:
                read = incoming[each.key].read_with(given, options, file, below)
            else:
                lower = table_of(details[each.key])
                how = options_of_details(lower, options)
                read = incoming[each.key].read_with(lower.rows, how, file_of(lower), below, each.key)
        except ResultsError as error:
            errors.append(error)
            continue
        results[each.key] = read.own_history.rows
        items |= {key: read.details[name].own_history.rows for name, key in plain.items()}
        whole |= dict.fromkeys(plain.values(), results[each.key])
    if errors:
        raise together(errors)
    return Came(results, items, whole)


def _given(table: Table, given: Any, options: Options) -> Mapping[str, Any]:
    """The rows of the tables below one, by their whole names; ArgumentError where one is missing, or is none of it.

    Rows of details that are no outcomes come with the results that they belong to.
    """
    tables = {each.key: each for each in table.all()}
    details: Mapping[str, Any] = options.details or {}
    if isinstance(given, Results) and options.details is None:
        details = {key_below(table.key, name): each for name, each in given.all_details.items()}
    for name in details:
        if name not in tables or name == table.key:
            raise no_details(name, [each for each in tables if each != table.key])
    results = [each for each in tables.values() if isinstance(each, Table) and each.key in (table.key, *details)]
    needed = [below.key for each in results for below in each.tables.values() if isinstance(below, PlainTable)]
    needed += [each.rpartition(".")[0] for each in details if isinstance(tables[each], PlainTable)]
    missing = dict.fromkeys(each for each in needed if each not in details and each != table.key)
    if missing:
        example = ", ".join(f'"{each}": rows' for each in missing)
        names = Listing(tuple(f"“{each}”" for each in missing))
        raise ArgumentError("details", Word("arguments.missing-details", {"names": names, "example": example}))
    return details
