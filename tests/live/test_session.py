"""Results one by one, as a program posts them: what each call says, what is refused, what listeners hear."""

from __future__ import annotations

import pickle
import threading
from collections.abc import Callable, Iterator
from copy import copy
from datetime import date
from decimal import Decimal
from importlib.util import find_spec
from types import MappingProxyType
from typing import Any

import pytest

from targetrules import ArgumentError, Naming, NoSuchResultError, Policy, ResultsError, loads
from targetrules.engine.choice import LIVE_ENGINES, LiveEngineName
from targetrules.live import Change, Changes, LiveError, Session
from targetrules.report.explanation import explanation_text
from targetrules.wording import Word
from tests.county import county_text

TALK = """
[rankings.within]
by = "score"
within = ["kind"]
[[consequences]]
id = "talk"
label = { en = "A talk", zh = "约谈" }
when = { place = "last" }
within = "30 days"
[[consequences]]
id = "letter"
label = { en = "A letter", zh = "书面报告" }
when = { grade = "poor", consecutive = 2 }
"""
KIND = 'kind = { type = "choice", of = ["city", "town"] }'


@pytest.fixture
def policy() -> Policy:
    return loads(county_text(TALK, inputs=KIND))


def result(unit: str, period: int, score: int, kind: str = "town", **more: Any) -> dict[str, Any]:
    return {"unit": unit, "period": period, "score": score, "kind": kind, **more}


def said(changes: Changes) -> list[tuple[str, str, int | str, str | None]]:
    """What changes bring, in a few words."""
    found: list[tuple[str, str, int | str, str | None]] = []
    for what in ("due", "no_longer_due"):
        found += [(what, change.unit, change.period, each.id) for change, each in getattr(changes, what)]
    for what in ("undetermined", "no_longer_undetermined"):
        found += [(what, change.unit, change.period, rule.id) for change, rule in getattr(changes, what)]
    found += [(f"{before} to {after}", change.unit, change.period, None) for change, before, after in changes.grades]
    return found


def test_results_come_in_any_order_and_each_says_what_it_brings(policy: Policy) -> None:
    session = Session(policy)
    assert said(session.post(result("a", 2011, 50))) == [
        ("undetermined", "a", 2011, "talk"),
        ("None to poor", "a", 2011, None),
    ]
    assert said(session.post(result("a", 2010, 40))) == [
        ("due", "a", 2011, "letter"),
        ("undetermined", "a", 2010, "talk"),
        ("None to poor", "a", 2010, None),
    ]
    assert said(session.close(2010)) == [("due", "a", 2010, "talk"), ("no_longer_undetermined", "a", 2010, "talk")]
    assert said(session.correct(result("a", 2010, 60))) == [
        ("no_longer_due", "a", 2010, "talk"),
        ("no_longer_due", "a", 2011, "letter"),
        ("undetermined", "a", 2010, "talk"),
        ("poor to good", "a", 2010, None),
    ]
    assert said(session.withdraw("a", 2011)) == [
        ("no_longer_undetermined", "a", 2011, "talk"),
        ("poor to None", "a", 2011, None),
    ]
    assert len(session) == 1


def test_places_of_a_group_are_known_when_it_is_complete(policy: Policy) -> None:
    session = Session(policy)
    session.post([result("a", 2010, 90), result("b", 2010, 80), result("c", 2010, 70, "city")])
    assert said(session.close(2010, {"kind": "town"})) == [
        ("due", "b", 2010, "talk"),
        ("no_longer_undetermined", "a", 2010, "talk"),
        ("no_longer_undetermined", "b", 2010, "talk"),
    ]
    assert session.is_complete(2010, {"kind": "town"})
    assert not session.is_complete(2010)
    assert said(session.post(result("d", 2010, 60))) == [  # it comes late, and opens its group again
        ("no_longer_due", "b", 2010, "talk"),
        ("undetermined", "a", 2010, "talk"),
        ("undetermined", "b", 2010, "talk"),
        ("undetermined", "d", 2010, "talk"),
        ("None to good", "d", 2010, None),
    ]
    assert not session.is_complete(2010, {"kind": "town"})
    assert said(session.close(2010))[0] == ("due", "c", 2010, "talk")


