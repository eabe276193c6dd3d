"""From a table to typed columns: one reader, whatever the table was read from and whatever reads its columns.

    table ──columns, mapping──▶ a column at a time, by a backend ──▶ typed results ──▶ history, or encoded columns

What is read from which column, which rows are results, what is told and in which order is settled here. A backend reads
a whole column: :mod:`.lists` those of Python, :mod:`targetrules.results.arrow` those of Arrow.
"""
