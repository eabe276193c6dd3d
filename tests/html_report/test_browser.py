"""What the script of a report makes of its data, in Chromium; skipped where it is not installed."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path
from urllib.parse import quote

import pytest

import targetrules
from targetrules.html_report import report

COUNTIES = Path(__file__).parents[2] / "examples" / "counties.csv"
BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
NASTY = "<img src=x onerror=console.log(1)>"

pytestmark = [
    pytest.mark.skipif(BROWSER is None, reason="Chromium is not installed"),
    pytest.mark.xdist_group("chromium"),
]


def shown(file: Path, address: str = "") -> str:
    """The page after its script has run, which writes nothing to the console; without what was data."""
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--enable-logging=stderr", "--dump-dom"]
    folder = f"--user-data-dir={file.parent / 'browser'}"
    ran = subprocess.run(
        [str(BROWSER), *options, folder, f"{file.as_uri()}{address}"],
        capture_output=True,
        check=True,
        encoding="utf-8",
        timeout=120,
    )
    assert "CONSOLE" not in ran.stderr
    return re.sub("<script.*?</script>", "", ran.stdout, flags=re.DOTALL)


def texts(page: str, section: str) -> list[str]:
    """The texts of a section, in their order, with what is told to screen readers alone."""
    found = re.search(f'<section id="{section}">(.*?)</section>', page, re.DOTALL)
    assert found is not None
    return [each.strip() for each in re.split("<[^>]*>", found[1]) if each.strip()]


def test_decisions_and_units_by_period(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    made = report(targetrules.load("jincheng-2010"), COUNTIES, decided_on=date(2013, 1, 15), review=False)
    made.write(file, language="zh")
    page = shown(file)
    told = texts(page, "decisions")
    assert told[told.index("▼ 写出书面报告，分析原因，拿出限期整改意见") :][1:3] == [
        "（3）",
        "惩戒、应当、对象：领导班子",
    ]
    at = told.index("丁县")
    assert told[at : at + 6] == ["丁县", "县（市、区）", "一般", "2013-02-14", "✔", "等次为一般（一般以下均符合）"]
    units = texts(page, "units-by-period")
    at = units.index("辰局")
    assert units[at : at + 5] == [
        "辰局",
        "部门",
        "较差",
        "▼▼",
        "诫勉谈话，限期整改；写出书面报告，分析原因，拿出限期整改意见",
    ]
    assert units[at + 5 : at + 7] == ["–", "无成绩"]


def test_the_page_of_a_unit_whose_name_is_text(tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    rows = [{"unit": NASTY, "period": 2020, "kind": "county", "score": 50, "grade": "poor"}]
    report(targetrules.load("jincheng-2010"), rows, review=False).write(file)
    page = shown(file, f"#unit/{quote(NASTY)}")
    assert "<img" not in page
    one = texts(page, "unit")
    assert one[:3] == ["← all units", "&lt;img src=x onerror=console.log(1)&gt;", "Kind: County"]
    assert "What would have changed it was not searched for." in one
