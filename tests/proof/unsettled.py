"""A policy about whose numbers no solver comes to an end: a sum of two cubes that is a cube."""

from typing import Final

UNSETTLED: Final = """
format = 1
policy = { id = "p", title = "P" }
inputs.x = { type = "number", min = 1, max = 99999 }
inputs.y = { type = "number", min = 1, max = 99999 }
inputs.z = { type = "number", min = 1, max = 99999 }
measures.left = { formula = "x * x * x + y * y * y" }
measures.right = { formula = "z * z * z" }
"""
EQUAL: Final = '{ left = { at_least = "right", at_most = "right" } }'
"""A condition: of whole numbers it never holds, as Fermat knew."""
