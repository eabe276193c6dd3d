"""Policies after a few accidents, and all that is done with one: read, told, written back, judged by both engines."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Final

from targetrules import Policy, PolicyError, loads
from targetrules.drawing.histories import Extent, history
from targetrules.report.explanation import explanation_text
from targetrules.report.faults_json import annotation, fault_values, sarif
from targetrules.report.faults_text import concise, full
from targetrules.source.diagnostic import Diagnostic
from targetrules.testing.draft import Shape
from targetrules.testing.policies import policy_text
from targetrules.wording import LANGUAGES
from tests.damage import ODD_VALUES, POLICIES, damaged
from tests.fuzzing.input import Input
from tests.fuzzing.trees import changed, misspelt
from tests.fuzzing.values import odd_text, spoilt
from tests.hostile import check_told, told
from tests.misfits import misfit
from tests.same_bytes import check_history
from tests.toml_text import AsWritten, text_of

__all__ = ["made", "tried"]

_LANGUAGE: Final = Path(__file__).parents[1] / "language"
_SMALL: Final = 3000


@cache
def _seeds(pattern: str) -> list[dict[str, Any]]:
    """Small policies of ``tests/language`` as plain values."""
    texts = [path.read_bytes() for path in sorted(_LANGUAGE.glob(pattern))]
    return [found for text in texts if len(text) <= _SMALL for found in _values(text)]


@cache
def _shipped() -> list[dict[str, Any]]:
    return [found for text in POLICIES for found in _values(text.encode())]


def _values(text: bytes) -> Iterator[dict[str, Any]]:
    """None where it is no TOML."""
    with suppress(ValueError):
        yield tomllib.loads(text.decode(), parse_float=Decimal)


def made(random: Random) -> Input:
    """A file, and from time to time a file of examples beside it."""
    return Input({"policy.toml": _file(random)}) if random.random() < 0.97 else Input(_with_examples(random))


def _file(random: Random) -> bytes:
    way = random.random()
    if way < 0.05:
        return misfit(random)
    if way < 0.12:
        return damaged(random)
    others, seed = (*_seeds("*/good/*.toml"), *_shipped()), _seed(random)
    if way > 0.85 and seed:  # what is within a section whose name is misspelt is read all the same
        name = random.choice(list(seed))
        seed = {misspelt(random, key) if key == name else key: each for key, each in seed.items()}
    data = _text(random, changed(random, seed, others, _odd)).encode("utf-8", "surrogatepass")
    if way < 0.2:
        return spoilt(random, data)
    return _large(random, data) if way > 0.9995 else data


def _seed(random: Random) -> dict[str, Any]:
    """A small one that is right, mostly; or one that is wrong already, or is shipped, and then is large."""
    way = random.random()
    if way < 0.05:
        return random.choice(_shipped())
    if way < 0.15:
        return tomllib.loads(policy_text(random, Shape(largest=2)), parse_float=Decimal)
    return random.choice(_seeds("*/good/*.toml" if way < 0.85 else "*/bad/*.toml"))


def _large(random: Random, data: bytes) -> bytes:
    """A table of tables repeated until the file is nearly as large as it may be."""
    piece = random.choice(data.split(b"\n\n")) + b"\n"
    return data + piece * ((random.choice((100_000, 250_000, 1_000_000)) - len(data)) // len(piece))


def _with_examples(random: Random) -> dict[str, bytes]:
    whole = [each for each in _seeds("*/good/*.toml") if each.get("examples")]
    seed = random.choice(whole)
    policy = {key: each for key, each in seed.items() if key != "examples"}
    examples = changed(random, {"examples": seed["examples"]}, whole, _odd)
    return {"policy.toml": text_of(_plain(policy)).encode(), "policy.examples.toml": _text(random, examples).encode()}


def _odd(random: Random) -> Any:
    return AsWritten(random.choice(ODD_VALUES)) if random.random() < 0.6 else odd_text(random)


# ---- writing ---------------------------------------------------------------------------------------------------------


def _text(random: Random, tree: Any) -> str:
    """In braces, or with a header for each table."""
    tree = _plain(tree if isinstance(tree, dict) else {"policy": tree})
    if random.random() < 0.3:
        return text_of(tree)
    bare = {key: each for key, each in tree.items() if not isinstance(each, dict)}
    tables = {key: each for key, each in tree.items() if isinstance(each, dict)}
    return text_of(bare) + "".join(f"\n[{text_of({key: 0})[:-5]}]\n{text_of(each)}" for key, each in tables.items())


def _plain(value: Any) -> Any:
    """Dates as they are written; a float that came of a change, too."""
    if isinstance(value, dict):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, date | time):
        return AsWritten(value.isoformat())
    return AsWritten(f"{value:f}") if isinstance(value, float | Decimal) else value


# ---- trying ----------------------------------------------------------------------------------------------------------


def tried(given: Input) -> str:
    """Whether it loads; anything but a PolicyError is raised."""
    parts = dict(given.parts)
    data = parts.pop("policy.toml")
    examples = next(iter(parts.items()), None)
    try:
        policy = loads(data, name="hostile.toml", examples=examples)
    except PolicyError as error:
        if examples is None:
            check_told(told(error.diagnostics))
        if len(data) % 10 == 0:
            _check_reports(error.diagnostics)
        return "refused"
    _use(policy, Random(len(data)))  # noqa: S311  by the text alone
    return "accepted"


def _check_reports(diagnostics: Sequence[Diagnostic]) -> None:
    """What is printed for programs, and for a narrow terminal."""
    for language in LANGUAGES:
        assert json.loads(sarif(diagnostics, language))
        for each in diagnostics:
            assert len(annotation(each, language).splitlines()) == 1
            assert json.dumps(fault_values(each, language), ensure_ascii=False).encode()
            assert full(each, language, width=40)


def _use(policy: Policy, random: Random) -> None:
    for note in policy.notes:
        assert all(show(note, language) for language in LANGUAGES for show in (full, concise))
    assert loads(policy.to_toml()).written == policy.written
    policy.check_examples()
    if policy.rules.inputs:
        rows = history(random, policy.rules, Extent(units=3, periods=3, missing="any"))
        if rows.rows:
            _judge(policy, rows, random)


def _judge(policy: Policy, rows: Any, random: Random) -> None:
    outcomes = policy.evaluate(rows, engine="reference")
    policy.check_claims(rows)
    if random.random() < 0.1:
        check_history(policy, rows)
    if random.random() < 0.1:
        last = outcomes[-1]
        why = policy.explain(rows, unit=last.unit, period=last.period)
        assert all(explanation_text(why, language) for language in LANGUAGES)
