"""How the pages are built: `make docs`."""

from __future__ import annotations

import posixpath
import re
from pathlib import Path, PurePosixPath
from typing import Any

from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

from targetrules import __version__

project = "targetrules"
author = "The targetrules authors"
project_copyright = "The targetrules authors, MIT licence"
release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns: list[str] = []
suppress_warnings = ["misc.highlighting_failure"]  # the diagnostics show bad files, some of which are no TOML

myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 4

autodoc_member_order = "bysource"
autodoc_typehints = "signature"

html_theme = "furo"
html_title = f"targetrules {release}"
html_static_path = ["static"]
html_extra_path = ["llms.txt"]
html_css_files = ["pages.css"]
html_show_sphinx = False
html_copy_source = False
html_theme_options = {"navigation_with_keys": True}


# What the theme says, on Chinese pages.
IN_CHINESE = {
    '<span class="caption-text">Start</span>': '<span class="caption-text">入门</span>',
    '<span class="caption-text">How to</span>': '<span class="caption-text">怎么做</span>',
    '<span class="caption-text">Reference</span>': '<span class="caption-text">参考</span>',
    '<span class="caption-text">Background</span>': '<span class="caption-text">背景</span>',
    "<span>Next</span>": "<span>下一页</span>",
    "<span>Previous</span>": "<span>上一页</span>",
    '<div class="title">Home</div>': '<div class="title">首页</div>',
    "<span>Back to top</span>": "<span>回到顶部</span>",
    'placeholder="Search" name="q" aria-label="Search"': 'placeholder="搜索" name="q" aria-label="搜索"',
    "Toggle site navigation sidebar": "打开或关闭导航",
    "Toggle table of contents sidebar": "打开或关闭本页目录",
    "Toggle Light / Dark / Auto color theme": "浅色、深色、自动",
    "Toggle navigation of Reference": "展开参考",
    'index.html">Reference</a>': 'index.zh.html">参考</a>',
    "Toggle navigation of Decisions": "展开决策记录",
    "Skip to content": "跳到正文",
    "            On this page\n": "            本页内容\n",
}
# What the theme lacks for those who do not see the page, or have no mouse.
NAMED = {
    '<p class="caption" role="heading">': '<p class="caption" role="heading" aria-level="2">',
    '<aside class="sidebar-drawer">': '<aside class="sidebar-drawer" aria-label="{navigation}">',
    '<aside class="toc-drawer': '<aside aria-label="{contents}" class="toc-drawer',
    "<pre>": '<pre tabindex="0">',
    '<div class="table-wrapper': '<div tabindex="0" class="table-wrapper',
    '<th class="head"><p></p></th>': '<td class="head"></td>',
    '<div id="search-results"></div>': '<h1>{results}</h1>\n<div id="search-results"></div>',
}
NAMES = {
    "en": {"navigation": "Navigation", "contents": "On this page", "results": "Search"},
    "zh": {"navigation": "导航", "contents": "本页内容", "results": "搜索"},
}

_ENTRY = re.compile(r'<li class="toctree-l[^"]*"><a class="[^"]*" href="([^"#]*)[^"]*">(?:(?!</a>).)*</a></li>\n?')
_HOME = re.compile(r'(<a (?:class="sidebar-brand" )?href="[^"]*)index\.html("><div class="brand"|")')


def set_language(app: Sphinx, page: str, _template: str, context: dict[str, Any], _tree: object) -> None:
    """Say of each page which language it is in, and lead from it to pages of that language.

    Browsers choose the shapes of Chinese characters by the language. A page without a Chinese version is listed on
    Chinese pages, too, as one in English.
    """
    if not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    relations = app.builder.relations
    is_chinese = page.endswith(".zh")
    context["language"] = "zh-CN" if is_chinese else "en"
    pages = app.env.found_docs

    def is_of_the_other(name: str) -> bool:
        return name.endswith(".zh") if not is_chinese else f"{name}.zh" in pages

    def kept(entry: re.Match[str]) -> str:
        folder = PurePosixPath(page).parent
        name = posixpath.normpath(folder / entry[1].removesuffix(".html")) if entry[1] else page
        if is_of_the_other(name):
            return ""
        is_in_english = is_chinese and not name.endswith(".zh")
        return entry[0].replace("</a>", "（英文）</a>") if is_in_english else entry[0]

    other = page.removesuffix(".zh") if is_chinese else f"{page}.zh"
    tree = _ENTRY.sub(kept, context.get("furo_navigation_tree", ""))
    if other in pages:
        language, word = ("en", "English") if is_chinese else ("zh-CN", "中文")
        link = f'<a class="reference internal" lang="{language}" href="{context["pathto"](other)}">{word}</a>'
        tree = f'<ul>\n<li class="toctree-l1">{link}</li>\n</ul>\n{tree}'
    context["furo_navigation_tree"] = tree
    for number, key in ((1, "prev"), (2, "next")):
        near: str | None = page
        while (near := relations.get(str(near), [None] * 3)[number]) and is_of_the_other(near):
            pass
        title = near and app.env.titles[near].astext()
        context[key] = {"link": context["pathto"](near), "title": title} if near else None


def name_places(app: Sphinx, error: Exception | None) -> None:
    """Give names to what the theme leaves without, and let Chinese pages be Chinese throughout."""
    if error is not None or not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    for file in Path(app.outdir).rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        is_chinese = file.name.endswith(".zh.html")
        for lacking, named in NAMED.items():
            text = text.replace(lacking, named.format(**NAMES["zh" if is_chinese else "en"]))
        if is_chinese:
            text = _HOME.sub(r"\1index.zh.html\2", text)
            for english, chinese in IN_CHINESE.items():
                text = text.replace(english, chinese)
        file.write_text(text, encoding="utf-8")


def setup(app: Sphinx) -> None:
    """Sphinx calls this."""
    app.connect("html-page-context", set_language, priority=900)  # when the theme has drawn its tree
    app.connect("build-finished", name_places)
