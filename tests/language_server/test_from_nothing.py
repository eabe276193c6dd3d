"""From an empty file to a clean check: the rules of 2007 on civil servants, written with what the editor offers.

Whoever has read the tutorial knows the parts of a policy and not its words. So the words are taken from what is
offered, a few mistakes are made on the way, and what the editor says of each is recorded.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from targetrules import load
from tests.language_server.editor import Editor
from tests.recorded import check_recorded

pytestmark = pytest.mark.xdist_group("language-server")

NAME: Final = "公务员.toml"
RECORDED: Final = Path(__file__).with_name("from-nothing.zh.txt")


class Author:
    """Somebody at the end of a text, who types, takes what is offered, and reads what is wrong."""

    def __init__(self, editor: Editor) -> None:
        self.editor = editor
        self.lines: list[str] = []
        self.editor.write(NAME, "")

    @property
    def text(self) -> str:
        return self.editor.texts[self.editor.uri(NAME)]

    def type(self, text: str) -> None:
        self.editor.write(NAME, self.text + text)
        self.lines += [f"输入 {line}" for line in text.strip("\n").split("\n") if line.strip()]

    def take(self, label: str, after: str = "") -> None:
        """Take what is offered at the end of the text, and type on behind it."""
        cursor = self.editor.accept(NAME, len(self.text), label)
        text = self.text
        self.editor.write(NAME, text[:cursor] + after + text[cursor:])
        self.lines.append(f"选择 {label}" + (f"，再输入 {after.strip()}" if after.strip() else ""))

    def read(self) -> None:
        """What is shown now."""
        found = self.editor.at_rest(NAME)
        self.lines += [
            f"  第 {each.range.start.line + 1} 行 {each.code}：{each.message}".replace("\n", "\n    ") for each in found
        ] or ["  没有错误"]

    def mend(self, old: str, new: str) -> None:
        assert self.text.count(old) == 1
        self.editor.write(NAME, self.text.replace(old, new))
        self.lines.append(f"把 {old} 改成 {new}")


@pytest.fixture
def author(tmp_path: Path) -> Iterator[Author]:
    editor = Editor(tmp_path, language="zh")
    yield Author(editor)
    editor.close()


def head(author: Author) -> None:
    """What it is, and the grades."""
    author.read()
    author.take("format")
    author.type("\n[")
    author.take("[policy]")
    author.take("id", '"civil-servants"\n')
    author.take("title", '"公务员年度考核"\n')
    for grade in ("优秀", "称职", "基本称职", "不称职"):
        author.type("[")
        author.take("[[grades]]")
        author.take("id", f'"{grade}"\n')
    author.read()


def inputs(author: Author) -> None:
    """What is filled in; a comma is typed with the Chinese input method."""
    author.type("\n[")
    author.take("[inputs]")
    author.type('"拟定等次" = { ')
    author.take("type")
    author.take("grade", " }\n")
    author.type('"得分" = { ')
    author.take("type")
    author.take("number", "，min = 0, max = 100 }\n")
    author.read()
    author.mend("，min", ", min")
    author.type('"受过警告" = { ')
    author.take("type")
    author.take("flag", " }\n")
    author.read()


def grading(author: Author) -> None:
    """Articles 10 and 25: no more than a fifth are excellent; whoever was warned is competent at best."""
    author.type("\n[rankings.overall]\n")
    author.take("by")
    author.take("得分", "\n\n[")
    author.take("[grading]")
    author.take("given")
    author.take("拟定等次", "\n\n[[grading.")
    author.take("[[grading.caps]]")
    author.take("when")
    author.take("{ 受过警告 = … }", "true")
    author.type("\n")
    author.take("at_most")
    author.type('"合格"\n')
    author.read()
    author.mend('"合格"', '"称职"')
    author.type("\n[[grading.")
    author.take("[[grading.quotas]]")
    author.take("grade")
    author.take("优秀", "\n")
    author.take("at_most")
    author.type('"120%"\n')
    author.read()
    author.mend('"120%"', '"20%"')
    author.read()


def consequences(author: Author) -> None:
    """Article 19: not competent two years running is dismissed."""
    author.type("\n[")
    author.take("[[consequences]]")
    author.take("id", '"dismissal"\n')
    author.take("label", '"辞退"\n')
    author.take("when")
    author.take("{ grade = … }")
    author.mend("{ grade =  }", '{ grade = "不称职", 连续 = 2 }\n')
    author.read()
    author.mend("连续 = 2", "consecutive = 2")
    author.read()


def example(author: Author) -> None:
    """Two years running, written as an example."""
    author.type("\n[")
    author.take("[[examples]]")
    author.take("name", '"连续两年不称职"\n')
    row = '"拟定等次" = "不称职", "得分" = 50, "受过警告" = false'
    author.type(f"history = [{{ period = 2008, {row} }}, {{ period = 2009, {row} }}]\n")
    author.take("expect")
    author.type('{ 2008 = [], 2009 = ["辞退"] }\n')
    author.read()
    author.mend('2009 = ["辞退"]', '2009 = ["dismissal"]')
    author.read()


def quota(author: Author) -> None:
    """The note on the share is followed: an example in which there is somebody who is excellent."""
    author.type("\n[")
    author.take("[[examples]]")
    author.take("name", '"五人中一人优秀"\n')
    author.type("history = [\n")
    for number, unit in enumerate("甲乙丙丁戊"):
        row = f'"拟定等次" = "优秀", "得分" = {95 - number}, "受过警告" = false'
        author.type(f'  {{ unit = "{unit}", period = 2008, {row} }},\n')
    author.type("]\n")
    author.type('expect = { "甲" = { 2008 = { grade = "优秀" } }, "乙" = { 2008 = { grade = "称职" } } }\n')
    author.read()


def test_the_rules_of_2007_are_written_from_nothing(author: Author, tmp_path: Path) -> None:
    for step in (head, inputs, grading, consequences, example, quota):
        step(author)
    assert author.editor.at_rest(NAME) == []
    (tmp_path / NAME).write_text(author.text, encoding="utf-8")
    policy = load(tmp_path / NAME)
    assert [each.mismatches for each in policy.check_examples()] == [(), ()]
    check_recorded(RECORDED, "\n".join([*author.lines, "", author.text]))