def test_changes_add_up(policy: Policy) -> None:
    session, total = Session(policy), Changes()
    total += session.post(result("a", 2010, 40))
    total += session.post(result("b", 2010, 90))
    total += session.close(2010)
    total += session.withdraw("b", 2010)
    total += session.close(2010)
    assert [(change.unit, change.before, change.after) for change in total] == [("a", None, session.outcome("a", 2010))]
    assert session.close(2010) == Changes()


def test_each_change_has_its_reasons(policy: Policy) -> None:
    session = Session(policy)
    (change,) = session.post(result("a", 2010, 40))
    assert change.explanation is not None
    assert explanation_text(change.explanation, "en").partition("Consequences\n")[2] == (
        "? A talk (undetermined; missing: place (within))\n"
        "    ? the place is not known yet: nobody has said that all results of its group are there (within)\n"
        "✘ A letter\n"
        "    ✘ 1 in a row, fewer than 2:\n"
        "      ✔ 2010: the grade is poor\n"
        "\nNo changes were searched for.\n"
    )
    assert "? 名次尚未确定：同组成绩还没有确认报齐（within）\n" in explanation_text(change.explanation, "zh")
    assert session.explain("a", 2010) == change.explanation
    assert Session(policy, reasons=False).post(result("a", 2010, 40))[0].explanation is None
    assert session.withdraw("a", 2010)[0].explanation is None


def test_a_quota_that_may_move_a_unit_is_explained() -> None:
    quota = '[rankings.within]\nby = "score"\n[[grading.quotas]]\ngrade = "good"\nat_most = 1\nranking = "within"\n'
    (change,) = Session(loads(county_text(quota))).post({"unit": "a", "period": 2010, "score": 90})
    assert change.explanation is not None
    line = (
        "whether the quota for good moves it is not known yet: nobody has said that all results of its group are there"
    )
    assert f"? {line} (within)\n" in explanation_text(change.explanation, "en")
    assert "? good 的名额是否影响本单位尚未确定：同组成绩还没有确认报齐（within）\n" in explanation_text(
        change.explanation, "zh"
    )


def test_deadlines_are_counted_from_the_date_of_the_decision(policy: Policy) -> None:
    session = Session(policy, decided_on=date(2011, 1, 31))
    session.post(result("a", 2010, 40))
    ((_, talk),) = session.close(2010).due
    assert talk.due == date(2011, 3, 2)


def test_reasons_tell_of_others_as_they_are_now() -> None:
    """A row whose outcome is the same may have other reasons: it is told what was computed over its group."""
    text = county_text(
        '[measures.mean]\nformula = "group_mean(score)"\ndecimals = 0\n'
        '[[consequences]]\nid = "talk"\nwhen = { mean = { below = 10 } }\n',
        score="decimals = 1",
    )
    policy, session = loads(text), Session(loads(text))
    for unit, score in (("a", 50), ("b", 60), ("c", 70)):
        session.post({"unit": unit, "period": 2010, "score": score})
    session.close(2010)
    session.correct({"unit": "a", "period": 2010, "score": 50.3})
    session.close(2010)
    whole = policy.explain(session.history(), unit="b", period=2010, changes=False)
    assert session.explain("b", 2010) == whole
    assert "60.1" in explanation_text(whole, "en")


def test_a_row_judged_alone_keeps_what_it_lost_in_its_group() -> None:
    """Its past is another, and its group is not: its own part of what is computed over it divides by zero as before."""
    text = county_text(
        '[measures.mean]\nformula = "group_mean(round(score / pupils, 0))"\ndecimals = 0\n'
        '[[consequences]]\nid = "talk"\nwhen = { grade = "poor", consecutive = 2 }\n',
        inputs='pupils = { type = "number", min = 0, max = 100 }',
    )
    session = Session(loads(text))
    of_2010 = {"unit": "a", "period": 2010, "score": 70, "pupils": 1}
    session.post([of_2010, {"unit": "a", "period": 2011, "score": 50, "pupils": 0}])
    session.post({"unit": "b", "period": 2011, "score": 50, "pupils": 5})
    lost = session.close(2011)
    assert [(each.unit, [mark.code for mark in each.after.remarks]) for each in lost if each.after] == [
        ("a", ["division-by-zero"]),
        ("b", []),
    ]
    changes = session.correct({**of_2010, "score": 40})
    assert said(changes) == [("due", "a", 2011, "talk"), ("good to poor", "a", 2010, None)]
    assert [mark.about for each in changes if each.after for mark in each.after.remarks] == ["mean"]
    session.close(2010)
    whole = loads(text).explain(session.history(), unit="a", period=2011, changes=False)
    assert session.explain("a", 2011) == whole


