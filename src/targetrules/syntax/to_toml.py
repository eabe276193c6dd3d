"""The policy as written, as TOML text again: written by `toml`, read back by `tomllib` and compared."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

import attrs
from cattrs import Converter, override
from cattrs.gen import make_dict_unstructure_fn
from toml import TomlEncoder, dumps

from targetrules.data import frozen
from targetrules.errors import InternalError
from targetrules.source.toml_text import in_quotes, key_text
from targetrules.syntax.schema import PolicyFile

__all__ = ["to_toml"]


def to_toml(file: PolicyFile) -> str:
    """The text of a policy file that means the same; comments are not kept.

    Raises InternalError where the text would not read back as the same values, which would be a fault of this program.
    """
    values = _converter().unstructure(file)
    sections = sorted(values.items(), key=lambda each: _has_headers(each[1]))
    text = "\n".join(dumps({key: _laid_out(value)}, encoder=_Encoder()) for key, value in sections)
    if tomllib.loads(text, parse_float=Decimal) != values:
        raise InternalError("the TOML text does not read back as the same policy")
    return text


@frozen(slots=True)
class _InPlace:
    """A table that is written in place: ``{ a = 1 }``."""

    table: dict[str, Any]


@cache
def _converter() -> Converter:
    """From classes to tables, with the keys that the file uses, and without what says nothing."""
    made = Converter(omit_if_default=True)
    made.register_unstructure_hook(Decimal, lambda value: value)
    made.register_unstructure_hook(date, lambda value: value)
    made.register_unstructure_hook_factory(attrs.has, _unstructure_table)
    return made


def _unstructure_table(kind: type) -> Any:
    keys: Any = {f.name: override(rename=f.metadata["key"]) for f in attrs.fields(kind) if "key" in f.metadata}
    return make_dict_unstructure_fn(kind, _converter(), _cattrs_omit_if_default=True, **keys)


def _has_headers(section: Any) -> bool:
    """What has none stands at the beginning: below a header it would belong to that."""
    return isinstance(section, dict) or (isinstance(section, list) and bool(section))


def _laid_out(section: Any) -> Any:
    """A section of the file: tables and lists of tables under headers of their own, whatever is deeper in place."""
    if isinstance(section, dict):
        return {key: _under_header(value) for key, value in section.items()}
    return _under_header(section)


def _under_header(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _in_place(each) for key, each in value.items()}
    if isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
        return [{key: _in_place(each) for key, each in entry.items()} for entry in value]
    return _in_place(value)


def _in_place(value: Any) -> Any:
    if isinstance(value, dict):
        return _InPlace({key: _in_place(each) for key, each in value.items()})
    return [_in_place(each) for each in value] if isinstance(value, list) else value


class _Encoder(TomlEncoder):  # type: ignore[type-arg]
    """`toml`'s own way of writing texts and keys loses backslashes; JSON's escapes are TOML's."""

    def __init__(self) -> None:
        super().__init__()
        self.dump_funcs = {
            **self.dump_funcs,
            str: in_quotes,
            Decimal: lambda value: f"{value:f}",
            date: date.isoformat,
            _InPlace: self._in_place,
        }

    def _in_place(self, value: _InPlace) -> str:
        inside = ", ".join(f"{key_text(key)} = {self.dump_value(each)}" for key, each in value.table.items())
        return f"{{ {inside} }}" if inside else "{}"

    def dump_list(self, value: Iterable[Any]) -> str:
        """A list without a comma at its end."""
        return "[" + ", ".join(str(self.dump_value(each)) for each in value) + "]"

    def dump_sections(self, table: dict[str, Any], above: str) -> tuple[str, dict[str, Any]]:
        """The plain keys of a table, then its lists of tables; and the tables that get headers after it."""
        plain, lists, tables = "", "", {}
        for key, value in table.items():
            name = key_text(key)
            if isinstance(value, dict):
                tables[name] = value
            elif isinstance(value, list) and value and isinstance(value[0], dict):
                header = f"[[{above}.{name}]]" if above else f"[[{name}]]"
                for entry in value:
                    lists += f"\n{header}\n" + "".join(self._line(*each) for each in entry.items())
            else:
                plain += self._line(key, value)
        return (plain + lists).lstrip("\n"), tables

    def _line(self, key: str, value: Any) -> str:
        return f"{key_text(key)} = {self.dump_value(value)}\n"
