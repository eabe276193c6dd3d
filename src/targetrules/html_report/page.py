"""A report as one page of HTML: nothing is fetched, and no script runs but the one that stands in this package.

What is told unit by unit is data in elements that do not run, of which the script makes tables as text. The content
security policy of the page names style and script by their hashes, so that nothing that was slipped in could run.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, partial
from hashlib import sha256
from html import escape
from pkgutil import get_data
from typing import Any, Final

from attrs import evolve

from targetrules.data import frozen
from targetrules.html_document import CODES
from targetrules.html_report.distribution import BARS, distribution_sheet
from targetrules.html_report.findings import findings_sheet
from targetrules.html_report.markup import in_each, paragraphs, table
from targetrules.html_report.published import Published
from targetrules.html_report.rows import PageData
from targetrules.html_report.told import Report
from targetrules.html_report.transitions import transitions_sheet
from targetrules.visible import visible
from targetrules.wording import LANGUAGES, say, sentences
from targetrules.workbook.lists import made_with_sheet
from targetrules.workbook.sheet import Sheet
from targetrules.workbook.summary import summary_sheet

__all__ = ["published_page", "report_page"]

_LANGUAGE_NAMES: Final = {"en": "English", "zh": "中文"}

_WORDS: Final = (
    *("all-groups", "all-units", "colon", "comma", "consequences", "count", "does-not-receive", "due", "due-until"),
    *("find", "for", "gap", "grade", "grade-is", "history", "in-force-until", "in-full", "kind-other"),
    *("kind-reward", "kind-sanction", "kind-support", "lacks", "missing", "nearest", "no", "no-grade", "no-place"),
    *("units-by-period", "no-such-unit", "nobody-receives", "not-in-period", "not-searched", "period", "place-in"),
    *("place-of", "reason", "remarks", "semicolon", "show-all", "shown", "source", "state-fires", "state-replaced"),
    *("state-undetermined", "state-does-not-fire", "state-not-in-force", "undetermined", "unit", "units"),
    *("units-that-may", "units-with-decisions", "until", "why", "with-days", "yes"),
)
"""The sentences that the script of the page puts together."""


def report_page(report: Report, language: str) -> str:
    """The page, which opens in a language."""
    data = PageData(report)
    reasons = "\n".join(f"{unit} {_json(why)}" for unit, why in data.reasons())
    values = {"language": LANGUAGES.index(language), "words": _words(report), "searched": _is_searched(report)}
    day = report.decided_on
    told = {"count": len(report.now), "day": None if day is None else day.isoformat()}
    about = {each: _say("about" if day is None else "about-decided", each, **told) for each in LANGUAGES}
    sections = {name: made(report) for name, made in _SECTIONS.items()}
    scripts = {"data": _json({**values, **data.values()}), "reasons": reasons}
    return _Page(report, language, about, sections, "page.js", scripts).html()


def published_page(report: Report, smallest: int, language: str) -> str:
    """What of a report is for the public, as a page that opens in a language."""
    published = Published(report, smallest)
    about = {each: _say("published", each) for each in LANGUAGES}
    sections = {"summary": _told(published.sheet), "made-with": _told(published.made_with)}
    titles = _json([_title(report, each) for each in LANGUAGES])
    return _Page(report, language, about, sections, "languages.js", {"data": titles}).html()


@frozen(slots=True)
class _Page:
    """A page.

    Attributes:
        report: What it tells of.
        language: The one in which it opens.
        about: What is said below its title, in each language.
        sections: Their markup, by their addresses.
        script_name: The file of its script.
        data: The texts of its elements that do not run, by their names.
    """

    report: Report
    language: str
    about: Mapping[str, str]
    sections: Mapping[str, Iterable[str]]
    script_name: str
    data: Mapping[str, str]

    def html(self) -> str:
        """The whole."""
        return "".join(f"{line}\n" for line in self.lines())

    def lines(self) -> Iterator[str]:
        """The same line by line."""
        code, style, script = CODES[self.language], _part("page.css"), _part(self.script_name)
        policy = (
            f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'; "
            "form-action 'none'"
        )
        yield f'<!DOCTYPE html>\n<html lang="{code}" data-language="{code}">\n<head>'
        yield '<meta charset="utf-8">'
        yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
        yield '<meta name="referrer" content="no-referrer">'
        yield f"<title>{escape(_title(self.report, self.language))}</title>\n<style>{style}</style>\n</head>\n<body>"
        yield from self.head()
        yield '<main>\n<section id="unit"></section>' if "decisions" in self.sections else "<main>"
        for name, made in self.sections.items():
            yield f'<section id="{name}">'
            yield from _headings(name)
            yield from made
            yield "</section>"
        yield "</main>"
        for name, text in self.data.items():
            yield f'<script type="application/json" id="{name}">{text}</script>'
        yield f"<script>{script}</script>\n</body>\n</html>"

    def head(self) -> Iterator[str]:
        """What stands above the sections: the languages, the title, and where each section is."""
        yield '<header class="top">'
        label = escape(" / ".join(_say("language", each) for each in LANGUAGES))
        yield f'<div class="languages" role="group" aria-label="{label}">'
        for at, each in enumerate(LANGUAGES):
            pressed, name = "true" if each == self.language else "false", _LANGUAGE_NAMES[each]
            state = f'data-language-of="{at}" aria-pressed="{pressed}"'
            yield f'<button type="button" lang="{CODES[each]}" {state}>{name}</button>'
        yield "</div>"
        yield from in_each((each, _heading_lines(self.report, each, self.about[each])) for each in LANGUAGES)
        yield "</header>"
        for each in LANGUAGES:
            links = "".join(f'<li><a href="#{name}">{escape(_say(name, each))}</a></li>' for name in self.sections)
            label = escape(_say("contents", each))
            yield f'<nav lang="{CODES[each]}" aria-label="{label}"><ul>{links}</ul></nav>'


def _heading_lines(report: Report, language: str, about: str) -> Iterator[str]:
    yield f"<h1>{escape(_title(report, language))}</h1>"
    yield f"<p>{escape(report.names[language].heading())}</p>"
    yield f"<p>{escape(about)}</p>"


def _title(report: Report, language: str) -> str:
    period = report.period_in_words(report.period, language)
    return _say("title", language, period=period, policy=report.names[language].title())


def _headings(name: str) -> Iterator[str]:
    for language in LANGUAGES:
        yield f'<h2 lang="{CODES[language]}">{escape(_say(name, language))}</h2>'


# ---- sections --------------------------------------------------------------------------------------------------------


def _sheet(report: Report, made: Callable[[Report, str], Sheet | None]) -> Iterator[str]:
    """A sheet in each language; where there is none, there is nothing."""
    return _told(partial(made, report))


def _told(made: Callable[[str], Sheet | None], bars: int | None = None) -> Iterator[str]:
    return in_each((language, _blocks(made(language), language, bars)) for language in LANGUAGES)


def _blocks(sheet: Sheet | None, language: str, bars: int | None = None) -> Iterator[str]:
    if sheet is None:
        yield from paragraphs([_say("nothing-here", language)])
        return
    yield from paragraphs(sheet.notes)
    for block in sheet.blocks:
        yield from table(block, sheet.name, bars)


def _distribution(report: Report) -> Iterator[str]:
    return _told(partial(distribution_sheet, report), BARS)


def _summary(report: Report) -> Iterator[str]:
    return _sheet(report, lambda of, language: evolve(summary_sheet(of.decided[language]), notes=()))


def _made_with(report: Report) -> Iterator[str]:
    return _sheet(
        report,
        lambda of, language: made_with_sheet(of.decided[language], of.decided_on, of.record, of.notes),
    )


def _shown_by_script(name: str) -> Callable[[Report], Iterator[str]]:
    def place(_: Report) -> Iterator[str]:
        told = ((language, paragraphs([_say("needs-script", language)])) for language in LANGUAGES)
        yield f'<div id="{name}-shown">'
        yield from in_each(told)
        yield "</div>"

    return place


_SECTIONS: Final[dict[str, Callable[[Report], Iterable[str]]]] = {
    "summary": _summary,
    "decisions": _shown_by_script("decisions"),
    "units-by-period": _shown_by_script("units"),
    "transitions": lambda report: _sheet(report, transitions_sheet),
    "distribution": _distribution,
    "findings": lambda report: _sheet(report, findings_sheet),
    "made-with": _made_with,
}
"""The sections of the page, by their addresses."""


# ---- data ------------------------------------------------------------------------------------------------------------


def _is_searched(report: Report) -> bool:
    return any(each.grade is not None and each.grade.nearest is not None for each in report.why) or any(
        entry.nearest is not None for each in report.why for entry in each.consequences
    )


def _words(report: Report) -> dict[str, list[str]]:
    """The sentences of the script, with the places that it fills; and the title."""
    found = {name: [sentences(language, "pages")[name] for language in LANGUAGES] for name in _WORDS}
    found["title"] = [_title(report, language) for language in LANGUAGES]
    return found


def _json(values: Any) -> str:
    """Values as JSON in an element of a page: nothing in it ends the element, or begins another."""
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e")


def _say(key: str, language: str, **values: Any) -> str:
    return visible(say(f"pages.{key}", language, values))


@cache
def _part(name: str) -> str:
    """The style or the script of the page."""
    return (get_data(__package__, name) or b"").decode()


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
