"""Files of outcomes: whatever is written is read back, strictly, as the outcomes that it was written of."""

from __future__ import annotations

from hypothesis import given

from targetrules.report.formats import DATA_FORMATS
from targetrules.report.outcome_values import outcome_values
from targetrules.report.saved import read_saved
from targetrules.testing import Case, cases
from tests.effort import examples
from tests.same_bytes import written


@examples(24)
@given(cases(missing="any", decided=True, succession=True))
def test_what_is_written_is_read_back_strictly(case: Case) -> None:
    outcomes = [outcome_values(each) for each in case.policy.evaluate(case.history, engine="reference")]
    for form, text in zip(DATA_FORMATS, written(case.policy, case.history), strict=True):
        saved = read_saved(text.encode("utf-8", errors="backslashreplace"))
        assert saved.form == form
        assert [str(each["unit"]) for each in saved.outcomes] == [each["unit"] for each in outcomes]
        if form != "csv":
            assert [str(each) for each in saved.outcomes] == [str(plain(each)) for each in outcomes]


def plain(value: object) -> object:
    """As JSON has it: no tuples."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list | tuple) else value
