"""A policy in hand: load it, judge results by it, ask why, check what it claims, write it out again."""

from __future__ import annotations

import hashlib
import os
import warnings
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, partial
from os import PathLike, fspath
from os.path import exists, lexists
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Unpack, overload

import attrs
from attrs import frozen

from targetrules.arguments import (
    READING,
    TELLING,
    ArgumentError,
    a_path,
    a_period,
    a_switch,
    a_text,
    a_unit,
    instance_of,
    takes,
    unlike,
)
from targetrules.engine.choice import MANY, EngineName, engine_for, judges_columns, known_engine
from targetrules.engine.history_rows import HistoryRows
from targetrules.engine.outcomes import day_of_decision
from targetrules.engine.reference import Engine, evaluate
from targetrules.history import History
from targetrules.installed import EXAMPLES, Installed, Survey, clash, survey
from targetrules.outcome import Outcome, Outcomes
from targetrules.period import period_text
from targetrules.rules.resolution.context import ResolutionContext
from targetrules.rules.resolution.declarations import check_labels
from targetrules.rules.resolution.from_examples import examples_of
from targetrules.rules.resolution.from_syntax import from_syntax
from targetrules.rules.tree import Rules
from targetrules.source.decode import LARGEST_FILE
from targetrules.source.diagnostic import Diagnostic, PolicyError
from targetrules.source.document import Document
from targetrules.source.given import bytes_of, read_of
from targetrules.source.places import faults_of
from targetrules.source.suggest import nearest
from targetrules.source.toml import read_toml
from targetrules.source.unreadable import why_unreadable
from targetrules.syntax.from_toml import from_toml
from targetrules.syntax.shape import is_list
from targetrules.syntax.tree import ExamplesFile, PolicyFile
from targetrules.wording import Listing, Word, Worded

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from narwhals.typing import IntoFrame, IntoFrameT

    from targetrules.engine.claims import ClaimCheck
    from targetrules.engine.examples import ExampleCheck
    from targetrules.explanation.tree import Explanation
    from targetrules.frames.states.state import State
    from targetrules.results import Reader
    from targetrules.results.options import Keywords, Options, ReadingKeywords

__all__ = ["Policy", "PolicyNote", "load", "load_installed", "load_noted", "loads"]

_OF_RESULTS: Final = frozenset(
    {".csv", ".tsv", ".tab", ".xlsx", ".xlsm", ".xls", ".et", ".ods", ".json", ".jsonl", ".ndjson", ".parquet"}
)
_SHOWN: Final = 40


