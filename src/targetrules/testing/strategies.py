"""The strategies: `policies.py` and `histories.py`, drawn and shrunk by Hypothesis, which is imported only here."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Final

from attrs import evolve, frozen
from hypothesis import note
from hypothesis import strategies as st

from targetrules.arguments import a_switch, a_whole, one_of
from targetrules.history import History
from targetrules.loading import loads
from targetrules.period import PeriodKind
from targetrules.policy import Policy
from targetrules.rules.tree import Rules
from targetrules.testing.constructs import rules_given
from targetrules.testing.draft import Shape
from targetrules.testing.histories import Extent, Missing, history
from targetrules.testing.policies import policy_text

__all__ = ["Case", "cases", "histories", "policies", "policy_texts"]

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
        largest: How many measures, rankings, conditions and statuses there are at most, 0 to 50.
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
    return _randoms().map(lambda random: history(random, rules, extent))


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


def _randoms() -> st.SearchStrategy[Random]:
    """A strategy for Randoms of which Hypothesis can shrink whatever is drawn."""
    return st.randoms(note_method_calls=False, use_true_random=False)


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
