"""What a register is asked to show: as a table in words, as CSV, or as JSON."""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import tzinfo
from io import BytesIO, StringIO, TextIOBase
from itertools import groupby
from os import PathLike
from typing import IO, TYPE_CHECKING, Any, Final, Literal, assert_never, get_args

from attrs import evolve

from targetrules.arguments import ArgumentError, a_period, a_switch, a_unit, one_of, unlike
from targetrules.data import frozen
from targetrules.decision.files import path_of, write_to
from targetrules.decision.output_format import OutputFormat, format_of, need_format
from targetrules.outcome import NoSuchResultError, no_such_unit
from targetrules.period import period_text
from targetrules.register.as_outcomes import outcome_of
from targetrules.register.event import EventKind
from targetrules.register.telling import digests_in, local_time, said_of_actor, said_of_event
from targetrules.register.told_beside import beside_lines, beside_values, draft_lines
from targetrules.report.json_text import compact, indented
from targetrules.report.labels import PolicyLabels
from targetrules.report.outcome_csv import csv_text
from targetrules.report.outcome_table import outcome_table
from targetrules.report.paint import Paint, plain
from targetrules.report.table import TextRow, table_text
from targetrules.visible import visible
from targetrules.wording import LANGUAGES, Listing, Word, say

if TYPE_CHECKING:
    from targetrules.decision.results import Results
    from targetrules.policy import Policy
    from targetrules.register.decisions import Decision
    from targetrules.register.event import Event
    from targetrules.register.overview import PeriodOverview
    from targetrules.register.reading import ReadOnlyRegister

__all__ = [
    "SHOWN",
    "SHOWN_FORMATS",
    "Shown",
    "ShownFormat",
    "ShownName",
    "shown_of",
]

ShownName = Literal["overview", "results", "decisions", "events", "policies", "targets"]
"""What can be shown."""
SHOWN: Final[tuple[ShownName, ...]] = get_args(ShownName)
ShownFormat = Literal["table", "csv", "json", "jsonl", "xlsx"]
"""How it can be written; decisions alone can be a workbook."""
SHOWN_FORMATS: Final[tuple[ShownFormat, ...]] = get_args(ShownFormat)
_TEXTS: Final = SHOWN_FORMATS[:-1]

_MARK: Final = "\ufeff"
_Drawing = Callable[[str, int | None, Paint], str]
"""A table in a language, of a width, in colours."""
_Book = Callable[[str], bytes]
"""A workbook in a language."""


@frozen(slots=True)
class Shown:
    """What a register shows, to be told or written.

    Attributes:
        values: It as JSON has it, an object an entry.
        columns: The columns of CSV, which are keys of the objects.
        sources: The file of the register, over which it is not written.
    """

    values: Sequence[Mapping[str, Any]]
    columns: tuple[str, ...]
    _drawn: _Drawing
    sources: tuple[str, ...] = ()
    _book: _Book | None = None

    def text(self, language: str = "en", *, width: int | None = None, paint: Paint = plain) -> str:
        """A table in words.

        Args:
            language: ``"en"`` or ``"zh"``.
            width: That of the terminal, in cells; None: no line is broken.
            paint: What gives a part of the text its colour.

        Returns:
            The table.
        """
        return self._drawn(language, width, paint)

    def write(
        self,
        to: str | PathLike[str] | IO[bytes] | IO[str],
        *,
        format: ShownFormat | None = None,  # noqa: A002  the word that users know
        bom: bool = False,
        language: str = "en",
    ) -> None:
        """Write it, whole or not at all.

        Args:
            to: A path, or a stream of bytes or of text.
            format: ``"table"``, ``"csv"``, ``"json"``, ``"jsonl"``, or of decisions ``"xlsx"``; left out, what the name
                of the file ends in, else a table.
            bom: Begin CSV with a byte-order mark, so that Excel reads it as UTF-8.
            language: The language of a table or a workbook; the other formats are the same in all.

        Raises:
            ArgumentError: One of the arguments cannot be used; the name of the file says another format, or one that
                this is not written in.
            MissingExtraError: What a workbook is written by is not installed.
            OSError: It cannot be written.
        """
        spoken, path = one_of("language", language, LANGUAGES), path_of(to)
        formats = _TEXTS if self._book is None else SHOWN_FORMATS
        asked = None if format is None else one_of("format", format, formats)
        form = (asked or "table") if path is None else format_of(asked, path, "format", formats)
        if a_switch("bom", bom) and form != "csv":
            raise ArgumentError("bom", Word("arguments.bom-of-csv"))
        need_format(form)
        if form == "xlsx" and self._book is not None:
            if isinstance(to, TextIOBase):
                raise unlike("to", to, "stream-of-bytes")
            write_to(to, [self._book(spoken)], self.sources)
            return
        parts = self._parts(form, spoken)
        lines = [(_MARK if bom else "").encode(), *(part.encode(errors="backslashreplace") for part in parts)]
        write_to(to, lines, self.sources)

    def _parts(self, form: OutputFormat, language: str) -> Iterator[str]:
        match form:
            case "table":
                yield self.text(language)
            case "csv":
                yield csv_text([self.columns])
                for values in self.values:
                    yield csv_text([[_cell(values.get(name)) for name in self.columns]])
            case "json":
                yield indented(list(self.values)) + "\n"
            case _:
                yield from (compact(values) + "\n" for values in self.values)


