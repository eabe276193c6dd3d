"""The messages of which the file of a state consists, looked at before Arrow makes anything of them.

Arrow unpacks what is compressed as it reads it, to whatever size is said there. States are never compressed, so a
compressed one is refused; what is not takes no more room than the file has, and that much for each column.
"""

from __future__ import annotations

import struct
from typing import Final

import pyarrow as pa

from targetrules.budget import Account, Budget
from targetrules.frames.states.state_inside import ForgedStateError
from targetrules.wording import Word

__all__ = ["check_messages", "check_size", "stream_of"]

_MAGIC: Final = len(b"ARROW1\0\0")
_HEADER: Final = 2
_COMPRESSION: Final = 3
"""Numbers of fields, from 0: of a message, that of its header; of a batch of rows, that of how it is compressed."""


def stream_of(data: bytes) -> pa.RecordBatchStreamReader:
    """The reader of the file, message by message, from its beginning."""
    return pa.ipc.open_stream(pa.py_buffer(data).slice(_MAGIC))


def check_messages(data: bytes) -> None:
    """Raise :class:`ForgedStateError` where a batch of rows is compressed, and ArrowInvalid where a message is none."""
    messages = iter(pa.ipc.MessageReader.open_stream(pa.py_buffer(data).slice(_MAGIC)))
    next(messages)  # the schema
    for message in messages:
        if message.type != "record batch":
            raise pa.ArrowInvalid(message.type)
        if _is_compressed(message.metadata.to_pybytes()):
            raise ForgedStateError([Word("states.compressed")])


def check_size(table: pa.Table, size: int) -> None:
    """Raise OverBudgetError where columns that share their bytes have more of them together than the file may have."""
    Budget(size).draw(Account.BYTES, table.nbytes)


def _is_compressed(metadata: bytes) -> bool:
    """Whether a batch of rows says how it is compressed; these are tables as FlatBuffers has them."""
    try:
        header = _field(metadata, _at(metadata, 0), _HEADER)
        return header is None or _field(metadata, _at(metadata, header), _COMPRESSION) is not None
    except struct.error:
        return True


def _at(metadata: bytes, place: int) -> int:
    """The place to which the number in a place refers."""
    return place + int(struct.unpack_from("<I", metadata, place)[0])


def _field(metadata: bytes, table: int, number: int) -> int | None:
    """Where a field of a table stands; None where there is none."""
    fields = table - int(struct.unpack_from("<i", metadata, table)[0])
    entry = 4 + 2 * number
    if fields < 0 or entry >= struct.unpack_from("<H", metadata, fields)[0]:
        return None
    offset = int(struct.unpack_from("<H", metadata, fields + entry)[0])
    return table + offset if offset else None
