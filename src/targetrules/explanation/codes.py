"""The stable reason codes: what each is said of, and the values that it comes with.

A finding is worded by ``reasons.<code>.true``, ``.false`` or ``.unknown``, a fact by ``reasons.<code>``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from targetrules.errors import InternalError
from targetrules.outcome import Truth

__all__ = ["FACTS", "FINDINGS", "TRUTHS", "VALUES", "WORDS", "check_fact", "check_finding", "sentence_keys"]

WORDS: Final[Mapping[Truth, str]] = {True: "true", False: "false", None: "unknown"}

_KLEENE: Final = (True, False, None)
_KNOWN: Final = (True, False)

FINDINGS: Final[Mapping[str, tuple[tuple[Truth, ...], tuple[str, ...]]]] = {
    # code: the truths that it can have, and its values
    "grade.is": (_KLEENE, ("grade", "wanted")),
    "grade.at_least": (_KLEENE, ("grade", "wanted")),
    "grade.at_most": (_KLEENE, ("grade", "wanted")),
    "input_grade.is": (_KLEENE, ("name", "grade", "wanted")),
    "input_grade.at_least": (_KLEENE, ("name", "grade", "wanted")),
    "input_grade.at_most": (_KLEENE, ("name", "grade", "wanted")),
    "change.at_least": (_KLEENE, ("grade", "before", "period")),
    "change.above": (_KLEENE, ("grade", "before", "period")),
    "change.at_most": (_KLEENE, ("grade", "before", "period")),
    "change.below": (_KLEENE, ("grade", "before", "period")),
    "input_change.at_least": (_KLEENE, ("name", "grade", "before", "period")),
    "input_change.above": (_KLEENE, ("name", "grade", "before", "period")),
    "input_change.at_most": (_KLEENE, ("name", "grade", "before", "period")),
    "input_change.below": (_KLEENE, ("name", "grade", "before", "period")),
    "rated.yes": (_KNOWN, ("grade",)),
    "rated.no": (_KNOWN, ("grade",)),
    "number.at_least": (_KLEENE, ("seen", "wanted")),
    "number.above": (_KLEENE, ("seen", "wanted")),
    "number.at_most": (_KLEENE, ("seen", "wanted")),
    "number.below": (_KLEENE, ("seen", "wanted")),
    "number.equals": (_KLEENE, ("seen", "wanted")),
    "choice.is": (_KLEENE, ("name", "seen", "wanted")),
    "flag.yes": (_KLEENE, ("name",)),
    "flag.no": (_KLEENE, ("name",)),
    "known.all": (_KNOWN, ("names", "missing")),
    "condition.holds": (_KLEENE, ("name",)),
    "condition.does_not_hold": (_KLEENE, ("name",)),
    "status.in": (_KNOWN, ("name",)),
    "status.not_in": (_KNOWN, ("name",)),
    "status.enter": (_KLEENE, ()),
    "status.leave": (_KLEENE, ()),
    "period.from": (_KNOWN, ("period", "first")),
    "period.until": (_KNOWN, ("period", "last")),
    "period.only": (_KNOWN, ("period", "first")),
    "period.within": (_KNOWN, ("period", "first", "last")),
    "period.every": (_KNOWN, ("period", "every", "first")),
    "period.part_of_year": (_KNOWN, ("period", "parts")),
    "place.first": (_KNOWN, ("ranking", "rank", "size")),
    "place.last": (_KNOWN, ("ranking", "rank", "size")),
    "place.top": (_KNOWN, ("ranking", "rank", "size", "most")),
    "place.bottom": (_KNOWN, ("ranking", "rank", "size", "most")),
    "place.not_ranked": ((False,), ("ranking",)),
    "place.small_group": ((False,), ("ranking", "size", "least")),
    "place.unknown": ((None,), ("ranking", "missing")),
    "place.open": ((None,), ("ranking",)),
    "place.not_in_force": ((None,), ("ranking",)),
    "consequence.receives": (_KNOWN, ("consequence", "period")),
    "consequence.received": (_KNOWN, ("consequence", "periods")),
    "all.of": (_KLEENE, ()),
    "any.of": (_KLEENE, ()),
    "number_of.at_least": (_KLEENE, ("held", "of", "least")),
    "number_of.at_most": (_KLEENE, ("held", "of", "most")),
    "number_of.between": (_KLEENE, ("held", "of", "least", "most")),
    "not.of": (_KLEENE, ()),
    "history.consecutive": (_KLEENE, ("count", "found")),
    "history.times": (_KLEENE, ("count", "found")),
    "history.times_of_last": (_KLEENE, ("count", "of_last", "found")),
    "history.ever": (_KLEENE, ("found",)),
    "history.before_consecutive": (_KNOWN, ("count", "found")),
    "history.before_times": (_KNOWN, ("count", "found")),
    "history.before_times_of_last": (_KNOWN, ("count", "of_last", "found")),
    "history.before_ever": (_KNOWN, ("found",)),
    "history.ago": (_KLEENE, ("ago", "period")),
    "history.reset": (_KLEENE, ("period",)),
    "history.restart": (_KLEENE, ("period",)),
    "history.restart_missed": ((True,), ("period", "missed")),
    "history.unsure": ((None,), ()),
    "history.otherwise": ((True, None), ()),
    "grading.scale": (_KLEENE, ("number",)),
    "grading.scale_of_the_rest": ((True,), ("number",)),
    "grading.unrated": (_KLEENE, ()),
    "grading.forced": (_KLEENE, ("grade",)),
    "grading.floor": (_KLEENE, ("grade",)),
    "grading.cap": (_KLEENE, ("grade",)),
    "grading.limit_down": (_KLEENE, ("down",)),
    "grading.limit_up": (_KLEENE, ("up",)),
    "grading.limit_both": (_KLEENE, ("down", "up")),
    "grading.quota_at_most": (_KNOWN, ("grade", "ranking", "rank", "size", "most")),
    "grading.quota_at_least": (_KNOWN, ("grade", "ranking", "rank", "size", "most")),
    "grading.quota_open": ((None,), ("grade", "ranking")),
    "grading.quota_idle": ((False,), ("grade", "ranking")),
    "grading.quota_not_in_force": ((False,), ("grade",)),
}

FACTS: Final[Mapping[str, tuple[str, ...]]] = {
    "grade.given": ("given",),
    "grade.not_given": ("name",),
    "grade.band": ("number", "grade", "bound"),
    "grade.band_above": ("number", "grade", "bound"),
    "grade.lacking": ("what",),
    "grade.no_number": ("name",),
    "grade.no_band": ("number",),
    "grade.no_scale": ("number",),
    "grade.scale_unknown": ("number",),
    "grading.final": ("grade",),
    "grading.held_forced": ("grade",),
    "grading.held_floor": ("grade",),
    "grading.held_step": ("grade",),
    "grading.passed_over_at_most": ("held",),
    "grading.passed_over_at_least": ("held",),
    "grading.filled_at_most": ("units", "count"),
    "grading.filled_at_most_among_them": ("units", "count"),
    "grading.filled_at_least": ("units", "count"),
    "grading.filled_at_least_among_them": ("units", "count"),
    "grading.edge_at_most": ("rank",),
    "grading.edge_at_least": ("rank",),
    "grading.not_kept_held_at_most": ("most",),
    "grading.not_kept_held_at_least": ("most",),
    "grading.not_kept_few": ("most",),
    "grading.not_kept_tie_in": ("most",),
    "grading.not_kept_tie_out": ("most",),
    "grading.previous": ("grade", "period"),
    "grading.no_previous": ("period",),
    "measure.computed": ("measure", "parts"),
    "measure.of_units": ("measure",),
    "measure.by_conditions": ("measure",),
    "input.not_asked_before": ("name", "period"),
    "input.not_asked_after": ("name", "period"),
    "measure.not_in_force": ("name",),
    "measure.divided_by_zero": ("name",),
    "measure.rounded": ("measure", "exact"),
    "measure.rounded_tie": ("measure", "exact"),
    "cases.applies": ("case", "of"),
    "cases.otherwise": ("of",),
    "cases.none": ("of",),
    "cases.unknown": ("case", "of"),
    "cases.unknown_alone": (),
    "cases.none_alone": (),
    "cases.first": (),
    "cases.others": (),
    "cases.each_first": (),
    "cases.each_other": (),
    "cases.each_unknown": (),
    "points.given": (),
    "points.unknown": ("name",),
    "points.no_grade": (),
    "scale.between": ("value", "low", "high", "low_gives", "high_gives"),
    "scale.step": ("value", "low", "gives"),
    "scale.below": ("value", "end", "gives"),
    "scale.above": ("value", "end", "gives"),
    "scale.outside": ("value", "low", "high"),
    "flags.count": ("held", "of"),
    "flags.unknown": ("of",),
    "details.made": ("reading",),
    "details.no_rows": ("details",),
    "details.open": ("details",),
    "details.decision": ("item", "policy"),
    "details.more_decisions": ("count", "policy"),
    "details.decided_by": ("policy", "command", "details"),
    "details.none_among": ("details", "all"),
    "details.lacking": ("what",),
    "details.outside": ("items",),
    "details.rows": ("items",),
    "details.hold": ("size", "items"),
    "details.all_hold": ("items",),
    "details.none_hold": ("size",),
    "details.extreme": ("size", "items"),
    "details.values": ("items",),
    "cut.published": ("measure", "period"),
    "cut.computed": ("measure", "period"),
    "cut.none": ("name", "period"),
    "cut.not_yet": ("name", "period"),
    "cut.no_group": ("name",),
    "cut.group": ("group",),
    "cut.differs": ("value",),
    "entry.before": ("status", "period"),
    "entry.now": ("status",),
    "entry.never": ("status",),
    "entry.never_before": ("status",),
    "clamp.low": ("value", "end"),
    "clamp.high": ("value", "end"),
    "clamp.nothing": ("low", "high"),
    "group.mean": ("of", "among", "value"),
    "group.min": ("of", "among", "value"),
    "group.max": ("of", "among", "value"),
    "group.median": ("of", "among", "value"),
    "group.percentile": ("of", "among", "value", "percent"),
    "group.count": ("among", "value"),
    "group.percentile_exclusive": ("of", "among", "value", "percent"),
    "group.percentile_nearest": ("of", "among", "value", "percent"),
    "group.percentile_sas5": ("of", "among", "value", "percent"),
    "group.sum": ("of", "among", "value"),
    "group.sd": ("of", "among", "value"),
    "group.sd_sample": ("of", "among", "value"),
    "group.holding": ("of", "among", "value"),
    "group.share": ("of", "among", "value"),
    "ranking.highest": ("by",),
    "ranking.lowest": ("by",),
    "ranking.grade": ("by",),
    "ranking.grade_highest": ("by",),
    "ranking.grade_lowest": ("by",),
    "ranking.within": ("group",),
    "place.tied": ("others",),
    "place.ties_out": (),
    "place.share": ("share", "size", "rounding", "most"),
    "place.parameter": ("parameter",),
    "name.no_further": ("name",),
    "name.see_period": ("name", "period"),
    "status.was_in": ("results",),
    "status.was_not_in": (),
    "status.ended": ("most",),
    "grade.decided": (),
    "succession.continues": ("period", "unit", "name"),
    "succession.resumes": ("period", "unit", "name"),
    "succession.merges": ("period", "unit", "names"),
    "decided.before": ("period", "first"),
    "decided.grade": ("period", "decided", "computed"),
    "decided.a_grade": ("period", "decided"),
    "decided.no_grade": ("period", "computed"),
    "decided.receives": ("period", "consequence"),
    "decided.does_not_receive": ("period", "consequence"),
    "history.no_result": ("period",),
    "history.since": ("first",),
    "history.before_since": ("first", "period"),
}


TRUTHS: Final = {code: truths for code, (truths, _) in FINDINGS.items()}
VALUES: Final = {
    code: frozenset(names) for code, names in (*FACTS.items(), *((c, n) for c, (_, n) in FINDINGS.items()))
}


def check_finding(code: str, truth: Truth, values: Collection[str]) -> None:
    """Raise InternalError unless a finding of this code can be so, with these values."""
    if truth not in TRUTHS[code] or set(values) != VALUES[code]:
        raise InternalError(f"{code} is never {truth} with {sorted(values)}")


def check_fact(code: str, values: Collection[str]) -> None:
    """Raise InternalError unless a fact of this code comes with these values."""
    if set(values) != VALUES[code]:
        raise InternalError(f"{code} does not come with {sorted(values)}")


def sentence_keys() -> Iterator[tuple[str, tuple[str, ...]]]:
    """The key of each sentence that ``reasons.toml`` must have, and the values that it may speak of."""
    for code, (truths, names) in FINDINGS.items():
        for truth in truths:
            yield f"{code}.{WORDS[truth]}", names
    yield from FACTS.items()