def test_reasons_that_are_asked_for_later_are_those_of_the_moment() -> None:
    """Of the group, of the past, and of rows of details: all of it changes before anybody asks."""
    text = county_text(
        '[details.quarters]\nitem = "quarter"\ninputs.points = { type = "number", min = 0, max = 10 }\n'
        '[measures.total]\nformula = "quarters.sum(points)"\n'
        '[measures.mean]\nformula = "group_mean(score)"\ndecimals = 0\n'
        '[[consequences]]\nid = "talk"\nwhen = { all = [{ mean = { below = 90 } }, { total = { below = 9 } }], '
        "consecutive = 2 }\n",
        score="decimals = 1",
    )
    sessions = [Session(loads(text)) for _ in range(2)]

    def row(unit: str, period: int, score: float) -> dict[str, object]:
        return {"unit": unit, "period": period, "score": score}

    def quarters(points: int) -> dict[str, Any]:
        some = [{"unit": unit, "period": 2010, "quarter": "Q1", "points": points} for unit in "ab"]
        return {"quarters": [*some, *({**each, "period": 2011} for each in some)]}

    def calls(session: Session) -> Iterator[Changes]:
        results = [row(unit, year, 50) for unit in "ab" for year in (2010, 2011)]
        yield session.post(results, details=quarters(3))
        yield session.close(2010)
        yield session.close(2011)
        yield session.correct(row("a", 2010, 50.3), details={"quarters": quarters(4)["quarters"][:1]})
        yield session.close(2010)
        yield session.withdraw("a", 2010)

    told: list[list[Change]] = [[], []]
    for session, at_once, some in zip(sessions, (True, False), told, strict=True):
        for changes in calls(session):
            some.extend(changes)
            assert not at_once or all(change.explanation for change in changes if change.after is not None)
    assert [change.explanation for change in told[1]] == [change.explanation for change in told[0]]
    assert [pickle.loads(pickle.dumps(change)).explanation for change in told[1]] == [  # noqa: S301  our own
        change.explanation for change in told[0]
    ]


def test_the_past_is_told_as_of_the_moment_too() -> None:
    """A result that is corrected and comes out alike is what later ones go on from, and has other reasons."""
    talk = '[[consequences]]\nid = "talk"\nwhen = { score = { below = 60 }, ago = 1 }\n'
    session = Session(loads(county_text(talk, score='decimals = 2, excess = "round"')))
    session.post({"unit": "a", "period": 2010, "score": 59.996})
    (change,) = session.post({"unit": "a", "period": 2011, "score": 70})
    at_once = session.explain("a", 2011)
    assert not session.correct({"unit": "a", "period": 2010, "score": 60.003})
    assert change.explanation == at_once != session.explain("a", 2011)


def test_reasons_tell_what_an_input_was_before_it_was_rounded_now() -> None:
    text = county_text(score='decimals = 2, excess = "round"')
    session, policy = Session(loads(text)), loads(text)
    session.post({"unit": "a", "period": 2010, "score": 59.996})
    session.correct({"unit": "a", "period": 2010, "score": 60.003})
    assert session.explain("a", 2010) == policy.explain(session.history(), unit="a", period=2010, changes=False)


def test_a_period_is_not_complete_when_something_has_come_since(policy: Policy) -> None:
    for each in (policy, loads(county_text(inputs=KIND))):
        session = Session(each)
        session.post(result("a", 2010, 90))
        session.close(2010)
        assert session.is_complete(2010)
        session.post(result("b", 2010, 80))
        assert not session.is_complete(2010)


def test_a_group_may_be_any_mapping(policy: Policy) -> None:
    session = Session(policy)
    session.post(result("a", 2010, 90))
    assert session.close(2010, MappingProxyType({"kind": "town"})).due


def test_changes_that_add_up_are_in_order(policy: Policy) -> None:
    session = Session(policy)
    total = session.post(result("b", 2011, 40)) + session.post(result("a", 2010, 40))
    assert [(change.unit, change.period) for change in total] == [("a", 2010), ("b", 2011)]


# ---- what is refused -------------------------------------------------------------------------------------------------


