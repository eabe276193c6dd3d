"""Half a million inputs of every kind that the package reads, each a good one after a few accidents: ``make deep``.

Policies; results as text, JSON, workbooks and columns; states; records of outcomes. Each is accepted, or refused with
one of the public errors; nothing takes more than five seconds of the processor, nor more than 300 MB. Alone:
``make deep ARGS=tests/deep/test_fuzzing.py``, some forty minutes in two processes. It goes on where it was interrupted.

An input is known by its kind and number, and tried again by ``python -m tests.fuzzing.session text 175``.
"""

from __future__ import annotations

import sys

import pytest

from tests.fuzzing.whole import INPUTS, run, table


@pytest.mark.parametrize("kind", INPUTS)
def test_any_input_is_accepted_or_refused_with_a_public_error(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = run(kind)
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(table(kind, found)) + "\n")
    assert list(found["failures"]) == []
    assert found["runs"] == sum(found["fates"].values()) == INPUTS[kind]
