"""The shape of a file: one walk over its values and the attrs classes that they should become.

It finds every key and value that does not belong, all at once and in the author's words, and makes the objects of what
does. What cannot be used is taken out on the way, with the table that needs it, so that the rest can be looked at.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from datetime import MAXYEAR, MINYEAR, date, time
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

import attrs

from targetrules.data import frozen
from targetrules.source.collector import DiagnosticCollector
from targetrules.source.decimals import decimal_text, decimals_of
from targetrules.source.diagnostic import Path
from targetrules.source.suggest import nearest
from targetrules.source.synonyms import correction_for, synonym_of
from targetrules.source.toml_text import in_quotes, key_text
from targetrules.width import narrow
from targetrules.wording import Word

__all__ = [
    "LOST",
    "Key",
    "as_toml",
    "check_shape",
    "chosen",
    "is_list",
    "is_table",
    "keys_of",
    "number_in",
    "table_word",
]

LOST: Final = object()
"""In place of a value that cannot be used."""

# A number of more digits than this fits in no engine; see section 2 of the language.
_LARGEST: Final = 10**15
_MOST_DECIMALS: Final = 6
_LONGEST_SHOWN: Final = 40
_MOST_SHOWN: Final = 4
_LONGEST_FORMULA: Final = 60
_DATES: Final = frozenset(("from", "until"))

_LISTS: Final = {
    "cases": Word("diagnostics.said-list-of-cases"),
    "published": Word("diagnostics.said-list-of-published"),
    "left_out": Word("diagnostics.instead-left-out"),
}
_OF_STEPS: Final[tuple[Path, ...]] = (("procedure",), ("procedure", "steps"))
_POINTS: Final = (list[list[Decimal]],)
_TARGETS: Final = ("indicators", "target")
_DIGITS: Final = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,6})?")


def check_shape(value: Any, kind: Any, path: Path, diagnostics: DiagnosticCollector, advice: Word | None = None) -> Any:
    """Note every fault of ``value``, which should be of ``kind`` (an attrs class, or a type of one of its fields).

    ``advice`` is what to write where it is of another kind. Returns what can be used of it, tables as objects of their
    classes; or :data:`LOST`.
    """
    if kind is Any:
        return value
    options = options_of(kind)
    option = chosen(value, options)
    if option is not None and isinstance(value, dict) and path[:1] + path[2:] == _TARGETS:
        option = option if value.keys() & keys_of(option) else None  # a number that is to be reached
    if option is None and isinstance(value, dict) and (name := _name_of_list(options, path)):
        diagnostics.add("TR095", path, at="key", advice=_LISTS.get(str(path[-1])), name=name)
        return LOST
    if option is None and isinstance(value, str) and (number := number_in(value)) and Decimal in map(_number, options):
        diagnostics.add("TR096", path, found=value, instead=Word("diagnostics.number-alone", {"number": number}))
        return LOST
    if option is None:
        advice = Word("diagnostics.said-steps") if path in _OF_STEPS or path[:-1] == _OF_STEPS[-1] else advice
        expected = tuple(_expected(each) for each in options if each is not int or Decimal not in options)
        advice = advice or _formula_advice(value, path) or _point_advice(options) or _date_advice(value, options)
        advice = advice or _target_advice(path) or _place_advice(value, options, path) or _advice(value, options, path)
        diagnostics.add("TR012", path, advice=advice, expected=expected, found=as_toml(value))
        return LOST
    if is_table(option):
        return _table(value, option, path, diagnostics)
    if options == _POINTS and value and not any(isinstance(each, list) for each in value):
        diagnostics.add("TR150", path, advice=Word("diagnostics.said-points"), found=as_toml(value))
        return LOST
    if _origin_of(option) is list:
        return _list(value, get_args(option)[0], path, diagnostics)
    if _origin_of(option) is dict:
        return _names(value, get_args(option)[1], path, diagnostics)
    return _plain(value, option, path, diagnostics)


def _formula_advice(value: Any, path: Path) -> Word | None:
    """A formula is a text, also where it is a number alone."""
    is_number = path[-1:] in (("formula",), ("otherwise",)) and type(value) in (int, Decimal)
    return Word("diagnostics.said-write", {"entry": as_toml(as_toml(value))}) if is_number else None


def _point_advice(options: tuple[Any, ...]) -> Word | None:
    """Two numbers are a point of a scale, and points stand in a list."""
    if options == _POINTS:
        return Word("diagnostics.said-points")
    return Word("diagnostics.TR150-do") if options == (list[Decimal],) else None


def _target_advice(path: Path) -> Word | None:
    """What a target is: how it is reached, and no number."""
    is_target = path[:1] + path[2:] == _TARGETS
    return Word("indicators.said-target-words", {"name": path[1]}) if is_target else None


def _place_advice(value: Any, options: tuple[Any, ...], path: Path) -> Word | None:
    """What stands at this place, where that says more than of which kind it is."""
    match path:
        case ("grading", "bands", _) | ("grading", "scales", int(), "bands", _) if isinstance(value, dict):
            return Word("diagnostics.said-scales")
        case ("calendar", "weekend") if isinstance(value, str):
            from targetrules.source.informal import day_in

            days = [as_toml(day_in(each) or each) for each in re.split(r"[\s,;，；、/|]+", value) if each]
            return Word("diagnostics.said-write", {"entry": f"[{', '.join(days[:7])}]"})
        case (*_, "within" | "lasts") if isinstance(value, dict | list):
            return Word("diagnostics.said-length", {"key": str(path[-1])})
        case ("rankings", _, "by", *_) | ("rankings", _, "best"):
            return Word("diagnostics.said-ranking-by")
        case (*_, "points", "values"):
            return Word("diagnostics.said-values")
        case (*_, "published", int(), "period"):
            return Word("diagnostics.said-one-period")
        case (*_, "published", int(), "group") if isinstance(value, dict):
            return Word("diagnostics.said-group-words")
        case _ if isinstance(value, str) and narrow(value).strip().endswith("%") and Decimal in map(_number, options):
            return Word("diagnostics.said-percent")
        case ("consequences", int(), "when" | "unless") | ("measures", *_, "when") if not isinstance(value, str):
            return Word("diagnostics.said-condition")
    return None


def _advice(value: Any, options: tuple[Any, ...], path: Path) -> Word | None:
    """What to write in place of a value of another kind, where that can be told from the value."""
    if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
        return Word("diagnostics.single-brackets", {"name": _header(path)})
    if path[-1:] in (("lasts",), ("within",)) and isinstance(value, int):
        return Word("diagnostics.said-length", {"key": path[-1]})
    from targetrules.source.informal import comparisons_in, statement_in, whole_in

    if any(_is_list_of_tables(each) and "value" in keys_of(get_args(each)[0]) for each in options):
        return Word("diagnostics.said-write", {"entry": f"[{{ value = {as_toml(value)} }}]"})
    if not isinstance(value, str):
        return None
    if options == (list[str],):
        words = ", ".join(as_toml(each) for each in re.split(r"[,;，；、/|]\s*", value) if each)
        return Word("diagnostics.said-write", {"entry": f"[{words}]"}) if len(words) <= _LONGEST_FORMULA else None
    in_bands = path[:2] == ("grading", "bands") or (path[:2] == ("grading", "scales") and path[3:4] == ("bands",))
    if in_bands:
        return Word("diagnostics.said-bands" if comparisons_in(value) else "diagnostics.said-band-moves")
    if any(is_table(each) and "formula" in keys_of(each) for each in options) and len(value) <= _LONGEST_FORMULA:
        return Word("diagnostics.said-formula", {"formula": value})
    if int in options and (number := whole_in(value)):
        return Word("diagnostics.said-write", {"entry": number})
    if options != (dict[str, Any],):
        return None
    meant = statement_in(value)
    return Word("diagnostics.said-write" if meant else "diagnostics.said-condition", {"entry": meant})


def _date_advice(value: Any, options: tuple[Any, ...]) -> Word | None:
    """A date without its quotation marks; two dates in place of a value that is no table, those of a year for one."""
    if date in options:
        from targetrules.source.informal import date_in, dates_in, is_date

        said = value if isinstance(value, str) else ""
        if (day := date_in(said)) is not None:
            return Word("diagnostics.said-date", {"entry": as_toml(day)})
        if (days := dates_in(said)) is not None:
            one = len(options) > 1
            entry = f"{{ from = {as_toml(days[0])}, until = {as_toml(days[1])} }}"
            return Word("diagnostics.said-write", {"entry": entry}) if one else Word("diagnostics.said-each-day")
        if options == (date,) and isinstance(value, dict):
            return Word("diagnostics.said-each-day")
        return Word("diagnostics.said-no-such-day") if is_date(said) else None
    if not any(is_table(each) and keys_of(each).keys() == _DATES for each in options):
        return None
    if type(value) is int and MINYEAR <= value <= MAXYEAR:
        ends = f"{{ from = {value:04}-01-01, until = {value:04}-12-31 }}"
        return Word("diagnostics.said-write", {"entry": ends})
    return Word("diagnostics.said-dates")


# ---- tables with keys of their own -----------------------------------------------------------------------------------


@frozen(slots=True)
class Key:
    """A key of a table: its attribute in the class, the type of its value, whether it is needed.

    ``meanwhile`` may stand for it while faults are sought.
    """

    attribute: str
    kind: Any
    needed: bool
    meanwhile: Any = LOST


@cache
def keys_of(kind: type) -> Mapping[str, Key]:
    """The keys of a table."""
    return {
        each.metadata.get("key", each.name): Key(
            each.name, each.type, each.default is attrs.NOTHING, each.metadata.get("meanwhile", LOST)
        )
        for each in attrs.fields(kind)
    }


def _table(table: Mapping[str, Any], kind: type, path: Path, diagnostics: DiagnosticCollector) -> Any:
    """The object of a table; lost where one of its values is, or where a key that is needed is absent."""
    known = keys_of(kind)
    meant = {} if table.keys() <= known.keys() else _meant(table, known, path, diagnostics)
    if meant is None:
        return LOST
    found = {}
    for name, key in known.items():
        value = None
        if name in table:
            value = check_shape(table[name], key.kind, (*path, name), diagnostics)
        elif name in meant:
            diagnostics.renamed[*path, name] = meant[name]
            value = check_shape(table[meant[name]], key.kind, (*path, name), diagnostics)
        elif key.needed:
            diagnostics.add("TR011", path, at="key", key=name, where=table_word(path))
            value = LOST
        if value is LOST:
            value, diagnostics.blind = key.meanwhile, diagnostics.blind or (not path and not key.needed)
        if value is not None:
            found[key.attribute] = value
    if any(value is LOST for value in found.values()):
        _lose(table, diagnostics)
        return LOST
    return kind(**found)


def _meant(
    table: Mapping[str, Any], known: Mapping[str, Key], path: Path, diagnostics: DiagnosticCollector
) -> dict[str, str] | None:
    """Note the keys that are not known; those that were meant, by the key as it is written.

    None where one of them stands for the whole table.
    """
    from targetrules.syntax.misplaced import advice_of_key, is_key_anywhere, short_form

    if (short := short_form(table, known)) is not None:
        word, instead = short
        diagnostics.add("TR010", (*path, word), at="key", advice=instead, found=word, known=tuple(known))
        return None
    meant = {}
    for key in table:
        if key not in known:
            is_answered = correction_for(key, known) is not None
            is_settled = is_answered or is_key_anywhere(key)
            near = synonym_of(key, known) or (None if is_settled else nearest(key, known))
            advice = None if near or is_answered else advice_of_key(key, table, known)
            names = tuple(known)
            alike = (key, names) if near or is_answered else None
            diagnostics.add("TR010", (*path, key), at="key", near=alike, advice=advice, found=key, known=names)
            if near is not None and near not in table:
                meant[near] = key
    return meant


# ---- lists, names, plain values --------------------------------------------------------------------------------------


def _list(values: list[Any], kind: Any, path: Path, diagnostics: DiagnosticCollector) -> Any:
    found = [check_shape(part, kind, (*path, index), diagnostics) for index, part in enumerate(values)]
    kept = [index for index, part in enumerate(found) if part is not LOST]
    if len(kept) < len(found):
        diagnostics.kept[path] = kept
    return [found[index] for index in kept] if kept or not found else LOST


def _names(table: Mapping[str, Any], kind: Any, path: Path, diagnostics: DiagnosticCollector) -> Any:
    found = {}
    if is_table(kind) and (direct := [key for key in keys_of(kind) if key in table and _is_no_table(table[key])]):
        diagnostics.add("TR190", (*path, direct[0]), at="key", section=".".join(map(str, path)), key=direct[0])
        return LOST
    for name, part in table.items():
        if not name.strip():
            diagnostics.add("TR016", (*path, name), at="key")
            continue
        value = check_shape(part, kind, (*path, name), diagnostics)
        if value is LOST:
            diagnostics.lost.add(name)
        else:
            found[name] = value
    return LOST if kind is str and table and not found else found


def _is_no_table(value: object) -> bool:
    """Whether it cannot be meant as what stands under a name."""
    return not isinstance(value, dict)


def _lose(table: Mapping[str, Any], diagnostics: DiagnosticCollector) -> None:
    if isinstance(table.get("id"), str):
        diagnostics.lost.add(table["id"])


def _plain(value: object, kind: Any, path: Path, diagnostics: DiagnosticCollector) -> Any:
    if _origin_of(kind) is Literal and value not in get_args(kind):
        words = get_args(kind)
        from targetrules.source.informal import day_in

        day = day_in(str(value)) if "monday" in words else None
        advice = None if day is None else Word("diagnostics.said-write", {"entry": as_toml(day)})
        near, expected = (str(value), words), tuple(map(as_toml, words))
        diagnostics.add("TR013", path, near=near, advice=advice, found=as_toml(value), expected=expected)
    elif isinstance(value, Decimal | int) and not isinstance(value, bool) and not _is_sound(value):
        diagnostics.add("TR014", path, found=as_toml(value), most=_MOST_DECIMALS)
    elif isinstance(value, str) and not value.strip():
        diagnostics.add("TR016", path)
    else:
        return value
    return LOST


def _is_sound(value: Decimal | int) -> bool:
    """Finite, of at most 15 digits before and 6 after the point; asked in an order that never builds a huge number."""
    if isinstance(value, int):
        return abs(value) < _LARGEST
    if not value.is_finite() or abs(value.adjusted()) >= len(str(_LARGEST)):
        return False
    return value.copy_abs() < _LARGEST and decimals_of(value) <= _MOST_DECIMALS


def is_list(kind: Any, header: str) -> bool | None:
    """Whether a list of tables has this header in a file of this kind, or a table; None where there is none such."""
    try:
        inside: Any = tomllib.loads(f"[{header}]")
    except ValueError:
        return None
    options: tuple[Any, ...] = (kind,)
    while inside:
        ((name, inside),) = inside.items()
        tables = [part for each in options for part in (get_args(each) if _origin_of(each) is list else (each,))]
        known = [keys_of(each).get(name) for each in tables if is_table(each)]
        options = tuple(option for key in known if key is not None for option in options_of(key.kind))
        for each in tables:
            options += options_of(get_args(each)[1]) if _origin_of(each) is dict else ()
    return any(_is_list_of_tables(each) for each in options) if options else None


def _is_list_of_tables(option: Any) -> bool:
    return _origin_of(option) is list and is_table(get_args(option)[0])


# ---- types -----------------------------------------------------------------------------------------------------------


_ORDER: Final = (bool, int, Decimal, date, str, list, dict)


@cache
def options_of(kind: Any) -> tuple[Any, ...]:
    """The types of a union, without None, which stands for an absent key.

    ``int | str`` and ``str | int`` are the same key of a cache, so they have one order.
    """
    if _origin_of(kind) not in (Union, UnionType):
        return (kind,)
    options = (each for each in get_args(kind) if each is not NoneType)
    return tuple(sorted(options, key=lambda option: min(map(_ORDER.index, _types_of(option)))))


def chosen(value: object, options: tuple[Any, ...]) -> Any:
    """The one of the types that ``value`` is meant to be of; None where it is of none of them.

    A date with a time is no date, and a flag no number, whatever Python thinks.
    """
    kind = type(value)
    for option in options:
        if kind in _types_of(option):
            return option
    return None


@cache
def _types_of(option: Any) -> tuple[type, ...]:
    if is_table(option):
        return (dict,)
    if _origin_of(option) is Literal:
        return (str,)
    return (int, Decimal) if option is Decimal else (_origin_of(option) or option,)


@cache
def is_table(kind: Any) -> bool:
    """Whether values of a type are tables with keys of their own; kept, as it is asked of each value of a file."""
    return attrs.has(kind)


@cache
def _origin_of(option: Any) -> Any:
    return get_origin(option)


def _name_of_list(options: tuple[Any, ...], path: Path) -> str | None:
    """How a list of tables is written as a header; None where none is wanted."""
    if not any(map(_is_list_of_tables, options)):
        return None
    return _header(path)


def _header(path: Path) -> str:
    return ".".join(key_text(part) for part in path if isinstance(part, str))


def _number(option: Any) -> Any:
    return Decimal if option is int else option


def number_in(text: str) -> str | None:
    """The number that stands in a text, as it is written without quotation marks."""
    return narrow(text) if _DIGITS.fullmatch(narrow(text)) else None


# ---- words -----------------------------------------------------------------------------------------------------------

_KINDS: Final = {bool: "flag", Decimal: "number", int: "whole", str: "text", date: "date"}


def _expected(option: Any) -> Word:
    if is_table(option) or _origin_of(option) is dict:
        return Word("kinds.table")
    if _origin_of(option) is list:
        return Word("kinds.tables" if is_table(get_args(option)[0]) else "kinds.list")
    if _origin_of(option) is Literal:
        return Word("kinds.text")
    return Word(f"kinds.{_KINDS[option]}")


def table_word(path: Path) -> Word:
    """A table as its author knows it: ``[inputs.score]``, the second of ``[[consequences]]``."""
    names = ".".join(str(part) for part in path if isinstance(part, str))
    if not path:
        return Word("kinds.file")
    if isinstance(path[-1], int):
        return Word("kinds.nth-table", {"name": names, "number": path[-1] + 1})
    return Word("kinds.named-table", {"name": names})


def as_toml(value: object) -> str:
    """A value as it would stand in the file, shortened where it is long."""
    if isinstance(value, bool):
        text = "true" if value else "false"
    elif isinstance(value, str):
        return in_quotes(_short(value))
    elif isinstance(value, dict):
        inside = ", ".join(f"{key_text(key)} = …" for key in list(value)[:_MOST_SHOWN])
        text = f"{{ {inside} }}" if inside else "{}"
    elif isinstance(value, list):
        text = "[" + ", ".join(map(as_toml, value[:_MOST_SHOWN])) + (", …]" if len(value) > _MOST_SHOWN else "]")
    elif isinstance(value, Decimal) and not value.is_finite():
        text = "nan" if value.is_nan() else "inf" if value > 0 else "-inf"
    elif isinstance(value, Decimal):
        text = decimal_text(value)
    elif isinstance(value, date | time):
        text = value.isoformat()
    else:
        text = str(value)
    return _short(text)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
