"""Names declared: inputs and parameters typed, each name once, none of them reserved, labels in all languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

import attrs

from targetrules.alike import appearance_in_policy
from targetrules.rules.definition import Input, InputKind, Parameter
from targetrules.rules.leaf import Share
from targetrules.rules.resolution.advice import portion_advice
from targetrules.rules.resolution.context import (
    KIND_OF_INPUT,
    NOT_OF_ROWS,
    RESERVED,
    NameKind,
    ResolutionContext,
    amount_of,
    label_of,
    listed,
    places_of,
    words_of,
)
from targetrules.rules.resolution.follow_ups import check_follow_up
from targetrules.rules.resolution.from_above import above_of, check_above
from targetrules.rules.resolution.from_examples import input_value
from targetrules.rules.resolution.granted import check_may
from targetrules.source.diagnostic import Path
from targetrules.spreadsheet import passes_for_formula
from targetrules.syntax import schema as syntax
from targetrules.syntax.shape import as_toml, is_table, table_word
from targetrules.wording import Word

__all__ = [
    "check_catalogues",
    "check_grades",
    "check_ids",
    "check_labels",
    "check_labels_of_conditions",
    "check_labels_of_examples",
    "check_once",
    "check_told",
    "declare_names",
    "inputs_of",
    "parameters_of",
]

_ONLY_NUMBERS: Final = ("min", "max", "decimals", "unit", "excess")
_ONLY_CHOICES: Final = ("of", "labels")


_KEYS: Final = ("grading.", "rankings.", "groups.", "consequences.", "decided.")
"""So begins what outcomes and plans call a rule of grading, a ranking, a function over a group and a consequence; so do
the reserved columns of what was decided."""


def declare_names(context: ResolutionContext) -> None:
    """Fill the setting's names; note those that are reserved or declared twice.

    A ranking is declared under its own name, under the key that it has in the order of evaluation, and under the names
    of its numbers.
    """
    for name, kind, path in _declared(context.file):
        first = context.declared.setdefault(name, path)
        is_free = name in NOT_OF_ROWS if context.of_rows else name == "grade" and kind is NameKind.GRADE
        if name in RESERVED and not is_free:
            context.diagnostics.add("TR060", path, at="key", found=name)
            context.diagnostics.lost.add(name)
        elif first is not path:
            written = ".".join(map(str, context.diagnostics.origin(first)))
            context.diagnostics.add("TR061", path, at="key", found=name, first=f"[{written}]")
            context.diagnostics.lost.add(name)
        elif name == path[-1] and name.startswith(_KEYS):
            context.diagnostics.add("TR060", path, at="key", found=name)
            context.diagnostics.lost.add(name)
        elif path[0] == "parameters" and isinstance(amount_of(name), Share):
            context.diagnostics.add("TR084", path, at="key", found=name)
            context.diagnostics.lost.add(name)
        elif kind is not None:
            context.names[name] = kind


_Missing = tuple[Path, list[str]]
"""Where a label stands, and the languages that it lacks."""
_FEW_LABELS: Final = 5
"""In so many labels a language that the policy has not is told of each."""
_NAMED: Final = {
    **dict.fromkeys(("measures", "cuts"), NameKind.NUMBER),
    **dict.fromkeys(("conditions", "statuses"), NameKind.FLAG),
}


def _declared(file: syntax.PolicyFile) -> Iterator[tuple[str, NameKind | None, Path]]:
    """Everything that has a name; a ranking's name stands for no value of its own."""
    for name in file.rankings or {}:
        for key in (f"rankings.{name}", f"{name}.rank", f"{name}.size"):
            yield key, None, ("rankings", name)
    for name, source in (file.inputs or {}).items():
        yield name, KIND_OF_INPUT[source.type], ("inputs", name)
    for name, values in (file.parameters or {}).items():
        share = bool(values) and isinstance(values[0].value, str)
        yield name, NameKind.SHARE if share else NameKind.NUMBER, ("parameters", name)
    for section, kind in _NAMED.items():
        for name in getattr(file, section) or {}:
            yield name, kind, (section, name)
    for section in ("rankings", "details"):
        for name in getattr(file, section) or {}:
            yield name, None, (section, name)


# ---- inputs and parameters -------------------------------------------------------------------------------------------


def inputs_of(context: ResolutionContext) -> dict[str, Input]:
    """The inputs, typed; keys that do not fit an input's type are noted."""
    return {name: _input(name, source, context) for name, source in (context.file.inputs or {}).items()}


