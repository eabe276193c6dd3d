"""The live engine on durable-rules: what it serves, what it refuses by name, and what it keeps from the library."""

from __future__ import annotations

import random
import threading
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from unittest.mock import Mock, patch

import pytest

from targetrules import ArgumentError, MissingExtraError, loads
from targetrules.engine.choice import LIVE_ENGINES
from targetrules.engine.live import facts, trial
from targetrules.engine.live.facts import FactsError, JoinedFacts, check_distinct, checked
from targetrules.engine.live.lowering import LOWERED, REFUSED, THERE, Join, Lowered, Member, lowered
from targetrules.engine.live.trial import says, tried
from targetrules.live import LiveError, Session
from targetrules.wording import LANGUAGES, Word
from tests.county import county_text
from tests.laws.lowerable import lowerable_text

pytestmark = pytest.mark.skipif(find_spec("durable") is None, reason="durable-rules is not installed")

TALK = '[[consequences]]\nid = "talk"\nwhen = {{ {} }}\n'
JOINS = (
    Join("f0", (Member("t0", 2), Member("t0", 1))),
    Join("x0", (Member(THERE, 3),)),
    Join("e0", (Member("t0", 1),)),
)


def result(unit: str, period: int, score: int) -> dict[str, object]:
    return {"unit": unit, "period": period, "score": score}


def test_a_session_says_the_same_by_either_engine() -> None:
    policy = loads(county_text(TALK.format('grade = "poor", times = 2, of_last = 3')))
    sessions = [Session(policy, engine=engine) for engine in LIVE_ENGINES]
    posted = [
        result(unit, year, 30 + 40 * ((year + len(unit)) % 2)) for unit in ("a", "bb") for year in range(2008, 2016)
    ]
    random.Random(3).shuffle(posted)  # noqa: S311  no secret
    for each in posted:
        first, second = (session.post(each) for session in sessions)
        assert first == second
    expected = sorted(policy.evaluate(sessions[0].history()), key=lambda each: (str(each.period), each.unit))
    assert [session.outcomes() for session in sessions] == [expected] * 2
    assert any(outcome.consequences for outcome in sessions[1].outcomes())


