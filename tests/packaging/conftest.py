"""The package as a user gets it, built and installed once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.packaging.installing import Built, Environment, build, fresh_environment

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(ROOT, tmp_path_factory.mktemp("dist"))


@pytest.fixture(scope="session")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    environment = fresh_environment(tmp_path_factory.mktemp("installed") / "venv")
    environment.install(built.wheel)
    return environment
