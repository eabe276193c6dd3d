"""Pictures of policies: what rests on what, from the data to the consequences.

from targetrules import load

found = load("jincheng-2010").graph("zh")
print(found.mermaid())
"""

from __future__ import annotations

from targetrules.diagram.model import Arrow, Box, Diagram

__all__ = ["Arrow", "Box", "Diagram"]
