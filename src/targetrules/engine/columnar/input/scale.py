"""How many decimals each number of a policy has, by its name and in a formula: the same in every period."""

from __future__ import annotations

from targetrules.rules import tree
from targetrules.rules.analysis import scale
from targetrules.rules.analysis.scale import decimals_of_parameter

__all__ = ["decimals_in", "decimals_of_parameter"]


def decimals_in(number: tree.Number, rules: tree.Rules) -> int:
    """The decimals of a number that is no quotient."""

    def of_name(name: str) -> int:
        declared = rules.inputs.get(name) or rules.measures.get(name)
        return decimals_of_parameter(rules.parameters[name]) if declared is None else declared.decimals

    return scale.decimals_in(number, of_name)
