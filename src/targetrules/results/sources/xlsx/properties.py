"""What a workbook says of itself in properties of its own: whether it is a template, of which policy."""

from __future__ import annotations

from collections.abc import Mapping

from targetrules.results.sources.package import Package, local

__all__ = ["custom_properties"]


def custom_properties(package: Package) -> Mapping[str, str]:
    """The texts of the custom properties of a workbook, by their names."""
    parts = [part for kind, part in package.relations("").values() if kind == "custom-properties"]
    found: dict[str, str] = {}
    name, pieces = "", list[str]()

    def start(element: str, attributes: dict[str, str]) -> None:
        nonlocal name
        if local(element) == "property":
            name = attributes.get("name", "")
            pieces.clear()

    def end(element: str) -> None:
        if local(element) == "property":
            found.setdefault(name, "".join(pieces).strip())

    for part in parts[:1]:
        for _ in package.parse(part, start, end, pieces.append):
            pass
    return found
