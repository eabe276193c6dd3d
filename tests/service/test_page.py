"""Who follows the page on the service, from an empty folder, sees what it says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.blocks import PAGES, ROOT
from tests.docs.following import agrees
from tests.service.conftest import free_port

PORT = "8000"


@pytest.mark.skipif(shutil.which("curl") is None or shutil.which("bash") is None, reason="the page is followed by curl")
def test_who_follows_the_page_sees_what_it_says(tmp_path: Path) -> None:
    [page] = [each for each in PAGES if each.path == "docs/how-to/service.md"]
    shutil.copytree(ROOT / "examples" / "service", tmp_path / "service")
    port, written = str(free_port()), []
    for block in page.blocks:
        name = block.option("file")
        if name is not None:
            (tmp_path / name).write_text(block.text, encoding="utf-8")
        if block.language == "console":
            written.append(block.text)
    script = ["set -o pipefail", "trap 'kill %1' EXIT"]
    for command in (line for text in written for line in text.splitlines() if line.startswith("$ ")):
        typed = command.removeprefix("$ ").replace(PORT, port)
        script += [f"cat <<'TYPED'\n{command}\nTYPED", typed]
        if typed.endswith("&"):
            script.append(f"until curl -s -o start.txt http://127.0.0.1:{port}/openapi.json; do sleep 0.05; done")
    environment = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "src"),
        "LANG": "C.UTF-8",
    }
    bash = ["bash", "-c", "\n".join(script)]
    done = subprocess.run(bash, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False)
    log = (tmp_path / "service.log").read_text(encoding="utf-8")
    assert agrees("".join(written), done.stdout), f"{done.stdout}\n{done.stderr}\n{log}"
    assert "county.token" not in log
    assert "甲县" not in log


def test_the_chinese_page_has_the_same_files_and_commands() -> None:
    """But for names, and the language in which it asks to be answered: what one page does, the other does."""
    english, chinese = (
        [
            re.sub(r' -H "Accept-Language: zh"|--by ("[^"]*"|\S+)', "", line)
            for block in page.blocks
            if block.language == "console"
            for line in block.text.splitlines()
            if line.startswith("$ ")
        ]
        for page in sorted(
            (each for each in PAGES if each.path.startswith("docs/how-to/service.")), key=lambda page: page.path
        )
    )
    assert chinese == english
    assert len(english) == 11
