"""Offices: who may record what, and for which units; and tables of them that cannot be used."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from targetrules import ArgumentError, Policy
from targetrules.register import Actor, EventKind, Register, RegisterError
from targetrules.register.derived import apply
from targetrules.register.journal import append
from targetrules.register.offices import OF_UNITS, read_table
from tests.recorded import check_recorded
from tests.register.conftest import Clock
from tests.register.test_register import refused, row

OFFICES = """
[offices.leading-group]
label = { en = "Leading group", zh = "领导小组" }
may = ["offices", "policy", "decision"]
units = "all"

[offices.office]
label = { en = "Assessment office", zh = "考核办" }
may = ["results", "withdrawal", "closing", "erasure"]
units = "all"

[offices.county-office]
label = { en = "County office", zh = "县级机构" }
may = ["results", "withdrawal"]
units = "own"

[offices.reader]
label = { zh = "查阅人" }
may = []
units = "all"

[parents]
"甲县一乡" = "甲县"
"甲县一乡二村" = "甲县一乡"
"""
BY = {"leading-group": "Li Wei", "office": "Wang Fang", "county-office": "Zhao Min", "reader": "Sun Li"}


def acting(register: Register, office: str) -> Register:
    """The register as somebody of an office uses it; he of the county office is of 甲县."""
    return register.acting(by=BY[office], office=office, units=["甲县"] if office == "county-office" else [])


@pytest.fixture
def with_offices(file: Path, policy: Policy, clock: Clock) -> Iterator[Register]:
    with Register.create(file, by="Li Wei", zone="Asia/Shanghai", clock=clock) as register:
        register.adopt(policy)
        register.adopt_offices(OFFICES)
        yield register


def told(register: Register, office: str, call: Callable[[Register], object]) -> list[str]:
    return refused(lambda: call(acting(register, office)))


def test_without_a_table_anybody_records(register: Register) -> None:
    event = register.post(row("甲县", 2025, 55))
    assert "office" not in event.values
    assert register.offices() is None


def test_an_event_says_for_which_office_it_was_recorded(register: Register) -> None:
    with_offices = register
    register.adopt_offices(OFFICES)
    posted = acting(with_offices, "county-office").post([row("甲县", 2025, 55), row("甲县一乡二村", 2025, 66)])
    assert posted.values["office"] == {"id": "county-office", "units": ["甲县"]}
    closed = acting(with_offices, "office").close_period(2025)
    assert closed.values["office"] == {"id": "office"}
    decided = acting(with_offices, "leading-group").decide(2025)
    assert decided.values["office"] == {"id": "leading-group"}
    assert [each.unit for each in with_offices.decisions()] == ["甲县", "甲县一乡二村"]
    assert with_offices.verify().verified
    names = with_offices.names([posted.actor, closed.actor, decided.actor])
    assert [names[each.actor] for each in (posted, closed, decided)] == ["Zhao Min", "Wang Fang", "Li Wei"]


def test_what_an_office_may_not_record_is_refused_with_those_that_may(with_offices: Register) -> None:
    assert told(with_offices, "county-office", lambda register: register.decide(2025)) == [
        (
            "the office County office (county-office) may not record this: to decide a period (decision); the table of "
            "event 3 has no “decision” in the may of this office. It has it for: Leading group (leading-group). "
            "Nothing was recorded"
        ),
        (
            "机构县级机构（county-office）无权登记此事项：作出决定（decision）；第 3 号事项所采用的权限表中，"
            "该机构的 may 没有“decision”。有此权限的机构：领导小组（leading-group）。本次没有登记任何内容"
        ),
    ]
    assert with_offices.head().number == 3


def test_units_of_others_are_refused_whatever_else_is_wrong_with_them(with_offices: Register) -> None:
    acting(with_offices, "office").post(row("乙县", 2025, 55))
    expected = [
        (
            "the office County office (county-office) may not record this of 乙县: to post results (results); by the "
            "table of event 3 the office is for its own units, and acts for 甲县 and those below. Who could: "
            "Assessment office (office); County office (county-office), acting for 乙县 or for a unit above. "
            "Nothing was recorded"
        ),
        (
            "机构县级机构（county-office）无权登记乙县的此类事项：登记成绩（results）；按第 3 号事项所采用的权限表，"
            "该机构只办理本单位及下级单位的事项，此次代表的是甲县。可以登记的机构：考核办（office）；"
            "县级机构（county-office），办理乙县或其上级单位事项的。本次没有登记任何内容"
        ),
    ]
    rows = [row("甲县", 2025, 55), row("乙县", 2025, 56)]  # the second is there already, which is not for him to know
    assert told(with_offices, "county-office", lambda register: register.post(rows)) == expected
    for unit in ("乙县", "己县"):
        [english, _] = told(with_offices, "county-office", lambda register: register.withdraw(unit, 2025, reason="x"))  # noqa: B023
        assert english.startswith(f"the office County office (county-office) may not record this of {unit}: to with")
    assert with_offices.head().number == 4


def test_an_office_below_is_not_for_the_unit_above(with_offices: Register) -> None:
    below = with_offices.acting(by="Zhao Min", office="county-office", units=["甲县一乡"])
    below.post(row("甲县一乡二村", 2025, 55))
    assert "may not record this of 甲县:" in refused(lambda: below.post(row("甲县", 2025, 5)))[0]


@pytest.mark.parametrize("column", ["continues", "merges"])
def test_whose_past_is_taken_over_is_a_unit_that_the_event_is_about(with_offices: Register, column: str) -> None:
    acting(with_offices, "office").post([row("乙县", 2024, 55), row("甲县一乡", 2024, 55)])
    taken = {**row("甲县", 2025, 55), column: "乙县"}
    assert "this of 乙县:" in told(with_offices, "county-office", lambda register: register.post(taken))[0]
    acting(with_offices, "county-office").post({**taken, column: "甲县一乡"})


def test_a_run_of_corrections_is_by_an_office_that_may_whatever_it_brings(with_offices: Register) -> None:
    table = OFFICES.replace('may = ["results", "withdrawal"]', 'may = ["results", "correction"]')
    table = table.replace('"policy", "decision"]', '"policy", "decision", "correction"]')
    acting(with_offices, "leading-group").adopt_offices(table)
    acting(with_offices, "office").post([row("甲县", 2025, 55), row("乙县", 2025, 66)])
    acting(with_offices, "office").close_period(2025)
    own = acting(with_offices, "county-office").correct(row("甲县", 2025, 58), reason="复核")
    assert [(each.kind, each.values["office"]) for each in own.events] == [
        ("correction", {"id": "county-office", "units": ["甲县"]}),
        ("closing", {"id": "county-office", "units": []}),
    ]
    acting(with_offices, "leading-group").decide(2025)
    said = told(with_offices, "county-office", lambda each: each.correct(row("甲县", 2025, 62), reason="复核"))[0]
    assert "may not record this: to decide a period (decision)" in said
    acting(with_offices, "leading-group").correct(row("甲县", 2025, 62), reason="复核")
    foreign = told(with_offices, "county-office", lambda each: each.preview(row("乙县", 2025, 62), reason="x"))[0]
    assert "may not record this of 乙县: to correct results" in foreign


def test_every_kind_of_event_is_for_the_offices_that_have_it(with_offices: Register) -> None:
    """Each office and each call: refused where the table has it not, recorded where it has."""
    calls: dict[EventKind, Callable[[Register], object]] = {
        EventKind.RESULTS: lambda register: register.post(row("甲县", 2025, 55)),
        EventKind.CLOSING: lambda register: register.close_period(2025),
        EventKind.DECISION: lambda register: register.decide(2025),
        EventKind.WITHDRAWAL: lambda register: register.withdraw("甲县", 2025, reason="x"),
        EventKind.ERASURE: lambda register: register.erase("Zhao Min", reason="x"),
        EventKind.OFFICES: lambda register: register.adopt_offices(OFFICES + "\n"),
    }
    offices = with_offices.offices()
    assert offices is not None
    acting(with_offices, "county-office").post(row("甲县", 2024, 55))
    for kind, call in calls.items():
        for office in BY:
            if kind not in offices.offices[office].may:
                said = told(with_offices, office, call)
                assert kind.value in said[0]
                assert kind.value in said[1]
        call(acting(with_offices, next(office for office in BY if kind in offices.offices[office].may)))


@pytest.mark.parametrize(
    ("office", "units", "says"),
    [
        (None, [], "this register has offices, by the table of event 3: say for which one you record (to say that a p"),
        ("officer", [], "there is no office “officer” in the table of event 3; there are: Leading group (leading-grou"),
        ("county-office", [], "the office County office (county-office) is for its own units, by the table of event 3"),
        ("office", ["甲县"], "the office Assessment office (office) is for all units, by the table of event 3: leave "),
    ],
)
def test_who_acts_says_for_which_office_and_units(
    with_offices: Register, office: str | None, units: list[str], says: str
) -> None:
    english, chinese = refused(lambda: with_offices.acting(by="Li", office=office, units=units).close_period(2025))
    assert english.startswith(says)
    assert chinese.endswith("本次没有登记任何内容")


def test_an_office_is_of_no_use_where_there_are_none(register: Register) -> None:
    assert refused(lambda: acting(register, "leading-group").post(row("甲县", 2025, 55))) == [
        (
            "this register has no offices, so that nobody can record for “leading-group”: adopt a table of offices "
            "first, or name no office. Nothing was recorded"
        ),
        "本台账尚无机构权限表，不能以“leading-group”的名义登记；请先采用权限表，或不写机构。本次没有登记任何内容",
    ]


def test_the_first_table_is_adopted_by_anybody_or_by_an_office_that_may(register: Register) -> None:
    assert (
        "may not record this: to adopt a table"
        in told(register, "county-office", lambda each: each.adopt_offices(OFFICES))[0]
    )
    acting(register, "leading-group").adopt_offices(OFFICES)
    assert refused(lambda: acting(register, "leading-group").adopt_offices(OFFICES))[0] == (
        "this very table is in force, by event 3: there is nothing to be recorded"
    )


def test_a_later_table_holds_from_when_it_is_adopted(with_offices: Register, clock: Clock) -> None:
    before = clock.now
    later = OFFICES.replace('may = ["offices", "policy", "decision"]', 'may = ["offices", "policy"]')
    acting(with_offices, "leading-group").adopt_offices(later)
    assert (
        "“decision” in the may of no office" in told(with_offices, "leading-group", lambda each: each.decide(2025))[0]
    )
    now, then = with_offices.offices(), with_offices.offices(as_of=before)
    assert now is not None
    assert then is not None
    assert (now.event, then.event) == (4, 3)
    assert EventKind.DECISION in then.offices["leading-group"].may


def test_persons_are_units_by_their_names_and_recorded_by_their_digests(
    file: Path, policy: Policy, clock: Clock
) -> None:
    table = OFFICES + '"Zhang San" = "甲县"\n'
    with Register.create(file, by="Li Wei", clock=clock) as register:
        register.adopt(policy, persons=True)
        register.adopt_offices(table.replace('"Zhang San"', '"王五"'))
        own = register.acting(by="Zhang San", office="county-office", units=["Zhang San", "Secret Name"])
        posted = own.post(row("Zhang San", 2025, 55))
        assert posted.values["office"]["units"] == [posted.values["rows"][0][0]]
        assert "may not record this of Chen Si" in refused(lambda: own.post(row("Chen Si", 2025, 55)))[0]
        own.withdraw("Zhang San", 2025, reason="x")
        assert not any(name in each.content for each in register.events() for name in ("Zhang San", "Secret Name"))
        with pytest.raises(RegisterError, match="may not record this of Zhang San"):
            acting(register, "county-office").post(row("Zhang San", 2025, 55))
        acting(register, "county-office").post(row("王五", 2025, 55))


def test_offices_are_exported_and_restored(with_offices: Register, tmp_path: Path) -> None:
    acting(with_offices, "county-office").post(row("甲县", 2025, 55))
    with_offices.export(tmp_path / "lines.jsonl")
    with Register.restore(tmp_path / "again.db", tmp_path / "lines.jsonl", by="Wu") as again:
        assert again.offices() == with_offices.offices()
        assert again.head() == with_offices.head()
    with Register(tmp_path / "again.db", by="Sun Li", office="reader") as reader:
        assert "may not record this" in refused(lambda: reader.close_period(2025))[0]


RECORDED = Path(__file__).parent / "recorded"


def problems(text: str, language: str = "en") -> list[str]:
    return refused(lambda: read_table(text))[language == "zh"].splitlines()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "line 1, column 1: there are no offices: write at least one, such as [offices.leading-group]"),
        ("offices = 3", "line 1, column 11: “offices” is no table: write [offices]"),
        ("[parent]\n", "line 1, column 2: there is no “parent” here: did you mean “parents”?"),
    ],
)
def test_what_is_no_table_of_offices_is_told(text: str, says: str) -> None:
    assert problems(text) == [says]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_is_wrong_with_a_table_is_told_all_at_once_with_its_places(language: str) -> None:
    text = (RECORDED / "offices.toml").read_text(encoding="utf-8")
    check_recorded(RECORDED / f"offices.{language}.txt", "\n".join(problems(text, language)) + "\n")


def test_what_is_no_toml_is_told_with_its_place_in_both_languages() -> None:
    assert refused(lambda: read_table("[offices.x\nlabel"))[0].startswith("line 1, column ")
    assert refused(lambda: read_table("[offices.x\nlabel"))[1].startswith("第 1 行第 ")


def test_a_table_by_which_nobody_could_adopt_the_next_is_refused() -> None:
    assert problems(OFFICES.replace('"offices", ', "")) == [
        (
            'line 2, column 2: no office could ever adopt another table: give one of them units = "all" and "offices" '
            "in its may"
        )
    ]


@pytest.mark.parametrize("kind", [kind for kind in EventKind if kind is not EventKind.REGISTER])
def test_every_kind_of_event_has_words_and_can_be_given_to_an_office(kind: EventKind) -> None:
    own = {"offices", "policy", "decision"} - {kind.value}
    given = ", ".join(f'"{each}"' for each in (kind.value, *own))
    table = read_table(OFFICES.replace('"offices", "policy", "decision"', given))
    assert kind in table.offices["leading-group"].may
    with pytest.raises(RegisterError) as error:
        table.check(Actor("Sun Li", "reader"), kind)
    assert all(kind.value in error.value.text(language) for language in ("en", "zh"))


@pytest.mark.parametrize("kind", [kind for kind in EventKind if kind not in (*OF_UNITS, EventKind.REGISTER)])
def test_an_office_for_its_own_units_records_what_is_about_some_units(kind: EventKind) -> None:
    table = OFFICES.replace('may = ["results", "withdrawal"]', f'may = ["results", "{kind.value}"]')
    assert "cannot record them: " + kind.value in "".join(problems(table))


@pytest.mark.parametrize(
    "wrong", [{"office": " "}, {"office": 3}, {"units": "甲县"}, {"units": [""]}, {"units": ["x"]}]
)
def test_who_acts_is_given_as_names(register: Register, wrong: dict[str, object]) -> None:
    with pytest.raises(ArgumentError):
        register.acting(by="Li Wei", **wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "office",
    [
        None,
        "office",
        {"id": "nobody"},
        {"id": "reader"},
        {"id": "county-office", "units": ["甲县"]},
        {"id": "office", "units": ["甲县"]},
    ],
)
def test_an_event_that_its_office_may_not_record_is_found(with_offices: Register, clock: Clock, office: object) -> None:
    """As one could write it who goes round the register; what it has recorded itself is right."""
    acting(with_offices, "office").post(row("甲县", 2025, 55))
    assert with_offices.verify().problems == ()
    actor = next(with_offices.events()).actor
    with with_offices._database.writing() as connection:  # noqa: SLF001
        content = {"period": 2025, "group": [], **({} if office is None else {"office": office})}
        apply(connection, append(connection, EventKind.CLOSING, content, actor=actor, clock=clock, policy="county"))
    [problem] = with_offices.verify().problems
    assert problem.text("en") == (
        "event 5 is not one that the office which it names may record, by the table of event 3"
    )
    assert problem.text("zh") == "按第 3 号事项的机构权限表，第 5 号事项所写的机构无权登记该事项"


def test_a_run_of_corrections_by_an_office_is_verified_as_a_whole(with_offices: Register) -> None:
    table = OFFICES.replace('may = ["results", "withdrawal"]', 'may = ["results", "withdrawal", "correction"]')
    acting(with_offices, "leading-group").adopt_offices(table)
    acting(with_offices, "office").post([row("甲县", 2025, 55), row("乙县", 2025, 66)])
    acting(with_offices, "office").close_period(2025)
    run = acting(with_offices, "county-office").correct(row("甲县", 2025, 58), reason="复核")
    assert [each.kind.value for each in run.events] == ["correction", "closing"]
    assert with_offices.verify().problems == ()


def test_a_first_table_by_which_nobody_could_adopt_it_is_no_table_of_an_event(register: Register) -> None:
    told = refused(lambda: register.acting(by="x", office="nobody").adopt_offices(OFFICES))
    assert told[0].startswith("there is no office “nobody” in the table that is to be adopted; there are: ")
    assert told[1].startswith("所要采用的权限表中没有机构“nobody”；现有：")


def test_an_office_is_named_by_its_label_where_no_other_has_it(with_offices: Register) -> None:
    event = with_offices.acting(by="Wang Fang", office="考核办").post(row("甲县", 2025, 55))
    assert event.values["office"] == {"id": "office"}
    own = with_offices.acting(by="Zhao Min", office="County office", units=["甲县"])
    assert own.post(row("甲县一乡", 2025, 55)).values["office"] == {"id": "county-office", "units": ["甲县"]}
    two = OFFICES.replace('zh = "查阅人"', 'zh = "考核办"')
    with_offices.acting(by="Li Wei", office="leading-group").adopt_offices(two)
    assert refused(lambda: with_offices.acting(by="x", office="考核办").post(row("乙县", 2025, 5))) == [
        (
            "several offices in the table of event 6 have the label “考核办”: office, reader; name one by its id."
            " Nothing was recorded"
        ),
        "第 6 号事项所采用的权限表中有几个机构都叫“考核办”：office、reader；请写其中一个的编号。本次没有登记任何内容",
    ]
