from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from targetrules import PolicyError
from targetrules.source.decode import LARGEST_FILE
from targetrules.source.scan import DEEPEST, LONGEST_KEY, LONGEST_NUMBER
from targetrules.source.toml import read_toml

NO_QUOTES = "is not in quotes; TOML wants quotes around every name that is not plain English letters"


def told(data: bytes) -> str:
    with pytest.raises(PolicyError) as raised:
        read_toml("a.toml", data)
    return str(raised.value)


def test_numbers_with_a_point_are_exact() -> None:
    _, values = read_toml("a.toml", b"a = 89.995\nb = 1e3\nc = [inf, nan]\nd = 1e9999999999999999999\n")
    assert values["a"] == Decimal("89.995")
    assert values["b"] == Decimal(1000)
    assert [str(number) for number in (*values["c"], values["d"])] == ["Infinity", "NaN", "NaN"]


def test_what_is_just_within_the_limits_is_read() -> None:
    nested = "a = " + "[" * DEEPEST + "]" * DEEPEST
    key = ".".join(["b"] * LONGEST_KEY) + " = 1"
    number = "c = " + "1" * LONGEST_NUMBER
    texts = f'd = "{"[" * 100} {"." * 100} {"9" * 100}" # {"[" * 100} {"." * 100} {"9" * 100}'
    word = f"e-{'x' * 100} = [{'0.5, ' * 100}]"
    data = f"{nested}\n{key}\n{number}\n{texts}\n{word}\n".encode()
    document, values = read_toml("a.toml", data.ljust(LARGEST_FILE))
    assert sorted(values) == ["a", "b", "c", "d", "e-" + "x" * 100]
    assert len(document.text) == LARGEST_FILE


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"a = {'[' * (DEEPEST + 1)}", "a.toml:1:37: TR007 brackets are nested more than 32 deep"),
        (f"a = {'{b=' * (DEEPEST + 1)}", "a.toml:1:101: TR007 brackets are nested more than 32 deep"),
        (f"x = 1\n{'a.' * LONGEST_KEY}b = 1", "a.toml:2:32: TR008 a key with 16 dots or more"),
        (f"['a'{' . a' * LONGEST_KEY}]", "a.toml:1:66: TR008 a key with 16 dots or more"),
        (
            f"a = -{'1' * (LONGEST_NUMBER + 1)}",
            "a.toml:1:5: TR014 the number -11111111111… is too long: at most 15 digits before the point and 6 after it",
        ),
        (
            f"a = 0.{'1' * (LONGEST_NUMBER + 1)}",
            "a.toml:1:7: TR014 the number 111111111111… is too long: at most 15 digits before the point and 6 after it",
        ),
        (
            f"a = 0x{'F' * (LONGEST_NUMBER + 1)}",
            "a.toml:1:5: TR014 the number 0xFFFFFFFFFF… is too long: at most 15 digits before the point and 6 after it",
        ),
        (" " * (LARGEST_FILE + 1), "a.toml: TR002 the file has more than 262,144 bytes"),
    ],
)
def test_what_is_just_beyond_the_limits_is_refused(text: str, message: str) -> None:
    assert told(text.encode()) == message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = 1\nb = 2\na = 3", "3:1: TR004 this is not TOML: this key or table was already given above"),
        ("a = 1\n  a = 3\nb = 2", "2:3: TR004 this is not TOML: this key or table was already given above"),
        ("a = { b = 1, b = 2 }", "1:1: TR004 this is not TOML: this key or table was already given above"),
        ("[a]\n[a]", "2:1: TR004 this is not TOML: this key or table was already given above"),
        ("a = { b = 1 }\na.c = 1", "2:1: TR004 this is not TOML: this table was already closed and cannot be added to"),
        ("a = [1 2]", "1:8: TR004 this is not TOML: a closing “]” is missing"),
        (
            "a = { b = 1",
            "1:11: TR004 this is not TOML: a closing “}” is missing, or a comma; a table in braces stands on one line",
        ),
        ('a = "x', "1:6: TR004 this is not TOML: a text is not closed: its second quotation mark is missing"),
        ("a = 'x\n", "1:6: TR004 this is not TOML: a text is not closed: its second quotation mark is missing"),
        ("\na = '''x\n\n", "2:5: TR004 this is not TOML: a text is not closed: its second quotation mark is missing"),
        ("a.", "1:2: TR004 this is not TOML: a key starts with a letter, a digit or a quotation mark"),
        (
            "a = 1\n\n\nb =\n\n",
            (
                "4:3: TR004 this is not TOML: here a value is expected: a number, a text in quotes,"
                " true, false, a list or a table"
            ),
        ),
        ("a\n", "1:1: TR004 this is not TOML: a key is followed by “=” and its value"),
        ("a = 24:00:00", "1:7: TR004 this is not TOML: one key and value on a line; something else follows here"),
        ("a = 2010-13-01", "1:9: TR004 this is not TOML: one key and value on a line; something else follows here"),
        (
            'a = "\\x41"',
            (
                "1:8: TR004 this is not TOML: after “\\” in a text in double quotes only certain letters may"
                " follow; use single quotes for a text with “\\”"
            ),
        ),
        ("“a” = 1", '1:1: TR005 the full-width sign `“` stands where TOML wants `"`'),
        (
            "a = [“a”, 'b’]",
            (
                '1:6: TR005 the full-width sign `“` stands where TOML wants `"`\n'
                "a.toml:1:13: TR005 the full-width sign `’` stands where TOML wants `'`"
            ),
        ),
        ("优 . 秀 = 1", f"1:1: TR006 the key 优 {NO_QUOTES}\na.toml:1:5: TR006 the key 秀 {NO_QUOTES}"),
        (
            "[a.优秀]",
            (
                "1:4: TR006 the key 优秀 is not in quotes; TOML wants quotes around every name that is not plain"
                " English letters"
            ),
        ),
        ("a = 优秀", "1:5: TR004 this is not TOML: a text stands in quotation marks"),
        ("a = 1 2\n优秀 = 1", "1:7: TR004 this is not TOML: one key and value on a line; something else follows here"),
    ],
)
def test_what_is_no_toml_is_said_in_the_authors_words(text: str, message: str) -> None:
    assert told(text.encode()) == f"a.toml:{message}"


