"""The state of a policy between two periods: all that later periods can still depend on, a few words a unit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

import pyarrow as pa
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from targetrules.arguments import ArgumentError, a_path, a_secret, paths
from targetrules.period import PeriodKind, period_text
from targetrules.rules import tree
from targetrules.wording import Word

__all__ = ["State"]


@frozen(slots=True, eq=False, repr=False)
class State:
    """What is kept of all periods so far; made by :meth:`Policy.start` and :meth:`Policy.step`, and never altered.

    ``policy`` and ``digest`` name the policy that it belongs to: the id, and the SHA-256 of the policy's file. No
    outcomes are in it, and of the results no more than the policy's conditions and formulas look back at. ``judged``:
    a step left it behind, as it is; of any other, such as one from a file, the values are checked before they are used.
    """

    policy: str
    digest: str
    kind: PeriodKind
    ordinal: int | None
    names: pa.Array
    columns: Mapping[str, NDArray[Any]]
    judged: bool = field(default=False, init=False)

    def __repr__(self) -> str:
        return f"State(policy={self.policy!r}, last_period={self.last_period!r}, units={self.units})"

    @staticmethod
    def of(rules: tree.Rules, digest: str) -> State:
        """No past: no unit has had a result."""
        return State(rules.id, digest, rules.period, None, pa.array([], pa.large_string()), {})

    def after(self, ordinal: int, names: pa.Array, columns: Mapping[str, NDArray[Any]]) -> State:
        """What a step leaves behind. Nobody can write into it; a copy that is put together otherwise is not judged."""
        for column in columns.values():
            column.flags.writeable = False
        state = evolve(self, ordinal=ordinal, names=names, columns=columns)
        object.__setattr__(state, "judged", True)
        return state

    @property
    def units(self) -> int:
        """How many units have had a result so far."""
        return len(self.names)

    @property
    def last_period(self) -> int | str | None:
        """The last period that was judged, as outcomes print it; None: none was."""
        return None if self.ordinal is None else period_text(self.kind, self.ordinal)

    def save(
        self, path: str | PathLike[str], *, sign: str | PathLike[str] | None = None, passphrase: str | None = None
    ) -> None:
        """Write the state to a file; a state that stood there before is replaced at once, or stays as it was.

        The file is an Arrow IPC file with a row for each unit. Links are followed, and the mode of a file that is
        replaced is kept. Raises OSError where it cannot be written, and where there is something else than a state, a
        read-only file or a device: these stay.

        ``sign`` is the file of a private key, with which the state is signed, and ``passphrase`` what opens it, if it
        is protected by one. Raises :class:`KeyFileError` where the key cannot be used, and
        :class:`~targetrules.extra.MissingExtraError` where the extra ``sign`` is not installed.
        """
        from targetrules.frames.states.state_file import written

        place = Path(a_path("path", path))
        key = None if sign is None else a_path("sign", sign)
        opens = None if passphrase is None else a_secret("passphrase", passphrase)
        if key is None and opens is not None:
            raise ArgumentError("passphrase", Word("arguments.no-key"))
        written(self, place, key, opens)

    @staticmethod
    def load(
        path: str | PathLike[str], *, key: str | PathLike[str] | Iterable[str | PathLike[str]] | None = None
    ) -> State:
        """The state in a file that :meth:`save` wrote.

        Raises :class:`StateError` for a file that cannot be read, that is damaged or none of a state, or that a newer
        version wrote. Whether it belongs to a policy is asked by :meth:`Policy.step`.

        ``key`` is the file of a public key, or several: one of them must have signed the state, else
        :class:`StateError` says what is wrong. Without it no signature is looked at, and nobody vouches for the state.
        Raises :class:`KeyFileError` where a key cannot be used, and :class:`~targetrules.extra.MissingExtraError`
        where the extra ``sign`` is not installed.
        """
        from targetrules.frames.states.state_file import read

        return read(Path(a_path("path", path)), () if key is None else paths("key", key))
