"""A register behind a small service: tokens carry an office and its units, and what these may do is enforced."""
