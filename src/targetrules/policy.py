"""A policy in hand: load it, judge results by it, ask why, check what it claims, write it out again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from os import PathLike, fspath
from os.path import exists, isfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
from attrs import frozen

from targetrules.engine.claims import ClaimCheck, check_claims
from targetrules.engine.examples import ExampleCheck, check_example
from targetrules.engine.outcomes import outcome_of
from targetrules.engine.reference import Engine, cohorts, evaluate
from targetrules.history import History
from targetrules.installed import EXAMPLES, installed_policies
from targetrules.outcome import Outcomes
from targetrules.rules.from_examples import examples_of
from targetrules.rules.from_syntax import from_syntax
from targetrules.rules.setting import Setting
from targetrules.rules.tree import Rules
from targetrules.source.decode import LARGEST_FILE
from targetrules.source.diagnostic import Diagnostic, PolicyError
from targetrules.source.document import Document
from targetrules.source.places import faults_of
from targetrules.source.suggest import nearest
from targetrules.source.toml import read_toml
from targetrules.syntax.from_toml import from_toml
from targetrules.syntax.tree import ExamplesFile, PolicyFile
from targetrules.wording import Word

if TYPE_CHECKING:
    from targetrules.explanation.tree import Explanation

__all__ = ["Policy", "load", "loads"]


@frozen
class Policy:
    """A policy that was read and found right. ``digest`` is the SHA-256 of its file; ``name`` is what it was loaded by.

    ``rows``, in the methods below, is an iterable of mappings from column to value, a dataframe (pandas, polars,
    PyArrow), or a :class:`~targetrules.history.History`: one row a unit and period, the columns ``unit``, ``period``
    and whatever the policy's inputs name. Rows that cannot be understood raise
    :class:`~targetrules.results.ResultsError`, whose ``problems`` has all of them.
    """

    name: str
    digest: str
    rules: Rules = attrs.field(repr=False)
    written: PolicyFile = attrs.field(repr=False)

    @property
    def id(self) -> str:
        """The policy's id."""
        return self.rules.id

    @cached_property
    def _engine(self) -> Engine:
        return Engine(self.rules)

    def evaluate(self, rows: Any, *, decided_on: date | None = None) -> Outcomes:
        """One outcome a row, ordered by period and within a period as the rows came.

        ``decided_on`` is the date of the decision, from which deadlines are counted.
        """
        periods = self.evaluate_by_period(rows, decided_on=decided_on)
        return Outcomes(tuple(outcome for period in periods for outcome in period))

    def evaluate_by_period(self, rows: Any, *, decided_on: date | None = None) -> Iterator[Outcomes]:
        """The same, one period after the other, each as soon as it is judged."""
        for cohort in cohorts(self.rules, self.history(rows)):
            yield Outcomes(tuple(outcome_of(self._engine, now, decided_on) for now in cohort))

    def explain(self, rows: Any, *, unit: str, period: int | str) -> Explanation:
        """Why the unit was judged so in that period, and what would have changed it.

        Raises :class:`~targetrules.explanation.why.NoSuchResult`, a LookupError, where there is no such row.
        """
        from targetrules.explanation.why import explain

        return explain(self.rules, self.history(rows), unit, period)

    def check_claims(self, rows: Any) -> list[ClaimCheck]:
        """Each claim of the policy held against the rows."""
        return check_claims(self._engine, evaluate(self.rules, self.history(rows)))

    def check_examples(self) -> list[ExampleCheck]:
        """Each example of the policy judged and compared with what it expects."""
        return [check_example(self.rules, example) for example in self.rules.examples]

    def history(self, rows: Any) -> History:
        """The rows, understood and typed."""
        if isinstance(rows, History):
            return rows
        from targetrules.results import from_rows, history_of

        return history_of(self.rules, from_rows(rows))

    def to_toml(self) -> str:
        """The policy as TOML text that reads back as the same policy; comments are not kept."""
        from targetrules.syntax.to_toml import to_toml

        return to_toml(self.written)


def load(policy: str | PathLike[str]) -> Policy:
    """The policy in a file (a path, or a text that ends in ``.toml``), or the installed policy of that id.

    Examples in ``<policy>.examples.toml`` beside the file belong to it. Raises :class:`PolicyError`, whose
    ``diagnostics`` has everything that is wrong.
    """
    name = fspath(policy)
    if isinstance(policy, str) and not name.endswith(".toml") and not exists(name):  # noqa: PTH110  a name with a NUL is no file
        return _load_installed(name)
    data, beside = _read(Path(name)), name.removesuffix(".toml") + EXAMPLES
    examples = (beside, _read(Path(beside))) if name.endswith(".toml") and isfile(beside) else None  # noqa: PTH113
    return loads(data, name=name, examples=examples)


def loads(data: bytes | str, *, name: str = "policy", examples: tuple[str, bytes] | None = None) -> Policy:
    """The policy in a text; ``examples`` is the name and the bytes of a file of further examples."""
    data = data.encode("utf-8", errors="surrogatepass") if isinstance(data, str) else data
    document, values = read_toml(name, data)
    with faults_of(document) as faults:
        written = from_toml(values, PolicyFile, faults)
        rules = from_syntax(written, faults)
    if examples is not None:
        rules, written = _with_examples(rules, written, *examples)
    return Policy(name, hashlib.sha256(data).hexdigest(), rules, written)


def _with_examples(rules: Rules, written: PolicyFile, name: str, data: bytes) -> tuple[Rules, PolicyFile]:
    document, values = read_toml(name, data)
    with faults_of(document) as faults:
        file = from_toml(values, ExamplesFile, faults)
        setting = Setting(attrs.evolve(written, examples=file.examples), faults)
        more = examples_of(setting, rules.inputs, {name: each.decimals for name, each in rules.measures.items()})
    whole = attrs.evolve(written, examples=[*(written.examples or []), *file.examples])
    return attrs.evolve(rules, examples=(*rules.examples, *more)), whole


def _read(path: Path) -> bytes:
    """The bytes of a file; one more than the largest that is accepted, so that a huge file is not read whole."""
    try:
        with path.open("rb") as file:
            return file.read(LARGEST_FILE + 1)
    except (OSError, ValueError) as error:
        raise PolicyError([Diagnostic("TR001", str(path), None, {"why": _why(error)})]) from None


def _why(error: OSError | ValueError) -> Word | str:
    """The common reasons in the author's language, the others in the system's words."""
    match error:
        case FileNotFoundError():
            return Word("problems.not_found")
        case IsADirectoryError():
            return Word("problems.a_folder")
        case PermissionError():
            return Word("problems.not_allowed")
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _load_installed(name: str) -> Policy:
    installed = installed_policies()
    for each in installed:
        if each.id == name:
            examples = None if each.examples is None else (each.examples.name, each.examples.read_bytes())
            return loads(each.file.read_bytes(), name=name, examples=examples)
    why = Word("diagnostics.no-such-policy")
    near = nearest(name, [each.id for each in installed])
    raise PolicyError([Diagnostic("TR001", name, None, {"why": why}, near, Document(name, ""))])
