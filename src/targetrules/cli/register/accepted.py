"""``targetrules register accepted``: what was carried out was accepted."""

from __future__ import annotations

from targetrules.cli.register.fulfilled import fulfilled

command = fulfilled("accepted", lambda register: register.note_accepted)
