"""Diagnostics while somebody types: of the latest text alone, faults of the policy itself first."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Final

from attrs import field

from targetrules.data import define
from targetrules.editing.project import Checked, Project

__all__ = ["Checking"]

_PAUSE: Final = 0.02
"""Seconds in which a request that comes with a keystroke, such as for completion, is answered before."""


@define(eq=False)
class Checking:
    """Checks each project in a thread beside the one that answers; what is outdated meanwhile is left.

    ``show`` is called with what was found of a project.
    """

    show: Callable[[Project, Checked], None]
    _waiting: dict[Path, Project] = field(factory=dict)
    _running: dict[Path, asyncio.Task[None]] = field(factory=dict)

    def of(self, project: Project) -> None:
        """Check a project, now or when its check that is under way is done."""
        self._waiting[project.file] = project
        if project.file not in self._running:
            self._running[project.file] = asyncio.get_running_loop().create_task(self._check(project.file))

    async def _check(self, file: Path) -> None:
        try:
            while (project := self._waiting.pop(file, None)) is not None:
                await asyncio.sleep(_PAUSE)
                if file in self._waiting:
                    continue
                first = await asyncio.to_thread(project.first_look)
                self.show(project, first)
                if first.is_whole or file in self._waiting:
                    continue
                whole = await asyncio.to_thread(_whole, project)
                if file not in self._waiting:
                    self.show(project, whole)
        finally:
            del self._running[file]


def _whole(project: Project) -> Checked:
    return project.checked
