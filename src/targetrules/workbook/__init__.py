"""Outcomes as a workbook that an office can hand on: sheets as data, and the one module that writes them.

``contents`` lays the sheets out, ``decisions``, ``summary`` and ``lists`` make one kind each from the outcomes, and
``writing`` makes a file of them. Nothing but ``writing`` knows the library.
"""
