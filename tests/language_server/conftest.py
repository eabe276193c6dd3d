"""One server for all tests of the folder: to start one takes a second."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.language_server.editor import Editor


@pytest.fixture(scope="session")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    found = Editor(tmp_path_factory.mktemp("editor"))
    yield found
    found.close()
