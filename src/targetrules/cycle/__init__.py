"""The year's cycle: what may happen in the course of a period, one event after the other, and what forbids an event.

Nothing here knows a register. :mod:`~targetrules.cycle.events` are what happens, :mod:`~targetrules.cycle.state` is
what follows (the state after an event), :mod:`~targetrules.cycle.refusals` the list of rules that forbid an event.
"""
