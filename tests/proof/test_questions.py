"""What every policy is asked without a claim: for each question a policy with a yes, and one with a no."""

from __future__ import annotations

from decimal import Decimal
from importlib import import_module
from itertools import islice

import pytest

from targetrules import load, loads
from targetrules.engine.claims import check_claims
from targetrules.engine.reference import evaluate
from targetrules.history import History, Row
from targetrules.proof import Noticed, questions
from targetrules.proof.drawn import drawn_for
from targetrules.proof.made_up import says_of
from targetrules.proof.moment import Moment
from targetrules.proof.question_text import noticed_text, noticed_values
from targetrules.proof.questions import _Questions, noticed
from targetrules.proof.text import Telling, indented, results_table
from targetrules.report.labels import PolicyLabels
from tests.proof.unsettled import EQUAL, UNSETTLED

HEAD = """
format = 1
[policy]
id = "p"
title = "P"
period = "sequence"
[[grades]]
id = "good"
[[grades]]
id = "fair"
[[grades]]
id = "poor"
[inputs]
score = { type = "number", min = 0, max = 100 }
veto = { type = "flag", default = false }
"""

GRADED = f"""{HEAD}
[grading]
by = "score"
[grading.bands]
good = 80
fair = 60
poor = 0
"""

QUIET = f"""{GRADED}
[[grading.caps]]
when = {{ veto = true }}
at_most = "fair"
[statuses.watched]
enter = {{ grade = "poor" }}
leave = {{ grade = "good" }}
[[consequences]]
id = "talk"
when = {{ grade = "poor" }}
severity = 1
kind = "sanction"
[[consequences]]
id = "closure"
when = {{ watched = true, veto = true }}
severity = 2
[[examples]]
name = "what there is"
history = [
  {{ period = 1, score = 90 }},
  {{ period = 2, score = 70 }},
  {{ period = 3, score = 90, veto = true }},
  {{ period = 4, score = 50 }},
  {{ period = 5, score = 70, veto = true }},
  {{ period = 6, score = 90 }},
]
expect = {{ 1 = [] }}
"""


def prize(when: str, more: str = "") -> str:
    """A reward, as a part of a policy."""
    return f'[[consequences]]\nid = "prize"\nkind = "reward"\nwhen = {when}\n{more}\n'


def found(policy: str) -> list[tuple[object, ...]]:
    """What is noticed, with its line."""
    answers = questions(loads(policy), timeout=60)
    assert not [each for each in answers if each.answer == "open"]
    return [(each.kind, *each.about, each.line) for each in answers if each.answer == "found"]


def line_of(policy: str, text: str, at: int = 1) -> int:
    """The line with the text, for the ``at``-th time."""
    return [number for number, line in enumerate(policy.split("\n"), 1) if text in line][at - 1]


def test_nothing_is_noticed_of_a_policy_in_which_everything_has_its_use() -> None:
    answers = questions(loads(QUIET + prize('{ grade = "good", consecutive = 2 }')), timeout=60)
    assert {each.answer for each in answers} == {"nothing"}
    assert {each.kind for each in answers} == {
        "consequence-never", "consequence-always", "grade-never", "grade-always", "status-never", "status-kept",
        "together", "reward-and-sanction", "idle", "grade-worse", "consequences-worse",
    }  # fmt: skip


NEVER = "{ veto = true, consecutive = 2, not = { veto = true, ago = 1 } }"
IMPOSSIBLE = '\n[[consequences]]\nid = "x"\nwhen = { score = { below = 20 }, all = [{ grade = "good" }] }\n'
ANY = "{ any = [{ veto = true }, { veto = false }] }"
ALWAYS = f'\n[[consequences]]\nid = "x"\nwhen = {ANY}\n'
CHAIN = f'\n[[consequences]]\nid = "x"\nwhen = {NEVER}\n'


@pytest.mark.parametrize(
    ("more", "kind"),
    [(IMPOSSIBLE, "consequence-never"), (ALWAYS, "consequence-always"), (CHAIN, "consequence-never")],
)
def test_what_never_and_what_always_comes(more: str, kind: str) -> None:
    policy = QUIET + more
    assert found(policy) == [(kind, "x", line_of(policy, "[[consequences]]", 3))]


