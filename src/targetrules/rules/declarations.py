"""Names declared: inputs and parameters typed, each name once, none of them reserved, labels in all languages."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

import attrs

from targetrules.rules.from_examples import input_value
from targetrules.rules.number import Input, InputKind, Parameter, Share
from targetrules.rules.setting import MOST_NAMES, RESERVED, NameKind, Setting, amount_of, label_of, words_of
from targetrules.source.diagnostic import Path
from targetrules.syntax import tree as syntax
from targetrules.syntax.shape import written
from targetrules.wording import Word

__all__ = ["check_catalogues", "check_ids", "check_labels", "declare_names", "inputs_of", "parameters_of"]

_KINDS: Final = {
    "number": NameKind.NUMBER,
    "grade": NameKind.GRADE,
    "choice": NameKind.CHOICE,
    "flag": NameKind.FLAG,
    "text": NameKind.TEXT,
}
_ONLY_NUMBERS: Final = ("min", "max", "decimals", "unit", "excess")


def declare_names(setting: Setting) -> None:
    """Fill the setting's names; note those that are reserved, declared twice, or far too many."""
    declared = list(_declared(setting.file))
    if len(declared) > MOST_NAMES:
        setting.faults.add("TR049", (), found=len(declared), most=MOST_NAMES)
    for name, kind, path in declared[:MOST_NAMES]:
        if name in RESERVED and not (name == "grade" and kind is NameKind.GRADE):
            setting.faults.add("TR060", path, at="key", found=name)
        elif name in setting.names:
            first = ".".join(str(part) for part in setting.declared[name])
            setting.faults.add("TR061", path, at="key", found=name, first=f"[{first}]")
        else:
            setting.names[name] = kind
            setting.declared[name] = path


def _declared(file: syntax.PolicyFile) -> Iterator[tuple[str, NameKind, Path]]:
    for name, source in (file.inputs or {}).items():
        yield name, _KINDS[source.type], ("inputs", name)
    for name, values in (file.parameters or {}).items():
        share = bool(values) and isinstance(values[0].value, str)
        yield name, NameKind.SHARE if share else NameKind.NUMBER, ("parameters", name)
    for name in file.measures or {}:
        yield name, NameKind.NUMBER, ("measures", name)
    for section in ("conditions", "statuses"):
        for name in getattr(file, section) or {}:
            yield name, NameKind.FLAG, (section, name)


# ---- inputs and parameters -------------------------------------------------------------------------------------------


def inputs_of(setting: Setting) -> dict[str, Input]:
    """The inputs, typed; keys that do not fit an input's type are noted."""
    return {name: _input(name, source, setting) for name, source in (setting.file.inputs or {}).items()}


def _input(name: str, source: syntax.Input, setting: Setting) -> Input:
    path: Path = ("inputs", name)
    _check_keys(source, path, setting)
    decimals = source.decimals or 0
    if not 0 <= decimals <= 6:  # noqa: PLR2004
        setting.faults.add("TR015", (*path, "decimals"), found=str(decimals), least=0, most=6)
        decimals = 0
    low = None if source.min is None else Decimal(source.min)
    high = None if source.max is None else Decimal(source.max)
    if low is not None and high is not None and low > high:
        setting.faults.add("TR044", (*path, "max"), low=low, high=high)
    found = Input(
        name=name,
        kind=InputKind(source.type),
        columns=words_of(source.column) or (name,),
        label=label_of(source.label),
        decimals=decimals,
        low=low,
        high=high,
        unit=source.unit or "",
        excess=source.excess or "error",
        options=tuple(source.of or ()),
        optional=bool(source.optional),
    )
    return found if source.default is None else _with_default(found, source.default, path, setting)


def _with_default(found: Input, default: Any, path: Path, setting: Setting) -> Input:
    value, expected = input_value(found, default, setting.grades)
    if expected is not None:
        setting.faults.add("TR070", (*path, "default"), name=found.name, found=written(default), expected=expected)
    return attrs.evolve(found, default=value, optional=True)


def _check_keys(source: syntax.Input, path: Path, setting: Setting) -> None:
    for key in _ONLY_NUMBERS:
        if getattr(source, key) is not None and source.type != "number":
            kind = _KINDS[source.type].word
            setting.faults.add("TR045", (*path, key), at="key", found=key, kind=kind, wanted=NameKind.NUMBER.word)
    if source.of is not None and source.type != "choice":
        kind = _KINDS[source.type].word
        setting.faults.add("TR045", (*path, "of"), at="key", found="of", kind=kind, wanted=NameKind.CHOICE.word)
    if source.type == "choice" and source.of is None:
        setting.faults.add("TR011", path, at="key", key="of", where=Word("kinds.named-table", {"name": ".".join(path)}))  # type: ignore[arg-type]
    if source.of == []:
        setting.faults.add("TR065", (*path, "of"))
    if source.type == "grade" and not setting.grades:
        setting.faults.add("TR053", (*path, "type"))
    for index, option in enumerate(source.of or ()):
        if option in (source.of or [])[:index]:
            setting.faults.add("TR046", (*path, "of", index), found=option)


