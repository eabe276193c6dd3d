"""Pages over the register, to work with in a browser: HTML that the service writes, without any script."""

from .deciding import deciding
from .entrance import entrance, leaving
from .following_up import following_up
from .objecting import objecting
from .of_unit import of_unit
from .recording import recording
from .standing import standing

__all__ = ["PAGES"]

PAGES = (standing, deciding, following_up, objecting, of_unit, recording, leaving, entrance)
"""All pages, each once in each language; the last one takes whatever no other does."""
