"""Formulas typed as in a spreadsheet or with a Chinese input method: what is meant, and how it is written here.

Nothing is read that way: whoever wrote it is told. The whole formula is offered where it can be read once it is put
right and nothing in it is in doubt; else only what is wrong at the place.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from targetrules.data import frozen
from targetrules.rules.resolution.context import ResolutionContext, of_ranking
from targetrules.rules.resolution.token_reader import SHAPES
from targetrules.source.decimals import plain_digits, shifted
from targetrules.width import narrow
from targetrules.wording import Listing, Word

__all__ = ["UnexpectedToken", "is_elsewhere", "mistake_at"]

_LONGEST: Final = 78
"""A longer formula would not be shown whole."""

# ---- signs and words -------------------------------------------------------------------------------------------------

_TIMES, _DIVIDE, _PLUS, _MINUS = "×✕✖⨯·⋅•∙＊∗", "÷／∕⁄", "＋", "－−–—‐‑"
_OPENING, _CLOSING, _QUOTES = "（［｛[{【〔", "）］｝]}】〕", "“”‘’\"'`「」『』＂＇"
_SIGNS: Final = {
    "times": _TIMES,
    "divide": _DIVIDE,
    "plus": _PLUS,
    "minus": _MINUS,
    "bracket": _OPENING + _CLOSING,
    "comma": "，、；;",
    "percent": "%％",
    "power": "^＾",
    "quotes": _QUOTES,
    "point": "．。",
    "comparing": "<>≤≥≠!＜＞！",
    "cell": "$:：",
}
_SLIP_OF: Final = {sign: slip for slip, signs in _SIGNS.items() for sign in signs}
_ORDINARY: Final = str.maketrans(
    {
        **dict.fromkeys(_TIMES, "*"),
        **dict.fromkeys(_DIVIDE, "/"),
        **dict.fromkeys(_MINUS, "-"),
        **dict.fromkeys(_OPENING, "("),
        **dict.fromkeys(_CLOSING, ")"),
        **dict.fromkeys("，、", ","),
        **dict.fromkeys(_QUOTES, ""),
        "。": ".",
        "²": "^2",
        "³": "^3",
    }
)

# What functions are called elsewhere where they do just the same.
_SAME: Final = {
    "sum": "求和 合计 总和 之和 和",
    "mean": "average avg 平均 平均值 平均数 均值",
    "max": "maximum 最大 最大值 最高 最高值",
    "min": "minimum 最小 最小值 最低 最低值",
    "round": "四舍五入",
    "abs": "absolute 绝对值",
    "clamp": "",
    "previous": "lag 上期",
    "at_entry": "at_entrance at_enter on_entry entry entry_value 进入时 纳入时 首次 认定时",
    "group_mean": "group_average group_avg",
    "group_sum": "group_total group_add",
    "group_sd": "group_stdevp group_stdev_p stdev.p",
    "group_sd_sample": "group_stdevs group_stdev_s stdev.s",
    "group_share": "group_percent group_percentage group_proportion",
    "group_percentile": "percentile.inc",
}
_FUNCTION: Final = {word: name for name, words in _SAME.items() for word in (name, *words.split())}

# Functions of elsewhere for which there is another way here.
_OTHER_WAYS: Final = {
    "if": "ifs iif switch choose case and or not xor 如果 若 假如 且 或",
    "down": "int trunc fix floor ceil ceiling rounddown roundup 取整 向下取整 向上取整",
    "power": "power pow square 平方 立方",
    "root": "sqrt root 平方根 开方",
    "spread": "var variance group_var group_variance var.s var.p 方差",
    "percentile-of-group": "median percentile quartile group_quartile percentile.exc quartile.inc quartile.exc"
    " 中位数 百分位 百分位数 分位数",
    "rank": "rank large small percent_rank percentrank rank.eq rank.avg 排名 名次 位次 排序 百分位排名",
    "weights": "sumproduct product weighted weighted_mean 加权 加权平均 乘积",
    "if-missing": "iferror ifna ifnull isblank coalesce nvl nz",
    "count": "counta countif countifs 计数",
    "group": "sumif sumifs averageif"
    " stdev std stddev stdevp stdevs sd group_stdev group_std group_stddev 标准差 总体标准差 样本标准差",
}
_LOGIC: Final = frozenset(["not", "and", "or", "非", "且", "并且", "或", "或者"])
"""Words between flags; called like functions they are among those of elsewhere."""

_OTHER_WAY: Final = {word: slip for slip, words in _OTHER_WAYS.items() for word in words.split()}

# ---- what is looked for ----------------------------------------------------------------------------------------------

_NAME: Final = re.compile(r"[^\W\d]\w*")
_CELL: Final = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}")
_RANGE: Final = re.compile(r"[A-Za-z]\$?[0-9]+\s*[:：]")
_PERCENT: Final = re.compile(r"(?<![\w.])(\d{1,15}(?:\.\d{1,4})?)\s*%")
_OF_PERCENTILE: Final = re.compile(r"percentile\s*\([^()]*,\s*\Z", re.IGNORECASE)
_POWER: Final = re.compile(r"(?<![\w.)^])([^\W\d]\w*|\d+(?:\.\d+)?)\s*(?:\^|\*\*)\s*([23])(?![\w.(^])")
_CALL: Final = re.compile(r"(?<![\w.])([^\W\d]\w*)\s*\(")
_PART: Final = re.compile(r"(\s*)(\d+(?:\.\d+)?|[^\W\d]\w*(?:\.(?:rank|size))?|\S)")
_DECIMAL_COMMA: Final = re.compile(r"(?<![\w.,])(\d+),(?!\d{3}(?!\d))(\d+)(?![\w.,])")
_PERHAPS_DECIMAL: Final = re.compile(r"\d,\d+\s*[*/]")


@frozen(slots=True)
class UnexpectedToken:
    """A token of a formula that is not understood, and where it stands; ``after_value``: where a sign could follow."""

    text: str
    at: int
    token: str
    after_value: bool

    @property
    def before(self) -> str:
        """What stands in front of it."""
        return self.text[: self.at].rstrip()

    @property
    def is_called(self) -> bool:
        """Whether a bracket follows."""
        return self.text[self.at + len(self.token) :].lstrip().startswith(("(", "（"))


def mistake_at(unexpected: UnexpectedToken, context: ResolutionContext, reads: Callable[[str], bool]) -> Word | None:
    """What to write in place of a token of a formula; None where it is no slip known here.

    ``reads`` says whether a formula can be read.
    """
    text = unexpected.text
    why = _why(unexpected, context)
    right = None if why is None else _put_right(text, context)
    if right is None or right == text or not reads(right):
        return why
    if why is not None and why.key == "names.write":
        return Word("names.write", {"name": right})
    return Word("formulas.slip-whole", {"why": why, "formula": right})


# ---- why -------------------------------------------------------------------------------------------------------------


def _why(unexpected: UnexpectedToken, context: ResolutionContext) -> Word | None:
    token = unexpected.token
    slip = _SLIP_OF.get(token)
    if token in "=＝":
        slip = "comparing" if unexpected.before else "equal"
    elif token == "," and re.match(r"\d,\d", unexpected.text[max(0, unexpected.at - 1) :]):
        slip = "decimal-comma"
    elif token == "*" and unexpected.before.endswith("*"):
        slip = "power"
    if slip is not None:
        return _cell(context) if slip == "cell" else Word(f"formulas.slip-{slip}", {"found": token})
    return _why_name(unexpected, context) if _NAME.match(token) else _why_left_out(unexpected)


def _why_name(unexpected: UnexpectedToken, context: ResolutionContext) -> Word | None:
    """Names that are none: functions of elsewhere, cells, powers, and names that cannot stand in a formula."""
    token = unexpected.token
    for word in (token, *re.findall(r"\w+\Z", unexpected.before)):
        if word.casefold() in _LOGIC and not unexpected.is_called and word not in context.names:
            return Word("formulas.slip-logic", {"found": word})
    odd = _odd_name(unexpected, context)
    if odd is not None:
        is_input = odd in (context.file.inputs or {})
        return Word("formulas.slip-name" if is_input else "formulas.slip-name-of-policy", {"found": odd})
    if ranking := context.number_of_ranking(token):
        return ranking
    if token in context.names and not (unexpected.is_called and is_elsewhere(token)):
        return Word("formulas.slip-left-out", {"found": "("}) if unexpected.is_called else _why_left_out(unexpected)
    if token[0] in "xXх" and re.search(r"[\w)]\Z", unexpected.before):
        return Word("formulas.slip-times", {"found": token[0]})
    if unexpected.is_called:
        return _why_function(unexpected, context)
    if token.rstrip("²³") in context.names:
        return Word("formulas.slip-power")
    return _cell(context) if _CELL.fullmatch(token) else _why_left_out(unexpected)


def is_elsewhere(name: str) -> bool:
    """Whether a function of this name is one of spreadsheet programs."""
    return name.casefold() in _FUNCTION or name.casefold() in _OTHER_WAY


def _cell(context: ResolutionContext) -> Word:
    return Word("formulas.slip-cell", {"known": Listing(tuple(context.file.inputs or ("-",)))})


def _why_function(unexpected: UnexpectedToken, context: ResolutionContext) -> Word | None:
    """Functions that are called otherwise here, or for which there is another way."""
    word = unexpected.token.casefold()
    if _RANGE.search(unexpected.text):
        return _cell(context)
    if unexpected.token in SHAPES or _FUNCTION.get(word) == unexpected.token:
        return _why_left_out(unexpected)
    if word in _FUNCTION:
        return Word("formulas.slip-function", {"found": unexpected.token, "name": _FUNCTION[word]})
    return Word(f"formulas.slip-{_OTHER_WAY[word]}") if word in _OTHER_WAY else None


def _why_left_out(unexpected: UnexpectedToken) -> Word | None:
    """A value right after another, and no sign between them."""
    is_value = unexpected.token == "(" or unexpected.token[0].isalnum()
    return Word("formulas.slip-left-out", {"found": unexpected.token}) if is_value and unexpected.after_value else None


def _odd_name(unexpected: UnexpectedToken, context: ResolutionContext) -> str | None:
    """The name of the policy that stands at this place, and that a formula cannot have: ``gdp-growth``, ``2010年``."""
    for name in context.names:
        if not _NAME.fullmatch(name):
            start = unexpected.text.find(name, max(0, unexpected.at - len(name) + 1), unexpected.at + len(name))
            if start >= 0:
                return name
    return None


# ---- the formula put right -------------------------------------------------------------------------------------------


def _put_right(text: str, context: ResolutionContext) -> str | None:
    """The formula with nothing changed but what is written otherwise here; None where it is long or in doubt."""
    right = narrow(text.translate(_ORDINARY)).removeprefix("=").strip()
    if len(right) > _LONGEST:
        return None
    if ";" in right or "(" not in right:
        right = _DECIMAL_COMMA.sub(r"\1.\2", right)
    if _PERHAPS_DECIMAL.search(right) or (";" in right and re.search(r"\d,\d", right)):
        return None
    right = right.replace(";", ",")
    for ranking in (each for each in context.rankings if each in right):
        right = _with_parts(right, ranking)
    right = _POWER.sub(_multiplied, _PERCENT.sub(_without_percent, right))
    right = _with_signs(_CALL.sub(lambda found: _called(found, context), right), context)
    return right if len(right) <= _LONGEST else None


def _with_parts(text: str, ranking: str) -> str:
    """``overall.rank`` for what else it is called: ``overall.名次``, ``overall的名次``."""
    pattern = rf"(?<![\w.]){re.escape(ranking)}\s*[.·的]\s*(\w+)(?![\w.])"
    return re.sub(pattern, lambda found: of_ranking(ranking, found[1]) or found[0], text)


def _without_percent(found: re.Match[str]) -> str:
    """A percentage as a number where it is a factor; ``score - 5%`` may mean five points or a twentieth."""
    before, after = found.string[: found.start()].rstrip()[-1:], found.string[found.end() :].lstrip()[:1]
    is_factor = before in ("*", "/") or after in ("*", "(") or after.isalpha()
    if not is_factor or _OF_PERCENTILE.search(found.string[: found.start()]):
        return found[0]
    return plain_digits(shifted(Decimal(found[1]), -2))


def _multiplied(found: re.Match[str]) -> str:
    """A power as a product; not after a minus sign of its own, where spreadsheets differ from arithmetic."""
    before = found.string[: found.start()].rstrip()
    is_negative = before.endswith("-") and (before[:-1].rstrip()[-1:] in ("", "(", ",", "*", "/", "+", "-"))
    return found[0] if is_negative else f"({' * '.join([found[1]] * int(found[2]))})"


def _called(found: re.Match[str], context: ResolutionContext) -> str:
    """The function that is meant by the name before a bracket, unless it is a name of the policy."""
    if found[1] in context.names or found[1] in context.rankings:
        return found[0]
    return _FUNCTION.get(found[1].casefold(), found[1]) + "("


def _with_signs(text: str, context: ResolutionContext) -> str:
    """The multiplication signs that were left out after a number or a bracket, or typed as the letter x."""
    right, ends_value, ends_name = "", False, False
    for blanks, part in _PART.findall(text):
        is_number, is_x = part[0].isdigit(), part[0] in "xXх" and part not in context.names
        if (ends_value and is_x) or (ends_name and is_x and len(part) == 1):
            right += f"{blanks}*{part[1:]}"
        elif ends_value and (is_number or part == "(" or _NAME.match(part)):
            right += f"{blanks}*{blanks}{part}"
        else:
            right += blanks + part
        ends_value, ends_name = is_number or part == ")", _NAME.match(part) is not None and not is_x
    return right
