"""A state as one Arrow IPC file: the units, a column for each array of the memory, and in the metadata whose it is.

The metadata has the SHA-256 of the file, taken with zeros in its place. It is checked before Arrow reads anything, so
that no damaged byte is ever taken for somebody's past.

Where the state is signed, the signature stands behind that checksum, in the same text. It is of the file with zeros for
both, and it is checked next.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyarrow as pa

from targetrules.atomic import UnwritableError, refuse_unwritable, write_file
from targetrules.budget import OverBudgetError
from targetrules.columns.arrow import from_numpy, to_numpy
from targetrules.frames.states.below import text_of_below
from targetrules.frames.states.kept_cuts import text_of_cuts
from targetrules.frames.states.state import State
from targetrules.frames.states.state_inside import (
    SEAL,
    UNIT,
    ForgedStateError,
    check_schema,
    check_table,
    said_in,
)
from targetrules.frames.states.state_messages import check_messages, check_size, stream_of
from targetrules.frames.states.successions import text_of_pasts
from targetrules.rules.resolution.from_syntax import FORMAT
from targetrules.signature import STATE, UNMADE, Signature, SignatureError, message
from targetrules.source.given import bytes_of, why_unreadable
from targetrules.state_error import StateError
from targetrules.wording import Word

if TYPE_CHECKING:
    from targetrules.keys.pair import PrivateKey

__all__ = ["LARGEST", "VERSION", "read_state", "write_state"]

VERSION: Final = "1"
"""Of the file; raised whenever the columns of a memory change their meaning, so that an older file is refused."""

LARGEST: Final = 1 << 35
"""Bytes: a state of a thousand million units has fewer."""

_MAGIC: Final = b"ARROW1"
_MARK: Final = b"sha256:"
_NO_DIGITS: Final = "0" * 64
_OURS: Final = b"targetrules."
_HEAD: Final = 1 << 16


# ---- writing ---------------------------------------------------------------------------------------------------------


def write_state(state: State, path: Path, sign: str | None = None, passphrase: str | None = None) -> None:
    """Write the file, whole or not at all; over another state, but over nothing else. ``sign`` is the file of a key."""
    refuse_unwritable(path)
    if _is_something_else(path):
        raise UnwritableError(errno.EEXIST, "no-state", str(path))
    write_file(path, [_bytes_of(state, None if sign is None else _key_in(sign, passphrase))])


def _key_in(file: str, passphrase: str | None) -> PrivateKey:
    from targetrules.keys.files import private_key

    return private_key(file, lambda: None if passphrase is None else passphrase.encode("utf-8", "surrogateescape"))


def _is_something_else(path: Path) -> bool:
    """Whether the file is there and holds no state, not even a damaged one: the policy, for instance."""
    try:
        with path.open("rb") as file:
            begins = file.read(_HEAD)
    except OSError:  # there is none, or it can be written and not read
        return False
    return bool(begins) and not (begins.startswith(_MAGIC) and _OURS in begins)


def _bytes_of(state: State, key: PrivateKey | None) -> bytearray:
    columns = {UNIT: state.names, **{name: from_numpy(each) for name, each in state.columns.items()}}
    metadata = {
        "checksum": f"sha256:{_NO_DIGITS}" + ("" if key is None else f",ed25519:{key.public.digits}:{UNMADE}"),
        "state": VERSION,
        "policy": state.policy,
        "digest": state.digest,
        "language": str(FORMAT),
        "kind": state.kind.value,
        "period": "" if state.ordinal is None else str(state.ordinal),
    }
    if state.cuts:
        metadata["cuts"] = text_of_cuts(state.cuts)
    if state.successions:
        metadata["successions"] = text_of_pasts(state.successions)
    if state.mergers:
        metadata["mergers"] = text_of_pasts(state.mergers)
    if state.below:  # what is first here stands last in the file: so that the rest says at once what it is
        below = text_of_below({name: bytes(_bytes_of(each, None)) for name, each in state.below.items()})
        metadata = {"below": below, **metadata}
    table = pa.table(columns).replace_schema_metadata({f"targetrules.{key}": each for key, each in metadata.items()})
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    data = bytearray(memoryview(sink.getvalue()))
    if key is not None:
        _fill(data, "signature", key.sign(_message(sha256(data).hexdigest())).value)
    _fill(data, "checksum", sha256(data).hexdigest())
    return data


def _message(digest: str) -> bytes:
    """What is signed: the SHA-256 of the file with zeros for its checksum and its signature."""
    return message(STATE, digest)


def _fill(data: bytearray, part: str, digits: str) -> None:
    """Put digits into the seal, in both places: an Arrow file has its metadata before all columns and behind them."""
    places = data.find(_MARK), data.rfind(_MARK)
    seal = SEAL.match(data, places[0])
    if seal is not None:
        start, end = (at - places[0] for at in seal.span(part))
        for place in places:
            data[place + start : place + end] = digits.encode("ascii")


# ---- reading ---------------------------------------------------------------------------------------------------------


def read_state(path: Path, keys: Sequence[str] = ()) -> State:
    """The state in a file, which one of the keys in these files must have signed, if there are any."""
    data = _sound(path, _check_with(path, keys))
    try:
        state = _inside(data, path)
    except ForgedStateError as error:
        raise StateError(Word("states.inside", {"file": str(path), "faults": error.faults}), _ADVICE) from None
    except MemoryError:  # Arrow's own is an ArrowException, too
        raise
    except (pa.ArrowException, OverBudgetError, UnicodeDecodeError, OSError):
        raise _damaged(path) from None
    return state


def _inside(data: bytes, path: Path) -> State:
    """The state in the bytes of a file: nothing is used before it is checked."""
    reader = stream_of(data)
    metadata = {key.decode(): each.decode() for key, each in (reader.schema.metadata or {}).items()}
    version = metadata.get("targetrules.state")
    if version is None:
        raise StateError(Word("states.no_version", {"file": str(path), "known": VERSION}), Word("states.advise_none"))
    if version != VERSION:
        values = {"file": str(path), "version": version, "known": VERSION}
        raise StateError(Word("states.version", values), Word("states.advise_version"))
    said = said_in(metadata)
    check_schema(reader.schema)
    check_messages(data)
    table = reader.read_all()
    check_size(table, len(data))
    table.validate(full=True)
    check_table(table, said)
    columns = {name: table[name].combine_chunks() for name in table.column_names}
    names = columns.pop(UNIT)
    arrays = {name: to_numpy(each) for name, each in columns.items()}
    below = {name: _inside(_checked(each, path), path) for name, each in said.below.items()}
    pasts = said.successions, below, said.mergers
    return State(said.policy, said.digest, said.kind, said.ordinal, names, arrays, said.cuts, *pasts)


def _checked(data: bytes, path: Path) -> bytes:
    """The bytes of a state within another one, if they are those that were written."""
    if not data.startswith(_MAGIC) or not data.endswith(_MAGIC):
        raise _damaged(path)
    return _sealed(data, path, lambda _, __: None)


def _sound(path: Path, check: Callable[[str, Signature | None], None]) -> bytes:
    """The bytes of the file, if they are those that were written and ``check`` finds them signed as they should be."""
    none = StateError(Word("states.none", {"file": str(path)}), Word("states.advise_none"))

    def look(begins: bytes) -> None:
        if not begins.startswith(_MAGIC) or _MARK not in begins:
            raise none
        if not _ends_as_arrow(path):
            raise _damaged(path)

    try:
        data = bytes_of(path, LARGEST, look)
    except (OSError, ValueError) as error:
        raise StateError(
            Word("states.unreadable", {"file": str(path), "reason": why_unreadable(error)}), _ADVICE
        ) from None
    if len(data) > LARGEST:
        values = {"file": str(path), "most": f"{LARGEST:,}"}
        raise StateError(Word("states.too_large", values), Word("states.advise_none"))
    return _sealed(data, path, check)


def _sealed(data: bytes, path: Path, check: Callable[[str, Signature | None], None]) -> bytes:
    """The same bytes, whose checksum is right."""
    places = data.find(_MARK), data.rfind(_MARK)
    seal = SEAL.match(data, places[0])
    if seal is None or not data.startswith(seal[0], places[1]):
        raise _damaged(path)
    checksum, key, value = (None if each is None else each.decode("ascii") for each in seal.groups())
    if _digest(data, places, seal, "checksum") != checksum:
        raise _damaged(path)
    if key is not None and value is not None:
        check(_digest(data, places, seal, "checksum", "signature"), Signature(key, value))
    else:
        check("", None)
    return data


def _ends_as_arrow(path: Path) -> bool:
    """Whether a file ends as it ought to: so that it is not read whole where most of it is a hole. A pipe is."""
    if not path.is_file():
        return True
    with path.open("rb") as file:
        file.seek(-len(_MAGIC), os.SEEK_END)
        return file.read() == _MAGIC


def _digest(data: bytes, places: tuple[int, int], seal: re.Match[bytes], *blank: str) -> str:
    """The SHA-256 of a file with zeros for these parts of its seal, which stands in two places."""
    parts = sorted(seal.span(part) for part in blank)
    digest, view, at = sha256(), memoryview(data), 0
    for place in sorted(set(places)):
        for start, end in ((each[0] - seal.start() + place, each[1] - seal.start() + place) for each in parts):
            digest.update(view[at:start])
            digest.update(b"0" * (end - start))
            at = end
    digest.update(view[at:])
    return digest.hexdigest()


def _check_with(path: Path, files: Sequence[str]) -> Callable[[str, Signature | None], None]:
    """How the signature is checked of what has some SHA-256, by the keys in these files; not at all without any."""
    if not files:
        return lambda _, __: None
    from targetrules.keys.files import public_key
    from targetrules.keys.pair import check_signature

    keys = [public_key(each) for each in files]

    def check(digest: str, signature: Signature | None) -> None:
        try:
            check_signature(str(path), signature, _message(digest), keys)
        except SignatureError as error:
            raise StateError(error.word, Word("states.advise_signature")) from None

    return check


def _damaged(path: Path) -> StateError:
    return StateError(Word("states.damaged", {"file": str(path)}), _ADVICE)


_ADVICE: Final = Word("states.advise_again")
