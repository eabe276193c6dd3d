"""Ballots as written to inputs, conditions and measures as an author would write them: the one arrow between them.

Nobody else knows of ballots. Of a ballot ``x`` the answer ``good`` is the input ``x_good``, how many gave it; all that
gave a valid answer are ``x_answers``, whether they are enough is ``x_valid``, and what the ballot comes to ``x_score``.
Where several groups vote each has these of its own, ``x_staff_good``, and ``x_score`` is the mean by their weights.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

import attrs

from targetrules.data import frozen
from targetrules.rules.definition import label_text
from targetrules.rules.resolution.ballot_checks import check_ballots
from targetrules.rules.resolution.ballot_names import ANSWERS, SCORE, VALID, WEIGHT, made_of_ballot, named
from targetrules.rules.resolution.indicators_made import SCORE_DECIMALS, Made
from targetrules.source.collector import DiagnosticCollector
from targetrules.source.decimals import decimals_of, plain_digits
from targetrules.source.diagnostic import Path
from targetrules.syntax import schema as syntax
from targetrules.wording import LANGUAGES, say

__all__ = ["MOST_VOTES", "with_ballots"]

MOST_VOTES: Final = 1_000_000
"""How many may give one answer."""


def with_ballots(file: syntax.PolicyFile, diagnostics: DiagnosticCollector) -> syntax.PolicyFile:
    """The file with all that its ballots stand for; the same file where it has none.

    What is wrong with them is noted, and what cannot be made of them counts as lost.
    """
    if not file.ballots:
        return file
    faulty = check_ballots(file, diagnostics)
    made = Made(file, diagnostics)
    for name, ballot in file.ballots.items():
        if name in faulty:
            diagnostics.lost.update((name, *made_of_ballot(name, ballot)))
        else:
            _Ballot(name, ballot, made).add()
    return made.file()


@frozen(slots=True)
class _Ballot:
    """Makes what one ballot stands for."""

    name: str
    ballot: syntax.Ballot
    made: Made

    @property
    def path(self) -> Path:
        return ("ballots", self.name)

    @property
    def kept(self) -> syntax.Measure:
        """A score without its formula."""
        one = self.ballot
        decimals = SCORE_DECIMALS if one.decimals is None else one.decimals
        return syntax.Measure(decimals=decimals, rounding=one.rounding)

    def add(self) -> None:
        one = self.ballot
        if one.voters is None:
            self.add_votes(self.name, self.labels(one.label, self.name), one.at_least or 1, self.path)
            return
        for group, voters in one.voters.items():
            label = {
                language: _say("of-voters", language, label=own, voters=self.text(voters, group, language))
                for language, own in self.labels(one.label, self.name).items()
            }
            at_least = voters.at_least or one.at_least or 1
            self.add_votes(named(self.name, group), label, at_least, (*self.path, "voters", group))
        score = self.of_those_that_count(one.voters) if one.missing == "reweight" else self.of_all(one.voters)
        label = self.told("score", self.labels(one.label, self.name))
        self.made.add("measures", named(self.name, SCORE), attrs.evolve(score, label=label), self.path)

    def of_all(self, voters: Mapping[str, syntax.Voters]) -> syntax.Measure:
        """The mean of the scores of all groups: missing where one of them is none."""
        weights = {named(self.name, group, SCORE): each.weight for group, each in voters.items()}
        return attrs.evolve(self.kept, weights=weights)

    def of_those_that_count(self, voters: Mapping[str, syntax.Voters]) -> syntax.Measure:
        """The mean of the scores of the groups with enough answers; missing where it is unknown of one whether it has.

        Weights that go to the others wherever a score is missing would not do: it is so of a blank count as well.
        """
        weight = named(self.name, WEIGHT)
        places = max(decimals_of(Decimal(each.weight)) for each in voters.values())
        label = self.told("weight", self.labels(self.ballot.label, self.name))
        counting = syntax.Measure(formula=self.where_valid(voters, ""), decimals=places, label=label)
        self.made.add("measures", weight, counting, self.path)
        most = plain_digits(max(_points(each) for each in self.ballot.answers.values()))
        whole = f"{most} * {weight}"  # to which the bound of the score is known
        formula = f"{most} * clamp({self.where_valid(voters, SCORE)}, 0, {whole}) / ({whole})"
        return attrs.evolve(self.kept, cases=[syntax.Case(when={weight: {"above": 0}}, formula=formula)])

    def where_valid(self, voters: Mapping[str, syntax.Voters], times: str) -> str:
        """The weights of the groups with enough answers, or these times something of each, added up."""
        terms = []
        for group, each in voters.items():
            factor = f" * {named(self.name, group, times)}" if times else ""
            terms.append(f"if({named(self.name, group, VALID)}, {plain_digits(each.weight)}{factor}, 0)")
        return " + ".join(terms)

    def add_votes(self, of: str, label: Mapping[str, str], at_least: int, path: Path) -> None:
        """The counts of one group of voters, or of all, whether they are enough, and their score."""
        points = {named(of, answer): _points(each) for answer, each in self.ballot.answers.items()}
        for (name, _), (answer, written) in zip(points.items(), self.ballot.answers.items(), strict=True):
            self.add_count(name, label, answer, written)
        answers, valid = named(of, ANSWERS), named(of, VALID)
        total = syntax.Measure(formula=" + ".join(points), label=self.told("answers", label))
        self.made.add("measures", answers, total, path)
        enough = {answers: {"at_least": at_least}}
        self.made.add("conditions", valid, {"label": self.told("valid", label), **enough}, path)
        whole = f"{plain_digits(max(points.values()))} * {answers}"  # to which the bound of the score is known
        formula = f"{plain_digits(max(points.values()))} * clamp({_sum(points)}, 0, {whole}) / ({whole})"
        score = attrs.evolve(self.kept, cases=[syntax.Case(when={valid: True}, formula=formula)])
        self.made.add("measures", named(of, SCORE), attrs.evolve(score, label=self.told("score", label)), path)

    def add_count(self, name: str, label: Mapping[str, str], answer: str, written: Decimal | syntax.Answer) -> None:
        """How many gave an answer: a whole number, of which nobody is told how it should have been."""
        texts = {language: self.text(written, answer, language) for language in label}
        told = {language: _say("count", language, label=own, answer=texts[language]) for language, own in label.items()}
        found = syntax.Input(
            type="number",
            min=Decimal(0),
            max=Decimal(MOST_VOTES),
            decimals=0,
            optional=True,
            changeable=False,
            label=told,
        )
        headings = [f"{own}{between}{texts[language]}" for language, own in label.items() for between in ("", " ")]
        self.made.headings[name] = [*told.values(), *headings]
        self.made.add("inputs", name, found, (*self.path, "answers", answer))

    # ---- labels ------------------------------------------------------------------------------------------------------

    def labels(self, label: syntax.Label | None, otherwise: str) -> dict[str, str]:
        """A label in the languages of the policy, or in all that there are."""
        written = {"": label} if isinstance(label, str) else label or {}
        return {each: label_text(written, each, otherwise) for each in self.made.written.policy.languages or LANGUAGES}

    def text(self, written: Decimal | syntax.Answer | syntax.Voters, id_: str, language: str) -> str:
        """What an answer or a group of voters is called: an answer that is a grade as the grade is."""
        label = None if isinstance(written, Decimal | int) else written.label
        grade = next((each.label for each in self.made.written.grades or () if each.id == id_), None)
        return self.labels(label or grade, id_)[language]

    def told(self, part: str, label: Mapping[str, str]) -> dict[str, str]:
        """The label of what is made."""
        return {language: _say(part, language, label=own) for language, own in label.items()}


def _say(part: str, language: str, **values: str) -> str:
    return say(f"ballots.{part}", language if language in LANGUAGES else "en", values)


def _points(written: Decimal | syntax.Answer) -> Decimal:
    return written.points if isinstance(written, syntax.Answer) else Decimal(written)


def _sum(points: Mapping[str, Decimal]) -> str:
    """All points that were given, as a formula."""
    return " + ".join(f"{plain_digits(each)} * {name}" for name, each in points.items() if each)
