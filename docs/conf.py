"""How the pages are built: `make docs`."""

from __future__ import annotations

from typing import Any

from sphinx.application import Sphinx

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


def set_language(_app: Sphinx, page: str, _template: str, context: dict[str, Any], _tree: object) -> None:
    """Say of each page which language it is in: browsers choose the shapes of Chinese characters by it."""
    context["language"] = "zh-CN" if page.endswith(".zh") else "en"


def setup(app: Sphinx) -> None:
    """Sphinx calls this."""
    app.connect("html-page-context", set_language)
