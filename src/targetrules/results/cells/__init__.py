"""What stands in one cell: the exact value that an input declares, or what is wrong with it."""
