"""The sentences of a file, each read from its TOML when it is asked for: a call of the program says few of hundreds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Final

__all__ = ["Section"]

_BEGINNING: Final = re.compile(r'([\w-]+|"[^"]+") = ')


class Section(Mapping[str, str]):
    """A file of sentences and nothing else: each begins a line with its name, comments stand between them."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._read: dict[str, str] = {}

    def __getitem__(self, name: str) -> str:
        found = self._read.get(name)
        if found is None:
            import tomllib

            found = self._read[name] = str(tomllib.loads(self._entries[name])[name])
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    @cached_property
    def _entries(self) -> Mapping[str, str]:
        """The lines of each sentence, by its name; one of several lines stands in three quotation marks."""
        found: dict[str, str] = {}
        name = ""
        for line in self._text.splitlines(keepends=True):
            is_inside = found.get(name, "").count('"""') == 1
            begins = None if is_inside else _BEGINNING.match(line)
            if begins is not None:
                name = begins[1].strip('"')
                found[name] = line
            elif is_inside:
                found[name] += line
        return found