STATUS = '[statuses.watched]\nenter = { grade = "poor" }\nlasts_at_most = 2\n'
BAD = {
    "statuses": STATUS,
    "steps": "[[grading.steps]]\nmost_down = 1\n",
    "previous": '[measures.before]\nformula = "previous(score)"\n',
    "at-entry": STATUS + '[measures.then]\nformula = "at_entry(watched, score)"\n',
    "rolling": '[measures.three]\nformula = "mean_last(score, 3)"\ndecimals = 1\n',
    "kept-cuts": '[cuts.line]\nformula = "group_mean(score)"\ndecimals = 1\nevery = 3\nfrom = 2010\n',
    "bridge": TALK.format('grade = "poor", consecutive = 2, gaps = "bridge"'),
    "resets": TALK.format('grade = "poor", times = 2, of_last = 3, resets = { grade = "good" }'),
    "restarts": TALK.format('grade = "poor", times = 2, of_last = 3, restarts = { score = { at_least = 90 } }'),
    "ever": TALK.format('grade = "poor", ever = true'),
    "long-window": TALK.format('grade = "poor", times = 6, of_last = 20'),
    "many-joins": "".join(
        TALK.replace("talk", f"talk-{at}").format(f'grade = "poor", times = {at}, of_last = 6') for at in (2, 3, 4)
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_lowered_is_refused_by_name(what: str) -> None:
    policy = loads(county_text(BAD[what]))
    with pytest.raises(LiveError) as refused:
        Session(policy, engine="durable")
    for language in LANGUAGES:
        reason = Word(f"live.refused-{what}").text(language)
        assert reason in refused.value.text(language)
    assert {word.values["what"].key for word in refused.value.problems} >= {f"live.refused-{what}"}
    Session(policy).post(result("a", 2010, 40))


def test_a_refusal_is_read_whole() -> None:
    policy = loads(county_text(BAD["bridge"] + BAD["statuses"]))
    with pytest.raises(LiveError) as refused:
        Session(policy, engine="durable")
    assert refused.value.text("en") == (
        "“watched” cannot be lowered to joins of facts: a status rests on itself in the period before\n"
        '“consequences.talk” cannot be lowered to joins of facts: gaps = "bridge" passes over periods, so that no '
        "distance is fixed\n"
        "Leave engine out, and the session serves any policy."
    )
    assert refused.value.text("zh") == (
        "“watched”不能化为事实的连接：状态取决于自身在上一期的情形\n"
        '“consequences.talk”不能化为事实的连接：gaps = "bridge" 跳过若干期，相隔几期不固定\n'
        "不写 engine，会话就能支持任何政策。"
    )


@pytest.mark.parametrize(
    ("name", "language", "lowered_are", "refused_is"),
    [
        ("live.md", "en", "Lowered are:", "Refused is what looks back in other ways:"),
        ("live.zh.md", "zh", "可以化为连接的：", "以其他方式回顾的，不能化为连接："),
    ],
)
def test_the_pages_list_what_the_code_lowers_and_refuses(
    name: str, language: str, lowered_are: str, refused_is: str
) -> None:
    page = (Path(__file__).parents[2] / "docs" / "how-to" / name).read_text("utf-8")
    lines = [f"- {Word(f'live.lowered-{each}').text(language)}\n" for each in LOWERED]
    assert f"{lowered_are}\n\n" + "".join(lines) + "\n" in page
    lines = [f"- {Word(f'live.refused-{each}').text(language)}\n" for each in REFUSED]
    assert f"{refused_is}\n\n" + "".join(lines) + "\n" in page


def test_results_of_successors_are_refused() -> None:
    session = Session(loads(county_text()), engine="durable")
    session.post(result("a", 2010, 40))
    with pytest.raises(LiveError) as refused:
        session.post({**result("b", 2011, 40), "continues": "a"})
    assert refused.value.text("en") == (
        "“b” in 2011 goes on from the past of another unit, which the engine “durable” does not serve"
    )


def test_other_engines_are_none() -> None:
    with pytest.raises(ArgumentError) as refused:
        Session(loads(county_text()), engine="reference")  # type: ignore[arg-type]
    assert str(refused.value) == 'engine: \'reference\' (str) is not one of the words "state", "durable"'


def test_what_is_not_installed_is_named() -> None:
    with patch("targetrules.extra.find_spec", return_value=None), pytest.raises(MissingExtraError) as missing:
        Session(loads(county_text()), engine="durable")
    assert (missing.value.extra, missing.value.library) == ("live", "durable")


def test_on_a_python_that_cannot_import_it_the_session_says_so() -> None:
    with (
        patch("targetrules.live.session.sys.version_info", (3, 13, 1)),
        patch("targetrules.live.session.platform.python_version", return_value="3.13.1"),
        pytest.raises(LiveError) as refused,
    ):
        Session(loads(county_text()), engine="durable")
    assert refused.value.text("en") == (
        "durable-rules cannot be imported on Python 3.13.1, only below 3.13: leave engine out (such a session needs no "
        "library), or use an older Python"
    )


# ---- what is kept from the library -----------------------------------------------------------------------------------


@pytest.mark.parametrize("value", [1.5, None, True, 2**53 + 1, -(2**60), "2010"])
def test_periods_of_facts_are_integers_that_a_double_holds(value: Any) -> None:
    with pytest.raises(FactsError, match=r"^the library cannot take "):
        checked(value)


def test_names_that_the_library_takes_for_one_are_refused() -> None:
    check_distinct(["t0", "u0", "t0"])
    with pytest.raises(FactsError, match=r"^the library takes costarring and liquid for one$"):
        check_distinct(["liquid", "costarring"])  # known to have the same 32 bits


def test_a_session_in_which_nothing_has_fired_is_forgotten_without_a_crash() -> None:
    joined = JoinedFacts((Join("f0", (Member("t9", 2), Member("t9", 1))),))
    for unit in range(2_000):  # more than the library has room for as sessions of its own
        assert joined.signs(str(unit), 2010, {2009: frozenset(["t9"])}) == frozenset()


def test_policies_alike_share_their_rules() -> None:
    first, second = JoinedFacts(JOINS), JoinedFacts(JOINS)
    assert first.signs("a", 2010, {2009: frozenset(["t0"])}) == {"e0"}
    assert second.signs("a", 2010, {2008: frozenset(["t0"])}) == frozenset()
    assert first.signs("a", 2010, {2009: frozenset(["t0"])}) == {"e0"}
    assert facts.joining(JOINS) is facts.joining(JOINS)


def test_several_threads_join_facts() -> None:
    joined, wrong = JoinedFacts(JOINS), list[object]()

    def ask(seed: int) -> None:
        some = random.Random(seed)  # noqa: S311  no secret
        for unit in range(100):
            held = {year: frozenset([THERE, *(["t0"] if some.random() < 0.5 else [])]) for year in range(2000, 2006)}
            found = joined.signs(f"{seed}-{unit}", 2006, held)
            if found != says(JOINS, 2006, held):
                wrong.append((held, found))

    threads = [threading.Thread(target=ask, args=[seed]) for seed in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_what_fires_otherwise_than_it_was_written_is_told() -> None:
    joins = (Join("f7", (Member("t7", 1),)),)
    joined, found = JoinedFacts(joins), facts.joining(joins)
    library = Mock(assert_fact=Mock(return_value=(0, 1)))
    library.start_action_for_state.return_value = ("{}", '{"r0":{"m0":{"p":2009}}}')
    with patch.object(found, "_library", library), pytest.raises(FactsError, match=r"^the library told of "):
        joined.signs("a", 2010, {2009: frozenset(["t7"])})
    assert joined.signs("b", 2010, {2009: frozenset(["t7"])}) == {"f7"}


# ---- the trial -------------------------------------------------------------------------------------------------------


def test_joins_are_tried_in_a_process_of_their_own() -> None:
    found = lowered(loads(lowerable_text(random.Random(5))).rules)  # noqa: S311  no secret
    assert isinstance(found, Lowered)
    assert found.joins
    assert tried(found.joins)


def test_joins_on_which_the_process_fails_are_refused() -> None:
    """More members than the library has room for: it crashes, hangs or finds something else; here it is made to."""
    policy = loads(county_text(TALK.format('grade = "poor", consecutive = 3')))
    with (
        patch.object(trial, "_TRIED", set()),
        patch.object(trial, "_WELL", "something else"),
        pytest.raises(LiveError) as refused,
    ):
        Session(policy, engine="durable")
    Session(policy, engine="durable")  # it is tried again
    assert refused.value.text("en").startswith(
        "“county” cannot be lowered to joins of facts: durable-rules crashed, hung"
    )


def test_a_trial_that_hangs_is_ended() -> None:
    with patch.object(trial, "_SECONDS", 0.001), patch.object(trial, "_TRIED", set()):
        assert not tried(JOINS)
