"""The state of a policy between two periods: one step, its file, and the checks of that file."""