def parameters_of(setting: Setting) -> dict[str, Parameter]:
    """The parameters with their dates."""
    return {name: _parameter(name, values, setting) for name, values in (setting.file.parameters or {}).items()}


def _parameter(name: str, values: list[syntax.Parameter], setting: Setting) -> Parameter:
    path: Path = ("parameters", name)
    found: list[tuple[int | None, Decimal | Share]] = []
    if not values:
        setting.faults.add("TR065", path)
    for index, entry in enumerate(values):
        at = (*path, index)
        amount = amount_of(entry.value)
        if amount is None:
            setting.faults.add("TR019", (*at, "value"), found=written(entry.value), expected=Word("forms.share"))
        elif found and isinstance(amount, Share) is not isinstance(found[0][1], Share):
            setting.faults.add("TR047", (*at, "value"), found=written(entry.value), first=written(values[0].value))
        start = None if entry.from_ is None else setting.period(entry.from_, (*at, "from"))
        if index and (entry.from_ is None or _not_after(start, found)):
            setting.faults.add("TR048", (*at, "from") if entry.from_ is not None else at, at="value")
        found.append((start, amount or Decimal(0)))
    return Parameter(name, tuple(found))


def _not_after(start: int | None, found: list[tuple[int | None, Decimal | Share]]) -> bool:
    before = found[-1][0] if found else None
    return start is not None and before is not None and start <= before


# ---- ids, labels, catalogues -----------------------------------------------------------------------------------------


def check_ids(setting: Setting) -> None:
    """Each id once in its list; and the few words that would read wrongly in outcomes."""
    for section in ("grades", "consequences", "claims"):
        seen: set[str] = set()
        for index, entry in enumerate(getattr(setting.file, section) or []):
            if entry.id in seen:
                setting.faults.add("TR046", (section, index, "id"), found=entry.id)
            seen.add(entry.id)


def check_labels(setting: Setting) -> None:
    """Where the policy declares its languages, every label speaks each of them, and no other.

    A source's title and a description may be one plain text: a title is what the text is called where it is in force.
    """
    languages = setting.file.policy.languages
    if languages is None:
        return
    if not languages:
        setting.faults.add("TR065", ("policy", "languages"))
    for path, label in _labels(setting.file, ()):
        own_words = path[-1] == "label" or path == ("policy", "title")
        if isinstance(label, dict):
            _check_languages(label, languages, path, setting)
        elif own_words and len(languages) > 1:
            setting.faults.add("TR034", path, found=written(label), languages=tuple(languages))


def _check_languages(texts: dict[str, str], languages: list[str], path: Path, setting: Setting) -> None:
    for language in languages:
        if language not in texts:
            setting.faults.add("TR035", path, language=language)
    for language in texts:
        if language not in languages:
            near = (language, languages)
            setting.faults.add("TR037", (*path, language), at="key", near=near, found=language, languages=tuple(languages))


def _labels(entry: Any, path: Path) -> Iterator[tuple[Path, syntax.Label]]:
    """Every label, title and description of the file."""
    if attrs.has(type(entry)):
        for each in attrs.fields(type(entry)):
            value = getattr(entry, each.name)
            if each.name in ("label", "title", "description") and value is not None:
                yield (*path, each.name), value
            else:
                yield from _labels(value, (*path, each.name))
    elif isinstance(entry, dict) and path[:1] != ("examples",):
        for key, value in entry.items():
            if len(path) == 2 and path[0] == "conditions" and key in ("label", "description"):  # noqa: PLR2004
                yield (*path, key), value
            else:
                yield from _labels(value, (*path, key))
    elif isinstance(entry, list):
        for index, value in enumerate(entry):
            yield from _labels(value, (*path, index))


def check_catalogues(setting: Setting) -> None:
    """Sources must be listed; roles and actions where there is a list of them."""
    file = setting.file
    for index, rule in enumerate(file.consequences or []):
        path: Path = ("consequences", index)
        if rule.source is not None:
            _check_listed(rule.source, list(file.sources or {}), "TR050", (*path, "source"), setting)
        for key, catalogue, code in (("to", file.roles, "TR058"), ("actions", file.actions, "TR059")):
            words = getattr(rule, key)
            for number, word in enumerate(words_of(words)):
                at = (*path, key) if isinstance(words, str) else (*path, key, number)
                if catalogue is not None:
                    _check_listed(word, list(catalogue), code, at, setting)


def _check_listed(word: str, known: list[str], code: str, path: Path, setting: Setting) -> None:
    if word not in known:
        setting.faults.add(code, path, near=(word, known), found=word, known=tuple(known) or ("-",))
