"""Engines: each turns rules and a history into the same outcomes; the reference engine is the definition."""
