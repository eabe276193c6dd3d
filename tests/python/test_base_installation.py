"""The package without its extras: what can be there is, and the rest says what installs it. With real processes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import targetrules
from targetrules import testing

POLICY = """\
format = 1
policy = { id = "county", title = "County" }
grades = [{ id = "good" }, { id = "poor" }]
inputs.score = { type = "number", min = 0, max = 100 }
grading = { by = "score", bands = { good = 60, poor = 0 } }
"""
_WITHOUT = """
import sys
for library in (
    *("numpy", "pyarrow", "narwhals", "pandas", "polars", "pyspark"),
    *("hypothesis", "pytest", "cryptography", "holidays", "docx", "xlrd", "xlsxwriter"),
):
    sys.modules[library] = None
"""


OLD = Path(__file__).parents[1] / "results" / "saved" / "results.xls"


def without_extras(code: str) -> str:
    """What the code prints where no library of an extra is installed."""
    ran = subprocess.run(
        [sys.executable, "-W", "error", "-c", _WITHOUT + code], capture_output=True, encoding="utf-8", check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout


def test_star_gives_everything_that_needs_no_extra() -> None:
    code = "from targetrules import *\nprint(sorted(globals()))"
    given = without_extras(code)
    missing = [name for name in targetrules.__all__ if repr(name) not in given]
    assert missing == ["State"]


def test_star_gives_everything_where_the_extras_are_installed() -> None:
    given: dict[str, object] = {}
    exec("from targetrules import *", given)  # noqa: S102  the statement itself is tested
    assert set(targetrules.__all__) <= set(given)
    assert {"State", "StateError", "load", "__version__"} <= set(targetrules.__all__)
    assert dir(targetrules) == sorted(targetrules.__all__)


def test_the_error_of_states_can_be_caught() -> None:
    code = """
import targetrules
try:
    targetrules.load("jincheng-2010").start()
except targetrules.StateError:
    print("no state")
except ImportError as error:
    print(type(error).__name__, error.extra)
"""
    assert without_extras(code) == "MissingExtraError columnar\n"


@pytest.mark.parametrize(
    ("act", "extra", "library"),
    [
        ("targetrules.State", "columnar", "numpy"),
        ("targetrules.testing.policies", "testing", "hypothesis"),
        ("targetrules.testing.histories", "testing", "hypothesis"),
        ("targetrules.testing.Case", "testing", "hypothesis"),
        ("targetrules.distributed.evaluate_spark", "spark", "numpy"),
        ("import targetrules.keys", "sign", "cryptography"),
        ("targetrules.loads(POLICY).evaluate(ROWS).write('no-such-folder/decided.xlsx')", "office", "xlsxwriter"),
        ("targetrules.loads(POLICY).describe().docx()", "office", "docx"),
        (f"targetrules.loads(POLICY).evaluate({str(OLD)!r})", "office", "xlrd"),
    ],
)
def test_what_needs_an_extra_says_which(act: str, extra: str, library: str) -> None:
    code = f"""
import targetrules, targetrules.testing, targetrules.distributed
POLICY = "format = 1\\n[policy]\\nid = 'p'\\ntitle = 'P'\\nperiod = 'year'\\n[inputs]\\nx = {{ type = 'flag' }}"
ROWS = [{{"unit": "A", "period": 2010, "x": True}}]
try:
    {act}
except ImportError as error:
    print(type(error).__name__, error.extra, error.library)
"""
    assert without_extras(code) == f"MissingExtraError {extra} {library}\n"


def test_what_of_testing_needs_no_extra_is_there() -> None:
    code = """
import targetrules, targetrules.testing
print(len(targetrules.testing.constructs_of(targetrules.load("jincheng-2010").rules)) > 10)
"""
    assert without_extras(code) == "True\n"


def test_what_is_not_there_is_not_there() -> None:
    with pytest.raises(AttributeError, match=r"^module 'targetrules' has no attribute 'states'$"):
        _ = targetrules.states
    with pytest.raises(AttributeError, match=r"^module 'targetrules.testing' has no attribute 'state'$"):
        _ = testing.state


def test_what_is_signed_needs_its_extra_and_what_is_not_does_not(tmp_path: Path) -> None:
    """A signed file is verified without a key, and each command that needs the library says so."""
    (tmp_path / "county.toml").write_text(POLICY, encoding="utf-8")
    (tmp_path / "results.csv").write_text("unit,period,score\nA,2011,50\n", encoding="utf-8")
    code = f"""
import os, sys
os.chdir({str(tmp_path)!r})
sys.stderr = sys.stdout
from targetrules.cli.program import run
county = ["county.toml", "results.csv", "--lang", "en"]
record = ["--record", "--output", "outcomes.csv"]
print(run(["evaluate", *county, *record]))
entry = '"signature": {{"key": "' + "0" * 64 + '", "ed25519": "' + "0" * 128 + '"}}, '
data = open("outcomes.csv").read().replace("{{", "{{" + entry, 1)
open("outcomes.csv", "w").write(data)
print(run(["verify", "outcomes.csv", *county]))
print(run(["verify", "outcomes.csv", *county, "--key", "office.key.pub"]))
print(run(["evaluate", *county, *record, "--sign", "office.key"]))
print(run(["key", "office.key", "--lang", "en"]))
"""
    needs = 'error: This needs cryptography, which is not installed: pip install "targetrules[sign]"'
    assert without_extras(code).splitlines()[-9:] == [
        f"signature: of the key {'0' * 64}, not checked; without --key nobody vouches for this file",
        *("verified", "0"),
        *(needs, "2") * 3,
    ]
    assert {file.name for file in tmp_path.iterdir()} == {"county.toml", "results.csv", "outcomes.csv"}


def test_a_calendar_needs_its_extra() -> None:
    code = """
import sys
sys.stderr = sys.stdout
from targetrules.cli.program import run
for language in ("en", "zh"):
    print(run(["calendar", "CN", "2026", "--lang", language]))
"""
    assert without_extras(code).splitlines() == [
        'error: This needs holidays, which is not installed: pip install "targetrules[calendar]"',
        "2",
        '错误：这项功能需要 holidays，而它没有安装，请运行：pip install "targetrules[calendar]"',
        "2",
    ]
