"""``targetrules test --coverage``: what of a policy its examples show."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import click

from targetrules.cli.errors import WrongUsageError
from targetrules.data import frozen
from targetrules.report.checks_for_programs import FurtherCheck
from targetrules.source.decimals import decimal_of, plain_digits
from targetrules.wording import say

if TYPE_CHECKING:
    from targetrules.coverage.coverage import Coverage
    from targetrules.policy import Policy

__all__ = ["CoverageAsked", "a_percentage"]


_WHOLE: Final = 100


def a_percentage(context: click.Context, param: click.Parameter, value: str | None) -> Decimal | None:
    """A number from 0 to 100."""
    if value is None:
        return None
    number = decimal_of(value.removesuffix("%"))
    if number is None or not number.is_finite() or not 0 <= number <= _WHOLE:
        raise WrongUsageError("not-a-percentage", context, option=param.opts[-1], found=value)
    return number


@frozen(slots=True)
class CoverageAsked:
    """What is asked of coverage: whether it is told at all, and how much it must be."""

    wanted: bool
    fail_under: Decimal | None

    def __attrs_post_init__(self) -> None:
        if not self.wanted and self.fail_under is not None:
            raise WrongUsageError("needs-option", option="--fail-under", needed="--coverage")

    def of(self, policy: Policy) -> Coverage | None:
        """The coverage of a policy, where it is asked for."""
        if not self.wanted:
            return None
        from targetrules.coverage.coverage import coverage_of

        return coverage_of(policy)

    def check(self, coverage: Coverage | None, language: str) -> tuple[FurtherCheck, ...]:
        """Whether it is as much as it must be."""
        if coverage is None or self.fail_under is None:
            return ()
        values: Mapping[str, Any] = {"percent": coverage.percent, "wanted": plain_digits(self.fail_under)}
        failure = say("coverage.below", language, values) if coverage.percent < self.fail_under else None
        return (FurtherCheck(say("coverage.check", language), failure),)
