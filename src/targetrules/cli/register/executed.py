"""``targetrules register executed``: a consequence was carried out."""

from __future__ import annotations

from targetrules.cli.register.fulfilled import fulfilled

command = fulfilled("executed")
