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
from typing import Any

OLDEST = "3.11.0"
NO_WHEEL = ("durable-rules", "pyspark")
BELOW = {"durable_rules": "python_version < '3.13'"}  # as pyproject.toml says
HERE = Path(__file__).parent
HEADER = f"# Made by `make lock` from dev.in and pyproject.toml, for Python {OLDEST} and newer. Do not edit."


def wanted() -> list[str]:
    """The package's own dependencies, those of its extras included; `all` only names the others."""
    project = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [line for name, lines in project["optional-dependencies"].items() if name != "all" for line in lines]
    return [*project["dependencies"], *extras]


def resolved() -> list[tuple[str, str]]:
    """The name and version of everything that would be installed; nothing is."""
    alone = [line for line in wanted() if line.startswith(NO_WHEEL)]
    names = [line for line in wanted() if line not in alone]
    # pip resolves for another Python only where it need not build anything, or looks at no dependencies
    apart = would_install("--no-deps", *alone)
    needed = [line for item in apart for line in item.get("requires_dist", []) if "extra ==" not in line]
    found = would_install("--only-binary", ":all:", "--requirement", str(HERE / "dev.in"), *names, *needed)
    return [(item["name"], item["version"]) for item in [*apart, *found]]


def would_install(*arguments: str) -> list[dict[str, Any]]:
    """What pip says of each package that it would install for the oldest Python, never into its own environment."""
    with TemporaryDirectory() as folder:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--dry-run"]
        other = ["--ignore-installed", "--python-version", OLDEST, "--target", folder]
        report = Path(folder) / "report.json"
        subprocess.run([*pip, *other, "--report", str(report), *arguments], check=True)
        return [item["metadata"] for item in json.loads(report.read_text(encoding="utf-8"))["install"]]


if __name__ == "__main__":
    print(HEADER)
    for name, version in sorted(resolved(), key=lambda pair: pair[0].lower()):
        print(f"{name}=={version}" + (f"; {BELOW[name]}" if name in BELOW else ""))
