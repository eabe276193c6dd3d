"""The score of a policy's mutants in words: how many were noticed, which were not, and what would notice those."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from targetrules.mutation.mutants import Mutant
from targetrules.mutation.score import MutationScore, Survivor
from targetrules.report.paint import Paint, plain
from targetrules.report.unshown import entry_to_paste
from targetrules.rules.definition import Label, label_text
from targetrules.source.toml_text import in_quotes
from targetrules.visible import visible
from targetrules.wording import LANGUAGES, known_language, say

__all__ = ["example_name", "percent", "place_of", "score_text", "shown_example", "summary_text"]


def score_text(score: MutationScore, language: str = "en", *, paint: Paint = plain) -> str:
    """Tell what examples and claims of a policy notice of its mutants, and what would show the others.

    Args:
        score: What was found.
        language: ``"en"`` or ``"zh"``.
        paint: Gives parts of the text their colours; left out, there are none.

    Returns:
        The text, without an end of line behind the last line, which is empty behind examples. These
        can be pasted as they are.

    Raises:
        UnknownLanguageError: There are no sentences in this language.
    """
    return "\n".join(_lines(score, known_language(language), paint))


def _lines(score: MutationScore, language: str, paint: Paint) -> Iterator[str]:
    yield "  " + paint(summary_text(score, language), "heading" if score.survivors else "good")
    if score.failing:
        names = "; ".join(label_text(each, language, "") for each in score.failing)
        yield "  " + paint(_say("failing", language, examples=names), "error")
    if score.equal:
        yield "  " + _say("equal", language, count=len(score.equal))
        yield from _places(score.equal, language, paint)
    if score.unjudged:
        yield "  " + paint(_say("unjudged", language, count=len(score.unjudged)), "error")
        yield from _places(score.unjudged, language, paint)
    yield from _survivors(score, language, paint)


def summary_text(score: MutationScore, language: str) -> str:
    """How many mutants were noticed, in one line."""
    if not score.counted:
        return _say("none-judged" if score.unjudged else "none", language)
    return _say("score", language, killed=len(score.killed), counted=score.counted, percent=percent(score))


def _survivors(score: MutationScore, language: str, paint: Paint) -> Iterator[str]:
    shown = [each for each in score.survivors if each.telling is not None]
    if shown:
        yield "  " + paint(_say("survivors", language, count=len(shown)), "heading")
    for each in shown:
        number = "" if each.example is None else _say("by-example", language, number=each.example + 1)
        yield _place(each.mutant, language, paint) + number
        if each.why is not None:
            yield "      " + paint(_say("refuted", language, why=_label(each.why, language)), "error")
    yield from _unseen(score, language, paint)
    yield from _explained(score, language, paint)
    if score.examples:
        yield "  " + paint(_say("examples", language), "heading")
        for at, _ in enumerate(score.examples):
            yield ""
            yield _say("example", language, number=at + 1)
            yield shown_example(score, at, language).rstrip("\n")
        yield ""


def _unseen(score: MutationScore, language: str, paint: Paint) -> Iterator[str]:
    """The survivors of which nobody knows more, and what to write where they mean the same."""
    for cut_short, key in ((False, "unseen"), (True, "cut-short")):
        alike = [each for each in score.unseen if each.cut_short is cut_short]
        if alike:
            histories = max(each.histories for each in alike)
            yield "  " + paint(_say(key, language, count=len(alike), histories=histories), "heading")
            yield from _places([each.mutant for each in alike], language, paint)
    if score.unseen:
        yield "  " + _say("explain", language)
        for each in score.unseen:
            yield ""
            yield from entry_to_paste(each.mutant.place.path, "change", in_quotes(each.mutant.change(language)))
        yield ""


def _explained(score: MutationScore, language: str, paint: Paint) -> Iterator[str]:
    """The survivors that the policy explains, and what it explains without need."""
    if score.explained:
        yield "  " + paint(_say("explained", language, count=len(score.explained)), "heading")
    for each in score.explained:
        yield _place(each.mutant, language, paint)
        yield f"      {_label(each.why, language)}"
    if score.needless:
        yield "  " + paint(say("coverage.needless", language, {}), "heading")
    for entry in score.needless:
        where = f"{score.policy.name}:{entry.line}:{entry.column}" if entry.line else score.policy.name
        yield f"    {paint(where, 'frame')}  {entry.text(language)}"


def _places(mutants: Sequence[Mutant], language: str, paint: Paint) -> Iterator[str]:
    return (_place(each, language, paint) for each in mutants)


def _place(mutant: Mutant, language: str, paint: Paint) -> str:
    return f"    {paint(place_of(mutant), 'frame')}  {mutant.change(language)}"


def place_of(mutant: Mutant) -> str:
    """Where a mutant is, as editors jump to it."""
    place = mutant.place
    return place.file if place.line is None else f"{place.file}:{place.line}:{place.column}"


def percent(score: MutationScore) -> str:
    """The share of mutants that were noticed, in percent, cut off after one decimal: 100 are all of them."""
    if score.share is None:
        return ""
    tenths = score.share.numerator * 1000 // score.share.denominator
    return f"{tenths // 10}.{tenths % 10}"


def shown_example(score: MutationScore, at: int, language: str) -> str:
    """One of the examples of a score, ready to paste, with a name that says what it notices."""
    first = next(each for each in score.survivors if each.example == at)
    return score.examples[at].text(example_name(score, first, language))


def example_name(score: MutationScore, survivor: Survivor, language: str) -> Label | str:
    """What an example is called that notices a mutant, in the languages of the policy, or else in this one."""
    rules = score.policy.rules
    languages = [each for each in rules.languages or rules.title if each in LANGUAGES]
    if len(languages) < len(rules.languages) or not languages:
        return _name(survivor, language)
    return {language: _name(survivor, language) for language in languages}


def _name(survivor: Survivor, language: str) -> str:
    change = survivor.mutant.change(language).replace("`", "").replace('"', "")
    return _say("example-name", language, change=change)


def _label(label: Label | None, language: str) -> str:
    return visible(label_text(label or {}, language, ""))


def _say(key: str, language: str, **values: Any) -> str:
    return say(f"mutation.{key}", language, values)
