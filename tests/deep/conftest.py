"""The laws again, with many more examples: ``make deep``, by hand. It takes some two hours."""

from __future__ import annotations

import tests.effort

tests.effort.factor = 125
