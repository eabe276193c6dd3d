"""Slips in the encoding, made up from its source: every place of its functions where a small one can be made.

A comparison with or without its end, all for any, a choice the other way round, a part or a negation left out, what is
unknown taken for known, a number one too many. Each is put into the function where it stands, and taken out again.
"""

from __future__ import annotations

import ast
import inspect
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Final

from attrs import define

from targetrules.proof import calendar, cohort, formulas, grading, inputs, moment, peers, percentiles, registers, values
from tests.proof.corpus import Case, cases

SET_ASIDE: Final = Path(__file__).parent / "set_aside.txt"
MODULES: Final = (calendar, cohort, formulas, grading, inputs, moment, peers, percentiles, registers, values)
"""What says what a policy means."""

_NAMES: Final = {
    "conj": "disj", "disj": "conj", "all_of": "any_of", "any_of": "all_of", "least": "greatest", "greatest": "least",
    "leq": "less", "less": "leq", "TRUE": "FALSE", "FALSE": "TRUE", "YES": "NO", "NO": "YES", "UNKNOWN": "NO",
    "floor": "ceil", "ceil": "floor",
}  # fmt: skip
_ATTRIBUTES: Final = {"yes": "no", "no": "yes"}
_WORDS: Final = {
    "at_least": "above", "above": "at_least", "at_most": "below", "below": "at_most", "top": "bottom", "in": "out",
    "highest": "lowest", "lowest": "highest", "min": "max", "mean": "sum",
}  # fmt: skip
_OPPOSITES: Final = frozenset({"negated", "opposite", "negative"})
_CHOICES: Final = frozenset({"ite", "ranged", "chosen"})
_MANY: Final = frozenset({"conj", "disj", "add"})
_COMPARED: Final = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
}
_COUNTED: Final = {ast.Add: ast.Sub, ast.Sub: ast.Add}


@define(frozen=True)
class Slip:
    """One slip: the function where it is made, what stands there and what in its place, and the code with it."""

    module: ModuleType
    function: str
    right: str
    wrong: str
    at: int
    code: CodeType

    @property
    def name(self) -> str:
        """Where it is, and what it is; with a number where the same stands there more than once."""
        more = f" ({self.at})" if self.at > 1 else ""
        return f"{self.module.__name__.rpartition('.')[2]}.{self.function}: {self.right} -> {self.wrong}{more}"

    @contextmanager
    def made(self) -> Iterator[None]:
        """The encoding with the slip in it."""
        function = _function(self.module, self.function)
        right = function.__code__
        function.__code__ = self.code
        try:
            yield
        finally:
            function.__code__ = right


def slips() -> list[Slip]:
    """All of them, but for whether two units were alike: refutations alone ask that, and are replayed."""
    return [slip for module in MODULES for slip in _of(module) if not slip.function.startswith("Alike.")]


@define(frozen=True)
class Trial:
    """Results on which slips are tried, each with the code that is run for it: what is not run shows no slip in it."""

    cases: Sequence[tuple[Case, frozenset[CodeType]]]

    @classmethod
    def of(cls, seeds: int, randoms: int) -> Trial:
        """On results of so many seeds of each small policy, and of so many random ones."""
        return cls([(case, case.runs()) for case in cases(seeds, randoms)])

    def finds(self, slip: Slip) -> bool:
        """Whether any results show the slip; an error of the encoding itself shows it as well."""
        code = _function(slip.module, slip.function).__code__
        concerned = [case for case, runs in self.cases if code in runs]
        with slip.made():
            return any(_shows(case) for case in concerned)


def _shows(case: Case) -> bool:
    try:
        return case.differs() is not None
    except Exception:  # noqa: BLE001  whatever the slip makes of the encoding
        return True


def set_aside() -> dict[str, str]:
    """Slips that no results can show, by name, and why not: they stand in a file, below the reasons."""
    found, why = {}, ""
    for line in SET_ASIDE.read_text(encoding="utf-8").split("\n"):
        if line.startswith("# "):
            why = line.removeprefix("# ")
        elif line:
            found[line] = why
    return found


def _of(module: ModuleType) -> Iterator[Slip]:
    tree = ast.parse(inspect.getsource(module))
    names = vars(module)
    for qualified, function in _functions(tree, ""):
        seen = Counter[tuple[str, str]]()
        for put, right, wrong in list(_places(function, names)):
            before, after = ast.unparse(right), ast.unparse(wrong)
            if before == after:
                continue
            seen[before, after] += 1
            undo = put(wrong)
            code = _code(function)
            undo()
            if not code.co_freevars:
                yield Slip(module, qualified, before, after, seen[before, after], code)


