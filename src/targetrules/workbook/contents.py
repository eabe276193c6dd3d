"""All sheets of a workbook of decisions, in their order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from targetrules.history import History
from targetrules.outcome import Outcome
from targetrules.report.labels import PolicyLabels
from targetrules.report.record import Record
from targetrules.wording import Word
from targetrules.workbook.decided import Decided
from targetrules.workbook.decisions import decision_sheets
from targetrules.workbook.kept import NOTHING_KEPT, Kept
from targetrules.workbook.lists import consequence_sheet, made_with_sheet, measures_sheet, undetermined_sheet
from targetrules.workbook.sheet import Sheet
from targetrules.workbook.summary import summary_sheet

__all__ = ["sheets_of"]


def sheets_of(
    names: PolicyLabels,
    outcomes: Sequence[Outcome],
    results: History | None,
    day: date | None,
    record: Record | None,
    notes: tuple[Word, ...],
    kept: Kept = NOTHING_KEPT,
) -> list[Sheet]:
    """The sheets of a workbook of decisions.

    Args:
        names: The labels of the policy, in the language of the workbook.
        outcomes: What was decided.
        results: What it was decided of; None where that is not at hand: values of inputs are left out.
        day: The date of the decision, if it was given.
        record: What was decided with what; None where no record was asked for: there is no sheet of it.
        notes: What was passed over where the results were read.
        kept: Columns of the results that pass through.

    Returns:
        The summary, the decisions by ranking and class, what each unit receives, what is undetermined, all
        measures, and the record.
    """
    decided = Decided(names, outcomes, results, kept)
    measures, undetermined = measures_sheet(decided), undetermined_sheet(decided)
    return [
        summary_sheet(decided),
        *decision_sheets(decided),
        consequence_sheet(decided),
        *([] if undetermined is None else [undetermined]),
        *([] if measures is None else [measures]),
        *([] if record is None else [made_with_sheet(decided, day, record, notes)]),
    ]
