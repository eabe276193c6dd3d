"""Public functions say what each argument is, what they give back and raise; public classes, what they have."""

from __future__ import annotations

import builtins
import inspect
import re
from collections.abc import Callable, Iterator
from enum import Enum
from typing import Any

import attrs
import pytest

import targetrules
from targetrules import description, diagram, distributed, html_report, proof, results, review, testing
from targetrules.cycle import targets
from targetrules.report import explanation
from tests.python.test_arguments import CALLED, FUNCTIONS, INNER, NONSENSE

Function = Callable[..., Any]

MODULES = (
    targetrules,
    description,
    diagram,
    html_report,
    results,
    testing,
    distributed,
    explanation,
    proof,
    review,
    targets,
)
SECTION = re.compile(r"(Args|Attributes|Returns|Yields|Raises):")
ENTRY = re.compile(r" {4}([\w.]+): \S")


def public() -> dict[str, Any]:
    """All that is public, by name, each once."""
    found: dict[str, Any] = {}
    for module in MODULES:
        for name in module.__all__:
            thing = getattr(module, name)
            if callable(thing) and thing not in found.values():
                found[name] = thing
    return found


def classes() -> dict[str, type]:
    return {name: thing for name, thing in public().items() if isinstance(thing, type)}


def functions() -> Iterator[tuple[str, Function]]:
    """Functions, and the methods of classes that this package defines."""
    for name, thing in public().items():
        if not isinstance(thing, type):
            yield name, thing
            continue
        for base in thing.__mro__:
            if base.__module__.startswith("targetrules."):
                for each, method in vars(base).items():
                    function = method.__func__ if isinstance(method, staticmethod | classmethod) else method
                    if inspect.isfunction(function) and not each.startswith("_"):
                        yield f"{name}.{each}", function


BY_NAME = dict(functions())


def sections(thing: Any) -> dict[str, str]:
    """The sections of a docstring of Google's form, by their names."""
    text, name = {"": ""}, ""
    for line in (inspect.getdoc(thing) or "").split("\n"):
        if title := SECTION.fullmatch(line):
            name = title[1]
            text[name] = ""
        else:
            text[name] += f"{line}\n"
    return text


def entries(thing: Any, section: str) -> list[str]:
    return [found[1] for line in sections(thing).get(section, "").split("\n") if (found := ENTRY.match(line))]


def parameters(function: Function) -> list[str]:
    return [name for name in inspect.signature(function).parameters if name not in ("self", "cls")]


@pytest.mark.parametrize("name", BY_NAME)
def test_every_argument_is_described_in_its_order(name: str) -> None:
    assert entries(BY_NAME[name], "Args") == parameters(BY_NAME[name])


@pytest.mark.parametrize("name", BY_NAME)
def test_what_is_given_back_is_described_where_anything_is(name: str) -> None:
    gives = inspect.signature(BY_NAME[name]).return_annotation not in ("None", None)
    assert ("Returns" in sections(BY_NAME[name])) is gives


@pytest.mark.parametrize("name", BY_NAME)
def test_what_is_raised_is_an_error_that_there_is(name: str) -> None:
    for error in entries(BY_NAME[name], "Raises"):
        assert issubclass(kind_of(error), Exception), error


def kind_of(name: str) -> type:
    """The class of an error as a docstring names it."""
    if name == "pyspark.errors.PythonException":
        return Exception
    kind: type = getattr(targetrules, name, None) or getattr(distributed, name, None) or getattr(builtins, name)
    return kind


@pytest.mark.parametrize("name", BY_NAME)
def test_a_function_that_is_given_something_says_what_it_raises(name: str) -> None:
    assert bool(entries(BY_NAME[name], "Raises")) is (bool(parameters(BY_NAME[name])) and name not in RAISES_NOTHING)


RAISES_NOTHING = {
    "Naming.are_distinct",
    "Naming.name_of",
    "Results.units_given",
    "State.after",
    "State.of",
    "State.with_below",
}


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if name not in ("Naming", "ReadingPlan")])
def test_what_nonsense_raises_is_described(name: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every error of the package that wrong arguments raise is one of those that the docstring names."""
    monkeypatch.chdir(tmp_path)
    function, given = FUNCTIONS[name]
    described = next(each for key, each in BY_NAME.items() if key in (name, f"Policy.{name}", f"Outcomes.{name}"))
    kinds = tuple(map(kind_of, entries(described, "Raises")))
    for argument in given:
        for value in NONSENSE if (name, argument) not in INNER | CALLED else []:
            try:
                function(**{**given, argument: value})
            except (targetrules.TargetrulesError, OSError) as error:
                assert isinstance(error, kinds), (argument, value, error)  # noqa: PT017


@pytest.mark.parametrize("name", classes())
def test_every_attribute_of_a_public_class_is_described(name: str) -> None:
    kind = classes()[name]
    if issubclass(kind, Enum):
        return
    own = [base for base in reversed(kind.__mro__) if base.__module__.startswith("targetrules.") and base.__doc__]
    described = [each for base in own for each in entries(base, "Attributes")]
    if attrs.has(kind):
        assert described == [each.name for each in attrs.fields(kind) if not each.name.startswith("_")]
    elif issubclass(kind, Exception):
        assert set(described) == set(set_by(kind))


def set_by(kind: type) -> Iterator[str]:
    """The public attributes that the classes of an error set of themselves."""
    for base in kind.__mro__:
        if base.__module__.startswith("targetrules.") and "__init__" in vars(base):
            yield from re.findall(r"self\.([a-z]\w*)(?:, self\.\w+)* = ", inspect.getsource(base))
            yield from re.findall(r", self\.([a-z]\w*) = ", inspect.getsource(base))


@pytest.mark.parametrize("name", classes())
def test_every_public_class_and_property_says_what_it_is(name: str) -> None:
    kind = classes()[name]
    assert (kind.__doc__ or "").strip()
    for each, thing in vars(kind).items():
        if not each.startswith("_") and (isinstance(thing, property) or type(thing).__name__ == "cached_property"):
            assert (thing.__doc__ or "").strip(), each
