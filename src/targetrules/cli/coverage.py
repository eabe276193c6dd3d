"""``targetrules test --coverage``: what of a policy its examples show."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import click

from targetrules.cli.errors import WrongUsageError
from targetrules.cli.inputs import STANDARD_STREAM
from targetrules.cli.overwriting import refuse_overwriting
from targetrules.cli.terminal import encoded
from targetrules.data import frozen
from targetrules.report.checks_for_programs import FurtherCheck
from targetrules.source.decimals import decimal_of, plain_digits
from targetrules.wording import say

if TYPE_CHECKING:
    from targetrules.coverage.coverage import Coverage
    from targetrules.coverage.proposals import Proposals
    from targetrules.policy import Policy
    from targetrules.report.unshown import Needless

__all__ = ["CoverageAsked", "a_percentage", "needless_check", "seconds"]


_WHOLE: Final = 100
_HOUR: Final = 3600
_SECONDS: Final = re.compile(r"[1-9][0-9]{0,3}")


def a_percentage(context: click.Context, param: click.Parameter, value: str | None) -> Decimal | None:
    """A number from 0 to 100."""
    if value is None:
        return None
    number = decimal_of(value.removesuffix("%"))
    if number is None or not number.is_finite() or not 0 <= number <= _WHOLE:
        raise WrongUsageError("not-a-percentage", context, option=param.opts[-1], found=value)
    return number


def seconds(context: click.Context, param: click.Parameter, value: str | None) -> int | None:
    """A whole number of seconds, from 1 to an hour."""
    if value is None:
        return None
    if not _SECONDS.fullmatch(value) or int(value) > _HOUR:
        raise WrongUsageError("not-whole-seconds", context, option=param.opts[-1], found=value)
    return int(value)


def needless_check(needless: Sequence[Needless], language: str) -> tuple[FurtherCheck, ...]:
    """That entries which explain nothing are a failure, where there are any."""
    if not needless:
        return ()
    return (FurtherCheck(say("unshown.title", language), say("unshown.strict", language, {"count": len(needless)})),)


@frozen(slots=True)
class CoverageAsked:
    """What is asked of coverage: whether it is told at all, how much it must be, a page, a search for more."""

    wanted: bool
    fail_under: Decimal | None
    html: str | None
    timeout: int | None

    def __attrs_post_init__(self) -> None:
        options = {"--fail-under": self.fail_under, "--html": self.html, "--timeout": self.timeout}
        for option, value in options.items():
            if not self.wanted and value is not None:
                raise WrongUsageError("needs-option", option=option, needed="--coverage")

    def of(self, policy: Policy) -> Coverage | None:
        """The coverage of a policy, where it is asked for."""
        if not self.wanted:
            return None
        from targetrules.coverage.coverage import coverage_of

        return coverage_of(policy)

    def proposals(self, policy: Policy) -> Proposals | None:
        """Histories that would show what is left, where they are to be searched for."""
        if self.timeout is None:
            return None
        from targetrules.coverage.proposals import proposals_for

        return proposals_for(policy, timeout=self.timeout)

    def refuse_place(self, policies: Sequence[str]) -> None:
        """Raise where the page cannot be written, or is a file of one of the policies, before anything is judged."""
        if self.html is None:
            return
        if self.html == STANDARD_STREAM:
            raise WrongUsageError("page-to-stream", option="--html")
        for policy in policies:
            refuse_overwriting(self.html, policy)
        from targetrules.atomic import refuse_unwritable

        refuse_unwritable(self.html)

    def write(self, tested: Sequence[tuple[Policy, Coverage]], language: str) -> None:
        """Write the page, where there is to be one."""
        if self.html is None:
            return
        from targetrules.atomic import write_file
        from targetrules.coverage.page import coverage_page

        write_file(self.html, [encoded(coverage_page(tested, language))])

    def check(self, coverage: Coverage | None, language: str, *, strict: bool) -> tuple[FurtherCheck, ...]:
        """Whether it is as much as it must be; strictly also whether all that is explained needs it."""
        if coverage is None:
            return ()
        further = needless_check(coverage.needless, language) if strict else ()
        return (*further, *self._enough(coverage, language))

    def _enough(self, coverage: Coverage, language: str) -> tuple[FurtherCheck, ...]:
        if self.fail_under is None:
            return ()
        values: Mapping[str, Any] = {"percent": coverage.percent, "wanted": plain_digits(self.fail_under)}
        failure = say("coverage.below", language, values) if coverage.percent < self.fail_under else None
        return (FurtherCheck(say("coverage.check", language), failure),)