def test_a_hundred_odd_signs_are_enough() -> None:
    assert told("＝".encode() * 1000).count("\n") == 0
    assert told("＝ ".encode() * 1000).count("\n") == 99


def test_what_a_newer_parser_says_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def loads(_: str, **__: Any) -> dict[str, Any]:
        raise tomllib.TOMLDecodeError("Too beautiful (at line 2, column 3)")

    monkeypatch.setattr(tomllib, "loads", loads)
    assert told(b"a = 1\nb = 2\n") == "a.toml:2:3: TR004 this is not TOML: Too beautiful"


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("a = '优秀'".encode("gbk"), "a.toml:1:6: TR003 the file is not UTF-8; it looks like GBK"),
        (
            "a = '优秀'".encode("gb18030") + b"\xff",
            "a.toml:1:6: TR003 the file is not UTF-8; it looks like an encoding that is not known here",
        ),
        ("a = '优秀'".encode("utf-16"), "a.toml: TR003 the file is not UTF-8; it looks like UTF-16"),
        ("a = '优秀'".encode("utf-16-be"), "a.toml: TR003 the file is not UTF-8; it looks like UTF-16"),
        (
            b"\xef\xbb\xbfa = '\xff'",
            "a.toml:1:6: TR003 the file is not UTF-8; it looks like an encoding that is not known here",
        ),
        (
            "优\r\na = '秀秀".encode() + b"\xe7\xa7'",
            "a.toml:2:8: TR003 the file is not UTF-8; it looks like UTF-8 with a damaged character",
        ),
        (
            "\ud800".encode("utf-8", "surrogatepass"),
            "a.toml:1:1: TR003 the file is not UTF-8; it looks like an encoding that is not known here",
        ),
    ],
)
def test_the_encoding_is_named(data: bytes, message: str) -> None:
    assert told(data) == message


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("a = 财政局", {"a": "财政局"}),
        ("a = 财政局，统计局", {"a": "财政局，统计局"}),
        ("a = County assessment # the title", {"a": "County assessment"}),
        ("a = [zh, en]", {"a": ["zh", "en"]}),
        (
            "a = { grade = poor, x = { below = 60 }, b = [差] }",
            {"a": {"grade": "poor", "x": {"below": 60}, "b": ["差"]}},
        ),
        ("a = True", {"a": True}),
        ("a = NO", {"a": False}),
        ("a = 60分", {"a": 60}),
        ("a = .5", {"a": 0.5}),
        ("a = 0,5", {"a": 0.5}),
        ("a = 0。5", {"a": 0.5}),
        ("a = -5.", {"a": -5.0}),
        ("a = 007", {"a": 7}),
        ("a = 20%", {"a": "20%"}),
        ("a = { top = 20％ }", {"a": {"top": "20%"}}),
        ("a = >=5", {"a": {"at_least": 5}}),
        ("a = 5以上", {"a": {"at_least": 5}}),
        ("a = 2010年", {"a": 2010}),
        ("a = 2010/1/4", {"a": date(2010, 1, 4)}),
        ("a = 2010年1月4日", {"a": date(2010, 1, 4)}),
        ("a = county-2010", {"a": "county-2010"}),
        ('a = "x";', {"a": "x"}),
        ('a = "x"。', {"a": "x"}),
        ("a: 1", {"a": 1}),
        ("a： 财政局", {"a": "财政局"}),
        ("a = 1 // note", {"a": 1}),
    ],
)
def test_the_line_that_is_offered_is_toml_and_says_what_was_meant(line: str, values: dict[str, object]) -> None:
    with pytest.raises(PolicyError) as raised:
        read_toml("a.toml", line.encode())
    (fault,) = raised.value.diagnostics
    offered = fault.advice().removeprefix("write `").removesuffix("`")
    assert tomllib.loads(offered) == values


@pytest.mark.parametrize(
    "line", ["a = 1,000", "a = None", "a = it's so", "a = 24:00:00", "a = 2010-13-01", "a = 1 2", "a =", "a = \\d"]
)
def test_nothing_is_offered_where_it_is_in_doubt_what_was_meant(line: str) -> None:
    with pytest.raises(PolicyError) as raised:
        read_toml("a.toml", line.encode())
    (fault,) = raised.value.diagnostics
    assert fault.advice() == "look at the marked place and at the line before it"


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("a ＝ 1", {"a": 1}),
        ("a = “甲，乙。”", {"a": "甲，乙。"}),
        ("a = “甲 乙，丙”", {"a": "甲 乙，丙"}),
        ("a = ［“甲”，“乙”］", {"a": ["甲", "乙"]}),
        ("［［a］］", {"a": [{}]}),
        ("a = '，' ＃ note", {"a": "，"}),
        ("a ＝ －１２．５", {"a": -12.5}),
    ],
)
def test_the_line_with_ordinary_signs_is_offered_once(line: str, values: dict[str, object]) -> None:
    with pytest.raises(PolicyError) as raised:
        read_toml("a.toml", line.encode())
    first, *others = [each.advice() for each in raised.value.diagnostics]
    assert tomllib.loads(first.partition("; write `")[2].removesuffix("`")) == values
    assert [each for each in others if "write" in each] == []
