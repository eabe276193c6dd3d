"""What is asked of ballots as they are written, before anything is made of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from targetrules.alike import appearance_in_policy
from targetrules.rules.resolution.indicator_names import texts_of
from targetrules.source.collector import DiagnosticCollector
from targetrules.source.decimals import plain_digits
from targetrules.source.diagnostic import Path
from targetrules.syntax import schema as syntax
from targetrules.syntax.shape import as_toml
from targetrules.wording import Word

__all__ = ["MOST_ANSWERS", "check_ballots", "points_of_answers"]

_BARE: Final = re.compile(r"[^\W\d]\w*")
_MOST_DECIMALS: Final = 6
MOST_ANSWERS: Final = 50
"""Of one ballot, so that its formulas are none that are too long."""
_MOST_NEEDED: Final = 1_000_000


def check_ballots(file: syntax.PolicyFile, diagnostics: DiagnosticCollector) -> set[str]:
    """Note what is wrong with each; the names of those of which nothing can be made."""
    faulty = set[str]()
    for name, ballot in (file.ballots or {}).items():
        before = len(diagnostics)
        _Check(name, ballot, diagnostics).all_of_it(file)
        if len(diagnostics) > before:
            faulty.add(name)
    return faulty


def points_of_answers(ballot: syntax.Ballot) -> dict[str, Decimal]:
    """What each answer of a ballot gives."""
    return {
        answer: each.points if isinstance(each, syntax.Answer) else Decimal(each)
        for answer, each in ballot.answers.items()
    }


class _Check:
    """Looks at one ballot."""

    def __init__(self, name: str, ballot: syntax.Ballot, diagnostics: DiagnosticCollector) -> None:
        self.name, self.ballot, self.diagnostics = name, ballot, diagnostics
        self.path: Path = ("ballots", name)

    def all_of_it(self, file: syntax.PolicyFile) -> None:
        one = self.ballot
        self.check_id(self.name, self.path)
        for section in ("inputs", "details"):
            if self.name in (getattr(file, section) or {}):  # a step would bring either
                first = f"[{section}.{self.name}]"
                self.diagnostics.add("TR061", self.path, at="key", found=self.name, first=first)
        self.check_answers()
        self.check_number(one.at_least, (*self.path, "at_least"), _MOST_NEEDED, least=1)
        self.check_number(one.decimals, (*self.path, "decimals"), _MOST_DECIMALS, least=0)
        if one.voters is None and one.missing is not None:
            self.diagnostics.add("TR018", (*self.path, "missing"), at="key", found="missing", keys=("voters",))
        if one.voters == {}:
            self.diagnostics.add("TR065", (*self.path, "voters"))
        self.check_labels(file)
        for group, voters in (one.voters or {}).items():
            path: Path = (*self.path, "voters", group)
            self.check_id(group, path)
            self.check_number(voters.at_least, (*path, "at_least"), _MOST_NEEDED, least=1)
            if voters.weight <= 0:
                self.diagnostics.add("TR069", (*path, "weight"), found=as_toml(voters.weight), name=group)

    def check_labels(self, file: syntax.PolicyFile) -> None:
        """No two answers, and no two groups of voters, are called alike: nobody could tell their columns apart."""
        grades = {each.id: each.label for each in file.grades or ()}
        parts: dict[str, Mapping[str, syntax.Answer | syntax.Voters | Decimal]] = {
            "answers": self.ballot.answers,
            "voters": self.ballot.voters or {},
        }
        for key, of in parts.items():
            known = dict[tuple[str, str], str]()
            for id_, each in of.items():
                own = None if isinstance(each, Decimal | int) else each.label
                called = texts_of(own or grades.get(id_), id_, file.policy.languages)
                looks = {language: (language, appearance_in_policy(text)) for language, text in called.items()}
                found = next((language for language, look in looks.items() if look in known), None)
                if found is not None:
                    self.diagnostics.add(
                        "TR293",
                        (*self.path, key, id_, *(() if own is None else ("label",))),
                        at="key" if own is None else "value",
                        found=called[found],
                        id=id_,
                        first=known[looks[found]],
                        name=self.name,
                    )
                known = dict.fromkeys(looks.values(), id_) | known

    def check_id(self, found: str, path: Path) -> None:
        """Names in formulas are made of it."""
        if _BARE.fullmatch(found) is None:
            self.diagnostics.add("TR290", path, at="key", found=found)

    def check_number(self, number: int | None, path: Path, most: int, *, least: int) -> None:
        """A number lies within its ends, where it is there."""
        if number is not None and not least <= number <= most:
            self.diagnostics.add("TR015", path, found=str(number), least=least, most=most)

    def check_answers(self) -> None:
        """There are several, and not all of them give the same."""
        path: Path = (*self.path, "answers")
        if not self.ballot.answers:
            self.diagnostics.add("TR065", path)
            return
        found = len(self.ballot.answers)
        if found > MOST_ANSWERS:
            more, what = Word("limits.fewer-answers"), Word("limits.answers")
            self.diagnostics.add("TR049", path, at="key", advice=more, what=what, found=str(found), most=MOST_ANSWERS)
        points = points_of_answers(self.ballot)
        for answer, each in points.items():
            self.check_id(answer, (*path, answer))
            if each < 0:
                self.diagnostics.add("TR292", (*path, answer), found=as_toml(each), answer=answer)
        if len(set(points.values())) == 1:
            told = plain_digits(next(iter(points.values())))
            self.diagnostics.add("TR291", path, at="key", name=self.name, points=told)