def _input(name: str, source: syntax.Input, context: ResolutionContext) -> Input:
    path: Path = ("inputs", name)
    _check_keys(source, path, context)
    is_optional = bool(source.optional) or source.follow_up is not None or source.above is not None
    low = None if source.min is None else Decimal(source.min)
    high = None if source.max is None else Decimal(source.max)
    if low is not None and high is not None and low > high:
        context.diagnostics.add("TR044", (*path, "max"), least="min", low=low, most="max", high=high)
    found = Input(
        name=name,
        kind=InputKind(source.type),
        columns=words_of(source.column) or (name,),
        label=label_of(source.label),
        decimals=context.decimals(source.decimals or 0, path),
        low=low,
        high=high,
        unit=source.unit or "",
        excess=source.excess or "error",
        options=tuple(source.of or ()),
        option_labels={option: label_of(label) for option, label in (source.labels or {}).items()},
        optional=is_optional,
        column_optional=is_optional if source.column_optional is None else source.column_optional,
        changeable=source.changeable is not False if source.above is None else bool(source.changeable),
        ordered=context.is_ordered(name),
        follow_up=source.follow_up,
        above=above_of(source),
        asked=context.period_range(source.from_, source.until, path),
    )
    return found if source.default is None else _with_default(found, source.default, path, context)


def _with_default(found: Input, default: Any, path: Path, context: ResolutionContext) -> Input:
    value, expected = input_value(found, default, context)
    if expected is not None:
        context.diagnostics.add("TR070", (*path, "default"), name=found.name, found=as_toml(default), expected=expected)
    return attrs.evolve(found, default=value, optional=True)


def _check_keys(source: syntax.Input, path: Path, context: ResolutionContext) -> None:
    check_follow_up(str(path[-1]), source, path, context)
    check_above(str(path[-1]), source, path, context)
    kind = KIND_OF_INPUT[source.type].word
    for key in _ONLY_NUMBERS:
        if getattr(source, key) is not None and source.type != "number":
            context.diagnostics.add("TR045", (*path, key), at="key", found=key, kind=kind, wanted=NameKind.NUMBER.word)
    for key in _ONLY_CHOICES:
        if getattr(source, key) is not None and source.type != "choice":
            context.diagnostics.add("TR045", (*path, key), at="key", found=key, kind=kind, wanted=NameKind.CHOICE.word)
    if source.type == "choice" and source.of is None:
        context.diagnostics.add("TR011", path, at="key", key="of", where=table_word(path))
    if source.column_optional and source.default is None and not source.optional:
        context.diagnostics.add("TR011", path, at="key", key="default", where=table_word(path))
    if source.of == []:
        context.diagnostics.add("TR065", (*path, "of"))
    if source.type == "grade" and not context.grades and not context.diagnostics.touch("grades"):
        context.diagnostics.add("TR053", (*path, "type"))
    check_once([((*path, "of", index), option) for index, option in enumerate(source.of or ())], context)
    _check_words_of_choice(source, path, context)


def _check_words_of_choice(source: syntax.Input, path: Path, context: ResolutionContext) -> None:
    """No word for one option, be it the option or a label, looks like one for another: results may have any of them."""
    options, labels = dict.fromkeys(source.of or ()), source.labels or {}
    for option in labels.keys() - options.keys() if options else ():
        context.diagnostics.add(
            "TR029",
            (*path, "labels", option),
            at="key",
            near=(option, options),
            found=option,
            name=path[-1],
            known=listed(options),
        )
    known: dict[str, str] = {}
    for option in options:
        own: dict[str, str] = {}
        written = [((*path, "of", (source.of or []).index(option)), option)]
        if option in labels:
            written += _words_of_label(labels[option], (*path, "labels", option))
        for at, word in written:
            look = appearance_in_policy(word)
            if look in known:
                context.diagnostics.add("TR090", at, found=word, first=known[look])
            own[look] = word
        known = own | known


def check_once(words: Iterable[tuple[Path, str]], context: ResolutionContext, advice: Word | None = None) -> None:
    """Note each word that stands there a second time."""
    seen: set[str] = set()
    for path, word in words:
        if word in seen:
            context.diagnostics.add("TR046", path, advice=advice, found=word)
        seen.add(word)


def parameters_of(context: ResolutionContext) -> dict[str, Parameter]:
    """The parameters with their dates."""
    return {name: _parameter(name, values, context) for name, values in (context.file.parameters or {}).items()}


