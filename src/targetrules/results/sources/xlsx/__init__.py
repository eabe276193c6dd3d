"""Workbooks (.xlsx) read as what they are: XML in a zip file. Nothing beside the standard library is needed.

Why not a library: python-calamine 0.9 ends the whole process where one stray cell stands far from the others (it sets
out the rectangle between them in memory), gives blanks for cells that show an error and for formulas that were never
calculated, and does not tell 85% from 0.85. A decision about a person must not rest on that.
"""