def _cell(value: Any) -> str:
    """A value as a cell of CSV: lists are separated by ``; ``, as those of outcomes are."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Mapping():
            return "; ".join(f"{name}={_cell(each)}" for name, each in value.items())
        case list() | tuple():
            return "; ".join(map(_cell, value))
        case _:
            return str(value)


def _drawing(headings: Sequence[str], groups: Callable[[str], Sequence[Sequence[TextRow]]]) -> _Drawing:
    """A table with these headings, by their keys; a sentence where it would have no rows."""

    def drawn(language: str, width: int | None, paint: Paint) -> str:
        named, rows = [_say(f"column-{name}", language) for name in headings], groups(language)
        return (
            table_text(named, rows, width=width, paint=paint) if any(rows) else _say("nothing-there", language) + "\n"
        )

    return drawn


def _say(key: str, language: str, **values: Any) -> str:
    return say(f"register.{key}", language, values)


# ---- what is asked for -----------------------------------------------------------------------------------------------


def shown_of(register: ReadOnlyRegister, what: ShownName, **asked: Any) -> Shown:
    """See :meth:`ReadOnlyRegister.show`."""
    register.head(as_of=asked["as_of"])  # there was something then
    return evolve(_shown_of(register, what, **asked), sources=register.sources)


def _shown_of(register: ReadOnlyRegister, what: ShownName, **asked: Any) -> Shown:
    name = one_of("what", what, SHOWN)
    as_of = (
        asked["as_of"] if asked["as_of"] is not None else register.head().recorded
    )  # of one moment, though somebody records
    asked["as_of"] = as_of
    unit, period = asked["unit"], asked["period"]
    match name:
        case "overview":
            _refuse_unit(name, unit)
            del asked["unit"]
            overview = register.overview_with_policies(**asked)
            if period is not None and not overview:
                known = [each.period for each in register.overview(**{**asked, "period": None})]
                _refuse_absent(None, str(period), (), [*map(str, known)])
            return _overview_shown(overview, register.zone)
        case "results":
            del asked["unit"], asked["period"]
            return _results_shown(register.results(**asked), unit, period)
        case "decisions":
            return _decisions_shown(list(_with_texts(register, register.decisions(**asked))))
        case "events":
            events = list(register.events(**asked))
            return _events_shown(events, _names(register, events), register.zone)
        case "policies":
            _refuse_unit(name, unit)
            events = list(register.events(kinds=[EventKind.POLICY], **{**asked, "period": None}))
            policies = [(each, register.policy(each.policy, as_of=each.recorded)) for each in events]
            return _policies_shown(policies, _names(register, events), register.zone)
        case "targets":
            from targetrules.register.targets_shown import targets_shown

            targets, id_ = register.targets(**asked), asked["policy"]
            periods = {each.period for each in targets}
            return targets_shown(targets, {each: register.policy(id_, period=each, as_of=as_of) for each in periods})
        case _:
            assert_never(name)


def _with_texts(register: ReadOnlyRegister, decisions: Iterable[Decision]) -> Iterator[tuple[Decision, Policy]]:
    """Each with the text of the policy that judged it."""
    texts: dict[tuple[int, int | str], Policy] = {}
    for each in decisions:
        key = each.event, each.period
        if key not in texts:
            event = next(register.events(after=each.event - 1))
            texts[key] = register.policy(event.policy, period=each.period, as_of=event.recorded)
        yield each, texts[key]


def _refuse_unit(what: str, unit: object) -> None:
    if unit is not None:
        raise ArgumentError("unit", Word("register.not-of-units", {"what": what}))


def _names(register: ReadOnlyRegister, events: Iterable[Event]) -> Mapping[str, str]:
    return register.names(list(dict.fromkeys(name for each in events for name in digests_in(each))))


# ---- a year at a glance ----------------------------------------------------------------------------------------------


def _overview_shown(found: Sequence[tuple[PeriodOverview, Policy]], zone: tzinfo) -> Shown:
    """The periods of policies."""
    values = [each.values() for each, _ in found]
    columns = ("policy", "period", "results", "complete", "decided", "decided_at", "changed", "units")

    def groups(language: str) -> list[list[TextRow]]:
        by_policy = groupby(found, key=lambda pair: pair[0].policy)
        return [[_overview(each, text, zone, language) for each, text in group] for _, group in by_policy]

    headings = ("policy", "period", "results", "complete", "decided", "grades", "consequences", "undetermined")
    return Shown(values, (*columns, "grades", "consequences", "undetermined"), _drawing(headings, groups))


def _overview(each: PeriodOverview, policy: Policy, zone: tzinfo, language: str) -> TextRow:
    names = PolicyLabels(policy.rules, language)
    grades = [(names.grade(id_), count) for id_, count in each.grades.items()]
    received = [(names.consequence(id_), count) for id_, count in each.consequences.items()]
    return (
        names.title(),
        str(each.period),
        str(each.results),
        _say("yes" if each.is_complete else "no", language),
        _decided(each, zone, language),
        _counts(grades, language),
        _counts(received, language),
        str(each.undetermined) if each.decided is not None else "",
    )


def _decided(each: PeriodOverview, zone: tzinfo, language: str) -> str:
    if each.decided is None or each.decided_at is None:
        return _say("no", language)
    lines = [_say("decided-by", language, day=local_time(each.decided_at, zone)[:10], number=each.decided)]
    lines += [_say("await-approval", language, count=each.drafts)] if each.drafts else []
    lines += [_say("changed-since", language, count=each.changed)] if each.changed else []
    return say("reports.below", language).join(lines)


def _counts(counts: Iterable[tuple[str, int]], language: str) -> str:
    return say("reports.below", language).join(
        _say("counted", language, name=name, count=count) for name, count in counts
    )


# ---- results ---------------------------------------------------------------------------------------------------------


def _refuse_absent(unit: str | None, period: str | None, units: Collection[str], periods: Sequence[str]) -> None:
    """NoSuchResultError where nobody has a result: an empty answer would look like a clean one."""
    if unit is not None and unit not in units:
        raise no_such_unit(unit, units)
    if period is not None and period not in periods:
        raise NoSuchResultError(Word("register.nobody-there", {"period": period, "periods": Listing(tuple(periods))}))


def _results_shown(results: Results, unit: Any, period: Any) -> Shown:
    """The results, those of a unit or a period alone, with the columns that they are read back by."""
    kind = results.rules.period
    asked = (
        None if unit is None else a_unit("unit", unit),
        None if period is None else str(period_text(kind, a_period("period", period, kind))),
    )
    _refuse_absent(*asked, results.units, [*map(str, results.periods)])
    stream = BytesIO()
    results.write(stream)
    header, *rows = csv.reader(StringIO(stream.getvalue().decode(errors="surrogatepass"), newline=""))
    kept = [row for row in rows if all(want in (None, cell) for want, cell in zip(asked, row, strict=False))]

    def drawn(language: str, width: int | None, paint: Paint) -> str:
        names = PolicyLabels(results.rules, language)
        headings = [names.say("unit"), names.period_heading(), *map(visible, header[2:])]
        groups = [[[*map(visible, row)] for row in group] for _, group in groupby(kept, key=lambda row: row[1])]
        return table_text(headings, groups, width=width, paint=paint)

    values = [dict(zip(header, (cell or None for cell in row), strict=True)) for row in kept]
    return Shown(values, tuple(header), drawn)


# ---- decisions -------------------------------------------------------------------------------------------------------


def _decisions_shown(found: Sequence[tuple[Decision, Policy]]) -> Shown:
    """Decisions, each with the text that judged it."""
    values = [_decision(each) for each, _ in found]

    def drawn(language: str, width: int | None, paint: Paint) -> str:
        texts = []
        for _, group in groupby(found, key=lambda pair: id(pair[1])):
            decisions = list(group)
            names = PolicyLabels(decisions[0][1].rules, language)
            outcomes = [outcome_of(each) for each, _ in decisions]
            texts.append(f"{names.heading()}\n\n{outcome_table(names, outcomes, width=width, paint=paint)}")
            beside = [paint(line, "advice") for line in beside_lines([each for each, _ in decisions], names)]
            texts += ["\n".join(beside) + "\n"] if beside else []
            drafts = draft_lines([each for each, _ in decisions], language)
            texts += [paint(line, "advice") + "\n" for line in drafts]
        return "\n".join(texts) or _say("nothing-decided", language) + "\n"

    columns = ("unit", "period", "grade", "received", "undetermined", "held_harmless", "event")
    more: tuple[str, ...] = ("approval",) if any(each.approval for each, _ in found) else ()
    more += tuple(name for name in ("override", "discretion", "open") if any(name in each.held for each, _ in found))

    def book(language: str) -> bytes:
        from targetrules.register.decisions_workbook import decisions_workbook

        return decisions_workbook(found, language)

    return Shown(values, (*columns, *more), drawn, book=book)


def _decision(each: Decision) -> dict[str, Any]:
    approval = {} if each.approval is None else {"approval": each.approval.values()}
    return {
        **approval,
        **beside_values(each),
        "unit": each.unit,
        "period": each.period,
        "event": each.event,
        "grade": each.grade,
        "received": list(each.received),
        "undetermined": list(each.undetermined),
        "held_harmless": bool(each.harmless),
        "held": dict(each.held),
        "outcome": dict(each.outcome),
    }


# ---- events and policies ---------------------------------------------------------------------------------------------


def _events_shown(events: Sequence[Event], names: Mapping[str, str], zone: tzinfo) -> Shown:
    """Events, with the names of those who recorded them."""
    values = [
        {
            "number": each.number,
            "recorded_at": each.recorded_at,
            "holds_from": each.holds_from,
            "by": names.get(each.actor),
            "office": (each.values.get("office") or {}).get("id"),
            "kind": each.kind.value,
            "policy": each.policy,
            "says": {language: said_of_event(each, names).text(language) for language in LANGUAGES},
            "reason": each.values.get("reason"),
            "evidence": each.values.get("evidence"),
            "hash": each.hash,
        }
        for each in events
    ]

    def groups(language: str) -> list[list[TextRow]]:
        rows: list[TextRow] = [
            (
                str(each.number),
                local_time(each.recorded_at, zone),
                said_of_actor(each, names).text(language),
                said_of_event(each, names).text(language),
            )
            for each in events
        ]
        return [rows]

    columns = ("number", "recorded_at", "holds_from", "by", "office", "kind", "policy", "reason", "evidence", "hash")
    return Shown(values, columns, _drawing(("number", "recorded", "by", "says"), groups))


def _policies_shown(found: Sequence[tuple[Event, Policy]], names: Mapping[str, str], zone: tzinfo) -> Shown:
    """The texts of policies as they were adopted."""
    values = [
        {
            "policy": each.policy,
            "event": each.number,
            "recorded_at": each.recorded_at,
            "by": names.get(each.actor),
            "first_period": each.values["first_period"],
            "persons": each.values["persons"],
            "reason": each.values.get("reason"),
            "sha256": each.values["sha256"],
        }
        for each, policy in found
    ]

    def groups(language: str) -> list[list[TextRow]]:
        return [[_policy(each, policy, names, zone, language) for each, policy in found]]

    columns = ("policy", "event", "recorded_at", "by", "first_period", "persons", "reason", "sha256")
    headings = ("policy", "title", "judges-from", "persons", "number", "recorded", "by")
    return Shown(values, columns, _drawing(headings, groups))


def _policy(each: Event, policy: Policy, names: Mapping[str, str], zone: tzinfo, language: str) -> TextRow:
    first = each.values["first_period"]
    return (
        visible(each.policy or ""),
        PolicyLabels(policy.rules, language).title(),
        _say("all-periods", language) if first is None else str(first),
        _say("yes" if each.values["persons"] else "no", language),
        str(each.number),
        local_time(each.recorded_at, zone),
        said_of_actor(each, names).text(language),
    )
