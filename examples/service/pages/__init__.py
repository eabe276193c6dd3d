"""Pages over the register, to work with in a browser: HTML that the service writes, without any script."""

from .deciding import deciding
from .entrance import entrance, leaving
from .of_unit import of_unit
from .standing import standing

__all__ = ["PAGES"]

PAGES = (standing, deciding, of_unit, leaving, entrance)
"""All pages, each once in each language; the last one takes whatever no other does."""
