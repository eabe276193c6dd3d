"""``docs/llms.txt``: the pages with what each is about, for programs that read documentation (llmstxt.org)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from tests.docs.blocks import PAGES, ROOT
from tests.recorded import check_recorded

DOCS = ROOT / "docs"
LISTED = {page.path: page.text for page in PAGES}


def pages_in(name: str) -> Iterator[tuple[str, str]]:
    """The pages that a page lists, with the caption above them, through the lists of those that only list others."""
    text = (DOCS / f"{name}.md").read_text(encoding="utf-8")
    for block in re.findall(r"```\{toctree\}\n(.*?)```", text, flags=re.DOTALL):
        caption = re.search(r":caption: (.*)", block)
        for line in block.splitlines():
            if line and not line.startswith(":") and "*" not in line:
                page = str(PurePosixPath(name).parent / line)
                within = list(pages_in(page)) if page.endswith("/index") and page != "decisions/index" else []
                yield from (
                    ((caption[1] if caption else "", each) for _, each in within)
                    if within
                    else [(caption[1] if caption else "", page)]
                )


def about(name: str) -> tuple[str, str]:
    """The heading of a page, and the first sentence below it."""
    text = re.sub(r"<!--.*?-->|```.*?```", "", (DOCS / f"{name}.md").read_text(encoding="utf-8"), flags=re.DOTALL)
    heading, *paragraphs = (each for each in re.split(r"\n\s*\n", text.strip()) if not each.startswith(("|", "-")))
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", " ".join(paragraphs[0].split())) if paragraphs else ""
    sentence = re.match(r".*?(?:[.?](?=\s|$)|[。？])", plain)
    return heading.lstrip("# "), (sentence[0] if sentence else plain).rstrip(":：")


def llms() -> str:
    lines = ["# targetrules", "", f"> {about('index')[1]} Pages in Chinese end in `.zh.md`."]
    last = ""
    for caption, page in pages_in("index"):
        if caption != last:
            lines += ["", f"## {caption}", ""]
        last = caption
        title, sentence = about(page)
        lines.append(f"- [{title}]({page}.md): {sentence}")
    return "\n".join(lines) + "\n"


def test_each_page_is_listed_with_what_it_is_about() -> None:
    check_recorded(DOCS / "llms.txt", llms())


def test_no_page_is_left_out() -> None:
    listed = set(re.findall(r"\]\(([^)]*\.md)\)", llms()))
    pages = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}
    assert pages - listed - {"index.md", "reference/index.md", "reference/index.zh.md"} == {
        each for each in pages if each.startswith("decisions/") and each != "decisions/index.md"
    }
