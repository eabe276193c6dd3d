"""Terms as SMT-LIB 2 text, the one thing that solvers are given, and that can be saved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from targetrules.data import frozen
from targetrules.proof.terms import TRUE, Term, is_between
from targetrules.proof.traversals import in_order

__all__ = ["Script", "script"]

_SIGN = {"not": "not", "and": "and", "or": "or", "ite": "ite", "=": "=", "<=": "<=", "+": "+", "*": "*"}


@frozen(slots=True)
class Script:
    """A question in SMT-LIB 2: whether all that is asserted can be so at once.

    Attributes:
        text: The text, with its ``check-sat``.
        symbols: The variables by the symbols that stand for them.
        wishes: The symbols of wishes, the foremost first: each asks for something that need not be so.
    """

    text: str
    symbols: Mapping[str, Term]
    wishes: tuple[str, ...] = ()


def script(asserted: Sequence[Term], notes: Sequence[str] = (), wishes: Sequence[Term] = ()) -> Script:
    """The question whether all of these can be so at once.

    Args:
        asserted: Truth values.
        notes: What a reader of the text should know, a line each.
        wishes: What may be asked for besides.
    """
    every = in_order([*asserted, *wishes])
    symbols = {term: symbol for symbol, term in _symbols(every)}
    names = dict(symbols)
    lines = [*(f"; {_plain(note)}" for note in notes), "(set-logic ALL)"]
    for term in symbols:
        lines.append(f"(declare-const {names[term]} {term.sort})")
        lines.extend(f"(assert {_shown(part, names)})" for part in _ends(term))
    uses = Counter(part for term in every for part in term.args)
    for term in every:
        if term.args and uses[term] > 1:
            text = _shown(term, names)
            names[term] = f"t{term.serial}"
            lines.append(f"(define-fun {names[term]} () {term.sort} {text})")
    lines += [f"(assert {_shown(each, names)})" for each in asserted if each is not TRUE]
    wished = []
    for at, wish in enumerate(wishes):
        wished.append(f"wish.{at}")
        lines += [f"(declare-const wish.{at} Bool)", f"(assert (= wish.{at} {_shown(wish, names)}))"]
    lines.append("(check-sat)")
    return Script("\n".join(lines) + "\n", {_bare(name): term for term, name in symbols.items()}, tuple(wished))


def _ends(term: Term) -> Iterator[Term]:
    """What the ends of a variable say of it."""
    if term.sort == "Int":
        free = _without_ends(term)
        found = is_between(free, term.low, term.high)
        yield from found.args if found.op == "and" else (found,) if found is not TRUE else ()


def _without_ends(term: Term) -> Term:
    from targetrules.proof.terms import whole_variable

    return whole_variable(term.name)


def _symbols(terms: Sequence[Term]) -> Iterator[tuple[str, Term]]:
    """A symbol for each variable: its name in plain letters, and where two come to the same, a number behind it."""
    taken = Counter[str]()
    for term in terms:
        if term.op == "var":
            name = _plain(term.name).replace("|", "!").replace("\\", "!")
            taken[name] += 1
            yield f"|{name}|" if taken[name] == 1 else f"|{name}#{taken[name]}|", term


def _bare(symbol: str) -> str:
    return symbol.strip("|")


def _plain(text: str) -> str:
    """A text in the printable letters of ASCII; any other is written by its number."""
    return "".join(each if " " <= each <= "~" else f"<{ord(each):x}>" for each in text)


def _shown(term: Term, names: Mapping[Term, str]) -> str:
    """A term as text; those that have a name are called by it. A sum or a choice may go deep, so nothing recurses."""
    pieces: list[str] = []
    waiting: list[Term | str] = [term]
    while waiting:
        each = waiting.pop()
        if isinstance(each, str):
            pieces.append(each)
        elif each in names:
            pieces.append(names[each])
        elif each.op == "var":
            pieces.append(f"|{_plain(each.name)}|")
        elif each.op == "const":
            pieces.append(_constant(each))
        else:
            pieces.append(f"({each.op}")
            waiting.append(")")
            for part in reversed(each.args):
                waiting += [part, " "]
    return "".join(pieces)


def _constant(term: Term) -> str:
    if term.sort == "Bool":
        return "true" if term.value else "false"
    return str(term.value) if term.value >= 0 else f"(- {-term.value})"
