"""Somebody who follows a page: writes its files, types its commands, and looks whether the page told the truth."""

from __future__ import annotations

import doctest
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any
from unittest.mock import patch

import yaml
from attrs import define, field

from targetrules import PolicyError, load
from tests.command_line import Ran, call
from tests.docs.blocks import ROOT, Block, Page, Picture
from tests.docs.pictures import fault_of

__all__ = ["Follower", "agrees", "commands"]

LEFT_OUT = "…"
"""A line of this alone stands for any lines."""
PLUGINS = [f"-p{name}" for name in ("no:anyio", "no:cacheprovider", "no:schemathesis", "tests.docs.few_examples")]
"""The options of pytest for tests on a page: without plugins that take longer to import than pytest itself."""


@define
class Follower:
    """One reader with a folder, in which the project's examples lie. ``problems`` is what the page got wrong."""

    page: Page
    folder: Path
    status: int = 0
    names: dict[str, Any] = field(factory=dict)
    problems: list[str] = field(factory=list)

    def follow(self) -> str:
        """Do all that the page says; its text, as it ought to be."""
        shutil.copytree(ROOT / "examples", self.folder / "examples")
        text = self.page.text
        for block in self.page.steps:
            if isinstance(block, Picture):
                if (fault := fault_of(block, self.folder)) is not None:
                    self.problems.append(f"{self.page.path}:{block.line}: {fault}")
                continue
            told = self.output_of(block)
            if told is not None and not agrees(block.text, told):
                self.problems.append(f"{self.page.path}:{block.line}: the page says\n{block.text}\nbut it is\n{told}")
                text = text.replace(f"\n{block.text}", f"\n{told}", 1)
        return text

    def output_of(self, block: Block) -> str | None:
        """What the block ought to be, None where it is not the output of anything."""
        name = block.option("file")
        if name is not None:
            (self.folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / name).write_text(block.text, encoding="utf-8")
        if (grown := block.option("append")) is not None:
            self.append(block, self.folder / grown)
        match block.language:
            case "console" if "installed" not in block.words:
                return "".join(self.typed(command) for command in commands(block.text))
            case "json" if block.note.startswith("prints: "):
                return self.json_of(block)
            case "pycon":
                self.talk(block)
            case "python" if "pytest" in block.words:
                self.test(block, str(name))
            case "yaml":
                for command in _targetrules_of(yaml.safe_load(block.text)):
                    self.expect_success(block, command)
        return None

    def append(self, block: Block, file: Path) -> None:
        """Add to a policy, which is right with it, too."""
        file.write_text(f"{file.read_text(encoding='utf-8')}\n{block.text}", encoding="utf-8")
        try:
            checks = load(file).check_examples()
        except PolicyError as error:
            self.problems.append(f"{self.page.path}:{block.line}\n{error}")
        else:
            wrong = [check for check in checks if check.mismatches]
            self.problems.extend(f"{self.page.path}:{block.line}: {check}" for check in wrong)

    # ---- the command line --------------------------------------------------------------------------------------------

    def typed(self, command: str) -> str:
        """The command after its prompt, and what it prints."""
        if command == "echo $?":
            return f"$ {command}\n{self.status}\n"
        done = self.run(command)
        self.status = done.status
        return f"$ {command}\n{done.text}"

    def run(self, command: str) -> Ran:
        """A call of the program in the folder, its errors among the rest of what it prints."""
        with chdir(self.folder), patch.dict(os.environ, self.environment(), clear=True):
            return call(_arguments_of(command), together=True)

    def environment(self) -> dict[str, str]:
        """That of a reader of the page's language."""
        language = "zh_CN" if self.page.path.endswith(".zh.md") else "en_GB"
        left = {
            name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "COV_", "PYTEST"))
        }
        return left | {"LANG": f"{language}.UTF-8", "COLUMNS": "80"}

    def expect_success(self, block: Block, command: str) -> None:
        done = self.run(command)
        if done.status:
            self.problems.append(f"{self.page.path}:{block.line}: exit status {done.status}\n{done.text}")

    def test(self, block: Block, file: str) -> None:
        """Have pytest run a file, its properties on as few examples as ours."""
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", *PLUGINS, file],
            cwd=self.folder,
            env=self.environment() | {"PYTHONUTF8": "1", "PYTHONPATH": os.pathsep.join(sys.path)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            check=False,
        )
        if done.returncode:
            self.problems.append(f"{self.page.path}:{block.line}: exit status {done.returncode}\n{done.stdout}")

    def json_of(self, block: Block) -> str:
        """What the command prints, laid out as the page lays it out where it says the same."""
        printed = self.run(block.note.removeprefix("prints: ")).text
        return block.text if _values(block.text) == _values(printed) else printed

    # ---- Python ------------------------------------------------------------------------------------------------------

    def talk(self, block: Block) -> None:
        """A session in the folder; later sessions of the page know the names of earlier ones."""
        session = doctest.DocTestParser().get_doctest(
            block.text, self.names, self.page.path, self.page.path, block.line
        )
        said: list[str] = []
        with chdir(self.folder):
            failed = doctest.DocTestRunner(verbose=False).run(session, out=said.append, clear_globs=False).failed
        self.names.update(session.globs)
        if failed:
            self.problems.append("".join(said))


def _arguments_of(command: str) -> list[str]:
    program, *arguments = shlex.split(command)
    if program != "targetrules":
        raise ValueError(f"only targetrules is run in pages, not {command!r}")
    return arguments


def commands(text: str) -> list[str]:
    """What is typed after the prompts."""
    return re.findall(r"^\$ (.*)$", text, re.MULTILINE)


def agrees(page: str, told: str) -> bool:
    """Whether the page shows what is told; a line ``…`` on the page leaves any lines out."""
    parts = [re.escape(line) if line != f"{LEFT_OUT}\n" else "(?s:.*)" for line in page.splitlines(keepends=True)]
    return re.fullmatch("".join(parts), told) is not None


def _values(text: str) -> object:
    """JSON, or JSON lines, as values."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        lines = [json.loads(line) for line in text.splitlines() if line.strip().startswith("{")]
        return lines[0] if len(lines) == 1 else lines


def _targetrules_of(workflow: object) -> Iterator[str]:
    """The commands of a workflow, wherever they stand."""
    match workflow:
        case dict():
            steps = str(workflow.get("run", "")).splitlines()
            yield from (line for line in steps if line.startswith("targetrules "))
            for each in workflow.values():
                yield from _targetrules_of(each)
        case list():
            for each in workflow:
                yield from _targetrules_of(each)
