"""Coverage as a page to look at: the policy's own text, and beside each line what examples show of it.

One file of HTML by itself: nothing is fetched, nothing runs. What is shown by colour is said by a sign and a word, too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from html import escape
from typing import Any, Final

from targetrules.coverage.coverage import Coverage, CoveredItem, ShownBy
from targetrules.coverage.text import left_text, summary_rows
from targetrules.data import frozen
from targetrules.html_document import html_document
from targetrules.policy import Policy
from targetrules.rules.definition import label_text
from targetrules.rules.resolution.from_examples import ONLY_UNIT
from targetrules.visible import visible
from targetrules.wording import Word, say

__all__ = ["coverage_page"]

_SIGNS: Final = {"shown": "✓", "left": "✗", "excused": "–"}
_STYLE: Final = """
:root { color-scheme: light; }
body { font: 15px/1.5 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif; margin: 1.5rem auto;
  max-width: 96rem; padding: 0 1rem; color: #1b1b1b; background: #fff; }
h1 { font-size: 1.4rem; margin-bottom: .2rem; }
h2 { font-size: 1.1rem; margin: 1.6rem 0 .4rem; }
table { border-collapse: collapse; }
table.summary td, table.summary th { padding: .15rem .9rem .15rem 0; text-align: left; font-weight: normal; }
table.summary td { text-align: right; font-variant-numeric: tabular-nums; }
table.summary tr.part th { padding-left: 1.4rem; }
table.source { width: 100%; table-layout: fixed; }
table.source td { vertical-align: top; padding: 0 .6rem; border-bottom: 1px solid #eee; }
col.number { width: 3.5rem; } col.sign { width: 2rem; } col.told { width: 38%; }
td.number { text-align: right; color: #595959; font: 13px/1.6 ui-monospace, Consolas, monospace; }
td.sign { text-align: center; font-weight: bold; }
td.text { font: 13px/1.6 ui-monospace, Consolas, "Noto Sans Mono CJK SC", monospace; white-space: pre-wrap;
  overflow-wrap: anywhere; }
td.told { font-size: 13px; }
tr.shown td { background: #eef8ee; } tr.shown td.sign { color: #17622a; }
tr.left td { background: #fdeeee; } tr.left td.sign { color: #a3140f; }
tr.excused td.sign { color: #595959; }
ul { margin: 0; padding-left: 1.1rem; } details ul { color: #404040; }
summary { cursor: pointer; }
code { font: 13px ui-monospace, Consolas, "Noto Sans Mono CJK SC", monospace; }
a { color: #0b4f9e; }
@media (max-width: 50rem) { col.told { width: 45%; } body { margin: .5rem auto; } }
@media print { details > * { display: block; } }
"""


def coverage_page(tested: Iterable[tuple[Policy, Coverage]], language: str = "en") -> str:
    """One page of HTML on policies, with the text of each and what its examples show, line by line.

    Args:
        tested: Each policy with its coverage.
        language: ``"en"`` or ``"zh"``.

    Returns:
        The page, which needs no other file, no network and no script.

    Raises:
        UnknownLanguageError: There are no sentences in this language.
    """
    pages = [_Page(policy, coverage, language, number) for number, (policy, coverage) in enumerate(tested, 1)]
    body = "\n".join(line for page in pages for line in page.lines())
    return html_document(say("coverage.page", language), language, _STYLE, body)


@frozen
class _Page:
    """What is said of one policy, the so-manieth of the page."""

    policy: Policy
    coverage: Coverage
    language: str
    number: int

    @cached_property
    def by_line(self) -> dict[int, list[CoveredItem]]:
        """The items of each line."""
        found: dict[int, list[CoveredItem]] = defaultdict(list)
        for item in self.coverage.items:
            found[item.line or 1].append(item)
        return found

    def say(self, key: str, **values: Any) -> str:
        """A sentence, as it stands in HTML."""
        return escape(say(f"coverage.{key}", self.language, values))

    def lines(self) -> Iterator[str]:
        """The whole section."""
        shown, asked = self.coverage.count()
        title = label_text(self.policy.rules.title, self.language, self.policy.id)
        yield f"<section><h1>{escape(visible(title))} <code>{escape(visible(self.policy.id))}</code></h1>"
        yield f"<p>{self.say('title', percent=self.coverage.percent, shown=shown, asked=asked)}</p>"
        yield from self.summary()
        yield f"<p>{self.say('signs')}</p>"
        if self.coverage.left:
            yield from self.left()
        if self.coverage.needless:
            yield f"<h2>{self.say('needless')}</h2><ul>"
            for each in self.coverage.needless:
                link = "" if each.line is None else f'<a href="#p{self.number}l{each.line}">{each.line}</a> '
                yield f"<li>{link}{escape(each.text(self.language))}</li>"
            yield "</ul>"
        yield f"<h2><code>{escape(visible(self.coverage.file))}</code></h2>"
        yield from self.source()
        yield "</section>"

    def summary(self) -> Iterator[str]:
        """How much is shown, by kind."""
        yield '<table class="summary">'
        for indent, name, told in summary_rows(self.coverage, self.language):
            part = ' class="part"' if indent else ""
            yield f'<tr{part}><th scope="row">{escape(name)}</th><td>{escape(told)}</td></tr>'
        yield "</table>"

    def left(self) -> Iterator[str]:
        """The lines of which something is left, each a link to where it stands."""
        yield f"<h2>{self.say('left')}</h2><ul>"
        for line in sorted({each.line or 1 for each in self.coverage.left}):
            texts = dict.fromkeys(each.written for each in self.by_line[line] if each.state == "left")
            written = "; ".join(f"<code>{escape(visible(text))}</code>" for text in texts)
            yield f'<li><a href="#p{self.number}l{line}">{line}</a> {written}</li>'
        yield "</ul>"

    def source(self) -> Iterator[str]:
        """The policy's text, line by line."""
        document = self.policy.document
        yield '<table class="source"><colgroup><col class="number"><col class="sign"><col><col class="told"></colgroup>'
        for number, text in enumerate(() if document is None else document.lines, 1):
            items = self.by_line.get(number, [])
            state = _state(items)
            sign = _SIGNS.get(state, "")
            label = f'<span title="{self.say(f"sign-{state}")}">{sign}</span>' if sign else ""
            told = "".join(self.told(items))
            yield (
                f'<tr id="p{self.number}l{number}" class="{state or "plain"}"><td class="number">{number}</td>'
                f'<td class="sign">{label}</td><td class="text">{escape(visible(text)) or " "}</td>'
                f'<td class="told">{told}</td></tr>'
            )
        yield "</table>"

    def told(self, items: Sequence[CoveredItem]) -> Iterator[str]:
        """What is left of a line, then what is shown of it and by which examples, to be opened."""
        for each in items:
            if each.state == "left":
                yield f"<div>{_SIGNS['left']} {self.of_entry(each, left_text(each, self.language))}</div>"
        others = [each for each in items if each.state != "left"]
        if not others:
            return
        count = sum(each.state == "shown" for each in others)
        asked = sum(each.state != "excused" for each in items)
        yield f"<details><summary>{self.say('shown-of-line', shown=count, asked=asked)}</summary><ul>"
        for each in others:
            yield f"<li>{self.item(each)}</li>"
        yield "</ul></details>"

    def item(self, item: CoveredItem) -> str:
        """What is shown of an item by which rows, or why it is not asked for."""
        aspect = say(f"coverage.should-{item.aspect}", self.language)
        if item.excused is not None:
            return f"{_SIGNS['excused']} {self.of_entry(item, f'{aspect} – {item.why(self.language)}')}"
        rows = "; ".join(map(self.row, item.by)) or item.encoded
        return f"{_SIGNS['shown']} {self.of_entry(item, f'{aspect} – {rows}')}"

    def of_entry(self, item: CoveredItem, says: str) -> str:
        """What is said of an item, behind how that is written."""
        code = f"<code>{escape(visible(item.written))}</code>"
        return code + self.say("says", says=says)

    def row(self, shown: ShownBy) -> str:
        """A row of an example."""
        name = label_text(shown.example, self.language, "")
        key = "reports.period" if shown.unit == ONLY_UNIT else "reports.outcome"
        where = Word(key, {"unit": shown.unit, "period": shown.period})
        return say("coverage.row-of-example", self.language, {"example": name, "where": where})


def _state(items: Sequence[CoveredItem]) -> str:
    """Whether something of a line is left, all is shown, or nothing is asked of it; empty: there is nothing on it."""
    states = {each.state for each in items}
    return next((state for state in ("left", "shown", "excused") if state in states), "")
