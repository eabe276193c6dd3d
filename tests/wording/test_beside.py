"""Chinese sentences have a blank beside the Latin that is filled in, and none beside Chinese or within marks."""

from __future__ import annotations

import pytest

from targetrules.wording import Listing, Word, list_of, say


@pytest.mark.parametrize(
    ("key", "values", "text"),
    [
        ("TR012", {"expected": (Word("kinds.flag"),), "found": "5"}, "应当是 true 或 false，这里却是 5"),
        ("TR012", {"expected": (Word("kinds.number"),), "found": '"甲"'}, '应当是数字，这里却是 "甲"'),
        ("TR024", {"found": "A"}, "没有“A”这个等次"),
        ("TR024", {"found": "优秀"}, "没有“优秀”这个等次"),
        (
            "TR019-do",
            {"expected": Word("forms.within")},
            (
                '请写 "30 days"（30 天）、"15 working days"（15 个工作日）、"2 weeks"（2 周）、'
                '"2 months"（2 个月）或 "1 year"（1 年）这样的期限'
            ),
        ),
        ("TR017", {"keys": ("within", "by")}, "within 或 by 只能写一个"),
        ("TR011", {"where": Word("kinds.file"), "key": "format"}, "文件缺少“format”"),
        ("TR011", {"where": Word("kinds.named-table", {"name": "inputs.x"}), "key": "type"}, "[inputs.x] 缺少“type”"),
        ("TR006-do", {"found": "得分"}, '请写成 "得分" = …'),
        ("TR024-do", {"known": Listing(("优", "B"))}, "等次由好到差：优、B"),
        ("TR039", {"cycle": Listing(("a", "乙", "a"), " → ")}, "在同一期内互相依赖，形成循环：a → 乙 → a"),
    ],
)
def test_a_chinese_sentence_has_blanks_beside_latin(key: str, values: dict[str, object], text: str) -> None:
    assert say(f"diagnostics.{key}", "zh", values) == text


def test_one_thing_is_told_in_the_singular() -> None:
    assert say("cycle.of-so-many", "en", {"count": 0, "all": 1}) == "0 of 1 unit"
    assert say("cycle.of-so-many", "en", {"count": 1, "all": 12}) == "1 of 12 units"
    assert say("cycle.of-so-many", "zh", {"count": 0, "all": 1}) == say(
        "cycle.of-so-many", "zh", {"count": 0, "all": 2}
    ).replace("2", "1")


def test_the_last_of_several_is_told_by_or() -> None:
    assert list_of(("a", "b", "c"), "en", "or") == "a, b or c"
    assert list_of(("a", "b", "c"), "zh", "or") == "a、b 或 c"
    assert list_of(("甲", "乙"), "zh", "or") == "甲或乙"
    assert list_of(("甲", "b"), "zh", "or") == "甲或 b"
    assert list_of(("a",), "zh", "or") == "a"
    assert list_of(("a", "b"), "zh") == "a、b"
