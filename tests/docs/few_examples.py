"""A plugin of pytest for the tests that pages show: properties that do not say how many examples are tried on few.

Readers copy these tests as they stand, so the page cannot say it.
"""

from __future__ import annotations

from hypothesis import settings

from tests import effort

settings.register_profile("few", parent=settings(), max_examples=effort.count(effort.FEW))
settings.load_profile("few")