def test_what_contradicts_what_is_there_is_refused_whole(policy: Policy) -> None:
    session = Session(policy)
    session.post([result("甲县", 2010, 40), result("乙县", 2010, 50)])
    with pytest.raises(LiveError) as refused:
        session.post([result("甲县", 2010, 40), result("乙县", 2010, 60), result("丙县", 2010, 70)])
    assert refused.value.text("en") == (
        "“甲县” has just this result in 2010 already\n"
        "“乙县” has another result in 2010: where this one is right, correct it"
    )
    assert refused.value.text("zh") == (
        "单位“甲县”在“2010”已有这一条成绩，内容相同\n单位“乙县”在“2010”已有另一条成绩：如以这一条为准，请改用更正"
    )
    with pytest.raises(LiveError, match=r"^“丙县” has no result in 2010 that could be corrected: post it$"):
        session.correct(result("丙县", 2010, 60))
    with pytest.raises(NoSuchResultError, match=r"^“甲县” has no result in 2011$"):
        session.outcome("甲县", 2011)
    with pytest.raises(NoSuchResultError, match=r"^there are no results of a unit “甲乡”$"):
        session.explain("甲乡", 2011)
    assert len(session) == 2


def test_a_name_that_is_near_is_named(policy: Policy) -> None:
    session = Session(policy)
    session.post(result("Ashford", 2010, 40))
    calls: list[Callable[[], object]] = [
        lambda: session.correct(result("Ashfrod", 2010, 50)),
        lambda: session.withdraw("Ashfrod", 2010),
    ]
    for call, could in zip(calls, ("corrected: post it", "withdrawn"), strict=True):
        with pytest.raises(LiveError) as refused:
            call()
        text = f"“Ashfrod” has no result in 2010 that could be {could}; did you mean “Ashford”?"
        assert refused.value.text("en") == text
    assert refused.value.text("zh").endswith("没有可撤回的成绩；是不是“Ashford”？")


def test_names_that_look_like_one_are_asked_about(policy: Policy) -> None:
    session = Session(policy)
    session.post(result("甲县", 2010, 40))
    with pytest.raises(LiveError) as refused:
        session.post(result("甲 县", 2011, 40))
    assert str(refused.value) == (
        "“甲 县” looks like “甲县”, which has results: is it the same? If it is, write it in one way, or say "
        '--same "甲 县=甲县", which keeps the second name '
        '(in Python: Naming(same=…)). If they are two: --distinct "甲 县,甲县" (distinct=…).'
    )
    notes: list[Word] = []
    session.post(result("甲 县", 2011, 40), naming=Naming(same={"甲 县": "甲县"}), notes=notes.append)
    assert [note.text("en") for note in notes] == ['Names read as others, as you said: "甲 县" as "甲县" (1).']
    session.post(result("甲 县", 2010, 40), naming=Naming(distinct=[["甲 县", "甲县"]]))
    session.post(result("甲 县", 2011, 40))  # it is known that they are two
    assert [(each.unit, each.period) for each in session.outcomes()] == [
        ("甲 县", 2010),
        ("甲县", 2010),
        ("甲 县", 2011),
        ("甲县", 2011),
    ]


def test_what_cannot_be_read_is_told_as_of_any_results(policy: Policy) -> None:
    session = Session(policy)
    with pytest.raises(ResultsError, match=r"RES41") as refused:
        session.post([result("a", 2010, 40), {**result("b", 2010, 40), "score": "forty"}])
    assert [problem.row for problem in refused.value.problems] == [2]
    assert len(session) == 0


@pytest.mark.parametrize(
    ("group", "message"),
    [
        ({}, "group: expected: values of inputs by which the policy groups units (kind), by name"),
        ({"score": 4}, "group: expected: values of inputs by which the policy groups units (kind), by name"),
        ([4], "group: expected: values of inputs by which the policy groups units (kind), by name"),
        ({"kind": "village"}, "group['kind']: 'village' (str) is not a value of the input “kind”"),
    ],
    ids=["none", "another input", "a list", "another value"],
)
def test_a_group_is_named_as_the_policy_groups(policy: Policy, group: dict[str, Any], message: str) -> None:
    session = Session(policy)
    session.post(result("a", 2010, 40))
    with pytest.raises(ArgumentError) as refused:
        session.close(2010, group)
    assert str(refused.value) == message