def test_a_grade_that_can_never_be_given_and_the_rule_which_is_idle() -> None:
    policy = QUIET.replace("fair = 60\n", "").replace('at_most = "fair"', 'at_most = "poor"')
    policy += f'[[grading.forced]]\nwhen = {NEVER}\ngrade = "fair"\n'
    grade = ("grade-never", "fair", line_of(policy, "[[grades]]", 2))
    assert found(policy) == [grade, ("idle", "grading.forced.1", line_of(policy, "[[grading.forced]]"))]


def test_a_grade_that_is_always_given() -> None:
    policy = QUIET.replace('when = { veto = true }\nat_most = "fair"', f'when = {ANY}\nat_most = "poor"')
    kinds = {each[:2] for each in found(policy)}
    assert {("grade-never", "good"), ("grade-never", "fair"), ("grade-always", "poor")} < kinds
    assert ("consequence-always", "talk") in kinds


def test_a_status_that_can_never_be_left_and_one_that_can_never_be_entered() -> None:
    kept = QUIET.replace('leave = { grade = "good" }\n', "")
    assert found(kept) == [("status-kept", "watched", line_of(kept, "[statuses.watched]"))]
    never = QUIET.replace('enter = { grade = "poor" }', f"enter = {NEVER}")
    assert ("status-never", "watched", line_of(never, "[statuses.watched]")) in found(never)


def test_consequences_that_always_come_together() -> None:
    policy = f'{QUIET}\n[[consequences]]\nid = "x"\nwhen = {{ score = {{ below = 60 }} }}\n'
    assert found(policy) == [("together", "talk", "x", line_of(policy, "[[consequences]]", 3))]


@pytest.mark.parametrize(
    ("more", "id_", "key"),
    [
        ('[[grading.caps]]\nwhen = { score = { below = 50 } }\nat_most = "fair"\n', "caps.2", "[[grading.caps]]"),
        (
            '[[grading.floors]]\nwhen = { score = { above = 90 } }\nat_least = "poor"\n',
            "floors.1",
            "[[grading.floors]]",
        ),
        (
            '[[grading.forced]]\nwhen = { score = { below = 10 } }\ngrade = "poor"\n',
            "forced.1",
            "[[grading.forced]]",
        ),
        (
            f"[[grading.unrated]]\nwhen = {NEVER}\n",
            "unrated.1",
            "[[grading.unrated]]",
        ),
    ],
)
def test_a_rule_that_is_idle(more: str, id_: str, key: str) -> None:
    policy = QUIET + more
    line = line_of(policy, key, 2 if id_ == "caps.2" else 1)
    assert found(policy) == [("idle", f"grading.{id_}", line)]


CASES = """
[measures.points]
cases = [
  { when = { veto = true }, formula = "100" },
  { when = { score = { above = 200 } }, formula = "0" },
]
otherwise = "score"
decimals = 0
"""


def test_a_case_that_is_idle() -> None:
    policy = QUIET.replace("max = 100 }", "max = 300 }").replace('by = "score"', 'by = "points"') + CASES
    assert found(policy) == []
    policy = policy.replace("{ score = { above = 200 } }", NEVER)
    assert found(policy) == [("idle", "measures.points.cases.2", line_of(policy, "consecutive = 2"))]


VETOED = "{ veto = true, consecutive = 2 }"
NEVER_GOOD = '{ all = [{ grade = "good" }, { score = { below = 20 } }] }'
CLAIMED = '[[claims]]\nid = "c"\nnever = {{ all = [{{ receives = "{}" }}, {{ receives = "{}" }}] }}\n'


def pairs_of(policy: str) -> list[Noticed]:
    """What is answered of rewards and sanctions."""
    return [each for each in questions(loads(policy), timeout=60) if each.kind == "reward-and-sanction"]


