"""Analyses of a policy as it is meant: dependencies, bounds of numbers, conditions that nothing can satisfy."""
