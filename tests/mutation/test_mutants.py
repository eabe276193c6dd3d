"""Mutants: what is changed in a policy, that each loads and means something else, and that no construct has none."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, get_args, get_origin

import attrs
import pytest

import targetrules
from targetrules.comparison.written import written_differences
from targetrules.mutation import Kind, Mutant, mutants
from targetrules.mutation.of_conditions import ENTRIES, HISTORY
from targetrules.mutation.of_formulas import DETAIL_FUNCTIONS, FUNCTIONS
from targetrules.mutation.of_tables import TABLES
from targetrules.rules.resolution import from_condition
from targetrules.rules.resolution.context import ResolutionContext
from targetrules.rules.resolution.detail_advice import FUNCTIONS as OF_DETAILS
from targetrules.rules.resolution.formula import _Reader as FormulaReader
from targetrules.source.collector import DiagnosticCollector
from targetrules.syntax.schema import PolicyFile
from targetrules.syntax.shape import keys_of, options_of
from tests.recorded import check_recorded

HERE = Path(__file__).parent
EVERY = HERE / "every-change.toml"
INDICATORS = HERE / "every-indicator.toml"
"""Indicators and ballots stand apart: each mutant reads its whole policy anew, with the measures that these make."""
SMALL = HERE.parents[1] / "policies" / "ziyang-2017.toml"

pytestmark = pytest.mark.xdist_group("every_change")  # its mutants are made once


@cache
def mutants_of(path: Path) -> list[Mutant]:
    return list(mutants(targetrules.load(path)))


@pytest.fixture(params=[EVERY, INDICATORS], ids=lambda path: path.stem)
def path(request: pytest.FixtureRequest) -> Path:
    return Path(request.param)


@pytest.fixture
def every(path: Path) -> list[Mutant]:
    return mutants_of(path)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_each_mutant_says_where_it_is_and_what_was_changed(every: list[Mutant], path: Path, lang: str) -> None:
    told = [f"{each.place.column:3} {each.kind:9} {each.telling(lang)}" for each in every]
    check_recorded(HERE / f"{path.stem}.{lang}.txt", "\n".join(told) + "\n")


def test_there_is_a_mutant_of_each_kind() -> None:
    assert {each.kind for path in (EVERY, INDICATORS) for each in mutants_of(path)} == set(get_args(Kind))


def test_each_mutant_reads_back_as_what_it_means(every: list[Mutant]) -> None:
    """One of each kind; of a rule left out an example or a claim may still speak."""
    parts = ("inputs", "order", "parameters", "consequences", "details", "first_period")
    for each in {each.kind: each for each in every}.values():
        written = attrs.evolve(each.written, examples=None, claims=None)
        again = targetrules.loads(attrs.evolve(each.policy, written=written).to_toml()).rules
        assert [repr(getattr(again, part)) for part in parts] == [repr(getattr(each.rules, part)) for part in parts]


def test_a_mutant_keeps_the_examples_and_claims_of_the_policy() -> None:
    of_policy, every = targetrules.load(EVERY).rules, mutants_of(EVERY)
    assert all(each.rules.claims == of_policy.claims for each in every)
    assert {each.kind for each in every if each.rules.examples != of_policy.examples} == {"default"}


def test_no_two_mutants_are_one(every: list[Mutant]) -> None:
    written = [each.written for each in every]
    assert all(one != other for at, one in enumerate(written) for other in written[at + 1 : at + 20])


def test_each_mutant_differs_in_one_definition_that_decides(every: list[Mutant], path: Path) -> None:
    policy = targetrules.load(path)
    for mutant in every:
        found = written_differences(policy, mutant.policy)
        exchanged = mutant.change().startswith("grading.") and mutant.change().endswith(" exchanged")
        of_voters = mutant.place.path.startswith("ballots.")  # these are of one definition
        moved = ".weight = " in mutant.change() and not of_voters  # a weight that one indicator loses and another gets
        of_two = exchanged or moved
        assert len(found) == (2 if of_two else 1), mutant.telling()
        assert {entry.effect for each in found for entry in each.entries} == {"decides"}, mutant.telling()


def test_the_place_is_the_line_and_the_column_of_the_entry() -> None:
    change, every = "`consecutive = 2` → `times = 2, of_last = 3`", mutants_of(EVERY)
    (found,) = (each.place for each in every if each.change() == change and each.place.text.startswith("when"))
    line = EVERY.read_text(encoding="utf-8").split("\n")[(found.line or 0) - 1]
    assert (found.file, found.text) == (str(EVERY), line)
    assert line[(found.column or 0) - 1 :].startswith("consecutive = 2")


def test_a_policy_without_a_text_has_mutants_without_lines() -> None:
    policy = targetrules.load(SMALL)
    plain = attrs.evolve(policy, document=None)
    found = [(each.place.line, each.telling()) for each in mutants(plain)]
    assert found == [(None, each.change()) for each in mutants(policy)]


def test_lines_of_which_nothing_is_changed_say_what_things_are() -> None:
    changed = {each.place.line for each in mutants_of(EVERY)}
    text = EVERY.read_text(encoding="utf-8").split("\n")
    rules = range(text.index("[parameters]") + 2, text.index("[[claims]]"))
    plain = [text[at - 1] for at in rules if " = " in text[at - 1] and at not in changed]
    assert {line for line in plain if not line.startswith(("id = ", "label = "))} == UNCHANGED


UNCHANGED = {
    'formula = "extra"',
    "until = 2010",  # a hole between two versions does not load
    "from = 2011",
    "from = 2010",
    'by = "score"',
    'by = "sum"',
    'grade = "good"',
    'grade = "fair"',
    'grade = "poor"',
    "at_least = 0",
    "decimals = 1",
    "decimals = 2",
    'within = "kind"',  # what was published names its groups
}


# ---- nothing of the language is without its changes ------------------------------------------------------------------


def tables_in(kind: Any, found: set[type]) -> set[type]:
    """A class of the syntax and all whose tables stand within its."""
    for option in options_of(kind):
        if attrs.has(option):
            if option not in found:
                found.add(option)
                for key in keys_of(option).values():
                    tables_in(key.kind, found)
        elif get_origin(option) in (list, dict):
            tables_in(get_args(option)[-1], found)
    return found


def test_each_table_says_of_each_key_what_changes() -> None:
    without = {each for each in tables_in(PolicyFile, set()) if each not in TABLES}
    assert {each.__name__ for each in without} == {
        "Source",
        "Above",
        "Role",
        "Action",
        "Office",
        "Calendar",
        "Days",
        "Grade",
        "LeftOut",
        "Letters",
        "LetterText",
        "May",
        "Claim",
        "Always",
        "Monotone",
        "Unshown",
        "Example",
    }
    assert {kind: set(keys) for kind, keys in TABLES.items()} == {kind: set(keys_of(kind)) for kind in TABLES}


def test_each_entry_of_conditions_says_what_changes() -> None:
    context = ResolutionContext(targetrules.load(EVERY).written, DiagnosticCollector())
    reader = from_condition._Reader(context, "rule")  # noqa: SLF001
    assert set(ENTRIES) == set(reader.readers())
    assert set(HISTORY) == set(from_condition.HISTORY)


def test_each_function_says_what_may_be_taken_for_it() -> None:
    assert set(FUNCTIONS) == set(FormulaReader.functions(_any_reader()))
    assert set(DETAIL_FUNCTIONS) == set(OF_DETAILS)


def _any_reader() -> Any:
    from targetrules.rules.leaf import Rounding

    context = ResolutionContext(targetrules.load(EVERY).written, DiagnosticCollector())
    return FormulaReader((), context, Rounding.HALF_UP, [], "")


def test_what_is_no_policy_is_refused() -> None:
    with pytest.raises(targetrules.ArgumentError, match="policy"):
        next(mutants(EVERY))  # type: ignore[arg-type]


@pytest.mark.parametrize("page", ["mutation.md", "mutation.zh.md"])
def test_the_page_says_of_each_kind_what_is_changed(page: str) -> None:
    text = (HERE.parents[1] / "docs" / "how-to" / page).read_text(encoding="utf-8")
    rows = [line.split("|") for line in text.split("\n") if line.startswith("| `")]
    assert [row[1].strip().strip("`") for row in rows] == list(get_args(Kind))
    assert all(row[2].strip() for row in rows)
