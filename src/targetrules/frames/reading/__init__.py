"""A dataframe to an encoded table."""