def _parameter(name: str, values: list[syntax.Parameter], context: ResolutionContext) -> Parameter:
    path: Path = ("parameters", name)
    found: list[tuple[int | None, Decimal | Share]] = []
    if not values:
        context.diagnostics.add("TR065", path)
    for index, entry in enumerate(values):
        at = (*path, index)
        amount = amount_of(entry.value)
        if amount is None:
            advice = portion_advice(entry.value, "value")
            expected = Word("forms.share")
            context.diagnostics.add(
                "TR019", (*at, "value"), advice=advice, found=as_toml(entry.value), expected=expected
            )
        elif found and isinstance(amount, Share) is not isinstance(found[0][1], Share):
            context.diagnostics.add("TR047", (*at, "value"), found=as_toml(entry.value), first=as_toml(values[0].value))
        start = None if entry.from_ is None else context.period(entry.from_, (*at, "from"))
        if index and (entry.from_ is None or _not_after(start, found)):
            context.diagnostics.add("TR048", (*at, "from") if entry.from_ is not None else at, at="value")
        if amount is not None and entry.may is not None:
            check_may(entry.may, amount, entry.value, (*at, "may"), context)
        found.append((start, amount or Decimal(0)))
    labelled = [at for at, entry in enumerate(values) if entry.label is not None]
    for index in labelled[1:]:
        context.diagnostics.add("TR017", (*path, index, "label"), at="key", keys=("label",))
    label = values[labelled[0]].label if labelled else None
    return Parameter(name, tuple(found), label_of(label))


def _not_after(start: int | None, found: list[tuple[int | None, Decimal | Share]]) -> bool:
    before = found[-1][0] if found else None
    return start is not None and before is not None and start <= before


# ---- ids, labels, catalogues -----------------------------------------------------------------------------------------


def check_ids(context: ResolutionContext) -> None:
    """Each id once in its list."""
    for path, ids in _ids(context.file):
        check_once([((*path, index, "id"), id_) for index, id_ in enumerate(ids)], context)


def _ids(file: syntax.PolicyFile) -> Iterator[tuple[Path, list[str]]]:
    """The lists of whatever has an id."""
    for section in ("grades", "consequences", "claims"):
        yield (section,), [entry.id for entry in getattr(file, section) or []]
    yield ("procedure", "steps"), [] if file.procedure is None else [step.id for step in file.procedure.steps]


def check_grades(context: ResolutionContext) -> None:
    """No word for one grade, be it its id or a label, looks like one for another: results may have any of them."""
    known: dict[str, tuple[str, str]] = {}
    ids: set[str] = set()
    for index, grade in enumerate(context.file.grades or []):
        if grade.id in ids:  # which is told already
            continue
        ids.add(grade.id)
        own: dict[str, tuple[str, str]] = {}
        for path, word in _words_of_grade(grade, ("grades", index)):
            look = appearance_in_policy(word)
            if look in known:
                other, first = known[look]
                context.diagnostics.add("TR092", path, found=word, grade=grade.id, first=first, other=other)
            own[look] = grade.id, word
        known = own | known


def _words_of_grade(grade: syntax.Grade, path: Path) -> Iterator[tuple[Path, str]]:
    yield (*path, "id"), grade.id
    yield from _words_of_label(grade.label or {}, (*path, "label"))


