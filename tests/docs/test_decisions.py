"""The records of decisions: numbered without a gap, of one form, and all in the index."""

from __future__ import annotations

import re

import pytest

from tests.docs.blocks import PAGES, ROOT, Page

FOLDER = "docs/decisions/"
RECORDS = [page for page in PAGES if page.path.startswith(FOLDER) and page.path != f"{FOLDER}index.md"]
INDEX = next(page for page in PAGES if page.path == f"{FOLDER}index.md")
HEADINGS = ["Context", "Decision", "Consequences"]
STATUS = re.compile(r"Status: (accepted|superseded by \[record \d+\]\(\d{4}-[\w-]+\.md\)), \d{4}-\d\d-\d\d(; .+)?")

each_record = pytest.mark.parametrize("record", RECORDS, ids=lambda page: page.path.removeprefix(FOLDER))


def title(record: Page) -> str:
    return record.text.splitlines()[0].removeprefix("# ")


def test_records_are_numbered_without_a_gap() -> None:
    names = [record.path.removeprefix(FOLDER)[:5] for record in RECORDS]
    assert names == [f"{number:04}-" for number in range(1, len(RECORDS) + 1)]
    assert [title(record).partition(". ")[0] for record in RECORDS] == [
        str(number) for number in range(1, len(RECORDS) + 1)
    ]


@each_record
def test_a_record_says_when_it_was_decided_why_what_and_at_what_cost(record: Page) -> None:
    first, blank, status, *rest = record.text.splitlines()
    assert (first[:2], blank) == ("# ", "")
    assert STATUS.fullmatch(status), status
    assert [line.removeprefix("## ") for line in rest if line.startswith("## ")] == HEADINGS
    assert all(part.strip() for part in re.split(r"^## .*$", "\n".join(rest), flags=re.MULTILINE)[1:])


@each_record
def test_a_record_is_short(record: Page) -> None:
    assert len(record.text.splitlines()) <= 60


def test_the_index_has_every_record_by_its_title() -> None:
    listed = re.findall(r"^(\d+)\. \[(.+)\]\((.+)\)$", INDEX.text, flags=re.MULTILINE)
    assert [(f"{number}. {name}", f"{FOLDER}{file}") for number, name, file in listed] == [
        (title(record), record.path) for record in RECORDS
    ]


def test_files_that_records_and_the_overview_name_are_there() -> None:
    """A folder or module in backticks is one of the package or of the repository."""
    pages = [*RECORDS, next(page for page in PAGES if page.path == "docs/architecture.md")]
    named = {
        (page.path, name) for page in pages for name in re.findall(r"`([a-z_]+(?:/[a-z_]+)+(?:\.py)?)`", page.text)
    }
    assert named, "none is named"
    places = (ROOT, ROOT / "src" / "targetrules")
    assert [each for each in sorted(named) if not any((place / each[1]).exists() for place in places)] == []
