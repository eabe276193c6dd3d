"""Classes of data of which very many are made."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

__all__ = ["unchanging"]

if TYPE_CHECKING:
    from attrs import frozen as unchanging
else:
    from attrs import define, setters

    unchanging = partial(define, slots=True, unsafe_hash=True, on_setattr=setters.NO_OP)
"""As ``attrs.frozen``, but that nothing is set anew is seen to by type checkers alone.

Where Python sees to it as well, an object takes several times as long to make. Of a row there are some when it is
judged, and a hundred when it is explained.
"""