def _words_of_label(label: syntax.Label, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(label, str):
        yield path, label
    else:
        yield from (((*path, language), word) for language, word in label.items())


def check_told(context: ResolutionContext) -> None:
    """Tables tell grades, consequences, steps and statuses by their ids: none may be a formula in a spreadsheet."""
    for path, ids in _ids(context.file):
        for index, id_ in enumerate(ids):
            if path != ("claims",) and passes_for_formula(id_):
                context.diagnostics.add("TR091", (*path, index, "id"), found=id_)
    for name in context.file.statuses or {}:
        if passes_for_formula(name):
            context.diagnostics.add("TR091", ("statuses", name), at="key", found=name)


def check_labels(context: ResolutionContext) -> None:
    """Where the policy declares its languages, every label speaks each of them, and no other.

    A source's title, a description and an example's name may be one plain text: a title is what the source is called
    where it is in force.
    """
    languages = context.file.policy.languages
    if languages == []:
        context.diagnostics.add("TR065", ("policy", "languages"))
    check_once([(("policy", "languages", index), each) for index, each in enumerate(languages or ())], context)
    _check_each(_labels(context.file, (), context), context)


def _check_each(labels: Iterable[tuple[Path, syntax.Label]], context: ResolutionContext) -> None:
    unknown: dict[str, list[_Missing]] = {}
    for path, label in labels:
        if context.diagnostics.level(path):  # of a policy that this one extends, and checked there
            continue
        for language, missing in _check_label(path, label, context):
            unknown.setdefault(language, []).append((path, missing))
    for language, places in unknown.items():
        _refuse_language(language, places, context)


def check_labels_of_examples(context: ResolutionContext) -> None:
    """The same of examples alone."""
    _check_each(_labels(context.file.examples, ("examples",), context), context)


def check_labels_of_conditions(context: ResolutionContext) -> None:
    """The same of named conditions alone."""
    for path, label in _labels_of_conditions(context):
        for language, missing in _check_label(path, label, context):
            _refuse_language(language, [(path, missing)], context)


def _refuse_language(language: str, places: Sequence[_Missing], context: ResolutionContext) -> None:
    """Note a language that the policy has not: each place, or where these are many, the first and how many they are."""
    languages = dict.fromkeys(context.file.policy.languages or ())
    said: dict[str, Any] = {"found": language, "languages": listed(languages)}
    if len(places) > _FEW_LABELS:
        advice = Word("diagnostics.said-language-often", {**said, "count": len(places)})
        context.diagnostics.add("TR037", (*places[0][0], language), at="key", advice=advice, **said)
        return
    for path, missing in places:
        context.diagnostics.add("TR037", (*path, language), at="key", near=(language, missing), **said)


def _check_label(path: Path, label: syntax.Label, context: ResolutionContext) -> list[tuple[str, list[str]]]:
    """The languages of a label that the policy has not, with those that it lacks; what else is wrong is noted."""
    once = dict.fromkeys(context.file.policy.languages or ())
    own_words = path[-1] == "label" or path[-2] in ("labels", "quality_labels") or path == ("policy", "title")
    if label == {}:
        context.diagnostics.add("TR065", path)
    elif once and isinstance(label, dict):
        return _check_languages(label, once, path, context)
    elif own_words and len(once) > 1:
        context.diagnostics.add("TR034", path, found=as_toml(label), languages=listed(once))
    return []


def _check_languages(
    texts: dict[str, str], languages: dict[str, None], path: Path, context: ResolutionContext
) -> list[tuple[str, list[str]]]:
    missing = [language for language in languages if language not in texts and language not in context.diagnostics.lost]
    unknown = [language for language in texts if language not in languages]
    for language in missing[len(unknown) :]:
        context.diagnostics.add("TR035", path, language=language)
    return [(language, missing) for language in unknown]


def _labels(entry: Any, path: Path, context: ResolutionContext) -> Iterator[tuple[Path, syntax.Label]]:
    """Every label, title and description of the file, the names of examples, and why articles are left out."""
    kind: type = type(entry)
    if path[:1] == ("conditions",):
        yield from _labels_of_conditions(context)
    elif is_table(kind):
        for each in attrs.fields(kind):
            value = getattr(entry, each.name)
            is_name = each.name == "name" and path[:1] == ("examples",)
            if (is_name or each.name in ("label", "title", "description", "why")) and value is not None:
                yield (*path, each.name), value
            elif each.name == "labels":
                yield from (((*path, "labels", option), label) for option, label in (value or {}).items())
            else:
                yield from _labels(value, (*path, each.name), context)
    elif isinstance(entry, dict | list):
        for key, value in entry.items() if isinstance(entry, dict) else enumerate(entry):
            yield from _labels(value, (*path, key), context)


def _labels_of_conditions(context: ResolutionContext) -> Iterator[tuple[Path, syntax.Label]]:
    for name, table in (context.file.conditions or {}).items():
        for key in own_words(table, context):
            if isinstance(table[key], str | dict):
                yield ("conditions", name, key), table[key]


def own_words(table: syntax.Condition, context: ResolutionContext) -> list[str]:
    """The keys of a named condition's table that are its own label and description, not entries."""
    return [key for key in ("label", "description") if key in table and key not in context.names]


# ---- catalogues ------------------------------------------------------------------------------------------------------


def check_catalogues(context: ResolutionContext) -> None:
    """Sources must be listed; roles and actions where there is a list of them."""
    file = context.file
    for index, rule in enumerate(file.consequences or []):
        path: Path = ("consequences", index)
        context.source(rule.source, (*path, "source"))
        for key, catalogue, code in (("to", file.roles, "TR058"), ("actions", file.actions, "TR059")):
            for at, word in places_of(getattr(rule, key), (*path, key)):
                if catalogue is not None and word not in catalogue:
                    context.unknown(code, at, word, catalogue)
