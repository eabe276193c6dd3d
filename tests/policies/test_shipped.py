"""What every policy of ``policies/`` owes its reader. Nothing here knows what a policy says."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from targetrules.engine.examples import check_example, history_of
from targetrules.engine.reference import ReferenceEngine
from targetrules.rules import tree
from tests.policies.shipped import FILES, FOLDER, Shipped
from tests.same_bytes import check_history

UNVERIFIED = {"en": "unverified", "zh": "未经核对"}
INVENTED = ("invented", "虚构")


def test_the_folder_holds_these() -> None:
    assert [file.stem for file in FILES] == [
        "civil-servants-2007",
        "county-score-sheet",
        "cqc-aggregation",
        "cra-ratings",
        "england-coasting",
        "english-league",
        "essa-identification",
        "florida-school-grades",
        "jincheng-2010-year",
        "jincheng-2010",
        "medicare-low-performing",
        "medicare-star-cuts",
        "nc-low-performing-districts",
        "nc-low-performing",
        "nhs-oversight-2025",
        "texas-interventions",
        "ziyang-2017",
    ]


def test_every_file_of_examples_stands_beside_its_policy() -> None:
    ids = {file.stem for file in FILES}
    assert {file.name.removesuffix(".examples.toml") for file in FOLDER.glob("*.examples.toml")} <= ids


def test_is_named_as_its_file(shipped: Shipped) -> None:
    assert shipped.rules.id == shipped.file.stem


def test_begins_by_saying_what_it_is(shipped: Shipped) -> None:
    for text in shipped.texts.values():
        assert text.startswith("# ")


def test_speaks_both_languages(shipped: Shipped) -> None:
    rules = shipped.rules
    assert set(rules.languages) == {"en", "zh"}
    labels = {"title": rules.title, "description": rules.description}
    labels |= {consequence.id: consequence.label for consequence in rules.consequences}
    labels |= {f"example {number}": example.name for number, example in enumerate(rules.examples, start=1)}
    assert {name: sorted(label) for name, label in labels.items()} == {name: ["en", "zh"] for name in labels}


def test_examples_pass(shipped: Shipped) -> None:
    checked = [check_example(shipped.rules, example) for example in shipped.rules.examples]
    assert checked
    assert [check for check in checked if check.mismatches] == []


def test_both_engines_write_the_same_bytes_of_the_examples(shipped: Shipped) -> None:
    for example in shipped.rules.examples:
        history = history_of(shipped.rules, example)
        check_history(shipped.policy, history, decided_on=date(2011, 8, 31))


def test_examples_beside_the_policy_are_read(shipped: Shipped) -> None:
    written = [example for text in shipped.texts.values() for example in tomllib.loads(text).get("examples", ())]
    assert len(shipped.rules.examples) == len(written)


def test_examples_are_said_to_be_invented(shipped: Shipped) -> None:
    for name, text in shipped.texts.items():
        assert any(word in text for word in INVENTED), name


def test_every_row_of_an_example_is_expected(shipped: Shipped) -> None:
    for example in shipped.rules.examples:
        expected = {(each.unit, each.period) for each in example.expected}
        assert expected == {(unit, period) for unit, period, _ in example.rows}, example.name


def test_claims_hold_on_the_examples(shipped: Shipped) -> None:
    assert shipped.rules.claims
    for example in shipped.rules.examples:
        for check in shipped.policy.check_claims(history_of(shipped.rules, example)):
            assert check.broken == (), (example.name, check.claim)


def test_every_claim_has_something_to_say(shipped: Shipped) -> None:
    """For an ``always`` the examples have a case in which its ``if`` holds; a bare ``never`` is tried on every row."""
    engine = ReferenceEngine(shipped.rules)
    for claim in shipped.rules.claims:
        if isinstance(claim.says, tree.Always):
            premise = claim.says.condition
            assert any(engine.holds(premise, now) is True for now in shipped.results()), claim.id


def test_every_consequence_fires_in_an_example_and_is_absent_in_another(shipped: Shipped) -> None:
    for consequence in shipped.rules.consequences:
        fires = [any(consequence.id in now.received for now in judged) for _, judged in shipped.judged]
        assert True in fires, f"no example in which {consequence.id} fires"
        assert False in fires, f"no example without {consequence.id}"


def test_every_exemption_and_replacement_is_seen_at_work(shipped: Shipped) -> None:
    """An ``unless`` stops its consequence in some example; what is replaced is replaced in some example."""
    engine = ReferenceEngine(shipped.rules)
    for rule in shipped.rules.consequences:
        if rule.unless is not None:
            both = [(engine.holds(rule.when, now), engine.holds(rule.unless, now)) for now in shipped.results()]
            assert (True, True) in both, rule.id
        for replaced in rule.replaces:
            assert any(rule.id in now.replaced.get(replaced, ()) for now in shipped.results()), (rule.id, replaced)


def test_every_rule_of_grading_is_seen_at_work(shipped: Shipped) -> None:
    taken = {step.rule.id for now in shipped.results() for step in now.steps if step.truth is True}
    assert {rule.id for rule in grading_rules(shipped.rules)} <= taken


def test_every_grade_is_seen(shipped: Shipped) -> None:
    given = {now.grade for now in shipped.results()}
    assert {grade.id for grade in shipped.rules.grades} <= given


def test_something_is_missing_in_some_example(shipped: Shipped) -> None:
    """Whoever reads the examples sees what becomes of a missing value."""
    asked = [name for name, one in shipped.rules.inputs.items() if one.default is None] + [*shipped.rules.measures]
    assert any(now.values[name] is None for now in shipped.results() for name in asked)


# ---- sources ---------------------------------------------------------------------------------------------------------


def grading_rules(rules: tree.Rules) -> Iterator[Any]:
    grading = rules.grading
    if grading is not None:
        steps = grading.unrated, grading.forced, grading.floors, grading.caps, grading.limits, grading.quotas
        for rules_of_step in steps:
            yield from rules_of_step


def test_every_rule_cites_a_source_and_every_source_is_cited(shipped: Shipped) -> None:
    rules = shipped.rules
    cited = {rule.id: rule.origin.source for rule in (*rules.consequences, *grading_rules(rules))}
    assert [id_ for id_, source in cited.items() if source is None] == []
    assert set(cited.values()) == set(rules.sources)


def test_every_rule_from_a_text_with_articles_names_its_article(shipped: Shipped) -> None:
    """A report has no articles; whoever cites any article of a source cites one wherever that source is cited."""
    origins = [rule.origin for rule in (*shipped.rules.consequences, *grading_rules(shipped.rules))]
    with_articles = {origin.source for origin in origins if origin.article}
    assert [origin for origin in origins if origin.source in with_articles and not origin.article] == []


def test_what_is_unverified_is_said_in_the_description_too(shipped: Shipped) -> None:
    """Also where a comment, or the description of a single rule, is all that says so."""
    for language, word in UNVERIFIED.items():
        if any(word in text for text in shipped.texts.values()):
            assert word in shipped.rules.description[language]
    mentions = [word in shipped.rules.description[language] for language, word in UNVERIFIED.items()]
    assert all(mentions) or not any(mentions)


@pytest.mark.parametrize("kind", ["roles", "actions"])
def test_catalogues_hold_nothing_that_is_not_used(shipped: Shipped, kind: str) -> None:
    used = {name for rule in shipped.rules.consequences for name in (rule.to if kind == "roles" else rule.actions)}
    catalogue = shipped.rules.roles if kind == "roles" else shipped.rules.actions
    assert set(catalogue) <= used
