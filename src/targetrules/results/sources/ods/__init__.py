"""OpenDocument workbooks: the cells in their content."""
