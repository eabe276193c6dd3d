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
from targetrules.rules.resolution.ballot_checks import check_ballots, points_of_answers
from targetrules.rules.resolution.ballot_names import ANSWERS, SCORE, VALID, WEIGHT, made_of_ballot, named
from targetrules.rules.resolution.indicator_names import said
from targetrules.rules.resolution.indicators_made import SCORE_DECIMALS, Made
from targetrules.source.collector import DiagnosticCollector
from targetrules.source.decimals import decimals_of, plain_digits
from targetrules.source.diagnostic import Path
from targetrules.syntax import schema as syntax

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
    def label(self) -> dict[str, str]:
        """What the ballot is called."""
        return self.made.texts(self.ballot.label, self.name)

    @property
    def most(self) -> Decimal:
        """What the best answer gives."""
        return max(points_of_answers(self.ballot).values())

    @property
    def kept(self) -> syntax.Measure:
        """A score without its formula."""
        one = self.ballot
        decimals = SCORE_DECIMALS if one.decimals is None else one.decimals
        return syntax.Measure(decimals=decimals, rounding=one.rounding)

    def add(self) -> None:
        one = self.ballot
        if one.voters is None:
            self.add_votes(self.name, self.label, one.at_least or 1, self.path)
            return
        for group, voters in one.voters.items():
            called = self.texts(voters.label, group)
            label = {
                language: said("ballots.of-voters", language, label=own, voters=called[language])
                for language, own in self.label.items()
            }
            at_least = voters.at_least or one.at_least or 1
            self.add_votes(named(self.name, group), label, at_least, (*self.path, "voters", group))
        score = self.of_those_that_count(one.voters) if one.missing == "reweight" else self.of_all(one.voters)
        score = attrs.evolve(score, label=_told("score", self.label))
        self.made.add("measures", named(self.name, SCORE), score, self.path)

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
        label = _told("weight", self.label)
        counting = syntax.Measure(formula=self.where_valid(voters, ""), decimals=places, label=label)
        self.made.add("measures", weight, counting, self.path)
        formula = _mean(self.where_valid(voters, SCORE), weight, self.most)
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
        points = {named(of, answer): each for answer, each in points_of_answers(self.ballot).items()}
        for answer, written in self.ballot.answers.items():
            self.add_count(named(of, answer), label, answer, written)
        answers, valid = named(of, ANSWERS), named(of, VALID)
        total = syntax.Measure(formula=" + ".join(points), label=_told("answers", label))
        self.made.add("measures", answers, total, path)
        enough = {answers: {"at_least": at_least}}
        self.made.add("conditions", valid, {"label": _told("valid", label), **enough}, path)
        case = syntax.Case(when={valid: True}, formula=_mean(_sum(points), answers, self.most))
        score = attrs.evolve(self.kept, cases=[case], label=_told("score", label))
        self.made.add("measures", named(of, SCORE), score, path)

    def add_count(self, name: str, label: Mapping[str, str], answer: str, written: Decimal | syntax.Answer) -> None:
        """How many gave an answer: a whole number, of which nobody is told how it should have been."""
        texts = self.texts(written.label if isinstance(written, syntax.Answer) else None, answer)
        told = {
            language: said("ballots.count", language, label=own, answer=texts[language])
            for language, own in label.items()
        }
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

    def texts(self, label: syntax.Label | None, id_: str) -> dict[str, str]:
        """What an answer or a group of voters is called: one that is a grade as the grade is."""
        grade = next((each.label for each in self.made.written.grades or () if each.id == id_), None)
        return self.made.texts(label or grade, id_)


def _told(part: str, label: Mapping[str, str]) -> dict[str, str]:
    """The label of what is made."""
    return {language: said(f"ballots.{part}", language, label=own) for language, own in label.items()}


def _mean(total: str, weight: str, most: Decimal) -> str:
    """A sum divided by its weight, written so that it is known to be ``most`` at the most."""
    whole = f"{plain_digits(most)} * {weight}"
    return f"{plain_digits(most)} * clamp({total}, 0, {whole}) / ({whole})"


def _sum(points: Mapping[str, Decimal]) -> str:
    """All points that were given, as a formula."""
    return " + ".join(f"{plain_digits(each)} * {name}" for name, each in points.items() if each)
