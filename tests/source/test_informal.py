"""Comparisons and portions said in words are understood as they are said; what is in doubt is not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from targetrules.source.informal import Portion, comparisons_in, flag_in, portion_in, statement_in

HOLDS = {
    "at_least": lambda x, end: x >= end,
    "at_most": lambda x, end: x <= end,
    "above": lambda x, end: x > end,
    "below": lambda x, end: x < end,
    "equals": lambda x, end: x == end,
    "unequal": lambda x, end: x != end,
}


@pytest.mark.parametrize(
    ("text", "those"),
    [
        (">=5", {5, 6, 7}),
        ("≥5", {5, 6, 7}),
        ("＞＝5", {5, 6, 7}),
        (">5", {6, 7}),
        ("＞5", {6, 7}),
        ("< 5", {3, 4}),
        ("<=5", {3, 4, 5}),
        ("5分以上", {5, 6, 7}),
        ("5分及以上", {5, 6, 7}),
        ("5以下", {3, 4, 5}),
        ("5次以内", {3, 4, 5}),
        ("不低于5", {5, 6, 7}),
        ("不高于5分", {3, 4, 5}),
        ("不满5", {3, 4}),
        ("不足5分", {3, 4}),
        ("低于5", {3, 4}),
        ("超过5次", {6, 7}),
        ("达到5", {5, 6, 7}),
        ("不超过5", {3, 4, 5}),
        ("等于5", {5}),
        ("=5", {5}),
        ("!=5", {3, 4, 6, 7}),
        ("不等于5", {3, 4, 6, 7}),
        ("at least 5", {5, 6, 7}),
        ("at_least 5", {5, 6, 7}),
        ("no less than 5", {5, 6, 7}),
        ("more than 5", {6, 7}),
        ("not above 5", {3, 4, 5}),
        ("under 5", {3, 4}),
        ("5+", {5, 6, 7}),
        ("5 or more", {5, 6, 7}),
        ("5 and below", {3, 4, 5}),
        ("5 points or less", {3, 4, 5}),
        ("4-6", {4, 5, 6}),
        ("4~6分", {4, 5, 6}),
        ("4分至6分", {4, 5, 6}),
        ("4 to 6", {4, 5, 6}),
        ("[4,6)", {4, 5}),
        ("(4,6]", {5, 6}),
        ("4分以上6分以下", {4, 5, 6}),
        ("4分以上不满6分", {4, 5}),
        (">=4 and <6", {4, 5}),
        ("大于4，小于6", {5}),
        ("4<=x<6", {4, 5}),
        ("4＜得分≤6", {5, 6}),
        ("6>x>4", {5}),
        ("-5以上", {3, 4, 5, 6, 7}),
    ],
)
def test_a_comparison_is_understood_as_it_is_said(text: str, those: set[int]) -> None:
    found = comparisons_in(text)
    assert found
    assert {x for x in range(3, 8) if all(HOLDS[each.word](x, Decimal(each.value)) for each in found)} == those


@pytest.mark.parametrize(
    "text",
    [
        "5",
        "",
        "excellent",
        "5万元以上",
        "5%以上",
        ">5,>6",
        "6-4",
        "5分以上（不含5分）",
        "about 5",
        "<5 or >6",
        "<5或>6",
        "5以上或6以下",
        100 * "5以上",
    ],
)
def test_what_is_in_doubt_is_not_understood(text: str) -> None:
    assert comparisons_in(text) == ()


@pytest.mark.parametrize(
    ("text", "amount", "end"),
    [
        ("前20%", '"20%"', "top"),
        ("排名前２０％", '"20%"', "top"),
        ("20%", '"20%"', None),
        ("后10%", '"10%"', "bottom"),
        ("top 12.5%", '"12.5%"', "top"),
        ("Top 20 percent", '"20%"', "top"),
        ("worst 3", "3", "bottom"),
        ("前三名", "3", "top"),
        ("前十五名", "15", "top"),
        ("倒数二十一位", "21", "bottom"),
        ("百分之二十", '"20%"', None),
        ("前百分之5以内", '"5%"', "top"),
        ("前两成", '"20%"', "top"),
        ("五分之一", '"20%"', None),
        ("1/4", '"25%"', None),
        ("3名", "3", None),
    ],
)
def test_a_portion_is_understood_as_it_is_said(text: str, amount: str, end: str | None) -> None:
    assert portion_in(text) == Portion(amount, end)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["", "第一名", "120%", "1/3", "1/0", "0%", "前后20%", "前20%或3名", "20个百分点", "many"]
)
def test_what_is_no_portion_is_not_understood(text: str) -> None:
    assert portion_in(text) is None


@pytest.mark.parametrize(
    ("value", "meant"),
    [
        ("是", "true"),
        ("YES", "true"),
        (1, "true"),
        ("否", "false"),
        (0, "false"),
        ("perhaps", None),
        (2, None),
        ([], None),
    ],
)
def test_flags(value: object, meant: str | None) -> None:
    assert flag_in(value) == meant


@pytest.mark.parametrize(
    ("text", "table"),
    [
        ("x >= 90", "{ x = { at_least = 90 } }"),
        ("x<60", "{ x = { below = 60 } }"),
        ("得分 >= 60 且 < 80", '{ "得分" = { at_least = 60, below = 80 } }'),
        ("x != 0", "{ not = { x = 0 } }"),
        ("x == 5", "{ x = 5 }"),
        ("low", None),
        ("low = true", None),
        ("x > y", None),
        ("连续两年低于60分", None),
    ],
)
def test_a_statement_is_understood_as_it_is_said(text: str, table: str | None) -> None:
    assert statement_in(text) == table