def test_a_reward_and_a_sanction_for_one_unit_are_shown_by_a_smallest_history_that_replays() -> None:
    policy = loads(QUIET + prize(VETOED))
    (noticed,) = [each for each in questions(policy, timeout=60) if each.answer == "found"]
    assert (noticed.kind, noticed.about) == ("reward-and-sanction", ("prize", "talk"))
    assert noticed.line == line_of(QUIET, "[[consequences]]")  # of the sanction
    assert noticed.history is not None
    assert [(row.unit, row.period) for row in noticed.history.rows] == [("A", 1), ("A", 2)]
    *_, last = evaluate(policy.rules, noticed.history)
    assert {"prize", "talk"} <= {*last.received}
    values = noticed_values(policy.rules, noticed)
    assert values["both"] == [{"unit": "A", "period": 2}]
    assert 'name = "reward-and-sanction-prize-talk"' in values["example"]


def test_two_sanctions_beside_a_reward_are_noticed_in_one_history_which_is_told_once() -> None:
    policy = QUIET.replace("severity = 2", 'severity = 2\nkind = "sanction"') + prize(VETOED)
    both = pairs_of(policy)
    assert [(each.about, each.answer) for each in both] == [
        (("prize", "talk"), "found"),
        (("prize", "closure"), "found"),
    ]
    assert both[0].history is both[1].history
    telling = Telling(PolicyLabels(loads(policy).rules, "en"), 100, lambda text, _: text)
    first, second = (noticed_text(telling, each, both[:at]) for at, each in enumerate(both))
    assert "[[examples]]" in first
    assert "[[examples]]" not in second
    assert second.endswith("A in 2 receives both.\n      The results above show it, too.")


@pytest.mark.parametrize(
    ("width", "lines"),
    [
        (65, ["unit  period  score  veto  level  grade given  consequences",
              "A     1       90     no    High   good         none",
              "A     2       90     yes   High   good         none"]),
        (64, ["unit  period  veto  grade given  consequences",
              "A     1       no    good         none",
              "A     2       yes   good         none",
              "The same in all of these: score: 90; level: High."]),
    ],
)  # fmt: skip
def test_what_is_the_same_in_all_results_is_told_once_where_there_is_no_room(width: int, lines: list[str]) -> None:
    level = 'level = { type = "choice", of = ["h", "l"], labels.h = { en = "High" } }'
    rules = loads(GRADED.replace(HEAD, HEAD + level)).rules
    rows = [Row("A", period, {"score": Decimal(90), "veto": period == 2, "level": "h"}) for period in (1, 2)]
    table = results_table(Telling(PolicyLabels(rules, "en"), width), History(tuple(rows)), frozenset())
    assert [line.strip() for line in indented(table) if line and "--" not in line] == lines


@pytest.mark.parametrize(
    ("policy", "asked"),
    [
        (QUIET + prize(VETOED), 1),
        (QUIET + prize(VETOED).replace("reward", "support"), 0),  # help is no reward
        (QUIET.replace('kind = "sanction"', "") + prize(VETOED), 0),
        (QUIET + prize(NEVER_GOOD), 0),  # one of them never comes
        (QUIET + prize(VETOED) + CLAIMED.format("prize", "talk"), 0),  # it is told of the claim
        (QUIET + prize(VETOED) + CLAIMED.format("talk", "prize"), 0),
        (QUIET + prize(VETOED) + CLAIMED.format("talk", "prize") + "assuming = { veto = false }", 1),
    ],
)
def test_where_a_reward_and_a_sanction_are_asked_about(policy: str, asked: int) -> None:
    assert len(pairs_of(policy)) == asked


def test_what_is_replaced_is_not_received_beside_a_reward() -> None:
    (noticed,) = pairs_of(QUIET + prize(VETOED, 'replaces = ["talk"]'))
    assert (noticed.answer, sorted(noticed.scripts)) == ("nothing", ["first", "step"])


def test_where_nobody_knows_of_all_each_is_asked_about_by_itself() -> None:
    policy = loads(f"""{UNSETTLED}consequences = [
      {{ id = "prize", kind = "reward", when = {{ x = {{ at_least = 2 }} }} }},
      {{ id = "talk", kind = "sanction", when = {{ x = {{ below = 2 }} }} }},
      {{ id = "fermat", kind = "sanction", when = {EQUAL} }},
    ]""")
    answers = {each.about: (each.answer, each.why) for each in _Questions(policy, 0.4).rewards_and_sanctions()}
    assert answers == {("prize", "talk"): ("nothing", None), ("prize", "fermat"): ("open", "time")}


