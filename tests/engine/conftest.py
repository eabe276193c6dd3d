"""Tables that differ are shown cell by cell."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("tests.engine.table")
