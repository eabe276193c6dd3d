"""Mutation of policies: each mutant is the policy with one slip in it, which its examples and claims should notice."""

from targetrules.mutation.change import Kind
from targetrules.mutation.mutants import Mutant, Place, mutants
from targetrules.mutation.score import Killed, MutationScore, Survivor, score
from targetrules.mutation.search import Telling
from targetrules.mutation.text import score_text

__all__ = [
    "Killed",
    "Kind",
    "Mutant",
    "MutationScore",
    "Place",
    "Survivor",
    "Telling",
    "mutants",
    "score",
    "score_text",
]
