"""What the columnar engine keeps of the past: one entry a unit in each array."""