@frozen
class Policy:
    """A policy that was read and found right. ``digest`` is the SHA-256 of its file; ``name`` is what it was loaded by.

    ``document`` is the text that it was read from.

    ``rows``, in the methods below, is an iterable of mappings from column to value, a dataframe (pandas, polars,
    PyArrow), or a :class:`~targetrules.history.History`: one row a unit and period, the columns ``unit``, ``period``
    and whatever the policy's inputs name. Rows that cannot be understood raise
    :class:`~targetrules.results.ResultsError`, whose ``problems`` has all of them, of
    each code the first ten thousand.

    ``unit_column`` and ``period_column`` name those columns where they are called otherwise, ``naming`` (a
    :class:`~targetrules.results.Naming`) says what is meant where names leave a doubt, and ``notes`` is called with
    each note (left out: each becomes a warning; :meth:`history` has them as ``History.notes``).
    """

    name: str
    digest: str
    rules: Rules = attrs.field(repr=False, eq=False)  # they follow from what is written
    written: PolicyFile = attrs.field(repr=False)
    document: Document | None = attrs.field(default=None, repr=False, eq=False)

    @property
    def id(self) -> str:
        """The policy's id."""
        return self.rules.id

    @cached_property
    def notes(self) -> tuple[Diagnostic, ...]:
        """What its author should know and what is no fault, such as a share that is nobody in the examples."""
        from targetrules.notes import notes_of

        return () if self.document is None else notes_of(self.rules, self.written, self.document)

    @cached_property
    def _engine(self) -> Engine:
        return Engine(self.rules)

    @cached_property
    def _reader(self) -> Reader:
        from targetrules.results import Reader

        return Reader(self.rules)

    @takes(**READING, **TELLING)
    def evaluate(
        self,
        rows: Any,
        *,
        decided_on: date | None = None,
        engine: EngineName | None = None,
        **how: Unpack[Keywords],
    ) -> Outcomes:
        """One outcome a row, ordered by period and within a period as the rows came.

        ``decided_on`` is the date of the decision, from which deadlines are counted. ``engine`` is ``"reference"`` or
        ``"columnar"``, which find the same; left out, the columnar one judges ten thousand rows and more, where the
        extra ``columnar`` is installed. Raises :class:`~targetrules.extra.MissingExtraError` where it is asked for and
        not installed.
        """
        day, engine = day_of_decision(self.rules, decided_on), known_engine(engine)
        history = self._told(Policy.evaluate, rows, how)
        found = engine_for(len(history.rows), engine).evaluate(self.rules, HistoryRows(self.rules, history), day)
        return self._outcomes(found, history)

    @takes(**READING, **TELLING)
    def evaluate_by_period(
        self,
        rows: Any,
        *,
        decided_on: date | None = None,
        engine: EngineName | None = None,
        **how: Unpack[Keywords],
    ) -> Iterator[Outcomes]:
        """The same, one period after the other; by the reference engine each as soon as it is judged."""
        day, engine = day_of_decision(self.rules, decided_on), known_engine(engine)
        history = self._told(Policy.evaluate_by_period, rows, how)
        found = engine_for(len(history.rows), engine).by_period(self.rules, HistoryRows(self.rules, history), day)
        return (self._outcomes(period, history) for period in found)

    def _outcomes(self, found: Iterable[Outcome], history: History) -> Outcomes:
        return Outcomes(tuple(found), self.rules.period, history.notes)

    @takes(**READING, **TELLING)
    def evaluate_frame(
        self, table: IntoFrameT, *, decided_on: date | None = None, **how: Unpack[Keywords]
    ) -> IntoFrameT:
        """The outcomes of a dataframe as a dataframe of the same kind, one row for each of its rows, in their order.

        ``table`` may be of polars (lazy or not), pandas, PyArrow, DuckDB (a relation), or any other that narwhals
        knows; see :doc:`frames`. Judged by the columnar engine, which decides as :meth:`evaluate` does. Raises
        :class:`~targetrules.extra.MissingExtraError` where the extra ``columnar`` is not installed.
        """
        from targetrules.frames.evaluate import evaluate_frame

        day = day_of_decision(self.rules, decided_on)
        return evaluate_frame(self.rules, table, _options(Policy.evaluate_frame, how), decided_on=day)

    def start(self) -> State:
        """The state before any period, from which :meth:`step` goes on."""
        from targetrules.frames.states.state import State

        return State.of(self.rules, self.digest)

    @overload
    def step(
        self,
        state: State,
        rows: IntoFrameT,
        *,
        decided_on: date | None = None,
        strict: bool = False,
        **how: Unpack[Keywords],
    ) -> tuple[IntoFrameT, State]: ...

    @overload
    def step(
        self,
        state: State,
        rows: History | Iterable[Mapping[str, Any]],
        *,
        decided_on: date | None = None,
        strict: bool = False,
        **how: Unpack[Keywords],
    ) -> tuple[list[dict[str, Any]], State]: ...

    @takes(**READING, **TELLING)
    def step(
        self,
        state: State,
        rows: Any,
        *,
        decided_on: date | None = None,
        strict: bool = False,
        **how: Unpack[Keywords],
    ) -> tuple[Any, State]:
        """The outcomes of one more period, and the state after it: what all periods up to it would give at once.

        ``rows`` are all rows of a period later than any that the state has seen; a unit may be new, or have no row. Of
        a dataframe (as in :meth:`evaluate_frame`) the outcomes are a dataframe of the same kind, of other rows a list
        of mappings with the same columns: one for each row, in their order. ``state`` stays as it is.

        Periods that were left out since the latest, and units that have gone or come, are told in notes; with
        ``strict`` there must be none, and :class:`ResultsError` names them. Raises
        :class:`StateError` where the state belongs to another policy, if only to one that differs in a comment.
        """
        from targetrules.frames.kinds import is_frame
        from targetrules.frames.reading.names import Lazy
        from targetrules.frames.states.state import State
        from targetrules.frames.states.step import Asked, check_belongs, step_of_frame, step_of_rows

        day, asked = (
            day_of_decision(self.rules, decided_on),
            Asked(_options(Policy.step, how), a_switch("strict", strict)),
        )
        check_belongs(instance_of("state", state, State, "state"), self.rules, self.digest)
        if is_frame(rows):
            return step_of_frame(self.rules, state, rows, day, asked)
        return step_of_rows(self.rules, state, self._read(rows, asked.options, Lazy(state.names)), day, asked)

    @takes(**READING, **TELLING)
    def explain(self, rows: Any, *, unit: str | int, period: int | str | date, **how: Unpack[Keywords]) -> Explanation:
        """Why the unit was judged so in that period, and what would have changed it.

        Unit and period may be written as in results: 1001 or ``"1001"``; 2011, ``"2011"`` or ``"2011年"``. A name that
        stands for another one (``naming=``) is that one.
        Of a large dataframe only what matters for the unit becomes a history, where the extra ``columnar`` is there.
        Raises :class:`~targetrules.outcome.NoSuchResultError`, a LookupError, where there is no such row.
        """
        options, kind = _options(Policy.explain, how), self.rules.period
        name = options.naming.name_of(a_unit("unit", unit))
        when = period_text(kind, a_period("period", period, kind))
        if _is_large_frame(rows):
            from targetrules.frames.explain import explained

            return explained(self.rules, rows, options).of(name, when)
        from targetrules.explanation.why import explain

        return explain(self.rules, self._told(Policy.explain, rows, how), name, when)

    @takes(**READING, **TELLING)
    def explain_frame(
        self, table: IntoFrame, rows: Iterable[int] | Iterable[bool], **how: Unpack[Keywords]
    ) -> list[Explanation]:
        """The same for some rows of a dataframe, by their positions, which are those of their outcomes as well.

        ``rows`` are positions from 0 on, or a mask, which says True or False of each row. Labels of a pandas index are
        refused where they are not the positions.

        ``table`` is a dataframe as in :meth:`evaluate_frame`, of any size: only what matters for the rows that are
        asked for is judged again. Raises :class:`~targetrules.outcome.NoSuchRowError`, an IndexError, where there is no
        such row, or nothing stands in it.
        """
        from targetrules.frames.explain import explained, rows_asked

        of_table = explained(self.rules, table, _options(Policy.explain_frame, how))
        return [of_table.at(row) for row in rows_asked("rows", rows, table, of_table.frame.size)]

    @takes(**READING, **TELLING)
    def check_claims(self, rows: Any, **how: Unpack[Keywords]) -> list[ClaimCheck]:
        """Each claim of the policy held against the rows."""
        from targetrules.engine.claims import check_claims

        return check_claims(self._engine, evaluate(self.rules, self._told(Policy.check_claims, rows, how)))

    def check_examples(self) -> list[ExampleCheck]:
        """Each example of the policy judged and compared with what it expects."""
        from targetrules.engine.examples import check_example

        return [check_example(self.rules, example) for example in self.rules.examples]

    @takes(**READING)
    def history(self, rows: Any, **how: Unpack[ReadingKeywords]) -> History:
        """The rows, understood and typed, with the notes on them. Whoever judges the history tells the notes."""
        from targetrules.results.options import options_of

        return self._read(rows, options_of(Policy.history, how, tells=False))

    def _told(self, method: Callable[..., Any], rows: Any, how: Keywords) -> History:
        """The rows, about to be judged."""
        options = _options(method, how)
        history = self._read(rows, options)
        options.tell(history.notes)
        return history

    def _read(self, rows: Any, options: Options, known: Container[str] = ()) -> History:
        """The rows; ``known`` are units of earlier periods."""
        if isinstance(rows, History):
            from targetrules.results.typed import check_typed

            for name in options.of_table:
                raise ArgumentError(name, Word("arguments.settled"))
            check_typed(self.rules, rows, "rows")
            return rows
        from targetrules.results import from_rows

        return self._reader.history_of(from_rows(rows), options, known)

    def to_toml(self) -> str:
        """The policy as TOML text that reads back as the same policy; comments are not kept."""
        from targetrules.syntax.to_toml import to_toml

        return to_toml(self.written)


