"""Print the exact versions that development uses: `make lock` writes them to dev.txt.

They are resolved for the oldest Python that the package supports, so that every newer one can install them too: what
the Python that happens to run this would get may need a later patch release (soupsieve 4.1 needs 3.11.5).
"""

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory

OLDEST = "3.11.0"
HERE = Path(__file__).parent
HEADER = f"# Made by `make lock` from dev.in and pyproject.toml, for Python {OLDEST} and newer. Do not edit."


def wanted() -> list[str]:
    """The package's own dependencies, those of its extras included; `all` only names the others."""
    project = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [line for name, lines in project["optional-dependencies"].items() if name != "all" for line in lines]
    return [*project["dependencies"], *extras]


def resolved() -> list[tuple[str, str]]:
    """The name and version of everything that would be installed; nothing is."""
    with TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--dry-run"]
        # pip resolves for another Python only where it need not build anything, and never into its own environment
        other = ["--ignore-installed", "--python-version", OLDEST, "--only-binary", ":all:", "--target", folder]
        report = Path(folder) / "report.json"
        names = ["--requirement", str(HERE / "dev.in"), *wanted()]
        subprocess.run([*pip, *other, "--report", str(report), *names], check=True)
        found = [item["metadata"] for item in json.loads(report.read_text(encoding="utf-8"))["install"]]
    return [(item["name"], item["version"]) for item in found]


if __name__ == "__main__":
    print(HEADER)
    for name, version in sorted(resolved(), key=lambda pair: pair[0].lower()):
        print(f"{name}=={version}")
