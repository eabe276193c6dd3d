"""``targetrules register served``: a consequence was served on whom it is for."""

from __future__ import annotations

from targetrules.cli.register.fulfilled import fulfilled

command = fulfilled("served", lambda register: register.note_served)
