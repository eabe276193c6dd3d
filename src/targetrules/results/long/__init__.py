"""Tables in which each line is one value of one indicator, as offices keep them: put side by side before they are read.

What such a table means is what the table means that has a column for each of the names that stand in its column of
indicators. That table is made here, by columns; each of its cells knows the line where it stood.
"""
