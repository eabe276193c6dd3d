"""Workbooks as offices make them, for people: each sheet becomes the same plain table that everything else reads.

    sheet ──grid──▶ rows of cells ──headings──▶ columns ──rows──▶ table ──together──▶ one table of all sheets

Which row is what is told by the policy's own headings alone. Where two readings fit, or a reading would rest on
something that nobody said, it is a problem that names the option by which it is said.
"""
