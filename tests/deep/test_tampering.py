"""Every bit of a journal, and two thousand damaged files: ``make deep``, by hand. It takes some minutes."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from random import Random

import pytest

from targetrules.register import ReadOnlyRegister
from tests.damaged_registers import check_damaged, recorded
from tests.register.test_journal import is_right

TIMES = 2000


def test_every_bit_of_a_journal_that_is_another_is_found(tmp_path: Path) -> None:
    """Each byte with each of its bits turned, and each byte left out."""
    stream = io.BytesIO()
    with ReadOnlyRegister(recorded(tmp_path / "county.db", units=3)) as register:
        head = register.export(stream).hash
    whole = stream.getvalue()
    assert is_right(whole.splitlines(keepends=True), head)
    for at, byte in enumerate(whole):
        for changed in (b"", *(bytes([byte ^ 1 << bit]) for bit in range(8))):
            lines = (whole[:at] + changed + whole[at + 1 :]).splitlines(keepends=True)
            assert not is_right(lines, head), (at, changed)


def test_a_file_whose_bytes_are_damaged_is_told_and_never_taken_for_right(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = check_damaged(recorded(tmp_path / "county.db"), tmp_path / "damaged.db", Random(2), TIMES)  # noqa: S311
    with capsys.disabled():
        sys.stdout.write(f"\n{TIMES} damaged files: {dict(said)}\n")
