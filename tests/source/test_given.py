"""A file or a stream is read to a limit, and no further than a first look allows."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from targetrules.source.given import bytes_of, read_of


class Counted(io.BytesIO):
    """A stream that knows how much of it was read."""

    taken = 0

    def read(self, size: int | None = -1, /) -> bytes:
        part = super().read(size)
        self.taken += len(part)
        return part


@pytest.mark.parametrize("size", [0, 1, 1 << 20, (1 << 20) + 1, 3 << 20])
def test_all_of_it_is_read_where_it_is_no_larger_than_the_limit(size: int, tmp_path: Path) -> None:
    data = bytes(range(256)) * (size // 256) + b"x" * (size % 256)
    (tmp_path / "a").write_bytes(data)
    assert read_of(io.BytesIO(data), 3 << 20) == data
    assert bytes_of(tmp_path / "a", 3 << 20) == data


@pytest.mark.parametrize("most", [0, 10, 1 << 20, (1 << 20) + 5])
def test_of_more_one_byte_more_is_read(most: int, tmp_path: Path) -> None:
    stream = Counted(b"x" * (3 << 20))
    assert read_of(stream, most) == b"x" * (most + 1)
    assert stream.taken == most + 1
    (tmp_path / "a").write_bytes(b"x" * (3 << 20))
    assert bytes_of(tmp_path / "a", most) == b"x" * (most + 1)


def test_a_first_look_may_end_it() -> None:
    class EnoughError(Exception):
        pass

    def look(begins: bytes) -> None:
        assert begins == b"x" * (1 << 20)
        raise EnoughError

    stream = Counted(b"x" * (3 << 20))
    with pytest.raises(EnoughError):
        read_of(stream, 3 << 20, look)
    assert stream.taken == 1 << 20


def test_a_name_that_ends_in_a_stroke_is_that_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    with pytest.raises(NotADirectoryError):
        bytes_of(f"{tmp_path}/a/", 10)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="there is no device here that has no end")
def test_a_device_is_refused_in_plain_words() -> None:
    with pytest.raises(OSError, match=r"^\[Errno \d+\] it is a device, which has no end: '/dev/zero'$"):
        bytes_of("/dev/zero", 10)
