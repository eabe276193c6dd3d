"""Policies above one another, of which tests of sessions and of registers have the first and the last alike."""

from typing import Final

__all__ = ["CITIES", "VISIT"]

VISIT: Final = '[[consequences]]\nid = "visit"\nwhen = { grade = "poor", consecutive = 2 }\n'
"""What schools may receive."""
CITIES: Final = """
format = 1
[policy]
id = "cities"
title = "Cities"
[details.districts]
policy = "district.toml"
unit_above = "city"
conditions.talked = { receives = "talk" }
[[consequences]]
id = "report"
when = { "districts.count(talked)" = { at_least = 1 }, consecutive = 2 }
"""
"""Judges by the outcomes of districts, whose policy judges by those of schools."""
