"""Whether two names that are spelt much alike differ in meaning: ``not_below`` is no typing error for ``below``.

A typing error changes letters, and never adds or takes away a negation, a direction, a quantity or a number. So one of
two names is a typing error for the other only if both have the same of these words; a word that is itself misspelt may
stand for the one that it is near to.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches
from itertools import product
from typing import Final

__all__ = ["differs_in_meaning"]

# Words on which the sense of a name hangs; between semicolons stand the forms of one word.
_WORDS: Final = """
not non no nor none neither nothing nobody; never; without; except excluding excludes; but; un; dis;
and; or; xor; any some; all every each; both; either; only; ever once; always; if; when; unless; while; then;
else otherwise; min minimum minimal; max maximum maximal; least; most; more; less; fewer; above; below beneath;
over; under; up upper upward upwards; down lower downward downwards; high higher highest; low lowest; top; bottom;
first; last lasts; next; previous; second; third; best; worst; better; worse; good; bad; from; until till; since;
before; after; ago; early earlier earliest; late later latest; begin beginning start; end ending stop;
in; out; on; off; into; inner inside; outer outside; enter entry; leave exit; add; remove; plus; minus;
positive; negative; increase increased; decrease decreased; rise; fall; gain; loss; received; receives;
resets; restarts;
pass passed; fail failed; win winner; lose loser; true; false; yes; odd; even; big; small;
promote promoted promotion; demote demoted demotion; reward rewards; penalty penalties; must; may;
half; full; whole; part; left; right; open; closed close; old older; new newer; young younger; same; other different;
male; female; man men; woman women; north northern; south southern; east eastern; west western; urban; rural;
public; private; rich; poor; strong; weak; long; short; front; back; equal equals;
include included; exclude excluded; allow allowed; deny denied
"""
_NEGATIONS: Final = ("not", "non", "never", "without")
_SENSE: Final = {form: forms.split()[0] for forms in _WORDS.split(";") for form in forms.split()}

# What turns a word into its opposite in front of it, or behind.
_PREFIXES: Final = (
    *("not", "non", "un", "dis", "in", "im", "ir", "il", "mis", "de", "anti", "contra", "counter", "no"),
    *("ex", "pre", "post", "sub", "super", "over", "under", "up", "down", "out", "min", "max", "any", "all"),
)
_ENDS: Final = tuple(each[::-1] for each in ("less", "free", "ful", "able"))

# Chinese characters that negate or qualify what follows, those that are numbers, and pairs of opposites.
_QUALIFIERS: Final = frozenset("不未无非没否免勿莫副反准")
_NUMBERS: Final = frozenset("〇零一二三四五六七八九十百千万两甲乙丙丁戊己庚辛壬癸")
_PAIRS: Final = (
    *("上下", "高低", "前后", "先后", "左右", "内外", "里外", "大小", "多少", "优劣", "优差", "好坏", "好差", "良差"),
    *("增减", "增降", "升降", "加减", "加扣", "奖惩", "奖罚", "进退", "进出", "入出", "首末", "首尾", "始终", "起止"),
    *("正负", "正副", "强弱", "早晚", "早迟", "新旧", "新老", "男女", "东西", "南北", "真假", "是否", "有无", "全半"),
    *("远近", "长短", "快慢", "轻重", "得失", "胜败", "胜负", "盈亏", "收支", "存废", "开关", "买卖", "城乡", "公私"),
    *("或且", "或和", "涨跌", "超欠", "浮沉", "赢输", "顺逆", "宽严", "松紧", "贫富", "盛衰", "生死", "阴阳", "合分"),
)
_OPPOSITE: Final = frozenset(pair for a, b in _PAIRS for pair in ((a, b), (b, a)))

_TOKEN: Final = re.compile(r"[0-9]+|[^\W\d_]+")
_SIGN: Final = re.compile(r"\s*[-!~¬−－！]")
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NEAR: Final = 0.6
_ALIKE: Final = 0.9


def differs_in_meaning(written: str, other: str) -> bool:
    """Whether ``other`` cannot have been meant by ``written``, though it is near to it."""
    if bool(_SIGN.match(written)) is not bool(_SIGN.match(other)):  # -score, !late
        return True
    return _in_chinese(written, other) or _in_words(_tokens(written), _tokens(other))


def _tokens(name: str) -> list[str]:
    return _TOKEN.findall(_CAMEL.sub(" ", name).casefold())


# ---- words and numbers -----------------------------------------------------------------------------------------------


def _in_words(written: list[str], other: list[str]) -> bool:
    if "".join(written) == "".join(other):  # atleast, at_least
        return False
    ours, theirs = _without(written, other), _without(other, written)
    numbers = [[each for each in part if each.isdigit()] for part in (ours, theirs)]
    if all(numbers):
        return True
    return _senses(ours, theirs) != _senses(theirs, ours) or any(_turned(*pair) for pair in product(ours, theirs))


def _without(tokens: list[str], others: list[str]) -> list[str]:
    """What is not in both."""
    return list((Counter(tokens) - Counter(others)).elements())


def _senses(tokens: Iterable[str], others: list[str]) -> set[str]:
    """The words on which the sense hangs; a token that is none of them may be one that is misspelt."""
    found = set()
    for token in tokens:
        if token in _SENSE:
            found.add(_SENSE[token])
        else:
            meant = [each for each in others if each in _SENSE] or _lonely(token, others)
            found.update(_SENSE[each] for each in get_close_matches(token, list(meant), 1, _NEAR))
    return found


def _lonely(token: str, others: list[str]) -> Iterable[str]:
    """Negations, for a token that has no partner in the other name: ``nto`` of ``nto_below`` beside ``below``."""
    return () if get_close_matches(token, others, 1, _NEAR) else _NEGATIONS


def _turned(one: str, other: str) -> bool:
    """Whether they differ in a part in front of one of them, or behind: ``disqualified`` and ``qualified``."""
    pairs = ((one, other), (other, one))
    return any(_begins_otherwise(a, b, _PREFIXES) or _begins_otherwise(a[::-1], b[::-1], _ENDS) for a, b in pairs)


def _begins_otherwise(one: str, other: str, parts: Iterable[str]) -> bool:
    """Whether a part that only the one begins with is what keeps them apart: without it they are nearer."""
    as_they_are = _ratio(one, other)
    for part in parts:
        if one.startswith(part):
            rest = one[len(part) :]
            others = [other[len(each) :] for each in parts if other.startswith(each) and each != part]
            if rest and (_ratio(rest, other) > as_they_are or any(_ratio(rest, each) > _ALIKE for each in others)):
                return True
    return False


def _ratio(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other).ratio()


# ---- Chinese ---------------------------------------------------------------------------------------------------------


def _in_chinese(written: str, other: str) -> bool:
    ours, theirs = Counter(written), Counter(other)
    more, less = ours - theirs, theirs - ours
    if any(each in _QUALIFIERS for each in (more | less)):
        return True
    if any(each in _NUMBERS for each in more) and any(each in _NUMBERS for each in less):
        return True
    return any(pair in _OPPOSITE for pair in product(more, less))
