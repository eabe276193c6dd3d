"""Twenty thousand random edits over all shipped policies: ``make deep ARGS=tests/deep/test_typing.py``.

None is answered by an exception, and whenever the hands rest the editor shows what ``check`` says of the file.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.editing.test_random_edits import type_on
from tests.policies.shipped import FILES

EDITS = 20_000


@pytest.mark.parametrize("policy", [each.stem for each in FILES])
def test_a_policy_that_is_typed_at_random(policy: str, tmp_path: Path) -> None:
    assert type_on(policy, tmp_path, seed=7, edits=EDITS // len(FILES) + 1, every=20, longest=12) > 0
