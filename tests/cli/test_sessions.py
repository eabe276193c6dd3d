"""Whole sessions, as a user types them, recorded in both languages: what is printed where, and the exit status.

The folder is that of the fixture `folder`. The version of the program is left out: it changes with every release.
"""

from __future__ import annotations

import shlex
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from targetrules import Policy, __version__, load
from targetrules.mutation.score import MutationScore, score
from tests.cli.conftest import Call
from tests.recorded import check_recorded

RECORDED = Path(__file__).parent / "sessions"

JINCHENG = "jincheng-2010 counties.csv"
SCHOOLS = "schools.toml schools.csv"

SESSIONS = {
    "help": [
        "targetrules",
        *(
            f"targetrules {name} --help"
            for name in (
                "check",
                "evaluate",
                "review",
                "verify",
                "explain",
                "test",
                "graph",
                "init",
                "schema",
                "list",
                "key",
                "calendar",
                "describe",
            )
        ),
        "targetrules calendar --help",
        "targetrules --version",
    ],
    "check": [
        "targetrules check jincheng-2010 schools.toml",
        "targetrules check faulty.toml not-toml.toml schools.toml not-there.toml jinchen-2010",
        "targetrules check faulty.toml not-there.toml --format concise",
        "targetrules check faulty.toml not-there.toml --format json",
        "targetrules check faulty.toml not-there.toml --format github",
        "targetrules check faulty.toml not-there.toml --format sarif",
        "targetrules check schools.toml --format concise",
        "targetrules check schools.toml --format json",
        "targetrules check schools.toml --format github",
    ],
    "describe": [
        "targetrules describe schools.toml",
        "targetrules describe schools.toml --format html --output described.md",
        "targetrules describe schools.toml --output described.pdf",
        "targetrules describe schools.toml --output schools.toml",
        "targetrules describe schools.toml --format html -o described.html",
        "targetrules describe faulty.toml",
        "targetrules describe schools.toml --format pdf",
    ],
    "graph": [
        "targetrules graph schools.toml",
        "targetrules graph schools.toml --format dot",
        "targetrules graph schools.toml --format svg -o drawn.svg",
        "targetrules graph schools.toml -o drawn.png",
    ],
    "check-notes": [
        "targetrules check small-groups.toml schools.toml",
        "targetrules check small-groups.toml faulty.toml",
        *(f"targetrules check small-groups.toml --format {form}" for form in ("concise", "json", "github", "sarif")),
    ],
    "evaluate-jincheng": [
        f"targetrules evaluate {JINCHENG}",
        f"targetrules evaluate {JINCHENG} --format csv --period 2011",
        f"targetrules evaluate {JINCHENG} --format json --unit 丁县 --unit 辰局",
        f"targetrules evaluate {JINCHENG} --format jsonl --unit 丁县 --decided-on 2012-01-15",
    ],
    "evaluate-schools": [
        f"targetrules evaluate {SCHOOLS}",
        f"targetrules evaluate {SCHOOLS} --decided-on 2024-07-31 --period 2024年第2季度",
        f"targetrules evaluate {SCHOOLS} --format csv",
        f"targetrules evaluate {SCHOOLS} --format csv --decided-on 2024-07-31 --record --period 2024q2 --unit West",
        f"targetrules evaluate {SCHOOLS} --format json --record --unit North",
        f"targetrules evaluate {SCHOOLS} --format jsonl --record",
    ],
    "evaluate-cuts": [
        "targetrules evaluate medicare-star-cuts contracts.csv",
        "targetrules evaluate medicare-star-cuts contracts.csv --engine columnar --format csv --unit H0005",
        "targetrules explain medicare-star-cuts contracts.csv --unit H0005 --period 2024",
    ],
    "evaluate-bad": [
        "targetrules evaluate schools.toml bad-cells.csv --output outcomes.csv",
        "targetrules evaluate faulty.toml schools.csv --output outcomes.csv",
        "targetrules evaluate schools.toml not-there.csv --output outcomes.csv",
        f"targetrules evaluate {SCHOOLS} --output no-such-folder/outcomes.csv",
        f"targetrules evaluate {SCHOOLS} --output . --format csv",
    ],
    "engines": [
        f"targetrules evaluate {SCHOOLS} --engine columnar --decided-on 2024-07-31",
        f"targetrules evaluate {SCHOOLS} --engine columnar --format csv --period 2024q2",
        f"targetrules evaluate {SCHOOLS} --engine columnar --format json --record --unit North",
        "targetrules evaluate schools.toml bad-cells.csv --engine columnar",
        f"targetrules evaluate {SCHOOLS} --engine columnar --record --output outcomes.csv",
        f"targetrules verify outcomes.csv {SCHOOLS} --engine reference",
        "targetrules evaluate schools.toml schools.parquet --format csv --unit West",
        "targetrules evaluate schools.toml schools.parquet --format csv --unit West --engine columnar",
        "targetrules explain schools.toml schools.parquet --unit West --period 2024Q2 --consequence closure",
        f"targetrules evaluate {SCHOOLS} --output outcomes.parquet",
        f"targetrules evaluate {SCHOOLS} --format parquet --record",
        f"targetrules evaluate {SCHOOLS} --engine fast",
        "targetrules evaluate schools.toml schools.parquet --sheet 2024",
        "targetrules evaluate schools.toml schools.csv --input-format parquet",
    ],
    "explain": [
        f"targetrules explain {JINCHENG} --unit 丁县 --period 2011",
        f"targetrules explain {JINCHENG} --unit 丁县 --period 2011 --consequence reorganisation",
        f"targetrules explain {JINCHENG} --unit 丁县 --period 2011 --consequence written-report --format json",
        f"targetrules explain {JINCHENG} --unit 辰局 --period 2010",
        f"targetrules explain {JINCHENG} --unit 丁 --period 2010",
        f"targetrules explain {JINCHENG} --unit 丁县 --period 1999",
        f"targetrules explain {JINCHENG} --unit 丁县 --period 2011 --consequence warning",
        f"targetrules explain {JINCHENG} --unit 丁县 --period 2011 --consequence 表彰",
        f"targetrules explain {JINCHENG} --all --unit 丁县 --consequence reorganisation",
        f"targetrules explain {JINCHENG} --all --unit 丁县 --period 2009 --consequence commendation --format json",
        f"targetrules explain {JINCHENG} --all --period 1999",
        f"targetrules explain {JINCHENG} --unit 丁县",
    ],
    "test": [
        "targetrules test jincheng-2010",
        "targetrules test failing.toml schools.toml",
        "targetrules test faulty.toml",
        "targetrules test failing.toml --format json",
        "targetrules test failing.toml --format github",
        "targetrules test failing.toml schools.toml --format junit --strict",
        "targetrules test failing.toml --strict",
        "targetrules test schools.toml --coverage --fail-under 99.5",
        "targetrules test failing.toml --coverage --format github",
        "targetrules test schools.toml --coverage --fail-under 99.5% --format junit",
        "targetrules test schools.toml --fail-under 90",
        "targetrules test schools.toml --coverage --fail-under ninety",
    ],
    "prove": [
        "targetrules prove jincheng-2010 --timeout 60",
        "targetrules prove civil-servants-2007 --timeout 60 --strict",
        "targetrules prove england-coasting --timeout 60 --no-questions",
        "targetrules prove england-coasting nursery-schools-are-exempt --timeout 60 --questions",
        "targetrules prove failing.toml --timeout 60",
        "targetrules prove failing.toml --timeout 60 --format json",
        "targetrules prove jincheng-2010 warned-before-reorganised --save questions --timeout 30",
        "targetrules prove jincheng-2010 warned-before-reorganised --save questions",
        "targetrules prove jincheng-2010 warned --timeout 5s",
        "targetrules prove jincheng-2010 warned",
        "targetrules prove jincheng-2010 warned-before-reorganised --timeout 86401",
        "targetrules prove jincheng-2010 warned-before-reorganised --save failing.toml",
        "targetrules prove faulty.toml",
    ],
    "mutate": [
        "targetrules test slips.toml --mutate --format json",
        "targetrules test slips.toml --mutate --format github --strict",
        "targetrules test slips.toml --mutate --format junit --strict",
        "targetrules test slips.toml --mutate --strict --timeout 120",
    ],
    "review": [
        f"targetrules review {JINCHENG}",
        f"targetrules review {JINCHENG} --period 2010 --all",
        f"targetrules review {SCHOOLS} --format json",
        f"targetrules review {JINCHENG} --period 1999",
        f"targetrules review {JINCHENG} --period last",
        "targetrules review schools.toml bad-cells.csv",
        "targetrules review faulty.toml schools.csv",
    ],
    "targets": [
        "targetrules targets",
        "targetrules targets check targets.toml targets.csv --units units.csv",
        "targetrules targets check targets.toml targets.csv --format json",
        "targetrules targets check targets.toml bad-cells.csv",
        "targetrules targets check targets.toml titled-targets.csv",
        "targetrules targets check targets.toml titled-targets.csv --header-row 3 --unit-column 责任部门",
        "targetrules targets chekc",
    ],
    "diff": [
        "targetrules diff listed.toml listed-2025.toml",
        "targetrules diff listed.toml listed-2025.toml --format json",
        "targetrules diff listed.toml listed.toml",
        "targetrules diff listed.toml listed-2025.toml --data listed-results.csv",
        "targetrules diff listed.toml listed-2025.toml --data listed-results.csv --format json",
        "targetrules diff listed.toml listed-2025.toml --data listed-official.csv",
        "targetrules diff listed.toml listed-2025.toml --data not-there.csv",
        "targetrules diff listed.toml listed-2025.toml --data listed-results.csv --details schools=x.csv",
        "targetrules diff listed.toml listed-2025.toml --sheet x",
        "targetrules diff listed.toml listed-2025.toml --all",
        "targetrules diff listed.toml jincheng-2010 --timeout 5s",
        "targetrules diff listed.toml",
        "targetrules diff - -",
        "targetrules diff faulty.toml listed.toml",
    ],
    "reconcile": [
        "targetrules reconcile listed.toml listed-results.csv listed-official.csv",
        "targetrules reconcile listed.toml listed-results.csv listed-official.csv --format json",
        "targetrules reconcile listed.toml listed-results.csv listed-official.csv --column visit=remarks",
        "targetrules reconcile listed.toml listed-results.csv listed-official.csv --column visits=remarks",
        "targetrules reconcile listed.toml listed-results.csv listed-official.csv --column visit",
        "targetrules reconcile listed.toml listed-results.csv not-there.csv",
        "targetrules reconcile listed.toml listed-results.csv strangers.csv",
    ],
    "verify": [
        f"targetrules evaluate {SCHOOLS} --decided-on 2024-07-31 --record --output outcomes.jsonl",
        f"targetrules verify outcomes.jsonl {SCHOOLS}",
        "targetrules verify outcomes.jsonl schools.toml later.csv",
        "targetrules verify schools.csv schools.toml schools.csv",
        "targetrules verify not-there.jsonl schools.toml schools.csv",
        "targetrules verify outcomes.jsonl schools.toml bad-cells.csv",
    ],
    "init": [
        "targetrules init",
        "targetrules init",
        "targetrules check policy.toml",
        "targetrules test policy.toml",
        "targetrules init other.toml",
        "targetrules init no-such-folder/policy.toml",
    ],
    "list": ["targetrules list"],
    "mistakes": [
        "targetrules chek schools.toml",
        "targetrules judge",
        "targetrules check",
        "targetrules evaluate schools.toml",
        f"targetrules evaluate {SCHOOLS} extra arguments",
        f"targetrules evaluate {SCHOOLS} --fromat csv",
        f"targetrules evaluate {SCHOOLS} --xyz",
        f"targetrules evaluate {SCHOOLS} --unit",
        f"targetrules evaluate {SCHOOLS} --record=yes --format csv",
        f"targetrules evaluate {SCHOOLS} --format xml",
        f"targetrules evaluate {SCHOOLS} --lang fr",
        f"targetrules evaluate {SCHOOLS} --input-format pdf",
        f"targetrules evaluate {SCHOOLS} --decided-on 31.12.2024",
        f"targetrules evaluate {SCHOOLS} --header-row 0",
        f"targetrules evaluate {SCHOOLS} --unit Eest",
        f"targetrules evaluate {SCHOOLS} --unit 东校",
        f"targetrules evaluate {SCHOOLS} --period 2024",
        f"targetrules evaluate {SCHOOLS} --period 2023Q4",
        f"targetrules evaluate {SCHOOLS} --record",
        f"targetrules evaluate {SCHOOLS} --format json --bom",
        f"targetrules evaluate {SCHOOLS} --wide scores",
        f"targetrules explain {SCHOOLS}",
        "targetrules evaluate - -",
        "targetrules check - schools.toml -",
    ],
}


@cache
def slips_score(timeout: float | None) -> MutationScore:
    """The score of ``slips.toml``, found once: sessions show in how many ways it is told."""
    return score(load("slips.toml"), timeout=timeout)


def shared_score(policy: Policy, *, timeout: float | None) -> MutationScore:
    assert policy.id == "slips"
    return slips_score(timeout)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", SESSIONS)
def test_a_session_is_as_recorded(name: str, language: str, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", {"en": "en_GB.UTF-8", "zh": "zh_CN.UTF-8"}[language])
    monkeypatch.setattr(import_module("targetrules.mutation.score"), "score", shared_score)
    told = []
    for command in SESSIONS[name]:
        ran = call(*shlex.split(command)[1:])
        errors = f"[standard error]\n{ran.errors}" if ran.err else ""
        told.append(f"$ {command}\n{ran.text}{errors}[exit status {ran.status}]\n")
    text = "\n".join(told).replace(__version__, "0.0.0")
    check_recorded(RECORDED / f"{name}.{language}.txt", text)
