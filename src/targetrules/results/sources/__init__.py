"""Where results come from: files of each format, and rows that a Python program has."""
