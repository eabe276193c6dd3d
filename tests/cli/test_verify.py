"""`verify` finds whatever is not the same any more, and nothing else. Its texts are recorded in `sessions/`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from targetrules import __version__
from tests.cli.conftest import Call
from tests.cli.records import REPORT, line

FILES = ("schools.toml", "schools.csv")
FORMATS = ["csv", "json", "jsonl"]
UNSIGNED = (
    "signature: none; nobody vouches for this file, and anybody could have written another that repeats as well, "
    "of other results or by other options"
)
SAME = REPORT.format(signature=UNSIGNED)


def recorded(call: Call, form: str, *options: str) -> str:
    """A file of outcomes with its record."""
    name = f"outcomes.{form}"
    assert call("evaluate", *FILES, "--record", "--output", name, *options).status == 0
    return name


def change(file: Path, before: str, after: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert before in text
    file.write_text(text.replace(before, after, 1), encoding="utf-8")


@pytest.mark.parametrize("form", FORMATS)
def test_a_decision_that_nobody_touched_is_verified(form: str, call: Call) -> None:
    ran = call("verify", recorded(call, form), *FILES)
    assert (ran.status, ran.text) == (0, SAME)


OPTIONS = {
    "day": (["--decided-on", "2024-07-31"], ["    --decided-on 2024-07-31"], 6, []),
    "unit-and-period": (
        ["--unit", "West", "--period", "2024年2季度"],
        ["    --unit West", "    --period 2024Q2"],
        1,
        ["recorded for --unit West alone: 1 of 3 units", "recorded for --period 2024Q2 alone: 1 of 2 periods"],
    ),
    "units": (
        ["--unit", "West", "--unit", "East"],
        ["    --unit West", "    --unit East"],
        4,
        ["recorded for --unit West --unit East alone: 2 of 3 units"],
    ),
    "reading": (
        ["--input-format", "csv", "--encoding", "utf-8", "--header-row", "1"],
        ["    --header-row 1", "    --input-format csv", "    --encoding utf-8"],
        6,
        [],
    ),
    "columns": (
        ["--unit-column", "unit", "--period-column", "period"],
        ["    --unit-column unit", "    --period-column period"],
        6,
        [],
    ),
    "names": (
        ["--same", '"A=B"=the east', "--distinct", '甲县,"a,b"', "--leave-out", "North", "--genuine", "it's"],
        [
            "    --same '\"A=B\"=the east'",
            "    --distinct '甲县,\"a,b\"'",
            "    --leave-out North",
            "    --genuine 'it'\"'\"'s'",
        ],
        4,
        [],
    ),
}


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(("options", "shown", "count", "told"), OPTIONS.values(), ids=OPTIONS)
def test_the_options_of_the_record_are_used_again_and_told(
    form: str, options: list[str], shown: list[str], count: int, told: list[str], call: Call
) -> None:
    ran = call("verify", recorded(call, form, *options), *FILES)
    expected = [*SAME.splitlines()[:5], "options: taken from the record", *shown, f"outcomes: all {count} the same"]
    assert (ran.status, ran.text.splitlines()) == (0, [*expected, *told, UNSIGNED, "verified"])


def test_of_how_much_the_record_is_in_chinese(call: Call) -> None:
    file = recorded(call, "jsonl", "--unit", "West", "--period", "2024Q2")
    ran = call("verify", file, *FILES, "--lang", "zh")
    assert ran.text.splitlines()[5:] == [
        "选项：取自记录",
        "    --unit West",
        "    --period 2024Q2",
        "评定结果：1 条全部相同",
        "记录只涉及 --unit West：3 个单位中的 1 个",
        "记录只涉及 --period 2024Q2：2 期中的 1 期",
        "签名：没有；没有人为这份文件担保，换一份成绩或者换几个选项，谁都能另写一份同样核对无误的文件",
        "核对无误",
    ]


# ---- options that the caller asks for --------------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("options", [entry[0] for entry in OPTIONS.values()], ids=OPTIONS)
def test_what_is_recorded_as_it_is_asked_for_is_verified(form: str, options: list[str], call: Call) -> None:
    ran = call("verify", recorded(call, form, *options), *FILES, *options)
    assert (ran.status, ran.text.splitlines()[-1]) == (0, "verified")


ASKED = {
    "unit": (
        ["--unit", "West"],
        ["--unit", "East"],
        ["    --unit West", "    asked for: --unit East", "    recorded:  --unit West"],
    ),
    "more-units": (
        ["--unit", "West"],
        ["--unit", "West", "--unit", "East"],
        ["    --unit West", "    asked for: --unit West --unit East", "    recorded:  --unit West"],
    ),
    "day": (
        [],
        ["--decided-on", "2024-07-31"],
        ["    asked for: --decided-on 2024-07-31", "    recorded:  no --decided-on"],
    ),
    "period": (
        ["--period", "2024Q1"],
        ["--period", "2024年2季度"],
        ["    --period 2024Q1", "    asked for: --period 2024Q2", "    recorded:  --period 2024Q1"],
    ),
    "names": (
        ["--same", "Ost=East"],
        ["--leave-out", "Nord", "--same", "Ost=West"],
        [
            "    --same Ost=East",
            *("    asked for: --same Ost=West", "    recorded:  --same Ost=East"),
            *("    asked for: --leave-out Nord", "    recorded:  no --leave-out"),
        ],
    ),
}


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(("written", "asked", "told"), ASKED.values(), ids=ASKED)
def test_what_is_recorded_otherwise_than_it_is_asked_for_is_not_verified(
    form: str, written: list[str], asked: list[str], told: list[str], call: Call
) -> None:
    ran = call("verify", recorded(call, form, *written), *FILES, *asked)
    lines = ran.text.splitlines()
    assert (ran.status, lines[5 : 6 + len(told)]) == (1, ["options: not the same", *told])
    assert lines[6 + len(told)].startswith("outcomes: all ")
    assert lines[-1] == "not the same"


def test_the_order_of_an_option_that_is_given_several_times_says_nothing(call: Call) -> None:
    file = recorded(call, "csv", "--unit", "West", "--unit", "East")
    ran = call("verify", file, *FILES, "--unit", "East", "--unit", "West")
    assert (ran.status, ran.text.splitlines()[-1]) == (0, "verified")


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"unit": ["Nobody"]}, "the unit “Nobody” has no results"),
        ({"unit": ["Wset"]}, "the unit “Wset” has no results; did you mean “West”?"),
        ({"period": ["2031Q1"]}, "no unit has a result in 2031Q1"),
    ],
)
def test_a_record_about_nobody_is_no_decision(
    options: dict[str, list[str]], told: str, call: Call, folder: Path
) -> None:
    """Of these very results `evaluate` would have decided nothing; no outcomes are not "all the same"."""
    file = folder / recorded(call, "jsonl")
    first = file.read_text(encoding="utf-8").splitlines()[0]
    file.write_text(first.replace('"options": {}', f'"options": {json.dumps(options)}') + "\n", encoding="utf-8")
    ran = call("verify", file.name, *FILES)
    assert (ran.status, ran.text, ran.errors.splitlines()[-1]) == (2, "", f"error: {told}")


def test_a_byte_order_mark_makes_no_difference(call: Call) -> None:
    ran = call("verify", recorded(call, "csv", "--bom"), *FILES)
    assert (ran.status, ran.text) == (0, SAME)


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_another_layout_of_the_same_values_makes_no_difference(form: str, call: Call, folder: Path) -> None:
    """As another program, or a transfer that changes the ends of lines, may leave it."""
    file = folder / recorded(call, form)
    texts = [file.read_text(encoding="utf-8")] if form == "json" else file.read_text(encoding="utf-8").splitlines()
    file.write_bytes("\r\n".join(json.dumps(json.loads(text), sort_keys=True) for text in texts).encode())
    ran = call("verify", file.name, *FILES)
    assert (ran.status, ran.text) == (0, SAME)


def test_the_recorded_file_may_come_from_the_standard_input(call: Call, folder: Path) -> None:
    data = (folder / recorded(call, "jsonl")).read_bytes()
    ran = call("verify", "-", *FILES, stdin=data)
    assert (ran.status, ran.text) == (0, SAME)


# ---- what is not the same --------------------------------------------------------------------------------------------


CHANGES = {
    "json-lines": (
        "jsonl",
        '"East", "period": "2024Q2", "grade": "C"',
        '"East", "period": "2024Q2", "grade": "A"',
        ["  East, 2024Q2", "    grade", "      recorded: A", "      now:      C"],
    ),
    "json": (
        "json",
        '"rank": 3, "size": 3',
        '"rank": 3, "size": 4',
        [
            "  West, 2024Q2",
            "    places",
            '      recorded: {"overall": {"rank": 3, "size": 4}}',
            '      now:      {"overall": {"rank": 3, "size": 3}}',
        ],
    ),
    "csv": (
        "csv",
        "West,2024Q1,C",
        "West,2024Q1,B",
        ["  West, 2024Q1", "    grade", "      recorded: B", "      now:      C"],
    ),
    "false-is-not-0": (
        "jsonl",
        '{"falling": false}',
        '{"falling": 0}',
        [
            "  East, 2024Q1",
            "    conditions",
            '      recorded: {"falling": 0}',
            '      now:      {"falling": false}',
        ],
    ),
    "key": (
        "jsonl",
        '"statuses": [], ',
        "",
        ["  East, 2024Q1", "    statuses", "      recorded: null", "      now:      []"],
    ),
    "unit": (
        "jsonl",
        '"unit": "North", "period": "2024Q2"',
        '"unit": "Nord", "period": "2024Q2"',
        ["  Nord, 2024Q2: recorded, not there now", "  North, 2024Q2: not recorded, there now"],
    ),
}


@pytest.mark.parametrize(("form", "before", "after", "told"), CHANGES.values(), ids=CHANGES)
def test_a_changed_outcome_is_found(
    form: str, before: str, after: str, told: list[str], call: Call, folder: Path
) -> None:
    file = folder / recorded(call, form)
    change(file, before, after)
    ran = call("verify", file.name, *FILES)
    count = sum(not line.startswith("    ") for line in told)
    expected = [*SAME.splitlines()[:6], f"outcomes: {count} not the same (6 recorded)", *told, UNSIGNED, "not the same"]
    assert (ran.status, ran.text.splitlines()) == (1, expected)


IN_CHINESE = {
    "a grade": (
        "jsonl",
        '"East", "period": "2024Q2", "grade": "C"',
        '"East", "period": "2024Q2", "grade": "A"',
        ["等次"],
    ),
    "conditions": ("jsonl", '{"falling": false}', '{"falling": 0}', ["条件"]),
    "consequences": ("jsonl", '"consequences": []', '"consequences": [{"id": "x", "force": "may"}]', ["处理结果"]),
}


@pytest.mark.parametrize(("form", "before", "after", "words"), IN_CHINESE.values(), ids=IN_CHINESE)
def test_what_differs_is_called_by_its_chinese_name(
    form: str, before: str, after: str, words: list[str], call: Call, folder: Path
) -> None:
    file = folder / recorded(call, form)
    change(file, before, after)
    lines = call("verify", file.name, *FILES, "--lang", "zh").text.splitlines()
    assert [line.strip() for line in lines if line.startswith("    ") and line[4] != " "] == words


def test_the_cells_of_csv_are_called_by_their_names(call: Call, folder: Path) -> None:
    file = folder / recorded(call, "csv")
    head, names, first, *rest = file.read_text(encoding="utf-8").splitlines()
    cells = dict(zip(names.split(","), first.split(","), strict=True))
    changed = {name: "" if cells[name] else "x" for name in cells if name not in ("unit", "period")}
    file.write_text("\n".join((head, names, ",".join({**cells, **changed}.values()), *rest)) + "\n", encoding="utf-8")
    told = {
        language: [
            line.strip()
            for line in call("verify", file.name, *FILES, "--lang", language).text.splitlines()
            if line.startswith("    ") and line[4] != " "
        ]
        for language in ("en", "zh")
    }
    assert told == {
        "en": [
            "grade",
            "measure pass rate",
            "place in overall",
            "units ranked in overall",
            "condition falling",
            "statuses",
            "consequence Praise",
            "consequence Improvement plan",
            "consequence Support visits",
            "consequence Closure",
            "replaced",
            "undetermined",
            "remarks",
        ],
        "zh": [
            "等次",
            "指标“及格率”",
            "“overall”中的名次",
            "“overall”中的单位数",
            "条件“falling”",
            "状态",
            "处理结果“表扬”",
            "处理结果“整改方案”",
            "处理结果“驻校帮扶”",
            "处理结果“停办”",
            "被取代的处理结果",
            "无法判定",
            "备注",
        ],
    }


def test_outcomes_in_another_order_are_found(call: Call, folder: Path) -> None:
    file = folder / recorded(call, "jsonl")
    first, *lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join((first, *reversed(lines))), encoding="utf-8")
    ran = call("verify", file.name, *FILES)
    assert (ran.status, ran.text.splitlines()[6:]) == (1, ["outcomes: in another order", UNSIGNED, "not the same"])


def test_an_outcome_that_stands_there_twice_is_found(call: Call, folder: Path) -> None:
    file = folder / recorded(call, "jsonl")
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join((*lines, lines[-1])), encoding="utf-8")
    ran = call("verify", file.name, *FILES)
    assert (ran.status, ran.text.splitlines()[6:]) == (
        1,
        ["outcomes: 1 not the same (7 recorded)", "  North, 2024Q2: recorded, not there now", UNSIGNED, "not the same"],
    )


def test_a_changed_policy_is_found_even_where_the_outcomes_are_the_same(call: Call, folder: Path) -> None:
    file = recorded(call, "jsonl")
    change(folder / "schools.toml", "# A small policy", "# The same policy")
    ran = call("verify", file, *FILES)
    lines = ran.text.splitlines()
    assert ran.status == 1
    assert lines[:2] == ["policy: the same", "policy file (SHA-256): not the same"]
    assert lines[-3:] == ["outcomes: all 6 the same", UNSIGNED, "not the same"]


def test_changed_results_are_found_even_where_the_outcomes_are_the_same(call: Call, folder: Path) -> None:
    file = recorded(call, "jsonl")
    change(folder / "schools.csv", "new building", "old building")
    ran = call("verify", file, *FILES)
    lines = ran.text.splitlines()
    assert ran.status == 1
    assert lines[:3] == ["policy: the same", "policy file (SHA-256): the same", "results (SHA-256): not the same"]
    assert lines[-3:] == ["outcomes: all 6 the same", UNSIGNED, "not the same"]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("version", ["0.0.1", "99.1.0rc1", "?"])
def test_another_version_with_the_same_outcomes_is_verified_and_told(
    version: str, form: str, call: Call, folder: Path
) -> None:
    file = of_version(version, folder / recorded(call, form))
    told = [
        "version of the program: not the same",
        f"    recorded: {version}",
        f"    now:      {__version__}",
        *SAME.splitlines()[4:-1],
        f"verified; recorded by version {version} of the program, repeated by version {__version__}",
    ]
    ran = call("verify", file.name, *FILES)
    assert (ran.status, ran.text.splitlines()) == (0, [*SAME.splitlines()[:3], *told])
    zh = call("verify", file.name, *FILES, "--lang", "zh")
    says = f"核对无误；记录出自程序 {version} 版，现由 {__version__} 版重新评定"
    assert (zh.status, zh.text.splitlines()[-1]) == (0, says)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"East", "period": "2024Q2", "grade": "C"', '"East", "period": "2024Q2", "grade": "A"'),
        ('"format": 1', '"format": 2'),
        ('"options": {}', '"options": {"decided-on": "2024-07-31"}'),
        ('"policy_sha256": "', '"policy_sha256": "0'),
        ('"input_sha256": "', '"input_sha256": "0'),
    ],
)
def test_another_version_with_anything_else_is_not_verified(before: str, after: str, call: Call, folder: Path) -> None:
    file = of_version("0.0.1", folder / recorded(call, "jsonl"))
    change(file, before, after)
    ran = call("verify", file.name, *FILES)
    assert (ran.status, ran.text.splitlines()[-1]) == (1, "not the same")


def of_version(version: str, file: Path) -> Path:
    """The file as another version of the program would have recorded it."""
    change(file, f'"version": "{__version__}"', f'"version": "{version}"')
    return file


def test_an_option_that_this_program_does_not_know_is_told(call: Call, folder: Path) -> None:
    file = folder / recorded(call, "jsonl")
    change(file, '"options": {}', '"options": {"strict": true}')
    ran = call("verify", file.name, *FILES)
    assert ran.status == 1
    assert ran.text.splitlines()[5:9] == [
        "options: not the same",
        '    recorded: {"strict": true}',
        "    now:      {}",
        "outcomes: all 6 the same",
    ]


def test_only_the_first_differences_are_shown(call: Call) -> None:
    call("evaluate", "jincheng-2010", "counties.csv", "--record", "--output", "counties.jsonl")
    ran = call("verify", "counties.jsonl", "schools.toml", "schools.csv")
    lines = ran.text.splitlines()
    assert ran.status == 1
    assert lines[:3] == ["policy: not the same", "    recorded: jincheng-2010", "    now:      schools"]
    assert lines[-15:-12] == [
        "options: none recorded",
        "outcomes: 53 not the same (47 recorded)",
        "  甲县, 2009: recorded, not there now",
    ]
    assert lines[-3:] == ["  and 43 more", UNSIGNED, "not the same"]


def test_a_column_above_no_outcome_is_found(call: Call, folder: Path) -> None:
    """Of a decision over no unit there is the header alone, and that must be the same too."""
    file = folder / recorded(call, "csv", "--unit", "West")
    text = "".join(file.read_text(encoding="utf-8").splitlines(keepends=True)[:2])
    file.write_text(text.replace("measure.rate", "measure.ratio"), encoding="utf-8")
    lines = call("verify", file.name, *FILES).text.splitlines()
    assert "columns: not the same; only one of the two has measure.ratio, measure.rate" in lines


# ---- what cannot be verified -----------------------------------------------------------------------------------------

UNUSABLE = {
    "nothing": (b"", "it begins with no record; only what `targetrules evaluate --record` wrote can be verified"),
    "no-record": (
        b'{"outcomes": []}',
        "it begins with no record; only what `targetrules evaluate --record` wrote can be verified",
    ),
    "no-record-line": (
        b'{"unit": "A"}\n{"unit": "B"}\n',
        "it begins with no record; only what `targetrules evaluate --record` wrote can be verified",
    ),
    "csv-without-record": (b"unit,period,grade\n", "this is no file of outcomes"),
    "comment": (b"# a comment\nunit,period\n", "this is no file of outcomes"),
    "not-utf8": ("单位".encode("gb18030"), "this is not UTF-8 text, so no file of outcomes"),
    "deep": (b"[" * 100_000, "this is no file of outcomes"),
    "deep-in-a-line": (line() + b'\n{"unit": ' + b"[" * 60 + b"]" * 60 + b"}", "this is no file of outcomes"),
    "option-of-another-type": (
        line(options={"header-row": "three"}),
        'the recorded value of the option “header-row” cannot be understood: "three"',
    ),
    "row-that-is-true": (
        line(options={"header-row": True}),
        "the recorded value of the option “header-row” cannot be understood: true",
    ),
    "row-below-all": (
        line(options={"header-row": -1}),
        "the recorded value of the option “header-row” cannot be understood: -1",
    ),
    "row-beyond-all": (
        line(options={"header-row": 10**30}),
        "the recorded value of the option “header-row” cannot be understood: 1000000000000000000000000000000",
    ),
    "one-name-for-two": (
        line(options={"same": [["A", "B"], ["A", "C"]]}),
        'the recorded value of the option “same” cannot be understood: [["A", "B"], ["A", "C"]]',
    ),
    "date-that-is-none": (
        line(options={"decided-on": "31.12.2024"}),
        'the recorded value of the option “decided-on” cannot be understood: "31.12.2024"',
    ),
}


@pytest.mark.parametrize(("data", "told"), UNUSABLE.values(), ids=UNUSABLE)
def test_a_file_that_cannot_be_verified_is_refused(data: bytes, told: str, call: Call, folder: Path) -> None:
    (folder / "outcomes").write_bytes(data)
    ran = call("verify", "outcomes", *FILES)
    assert (ran.status, ran.text, ran.errors) == (2, "", f"error: outcomes: {told}\n")
