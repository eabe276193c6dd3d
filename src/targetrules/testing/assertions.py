"""What must hold for any results, asserted: a policy's own claims, and that all engines decide the same."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, Final, get_args
from typing import Literal as OneOf

from attrs import evolve
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from targetrules.arguments import ArgumentError, instance_of, one_of, unlike
from targetrules.claim_ids import claims_named
from targetrules.data import frozen
from targetrules.engine.choice import EngineName
from targetrules.engine.claims import ClaimCheck, check_claims
from targetrules.history import History
from targetrules.outcome import Outcome, Undetermined
from targetrules.policy import Policy
from targetrules.report.checks_text import breach_text
from targetrules.report.example_text import example_text
from targetrules.report.explanation import explanation_text
from targetrules.report.labels import PolicyLabels
from targetrules.testing.search import found
from targetrules.testing.strategies import Tables, cohorts, histories, tables_of
from targetrules.wording import Listing, known_language, say

__all__ = ["Engine", "RefutedClaim", "assert_agreement", "assert_claims", "refuted_claims"]

Engine = OneOf["reference", "prepared", "columnar", "states"]
_ENGINES: Final[tuple[Engine, ...]] = get_args(Engine)
_SEED: Final = 100


@frozen
class RefutedClaim:
    """A claim, and results that break it, as small as they can be.

    Attributes:
        policy: The policy.
        check: What is broken where.
        tables: The results.
    """

    policy: Policy
    check: ClaimCheck
    tables: Tables

    @property
    def claim(self) -> str:
        """The id of the claim."""
        return self.check.claim

    def text(self, language: str = "en") -> str:
        """Which results break the claim, why they were judged so, and an example to paste.

        Args:
            language: ``"en"`` or ``"zh"``.

        Returns:
            The text, of several lines.

        Raises:
            UnknownLanguageError: There are no sentences in this language.
        """
        names, first = PolicyLabels(self.policy.rules, language), self.check.broken[0]
        why = self.policy.explain(
            self.tables.history, unit=first.unit, period=first.period, changes=False, notes=_untold, **self.below
        )
        reasons = explanation_text(why, language).rpartition("\n\n")[0]  # that no changes were searched for is no news
        parts = [breach_text(names, self.check), reasons]
        return "\n\n".join([*parts, _entry(self.policy, self.tables, language)])

    @property
    def below(self) -> dict[str, Any]:
        """The rows of details as a keyword, if the policy has any."""
        return {"details": self.tables.details} if self.policy.rules.details else {}


def assert_claims(
    policy: Policy,
    *,
    claims: Collection[str] | None = None,
    language: str = "en",
    settings: hypothesis_settings | None = None,
    **extent: Any,
) -> None:
    """Search for results that break a claim of the policy; where some do, an AssertionError shows the smallest of them.

    Args:
        policy: The policy.
        claims: The ids of the claims; left out, all.
        language: The language of what is shown, ``"en"`` or ``"zh"``.
        settings: How Hypothesis searches, such as ``settings(max_examples=1000)``; left out, as its profile says.
        extent: How large results are at most and what may be missing, as in :func:`targetrules.testing.histories`.

    Raises:
        ArgumentError: One of these is something else.
        UnknownLanguageError: There are no sentences in this language.
        AssertionError: A claim is broken; its text has the results as an ``[[examples]]`` entry, and why.
    """
    known_language(language)  # before a search that may take long
    refuted = refuted_claims(policy, claims=claims, settings=settings, **extent)
    if refuted:
        raise AssertionError("\n\n".join(each.text(language) for each in refuted))


def refuted_claims(
    policy: Policy,
    *,
    claims: Collection[str] | None = None,
    settings: hypothesis_settings | None = None,
    **extent: Any,
) -> list[RefutedClaim]:
    """The claims of a policy that some results break, each with the smallest that were found.

    Args:
        policy: The policy.
        claims: As in :func:`assert_claims`.
        settings: As in :func:`assert_claims`.
        extent: As in :func:`assert_claims`.

    Returns:
        Those claims; that one is not among them says only that none of the results that were tried breaks it.

    Raises:
        ArgumentError: One of these is something else.
    """
    instance_of("policy", policy, Policy, "policy")
    left, refuted = [each.id for each in claims_named(policy.rules, claims)], list[RefutedClaim]()
    strategy, searched = _results_of(policy, extent), _settings(settings)

    def broken(tables: Tables) -> ClaimCheck | None:
        checks = _checks(policy, tables)
        return next((each for each in checks if each.broken and each.claim in left), None)

    while left:
        tables = found(policy, strategy, lambda each: broken(each) is not None, searched)
        if tables is None:
            break
        check = broken(tables)
        if check is not None:
            refuted.append(RefutedClaim(policy, check, tables))
            left.remove(check.claim)
    order = [each.id for each in policy.rules.claims]
    return sorted(refuted, key=lambda each: order.index(each.claim))


def assert_agreement(
    policy: Policy,
    *,
    engines: Sequence[Engine] = _ENGINES,
    language: str = "en",
    settings: hypothesis_settings | None = None,
    **extent: Any,
) -> None:
    """Search for results of which two engines decide differently; an AssertionError shows the smallest of them.

    Args:
        policy: The policy.
        engines: Those that are compared: ``"reference"`` (the definition), ``"prepared"`` (what judges few rows),
            ``"columnar"``, and ``"states"`` (period by period; these two need the extra ``columnar``).
        language: As in :func:`assert_claims`.
        settings: As in :func:`assert_claims`.
        extent: As in :func:`assert_claims`.

    Raises:
        ArgumentError: One of these is something else.
        UnknownLanguageError: There are no sentences in this language.
        MissingExtraError: What an engine needs is not installed.
        AssertionError: Two engines decide differently.
    """
    instance_of("policy", policy, Policy, "policy")
    names = _engines(engines)
    known_language(language)

    def difference(tables: Tables) -> tuple[Engine, Outcome | None, Outcome | None] | None:
        first = _BY[names[0]](policy, tables)
        for name in names[1:]:
            other = _BY[name](policy, tables)
            as_told = _without_missing if "states" in (names[0], name) else _as_it_is
            for key in dict.fromkeys([*first, *other]):
                one, two = as_told(first.get(key)), as_told(other.get(key))
                if one != two:
                    return name, one, two
        return None

    tables = found(policy, _results_of(policy, extent), lambda each: difference(each) is not None, _settings(settings))
    differs = None if tables is None else difference(tables)
    if tables is not None and differs is not None:
        name, one, other = differs
        parts = [say("checks.engines-differ", language, {"one": names[0], "other": name})]
        parts += [f"{names[0]}: {one}", f"{name}: {other}", "", _entry(policy, tables, language)]
        raise AssertionError("\n".join(parts))


# ---- what is searched ------------------------------------------------------------------------------------------------


def _engines(given: object) -> list[Engine]:
    if isinstance(given, str) or not isinstance(given, Sequence) or len(given) < len("ab"):
        words = Listing(tuple(f'"{word}"' for word in _ENGINES))
        raise unlike("engines", given, "engines", words=words)
    return [one_of("engines", each, _ENGINES) for each in given]


def _results_of(policy: Policy, extent: Mapping[str, Any]) -> st.SearchStrategy[Tables]:
    """Results for the policy: histories, and cohorts where it compares units."""
    if policy.rules.details:
        return tables_of(policy, **extent)
    strategy = histories(policy, **extent)
    if policy.rules.rankings:
        strategy = st.one_of(strategy, cohorts(policy))
    return strategy.map(_plain)


def _plain(history: History) -> Tables:
    return Tables(history, {})


def _settings(given: object) -> hypothesis_settings:
    if given is None:
        return hypothesis_settings(max_examples=_SEED)
    return instance_of("settings", given, hypothesis_settings, "hypothesis-settings")


def _checks(policy: Policy, tables: Tables) -> list[ClaimCheck]:
    if policy.rules.details:
        return policy.check_claims(tables.history, details=tables.details, notes=_untold)
    return check_claims(policy.rules, tables.history)


def _untold(_: object) -> None:
    """Random results have gaps, and units come and go."""


def _entry(policy: Policy, tables: Tables, language: str) -> str:
    """The results as an example, below a line that says so; or why no example can say them."""
    try:
        text = example_text(policy, tables.history, details=tables.details)
    except ArgumentError as error:
        return error.text(language)
    return f"{say('checks.entry-to-paste', language, {})}\n\n{text}"


# ---- engines ---------------------------------------------------------------------------------------------------------

_Outcomes = Mapping[tuple[str, int | str], Outcome]


def _by_key(outcomes: Iterator[Outcome]) -> _Outcomes:
    return {(each.unit, each.period): each for each in outcomes}


def _judged(policy: Policy, tables: Tables, engine: EngineName | None) -> _Outcomes:
    below: dict[str, Any] = {"details": tables.details} if policy.rules.details else {}
    return _by_key(iter(policy.evaluate(tables.history, engine=engine, notes=_untold, **below)))


def _stepped(policy: Policy, tables: Tables) -> _Outcomes:
    """Period by period; a state keeps no names of what is missing in earlier periods, so none of them is told."""
    state, found_all = policy.start(), dict[tuple[str, int | str], Outcome]()
    for period in sorted({row.period for row in tables.history.rows}):
        now = _of_period(tables.history, period)
        below = {name: _of_period(rows, period) for name, rows in tables.details.items()}
        more: dict[str, Any] = {"details": below} if policy.rules.details else {}
        _, state, outcomes = policy.step(state, now, record=True, notes=_untold, **more)
        found_all |= _by_key(iter(outcomes))
    return found_all


def _of_period(history: History, period: int) -> History:
    return History(tuple(row for row in history.rows if row.period == period))


def _as_it_is(outcome: Outcome | None) -> Outcome | None:
    return outcome


def _without_missing(outcome: Outcome | None) -> Outcome | None:
    """The outcome without the names of what is missing, which a state does not keep of earlier periods."""
    if outcome is None:
        return None
    return evolve(outcome, undetermined=tuple(Undetermined(each.id, ()) for each in outcome.undetermined))


_BY: Final[Mapping[Engine, Callable[[Policy, Tables], _Outcomes]]] = {
    "reference": lambda policy, tables: _judged(policy, tables, "reference"),
    "prepared": lambda policy, tables: _judged(policy, tables, None),
    "columnar": lambda policy, tables: _judged(policy, tables, "columnar"),
    "states": _stepped,
}
