"""Which name is suggested for one that is not known, which never is, and what is said to common wrong words."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any, Literal, get_args, get_origin, get_type_hints

import attrs
import pytest

from targetrules.rules.resolution.context import RESERVED
from targetrules.rules.resolution.from_comparison import ComparisonWord
from targetrules.source.suggest import MOST_CANDIDATES, nearest
from targetrules.source.synonyms import _ANSWERS, correction_for
from targetrules.syntax import schema
from targetrules.wording import LANGUAGES, sentences


@pytest.mark.parametrize(
    ("name", "known", "near"),
    [
        ("scroe", ["score", "grade"], "score"),
        ("Score", ["grade", "score"], "score"),
        ("民生改进", ["经济发展", "民生改善"], "民生改善"),
        ("warning_talk", ["warning-talk", "report"], "warning-talk"),
        ("x", ["score", "grade"], None),
        ("", ["score"], None),
        ("score", [], None),
    ],
)
def test_the_nearest_name_is_suggested_where_one_is_near(name: str, known: list[str], near: str | None) -> None:
    assert nearest(name, known) == near


def test_long_names_are_compared_by_their_beginnings_and_no_more_than_a_few_hundred() -> None:
    assert nearest("a" * 10**6, ["b", "a" * 100]) == "a" * 100
    many = [f"name{number:04}" for number in range(MOST_CANDIDATES)]
    assert nearest("scroe", [*many, "score"]) is None


# ---- no suggestion says something else -------------------------------------------------------------------------------

OPPOSITES = [
    *(
        "any and",
        "any all",
        "any every",
        "ever every",
        "ever either",
        "ever never",
        "below not_below",
        "above not_above",
    ),
    *("at_least at_most", "above below", "top bottom", "first last", "highest lowest", "best worst", "from until"),
    *("half-even half-down", "half-up half-down", "up down", "qualified disqualified", "qualified unqualified"),
    *(
        "known unknown",
        "rated unrated",
        "rated not_rated",
        "in not_in",
        "met not_met",
        "score non_score",
        "max_x min_x",
    ),
    *("maxscore minscore", "increase decrease", "include exclude", "ascending descending", "positive negative"),
    *(
        "complete incomplete",
        "legal illegal",
        "regular irregular",
        "mature immature",
        "harmless harmful",
        "male female",
    ),
    *("eastern western", "northern southern", "promotion demotion", "internal external", "received receives"),
    *("upgrade downgrade", "upgrade grade", "qualified not_qualifed", "below nto_below", "before_2010 after_2010"),
    *(
        "合格 不合格",
        "达标 未达标",
        "上升 下降",
        "名次上升 名次下降",
        "最高 最低",
        "最高分 最低分",
        "优于 劣于",
        "高于 低于",
    ),
    *("增加 减少", "加分项 扣分项", "奖励 惩罚", "前三名 后三名", "正常 非正常", "县长 副县长", "排名进步 排名退步"),
    *("完成 未完成", "城镇人口 乡镇人口", "得分率 失分率", "第1中学 第2中学", "第一中学 第二中学", "2010 2011"),
]


@pytest.mark.parametrize("pair", OPPOSITES)
def test_no_suggestion_says_something_else(pair: str) -> None:
    one, other = pair.split()
    for written, known in ((one, other), (other, one), (one.upper(), other), (other, one.title())):
        assert nearest(written, [known]) is None
        assert nearest(written, [known, "zzz"]) is None


def words_of_the_language() -> list[str]:
    """Every key and every word that a policy file may have."""
    found = {*RESERVED, *get_args(ComparisonWord), "top", "bottom", "rank", "size", "receives", "restarts"}
    for kind in vars(schema).values():
        if isinstance(kind, type) and attrs.has(kind):
            hints = get_type_hints(kind)
            found.update(each.name.rstrip("_") for each in attrs.fields(kind))
            found.update(word for hint in hints.values() for word in _literals(hint))
    return sorted(found)


def _literals(hint: Any) -> Iterator[str]:
    if get_origin(hint) is Literal:
        yield from map(str, get_args(hint))
    else:
        for part in get_args(hint):
            yield from _literals(part)


FAMILIES = [
    *("at_least at_most above below", "all any not", "top bottom", "from until since", "highest lowest", "min max"),
    *("half-up half-even down up", "most_up most_down", "caps floors forced steps quotas unrated", "resets restarts"),
    *("consecutive times ever", "received receives", "when unless", "enter leave", "in out", "must may", "if then"),
    *("unknown zero reweight", "known unknown missing", "rated unrated", "within by", "error round", "to from"),
]
"""Words of the language that stand in one place and say something else there."""


@pytest.mark.parametrize("family", FAMILIES)
def test_no_word_of_the_language_is_taken_for_another_of_its_kind(family: str) -> None:
    """Whoever writes one of them means it, whatever else may stand there."""
    words = family.split()
    assert set(words) <= {*words_of_the_language(), "unless", "unrated", "unknown", "missing", "then", "if", "always"}
    for one in words:
        for other in words:
            assert one == other or nearest(one, [other]) is None
            assert one == other or nearest(one.upper(), [other]) is None
        assert nearest(one, words) == one


@pytest.mark.parametrize("before", ["not_", "non_", "no_", "un", "dis", "not", "never_", "nto_", "NOT-", "Not"])
def test_a_negated_word_of_the_language_is_no_slip_for_it(before: str) -> None:
    for word in words_of_the_language():
        assert nearest(before + word, [word]) is None, word
        assert nearest(word, [before + word]) is None, word


def test_a_slip_of_the_finger_is_still_mended() -> None:
    """A letter too few, too many, or two exchanged in every third word: what is suggested is as by spelling alone."""
    words = words_of_the_language()
    lost = []
    for word in words[::3]:
        slips = {word[:at] + word[at + 1 :] for at in range(len(word))}
        slips |= {word[:at] + word[at] + word[at:] for at in range(len(word))}
        slips |= {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)}
        for slip in slips - set(words) if len(word) > 3 else ():
            (found,) = get_close_matches(slip, words, 1, 0.7)
            if nearest(slip, words) != found:
                lost.append(slip)
    assert len(lost) <= 14, lost  # at_east, at_last, all-or-notthing and the like are words of another sense


@pytest.mark.parametrize(
    ("name", "known", "near"),
    [
        ("atleast", ["at_least"], "at_least"),
        ("abvoe", ["above", "below"], "above"),
        ("max_scroe", ["max_score", "min_score"], "max_score"),
        ("mni_score", ["max_score", "min_score"], "min_score"),
        ("不合恪", ["不合格", "合格"], "不合格"),
        ("not_qualifed", ["qualified", "not_qualified"], "not_qualified"),
        ("minimum", ["min"], "min"),
        ("inputs", ["input"], "input"),
    ],
)
def test_a_misspelt_word_on_which_the_sense_hangs_is_mended(name: str, known: list[str], near: str) -> None:
    assert nearest(name, known) == near


# ---- wrong words that have an answer of their own --------------------------------------------------------------------

IN_CONDITION = ["all", "any", "not", "consecutive", "times", "of_last", "ever", "grade"]
NUMBER = ["at_least", "above", "at_most", "below"]


@pytest.mark.parametrize(
    ("name", "known", "answer"),
    [
        ("and", IN_CONDITION, "all"),
        ("&&", IN_CONDITION, "all"),
        ("every", IN_CONDITION, "every-outside"),
        ("且", IN_CONDITION, "all"),
        ("or", IN_CONDITION, "any"),
        ("Either", IN_CONDITION, "any"),
        ("none", IN_CONDITION, "not"),
        ("never", IN_CONDITION, "never"),
        ("in-a-row", IN_CONDITION, "consecutive"),
        ("连续", IN_CONDITION, "consecutive"),
        ("not_below", NUMBER, "at-least"),
        (">=", NUMBER, "at-least"),
        ("gte", NUMBER, "at-least"),
        ("min", NUMBER, "at-least"),
        ("not above", NUMBER, "at-most"),
        ("不超过", NUMBER, "at-most"),
        ("greater_than", NUMBER, "above"),
        ("<", NUMBER, "below"),
        ("!=", NUMBER, "unequal"),
        ("is", NUMBER, "equals"),
        ("if", ["id", "when", "unless"], "when"),
        ("except", ["id", "when", "unless"], "unless"),
        ("half-down", ["half-up", "half-even", "down", "up"], "rounding"),
        ("required", ["type", "optional"], "optional"),
        ("and", NUMBER, None),
        ("if", NUMBER, None),
        ("score", IN_CONDITION, None),
    ],
)
def test_a_wrong_word_has_its_answer_where_the_answer_is_possible(name: str, known: list[str], answer: str) -> None:
    assert correction_for(name, known) == answer


def test_each_answer_is_worded_and_each_wording_is_an_answer() -> None:
    for language in LANGUAGES:
        worded = {
            key.removeprefix("instead-") for key in sentences(language, "diagnostics") if key.startswith("instead-")
        }
        assert worded == set(_ANSWERS)


def test_no_answer_is_given_to_a_word_of_the_language_in_its_place() -> None:
    """A word that is right there is never asked about; but none of the answers may send anybody to its contrary."""
    contrary = {
        "at-least": "at_most",
        "at-most": "at_least",
        "above": "below",
        "below": "above",
        "all": "any",
        "any": "all",
    }
    for answer, other in contrary.items():
        for line in _ANSWERS[answer][1:]:
            for word in line.split():
                assert correction_for(word, [other]) is None
