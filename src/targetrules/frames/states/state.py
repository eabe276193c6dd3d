"""The state of a policy between two periods: all that later periods can still depend on, a few words a unit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

import pyarrow as pa
from attrs import astuple, evolve, field
from numpy.typing import NDArray

from targetrules.arguments import ArgumentError, a_path, a_secret, paths
from targetrules.data import frozen
from targetrules.engine.interface import KeptCut
from targetrules.frames.states.below import looking_back_below
from targetrules.period import PeriodKind, period_text
from targetrules.rules import tree
from targetrules.rules.succession import Merger, Succession
from targetrules.wording import Word

__all__ = ["State"]


@frozen(slots=True, eq=False, repr=False)
class State:
    """All that later periods can still depend on; made by ``Policy.start`` and ``Policy.step``, and never altered.

    No outcomes are in it, and of the results no more than the policy's conditions and formulas look back at.

    Attributes:
        policy: The id of the policy that it belongs to.
        digest: The SHA-256 of that policy's file, in hexadecimal.
        kind: What a period of the policy is.
        ordinal: The ordinal number of the last period that was judged; None: none was.
        names: The names of the units, an Arrow array of texts.
        columns: What is kept of each unit, NumPy arrays with an entry a unit, by names that depend on the policy alone.
        cuts: What was computed of groups, in force until it is computed again.
        successions: Which units went on from the past of which others.
        below: The states of the policies below that look back, by the names of the details.
        mergers: Which units are said to have gone into which others.
        judged: Whether a step left it behind, as it is; of any other, such as one from a file, the values are checked
            before they are used.
    """

    policy: str
    digest: str
    kind: PeriodKind
    ordinal: int | None
    names: pa.Array
    columns: Mapping[str, NDArray[Any]]
    cuts: tuple[KeptCut, ...] = ()
    successions: tuple[Succession, ...] = ()
    below: Mapping[str, State] = field(factory=dict)
    mergers: tuple[Merger, ...] = ()
    judged: bool = field(default=False, init=False)

    def __repr__(self) -> str:
        return f"State(policy={self.policy!r}, last_period={self.last_period!r}, units={self.units})"

    @staticmethod
    def of(rules: tree.Rules, digest: str) -> State:
        """The state before any period.

        Args:
            rules: The policy.
            digest: The SHA-256 of its file, in hexadecimal.

        Returns:
            A state without units.
        """
        own = State(rules.id, rules.whole_digest(digest), rules.period, None, pa.nulls(0, pa.large_string()), {})
        lower = looking_back_below(rules).items()
        return evolve(own, below={name: State.of(each.rules, each.digest) for name, each in lower})

    def after(
        self,
        ordinal: int,
        names: pa.Array,
        columns: Mapping[str, NDArray[Any]],
        cuts: tuple[KeptCut, ...] = (),
        successions: tuple[Succession, ...] = (),
        below: Mapping[str, State] | None = None,
        mergers: tuple[Merger, ...] = (),
    ) -> State:
        """The state that a step leaves behind. Nobody can write into it.

        Args:
            ordinal: The ordinal number of the period that was judged.
            names: The names of all units so far.
            columns: What is kept of each, an entry a unit.
            cuts: What is kept of groups.
            successions: Which units went on in it from the past of which others.
            below: The states that the policies below leave behind.
            mergers: Which units are said in it to have gone into which others.

        Returns:
            The state, taken to be sound as it is; a copy that is put together otherwise is not.
        """
        for column in columns.values():
            column.flags.writeable = False
        own = evolve(self, ordinal=ordinal, names=names, columns=columns, cuts=cuts, below=below or {})
        every, gone = (*self.successions, *successions), (*self.mergers, *mergers)
        state = evolve(own, successions=every, mergers=gone)
        object.__setattr__(state, "judged", True)
        return state

    def with_below(self, below: Mapping[str, State]) -> State:
        """The same, where policies below went on and this one had no results.

        Args:
            below: The states that the policies below leave behind.

        Returns:
            The state, as sound as it is.
        """
        state = evolve(self, below=below)
        object.__setattr__(state, "judged", self.judged)
        return state

    @property
    def units(self) -> int:
        """How many units have had a result so far."""
        return len(self.names)

    @property
    def sha256(self) -> str:
        """The SHA-256 of what the state says, in hexadecimal: the same for a state that was saved and loaded again."""
        says: list[Any] = [self.policy, self.digest, self.kind.value, self.ordinal, self.names.to_pylist()]
        says += [[astuple(each) for each in self.cuts]] if self.cuts else []
        says += [{"successions": [astuple(each) for each in self.successions]}] if self.successions else []
        says += [{"mergers": [astuple(each) for each in self.mergers]}] if self.mergers else []
        says += [{"below": {name: each.sha256 for name, each in self.below.items()}}] if self.below else []
        found = hashlib.sha256(json.dumps(says).encode())
        for name, column in self.columns.items():
            found.update(f"\n{name} {column.dtype.str.lstrip('<>=|')} {len(column)}\n".encode())
            found.update(column.astype(column.dtype.newbyteorder("<"), copy=False).tobytes())
        return found.hexdigest()

    @property
    def last_period(self) -> int | str | None:
        """The last period that was judged, as outcomes print it; None: none was."""
        return None if self.ordinal is None else period_text(self.kind, self.ordinal)

    def save(
        self, path: str | PathLike[str], *, sign: str | PathLike[str] | None = None, passphrase: str | None = None
    ) -> None:
        """Write the state to a file; a state that stood there before is replaced at once, or stays as it was.

        The file is an Arrow IPC file with a row for each unit. Links are followed, and the mode of a file that is
        replaced is kept.

        Args:
            path: Where to write.
            sign: The file of a private key, with which the state is signed (extra ``sign``).
            passphrase: What opens that key, if it is protected by one.

        Raises:
            ArgumentError: A path is no path, or there is a passphrase and no key.
            UnwritableError: There is something else than a state, a read-only file or a device, which stay; or no such
                folder.
            OSError: The system does not write it.
            KeyFileError: The key cannot be used.
            MissingExtraError: The state is to be signed, and the extra ``sign`` is not installed.
        """
        from targetrules.frames.states.state_file import write_state

        place = Path(a_path("path", path))
        key = None if sign is None else a_path("sign", sign)
        opens = None if passphrase is None else a_secret("passphrase", passphrase)
        if key is None and opens is not None:
            raise ArgumentError("passphrase", Word("arguments.no-key"))
        write_state(self, place, key, opens)

    @staticmethod
    def load(
        path: str | PathLike[str], *, key: str | PathLike[str] | Iterable[str | PathLike[str]] | None = None
    ) -> State:
        """The state in a file that :meth:`save` wrote. Whether it belongs to a policy is asked by ``Policy.step``.

        Args:
            path: The file.
            key: The file of a public key, or several: one of them must have signed the state. Left out, no signature is
                looked at, and nobody vouches for the state.

        Returns:
            The state.

        Raises:
            ArgumentError: A path is no path, or there is an empty list of keys.
            StateError: The file cannot be read, is damaged or none of a state, a newer version wrote it, or none of the
                keys has signed it.
            KeyFileError: A key cannot be used.
            MissingExtraError: There are keys, and the extra ``sign`` is not installed.
        """
        from targetrules.frames.states.state_file import read_state

        return read_state(Path(a_path("path", path)), () if key is None else paths("key", key))