def test_a_unit_that_is_excellent_and_last_is_commended_and_called_to_a_warning_talk() -> None:
    policy = load("jincheng-2010")
    pairs = [each for each in questions(policy, timeout=60) if each.kind == "reward-and-sanction"]
    talk, report = ("commendation", "warning-talk"), ("commendation", "written-report")
    assert {each.about: each.answer for each in pairs} == {talk: "found", report: "nothing"}  # the third is claimed
    (noticed,) = [each for each in pairs if each.about == talk]
    assert noticed.history is not None
    assert len(noticed.history.rows) == 2
    first, _ = evaluate(policy.rules, noticed.history)
    assert (first.unit, first.grade, {*first.received}) == ("A", "excellent", {*talk})


QUOTA = """
[rankings.order]
by = "score"
among = {{ score = {{ below = {below} }} }}
[[grading.quotas]]
grade = "good"
at_most = "30%"
ranking = "order"
"""


@pytest.mark.parametrize(("below", "is_idle"), [("50", True), ("90", False)])
def test_a_quota_that_leaves_everybody_where_they_are(below: str, is_idle: bool) -> None:  # noqa: FBT001
    policy = QUIET + QUOTA.format(below=below)
    found_ = [each for each in questions(loads(policy), timeout=10) if each.about == ("grading.quotas.1",)]
    assert [each.answer for each in found_] == ["found" if is_idle else "nothing"]


WORSE = """
[[grading.forced]]
when = { score = { above = 95 }, veto = false }
grade = "fair"
"""


def test_a_better_score_that_brings_worse_is_shown_by_results_that_replay() -> None:
    policy = loads(QUIET + WORSE)
    found_ = [each for each in questions(policy, timeout=60) if each.answer == "found"]
    assert [(each.kind, *each.about) for each in found_] == [("grade-worse", "score")]
    (noticed,) = found_
    assert noticed.history is not None
    worse, better = noticed.history.rows
    assert worse.values["score"] < better.values["score"]  # type: ignore[operator]
    (check,) = check_claims(says_of(policy.rules, noticed.kind, noticed.about), noticed.history)
    assert [(each.unit, each.against) for each in check.broken] == [("B", "A")]
    assert noticed_values(policy.rules, noticed)["worse"] == [{"unit": "B", "period": 1, "against": "A"}]


def test_a_better_score_that_brings_more_severe_consequences() -> None:
    policy = QUIET.replace(
        "when = { watched = true, veto = true }", "when = { watched = true, score = { above = 70 } }"
    )
    assert ("consequences-worse", "score", line_of(policy, "score = {")) in found(policy)


def test_what_the_policy_claims_itself_is_not_asked_again() -> None:
    claimed = f'{QUIET}\n[[claims]]\nid = "c"\nmonotone = {{ of = "grade", in = "score" }}\n'
    kinds = [{each.kind for each in questions(loads(policy), timeout=60)} for policy in (QUIET, claimed)]
    assert kinds[0] - kinds[1] == {"grade-worse"}


def test_past_the_timeout_a_question_is_open() -> None:
    rule = f'consequences = [{{ id = "fermat", when = {EQUAL} }}]'
    first, *_ = questions(loads(UNSETTLED + rule), timeout=0.3)
    assert first == Noticed("consequence-never", ("fermat",), "open", 9, why="time")


REPORTED = f"""{QUIET}
[details.months]
item = "month"
[details.months.inputs]
behind = {{ type = "flag" }}
[[grading.caps]]
when = {{ "months.count(behind)" = {{ at_least = 2 }} }}
at_most = "fair"
"""


def test_a_rule_that_rests_on_details_is_not_idle_where_random_details_show_it() -> None:
    answers = questions(loads(REPORTED), timeout=60)
    assert [each.answer for each in answers if each.about == ("grading.caps.2",)] == ["nothing"]


