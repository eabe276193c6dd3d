"""A register in a file of which some bytes are others: a clear message, or all that it tells is as it was."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path
from random import Random

import targetrules
from targetrules.register import ReadOnlyRegister, Register, RegisterError
from tests.kills import POLICY

__all__ = ["check_damaged", "recorded"]


def recorded(file: Path, units: int = 60) -> Path:
    """A register with some of everything."""
    with Register.create(file, by="Li Wei") as register:
        register.adopt(targetrules.loads(POLICY, name="kills.toml"), persons=True)
        register.post([{"unit": f"U{each}", "period": 2024, "score": each} for each in range(units)])
        register.close_period(2024)
        register.decide(2024)
        register.withdraw("U2", 2024, reason="counted twice")
        register.erase("U2", reason="as the law demands")
    return file


def told(file: Path, head: str | None) -> tuple[str, bytes]:
    """What is said of a register, and all that stands in it."""
    try:
        with ReadOnlyRegister(file) as register:
            found = register.verify(head)
            if not found.verified:
                return "problems", b""
            stream = io.BytesIO()
            register.export(stream)
            register.results()
            register.decisions()
            return "right", stream.getvalue()
    except RegisterError as error:
        return ", ".join(problem.key for problem in error.problems), b""


def check_damaged(file: Path, copy: Path, random: Random, times: int) -> Counter[str]:
    """Each time some bytes are changed somewhere; how often what was said."""
    with ReadOnlyRegister(file) as register:
        head = register.head().hash
    whole, said = told(file, head), Counter[str]()
    assert whole[0] == "right"
    before = file.read_bytes()
    for _ in range(times):
        damaged = bytearray(before)
        for _ in range(random.choice((1, 1, 1, 4, 64))):
            damaged[random.randrange(len(damaged))] ^= 1 << random.randrange(8)
        copy.write_bytes(damaged)
        key, content = told(copy, head)
        assert content == whole[1] or key != "right"
        said[key] += 1
    return said
