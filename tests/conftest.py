"""What every test shares. Fixtures of one area stand in that area's own conftest.py."""

from __future__ import annotations

from hypothesis import settings

# No test asserts how long anything takes: the machine may be busy. Under CI=true Hypothesis's own profile is the
# parent, so that runs there are repeatable.
settings.register_profile("unhurried", parent=settings(), deadline=None)
settings.load_profile("unhurried")
