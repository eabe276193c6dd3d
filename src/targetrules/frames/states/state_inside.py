"""What stands in the file of a state, checked before any of it is used: a right checksum says who wrote it to nobody.

Arrow reads a file as it says of itself; what it points at is looked at only here, and last of all the names and values.
What the values may be is known with the policy (:mod:`targetrules.engine.columnar.memory.sound`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final

import pyarrow as pa
import pyarrow.compute as pc
from attrs import field

from targetrules.data import frozen
from targetrules.engine.interface import KeptCut
from targetrules.errors import TargetrulesError
from targetrules.frames.states.below import below_of_text
from targetrules.frames.states.kept_cuts import cuts_of_text
from targetrules.frames.states.successions import (
    faults_of_mergers,
    faults_of_successions,
    mergers_of_text,
    successions_of_text,
)
from targetrules.period import PeriodKind, ordinals_of
from targetrules.rules.resolution.from_syntax import FORMAT
from targetrules.rules.succession import Merger, Succession
from targetrules.wording import Listing, Word

__all__ = ["SEAL", "UNIT", "ForgedStateError", "StateHeader", "check_schema", "check_table", "said_in"]

UNIT: Final = "unit"
SEAL: Final = re.compile(
    rb"sha256:(?P<checksum>[0-9a-f]{64})(?:,ed25519:(?P<key>[0-9a-f]{64}):(?P<signature>[0-9a-f]{128}))?"
)
"""The checksum of a file, and behind it the signature, if it is signed."""

_PREFIX: Final = "targetrules."
_CUTS: Final = "cuts"
_SUCCESSIONS: Final = "successions"
_MERGERS: Final = "mergers"
_BELOW: Final = "below"
"""Keys that stand there only where there are any."""

_KEYS: Final = ("checksum", "state", "policy", "digest", "language", "kind", "period")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_WHOLE: Final = re.compile(r"0|-?[1-9][0-9]{0,9}")
_NAMES: Final = (pa.large_string(), pa.int64())
_VALUES: Final = (
    *(pa.bool_(), pa.int8(), pa.int32(), pa.int64()),
    *(pa.uint8(), pa.uint16(), pa.uint32(), pa.uint64()),
)
_MOST_LISTED: Final = 20
_LONGEST: Final = 60


class ForgedStateError(TargetrulesError):
    """The file is put together by somebody; ``faults`` say what is wrong with it."""

    def __init__(self, faults: list[Word]) -> None:
        self.faults = Listing.of_first(faults[:_MOST_LISTED], len(faults), "\n    ")
        super().__init__(faults)


@frozen(slots=True)
class StateHeader:
    """What the metadata says: whose state it is, its last period, the cuts in force, and who continued whom.

    ``below`` are the states of lower policies, each as the bytes of a file.
    """

    policy: str
    digest: str
    kind: PeriodKind
    ordinal: int | None
    cuts: tuple[KeptCut, ...] = ()
    successions: tuple[Succession, ...] = ()
    below: Mapping[str, bytes] = field(factory=dict)
    mergers: tuple[Merger, ...] = ()


def _word(sentence: str, /, **values: object) -> Word:
    return Word(f"states.{sentence}", values)


def _shown(text: str) -> str:
    return f"“{text if len(text) <= _LONGEST else text[:_LONGEST] + '…'}”"


# ---- the metadata ----------------------------------------------------------------------------------------------------


def said_in(metadata: Mapping[str, str]) -> StateHeader:
    """What the metadata of a file of this version says; raises :class:`ForgedStateError`."""
    found = {key.removeprefix(_PREFIX): text for key, text in metadata.items() if key.startswith(_PREFIX)}
    known = (*_KEYS, _CUTS, _SUCCESSIONS, _MERGERS, _BELOW)
    others = [key for key in metadata if key.removeprefix(_PREFIX) not in known or not key.startswith(_PREFIX)]
    cuts = cuts_of_text(found[_CUTS]) if _CUTS in found else ()
    faults = [*_faults_in(found), *(_word("other_metadata", key=key) for key in others)]
    if cuts is None or (cuts and not found.get("period")):
        expected = _word("want_cuts")
        faults.append(_word("metadata", key=_PREFIX + _CUTS, found=_shown(found[_CUTS]), expected=expected))
    successions = successions_of_text(found[_SUCCESSIONS]) if _SUCCESSIONS in found else ()
    if successions is None:
        expected = _word("want_successions")
        faults.append(
            _word("metadata", key=_PREFIX + _SUCCESSIONS, found=_shown(found[_SUCCESSIONS]), expected=expected)
        )
    mergers = mergers_of_text(found[_MERGERS]) if _MERGERS in found else ()
    if mergers is None:
        expected = _word("want_mergers")
        faults.append(_word("metadata", key=_PREFIX + _MERGERS, found=_shown(found[_MERGERS]), expected=expected))
    below = below_of_text(found[_BELOW]) if _BELOW in found else {}
    if below is None:
        faults.append(
            _word("metadata", key=_PREFIX + _BELOW, found=_shown(found[_BELOW]), expected=_word("want_below"))
        )
    if faults:
        raise ForgedStateError(faults)
    ordinal = int(found["period"]) if found["period"] else None
    return StateHeader(
        found["policy"],
        found["digest"],
        PeriodKind(found["kind"]),
        ordinal,
        cuts or (),
        successions or (),
        below or {},
        mergers or (),
    )


def _faults_in(found: Mapping[str, str]) -> Iterator[Word]:
    expected = _expected(found)
    for key in _KEYS:
        if key not in found:
            yield _word("no_metadata", key=_PREFIX + key, expected=expected[key])
        elif not _fits(key, found[key], found):
            yield _word("metadata", key=_PREFIX + key, found=_shown(found[key]), expected=expected[key])


def _expected(found: Mapping[str, str]) -> dict[str, object]:
    periods = _periods(found)
    return {
        "checksum": _word("want_seal"),
        "state": _word("want_text"),
        "policy": _word("want_text"),
        "digest": _word("want_sha256"),
        "language": str(FORMAT),
        "kind": tuple(kind.value for kind in PeriodKind),
        "period": _word("want_period", low=periods.start, high=periods.stop - 1),
    }


def _fits(key: str, text: str, found: Mapping[str, str]) -> bool:
    match key:
        case "checksum":
            return SEAL.fullmatch(text.encode()) is not None
        case "policy":
            return bool(text)
        case "digest":
            return _SHA256.fullmatch(text) is not None
        case "language":
            return text == str(FORMAT)
        case "kind":
            return text in {kind.value for kind in PeriodKind}
        case "period":
            return not text or (_WHOLE.fullmatch(text) is not None and int(text) in _periods(found))
        case _:
            return True  # the version was compared before anything else


def _periods(found: Mapping[str, str]) -> range:
    kind = found.get("kind")
    kinds = {each.value: each for each in PeriodKind}
    return ordinals_of(kinds.get(kind or "", PeriodKind.SEQUENCE))


# ---- the columns -----------------------------------------------------------------------------------------------------


def check_schema(schema: pa.Schema) -> None:
    """The names and types of the columns, before any of them is read; raises :class:`ForgedStateError`."""
    faults = list(_faults_of_schema(schema))
    if faults:
        raise ForgedStateError(faults)


def _faults_of_schema(schema: pa.Schema) -> Iterator[Word]:
    if not schema.names:
        yield _word("no_column")
    elif schema.names[0] != UNIT:
        yield _word("column_order", column=schema.names[0])
    for name, count in Counter(schema.names).items():
        if count > 1:
            yield _word("column_twice", column=name)
    for each in schema:
        expected = _NAMES if each.name == UNIT else _VALUES
        if each.type not in expected:
            yield _word("column_type", column=each.name, found=str(each.type), expected=tuple(map(str, expected)))


def check_table(table: pa.Table, said: StateHeader) -> None:
    """What stands in the columns, of which Arrow has found that it can be read; raises :class:`ForgedStateError`."""
    faults = [*_nulls(table), *_faults_of_units(table[UNIT])]
    faults += faults_of_successions(said.successions, table[UNIT], said.kind, said.ordinal)
    faults += faults_of_mergers(said.mergers, table[UNIT], said.kind, said.ordinal)
    parts = {said.ordinal is not None, len(table) > 0, table.num_columns > 1}
    if len(parts) > 1:
        faults.append(_word("all_or_none"))
    if faults:
        raise ForgedStateError(faults)


def _nulls(table: pa.Table) -> Iterator[Word]:
    for name in table.column_names:
        column = table[name]
        if column.null_count:
            yield _word("column_null", column=name, row=pc.index(column.is_null(), value=True).as_py() + 1)


def _faults_of_units(names: pa.ChunkedArray) -> Iterator[Word]:
    if not len(names):
        return  # Arrow before 26 crashes where it counts the values of no chunk
    counts = pc.value_counts(names)
    twice = counts.filter(pc.greater(counts.field("counts"), 1)).field("values")
    for unit in twice.slice(0, _MOST_LISTED).to_pylist():
        yield _word("unit_twice", unit=unit)
    if names.type == pa.large_string():
        bare = pc.equal(pc.utf8_trim_whitespace(names), names)
        odd = pc.indices_nonzero(pc.invert(pc.and_(bare, pc.greater(pc.utf8_length(names), 0)))).to_pylist()
        for row, unit in zip(odd, names.take(pa.array(odd, pa.int64())).to_pylist(), strict=True):
            if not unit or unit != unit.strip():
                yield _word("unit_blank", row=row + 1, unit=unit)
