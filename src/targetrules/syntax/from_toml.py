"""Plain TOML values to the classes of `syntax.tree`, by cattrs, once their shape is known to be right."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import TYPE_CHECKING, Any, TypeVar, get_origin

import attrs

from targetrules.source.faults import Faults
from targetrules.syntax.shape import check_shape, chosen

if TYPE_CHECKING:
    from cattrs import Converter

__all__ = ["from_toml"]

T = TypeVar("T")


def from_toml(values: dict[str, Any], kind: type[T], faults: Faults) -> T | None:
    """The file as an object of ``kind`` (PolicyFile, ExamplesFile); None, and faults noted, where its shape is wrong."""
    before = len(faults)
    check_shape(values, kind, (), faults)
    return converter().structure(values, kind) if len(faults) == before else None


@cache
def converter() -> Converter:
    """Both ways between tables and classes; strict, and with the keys that the file uses."""
    from cattrs import Converter  # noqa: PLC0415

    made = Converter(forbid_extra_keys=True, omit_if_default=True, detailed_validation=False)
    for plain in (str, bool, int, date):
        made.register_structure_hook(plain, _same)
    made.register_structure_hook(Decimal, lambda value, _: value)
    made.register_unstructure_hook(Decimal, lambda value: value)
    made.register_structure_hook_func(lambda kind: get_origin(kind) is UnionType or isinstance(kind, UnionType), _union)
    made.register_structure_hook_factory(attrs.has, _structure_table)
    made.register_unstructure_hook_factory(attrs.has, _unstructure_table)
    return made


def _same(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise TypeError(value, kind)
    return value


def _union(value: Any, kind: Any) -> Any:
    """The value as the one of the types of a union that it is of; None stands for an absent key and never in a file."""
    options = tuple(each for each in kind.__args__ if each is not type(None))
    return converter().structure(value, chosen(value, options))


def _renamed(kind: type) -> dict[str, Any]:
    from cattrs import override  # noqa: PLC0415

    return {f.name: override(rename=f.metadata["key"]) for f in attrs.fields(kind) if "key" in f.metadata}


def _structure_table(kind: type) -> Any:
    from cattrs.gen import make_dict_structure_fn  # noqa: PLC0415

    return make_dict_structure_fn(
        kind, converter(), _cattrs_forbid_extra_keys=True, _cattrs_detailed_validation=False, **_renamed(kind)
    )


def _unstructure_table(kind: type) -> Any:
    from cattrs.gen import make_dict_unstructure_fn  # noqa: PLC0415

    return make_dict_unstructure_fn(kind, converter(), _cattrs_omit_if_default=True, **_renamed(kind))
