"""The options of a record as they are typed: ``--unit B``, ``--same "A=B"``."""

from __future__ import annotations

import csv
import io
import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

__all__ = ["option_texts"]

_BETWEEN: Final = {"same": "=", "distinct": ","}
_PLAIN: Final = re.compile(r"[\w@%+=:,./-]+")


def option_texts(options: Mapping[str, Any]) -> Iterator[str]:
    """Each option with its value; one that is given several times, each time."""
    for name, value in options.items():
        for each in value if isinstance(value, list) else [value]:
            yield f"--{name} {_quoted(_joined(each, _BETWEEN[name]) if isinstance(each, list) else str(each))}"


def _joined(names: Sequence[str], between: str) -> str:
    """Several names as one value; one that holds what stands between them in quotation marks, as in CSV."""
    text = io.StringIO()
    csv.writer(text, delimiter=between, lineterminator="").writerow(names)
    return text.getvalue()


def _quoted(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else shlex.quote(text)
