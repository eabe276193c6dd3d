"""Mutation of policies: each mutant is the policy with one slip in it, which its examples and claims should notice."""

from targetrules.mutation.change import Kind
from targetrules.mutation.mutants import Mutant, Place, mutants

__all__ = ["Kind", "Mutant", "Place", "mutants"]
