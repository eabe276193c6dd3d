"""Pages over the register, to work with in a browser: HTML that the service writes, without any script."""

from .entrance import entrance, leaving
from .standing import standing

__all__ = ["PAGES"]

PAGES = (standing, leaving, entrance)
"""All pages, each once in each language; the last one takes whatever no other does."""