def test_nothing_is_closed_where_nobody_has_a_result(policy: Policy) -> None:
    session = Session(policy)
    session.post(result("a", 2010, 40))
    with pytest.raises(LiveError, match=r"^nobody has a result in 2011: there is nothing to be closed$"):
        session.close(2011)
    with pytest.raises(LiveError, match=r"^nobody has a result in 2010 in the group kind = city: there is nothing"):
        session.close(2010, {"kind": "city"})
    with pytest.raises(ArgumentError, match=r"^group: the policy compares no units: leave it out$"):
        Session(loads(county_text())).close(2010, {"kind": "city"})


def test_a_past_is_never_lost() -> None:
    session = Session(loads(county_text()))
    session.post({"unit": "甲", "period": 2010, "score": 40})
    with pytest.raises(ResultsError, match='no row of an earlier period is of "丙": there is no past to go on from'):
        session.post({"unit": "乙", "period": 2011, "score": 40, "continues": "丙"})
    session.post({"unit": "乙", "period": 2011, "score": 40, "continues": "甲"})
    with pytest.raises(LiveError) as refused:
        session.post({"unit": "乙", "period": 2012, "score": 40, "continues": "甲"})
    assert refused.value.text("en") == (
        '"乙" has a past of its own, last in 2011, which is not in that of "甲" and would be lost\n'
        '    "乙" goes on from the past of "甲" since 2011 already: leave the cell blank. A succession stands in its '
        "first period alone."
    )
    with pytest.raises(LiveError) as refused:
        session.withdraw("甲", 2010)
    assert refused.value.text("en") == (
        'no row of an earlier period is of "甲": there is no past to go on from\n'
        "    Correct the result of “乙” in 2011 first, so that it does not name “甲”."
    )
    assert refused.value.text("zh").endswith("\n    请先更正“乙”在“2011”的成绩，使其不再写明“甲”。")
    assert len(session) == 2


def test_reasons_tell_whose_past_counts_where_the_policy_asks_for_none() -> None:
    session, policy = Session(loads(county_text())), loads(county_text())
    session.post([{"unit": unit, "period": year, "score": 40} for unit in "ab" for year in (2010, 2012)])
    session.post({"unit": "c", "period": 2013, "score": 40, "continues": "a"})
    session.post({"unit": "c", "period": 2014, "score": 40})
    session.correct({"unit": "a", "period": 2012, "score": 50, "merges": "b"})
    session.post({"unit": "a", "period": 2011, "score": 40})
    for outcome in session.outcomes():
        unit, period = outcome.unit, outcome.period
        whole = policy.explain(session.history(), unit=unit, period=period, changes=False)
        assert session.explain(unit, period) == whole
    assert "2013: c goes on from the past of a" in explanation_text(session.explain("c", 2014), "en")


def test_a_unit_that_has_gone_into_another_is_not_withdrawn() -> None:
    session = Session(loads(county_text()))
    session.post([{"unit": unit, "period": 2010, "score": 40} for unit in ("甲", "乙")])
    session.post({"unit": "甲", "period": 2011, "score": 40, "merges": "乙"})
    with pytest.raises(LiveError, match=r"^no row of an earlier period is of \"乙\""):
        session.withdraw("乙", 2010)
    session.withdraw("甲", 2011)
    session.withdraw("乙", 2010)
    assert len(session) == 1


def test_what_was_said_of_names_in_a_call_that_is_refused_is_not_known(policy: Policy) -> None:
    session = Session(policy)
    session.post(result("甲县", 2010, 40))
    both = [result("甲 县", 2010, 40), result("甲县", 2010, 50)]
    with pytest.raises(LiveError, match=r"^“甲县” has another result in 2010"):
        session.post(both, naming=Naming(distinct=[["甲 县", "甲县"]]))
    with pytest.raises(LiveError, match=r"^“甲 县” looks like “甲县”"):
        session.post(both[0])


# ---- listeners, threads, notes ---------------------------------------------------------------------------------------


def test_listeners_hear_of_changes_and_stop_what_they_refuse(policy: Policy) -> None:
    heard: list[Changes] = []
    session = Session(policy, on_change=heard.append)
    session.post(result("a", 2010, 40))
    session.close(2010)
    session.close(2010)  # nothing changes
    assert [len(each) for each in heard] == [1, 1]

    def refuse(changes: Changes) -> None:
        raise RuntimeError(f"cannot serve {changes[0].unit}")

    session.on_change(refuse)
    before = session.outcomes()
    calls: list[Callable[[], Changes]] = [
        lambda: session.post([result("a", 2011, 40), result("b", 2011, 40)]),
        lambda: session.correct(result("a", 2010, 90)),
        lambda: session.withdraw("a", 2010),
    ]
    for call in calls:
        with pytest.raises(RuntimeError, match=r"^cannot serve a$"):
            call()
        assert session.outcomes() == before
    assert session.is_complete(2010)


