"""Fifty thousand files of states whose inside was changed and whose checksum is right: ``make deep``, by hand."""

from __future__ import annotations

import sys

import pytest

from tests.forged_states import fates

FILES = 5_000


@pytest.mark.parametrize("seed", range(10))
def test_whatever_stands_in_the_file_it_is_a_state_or_a_state_error(
    seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing kills the process, and nothing else is raised."""
    found = fates(seed, FILES)
    with capsys.disabled():
        sys.stdout.write(f"\n{seed}: {', '.join(f'{key} {count}' for key, count in sorted(found.items()))}\n")
    assert sum(found.values()) == FILES
