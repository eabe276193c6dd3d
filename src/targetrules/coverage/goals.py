"""What examples should show of a policy: its goals, and which of them cannot be and so are not asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from targetrules.coverage.decisions import rule_paths
from targetrules.coverage.entries import Decision, entries_in
from targetrules.coverage.possible import Possible
from targetrules.data import frozen
from targetrules.rules import tree
from targetrules.rules.analysis.written import cases_of, formulas_of
from targetrules.rules.definition import Label
from targetrules.rules.resolution.articles import articles_in, is_of, origins_of
from targetrules.rules.resolution.context import label_of
from targetrules.source.diagnostic import Path
from targetrules.source.toml_text import key_text
from targetrules.syntax import schema as syntax
from targetrules.wording import Word

__all__ = ["ASPECTS", "KINDS", "Goal", "Key", "Kind", "band_path", "cases_in", "goals_of"]

Kind = Literal["entry", "case", "band", "rule", "quota", "consequence", "status", "grade", "article"]
KINDS: tuple[Kind, ...] = ("entry", "case", "band", "rule", "quota", "consequence", "status", "grade", "article")
ASPECTS = (
    "true",
    "false",
    "unknown",
    "matters",
    "applies",
    "acts",
    "acts-down",
    "acts-up",
    "stays-out",
    "moves",
    "edge",
    "idle",
    "due",
    "not-due",
    "replaced",
    "entered",
    "left",
    "given",
    "encoded",
)
"""What may be seen of something."""

Key = tuple[Path, str]
"""A place of the policy, and what should be seen of what stands there."""


@frozen(slots=True)
class Goal:
    """One thing that examples should show of what stands at a place; ``excused`` says why that is not asked for.

    Of an article of a source ``encoded`` is the first rule or definition that is of it.
    """

    kind: Kind
    path: Path
    aspect: str
    text: str
    excused: Word | Label | None = None
    encoded: Path | None = None

    @property
    def key(self) -> Key:
        """What it is known by."""
        return self.path, self.aspect


def goals_of(rules: tree.Rules, written: syntax.PolicyFile, decisions: list[Decision]) -> list[Goal]:
    """All goals, the entries of conditions first."""
    found = [
        *_of_entries(rules, decisions),
        *_of_cases(rules, written),
        *_of_grading(rules, written),
        *_of_consequences(rules),
        *_of_statuses(rules),
    ]
    if rules.grading is not None:
        found += [Goal("grade", ("grades", at), "given", each.id) for at, each in enumerate(rules.grades)]
    return [*found, *_of_articles(written)]


# ---- entries ---------------------------------------------------------------------------------------------------------


def _of_entries(rules: tree.Rules, decisions: list[Decision]) -> Iterator[Goal]:
    of_units = Possible(rules)
    of_rows = {name: Possible(each.rules) for name, each in rules.details.items()}
    for decision in decisions:
        possible = of_units if decision.asked.details is None else of_rows[decision.asked.details]
        if decision.asked.within is None:
            possible = possible.where_false(decision.asked.after)
        for entry in entries_in(decision.joints):
            true, false = (possible.may_be_so(decision, entry, so=so) for so in (True, False))
            unknown = possible.may_be_unknown(entry.condition)
            matters = true and false and possible.can_matter(decision, entry)
            why = {"true": true, "false": false, "unknown": unknown, "matters": matters}
            for aspect, may in why.items():
                excused = None if may else Word(f"coverage.never-{aspect}")
                yield Goal("entry", entry.path, aspect, entry.text, excused)


# ---- cases and grading -----------------------------------------------------------------------------------------------


def _of_cases(rules: tree.Rules, written: syntax.PolicyFile) -> Iterator[Goal]:
    for measure in rules.measures.values():
        for _, _, places in cases_in(measure, written):
            for number, place in enumerate(places, 1):
                last = str(place[-1])
                text = last if "points" in place or last == "otherwise" else f"case {number}"
                yield Goal("case", place, "applies", text)


def cases_in(
    measure: tree.Measure, written: syntax.PolicyFile
) -> Iterator[tuple[tree.Version, tree.Cases, Sequence[Path]]]:
    """The cases of a measure and where each stands, with ``otherwise`` at the end; points are cases, too."""
    for version in measure.versions:
        for cases, paths in cases_of(measure, written):
            if cases is version.formula:
                yield version, cases, [path if path[-1] == "otherwise" else path[:-1] for path in paths]
    for formula in formulas_of(measure, written):
        if formula.path[-1] == "points" and isinstance(formula.number, tree.Cases):
            words = [_word(case.when) for case in formula.number.of]
            yield formula.version, formula.number, [(*formula.path, "values", word) for word in words]


def _word(condition: tree.Condition) -> str:
    """The word for which a point stands."""
    if isinstance(condition, tree.ChoiceIs):
        return condition.options[0]
    return condition.grades[0] if isinstance(condition, tree.GradeIs) else ""


def _of_grading(rules: tree.Rules, written: syntax.PolicyFile) -> Iterator[Goal]:
    grading = rules.grading
    if grading is None:
        return
    for number, scale in enumerate(grading.scales):
        for at, band in enumerate(scale.bands):
            sign = "above" if band.strict else "at_least"
            text = f"{key_text(band.grade)}: {sign} {band.at_least:f}"
            yield Goal("band", band_path(written, number, at), "applies", text)
    for rule, path in rule_paths(grading):
        aspects = ["acts"]
        if isinstance(rule, tree.Limit):
            ends = {"acts-down": rule.most_down, "acts-up": rule.most_up}
            aspects = [aspect for aspect, most in ends.items() if most is not None]
        if rule.when != tree.All(()):
            aspects.append("stays-out")
        for aspect in aspects:
            yield Goal("rule", path, aspect, rule.id)
    for at, quota in enumerate(grading.quotas):
        for aspect in ("moves", "edge", "idle"):
            yield Goal("quota", ("grading", "quotas", at), aspect, quota.id)


def band_path(written: syntax.PolicyFile, scale: int, at: int) -> Path:
    """Where a band of a scale stands."""
    grading = written.grading
    path: Path = ("grading", "bands")
    bands = None if grading is None else grading.bands
    if grading is not None and grading.scales is not None:
        path, bands = ("grading", "scales", scale, "bands"), grading.scales[scale].bands
    return (*path, list(bands)[at]) if isinstance(bands, dict) else (*path, at)


# ---- articles --------------------------------------------------------------------------------------------------------


def _of_articles(written: syntax.PolicyFile) -> Iterator[Goal]:
    """The articles that sources are said to have: each is encoded by some rule, or left out on purpose."""
    origins = list(origins_of(written))
    for name, source in (written.sources or {}).items():
        left_out = {each.article: label_of(each.why) for each in source.left_out or ()}
        for at, article in enumerate(source.articles or ()):
            of_it = (
                path
                for path, of, text in origins
                if of == name and any(is_of(part, article) for part in articles_in(text))
            )
            path: Path = ("sources", name, "articles", at)
            yield Goal("article", path, "encoded", article, left_out.get(article), next(of_it, None))


# ---- consequences and statuses ---------------------------------------------------------------------------------------


def _of_consequences(rules: tree.Rules) -> Iterator[Goal]:
    for at, rule in enumerate(rules.consequences):
        aspects = ["due", "not-due", *(["replaced"] if rules.replaced_by[rule.id] else [])]
        for aspect in aspects:
            yield Goal("consequence", ("consequences", at), aspect, rule.id)


def _of_statuses(rules: tree.Rules) -> Iterator[Goal]:
    never = Possible(rules).never
    for name, status in rules.statuses.items():
        excused = Word("coverage.never-entered") if name in never else None
        yield Goal("status", ("statuses", name), "entered", name, excused)
        is_left = status.leave is not None or status.lasts_at_most is not None
        stays = None if is_left else Word("coverage.never-left")
        yield Goal("status", ("statuses", name), "left", name, excused or stays)
