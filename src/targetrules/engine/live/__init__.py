"""Engines that judge results as they arrive, in any order: each time what rests on them, and nothing else."""
