from __future__ import annotations

import pytest

from targetrules import PolicyError
from targetrules.source.collector import MOST_FAULTS, DiagnosticCollector, StopCheckingError
from targetrules.source.diagnostic import UnlocatedDiagnostic
from targetrules.source.document import Document
from targetrules.source.source_map import diagnostics_of


def test_a_fault_is_where_it_was_in_the_file_whatever_was_taken_out_or_read_as_another_key() -> None:
    faults = DiagnosticCollector()
    faults.kept["consequences",] = [0, 2, 5]
    faults.renamed["consequences", 5, "when"] = "wen"
    faults.add("TR064", ("consequences", 2, "when", "all", 1))
    faults.add("TR064", ("grades", 2, "when"))
    assert [fault.path for fault in faults.found] == [("consequences", 5, "wen", "all", 1), ("grades", 2, "when")]


def test_after_two_hundred_faults_nobody_looks_for_more() -> None:
    faults = DiagnosticCollector()
    for _ in range(MOST_FAULTS):
        faults.add("TR064", ())
    with pytest.raises(StopCheckingError):
        faults.add("TR064", ())
    assert faults.found[MOST_FAULTS:] == [UnlocatedDiagnostic("TR009", (), {"shown": MOST_FAULTS})]


def test_names_are_compared_only_so_often() -> None:
    faults = DiagnosticCollector()
    many = [f"the-same-long-beginning-{number:04}" for number in range(400)]
    for _ in range(20):
        faults.add("TR020", (), near=("the-same-long-beginning-0399x", many))
    suggestions = [fault.suggestion for fault in faults.found]
    assert suggestions == ["the-same-long-beginning-0399"] * 6 + [None] * 14


def test_a_hundred_faults_among_a_hundred_names_have_a_suggestion_each() -> None:
    faults = DiagnosticCollector()
    many = [f"measure{number:03}" for number in range(100)]
    for _ in range(100):
        faults.add("TR020", (), near=("measrue007", many))
    assert [fault.suggestion for fault in faults.found] == ["measure007"] * 100


@pytest.mark.parametrize(
    ("name", "is_lost"), [("score", True), ("score.rank", True), ("grade", False), ("rank.score", False)]
)
def test_what_was_taken_out_is_not_unknown(name: str, *, is_lost: bool) -> None:
    assert DiagnosticCollector(lost={"score"}).is_lost(name) is is_lost
    assert DiagnosticCollector(blind=True).is_lost(name)


def test_where_there_is_no_fault_nothing_is_raised() -> None:
    with diagnostics_of(Document("a.toml", "a = 1\n")) as faults:
        assert not faults


def test_faults_are_raised_together_in_the_order_of_the_file() -> None:
    def look() -> None:
        with diagnostics_of(Document("a.toml", "a = 1\nb = 2\n")) as faults:
            faults.add("TR064", ("b",))
            faults.add("TR065", ("a",))
            raise StopCheckingError

    with pytest.raises(PolicyError) as raised:
        look()
    assert str(raised.value) == "a.toml:1:5: TR065 there is nothing in it\na.toml:2:5: TR064 the condition is empty"
