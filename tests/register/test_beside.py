"""What people decide beside the rules: what is left to discretion, and overrides, each by an event with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

import targetrules
from targetrules import ArgumentError
from targetrules.cli.register.told import tell_beside
from targetrules.register import EventKind, HoldHarmless, Register
from tests.recorded import check_recorded
from tests.register.conftest import Clock
from tests.register.test_approval import PLAIN, scored
from tests.register.test_procedure import RECORDED, day
from tests.register.test_register import refused

MORE = """
[[consequences]]
id = "exemption"
label = { zh = "免于检查", en = "Exemption from inspection" }
when = { grade = "good" }
force = "may"
within = "10 days"
[[consequences]]
id = "dismissal"
label = { zh = "免职", en = "Dismissal" }
when = { grade = "poor", consecutive = 2 }
[[consequences]]
id = "second-talk"
label = { zh = "再次谈话", en = "Second talk" }
when = { received = "talk" }
"""
DISCRETION = PLAIN + MORE + '[cycle]\napprove_by = "leading-group"\ndiscretion_by = "leading-group"\n'
TWENTIETH = day(20)
OFFICES = """
[offices.leading-group]
label = { en = "Leading group", zh = "领导小组" }
may = ["offices", "policy", "approval", "discretion", "override"]
units = "all"
[offices.office]
label = { en = "Assessment office", zh = "考核办" }
may = ["results", "correction", "closing", "decision", "served", "executed", "discretion", "override"]
units = "all"
"""


def begin(file: Path, clock: Clock, policy: str) -> Register:
    """A register in which 2025 was decided: A is good, B and C are poor."""
    register = Register.create(file, by="Li Wei", policy=targetrules.loads(policy), clock=clock)
    register.post([scored("A", 80), scored("B", 40), scored("C", 30)])
    register.close_period(2025)
    register.decide(2025)
    return register


@pytest.fixture
def begun(file: Path, clock: Clock) -> Iterator[Register]:
    with begin(file, clock, DISCRETION) as register:
        yield register


@pytest.fixture
def plain(file: Path, clock: Clock) -> Iterator[Register]:
    with begin(file, clock, PLAIN + MORE) as register:
        yield register


def decided(register: Register, period: int = 2025) -> dict[str, tuple[str | None, tuple[str, ...]]]:
    return {each.unit: (each.grade, each.received) for each in register.decisions(period=period)}


def test_what_is_left_to_discretion_is_open_until_somebody_decides(begun: Register) -> None:
    assert decided(begun)["A"] == ("good", ())
    assert [each.open_to_discretion for each in begun.decisions()] == [("exemption",), (), ()]
    assert {each.consequence for each in begun.tasks()} == {"talk", "report"}
    next_ = begun.status(2025, on=day(20)).next
    assert [(each.kind, each.about, each.units) for each in next_] == [("discretion", "exemption", ("A",))]
    told = refused(lambda: begun.approve(2025, on=day(20)))
    assert "left to discretion was not decided yet: exemption of A" in told[0]
    event = begun.use_discretion("A", 2025, "exemption", imposed=True, on=day(20), reason="three good years")
    assert [each.kind for each in begun.events(after=event.number - 1)] == [EventKind.DISCRETION, EventKind.DECISION]
    assert decided(begun)["A"] == ("good", ("exemption",))
    begun.approve(2025, on=day(21))
    assert [str(each.due) for each in begun.tasks(unit="A")] == ["2026-01-31"]
    assert begun.verify().verified
    assert all(not each.differing for each in begun.repeat())


def test_what_is_waived_comes_to_nobody_and_may_be_decided_otherwise(begun: Register) -> None:
    begun.use_discretion("A", 2025, "exemption", imposed=False, on=day(20), reason="one good year")
    begun.approve(2025, on=day(21))
    assert begun.tasks(unit="A") == []
    assert begun.status(2025, on=day(22)).next[0].kind == "served"
    begun.use_discretion("A", 2025, "exemption", imposed=True, on=day(23), reason="asked again")
    assert decided(begun)["A"] == ("good", ("exemption",))
    begun.approve(2025, on=day(24))
    assert [str(each.due) for each in begun.tasks(unit="A")] == ["2026-02-03"]


def test_discretion_stays_where_results_are_corrected_and_ends_with_what_it_is_about(begun: Register) -> None:
    begun.use_discretion("A", 2025, "exemption", imposed=True, on=day(20), reason="x")
    begun.correct([scored("A", 85), scored("B", 70)], reason="recount")
    assert decided(begun) == {
        "A": ("good", ("exemption",)),
        "B": ("good", ()),
        "C": ("poor", ("talk", "report")),
    }
    begun.correct([scored("A", 20)], reason="recount")
    assert decided(begun)["A"] == ("poor", ("talk", "report"))
    assert begun.decisions(unit="A")[0].held == {}


def test_discretion_does_not_come_back_with_what_it_is_about(begun: Register) -> None:
    begun.use_discretion("A", 2025, "exemption", imposed=True, on=day(20), reason="three good years")
    begun.correct([scored("A", 20)], reason="recount")
    begun.correct([scored("A", 90)], reason="another recount")
    assert decided(begun)["A"] == ("good", ())
    assert begun.decisions(unit="A")[0].open_to_discretion == ("exemption",)
    begun.use_discretion("A", 2025, "exemption", imposed=False, on=day(20), reason="a bad year in between")
    assert begun.verify().verified


def test_nobody_decides_of_what_was_not_decided_yet(begun: Register) -> None:
    begun.use_discretion("A", 2025, "exemption", imposed=True, on=day(20), reason="x")
    told = [
        *refused(lambda: begun.use_discretion("A", 2025, "exemption", imposed=False, on=day(19), reason="x")),
        *refused(lambda: begun.override("A", 2025, impose=["talk"], on=day(19), reason="x")),
        *refused(lambda: begun.approve(2025, on=day(19))),
    ]
    begun.override("B", 2025, lift=["talk"], on=day(19), reason="of another unit")
    begun.approve(2025, on=day(21))
    told += refused(lambda: begun.override("B", 2025, impose=["talk"], on=day(20), reason="x"))
    check_recorded(RECORDED / "beside-days.txt", "\n".join(told) + "\n")
    begun.override("B", 2025, impose=["talk"], on=day(21), reason="x")


def test_where_nothing_is_approved_the_day_of_the_decision_counts(file: Path, clock: Clock) -> None:
    with Register.create(file, by="Li Wei", policy=targetrules.loads(PLAIN + MORE), clock=clock) as register:
        register.post([scored("A", 80), scored("B", 40)])
        register.close_period(2025)
        register.decide(2025, decided_on=day(10))
        told = refused(lambda: register.override("B", 2025, lift=["talk"], on=day(9), reason="flood"))
        assert "something was decided of the unit on 2026-01-10, by event 5, later than 2026-01-09" in told[0]
        register.correct([scored("A", 50)], reason="recount", decided_on=day(15))
        told = refused(lambda: register.override("A", 2025, lift=["talk"], on=day(14), reason="x"))
        assert "on 2026-01-15, by event 8, later than 2026-01-14" in told[0]
        register.override("B", 2025, lift=["talk"], on=day(10), reason="flood")
        assert register.verify().verified


def test_a_policy_that_names_nobody_leaves_nothing_open(plain: Register) -> None:
    assert decided(plain)["A"] == ("good", ("exemption",))
    told = refused(lambda: plain.use_discretion("A", 2025, "exemption", imposed=True, on=day(20), reason="x"))
    assert told[0].startswith("the policy county does not say who decides what is left to discretion")


def test_an_override_is_decided_in_place_of_what_the_rules_find(plain: Register) -> None:
    event = plain.override("B", 2025, grade="good", lift=["talk"], impose=["dismissal"], on=day(20), reason="flood")
    assert decided(plain)["B"] == ("good", ("report", "dismissal"))
    found = plain.decisions(unit="B")[0]
    assert (found.outcome["grade"], found.override and found.override["event"]) == ("poor", event.number)
    assert plain.text(event).endswith("the rules find: grade good; imposed: dismissal; lifted: talk; reason: flood")
    plain.correct([scored("B", 45)], reason="recount")
    assert decided(plain)["B"] == ("good", ("report", "dismissal"))
    plain.post(scored("D", 70))
    plain.close_period(2025)
    plain.decide(2025, reason="D came late")
    assert decided(plain)["B"] == ("good", ("report", "dismissal"))
    plain.override("B", 2025, on=day(25), reason="a mistake")
    assert decided(plain)["B"] == ("poor", ("talk", "report"))
    assert plain.decisions(unit="B")[0].held == {}
    assert plain.verify().verified
    assert all(not each.differing for each in plain.repeat())


def test_later_periods_look_back_at_what_was_decided(plain: Register) -> None:
    plain.post([scored("A", 80, 2026), scored("B", 40, 2026), scored("C", 30, 2026)])
    plain.close_period(2026)
    plain.decide(2026)
    assert decided(plain, 2026)["B"] == ("poor", ("talk", "report", "dismissal", "second-talk"))
    plain.override("B", 2025, grade="good", lift=["talk"], on=day(20), reason="flood")
    assert decided(plain, 2026)["B"] == ("poor", ("talk", "report"))
    assert decided(plain, 2026)["C"] == ("poor", ("talk", "report", "dismissal", "second-talk"))
    plain.override("A", 2025, impose=["talk"], on=day(20), reason="an accident")
    plain.correct([scored("A", 50, 2026)], reason="recount")
    assert decided(plain, 2026)["A"] == ("poor", ("talk", "report", "second-talk"))


BLANKS = """
[inputs.extra]
type = "number"
min = 0
max = 100
optional = true
[[consequences]]
id = "fine"
when = { extra = { below = 10 } }
[[consequences]]
id = "chosen"
when = { grade = "poor" }
force = "may"
[[consequences]]
id = "chosen-again"
when = { received = "chosen" }
"""


def measured(unit: str, score: float, extra: float | None, period: int = 2025) -> dict[str, object]:
    return {**scored(unit, score, period), "extra": extra}


def test_what_was_decided_counts_later_whatever_is_open_beside_it(file: Path, clock: Clock) -> None:
    policy = targetrules.loads(PLAIN + MORE + BLANKS + '[cycle]\ndiscretion_by = "group"\n')
    units = {"A": (40, None), "B": (40, 50), "C": (80, None), "D": (80, 50)}
    with Register.create(file, by="Li Wei", policy=policy, clock=clock) as register:
        register.post([measured(unit, *each) for unit, each in units.items()])
        register.close_period(2025)
        register.decide(2025)
        for unit in "AB":
            register.override(unit, 2025, lift=["talk"], on=day(20), reason="flood")
            register.use_discretion(unit, 2025, "chosen", imposed=unit == "A", on=day(20), reason="x")
        for unit in "CD":
            register.override(unit, 2025, impose=["talk"], on=day(20), reason="an accident")
        assert [each.undetermined for each in register.decisions()] == [("fine",), (), ("fine",), ()]
        register.post([measured(unit, 80, 50, 2026) for unit in units])
        register.close_period(2026)
        register.decide(2026)
        assert {unit: ids for unit, (_, ids) in decided(register, 2026).items()} == {
            "A": ("chosen-again",),
            "B": (),
            "C": ("second-talk",),
            "D": ("second-talk",),
        }
        assert register.verify().verified


def test_what_is_undetermined_or_open_may_be_lifted_and_is_settled_then(file: Path, clock: Clock) -> None:
    policy = targetrules.loads(PLAIN + BLANKS + '[cycle]\ndiscretion_by = "group"\n')
    with Register.create(file, by="Li Wei", policy=policy, clock=clock) as register:
        register.post([measured("A", 40, None), measured("B", 40, None)])
        register.close_period(2025)
        register.decide(2025)
        register.override("A", 2025, lift=["fine"], on=day(20), reason="flood")
        register.override("B", 2025, lift=["chosen"], on=day(20), reason="flood")
        assert [(each.undetermined, each.open_to_discretion) for each in register.decisions()] == [
            ((), ("chosen",)),
            (("fine",), ()),
        ]
        values = register.show("decisions").values
        assert [each["undetermined"] for each in values] == [[], ["fine"]]
        assert register.show("decisions").text().count("fine") == 1
        assert [each.undetermined for each in register.overview()] == [1]
        told = refused(lambda: register.override("A", 2025, lift=["fine"], on=day(21), reason="flood"))
        assert "that is what is decided already" in told[0]
        register.correct([measured("A", 40, 5)], reason="recount")
        assert register.decisions(unit="A")[0].received == ("talk", "report")
        assert register.verify().verified


def test_discretion_that_could_take_no_effect_is_refused(begun: Register) -> None:
    begun.override("A", 2025, impose=["exemption"], on=day(20), reason="flood")
    told = refused(lambda: begun.use_discretion("A", 2025, "exemption", imposed=False, on=day(21), reason="x"))
    assert "an override of this unit names it" in told[0]
    begun.override("A", 2025, on=day(21), reason="x")
    begun.use_discretion("A", 2025, "exemption", imposed=False, on=day(22), reason="x")
    held = HoldHarmless(reason="trust", not_imposed=("exemption",))
    begun.correct([scored("B", 90)], reason="recount", hold_harmless=held)
    told = refused(lambda: begun.use_discretion("B", 2025, "exemption", imposed=True, on=day(22), reason="x"))
    assert "held harmless" in told[0]
    begun.override("B", 2025, impose=["exemption"], on=day(23), reason="x")
    assert decided(begun)["B"] == ("good", ("exemption",))


def test_what_is_overridden_is_a_draft_again_and_counts_from_its_approval(begun: Register) -> None:
    begun.use_discretion("A", 2025, "exemption", imposed=True, on=day(20), reason="x")
    begun.approve(2025, on=day(20))
    begun.override("A", 2025, impose=["talk"], on=day(24), reason="an accident")
    assert [each.approval and each.approval.day for each in begun.decisions()] == [None, day(20), day(20)]
    begun.approve(2025, on=day(25))
    days = {each.consequence: str(each.due) for each in begun.tasks(unit="A")}
    assert days == {"talk": "2026-02-04", "exemption": "2026-01-30"}


def test_an_override_is_apart_from_what_is_held_harmless(plain: Register) -> None:
    plain.override("A", 2025, impose=["talk"], on=day(20), reason="an accident")
    held = HoldHarmless(reason="trust", grade=True)
    assert plain.correct([scored("A", 10)], reason="recount", hold_harmless=held).held == (("A", 2025),)
    assert decided(plain)["A"] == ("good", ("talk", "report"))
    plain.override("A", 2025, on=day(21), reason="it was none")
    assert (decided(plain)["A"], plain.decisions(unit="A")[0].held) == (("good", ("talk", "report")), {"grade": "good"})


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_refusal_says_what_forbids_it_and_who_could(file: Path, clock: Clock, language: str) -> None:
    told, at = list[str](), ("en", "zh").index(language)

    def note(call: Callable[[], object]) -> None:
        told.append(refused(call)[at])

    with Register.create(file, by="Li Wei", policy=targetrules.loads(DISCRETION), clock=clock) as register:
        register.adopt_offices(OFFICES)
        group = register.acting(by="Li Wei", office="leading-group")
        office = register.acting(by="Wang Fang", office="office")
        office.post([scored("A", 80), scored("B", 40)])

        def decide(by: Register, unit: str, id_: str = "exemption", on: date = TWENTIETH) -> None:
            note(lambda: by.use_discretion(unit, 2025, id_, imposed=True, on=on, reason="x"))

        def override(by: Register, on: date = TWENTIETH, **of: list[str] | str) -> None:
            note(lambda: by.override("B", 2025, on=on, reason="x", **of))  # type: ignore[arg-type]

        decide(group, "A")
        override(group, grade="good")
        office.close_period(2025)
        office.decide(2025)
        decide(group, "B", "talk")
        decide(group, "B")
        decide(group, "A", on=date(2024, 12, 31))
        decide(office, "A")
        note(lambda: group.approve(2025, on=day(20)))
        group.use_discretion("A", 2025, "exemption", imposed=True, on=day(20), reason="x")
        decide(group, "A")
        override(group)
        override(group, grade="poor")
        override(group, on=date(2024, 12, 31), lift=["talk"])
        override(office, lift=["talk"])
        office.post(scored("C", 30))
        override(group, lift=["talk"])
        assert register.verify().verified
    check_recorded(RECORDED / f"beside-refused.{language}.txt", "\n".join(told) + "\n")


def test_what_they_are_given_is_looked_at(begun: Register) -> None:
    head = begun.head()
    for given in (
        {"grade": "god"},
        {"grade": "x" * 20},
        {"impose": "talk"},
        {"impose": ["walk"]},
        {"lift": ["talk"], "impose": ["talk"]},
        {"reason": " "},
        {"on": "x"},
    ):
        with pytest.raises(ArgumentError):
            begun.override("B", 2025, **{"on": day(20), "reason": "x", **given})  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="the SHA-256 of a file"):
        begun.override("B", 2025, lift=["talk"], on=day(20), reason="x", digest="zz")
    with pytest.raises(ArgumentError):
        begun.use_discretion("A", 2025, "exemptions", imposed=True, on=day(20), reason="x")
    with pytest.raises(ArgumentError):
        begun.use_discretion("A", 2025, "exemption", imposed="yes", on=day(20), reason="x")  # type: ignore[arg-type]
    assert begun.head() == head


def test_it_is_told_wherever_the_decision_is(begun: Register) -> None:
    told = list[str]()

    def tell() -> None:
        for language in ("en", "zh"):
            told.append(begun.show("decisions").text(language))
            told.append(begun.screen(begun.status(2025, on=day(25))).text(language))

    tell()
    begun.use_discretion("A", 2025, "exemption", imposed=True, on=day(20), reason="three good years")
    begun.override("B", 2025, grade="good", lift=["talk"], on=day(21), reason="flood")
    tell()
    told += [begun.show("events").text(language) for language in ("en", "zh")]
    check_recorded(RECORDED / "beside.txt", "\n".join(told))
    values = {each["unit"]: each for each in begun.show("decisions").values}
    assert values["B"]["override"]["reason"] == "flood"
    assert values["A"]["discretion"]["exemption"]["imposed"] is True
    assert (values["B"]["override"]["imposed"], values["B"]["override"]["lifted"]) == ([], ["talk"])
    assert [each.kind.value for each in begun.events(unit="B", kinds=[EventKind.OVERRIDE])] == ["override"]


def test_a_register_made_of_an_export_knows_them(begun: Register, tmp_path: Path, clock: Clock) -> None:
    begun.override("B", 2025, grade="good", on=day(21), reason="flood")
    begun.export(tmp_path / "county.jsonl")
    with Register.restore(tmp_path / "again.db", tmp_path / "county.jsonl", by="Li Wei", clock=clock) as again:
        assert again.decisions() == begun.decisions()
        assert again.verify(begun.head().hash).verified


def test_discretion_is_told_apart_from_what_is_lifted_and_an_override_tells_what_stays(
    file: Path, clock: Clock, capsys: pytest.CaptureFixture[str]
) -> None:
    with begin(file, clock, DISCRETION + 'objections_within = "5 days"\n') as register:
        tell_beside(register, register.note_shown(2025, on=day(12)), "zh")
        assert "公示的内容还可能变动：A 的免于检查尚待裁量" in capsys.readouterr().err
        assert "not decided" not in register.show("decisions").text()
        register.use_discretion("A", 2025, "exemption", imposed=True, on=TWENTIETH, reason="as planned")
        tell_beside(register, register.note_shown(2025, on=TWENTIETH), "en")
        assert capsys.readouterr().err == ""
        assert "optional" not in register.show("decisions").text()
        event = register.override("B", 2025, grade="good", impose=["report"], on=TWENTIETH, reason="recount")
        tell_beside(register, event, "en")
        told = capsys.readouterr().err
        assert "what follows by the rules is still received: " in told
        assert "report" not in told.lower()
        assert "by the rules" in register.show("decisions").text()


def test_what_changed_names_them_as_its_cause(plain: Register) -> None:
    before = plain.head().number
    event = plain.override("B", 2025, lift=["talk"], on=day(20), reason="flood")
    plain.correct([scored("C", 80)], reason="recount")
    then = next(each.recorded for each in plain.events() if each.number == before)
    found = {each.unit: (each.causes, each.own_causes) for each in plain.changes(between=(then, None))}
    assert found["B"] == ((event.number,), (event.number,))
    assert event.number not in found["C"][0]
