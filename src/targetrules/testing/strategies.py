"""The strategies: `policies.py` and `histories.py`, drawn and shrunk by Hypothesis, which is imported only here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any, Final

from attrs import evolve
from hypothesis import note
from hypothesis import strategies as st

from targetrules.arguments import ArgumentError, a_switch, a_whole, one_of
from targetrules.data import frozen
from targetrules.drawing.chance import Chance
from targetrules.drawing.cohorts import cohort
from targetrules.drawing.histories import Drawing, Extent, Missing, history
from targetrules.drawing.tables import tables
from targetrules.history import History
from targetrules.loading import loads, loads_above
from targetrules.period import PeriodKind
from targetrules.policy import Policy
from targetrules.report.example_text import example_text
from targetrules.rules.resolution.lower import MOST_LEVELS
from targetrules.rules.tree import Rules
from targetrules.syntax.to_toml import to_toml
from targetrules.testing.cascades import found_in, levels_of
from targetrules.testing.constructs import rules_given
from targetrules.testing.draft import Shape
from targetrules.testing.drawn import drawn
from targetrules.testing.policies import policy_text

__all__ = [
    "Cascade",
    "Case",
    "Tables",
    "cascades",
    "cases",
    "cohorts",
    "histories",
    "policies",
    "policy_texts",
    "tables_of",
]

_MOST_UNITS = 1000
_MISSING: Final[Sequence[Missing]] = ("never", "optional", "any")


@frozen
class Case:
    """A policy, and results to judge by it.

    Attributes:
        policy: The policy, as loaded.
        history: The results.
    """

    policy: Policy
    history: History


@frozen
class Tables:
    """Results to judge by a policy that judges by what lies below its units.

    Attributes:
        history: The results.
        details: The rows of each table of details, by its name; of those of lower policies, their results.
    """

    history: History
    details: Mapping[str, History]


@frozen
class Cascade:
    """Policies of which each judges by the outcomes of the next, and results to judge by them.

    Attributes:
        policy: The one above all others, as loaded.
        files: The text of each by the name of the file in which the one above it looks for it, the first one first.
        history: The results.
        details: The results of the policies below, by the names of the details.
    """

    policy: Policy
    files: Mapping[str, str]
    history: History
    details: Mapping[str, History]


def policy_texts(
    *,
    period: str | None = None,
    dated: bool = True,
    across_units: bool = True,
    largest: int = 6,
    details: bool = False,
) -> st.SearchStrategy[str]:
    """Policy files as text. Each is valid; nothing says that its claims are true or that its examples pass.

    Args:
        period: The kind of period: ``"year"``, ``"school-year"``, ``"fiscal-year"``, ``"half"``, ``"quarter"``,
            ``"month"`` or ``"sequence"``; any of them where it is left out.
        dated: Whether rules, parameters and conditions may name periods.
        across_units: Whether units may be compared: rankings, places, quotas and functions over groups.
        largest: How many measures, rankings, conditions and statuses there are at most, 0 to 50. From 6 on there may be
            indicators as well, of which more are made.
        details: Whether policies may have details. Their results are then those of histories, in which stands what was
            made of details; a table of results needs the rows of details beside it.

    Returns:
        A strategy of texts.

    Raises:
        ArgumentError: One of these is something else.
    """
    shape = _shape(period=period, dated=dated, across_units=across_units, largest=largest, details=details)
    return _randoms().map(lambda random: policy_text(random, shape))


def policies(
    *,
    period: str | None = None,
    dated: bool = True,
    across_units: bool = True,
    largest: int = 6,
    details: bool = False,
) -> st.SearchStrategy[Policy]:
    """Policies as loaded, whose text a failing test prints.

    Args:
        period: As in :func:`policy_texts`.
        dated: As in :func:`policy_texts`.
        across_units: As in :func:`policy_texts`.
        largest: As in :func:`policy_texts`.
        details: As in :func:`policy_texts`.

    Returns:
        A strategy of policies.

    Raises:
        ArgumentError: One of these is something else.
    """
    shape = _shape(period=period, dated=dated, across_units=across_units, largest=largest, details=details)
    return _randoms().map(lambda random: _loaded(policy_text(random, shape)))


def histories(
    policy: Policy | Rules,
    *,
    units: int = 5,
    periods: int = 6,
    gaps: bool = True,
    missing: Missing = "optional",
    decided: bool = False,
    succession: bool = False,
) -> st.SearchStrategy[History]:
    """Results to judge by a policy, for tests of one's own policy.

    A test with them::

        from hypothesis import given
        from targetrules import load
        from targetrules.testing import histories

        POLICY = load("our-county.toml")


        @given(histories(POLICY))
        def test_our_claims_hold(history):
            assert not any(check.broken for check in POLICY.check_claims(history))

    Numbers often stand just at the bounds that the policy names, or one step beside them; periods lie around those
    that it names; units often tie, and results often stay as they were.

    Args:
        policy: The policy, or its rules.
        units: How many units there are at most, 1 to 1000.
        periods: How many periods there are at most, 1 to 1000.
        gaps: Whether a unit may be without a result in some periods.
        missing: What may be missing: ``"optional"`` inputs without a default (as in results that were read),
            ``"any"`` (as in examples), or ``"never"`` any.
        decided: Whether the results may say what was decided of some of them, which later periods then look back at.
        succession: Whether units may go on from the past of others: be renamed, split, merged, or come back.

    Returns:
        A strategy of histories.

    Raises:
        ArgumentError: One of these is something else.
    """
    rules = rules_given(policy)
    extent = _extent(units=units, periods=periods, gaps=gaps, missing=missing, decided=decided, succession=succession)
    return drawn(lambda chance: _noted(rules, Tables(Drawing(chance, rules, extent).history(), {}))).map(_history_of)


def cohorts(
    policy: Policy | Rules, *, units: int = 10, periods: int = 1, missing: Missing = "optional"
) -> st.SearchStrategy[History]:
    """Units that are compared with one another: all of one group of a ranking, with results in the same periods.

    They often tie, and there are as many of them as stand at the edge of a share that the policy names: just enough for
    one unit more, and one too few.

    Args:
        policy: The policy, or its rules.
        units: How many units there are at most, 1 to 1000.
        periods: How many periods there are at most, 1 to 1000.
        missing: As in :func:`histories`.

    Returns:
        A strategy of histories.

    Raises:
        ArgumentError: One of these is something else.
    """
    rules = rules_given(policy)
    extent = _extent(units=units, periods=periods, gaps=False, missing=missing, decided=False, succession=False)
    return drawn(lambda chance: _noted(rules, Tables(cohort(chance, rules, extent), {}))).map(_history_of)


def cases(  # noqa: PLR0913  each is a keyword
    *,
    period: str | None = None,
    dated: bool = True,
    across_units: bool = True,
    largest: int = 6,
    details: bool = False,
    units: int = 5,
    periods: int = 6,
    gaps: bool = True,
    missing: Missing = "optional",
    decided: bool = False,
    succession: bool = False,
) -> st.SearchStrategy[Case]:
    """A policy together with results.

    Args:
        period: As in :func:`policy_texts`.
        dated: As in :func:`policy_texts`.
        across_units: As in :func:`policy_texts`.
        largest: As in :func:`policy_texts`.
        details: As in :func:`policy_texts`.
        units: As in :func:`histories`.
        periods: As in :func:`histories`.
        gaps: As in :func:`histories`.
        missing: As in :func:`histories`.
        decided: As in :func:`histories`; the policy may then name the first period that it judges.
        succession: As in :func:`histories`.

    Returns:
        A strategy of cases.

    Raises:
        ArgumentError: One of these is something else.
    """
    shape = _shape(period=period, dated=dated, across_units=across_units, largest=largest, details=details)
    shape = evolve(shape, begins=decided)
    extent = _extent(units=units, periods=periods, gaps=gaps, missing=missing, decided=decided, succession=succession)

    def case(random: Random) -> Case:
        policy = _loaded(policy_text(random, shape))
        return Case(policy, history(random, policy.rules, extent))

    return _randoms().map(case)


def tables_of(
    policy: Policy | Rules,
    *,
    units: int = 5,
    periods: int = 6,
    gaps: bool = True,
    missing: Missing = "optional",
    decided: bool = False,
    succession: bool = False,
) -> st.SearchStrategy[Tables]:
    """Results to judge by a policy, and rows of all its details: those of policies below among them, however far down.

    A test with them::

        @given(tables_of(POLICY))
        def test_our_claims_hold(tables):
            outcomes = POLICY.evaluate(tables.history, details=tables.details)

    Rows below stand under a unit that has a result in the period, or under none; a lower policy has results from up to
    two periods before the first one above.

    Args:
        policy: The policy, or its rules.
        units: As in :func:`histories`, of each table of results; up to three rows of other details are below a result.
        periods: As in :func:`histories`, of each table.
        gaps: As in :func:`histories`.
        missing: As in :func:`histories`.
        decided: As in :func:`histories`.
        succession: As in :func:`histories`, of units above and of those below.

    Returns:
        A strategy of tables.

    Raises:
        ArgumentError: One of these is something else.
    """
    rules = rules_given(policy)
    extent = _extent(units=units, periods=periods, gaps=gaps, missing=missing, decided=decided, succession=succession)
    return drawn(lambda chance: _noted(rules, Tables(*tables(chance, rules, extent))))


def cascades(  # noqa: PLR0913  each is a keyword
    *,
    levels: int = 2,
    period: str | None = None,
    dated: bool = True,
    across_units: bool = True,
    largest: int = 4,
    details: bool = False,
    units: int = 4,
    periods: int = 5,
    gaps: bool = True,
    missing: Missing = "optional",
    decided: bool = False,
    succession: bool = False,
) -> st.SearchStrategy[Cascade]:
    """Policies of which each judges by the outcomes of the next, together with results of all of them.

    Args:
        levels: How many policies there are, 2 to 8.
        period: As in :func:`policy_texts`.
        dated: As in :func:`policy_texts`.
        across_units: As in :func:`policy_texts`.
        largest: As in :func:`policy_texts`, of each of the policies.
        details: Whether the last policy may have details of its own, of rows that are no outcomes.
        units: As in :func:`tables_of`.
        periods: As in :func:`tables_of`.
        gaps: As in :func:`histories`.
        missing: As in :func:`histories`.
        decided: As in :func:`cases`.
        succession: As in :func:`tables_of`.

    Returns:
        A strategy of cascades.

    Raises:
        ArgumentError: One of these is something else.
    """
    a_whole("levels", levels, 2, MOST_LEVELS)
    shape = _shape(period=period, dated=dated, across_units=across_units, largest=largest, details=details)
    shape = evolve(shape, begins=decided)
    extent = _extent(units=units, periods=periods, gaps=gaps, missing=missing, decided=decided, succession=succession)

    def cascade(random: Random) -> Cascade:
        found = levels_of(random, shape, levels)
        files = {name: to_toml(each.written) for name, each in found.items()}
        for name, text in files.items():
            note(f"# {name}\n{text}")
        top = next(iter(files))
        policy = loads_above(files[top], found_in(found), name=top)
        return Cascade(policy, files, *tables(Chance(random), policy.rules, extent))

    return _randoms().map(cascade)


def _randoms() -> st.SearchStrategy[Random]:
    """A strategy for Randoms of which Hypothesis can shrink whatever is drawn."""
    return st.randoms(note_method_calls=False, use_true_random=False)


def _noted(rules: Rules, tables: Tables) -> Tables:
    """The same, which a failing test prints as an example."""
    note(_Entry(rules, tables))  # printed only where a test fails
    return tables


def _history_of(tables: Tables) -> History:
    return tables.history


@frozen
class _Entry:
    """Results that are written as an example when they are printed."""

    rules: Rules
    tables: Tables

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:  # noqa: FBT001, ARG002  as printers call it
        try:
            printer.text(example_text(self, self.tables.history, details=self.tables.details))
        except ArgumentError as error:
            printer.text(str(error))


def _loaded(text: str) -> Policy:
    note(text)
    return loads(text, name="random")


# ---- arguments -------------------------------------------------------------------------------------------------------


def _shape(*, period: str | None, dated: bool, across_units: bool, largest: int, details: bool) -> Shape:
    kinds = {kind.value: kind for kind in PeriodKind}
    a_whole("largest", largest, 0, 50)
    kind = None if period is None else kinds[one_of("period", period, tuple(kinds))]
    a_switch("details", details)
    return Shape(kind, a_switch("dated", dated), a_switch("across_units", across_units), largest, details)


def _extent(*, units: int, periods: int, gaps: bool, missing: Missing, decided: bool, succession: bool) -> Extent:
    a_whole("units", units, 1, _MOST_UNITS)
    a_whole("periods", periods, 1, _MOST_UNITS)
    may_miss = one_of("missing", missing, _MISSING)
    a_switch("succession", succession)
    return Extent(units, periods, a_switch("gaps", gaps), may_miss, a_switch("decided", decided), succession)
