"""Columns with an entry a row: the typed inputs that an engine takes, the outcomes that it gives (extra ``columnar``).

They are what everybody outside an engine may know of it; how columns are judged is the engine's own.
"""