def test_what_random_results_answer_no_solver_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    def ask(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(import_module("targetrules.proof.questions"), "answered", ask)
    without = QUIET[: QUIET.index("[[examples]]")]
    first, second = islice(noticed(loads(without), 60), 2)
    assert [first, second] == [
        Noticed("consequence-never", ("talk",), "nothing", line_of(without, "[[consequences]]")),
        Noticed("consequence-always", ("talk",), "nothing", line_of(without, "[[consequences]]")),
    ]


def test_random_results_have_what_policies_below_decide() -> None:
    rules = load("nc-low-performing-districts").rules
    drawn = list(drawn_for(rules, 20))
    (made_of_outcomes, *_) = rules.aggregates
    assert len({row.values[made_of_outcomes] for history in drawn for row in history.rows}) > 1


def test_a_fault_in_the_encoding_shows_no_reward_beside_a_sanction(monkeypatch: pytest.MonkeyPatch) -> None:
    """What solvers found is shown only where the reference engine judges it so."""
    fired = {rule.id: rule for rule in loads(QUIET + prize(VETOED)).rules.consequences}
    monkeypatch.setattr(Moment, "receives", lambda moment, id_: moment.fired(fired[id_]))
    (noticed,) = pairs_of(QUIET + prize(VETOED, 'replaces = ["talk"]'))
    assert (noticed.answer, noticed.why) == ("open", "replay")


OF_INDICATORS = """
format = 1
[policy]
id = "county"
title = "Targets of a county"
[[grades]]
id = "good"
[[grades]]
id = "poor"
[inputs]
own = { type = "number", min = 0, max = 100 }
[grading]
by = "own"
bands = { good = 60, poor = 0 }
[categories.economy]
[indicators.revenue]
category = "economy"
weight = 60
min = 0
target_min = 1
target = "at_least"
scoring = "ratio"
not_carried = "zero"
quality = { sound = "counts", faked = "zero" }
"""


def test_what_an_indicator_stands_for_is_told_at_its_place() -> None:
    """Two cases of its score are idle, for the grade comes of something else."""
    ids = [("idle", f"measures.revenue_score.cases.{number}") for number in (1, 2)]
    assert found(OF_INDICATORS) == [(*each, line_of(OF_INDICATORS, "scoring")) for each in ids]


_PARTS = {f"m{at}": weight for at, weight in enumerate((8, 12, 10, 15, 5, 10, 10, 10, 10, 10))}
_OPTIONAL = [f'{name} = {{ type = "number", min = 0, max = 100, decimals = 2, optional = true }}' for name in _PARTS]
_WEIGHTS = ", ".join(f"{name} = {weight}" for name, weight in _PARTS.items())
_LINES = "\n".join([*_OPTIONAL, "[measures.total]", "decimals = 2", 'missing = "reweight"'])
TEN = f"""{HEAD}
{_LINES}
weights = {{ {_WEIGHTS} }}
[grading]
by = "total"
bands = {{ fair = 60, poor = 0 }}
[[grading.forced]]
when = {{ veto = true, m0 = {{ below = 10 }} }}
grade = "good"
[[grading.caps]]
when = {{ m1 = {{ below = 50 }} }}
at_most = "fair"
[[grading.caps]]
when = {{ total = {{ below = 55 }} }}
at_most = "poor"
"""


def test_idle_caps_of_a_weighted_total_of_ten_are_found() -> None:
    """No band is above the first cap, for what is forced stays; the second lets through only what is there anyway."""
    idle = [each.about for each in questions(loads(TEN), timeout=5) if (each.kind, each.answer) == ("idle", "found")]
    assert idle == [("grading.caps.1",), ("grading.caps.2",)]


def test_a_rule_before_a_quota_is_idle_where_it_changes_nothing_that_the_quota_looks_at() -> None:
    """Whom the quota drops is not known; that it is the same with and without the rule is proved of every unit."""
    ranked = '[rankings.order]\nby = "score"\n[[grading.quotas]]\ngrade = "good"\nat_most = "30%"\nranking = "order"\n'
    cap = '[[grading.caps]]\nwhen = {{ score = {{ below = {} }} }}\nat_most = "{}"\n'
    idle = f"{GRADED}{ranked}{cap.format(55, 'poor')}"
    assert ("idle", "grading.caps.1", line_of(idle, "[[grading.caps]]")) in found(idle)
    assert [each[:2] for each in found(f"{GRADED}{ranked}{cap.format(81, 'fair')}") if each[0] == "idle"] == []
