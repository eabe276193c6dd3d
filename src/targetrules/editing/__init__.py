"""Policies while they are written: what stands at a place of a text, what may stand there, and where a name is used.

Functions of texts and places alone; what speaks to editors is :mod:`targetrules.language_server`.
"""
