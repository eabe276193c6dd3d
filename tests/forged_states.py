"""Files of states whose inside somebody has changed and whose checksum is right.

``python -m tests.forged_states SEED NUMBER`` loads so many and goes on from each, and prints what became of them: in a
process of its own, since what is searched for would kill it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, Final

import pyarrow as pa

from targetrules import Policy, ResultsError, State, StateError, loads
from tests.county import county_text

__all__ = ["changed", "fates", "mended", "tampered"]

_MARK = b"sha256:"


def mended(data: bytes) -> bytes:
    """The same with the checksum that belongs to it, as far as there is room for one."""
    places = [found + len(_MARK) for found in (data.find(_MARK), data.rfind(_MARK)) if found >= 0]
    blank = _with_digits(data, places, b"0" * 64)
    return _with_digits(blank, places, sha256(blank).hexdigest().encode())


def _with_digits(data: bytes, places: list[int], digits: bytes) -> bytes:
    for place in places:
        data = data[:place] + digits + data[place + 64 :]
    return data


def changed(file: Path, change: Callable[[pa.Table], pa.Table], **metadata: str | None) -> None:
    """Write the file anew with another table and other metadata (None: without)."""
    table = pa.ipc.open_file(pa.py_buffer(file.read_bytes())).read_all()
    said: dict[Any, Any] = dict(table.schema.metadata)
    for key, text in metadata.items():
        name = f"targetrules.{key}".encode()
        said.pop(name) if text is None else said.update({name: text.encode()})
    table = change(table).replace_schema_metadata(said)
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    file.write_bytes(mended(sink.getvalue().to_pybytes()))


_NUMBERS = [0, 1, 2, 3, 7, 8, 64, 127, 128, 255, 2**15, 2**31 - 1, 2**31, 2**32 - 1, 2**63 - 1, 2**63, 2**64 - 1]


def tampered(random: Random, data: bytes) -> bytes:
    """A few numbers within the file overwritten, or bits turned over, and the checksum made right."""
    found = bytearray(data)
    for _ in range(random.choice([1, 1, 1, 2, 3, 8])):
        width = random.choice([1, 1, 2, 4, 8])
        at = random.randrange(8, len(found) - width)
        at -= at % width if random.random() < 0.8 else 0
        if random.random() < 0.4:
            found[at] ^= 1 << random.randrange(8)
        else:
            number = random.choice([*_NUMBERS, random.randrange(len(data)), random.randrange(2**64)])
            found[at : at + width] = (number % 2 ** (8 * width)).to_bytes(width, "little")
    return mended(bytes(found))


# ---- many of them ----------------------------------------------------------------------------------------------------

POLICY = county_text(
    """
[measures.trend]
formula = "score - previous(score, 2) + best_last(score, 3)"
decimals = 1
[measures.gain]
formula = "score - at_entry(watched, score)"
decimals = 1
[[grading.steps]]
most_up = 1
[conditions.often]
grade = "poor"
times = 2
[conditions.before]
grade = "poor"
ago = 2
[statuses.watched]
enter = { grade = "poor" }
leave = { grade = "good", consecutive = 2 }
[[consequences]]
id = "talk"
when = { grade = "poor" }
[[consequences]]
id = "reorganisation"
when = { grade = "poor", consecutive = 2, gaps = "bridge" }
unless = { received = "talk" }
""",
    score="decimals = 1, optional = true",
)
YEARS: Final[list[list[tuple[str, float | None]]]] = [
    [("A", 55.5), ("B", 81)],
    [("C", 70), ("A", 59.5)],
    [("A", 30), ("B", None), ("D", 99)],
]


def _step(policy: Policy, state: State, year: int) -> State:
    rows = [{"unit": unit, "period": 2010 + year, "score": score} for unit, score in YEARS[year]]
    return policy.step(state, rows, notes=lambda _: None)[1]


def _fate(policy: Policy, file: Path) -> str:
    try:
        _step(policy, State.load(file), 2)
    except StateError as error:
        return error.word.key if error.text("en") and error.text("zh") else ""
    except ResultsError:
        return "other rows"  # a unit or a period that might have been, and with which these rows do not agree
    return "gone on"


def _search(seed: int, number: int) -> dict[str, int]:
    policy, found = loads(POLICY), Counter[str]()
    random = Random(seed)  # noqa: S311  a seed makes the files again
    with TemporaryDirectory() as folder:
        file = Path(folder) / "state.arrow"
        _step(policy, _step(policy, policy.start(), 0), 1).save(file)
        data = file.read_bytes()
        for _ in range(number):
            file.write_bytes(tampered(random, data))
            found[_fate(policy, file)] += 1
    return found


def fates(seed: int, number: int) -> dict[str, int]:
    """How many files became what; raises CalledProcessError where one killed the process or raised anything else."""
    command = [sys.executable, "-m", "tests.forged_states", str(seed), str(number)]
    shown = subprocess.run(command, cwd=Path(__file__).parents[1], check=True, stdout=subprocess.PIPE, text=True)
    found: dict[str, int] = json.loads(shown.stdout)
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(_search(int(sys.argv[1]), int(sys.argv[2]))))
