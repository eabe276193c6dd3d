"""A state as one Arrow IPC file: the units, a column for each array of the memory, and in the metadata whose it is.

The metadata has the SHA-256 of the file, taken with zeros in its place. It is checked before Arrow reads anything, so
that no damaged byte is ever taken for somebody's past.
"""

from __future__ import annotations

import errno
from hashlib import sha256
from pathlib import Path
from typing import Final

import pyarrow as pa

from targetrules.atomic import UnwritableError, refuse_unwritable, write_file
from targetrules.frames.state import State
from targetrules.frames.state_inside import UNIT, Forged, Said, check_schema, check_table, said_in
from targetrules.rules.from_syntax import FORMAT
from targetrules.source.unreadable import why_unreadable
from targetrules.state_error import StateError
from targetrules.wording import Word

__all__ = ["VERSION", "read", "written"]

VERSION: Final = "1"
"""Of the file; raised whenever the columns of a memory change their meaning, so that an older file is refused."""

_MAGIC: Final = b"ARROW1"
_MARK: Final = b"sha256:"
_DIGITS: Final = 64
_OURS: Final = b"targetrules."
_HEAD: Final = 1 << 16


# ---- writing ---------------------------------------------------------------------------------------------------------


def written(state: State, path: Path) -> None:
    """Write the file, whole or not at all; over another state, but over nothing else."""
    refuse_unwritable(path)
    if _is_something_else(path):
        raise UnwritableError(errno.EEXIST, "no-state", str(path))
    write_file(path, [_bytes_of(state)])


def _is_something_else(path: Path) -> bool:
    """Whether the file is there and holds no state, not even a damaged one: the policy, for instance."""
    try:
        with path.open("rb") as file:
            begins = file.read(_HEAD)
    except OSError:  # there is none, or it can be written and not read
        return False
    return bool(begins) and not (begins.startswith(_MAGIC) and _OURS in begins)


def _bytes_of(state: State) -> bytearray:
    columns = {UNIT: state.names, **{name: pa.array(each) for name, each in state.columns.items()}}
    metadata = {
        "checksum": _MARK + b"0" * _DIGITS,
        "state": VERSION,
        "policy": state.policy,
        "digest": state.digest,
        "language": str(FORMAT),
        "kind": state.kind.value,
        "period": "" if state.ordinal is None else str(state.ordinal),
    }
    table = pa.table(columns).replace_schema_metadata({f"targetrules.{key}": each for key, each in metadata.items()})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    data = bytearray(memoryview(sink.getvalue()))
    return _with_digits(data, sha256(data).hexdigest().encode())


def _with_digits(data: bytearray, digits: bytes) -> bytearray:
    for place in _places(data):
        data[place] = digits
    return data


def _places(data: bytearray) -> tuple[slice, slice]:
    """Where the digits stand: an Arrow file has its metadata twice, in front of all columns and behind them."""
    first, last = (found + len(_MARK) for found in (data.find(_MARK), data.rfind(_MARK)))
    return slice(first, first + _DIGITS), slice(last, last + _DIGITS)


# ---- reading ---------------------------------------------------------------------------------------------------------


def read(path: Path) -> State:
    """The state in a file."""
    data = _sound(path)
    try:
        said, table = _inside(data, path)
    except Forged as error:
        raise StateError(Word("states.inside", {"file": str(path), "faults": error.faults}), _ADVICE) from None
    except (pa.ArrowException, UnicodeDecodeError, OSError):
        raise _damaged(path) from None
    columns = {name: table[name].combine_chunks() for name in table.column_names}
    names = columns.pop(UNIT)
    arrays = {name: each.to_numpy(zero_copy_only=False) for name, each in columns.items()}
    return State(said.policy, said.digest, said.kind, said.ordinal, names, arrays)


def _inside(data: bytearray, path: Path) -> tuple[Said, pa.Table]:
    """What the file says of itself, and its columns: nothing is used before it is checked."""
    reader = pa.ipc.open_file(pa.py_buffer(data))
    metadata = {key.decode(): each.decode() for key, each in (reader.schema.metadata or {}).items()}
    version = metadata.get("targetrules.state", "")
    if version != VERSION:
        values = {"file": str(path), "version": version, "known": VERSION}
        raise StateError(Word("states.version", values), Word("states.advise_version"))
    said = said_in(metadata)
    check_schema(reader.schema)
    table = reader.read_all()
    table.validate(full=True)
    check_table(table, said)
    return said, table


def _sound(path: Path) -> bytearray:
    """The bytes of the file, if they are those that were written."""
    try:
        data = bytearray(path.read_bytes())
    except (OSError, ValueError) as error:
        raise StateError(
            Word("states.unreadable", {"file": str(path), "reason": why_unreadable(error)}), _ADVICE
        ) from None
    if not data.startswith(_MAGIC) or _MARK not in data:
        raise StateError(Word("states.none", {"file": str(path)}), Word("states.advise_none"))
    digits = {bytes(data[place]) for place in _places(data)}
    if {sha256(_with_digits(data, b"0" * _DIGITS)).hexdigest().encode()} != digits:
        raise _damaged(path)
    return data


def _damaged(path: Path) -> StateError:
    return StateError(Word("states.damaged", {"file": str(path)}), _ADVICE)


_ADVICE: Final = Word("states.advise_again")
