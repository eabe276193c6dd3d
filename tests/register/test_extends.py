"""A register keeps the texts of all policies that one extends: it needs no second file, and knows what has changed."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from targetrules import Policy, load
from targetrules.register import Register, RegisterError
from tests.decision.test_extends import (
    CITY,
    COUNTY,
    DISTRICTS,
    DISTRICTS_BASE,
    PROVINCE,
    RESULTS,
    SCHOOLS,
    SCHOOLS_BASE,
)

FILES = {"province.toml": PROVINCE, "city.toml": CITY, "county.toml": COUNTY}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "policies"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def policy(folder: Path) -> Policy:
    return load(folder / "county.toml")


def decided(register: Register) -> list[tuple[str, list[str]]]:
    register.decide(2010, decided_on=date(2011, 1, 15))
    return [(each.unit, list(each.received)) for each in register.decisions()]


def test_a_register_judges_by_what_it_adopted_without_any_file(folder: Path, policy: Policy, tmp_path: Path) -> None:
    where = tmp_path / "register.db"
    register = Register.create(where, by="Li Wei", policy=policy)
    shutil.rmtree(folder)
    register.post([each for each in RESULTS if each["period"] == 2010])
    register.close_period(2010)
    assert decided(Register(where, by="Li Wei")) == [("a", ["report"]), ("b", ["report", "talk"])]
    assert Register(where, by="Li Wei").verify().verified
    (event,) = (each for each in register.events() if each.kind.value == "policy")
    told = [(each["policy"], each["id"], each["text"]) for each in event.values["bases"]]
    assert told == [("city.toml", "city", CITY), ("province.toml", "province", PROVINCE)]
    assert event.values["text"] == COUNTY


def test_a_base_that_has_changed_is_another_text_to_be_adopted(folder: Path, policy: Policy, tmp_path: Path) -> None:
    register = Register.create(tmp_path / "register.db", by="Li Wei", policy=policy)
    with pytest.raises(RegisterError) as refused:
        register.adopt(load(folder / "county.toml"), reason="again")
    assert "has adopted this very text of county already" in str(refused.value)
    (folder / "province.toml").write_text(PROVINCE + "# later\n", encoding="utf-8")
    changed = load(folder / "county.toml")
    assert changed.digest == policy.digest
    register.adopt(changed, reason="the base has changed")
    texts = [each.values["bases"][1]["text"] for each in register.events() if each.kind.value == "policy"]
    assert texts == [PROVINCE, PROVINCE + "# later\n"]


def test_policies_below_are_kept_with_what_they_extend(tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    files = {"schools.toml": SCHOOLS, "base/schools.toml": SCHOOLS_BASE, "base/districts.toml": DISTRICTS_BASE}
    for name, text in {**files, "districts.toml": DISTRICTS.replace("details.own", "details.own_schools")}.items():
        (tmp_path / name).write_text(text.replace("own.count", "own_schools.count"), encoding="utf-8")
    Register.create(tmp_path / "register.db", by="Li Wei", policy=load(tmp_path / "districts.toml"))
    for name in ("base", "schools.toml", "districts.toml"):
        path = tmp_path / name
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    again = Register(tmp_path / "register.db", by="Li Wei")
    schools = [
        {"unit": name, "period": 2010, "district": "x", "score": score} for name, score in (("a", 55), ("b", 45))
    ]
    again.post([{"unit": "x", "period": 2010}], policy="districts")
    for id_ in ("schools", "schools-of-all"):
        again.post(schools, policy=id_)
        again.close_period(2010, policy=id_)
        again.decide(2010, policy=id_, decided_on=date(2011, 1, 15))
    again.close_period(2010, policy="districts")
    again.decide(2010, policy="districts", decided_on=date(2011, 1, 15))
    (decision,) = again.decisions(policy="districts")
    assert decision.outcome["measures"] == {"low": "1", "own_low": "2"}