def _options(method: Callable[..., Any], how: Keywords) -> Options:
    """What was said to a method of how rows are to be read; ArgumentError for a keyword that there is not."""
    from targetrules.results.options import options_of

    return options_of(method, how)


def _is_large_frame(rows: Any) -> bool:
    """Whether this is a dataframe that had better not become Python's rows; of some the size is not known."""
    if isinstance(rows, History | Sequence | Iterator):
        return False
    if not judges_columns(len(rows) if hasattr(rows, "__len__") else MANY):
        return False
    from targetrules.frames.kinds import is_frame

    return is_frame(rows)


class PolicyNote(Worded, UserWarning):
    """What should be known where the name of a policy may mean something else as well.

    An id that several packages announce, or a file in the current folder that has the name of an installed policy.
    ``word`` is the note, to be worded in a language.
    """


def load(policy: str | PathLike[str]) -> Policy:
    """The installed policy of that id, or the policy in a file (a path, or a text that ends in ``.toml``).

    Where an installed policy and a file here have the name, the installed one is read; that, and that several packages
    announce the id, is told as a :class:`PolicyNote`, which is a warning. Examples in ``<policy>.examples.toml`` beside
    the file belong to it. Raises :class:`PolicyError`, whose ``diagnostics`` has everything that is wrong.
    """
    loaded, notes = load_noted(policy)
    for note in notes:
        warnings.warn(PolicyNote(note), stacklevel=2)
    return loaded


