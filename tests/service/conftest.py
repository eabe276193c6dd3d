"""A register of invented counties behind the service, made once and copied for each test."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cache, partial
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest
import uvicorn
from anyio.from_thread import BlockingPortal, start_blocking_portal
from attrs import define

import targetrules
from examples.service.app import Service, create_app
from examples.service.demonstration import OFFICES, POLICY
from examples.service.requests import Settings
from examples.service.tokens import TokenFile
from targetrules.register import Register
from tests.docs.blocks import ROOT

WHO: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "leading-group": ("Li Wei", ()),
    "office": ("Wang Fang", ()),
    "county": ("Zhao Min", ("甲县",)),
    "reader": ("Sun Li", ()),
}
SCORES = {"甲县": 55, "甲县一乡": 70, "乙县": 50, "丙县": 66.5}


@define
class Served:
    """The service over a copy of the register, and a token for each office."""

    app: Service
    portal: BlockingPortal
    client: httpx.AsyncClient
    tokens: Mapping[str, str]
    register: Path

    def ask(self, office: str, method: str, path: str, **how: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.tokens[office]}", **how.pop("headers", {})}
        return self.plain(method, f"/v1{path}", headers=headers, **how)

    def plain(self, method: str, path: str, **how: Any) -> httpx.Response:
        """What is answered to whoever says nothing of himself."""
        return self.portal.call(partial(self.client.request, method, path, **how))

    def head(self) -> int:
        found: int = self.ask("reader", "GET", "/head").json()["number"]
        return found


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Mapping[str, str]]:
    """A register of which 2025 is decided and 2026 is complete; and tokens."""
    folder = tmp_path_factory.mktemp("service")
    with Register.create(folder / "county.db", by="Li Wei", zone="Asia/Shanghai") as register:
        register.adopt(targetrules.loads(POLICY, name="county-2025.toml"))
        register.adopt_offices(OFFICES)
        office = register.acting(by="Wang Fang", office="office")
        for year in (2025, 2026):
            office.post([{"unit": unit, "period": year, "score": score} for unit, score in SCORES.items()])
            office.close_period(year)
        office.note_step("self-review", 2025, on=date(2026, 1, 8), units=list(SCORES))
        office.note_step("summing-up", 2025, on=date(2026, 1, 12))
        register.acting(by="Li Wei", office="leading-group").decide(2025, decided_on=date(2026, 1, 15))
    expires = datetime.now(UTC) + timedelta(days=1)
    tokens = {
        name: TokenFile(folder / "tokens.json").issue(by, name, units, expires)[1] for name, (by, units) in WHO.items()
    }
    return folder, tokens


@cache
def application() -> Service:
    """The application, of which each test has its own settings: to make its routes takes a quarter of a second."""
    return create_app(Settings(None, None))  # type: ignore[arg-type]


@contextmanager
def service_over(folder: Path, made: tuple[Path, Mapping[str, str]], most: int = 100_000) -> Iterator[Served]:
    """The service over a copy in another folder."""
    source, tokens = made
    for name in ("county.db", "tokens.json"):
        shutil.copy(source / name, folder / name)
    with Register(folder / "county.db", by="service") as register:
        app = application()
        app.state.settings = Settings(register, TokenFile(folder / "tokens.json"), most)
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        with (
            start_blocking_portal() as portal,
            portal.wrap_async_context_manager(app.router.lifespan_context(app)),
            portal.wrap_async_context_manager(httpx.AsyncClient(transport=transport, base_url="http://here")) as client,
        ):
            yield Served(app, portal, client, tokens, folder / "county.db")


@pytest.fixture
def served(tmp_path: Path, made: tuple[Path, Mapping[str, str]]) -> Iterator[Served]:
    """The service, in this process."""
    with service_over(tmp_path, made) as found:
        yield found


@pytest.fixture(scope="module")
def read_only(tmp_path_factory: pytest.TempPathFactory, made: tuple[Path, Mapping[str, str]]) -> Iterator[Served]:
    """The service, in this process, for tests that record nothing."""
    with service_over(tmp_path_factory.mktemp("read-only"), made) as found:
        yield found


@contextmanager
def listening(served: Served) -> Iterator[str]:
    """The service at a port, served by uvicorn in a thread of its own."""
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(served.app, port=port, log_config=None))
    thread = Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(30)


# ---- a process of its own --------------------------------------------------------------------------------------------


@define
class Running:
    """The service as a process of its own."""

    process: subprocess.Popen[bytes]
    url: str

    def stop(self) -> int:
        """Tell it to stop, and wait until it has."""
        self.process.terminate()
        return self.process.wait(20)


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@pytest.fixture
def start(tmp_path: Path, made: tuple[Path, Mapping[str, str]]) -> Iterator[Callable[[int], Running]]:
    """Starts the service over a copy of the register, which it keeps when it is started again."""
    for name in ("county.db", "tokens.json"):
        shutil.copy(made[0] / name, tmp_path / name)
    command = [sys.executable, "-m", "examples.service", "serve", "--register", "county.db", "--tokens", "tokens.json"]
    with ExitStack() as running:

        def started(port: int) -> Running:
            where = {"PYTHONPATH": f"{ROOT}:{ROOT / 'src'}", "PATH": ""}
            process = subprocess.Popen([*command, "--port", str(port)], cwd=tmp_path, env=where)
            running.callback(process.wait)
            running.callback(process.kill)
            url = f"http://127.0.0.1:{port}"
            for _ in range(600):
                try:
                    httpx.get(f"{url}/openapi.json", timeout=5)
                    return Running(process, url)
                except httpx.TransportError:
                    time.sleep(0.05)
            raise AssertionError("it does not start")

        yield started
