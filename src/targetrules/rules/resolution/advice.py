"""What to write in place of what an author said in words: ``x = ">=5"``, ``place = "前20%"``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from attrs import evolve

from targetrules.period import part_of_year
from targetrules.source.decimals import plain_digits, shifted
from targetrules.source.toml_text import key_text
from targetrules.syntax.shape import as_toml
from targetrules.width import narrow
from targetrules.wording import Word

if TYPE_CHECKING:
    from targetrules.rules.resolution.context import ResolutionContext
    from targetrules.source.informal import Comparison

__all__ = [
    "consequence_advice",
    "end_advice",
    "flag_advice",
    "grade_advice",
    "number_advice",
    "period_advice",
    "place_advice",
    "portion_advice",
]

_FIRST: Final = frozenset(["第一", "第一名", "第1", "第1名", "首位", "榜首", "top", "best", "1st", "first"])
_LAST: Final = frozenset(
    [
        "末位",
        "末名",
        "最后",
        "最后一名",
        "最后1名",
        "倒数第一",
        "倒数第一名",
        "倒数第1名",
        "垫底",
        "bottom",
        "worst",
        "last",
    ]
)
_YEAR_BEFORE: Final = frozenset(
    [
        *("last", "last year", "previous", "previous year", "the year before", "prior year"),
        *("上年", "上一年", "去年", "前一年", "上年度", "上期"),
    ]
)
_LONGEST: Final = 80
_ENDS: Final[Mapping[str | int, str]] = {"top": "top", "bottom": "bottom", "at_most": "top", "at_least": "bottom"}
_OTHER: Final = {"at_least": "above", "at_most": "below"}


def number_advice(name: str, value: Any, context: ResolutionContext) -> Word | None:
    """For a condition about a number that is a text."""
    if isinstance(value, bool):
        return Word("diagnostics.said-number")
    if not isinstance(value, str):
        return None
    if value in context.names:
        return Word("diagnostics.said-number-name", {"name": value})
    if narrow(value).endswith("%"):
        return Word("diagnostics.said-percent")
    from targetrules.source.informal import comparisons_in

    return _entry(name, comparisons_in(value)) or Word("diagnostics.said-number")


def end_advice(word: str, value: str) -> Word | None:
    """For the end of a comparison that is no number and no name: ``at_least = "60分"``, ``at_least = ">=60"``."""
    said = narrow(value)
    if said.endswith("%"):
        return Word("diagnostics.said-percent")
    from targetrules.source.informal import NUMBER_WITH_UNIT, comparisons_in

    alone = NUMBER_WITH_UNIT.fullmatch(said)
    if alone is not None:
        return Word("diagnostics.said-write", {"entry": f"{word} = {alone[1]}"})
    found = comparisons_in(value)
    return None if not found or found[0].word not in ("at_least", "at_most", "above", "below") else _table(found)


def flag_advice(value: Any) -> Word | None:
    """For a flag that is a text or a number."""
    if isinstance(value, bool):
        return None
    from targetrules.source.informal import flag_in

    flag = flag_in(value)
    return None if flag is None else Word("diagnostics.said-write", {"entry": flag})


def grade_advice(text: str, context: ResolutionContext) -> Word | None:
    """For a text that is no grade: the label of one, or one with a direction."""
    ids = {label: grade.id for grade in context.file.grades or () for label in _labels(grade.label)}
    ids |= {id_: id_ for id_ in context.grades}
    if len(text) > _LONGEST:
        return None
    if text.strip().casefold().replace("_", " ") in _YEAR_BEFORE:
        return Word("diagnostics.said-write", {"entry": "{ ago = 1 }"})
    if text in ids:
        return Word("diagnostics.said-write", {"entry": f'"{ids[text]}"'})
    from targetrules.source.informal import Comparison, comparisons_in

    words = sorted((re.escape(narrow(word)) for word in ids), key=len, reverse=True)
    found = comparisons_in(text, re.compile(rf"({'|'.join(words)})\s*[级等]?"))
    meant = {narrow(word): id_ for word, id_ in ids.items()}
    named = [Comparison(each.word, f'"{meant[each.value]}"', inclusive=each.inclusive) for each in found]
    return _entry("grade", tuple(named))


def consequence_advice(text: str, context: ResolutionContext) -> Word | None:
    """For a text that is the label of a consequence, and not its id."""
    ids = [each.id for each in context.file.consequences or () if text in _labels(each.label)]
    return Word("diagnostics.said-write", {"entry": as_toml(ids[0])}) if len(ids) == 1 else None


def _labels(label: Any) -> tuple[str, ...]:
    return (label,) if isinstance(label, str) else tuple((label or {}).values())


def place_advice(value: Any, context: ResolutionContext) -> Word | None:
    """For a place that is a text or a number."""
    said = narrow(value).casefold() if isinstance(value, str) else ""
    if said in _FIRST or said in _LAST or value == 1:
        return Word("diagnostics.said-write", {"entry": '"last"' if said in _LAST else '"first"'})
    third = re.fullmatch(r"第\s*(\d{1,6})\s*[名位]?|(\d{1,6})(?:st|nd|rd|th)?", said or str(value))
    if third is not None and type(value) in (int, str):
        ranking = next(iter(context.rankings), "overall")
        return Word("diagnostics.said-rank", {"rank": third[1] or third[2], "ranking": ranking})
    if share := _share(value):
        return Word("diagnostics.said-portion", {"amount": share})
    from targetrules.source.informal import portion_in

    portion = portion_in(value) if isinstance(value, str) else None
    if portion is None:
        return None if isinstance(value, str) else Word("diagnostics.said-place")
    if portion.end is None:
        return Word("diagnostics.said-portion", {"amount": portion.amount})
    return Word("diagnostics.said-write", {"entry": f"{{ {portion.end} = {portion.amount} }}"})


def period_advice(value: Any, context: ResolutionContext) -> Word | None:
    """For a period in a condition that is a part of every year: ``period = "Q4"``."""
    if part_of_year(context.period_kind, value) is None:
        return None
    return Word("diagnostics.said-write", {"entry": f"{{ in = {as_toml(value)} }}"})


def portion_advice(amount: Any, key: str | int) -> Word | None:
    """For a count or a share that is neither: ``top = 0.2``, ``at_most = "20个百分点"``."""
    if (share := _share(amount)) is not None:
        return Word("diagnostics.said-share", {"share": share})
    from targetrules.source.informal import portion_in

    portion = portion_in(amount) if isinstance(amount, str) else None
    if portion is None or portion.end not in (None, _ENDS.get(key)):
        return None
    return Word("diagnostics.said-write", {"entry": f"{key} = {portion.amount}"})


def _share(amount: Any) -> str | None:
    """``"20%"`` for 0.2."""
    is_share = isinstance(amount, Decimal) and not amount.is_nan() and 0 < amount < 1
    return f'"{plain_digits(shifted(amount, 2))}%"' if is_share else None


# ---- comparisons -----------------------------------------------------------------------------------------------------


def _entry(name: str, found: tuple[Comparison, ...]) -> Word | None:
    """The entry of a condition with these comparisons."""
    key = key_text(name)
    if not found:
        return None
    if found[0].word == "equals":
        return Word("diagnostics.said-write", {"entry": f"{key} = {found[0].value}"})
    if found[0].word == "unequal":
        return Word("diagnostics.said-write", {"entry": f"not = {{ {key} = {found[0].value} }}"})
    return _table(found)


def _table(found: tuple[Comparison, ...]) -> Word:
    """``{ at_least = 5 }``; what the other word says is told where a language leaves the number itself in doubt."""
    from targetrules.source.informal import ends_of

    entry = f"{{ {ends_of(found)} }}"
    doubtful = [evolve(each, word=_OTHER[each.word]) for each in found if each.inclusive]
    if not doubtful:
        return Word("diagnostics.said-write", {"entry": entry})
    return Word("diagnostics.said-inclusive", {"entry": entry, "other": ends_of(doubtful)})
