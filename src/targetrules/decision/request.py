"""What was asked for: the options that have a say in the outcomes, and in which they are recorded."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve, fields

from targetrules._version import __version__
from targetrules.arguments import ArgumentError, unlike
from targetrules.data import frozen
from targetrules.errors import TargetrulesError
from targetrules.report.record import FORMAT, Record, StepRecord
from targetrules.results.options import LAYOUTS
from targetrules.source.suggest import nearest
from targetrules.wording import Listing, Word

if TYPE_CHECKING:
    from targetrules.decision.results import Results
    from targetrules.results.detail_rows import DetailRows
    from targetrules.results.naming import Naming
    from targetrules.results.options import FileOptions, KeptRowsKeywords, Layout, Options
    from targetrules.results.plan import ReadingPlan

__all__ = ["BadOptionError", "Request", "no_details", "of_step", "options_asked", "record_of", "recorded"]

_MOST_ROWS: Final = 10**9


@frozen(slots=True, kw_only=True)
class Request:
    """How the results are read, the date of the decision, and which outcomes are wanted (empty: all).

    Each has the name of the option of the command line, and of the keyword of Python, that says it. A file of
    ``targets`` is recorded by what stands in it, not by its name.
    """

    decided_on: date | None = None
    unit: tuple[str, ...] = ()
    period: tuple[str, ...] = ()
    header_row: int | None = None
    sheet: str | None = None
    wide: str | None = None
    input_format: str | None = None
    encoding: str | None = None
    plan: ReadingPlan | None = None
    unit_column: str | None = None
    period_column: str | None = None
    layout: Layout | None = None
    same: tuple[tuple[str, ...], ...] = ()
    distinct: tuple[tuple[str, ...], ...] = ()
    leave_out: tuple[str, ...] = ()
    genuine: tuple[str, ...] = ()
    details_header_row: tuple[tuple[str, int], ...] = ()
    details_sheet: tuple[tuple[str, str], ...] = ()
    details_input_format: tuple[tuple[str, str], ...] = ()
    details_encoding: tuple[tuple[str, str], ...] = ()
    details_unit_column: tuple[tuple[str, str], ...] = ()
    details_period_column: tuple[tuple[str, str], ...] = ()
    targets: str | None = None

    @classmethod
    def of(cls, options: Options, file: FileOptions, decided_on: date | None = None) -> Request:
        """The request for all outcomes of results that are read so."""
        naming = options.naming
        return cls(
            decided_on=decided_on,
            header_row=file.header_row,
            sheet=file.sheet,
            wide=file.wide,
            input_format=file.input_format,
            encoding=file.encoding,
            plan=file.plan,
            unit_column=options.unit_column,
            period_column=options.period_column,
            layout=options.layout,
            same=tuple(naming.same.items()),
            distinct=tuple(map(tuple, naming.distinct)),
            leave_out=tuple(naming.leave_out),
            genuine=tuple(naming.genuine),
        )

    @property
    def naming(self) -> Naming:
        """What is said of names; ArgumentError where it cannot be meant."""
        from targetrules.results.naming import Naming

        same = {name: other for name, other in self.same}  # noqa: C416  these are pairs
        return Naming(same=same, distinct=self.distinct, leave_out=self.leave_out, genuine=self.genuine)

    @property
    def reading(self) -> KeptRowsKeywords:
        """How the results are read, as the keywords of Python."""
        return {
            "header_row": self.header_row,
            "sheet": self.sheet,
            "wide": self.wide,
            "input_format": self.input_format,
            "encoding": self.encoding,
            "plan": self.plan,
            "unit_column": self.unit_column,
            "period_column": self.period_column,
            "layout": self.layout,
            "naming": self.naming,
        }

    def details(self, rows: Mapping[str, Any]) -> Mapping[str, Any]:
        """Rows of details by name, with how each is read; ArgumentError where that is said of others than these."""
        from targetrules.results.detail_rows import READ_BY, DetailRows

        how: dict[str, dict[str, Any]] = {}
        for option in READ_BY:
            for name, value in getattr(self, f"details_{option}"):
                how.setdefault(name, {})[option] = value
        for name in how:
            if name not in rows:
                raise no_details(name, rows)
        return {name: DetailRows(each, **how[name]) if name in how else each for name, each in rows.items()}

    def table(self, rows: Any) -> DetailRows:
        """Rows of a table beside the results, with how they are read."""
        from targetrules.results.detail_rows import READ_BY, DetailRows

        return DetailRows(rows, **{option: getattr(self, option) for option in READ_BY})

    def recorded(self) -> dict[str, Any]:
        """The options that were given, by their names, as a record has them."""
        values = {each.name: getattr(self, each.name) for each in fields(Request) if each.name != "targets"}
        values["plan"] = None if self.plan is None else self.plan.said
        return {_hyphens(name): _plain(value) for name, value in values.items() if value not in (None, (), {})}

    @classmethod
    def of_record(cls, options: Mapping[str, Any]) -> Request:
        """The options of a record but for those that are not known here; BadOptionError where a value is wrong."""
        known = {_hyphens(each.name): each.name for each in fields(cls) if each.name != "targets"}
        return cls(**{known[name]: _value(name, value) for name, value in options.items() if name in known})


def options_asked(asked: object) -> Mapping[str, Any]:
    """The options that a caller wants to be recorded; ArgumentError where it is something else."""
    if asked is not None and not isinstance(asked, Mapping):
        raise unlike("asked", asked, "recorded-options")
    return asked or {}


def record_of(policy: str, digest: str, results: Results, decided_on: date | None = None) -> Record:
    """The record of what a policy, by its id and the SHA-256 of its file, decided of results.

    What had no file is known by a file that has the usual columns; only what is said of names matters for it.
    """
    request = Request.of(evolve(results.options, naming=results.naming), results.file_options, decided_on)
    if results.file_digest is None:
        request = evolve(request, unit_column=None, period_column=None, layout=None)
    request = evolve(request, **_of_details(results, request))
    return recorded(policy, digest, results, request)


def _of_details(results: Results, request: Request) -> dict[str, Any]:
    """How the tables of details were read, where that is not as the results were; what had no file as in a usual one.

    It is made of the keywords of a request.
    """
    from targetrules.results.detail_rows import READ_BY

    found: dict[str, list[tuple[str, Any]]] = {}
    for name, each in results.all_details.items():
        file, options = each.file_options, each.options
        how = {
            **dict.fromkeys(("unit_column", "period_column")),
            **{option: getattr(file, option) for option in ("header_row", "sheet", "input_format", "encoding")},
        }
        if each.file_digest is not None:
            how |= {"unit_column": options.unit_column, "period_column": options.period_column}
        for option in READ_BY:
            if how[option] not in (None, getattr(request, option) if option.endswith("_column") else None):
                found.setdefault(f"details_{option}", []).append((name, how[option]))
    return {option: tuple(pairs) for option, pairs in found.items()}


def recorded(policy: str, digest: str, results: Results, request: Request) -> Record:
    """The record of what was decided as a request asks."""
    rules = results.rules
    if results.all_details.keys() != rules.all_details.keys():
        raise ArgumentError(
            "record", Word("arguments.record-without-details", {"names": Listing(tuple(rules.all_details))})
        )
    return Record(
        policy,
        digest,
        results.digest,
        __version__,
        FORMAT,
        request.recorded(),
        details_sha256={name: each.digest for name, each in results.all_details.items()},
        lower_policies_sha256=rules.lower_digests,
        targets_sha256=results.targets_digest if results.file_digest is not None else "",
        bases_sha256=rules.base_digests,
    )


def of_step(record: Record, state: str) -> StepRecord:
    """The same of a step from a state, by its SHA-256."""
    parts = (record.policy, record.policy_sha256, record.input_sha256, record.version, record.format, record.options)
    return StepRecord(
        *parts,
        state,
        details_sha256=record.details_sha256,
        lower_policies_sha256=record.lower_policies_sha256,
        bases_sha256=record.bases_sha256,
        targets_sha256=record.targets_sha256,
    )


def no_details(name: str, known: Iterable[str]) -> ArgumentError:
    """The error for details that are none of the policy's."""
    known = tuple(known)
    near = nearest(name, known)
    values = {"found": name, "known": Listing(known), "near": near}
    key = "no-details-at-all" if not known else "no-details" if near is None else "no-details-near"
    return ArgumentError("details", Word(f"arguments.{key}", values))


