"""Text with places: documents, positions in TOML, diagnostics."""
