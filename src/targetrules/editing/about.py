"""What is said of what stands at a place: what a name means, what a key may have under it, what an example yields."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from targetrules.data import frozen
from targetrules.description.layout import basis_of, lines_of
from targetrules.description.markdown import line_text, plain
from targetrules.description.one_thing import Thing, told_of
from targetrules.description.text import Article
from targetrules.description.words import Words
from targetrules.editing.project import Project, Sheet
from targetrules.editing.slots import slot_of
from targetrules.editing.symbols import VALUES, Symbol
from targetrules.editing.text_tree import Key
from targetrules.engine.examples import history_of
from targetrules.engine.judged import Judged
from targetrules.engine.reference import evaluate
from targetrules.period import period_text
from targetrules.policy import Policy
from targetrules.policy_schema import CONDITION_WORDS, told_of_key
from targetrules.rules import tree
from targetrules.rules.definition import label_text
from targetrules.source.decimals import decimal_text
from targetrules.source.diagnostic import Path
from targetrules.wording import LANGUAGES, say

__all__ = [
    "About",
    "about",
    "entry_told",
    "grade_told",
    "kind_told",
    "row_told",
    "symbol_told",
    "value_text",
    "word_told",
    "yields",
]

_THINGS: Final[dict[str, Thing]] = {"value": "value", "consequence": "consequence"}


@frozen(slots=True)
class About:
    """What is said, as Markdown, and of which characters of the text."""

    text: str
    start: int
    end: int


def languages_from(language: str) -> list[str]:
    """All languages, that of the reader first."""
    return [language, *(each for each in LANGUAGES if each != language)]


def about(project: Project, sheet: Sheet, offset: int, language: str) -> About | None:
    """What is said of what stands at a place of a text; None where there is nothing to say.

    Args:
        project: The texts.
        sheet: That in which the place is.
        offset: The place, in characters.
        language: That of the reader, which comes first; the other one follows.
    """
    found = sheet.symbols.at(offset)
    if found is not None:
        told = symbol_told(project, found.symbol, language)
        return About(told, found.start, found.end) if told else None
    section = sheet.tree.section_at(offset)
    key = sheet.tree.key_at(offset)
    if section is not None and section.path[:1] == ("examples",) and _is_of_example(sheet, key, offset):
        told = _example_told(project, sheet, section.path, language)
        return About(told, section.start, section.header_end) if told else None
    if key is None or not isinstance(key.path[-1], str):
        return None
    told = key_told(sheet, key, language)
    return About(told, key.start, key.end) if told else None


def _is_of_example(sheet: Sheet, key: Key | None, offset: int) -> bool:
    """Whether it is the header of an example, or its name."""
    section = sheet.tree.section_at(offset)
    in_header = section is not None and offset <= section.header_end and section.path[:-1] == ("examples",)
    return in_header or (key is not None and key.path[2:] in (("name",), ("name", key.path[-1])))


# ---- keys ------------------------------------------------------------------------------------------------------------


def key_told(sheet: Sheet, key: Key, language: str) -> str:
    """What is said of a key of the language, in both languages."""
    slot = slot_of(key.path[:-1], sheet.tree)
    if slot is None:
        return ""
    name = key.name
    if slot.table is not None:
        return entry_told(slot.table, name, language)
    if slot.form == "condition" and name in CONDITION_WORDS:
        return word_told(name, language)
    return ""


def entry_told(kind: type, name: str, language: str) -> str:
    """What the reference says of a key of a table of this class, in both languages."""
    return "\n\n".join(filter(None, (told_of_key(kind, name, each) for each in languages_from(language))))


def word_told(word: str, language: str) -> str:
    """What a word of conditions says, in both languages."""
    return "\n\n".join(say(f"editing.entry-{word.replace('_', '-')}", each) for each in languages_from(language))


# ---- names -----------------------------------------------------------------------------------------------------------


def symbol_told(project: Project, symbol: Symbol, language: str) -> str:
    """What a name stands for: its kind, its labels, and what the policy says of it, in both languages."""
    kind = kind_told(project, symbol, language)
    if not kind:
        return ""
    parts = [f"**{plain(symbol.name)}** · {kind}"]
    labels = _labels(project, symbol)
    if labels:
        parts.append(" · ".join(plain(labels[each]) for each in dict.fromkeys(labels)))
    for each in languages_from(language):
        words = project.words(each)
        parts += [] if words is None else _meaning(words, symbol)
    return "\n\n".join(parts)


def kind_told(project: Project, symbol: Symbol, language: str) -> str:
    """What kind of thing a name stands for, in the words of the reader; ``""`` where nothing has it."""
    section = _section_of(project, symbol)
    if section is None:
        return ""
    told = say(f"editing.kind-{section.replace('_', '-')}", language)
    given = None if section != "inputs" else project.sheet.tree.value(("inputs", symbol.name, "type"))
    if given is not None and given.text in ("number", "grade", "choice", "flag", "text"):
        told = say(f"editing.kind-input-{given.text}", language)
    return told


def _section_of(project: Project, symbol: Symbol) -> str | None:
    """The section in which a name is given."""
    own = project.sheet.tree
    if symbol.space == "value":
        return next((each for each in VALUES if symbol.name in own.names_in((each,))), None)
    head = symbol.space.partition(":")[0]
    return head if head == "article" or project.given(symbol) is not None else None


def _labels(project: Project, symbol: Symbol) -> dict[str, str]:
    """The labels of a name by their languages, as they are written."""
    found = project.given(symbol)
    own = project.sheet.tree
    path: Path = ()
    if symbol.space == "value":
        section = _section_of(project, symbol)
        path = (section, symbol.name) if section is not None else ()
        path = (*path, 0) if section == "parameters" else path
    elif found is not None:
        path = found[1].path[:-1] if found[1].form == "text" else found[1].path
    if not path or symbol.space.startswith(("article", "option")):
        return {}
    for key in ("label", "title"):
        label = own.value((*path, key))
        if label is not None and label.kind == "text":
            return {"": label.text}
        texts = {each: own.value((*path, key, each)) for each in own.names_in((*path, key))}
        if texts:
            return {each: value.text for each, value in texts.items() if value is not None}
    return {}


def _meaning(words: Words, symbol: Symbol) -> Iterator[str]:
    """The sentences of the description on it, as Markdown."""
    thing = _THINGS.get(symbol.space)
    draft = None if thing is None else told_of(words, thing, symbol.name)
    if draft is None:
        return
    article = Article(0, "", draft.sentences, draft.bases)
    lines = list(lines_of(article, words.language))
    text = ""
    for at, line in enumerate(lines):
        text += ("" if not at else "\n" if line.depth else "\n\n") + line_text(line)
    yield text
    basis = [f"> {plain(each)}" for each in basis_of(article, words.language)]
    if basis:
        yield "\n>\n".join(basis)


# ---- examples --------------------------------------------------------------------------------------------------------


def _example_told(project: Project, sheet: Sheet, path: Sequence[str | int], language: str) -> str:
    """What an example yields, unit by unit and period by period."""
    number = path[1] if len(path) > 1 else None
    if project.checked.policy is None or not isinstance(number, int):
        return say("editing.example-not-judged", language)
    found = project.example(sheet, number)
    if found is None:
        return ""
    policy, example = found
    told = [f"**{plain(label_text(example.name, language, ''))}**"]
    told += [f"- {plain(each)}" for each in yields(policy, example, language)]
    return told[0] + "\n\n" + "\n".join(told[1:])


def yields(policy: Policy, example: tree.Example, language: str) -> Iterator[str]:
    """A line for each row of an example: the grade, and what follows."""
    rules = policy.rules
    for now in evaluate(rules, history_of(rules, example)):
        yield say(
            "editing.yields",
            language,
            {
                "row": row_told(rules, now),
                "grade": grade_told(rules, now, language),
                "consequences": _received(rules, now, language),
            },
        )


def row_told(rules: tree.Rules, now: Judged) -> str:
    """The unit and the period of a row."""
    period = str(period_text(rules.period, now.period))
    return period if now.unit == "-" else f"{now.unit}, {period}"


def grade_told(rules: tree.Rules, now: Judged, language: str) -> str:
    """The grade of a row in words."""
    found = next((each for each in rules.grades if each.id == now.grade), None)
    return say("editing.no-grade", language) if found is None else label_text(found.label, language, found.id)


def _received(rules: tree.Rules, now: Judged, language: str) -> str:
    labels = [label_text(each.label, language, each.id) for each in rules.consequences if each.id in now.received]
    return say("reports.comma", language).join(labels) if labels else say("editing.nothing-follows", language)


def value_text(value: object, language: str) -> str:
    """A value of a row in words."""
    if isinstance(value, bool):
        return say("editing.true" if value else "editing.false", language)
    if isinstance(value, Decimal):
        return decimal_text(value)
    return say("editing.missing", language) if value is None else str(value)
