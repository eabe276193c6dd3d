"""The policy as it is meant: every name resolved, every value typed, every date an ordinal."""
