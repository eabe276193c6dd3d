"""Links between the pages lead somewhere."""

from __future__ import annotations

import re

import pytest

from tests.docs.blocks import PAGES, ROOT, Page

_LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#[^)\s]*)?\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_files_that_are_linked_exist(page: Page) -> None:
    folder = (ROOT / page.path).parent
    prose = re.sub(r"```.*?```", "", page.text, flags=re.DOTALL)
    assert [link for link in _LINK.findall(prose) if link and not (folder / link).exists()] == []
