"""The JSON Schema of policy files: what it says is what the reference says, and it accepts what the program does."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date, time
from functools import cache
from pathlib import Path
from typing import Any, Final

import attrs
import pytest
from jsonschema_rs import Draft7Validator

from targetrules import PolicyError, load
from targetrules.policy_schema import CONDITION_WORDS, policy_schema
from targetrules.rules.resolution.context import RESERVED
from targetrules.source.toml_text import in_quotes, key_text
from targetrules.syntax import schema as syntax
from targetrules.syntax.shape import keys_of
from targetrules.wording import say, sentences
from tests.docs.blocks import PAGES, ROOT
from tests.policies.shipped import FILES
from tests.recorded import check_recorded

LANGUAGE: Final = ROOT / "tests" / "language"
GOOD: Final = sorted(LANGUAGE.glob("*/good/*.toml"))
BAD: Final = sorted(LANGUAGE.glob("*/bad/*.toml"))
SHAPE: Final = frozenset({"TR010", "TR011", "TR012", "TR017", "TR018", "TR095", "TR097"})
"""Faults that a schema may see: keys that are not known, are needed, exclude or need others; values of another type."""
UNSEEN: Final = {
    "details/bad/conditions.toml": "what may not be asked of a row is known where the table stands, and not in it",
    "decided/bad/examples-of-appeals.toml": "what may stand in a row of an example follows from the inputs",
    "examples/bad/decided.toml": "likewise",
    "examples/bad/succession.toml": "likewise",
    "extends/bad/faults-of-the-base.toml": "the faults are those of another file",
}
WITHOUT_ENTRIES: Final = {"unit", "grading", "continues", "merges"}
"""Words that no name may be, and that are no entries of a condition."""


@cache
def validator() -> Any:
    return Draft7Validator(policy_schema(), validate_formats=True)


def as_json(value: Any) -> Any:
    """What a TOML file holds, as JSON has it: a date is a text."""
    match value:
        case dict():
            return {key: as_json(each) for key, each in value.items()}
        case list():
            return [as_json(each) for each in value]
        case date() | time():
            return value.isoformat()
        case _:
            return value


def values_of(file: Path) -> dict[str, Any] | None:
    """None where it is no TOML 1.0 in UTF-8."""
    try:
        return {**as_json(tomllib.loads(file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")))}
    except ValueError:
        return None


def test_the_file_beside_the_pages_is_what_the_command_prints() -> None:
    check_recorded(
        ROOT / "docs" / "policy.schema.json", json.dumps(policy_schema(), ensure_ascii=False, indent=2) + "\n"
    )


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_shipped_policy_names_the_schema_and_is_accepted(file: Path) -> None:
    [named] = re.findall(r"^#:schema (.*)$", file.read_text(encoding="utf-8"), re.MULTILINE)
    assert (file.parent / named).resolve() == ROOT / "docs" / "policy.schema.json"
    assert [each.message for each in validator().iter_errors(values_of(file))] == []


def test_every_good_file_is_accepted() -> None:
    policies = {file.name: values_of(file) or {} for file in GOOD}
    policies = {name: values for name, values in policies.items() if "format" in values}
    assert len(policies) > 40
    assert [name for name, values in policies.items() if not validator().is_valid(values)] == []


def test_every_bad_file_of_which_the_shape_is_at_fault_is_caught() -> None:
    missed = set()
    for file in BAD:
        values = values_of(file)
        if values is None or not validator().is_valid(values):
            continue
        with pytest.raises(PolicyError) as raised:
            load(file)
        if SHAPE & {each.code for each in raised.value.diagnostics}:
            missed.add(file.relative_to(LANGUAGE).as_posix())
    assert missed == set(UNSEEN)


def test_the_words_of_conditions_are_those_that_no_name_may_be() -> None:
    assert set(CONDITION_WORDS) | WITHOUT_ENTRIES == RESERVED


def plain(cell: str) -> str:
    """A cell of a page without links and bold type."""
    return re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", cell).replace("**", "").replace(r"\|", "|")


@pytest.mark.parametrize(("language", "page"), [("en", "language.md"), ("zh", "language.zh.md")])
def test_what_is_said_of_a_key_is_what_the_reference_says(language: str, page: str) -> None:
    """The file of sentences is remade from the page; of keys that no table has, it keeps its own."""
    [found] = [each for each in PAGES if each.path == f"docs/reference/{page}"]
    told = {key: say(f"schema.{key}", language) for key in sentences(language, "schema")}
    for table in found.tables:
        about = table.note.removeprefix("keys: ")
        for row in table.rows:
            for key in re.findall(r"`([^`]+)`", row[0]):
                if table.note != about:
                    told[f"{about}.{key}"] = plain(row[1])
                elif table.note == "rules of grading":
                    told[f"Grading.{key.strip('[]').removeprefix('grading.')}"] = plain(row[2])
    keys = {f"{kind.__name__}.{name}" for kind in vars(syntax).values() if attrs.has(kind) for name in keys_of(kind)}
    assert told.keys() - {"title"} <= keys
    texts = ((key, text.replace("{", "{{").replace("}", "}}")) for key, text in sorted(told.items()))
    lines = (f"{key_text(key)} = {in_quotes(text)}" for key, text in texts)
    file = ROOT / "src" / "targetrules" / "wording" / language / "schema.toml"
    head = file.read_text(encoding="utf-8").partition("\n")[0]
    check_recorded(file, "\n".join([head, *lines]) + "\n")
