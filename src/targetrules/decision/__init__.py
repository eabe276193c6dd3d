"""From results to a decision that is kept: outcomes with their record, written, read back and verified.

    file, rows or dataframe ──results──▶ results ──engine──▶ outcomes ──files──▶ file ──verification──▶ verified

What was asked for, and so stands in a record, is a request.
"""