def test_a_listener_is_taken_off(policy: Policy) -> None:
    session, heard = Session(policy), list[str]()
    session.on_change(lambda _: heard.append("first"))
    stop = session.on_change(lambda _: heard.append("second"))

    def third(_: Changes) -> None:
        heard.append("third")
        once()
        last()

    once = session.on_change(third)
    last = session.on_change(lambda _: heard.append("last"))
    session.post(result("a", 2010, 40))
    assert heard == ["first", "second", "third"]  # the last was taken off before it was its turn
    stop()
    stop()
    session.post(result("b", 2010, 40))
    assert heard == ["first", "second", "third", "first"]


def test_the_same_listener_may_be_told_twice_and_taken_off_once(policy: Policy) -> None:
    session, heard = Session(policy), list[Changes]()
    stop, _ = session.on_change(heard.append), session.on_change(heard.append)
    stop()
    session.post(result("a", 2010, 40))
    assert len(heard) == 1


def test_a_listener_does_not_post_to_its_session(policy: Policy) -> None:
    session = Session(policy)

    def post(_: Changes) -> None:
        session.post(result("b", 2010, 40))

    session.on_change(post)
    with pytest.raises(LiveError, match=r"^a listener posts to the session that is calling it, before that call"):
        session.post(result("a", 2010, 40))
    assert len(session) == 0


def test_what_is_called_must_be_a_function(policy: Policy) -> None:
    with pytest.raises(ArgumentError, match=r"^on_change: 4 \(int\) is not a function of the changes$"):
        Session(policy, on_change=4)  # type: ignore[arg-type]


def test_a_session_is_not_copied_and_changes_add_to_changes_alone(policy: Policy) -> None:
    session = Session(policy)
    calls: list[Callable[[], object]] = [lambda: copy(session), lambda: pickle.dumps(session)]
    for call in calls:
        with pytest.raises(LiveError, match=r"^a session cannot be pickled or copied: keep its history\(\)"):
            call()
    changes = session.post(result("a", 2010, 40))
    with pytest.raises(TypeError, match="unsupported operand"):
        changes + 3  # type: ignore[operator]


@pytest.mark.parametrize("engine", [each for each in LIVE_ENGINES if each == "state" or find_spec("durable")])
def test_several_threads_post_to_one_session(policy: Policy, engine: LiveEngineName) -> None:
    session = Session(policy, engine=engine, reasons=False)

    def post(unit: str) -> None:
        for at in range(20):
            session.post(result(unit, 2000 + at, 50 + at))
            session.correct(result(unit, 2000 + at, 50 + at * (-1) ** at))

    threads = [threading.Thread(target=post, args=[unit]) for unit in "abcd"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for at in range(20):
        session.close(2000 + at)
    assert session.outcomes() == sorted(policy.evaluate(session.history()), key=lambda each: (each.period, each.unit))


def test_a_note_is_told_once() -> None:
    session = Session(loads(county_text(inputs='other = { type = "number", optional = true }')))
    notes: list[Word] = []
    session.post({"unit": "a", "period": 2010, "score": 40}, notes=notes.append)
    session.post({"unit": "a", "period": 2011, "score": 40})  # a warning would be an error
    assert [note.text("en") for note in notes] == ["Optional inputs without a column, missing everywhere: other."]


def test_rows_of_details_come_with_their_result() -> None:
    text = county_text(
        '[details.quarters]\nitem = "quarter"\ninputs.points = { type = "number", min = 0, max = 10 }\n'
        '[measures.total]\nformula = "quarters.sum(points)"\n'
    )
    session = Session(loads(text))
    quarters = [{"unit": "a", "period": 2010, "quarter": f"Q{at}", "points": at} for at in (1, 2)]
    (change,) = session.post({"unit": "a", "period": 2010, "score": 40}, details={"quarters": quarters})
    assert change.after is not None
    assert change.after.measures == {"total": Decimal(3)}
    session.withdraw("a", 2010)
    (change,) = session.post({"unit": "a", "period": 2010, "score": 40}, details={"quarters": []})
    assert change.explanation is not None
    assert "Q1" not in explanation_text(change.explanation, "en")
