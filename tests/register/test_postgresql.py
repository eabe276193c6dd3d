"""A register in a PostgreSQL database: what is told does not hang on the database."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from targetrules import Policy
from targetrules.register import Register
from tests.command_line import call
from tests.postgresql import Server
from tests.register.conftest import POLICY, Clock
from tests.register.test_register import row

NAMES = ["b", "c", "a", "Z", "é", "甲县", "乙县", "7"]


def test_rows_stand_in_one_order_whatever_the_language_of_the_database(
    server: Server, file: Path, policy: Policy, clock: Clock
) -> None:
    url = server.database()
    with server.connect(url) as connection:
        if connection.info.server_version < 150000:
            pytest.skip("databases of this server are ordered by the system's languages alone")
        connection.execute("CREATE DATABASE chinese TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'zh' LOCALE 'C'")
    server.give_back(url)
    orders = []
    for where in (file, server.url("chinese")):
        with Register.create(where, by="Li Wei", clock=clock) as register:
            register.adopt(policy)
            register.post([row(unit, 2025, 55) for unit in NAMES[:5]])
            register.post([row(unit, 2025, 55) for unit in NAMES[5:]])
            register.close_period(2025)
            register.decide(2025)
            orders.append([each.unit for each in register.decisions()])
            assert [each.unit for each in register.results().history.rows] == orders[-1]
    assert orders == [sorted(NAMES)] * 2


def test_the_command_line_records_in_a_database(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setenv("TARGETRULES_BY", "Li Wei")
    Path("county.toml").write_text(POLICY, encoding="utf-8")
    Path("results.csv").write_text("unit,period,kind,score\nA,2025,county,55\n", encoding="utf-8")
    url = server.database()
    told = []
    for arguments in (
        ("init", url, "county.toml", "--zone", "UTC"),
        ("init", url, "county.toml", "--zone", "UTC"),
        ("post", url, "results.csv"),
        ("close", url, "--period", "2025"),
        ("show", url, "overview"),
    ):
        ran = call(("register", *arguments))
        told.append((ran.status, re.sub(r"postgresql://\S+:", "URL:", (ran.text + ran.errors).splitlines()[0])))
    server.give_back(url)
    assert told == [
        (0, "event 1: the register was made; its days are those of UTC"),
        (2, "error: URL: there is something already: a new register is made where there is nothing"),
        (0, "event 3: results posted: 1, of 2025"),
        (0, "event 4: the results of 2025 are all there"),
        (0, "policy                         period  results  complete  decided  grades  consequences  undetermined"),
    ]
