"""What stands beside a policy under the name of its examples is a file of examples, or is told."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Call


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as there:
        there.bind(path.name)


NO_FILE = ("it is no file but a device, a pipe or a socket", "这不是普通文件，而是设备、管道或套接字")
KINDS: dict[str, tuple[Callable[[Path], None], tuple[str, str]]] = {
    "folder": (Path.mkdir, ("it is a folder", "这是一个文件夹")),
    "pipe": (os.mkfifo, NO_FILE),
    "socket": (_socket, NO_FILE),
    "device": (lambda path: path.symlink_to("/dev/zero"), NO_FILE),
    "dangling link": (lambda path: path.symlink_to("nowhere"), ("there is no such file", "没有这个文件")),
    "loop of links": (
        lambda path: path.symlink_to(path.name),
        ("it is a link that leads back to itself", "这是一个绕回自身的链接"),
    ),
}


@pytest.mark.parametrize("command", ["check", "test"])
@pytest.mark.parametrize("kind", KINDS)
def test_examples_that_cannot_be_read_are_not_passed_over(kind: str, command: str, call: Call, folder: Path) -> None:
    make, said = KINDS[kind]
    make(folder / "schools.examples.toml")
    for language, why in zip(("en", "zh"), said, strict=True):
        ran = call(command, "schools.toml", "--lang", language)
        assert ran.status == 2
        assert "schools.examples.toml" in ran.text + ran.errors
        assert why in ran.text + ran.errors
