"""Reading plans as files: what was said of how a workbook is read, to be used again next year."""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Mapping
from typing import IO, Any, Final

from targetrules.decision.request import BadOptionError, Request
from targetrules.errors import TargetrulesError
from targetrules.results.plan import AS_IT_STANDS, PLAN_KEYS, plan_of
from targetrules.results.table import shown
from targetrules.source.given import bytes_of, read_of
from targetrules.source.suggest import nearest
from targetrules.wording import Listing, Word, Worded

__all__ = ["PlanFileError", "load_plan", "options_planned", "plan_text", "write_plan"]

_LARGEST: Final = 1 << 20
_READ_BY: Final = (
    *("header_row", "sheet", "wide", "input_format", "encoding", "unit_column", "period_column", "layout"),
    *("same", "distinct", "leave_out", "genuine"),
)
"""The options that a plan may say beside what is said of sheets, by their names in Python."""

_KEYS: Final = {name.replace("_", "-"): name for name in (*_READ_BY, *PLAN_KEYS)}
"""The keys of a file, in order, each with the name in Python."""

_FORMAT: Final = 1


class PlanFileError(Worded, TargetrulesError, ValueError):
    """A file of a reading plan that cannot be used. It is a ValueError.

    Attributes:
        word: What is wrong, to be worded in a language.
    """


def load_plan(file: str | os.PathLike[str] | IO[bytes]) -> dict[str, Any]:
    """The options that a reading plan says, by their names in Python.

    Args:
        file: A path, or a stream of bytes.

    Returns:
        The options of :class:`~targetrules.decision.request.Request`; ``plan`` is always among them.

    Raises:
        PlanFileError: The file cannot be understood.
        OSError: It cannot be read.
    """
    name = os.fsdecode(file) if isinstance(file, str | os.PathLike) else "<stdin>"
    data = bytes_of(name, _LARGEST) if isinstance(file, str | os.PathLike) else read_of(file, _LARGEST)
    try:
        said = tomllib.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise PlanFileError(Word("sheets.plan_no_toml", {"file": name, "about": str(error)})) from None
    if said.pop("format", None) != _FORMAT:
        raise PlanFileError(Word("sheets.plan_format", {"file": name}))
    for key in said:
        if key not in _KEYS:
            near = nearest(key, list(_KEYS))
            values = {"file": name, "key": key, "known": Listing(tuple(_KEYS)), "near": near}
            raise PlanFileError(Word("sheets.plan_key" if near is None else "sheets.plan_key_near", values))
    return _options(name, said)


def options_planned(file: str | None, said: Mapping[str, Any]) -> dict[str, Any]:
    """The options of a reading plan (None: there is none); what is ``said`` of sheets beside it comes first."""
    found = {"plan": AS_IT_STANDS} if file is None else load_plan(file)
    return {**found, "plan": plan_of({**found["plan"].said, **said})}


def _options(file: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """What is said as options, each looked at as those of a record are."""
    plan = {_KEYS[key]: value for key, value in said.items() if _KEYS[key] in PLAN_KEYS}
    others = {key: value for key, value in said.items() if _KEYS[key] in _READ_BY}
    if "same" in others and isinstance(others["same"], Mapping):
        others["same"] = [list(each) for each in others["same"].items()]
    try:
        request = Request.of_record({**others, **({"plan": plan} if plan else {})})
    except BadOptionError as error:
        values = {"file": file, "name": error.name, "found": shown(str(error.value))}
        raise PlanFileError(Word("sheets.plan_value", values)) from None
    found = {name: getattr(request, name) for name in _READ_BY}
    return {
        **{name: value for name, value in found.items() if value not in (None, ())},
        "plan": request.plan or AS_IT_STANDS,
    }


def plan_text(request: Request) -> str:
    """A reading plan as the text of a file, which says what a request says of how results are read."""
    lines = [f"format = {_FORMAT}"]
    recorded = request.recorded()
    plan = recorded.pop("plan", {})
    found = {**recorded, **{key: plan[name] for key, name in _KEYS.items() if name in plan}}
    said = {key: found[key] for key in _KEYS if key in found}
    if "same" in said:
        said["same"] = dict(said["same"])
    lines += [f"{key} = {_toml(value)}" for key, value in said.items() if not isinstance(value, dict)]
    for key, value in said.items():
        if isinstance(value, dict):
            lines += ["", f"[{key}]", *(f"{_toml(name)} = {_toml(each)}" for name, each in value.items())]
    return "\n".join(lines) + "\n"


def write_plan(request: Request, file: str | os.PathLike[str]) -> None:
    """Write a reading plan that says how a request reads results, to be used again; see :func:`plan_text`.

    Raises:
        OSError: It cannot be written.
    """
    from targetrules.atomic import write_file

    write_file(file, [plan_text(request).encode()])


def _toml(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
