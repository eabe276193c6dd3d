"""Rows of the reference engine from columns, for what is rare and is asked of that engine."""
