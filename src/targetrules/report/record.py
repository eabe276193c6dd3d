"""What was decided with what: the record at the beginning of a file of outcomes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from attrs import asdict, field

from targetrules.data import frozen

__all__ = ["FORMAT", "OPTIONAL", "Record", "StepRecord", "kind_of", "option_texts"]

FORMAT: Final = 1
"""The version of the language, and with it of the outcomes."""

OPTIONAL: Final = ("details_sha256", "lower_policies_sha256", "bases_sha256", "targets_sha256")
"""Parts of a record that are there only where there is something to say."""


@frozen(slots=True)
class Record:
    """What was decided with what: it stands at the beginning of a file of outcomes.

    Attributes:
        policy: The id of the policy.
        policy_sha256: The SHA-256 of its file, in hexadecimal.
        input_sha256: The SHA-256 of the results.
        version: The version of the program.
        format: The version of the language, and with it of the outcomes.
        options: Those that have a say in the outcomes, by their names on the command line.
        details_sha256: The SHA-256 of the rows of each details that the policy has, by name; empty where it has none.
        lower_policies_sha256: The SHA-256 of the file of each policy whose outcomes are details, by their name.
        bases_sha256: The SHA-256 of the file of each policy that it extends, by its id; before those that lower
            policies extend stands the name of the details.
        targets_sha256: That of the table of targets beside results that are a file; empty where there was none.
    """

    policy: str
    policy_sha256: str
    input_sha256: str
    version: str
    format: int
    options: Mapping[str, Any]
    details_sha256: Mapping[str, str] = field(factory=dict, kw_only=True)
    lower_policies_sha256: Mapping[str, str] = field(factory=dict, kw_only=True)
    bases_sha256: Mapping[str, str] = field(factory=dict, kw_only=True)
    targets_sha256: str = field(default="", kw_only=True)

    def values(self) -> dict[str, Any]:
        """The record as JSON has it; without details where there are none.

        Returns:
            The values by their names.
        """
        return {name: value for name, value in asdict(self).items() if name not in OPTIONAL or value}


@frozen(slots=True)
class StepRecord(Record):
    """The same of one more period: what was decided of earlier ones stands in the state that it was judged from.

    Attributes:
        state_sha256: The SHA-256 of what that state says, ``State.sha256``.
    """

    state_sha256: str


def kind_of(values: Mapping[str, Any]) -> type[Record]:
    """Of which kind a record is that has these keys."""
    return StepRecord if "state_sha256" in values else Record


# ---- options as they are typed ---------------------------------------------------------------------------------------

_BETWEEN: Final = {"distinct": ","}
_PLAIN: Final = re.compile(r"[\w@%+=:,./-]+")


def option_texts(options: Mapping[str, Any]) -> Iterator[str]:
    """Each option with its value; one that is given several times, each time."""
    for name, value in _apart(options):
        for each in value if isinstance(value, list) else [value]:
            yield f"--{name} {_quoted(_joined(each, _BETWEEN.get(name, '=')) if isinstance(each, list) else str(each))}"


def _apart(options: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The options, what a plan says each as the option that says it."""
    for name, value in options.items():
        if name != "plan" or not isinstance(value, Mapping):
            yield name, value
            continue
        for key, said in value.items():
            yield key.replace("_", "-"), [list(each) for each in said.items()] if isinstance(said, Mapping) else said


def _joined(names: Sequence[str], between: str) -> str:
    """Several names as one value; one that holds what stands between them in quotation marks, as in CSV."""
    import csv

    text = io.StringIO()
    csv.writer(text, delimiter=between, lineterminator="").writerow(names)
    return text.getvalue()


def _quoted(text: str) -> str:
    from shlex import quote

    return text if _PLAIN.fullmatch(text) else quote(text)
