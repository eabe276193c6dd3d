"""What the columnar engine takes: an encoded table, arranged by period."""