def _functions(tree: ast.AST, before: str) -> Iterator[tuple[str, ast.FunctionDef]]:
    """The functions of a module and of its classes, by their names."""
    for each in ast.iter_child_nodes(tree):
        if isinstance(each, ast.ClassDef):
            yield from _functions(each, f"{before}{each.name}.")
        elif isinstance(each, ast.FunctionDef):
            yield f"{before}{each.name}", each


def _code(function: ast.FunctionDef) -> CodeType:
    """The code of a function, as it is written now."""
    alone = ast.FunctionDef(function.name, function.args, function.body, [], None)
    module = compile(ast.fix_missing_locations(ast.Module([alone], [])), "<slip>", "exec")
    return next(each for each in module.co_consts if isinstance(each, CodeType))


def _function(module: ModuleType, qualified: str) -> FunctionType:
    """The function of a module or of one of its classes."""
    owner: object = module
    *classes, name = qualified.split(".")
    for each in classes:
        owner = getattr(owner, each)
    found = inspect.getattr_static(owner, name)
    found = found.fget if isinstance(found, property) else getattr(found, "__func__", found)
    assert isinstance(found, FunctionType)
    return found


# ---- places ----------------------------------------------------------------------------------------------------------

_Put = Callable[[ast.AST], Callable[[], None]]


def _places(function: ast.FunctionDef, names: dict[str, object]) -> Iterator[tuple[_Put, ast.AST, ast.AST]]:
    """What may be put in place of what, and how."""
    for parent in [each for part in function.body for each in ast.walk(part)]:
        for field, value in ast.iter_fields(parent):
            if field in ("annotation", "returns", "ctx", "ops", "op"):
                continue
            those = value if isinstance(value, list) else [value]
            for at, child in enumerate(those):
                if isinstance(child, ast.expr) and not _is_docstring(parent, child):
                    put = _putter(parent, field, at if isinstance(value, list) else None)
                    yield from ((put, child, wrong) for wrong in _wrong(child, names))


def _is_docstring(parent: ast.AST, child: ast.expr) -> bool:
    return isinstance(parent, ast.Expr) and isinstance(child, ast.Constant)


def _putter(parent: ast.AST, field: str, at: int | None) -> _Put:
    def put(new: ast.AST) -> Callable[[], None]:
        old = getattr(parent, field)
        if at is None:
            setattr(parent, field, new)
        else:
            setattr(parent, field, [*old[:at], new, *old[at + 1 :]])
        return lambda: setattr(parent, field, old)

    return put


def _wrong(node: ast.expr, names: dict[str, object]) -> Iterator[ast.expr]:
    """What somebody may write in place of a part of an expression."""
    match node:
        case ast.Name(name, ast.Load()) if _NAMES.get(name, "") in names:
            yield ast.Name(_NAMES[name], ast.Load())
        case ast.Attribute(of, name, ast.Load()) if name in _ATTRIBUTES:
            yield ast.Attribute(of, _ATTRIBUTES[name], ast.Load())
        case ast.Attribute(_, "known", ast.Load()) if "TRUE" in names:
            yield ast.Name("TRUE", ast.Load())
        case ast.Constant(str() as word) if word in _WORDS:
            yield ast.Constant(_WORDS[word])
        case ast.Constant(int() as number) if not isinstance(number, bool):
            yield ast.Constant(number + 1)
        case ast.Call():
            yield from _wrong_call(node)
        case _:
            yield from _wrong_sign(node)


def _wrong_sign(node: ast.expr) -> Iterator[ast.expr]:
    match node:
        case ast.Compare(left, [how], right) if type(how) in _COMPARED:
            yield ast.Compare(left, [_COMPARED[type(how)]()], right)
        case ast.BinOp(left, ast.Add() | ast.Sub() as how, right):
            yield ast.BinOp(left, _COUNTED[type(how)](), right)
        case ast.BoolOp(ast.And(), parts):
            yield ast.BoolOp(ast.Or(), parts)
        case ast.BoolOp(ast.Or(), parts):
            yield ast.BoolOp(ast.And(), parts)
        case _:
            pass


def _wrong_call(call: ast.Call) -> Iterator[ast.expr]:
    match call:
        case ast.Call(ast.Name(name), [of], []) if name in _OPPOSITES:
            yield of
        case ast.Call(ast.Name(name) as function, [condition, then, otherwise], []) if name in _CHOICES:
            yield ast.Call(function, [condition, otherwise, then], [])
        case ast.Call(ast.Name(name) as function, args, []) if name in _MANY and len(args) > 1:
            for at in range(len(args)):
                yield ast.Call(function, [*args[:at], *args[at + 1 :]], [])
        case ast.Call(ast.Attribute(of, "where"), [_], []):
            yield of
        case _:
            pass
