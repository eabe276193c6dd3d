"""Columns of outcomes to tables and files."""
