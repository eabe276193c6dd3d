"""Programs that editors have for TOML accept every shipped policy by the schema that it names, and see a slip."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.docs.blocks import ROOT
from tests.policies.shipped import FILES

PROGRAMS = {"tombi": ("tombi", "lint", "--offline"), "taplo": ("taplo", "check")}


@pytest.mark.parametrize("program", PROGRAMS)
def test_an_editor_accepts_every_shipped_policy_and_marks_a_slip(program: str, tmp_path: Path) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"no {program} on the path: pip install {program}")
    for folder in ("policies", "docs"):
        (tmp_path / folder).mkdir()
    shutil.copy(ROOT / "docs" / "policy.schema.json", tmp_path / "docs")
    for file in FILES:
        shutil.copy(file, tmp_path / "policies")
    files = [str(tmp_path / "policies" / file.name) for file in FILES]
    ran = subprocess.run([*PROGRAMS[program], *files], cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    slipped = Path(files[0])
    text = slipped.read_text(encoding="utf-8").replace('period = "year"', 'period = "yeer"')
    slipped.write_text(text, encoding="utf-8")
    call = [*PROGRAMS[program], str(slipped)]
    ran = subprocess.run(call, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)
    assert ran.returncode != 0
