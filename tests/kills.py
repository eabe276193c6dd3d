"""A program that writes one file again and again, killed at some moment: what it leaves behind is whole."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from time import sleep

from attrs import frozen

from tests.signing_keys import write_keys

ROOT = Path(__file__).parents[1]
UNITS = 1_500

POLICY = """\
format = 1
policy = { id = "kills", title = "Kills" }
grades = [{ id = "good" }, { id = "poor" }]
inputs.score = { type = "number", min = 0, max = 100 }
grading = { by = "score", bands = { good = 60, poor = 0 } }
"""


@frozen
class Writing:
    """A way to write a file: a statement that writes it as it is in an odd or an even ``turn``.

    ``first``: what is done in front of each turn, and ``before`` once, other than to write.
    """

    file: str
    statement: str
    first: str = "pass"
    before: str = "pass"


def evaluate(file: str) -> Writing:
    return Writing(file, f"run(['evaluate', 'kills.toml', f'results-{{turn % 2}}.csv', '--output', {file!r}])")


STATES = f"""\
policy = targetrules.load("kills.toml")
rows = [{{"unit": f"U{{each}}", "period": 2011, "score": each % 100}} for each in range({UNITS})]
states = [policy.step(policy.start(), rows[start:], notes=lambda note: None)[1] for start in (0, 1)]
"""
RESULTS = """\
policy = targetrules.load("kills.toml")
results = [policy.read(f"results-{turn}.csv") for turn in (0, 1)]
"""
PAIRS = """\
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from targetrules.keys import files

class Known:
    generate = staticmethod(lambda: Ed25519PrivateKey.from_private_bytes(bytes([turn % 2] * 32)))

files.Ed25519PrivateKey = Known
"""
REGISTERS = """\
from targetrules.register import Register

registers = []
for each in (0, 1):
    if not Path(f"kills-{each}.db").exists():
        with Register.create(f"kills-{each}.db", by="Li Wei") as made:
            made.adopt(targetrules.load("kills.toml"))
            made.post(f"results-{each}.csv")
    registers.append(Register(f"kills-{each}.db", by="Li Wei"))
"""
WRITINGS: Mapping[str, Writing] = {
    "table": evaluate("outcomes.txt"),
    "csv": evaluate("outcomes.csv"),
    "json": evaluate("outcomes.json"),
    "jsonl": evaluate("outcomes.jsonl"),
    "parquet": evaluate("outcomes.parquet"),
    "xlsx": evaluate("outcomes.xlsx"),
    "results": Writing("copy.csv", "results[turn % 2].write('copy.csv')", before=RESULTS),
    "state": Writing("state.arrow", "states[turn % 2].save('state.arrow')", before=STATES),
    "coverage page": Writing(
        "coverage.html",
        "run(['test', 'kills.toml', '--coverage', '--html', 'coverage.html', '--lang', ('en', 'zh')[turn % 2]])",
    ),
    "init": Writing(
        "policy.toml", "run(['init', 'policy.toml', '--lang', 'en'])", "Path('policy.toml').unlink(missing_ok=True)"
    ),
    "signed outcomes": Writing(
        "signed.jsonl",
        "run(['evaluate', 'kills.toml', f'results-{turn % 2}.csv', '--record', '--sign', 'office.key',"
        " '--output', 'signed.jsonl'])",
    ),
    "signed state": Writing("signed.arrow", "states[turn % 2].save('signed.arrow', sign='office.key')", before=STATES),
    "journal": Writing("journal.jsonl", "registers[turn % 2].export('journal.jsonl')", before=REGISTERS),
    "shown": Writing(
        "shown.csv", "registers[turn % 2].show('results').write('shown.csv', format='csv')", before=REGISTERS
    ),
    "key": Writing(
        "new.key",
        "run(['key', 'new.key', '--lang', 'en'])",
        "[Path(each).unlink(missing_ok=True) for each in ('new.key', 'new.key.pub')]",
        PAIRS,
    ),
}

PROGRAM = """\
import io, itertools, sys
from pathlib import Path
import targetrules
from targetrules.cli.program import run

sys.stdout = io.StringIO()

{before}
for turn in {turns}:
    {first}
    {statement}
    if turn == 0:
        print("begun", file=sys.__stdout__, flush=True)
"""


def prepare(folder: Path) -> None:
    """The policy, two tables of results that differ, and keys to sign with."""
    write_keys(folder)
    (folder / "kills.toml").write_text(POLICY, encoding="utf-8")
    for turn in range(2):
        lines = [f"U{each},2011,{(each + turn) % 100}" for each in range(UNITS)]
        (folder / f"results-{turn}.csv").write_text("\n".join(["unit,period,score", *lines]), encoding="utf-8")


def program(writing: Writing, turns: str) -> list[str]:
    text = PROGRAM.format(before=writing.before, turns=turns, first=writing.first, statement=writing.statement)
    return [sys.executable, "-c", text]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])}


def written(folder: Path, writing: Writing, turn: int) -> bytes:
    """What the file holds after a turn that nobody disturbs."""
    command = program(writing, f"[{turn}]")
    subprocess.run(command, cwd=folder, env=environment(), check=True, capture_output=True)
    return (folder / writing.file).read_bytes()


def kill(folder: Path, writing: Writing, wait: Callable[[], None]) -> None:
    """Let it write for ever, wait once it has begun, and kill it."""
    command = program(writing, "itertools.count()")
    with subprocess.Popen(
        command, cwd=folder, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"begun\n"
        wait()
        process.kill()


def any_moment(random: Random, folder: Path) -> None:
    """Wait for a while, and half of the times for the next temporary file as well, which is there for a short time."""
    sleep(random.uniform(0, 0.3))
    if random.random() < 0.5:
        for _ in range(20_000):
            if any(name.startswith(".") for name in os.listdir(folder)):  # noqa: PTH208  Path.iterdir is too slow
                break
        sleep(random.uniform(0, 0.002))


def check_kills(folder: Path, way: str, times: int, seed: int) -> int:
    """Each time the file is old or new, and the next write leaves nothing else; how often there was something left."""
    random, writing, left = Random(seed), WRITINGS[way], 0  # noqa: S311
    prepare(folder)
    whole = {written(folder, writing, turn) for turn in range(2)}
    assert all(whole)
    expected = sorted(folder.iterdir())
    for _ in range(times):
        kill(folder, writing, lambda: any_moment(random, folder))
        file = folder / writing.file
        assert (way in {"init", "key"} and not file.exists()) or file.read_bytes() in whole
        left += sorted(folder.iterdir()) != expected
        assert written(folder, writing, 0) in whole
        assert sorted(folder.iterdir()) == expected
    return left