class BadOptionError(TargetrulesError, ValueError):
    """The value of a recorded option cannot be understood.

    Attributes:
        name: The option's.
        value: What was recorded.
    """

    def __init__(self, name: str, value: Any) -> None:
        super().__init__(name, value)
        self.name = name
        self.value = value


def _hyphens(name: str) -> str:
    return name.replace("_", "-")


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return list(map(_plain, value))
    return value.isoformat() if isinstance(value, date) else value


def _value(name: str, recorded: Any) -> Any:
    match name, recorded:
        case "decided-on", str():
            return _date(name, recorded)
        case "unit" | "period" | "leave-out" | "genuine", [*_]:
            return _texts(name, recorded)
        case _, [*_] if name.startswith("details-"):
            return _said_of_details(name, recorded)
        case "same" | "distinct", [*_]:
            return _groups(name, recorded)
        case "header-row", int() if _is_row(recorded):
            return recorded
        case "sheet" | "wide" | "input-format" | "encoding" | "unit-column" | "period-column", str() if recorded:
            return recorded
        case "plan", {}:
            return _plan(recorded)
        case "layout", str() if recorded in LAYOUTS:
            return recorded
    raise BadOptionError(name, recorded)


def _plan(recorded: dict[str, Any]) -> ReadingPlan:
    from targetrules.results.plan import PLAN_KEYS, plan_of

    if recorded.keys() <= set(PLAN_KEYS):
        with suppress(ArgumentError):
            return plan_of(recorded)
    raise BadOptionError("plan", recorded)