def load_noted(policy: str | PathLike[str]) -> tuple[Policy, list[Word]]:
    """The policy, and what should be known where its name may mean something else as well."""
    name = a_path("policy", policy)
    _refuse_other_things(name)
    announced = survey() if _may_be_id(policy) else None
    found = [] if announced is None else announced.named(name)
    if announced is not None and not found and not _may_be_file(name):
        raise _no_such_policy(name, announced)
    if not found:
        beside = _examples_beside(name)
        examples = None if beside is None else (beside, _read_examples(Path(beside)))
        return loads(_read(Path(name), name), name=name, examples=examples), []
    if len(found) > 1 and not found[0].is_own:
        raise PolicyError([Diagnostic("TR001", name, None, {"why": clash(found)}, document=Document(name, ""))])
    notes = [clash(found)] if len(found) > 1 else []
    return load_installed(found[0]), [*notes, *_files_here(name)]


def _may_be_file(name: str) -> bool:
    """Whether something is there, if only a link that leads nowhere; or only a file can have such a name."""
    return lexists(name) or os.sep in name or (os.altsep or os.sep) in name


def _refuse_other_things(name: str) -> None:
    """Results, and the text of a policy, are no policy file; neither would be told so as TOML."""
    if "\n" in name and not exists(name):  # noqa: PTH110
        start = name.strip().partition("\n")[0][:_SHOWN] + "…"
        raise PolicyError([Diagnostic("TR001", start, None, {"why": Word("diagnostics.policy-text")})])
    if Path(name).suffix.lower() in _OF_RESULTS:
        raise PolicyError([Diagnostic("TR001", name, None, {"why": Word("diagnostics.results-given")})])


def load_installed(installed: Installed) -> Policy:
    """An installed policy, with its examples."""
    examples = installed.examples
    more = None if examples is None else (examples.name, _read_examples(examples))
    return loads(_read(installed.file), name=installed.id, examples=more)


def _files_here(id_: str) -> Iterator[Word]:
    """A file that has the name of an installed policy may be what was meant."""
    for file in (id_, f"{id_}.toml"):
        if exists(file):  # noqa: PTH110
            path = file if file.endswith(".toml") else f"./{file}"
            yield Word("installed.file-here", {"file": file, "id": id_, "path": path})


