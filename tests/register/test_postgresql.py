"""A register in a PostgreSQL database: what is told does not hang on the database."""

from __future__ import annotations

from pathlib import Path

import pytest

from targetrules import Policy
from targetrules.register import Register
from tests.postgresql import Server
from tests.register.conftest import Clock
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
