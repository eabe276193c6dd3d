"""How fast the engines are beside what an expert would write by hand: ``python -m benchmarks.engines``."""