def _is_row(recorded: int) -> bool:
    return not isinstance(recorded, bool) and 0 < recorded < _MOST_ROWS


def _groups(name: str, recorded: list[Any]) -> tuple[tuple[str, ...], ...]:
    """Names that stand for others, each with that, or names that are several."""
    groups = tuple(_texts(name, each) for each in recorded)
    fits = all(len(each) == len("ab") or (name == "distinct" and each) for each in groups)
    if not fits or (name == "same" and _contradict(groups)):
        raise BadOptionError(name, recorded)
    return groups


def _said_of_details(name: str, recorded: list[Any]) -> tuple[tuple[str, Any], ...]:
    """What is said of tables of details, each by its name."""
    if name == "details-header-row":
        return _header_rows(name, recorded)
    pairs = tuple(_texts(name, each) for each in recorded)
    if not _are_of_details(pairs):
        raise BadOptionError(name, recorded)
    return tuple((of, said) for of, said in pairs)


def _header_rows(name: str, recorded: list[Any]) -> tuple[tuple[str, int], ...]:
    """The row of headings of each table of details that has one."""
    pairs = [each for each in recorded if isinstance(each, list) and len(each) == len("ab")]
    rows = tuple((_texts(name, each[:1])[0], _value("header-row", each[1])) for each in pairs)
    if len(pairs) < len(recorded) or not _are_of_details(rows):
        raise BadOptionError(name, recorded)
    return rows


def _are_of_details(pairs: Sequence[tuple[Any, ...]]) -> bool:
    """Whether each is the name of details and something else, each name once."""
    return all(len(each) == len("ab") for each in pairs) and len({each[0] for each in pairs}) == len(pairs)


def _contradict(pairs: tuple[tuple[str, ...], ...]) -> bool:
    """Whether one name is to stand for two others, of which only one would be taken."""
    return len(set(pairs)) > len({pair[0] for pair in pairs})


def _texts(name: str, recorded: Any) -> tuple[str, ...]:
    if not isinstance(recorded, list) or not all(isinstance(each, str) and each for each in recorded):
        raise BadOptionError(name, recorded)
    return tuple(recorded)


def _date(name: str, recorded: str) -> date:
    try:
        return date.fromisoformat(recorded)
    except ValueError:
        raise BadOptionError(name, recorded) from None
