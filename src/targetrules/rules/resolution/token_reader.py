"""What is read of a formula token by token: names of flags, statuses and rankings, numbers, and signs between them."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Sequence
from decimal import Decimal
from typing import Final, Literal, TypeAlias, cast

from attrs import field

from targetrules.data import define
from targetrules.rules.condition import FlagIs
from targetrules.rules.leaf import Rounding
from targetrules.rules.resolution.context import NameKind, ResolutionContext, listed
from targetrules.rules.resolution.detail_advice import advice_of_level, dotted_advice
from targetrules.rules.resolution.name_advice import behind_section
from targetrules.rules.resolution.tokens import Token, UnreadableFormulaError
from targetrules.source.diagnostic import Path
from targetrules.wording import Word

__all__ = ["SHAPES", "TokenReader"]

_AFTER_POINT: Final = r"[^\W\d]\w*\.[^\W\d]\w*"
_LONGEST_PERCENT: Final = 8
_WHOLE: Final = 100
_COMPARING: Final = ("<", ">", "≤", "≥", "≠", "!", "=", "＜", "＞", "＝", "{")
_METHODS: Final = ("inclusive", "exclusive", "nearest", "sas5")
_METHOD_MEANT: Final = {
    "sas": "sas5",
    "inc": "inclusive",
    "exc": "exclusive",
    "nearest_rank": "nearest",
    **dict.fromkeys(("linear", "interpolated", "excel", "type7"), "inclusive"),
    **dict.fromkeys(("pctldef5", "pctldef"), "sas5"),
}
"""What else the methods are called."""

_PERCENT_SIGNS: Final = ("%", "％")
_AFTER_VALUE: Final = ("operator", "closing")
_OF_ARGUMENTS: Final = (
    *("comma", "closing", "percent", "ranking", "status", "whole-number"),
    *("ends", "named-end", "method", "methods", "flag"),
)
"""Where how the function is written helps, and not what a formula is made of."""

SHAPES: Final = {
    "at_entry": "at_entry(status, x)",
    "clamp": "clamp(x, low, high)",
    "round": "round(x, 2)",
    "abs": "abs(x)",
    "if": "if(flag, x, y)",
    "if_missing": "if_missing(x, 0)",
    "count": "count(flag, flag)",
    "previous": "previous(x, 1)",
    **{f"{how}_last": f"{how}_last(x, 3)" for how in ("mean", "best", "worst")},
    **{
        f"group_{how}": f"group_{how}(x, ranking)" for how in ("mean", "min", "max", "sum", "sd", "sd_sample", "median")
    },
    "group_percentile": "group_percentile(x, 90, ranking)",
    "group_count": "group_count(ranking, flag)",
    "group_share": "group_share(ranking, flag)",
}
"""How each function with arguments of its own kinds is written."""

_NO_METHOD: Final = {
    "group_sd": "formulas.slip-no-method-of-sd",
    "group_sd_sample": "formulas.slip-no-method-of-sd",
    "group_median": "formulas.slip-no-method-of-median",
}
_Method: TypeAlias = Literal["inclusive", "exclusive", "nearest", "sas5"]


@define
class TokenReader:
    """Where in a formula the reading is. ``within``: the details whose names are being read.

    ``calling``: the functions whose arguments are being read, the innermost last.
    """

    path: Path
    context: ResolutionContext
    rounding: Rounding
    tokens: list[Token]
    text: str
    at: int = 0
    parts: int = 0
    depth: int = 0
    names_words: bool = False
    within: str | None = None
    calling: list[str] = field(factory=list)

    @property
    def next(self) -> Token:
        """The token that is read next."""
        return self.tokens[self.at]

    def take(self, *texts: str) -> Token | None:
        """The next token, where it is one of these signs, which is read with that."""
        if self.next.kind == "sign" and self.next.text in texts:
            self.at += 1
            return self.tokens[self.at - 1]
        return None

    def unexpected(self, expected: str, **limits: object) -> UnreadableFormulaError:
        """What to raise where the next token is not what was ``expected``; the fault is noted."""
        word = Word(f"formulas.{expected}", limits)
        if self.next.kind == "end":
            end = self.next.start
            self.context.diagnostics.add("TR031", self.path, within=(end - 1, end), expected=word)
        else:
            token = self.next
            after_value = expected in _AFTER_VALUE or (expected in ("comma", "ends") and self.follows_factor(token))
            advice = self.argument_advice(expected) or self.mistake(token, after_value=after_value)
            advice = advice or (self.shape() if expected in _OF_ARGUMENTS else None)
            self.context.diagnostics.add(
                "TR030", self.path, within=token.within, advice=advice, found=token.text, expected=word
            )
        return UnreadableFormulaError()

    def follows_factor(self, token: Token) -> bool:
        """Whether it stands right behind a number, as in ``0.6a`` and ``2(a + b)``: times is meant, and no comma."""
        return self.tokens[self.at - 1].kind == "number" and not self.text[token.start - 1].isspace()

    def mistake(self, token: Token, *, after_value: bool = False) -> Word | None:
        """What is said of a token that is written otherwise in spreadsheets, or with a Chinese input method."""
        from targetrules.rules.resolution.formula_mistakes import UnexpectedToken, mistake_at

        if self.within is not None and token.text[:1] in _COMPARING:
            name = re.search(r"\w+\s*\Z", self.text[: token.start])
            own = None if name is None else self.comparison_at(name.start())
            values = {"details": self.within, "condition": own or "… = { below = 60 }"}
            return Word("formulas.slip-condition-of-details", values)
        return mistake_at(UnexpectedToken(self.text, token.start, token.text, after_value), self.context, self.reads)

    def comparison_at(self, start: int) -> str | None:
        """The entry of a condition that says what is compared here: ``score = { below = 60 }`` for ``score < 60``."""
        from targetrules.source.informal import statement_in

        found = statement_in(re.split(r"[,()]", self.text[start:], maxsplit=1)[0].strip())
        return None if found is None or found.startswith("{ not ") else found[2:-2]

    def of_level(self, token: Token) -> Word | None:
        """What is said of a name that is none here: it is one of details, or a slip."""
        dotted = dotted_advice(self.text, token.start, token.text, self.context)
        after = re.match(_AFTER_POINT, self.text[token.start :])
        dotted = dotted or (behind_section(after[0], self.context.names) if after else None)
        return dotted or advice_of_level(token.text, self.context) or self.mistake(token)

    def argument_advice(self, expected: str) -> Word | None:
        """What is said of a name in the place of another argument, and of a method where there is none."""
        token, function = self.next, self.calling[-1] if self.calling else ""
        if expected == "flag-alone":
            return Word("formulas.slip-flag-alone", {"flag": self.tokens[self.at - 1].text})
        if expected == "methods" or (expected == "method" and token.text in _METHODS):
            meant = _METHOD_MEANT.get(token.text.casefold(), token.text)
            return Word("formulas.slip-method", {"method": meant}) if meant in _METHODS else None
        at = self.at + (token.text == ",")
        if [each.text for each in self.tokens[at : at + 2]] == ["method", "="] and function != "group_percentile":
            return Word(_NO_METHOD.get(function, "formulas.slip-no-method"))
        return self.shape() if expected in ("percent", "status") and token.kind in ("name", "number") else None

    def shape(self) -> Word | None:
        """How the function is written whose arguments are being read."""
        found = SHAPES.get(self.calling[-1]) if self.calling else None
        if found is not None and self.calling[-1] == "group_percentile" and "method" in self.text:
            found = f"{found[:-1]}, method=sas5)"
        return None if found is None else Word("formulas.slip-shape", {"shape": found})

    @abstractmethod
    def reads(self, text: str) -> bool:
        """Whether another formula can be read, with the names that this one has."""

    # ---- names -------------------------------------------------------------------------------------------------------

    def flag(self) -> FlagIs:
        """The name of a flag, a named condition or a status."""
        token = self.next
        self.parts += 1
        if token.kind != "name":
            raise self.unexpected("flag")
        self.at += 1
        kind, at = self.context.names.get(token.text), token.within
        if kind is None:
            advice = None if self.context.diagnostics.is_lost(token.text) else self.of_level(token)
            advice = Word("formulas.slip-flag") if self.next.text == "(" else advice
            self.context.name(token.text, self.path, NameKind.FLAG, within=at, advice=advice)
            if advice is not None:  # what belongs to it is not told
                raise UnreadableFormulaError
        elif kind is not NameKind.FLAG:
            own = self.comparison_at(token.start) if self.next.text in _COMPARING else None
            advice = Word("formulas.slip-flag") if own is None else Word("formulas.slip-flag-own", {"condition": own})
            expected = (NameKind.FLAG.word,)
            self.context.diagnostics.add(
                "TR023", self.path, within=at, advice=advice, found=token.text, kind=kind.word, expected=expected
            )
            if self.next.text in _COMPARING:  # that it is compared is said with that
                raise UnreadableFormulaError
        elif self.next.text in _COMPARING:
            raise self.unexpected("flag-alone")
        return FlagIs(token.text, wanted=True)

    def status(self) -> str:
        """The name of a status. What is told of another name is what it stands for."""
        token, statuses = self.next, self.context.file.statuses or {}
        self.parts += 1
        if token.kind != "name":
            raise self.unexpected("status")
        self.at += 1
        kind = self.context.names.get(token.text)
        if kind is None:
            advice = None if self.context.diagnostics.is_lost(token.text) else self.of_level(token)
            self.context.unknown("TR140", self.path, token.text, statuses, within=token.within, advice=advice)
            if advice is not None:  # what belongs to it is not told
                raise UnreadableFormulaError
        elif token.text not in statuses:
            expected = (Word("names.status"),)
            advice = self.exchanged(token) or Word("diagnostics.TR140-do", {"known": listed(statuses)})
            self.context.diagnostics.add(
                "TR023",
                self.path,
                within=token.within,
                advice=advice,
                found=token.text,
                kind=kind.word,
                expected=expected,
            )
            if advice.key == "diagnostics.said-write" or self.next.text == ")":  # what else is wrong follows from that
                raise UnreadableFormulaError
        return token.text

    def exchanged(self, token: Token) -> Word | None:
        """What to write where the status stands in the place of the number, and the number in that of the status."""
        following = [each.text for each in self.tokens[self.at : self.at + 3]]
        is_status = len(following) > 1 and following[1] in (self.context.file.statuses or {})
        if following[:1] != [","] or not is_status or following[2:] != [")"]:
            return Word("formulas.slip-shape", {"shape": SHAPES["at_entry"]}) if following[:1] == [")"] else None
        return Word("diagnostics.said-write", {"entry": f"at_entry({following[1]}, {token.text})"})

    def ranking(self) -> str | None:
        """The name of a ranking."""
        token = self.next
        if token.kind != "name" or self.names_one_of(("method",)):
            raise self.unexpected("ranking")
        self.at += 1
        if token.text not in self.context.rankings:
            of_percentile = self.calling[-1:] == ["group_percentile"]
            meant = _METHOD_MEANT.get(token.text.casefold(), token.text)
            is_method = of_percentile and meant in _METHODS
            advice = Word("formulas.slip-method", {"method": meant}) if is_method else self.grouping(token.text)
            advice = advice or self.ranking_first(token.text)
            rankings = self.context.rankings
            self.context.unknown("TR022", self.path, token.text, rankings, within=token.within, advice=advice)
            if advice is not None:  # what follows it is not told
                raise UnreadableFormulaError
        return token.text

    def ranking_last(self) -> None:
        """Note a ranking that stands before the number whose function over the group is meant."""
        token, following = self.next, [each.text for each in self.tokens[self.at + 1 : self.at + 4]]
        if token.text not in self.context.rankings or following[:1] != [","] or following[2:] != [")"]:
            return
        advice = Word("diagnostics.said-write", {"entry": f"{self.calling[-1]}({following[1]}, {token.text})"})
        kind, expected = Word("names.ranking"), (NameKind.NUMBER.word,)
        self.context.diagnostics.add(
            "TR023", self.path, within=token.within, advice=advice, found=token.text, kind=kind, expected=expected
        )
        raise UnreadableFormulaError

    def ranking_first(self, name: str) -> Word | None:
        """What is said of a flag in the place of the ranking, before it or alone."""
        following = [each.text for each in self.tokens[self.at : self.at + 3]]
        is_ranking = len(following) > 1 and following[1] in self.context.rankings
        if following[:1] == [","] and is_ranking and following[2:] == [")"]:
            return Word("diagnostics.said-write", {"entry": f"{self.calling[-1]}({following[1]}, {name})"})
        return self.shape() if following[:1] == [")"] and name in self.context.names else None

    def grouping(self, name: str) -> Word | None:
        """What is said of an input that stands for the ranking whose groups are meant."""
        if self.context.names.get(name) not in (NameKind.CHOICE, NameKind.TEXT):
            return None
        rankings = self.context.rankings.items()
        within = [key for key, each in rankings if each.within in (name, [name])]
        if within:
            return Word("diagnostics.said-write", {"entry": within[0]})
        return Word("formulas.slip-groups", {"found": name})

    # ---- numbers, and what stands in brackets ------------------------------------------------------------------------

    def names_one_of(self, names: Sequence[str]) -> bool:
        """Whether one of these names comes next, and says with “=” that it names an argument."""
        return self.next.kind == "name" and self.next.text in names and self.tokens[self.at + 1].text == "="

    def method(self) -> _Method:
        """``method=sas5``: how a percentile is found."""
        if not self.names_one_of(("method",)):
            raise self.unexpected("method")
        self.at += 2
        token = self.next
        if token.text not in _METHODS:
            raise self.unexpected("methods")
        self.at += 1
        return cast("_Method", token.text)

    def percent(self) -> Decimal:
        """A comma, and a number from 0 to 100; it may have its sign, which says that less than 1 is meant."""
        self.comma()
        token = self.next
        if token.kind != "number" or len(token.text) > _LONGEST_PERCENT or Decimal(token.text) > _WHOLE:
            raise self.unexpected("percent")
        self.at += 1
        self.at += self.next.text in _PERCENT_SIGNS
        return Decimal(token.text)

    def whole_number(self, least: int, most: int) -> int:
        """A comma, and a whole number."""
        self.comma()
        number = self.next.whole_number(least, most)
        if number is None:
            raise self.unexpected("whole-number", least=least, most=most)
        self.at += 1
        return number

    def comma(self) -> None:
        """The sign between what stands in brackets."""
        self.expect(",", "comma")

    def close(self) -> None:
        """The end of what stands in brackets."""
        self.expect(")", "closing")

    def expect(self, sign: str, expected: str) -> None:
        """This sign and no other."""
        if not self.take(sign):
            raise self.unexpected(expected)
