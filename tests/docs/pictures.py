"""Pictures in pages: what a browser shows of a file that whoever follows the page has written.

A picture of a drawing (.svg) is that file. Of a page (.html) it is what Chromium shows of it, and ``made-from.json``
has the SHA-256 of the file that it was made from: where the program would write another file today, the picture is of
the past, which is told without Chromium. Set UPDATE_RECORDED=1 to make pictures anew, and look at them.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.docs.blocks import ROOT, Picture

__all__ = ["BROWSER", "FOLDER", "digests", "fault_of", "take"]

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)

FOLDER = ROOT / "docs" / "pictures"
DIGESTS = FOLDER / "made-from.json"


def fault_of(picture: Picture, folder: Path) -> str | None:
    """What is wrong with a picture of a file in the folder, None where nothing is; made anew where that is asked."""
    made = folder / picture.source
    kept = FOLDER / Path(picture.file).name
    if not made.is_file():
        return f"{picture.source} is not written above the picture of it"
    if _is_of(kept, made):
        return None
    if os.environ.get("UPDATE_RECORDED") != "1":
        return f"{picture.file} is of another {picture.source} than is written today (UPDATE_RECORDED=1 makes it anew)"
    if kept.suffix == ".svg":
        shutil.copyfile(made, kept)
        return None
    if BROWSER is None:
        return f"{picture.file} is made anew by Chromium, which is not installed"
    take(made, picture, kept)
    known = digests() | {kept.name: _digest(made)}
    DIGESTS.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return None


def digests() -> dict[str, str]:
    """Of each picture that Chromium made the SHA-256 of what it was made from."""
    found: dict[str, str] = json.loads(DIGESTS.read_text(encoding="utf-8"))
    return found


def take(made: Path, picture: Picture, to: Path) -> None:
    """Have Chromium show a page from its address on, and keep what it shows."""
    address = made.as_uri() + (f"#{picture.anchor}" if picture.anchor else "")
    with TemporaryDirectory() as profile:
        subprocess.run(
            [
                str(BROWSER),
                *("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1"),
                f"--user-data-dir={profile}",
                f"--window-size={picture.width},{picture.height}",
                f"--screenshot={to}",
                address,
            ],
            capture_output=True,
            check=True,
            timeout=120,
        )


def _is_of(kept: Path, made: Path) -> bool:
    if not kept.is_file():
        return False
    if kept.suffix == ".svg":
        return kept.read_bytes() == made.read_bytes()
    return digests().get(kept.name) == _digest(made)


def _digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
