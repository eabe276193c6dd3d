"""A review as one page for people, and as values for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from targetrules.arguments import instance_of
from targetrules.data import frozen
from targetrules.report.labels import PolicyLabels
from targetrules.report.paint import Paint, plain
from targetrules.report.table import table_text
from targetrules.review.findings import KINDS, Fields, Review, ReviewFinding
from targetrules.source.decimals import plain_digits
from targetrules.visible import visible
from targetrules.wording import Listing, known_language, say

__all__ = ["SHOWN", "Answer", "answers_of", "nothing_found", "review_text", "review_values"]

SHOWN: Final = 5
"""So many rows of each answer are shown, unless all are asked for."""

_NAMED: Final = 3
"""So many names stand in one cell."""

_COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "step": ("unit", "input", "value", "other", "then"),
    "rounding": ("unit", "measure", "value", "unrounded", "then"),
    "neighbour": ("rule", "group", "inside", "outside", "gap"),
    "missing": ("missing", "count", "units", "rules"),
    "came": ("unit",),
    "went": ("unit",),
    "moved": ("unit", "before", "now", "by"),
    "weight": ("part", "nominal", "effective"),
    "nobody": ("rule", "group", "size", "share"),
    "still": ("unit", "input", "value", "periods"),
    "repeated": ("input", "value", "count", "units"),
    "alike": ("count", "units"),
    "unread": ("column",),
    "default": ("unit", "input", "default", "then"),
}


def review_text(
    review: Review, language: str = "en", *, most: int | None = SHOWN, width: int | None = None, paint: Paint = plain
) -> str:
    """Tell what a review found.

    Args:
        review: What was found.
        language: ``"en"`` or ``"zh"``.
        most: How many rows of each answer are shown; None: all.
        width: That of the terminal, in cells; None: nothing is wrapped.
        paint: Gives parts of the text their colours; left out, there are none.

    Returns:
        The text, without an end of line behind the last line.

    Raises:
        ArgumentError: This is no review.
        UnknownLanguageError: There are no sentences in this language.
    """
    instance_of("review", review, Review, "review")
    page = _Page(review, PolicyLabels(review.rules, known_language(language)), most, width, paint)
    return "\n".join(page.lines())


@frozen(slots=True)
class Answer:
    """What was found of one question, in words.

    Attributes:
        head: What was asked, and of how many it is so.
        headings: Those of the columns.
        rows: As many cells each.
        notes: How many more there are, and how many units were not tried.
    """

    head: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]


def answers_of(review: Review, language: str, most: int) -> Iterator[Answer]:
    """The answers that say something, each with so many rows at most."""
    page = _Page(review, PolicyLabels(review.rules, language), most, None, plain)
    for finding in review.findings:
        if finding.rows or finding.untried:
            yield page.in_cells(finding)


def nothing_found(review: Review, language: str) -> str:
    """That nothing was found of some questions; empty where something was of all."""
    return _Page(review, PolicyLabels(review.rules, language), None, None, plain).nothing()


@frozen(slots=True)
class _Page:
    review: Review
    names: PolicyLabels
    most: int | None
    width: int | None
    paint: Paint

    def say(self, key: str, **values: Any) -> str:
        return say(f"reviews.{key}", self.names.language, values)

    def lines(self) -> Iterator[str]:
        yield self.names.heading()
        before = self.review.before
        title = "title" if before is None else "title-before"
        yield self.say(title, period=self.review.period, before=before, count=self.review.units)
        for finding in self.review.findings:
            if finding.rows or finding.untried:
                yield ""
                yield from self.answer(finding)
        if nothing := self.nothing():
            yield ""
            yield nothing

    def nothing(self) -> str:
        """The questions of which nothing was found; empty where there is none."""
        found = {each.kind for each in self.review.findings if each.rows or each.untried}
        asked = {each.kind for each in self.review.findings}
        heads = tuple(self.say(f"short-{each}") for each in KINDS if each in asked - found)
        return self.say("nothing", heads=Listing(heads, "; ")) if heads else ""

    def head(self, kind: str, about: Fields) -> str:
        values = {"period": self.review.period, "before": self.review.before, "units": about.get("units")}
        for key, sentence in (("number", "-number"), ("ranking", "-ranking"), ("measure", "-of")):
            if key in about:
                return self.say(f"head-{kind}{sentence}", name=self.names.named(about[key]), **values)
        return self.say(f"head-{kind}", **values)

    def titled(self, finding: ReviewFinding) -> tuple[str, Sequence[Fields], list[str]]:
        """The heading of an answer, the rows that are shown, and what is said of the others."""
        head = self.head(finding.kind, finding.about)
        if finding.kind == "weight":
            return head, finding.rows, []
        rows = finding.rows[: self.most]
        more = [self.say("more", count=len(finding.rows) - len(rows))] if len(finding.rows) > len(rows) else []
        untried = [self.say("untried", count=finding.untried)] if finding.untried else []
        return self.say("head", head=head, count=len(finding.rows)), rows, [*more, *untried]

    def in_cells(self, finding: ReviewFinding) -> Answer:
        """An answer as the cells of a table."""
        head, rows, notes = self.titled(finding)
        columns = _COLUMNS[finding.kind]
        cells = (tuple(self.cell(each, row) for each in columns) for row in rows)
        return Answer(head, self.headings(columns), tuple(cells), tuple(notes))

    def headings(self, columns: Sequence[str]) -> tuple[str, ...]:
        return tuple(self.names.say("unit") if each == "unit" else self.say(each) for each in columns)

    def answer(self, finding: ReviewFinding) -> Iterator[str]:
        head, rows, notes = self.titled(finding)
        yield self.paint(head, "heading")
        if finding.kind in ("came", "went", "unread"):
            yield "  " + self.names.say("comma").join(visible(str(next(iter(row.values())))) for row in rows)
        elif rows:
            yield from self.table(finding.kind, rows)
        yield from ("  " + note for note in notes)

    def table(self, kind: str, rows: Sequence[Fields]) -> Iterator[str]:
        columns = _COLUMNS[kind]
        cells = [[self.cell(each, row) for each in columns] for row in rows]
        text = table_text(self.headings(columns), [cells], width=None if self.width is None else self.width - 2)
        yield from ("  " + line for line in text.rstrip("\n").split("\n"))

    # ---- cells -------------------------------------------------------------------------------------------------------

    def cell(self, column: str, row: Fields) -> str:
        """What stands in a column of a row."""
        own = _OWN.get(column)
        if own is not None:
            return own(self, row)
        return self.value(row[column])

    def value(self, value: Any) -> str:
        match value:
            case bool():
                return self.say("yes" if value else "no")
            case None:
                return self.names.say("missing")
            case Decimal():
                return f"{value:f}"
            case _:
                return visible(str(value))

    def given(self, row: Fields) -> str:
        """A value of an input."""
        value, one = row["value"], self.names.rules.inputs[row["input"]]
        if not isinstance(value, str):
            return self.value(value)
        return self.names.grade(value) if one.kind.value == "grade" else self.names.option(one.name, value)

    def unrounded(self, row: Fields) -> str:
        """A measure before it is rounded, of which not all digits may be shown."""
        return self.say("cut-off", number=row["unrounded"]) if row["cut_off"] else self.value(row["unrounded"])

    def several(self, names: Sequence[str], what: str = "names") -> str:
        """The first of some names, and how many more there are."""
        shown, more = self.names.say("comma").join(names[:_NAMED]), len(names) - _NAMED
        return self.say(f"more-{what}", names=shown, count=more) if more > 0 else shown

    def rule(self, id_: str) -> str:
        rules = self.names.rules
        is_rule = id_ in rules.statuses or any(each.id == id_ for each in rules.consequences) or _is_grading(id_)
        return self.names.rule(id_) if is_rule else self.names.named(id_)

    def then(self, row: Fields) -> str:
        """What is another grade, or another consequence."""
        found = []
        if row["grade"] != row["grade_then"]:
            grade, then = self.names.grade(row["grade"]), self.names.grade(row["grade_then"])
            found.append(self.say("then-grade", grade=grade, then=then))
        for key in ("gained", "lost"):
            if row[key]:
                names = self.several([self.names.consequence(each) for each in row[key]])
                found.append(self.say(f"then-{key}", names=names))
        return "\n".join(found)

    def group(self, row: Fields) -> str:
        ranking, names = self.names.named(row["ranking"]), self.names.rules.rankings[row["ranking"]].within
        words = [self.names.option(name, word) for name, word in zip(names, row["group"], strict=True)]
        group = self.names.say("comma").join(words)
        return self.say("group-in", ranking=ranking, group=group) if group else ranking

    def placed(self, side: str, row: Fields) -> str:
        value = row[f"{side}_value"]
        told = self.names.grade(value) if isinstance(value, str) else self.value(value)
        return self.say("placed", unit=row[side], rank=row[f"{side}_rank"], value=told)

    def gap(self, row: Fields) -> str:
        gap, by = row["gap"], self.names.named(row["by"])
        text = self.say("by-alone", by=by) if gap is None else self.say("apart", gap=gap, by=by)
        return self.say("tied", gap=text, count=row["across"]) if row["across"] else text


def _is_grading(id_: str) -> bool:
    return id_.startswith("grading.")


_OWN: Final[Mapping[str, Callable[[_Page, Fields], str]]] = {
    "input": lambda page, row: page.names.named(row["input"]),
    "measure": lambda page, row: page.names.named(row["measure"]),
    "part": lambda page, row: page.names.named(row["part"]),
    "missing": lambda page, row: page.names.missing(row["missing"]),
    "rule": lambda page, row: page.rule(row["rule"]),
    "value": lambda page, row: page.given(row) if "input" in row else page.value(row["value"]),
    "default": lambda page, row: page.given(row),
    "unrounded": lambda page, row: page.unrounded(row),
    "then": lambda page, row: page.then(row),
    "group": lambda page, row: page.group(row),
    "inside": lambda page, row: page.placed("inside", row),
    "outside": lambda page, row: page.placed("outside", row),
    "gap": lambda page, row: page.gap(row),
    "units": lambda page, row: page.several([visible(each) for each in row["units"]], "units"),
    "rules": lambda page, row: page.several([page.rule(each) for each in row["rules"]]),
    "nominal": lambda page, row: page.say("percent", number=row["nominal"]),
    "effective": lambda page, row: page.say("percent", number=row["effective"]),
    "share": lambda page, row: page.say("percent", number=plain_digits(row["share"])),
}


# ---- for programs ----------------------------------------------------------------------------------------------------


def review_values(review: Review) -> dict[str, Any]:
    """A review as JSON has it: numbers with decimals as the text of their digits.

    Args:
        review: What was found.

    Returns:
        The values, of which all are there in every language.

    Raises:
        ArgumentError: This is no review.
    """
    instance_of("review", review, Review, "review")
    return {
        "policy": review.rules.id,
        "period": review.period,
        "before": review.before,
        "units": review.units,
        "findings": [
            {
                "kind": each.kind,
                **each.about,
                **({"untried": each.untried} if each.untried else {}),
                "rows": [{name: _plain(value) for name, value in row.items()} for row in each.rows],
            }
            for each in review.findings
        ],
    }


def _plain(value: Any) -> Any:
    return f"{value:f}" if isinstance(value, Decimal) else value