def _no_such_policy(name: str, announced: Survey) -> PolicyError:
    why = Word("diagnostics.no-such-policy")
    if announced.passed_over:
        packages = Listing(tuple(each.package for each in announced.passed_over))
        why = Word("diagnostics.no-such-policy-but", {"packages": packages})
    near = nearest(name, [each.id for each in announced.policies])
    return PolicyError([Diagnostic("TR001", name, None, {"why": why}, near, Document(name, ""))])


def files_of(policy: str | PathLike[str]) -> list[Path]:
    """The files that :func:`load` reads: the policy's, and its examples' where there are any."""
    name = fspath(policy)
    found = survey().named(name) if _may_be_id(policy) else []
    if found:
        return [file for each in found for file in (each.file, each.examples) if isinstance(file, Path)]
    beside = _examples_beside(name)
    return [Path(name), *([] if beside is None else [Path(beside)])]


def _may_be_id(policy: str | PathLike[str]) -> bool:
    """Whether an installed policy may be meant, which comes before a file of that name."""
    return isinstance(policy, str) and not policy.endswith(".toml")


def _examples_beside(name: str) -> str | None:
    """The name of the file of examples that belongs to a policy file, where there is anything of that name."""
    beside = name.removesuffix(".toml") + EXAMPLES
    return beside if name.endswith(".toml") and lexists(beside) else None


def loads(data: bytes | str, *, name: str = "policy", examples: tuple[str, bytes] | None = None) -> Policy:
    """The policy in a text; ``examples`` is the name and the bytes of a file of further examples."""
    data = _text_given(data)
    a_text("name", name)
    document, values = read_toml(name, data, partial(is_list, PolicyFile))
    if set(values) == {"examples"}:
        beside = name.removesuffix(EXAMPLES) + ".toml" if name.endswith(EXAMPLES) else None
        why = Word("diagnostics.examples-alone")
        raise PolicyError([Diagnostic("TR001", name, None, {"why": why}, beside, document)])
    with faults_of(document) as faults:
        written = from_toml(values, PolicyFile, faults)
        rules = from_syntax(written, faults)
    if examples is not None:
        rules, written = _with_examples(rules, written, *_examples_given(examples))
    return Policy(name, hashlib.sha256(data).hexdigest(), rules, written, document)


def _text_given(data: object) -> bytes:
    if isinstance(data, bytes):
        return data
    if isinstance(data, str):
        return data.encode("utf-8", errors="surrogatepass")
    raise unlike("data", data, "policy-text")


def _examples_given(examples: object) -> tuple[str, bytes]:
    match examples:
        case (str(name), bytes(data)):
            return name, data
    raise unlike("examples", examples, "examples")


def _with_examples(rules: Rules, written: PolicyFile, name: str, data: bytes) -> tuple[Rules, PolicyFile]:
    document, values = read_toml(name, data, partial(is_list, ExamplesFile))
    with faults_of(document) as faults:
        file = from_toml(values, ExamplesFile, faults)
        setting = ResolutionContext(attrs.evolve(written, examples=file.examples), faults)
        check_labels(setting)
        more = examples_of(setting, rules.inputs, {name: each.decimals for name, each in rules.measures.items()})
    whole = attrs.evolve(written, examples=[*(written.examples or []), *file.examples])
    return attrs.evolve(rules, examples=(*rules.examples, *more)), whole


def _read_examples(path: Traversable) -> bytes:
    """What stands beside a policy under the name of its examples must be a file: nobody wants examples passed over."""
    if not path.is_file() and (path.is_dir() or not isinstance(path, Path) or path.exists()):
        why = Word("problems.a_folder" if path.is_dir() else "diagnostics.no-file")
        raise PolicyError([Diagnostic("TR001", str(path), None, {"why": why})])
    return _read(path)


def _read(path: Traversable, name: str = "") -> bytes:
    """The bytes of a file, of a huge one a few more than are accepted; ``name`` is what it is called otherwise."""
    try:
        if isinstance(path, Path):
            return bytes_of(path, LARGEST_FILE)
        with path.open("rb") as file:
            return read_of(file, LARGEST_FILE)
    except (OSError, ValueError) as error:
        raise PolicyError([Diagnostic("TR001", name or str(path), None, {"why": why_unreadable(error)})]) from None
