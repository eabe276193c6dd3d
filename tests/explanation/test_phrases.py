"""Values in words, where no recorded text has them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from targetrules.explanation.values import (
    Interval,
    MissingValue,
    Moment,
    Named,
    PartOfYear,
    PeriodCount,
    ReadValue,
    Value,
)
from targetrules.period import PeriodKind
from targetrules.report.phrases import Phrases
from targetrules.rules.tree import By, Duration
from targetrules.wording import LANGUAGES

SCORE = Named("input", "score", {"en": "Score", "zh": "得分"})
LEAST, MOST = ReadValue(SCORE, Decimal("0.0"), "%"), ReadValue(SCORE, Decimal("7.5"), "%")


@pytest.mark.parametrize(
    ("value", "en", "zh"),
    [
        (Moment(PeriodKind.YEAR, 2011), "2011", "2011 年"),
        (Moment(PeriodKind.SCHOOL_YEAR, 1999), "1999/00", "1999/00 学年"),
        (Moment(PeriodKind.FISCAL_YEAR, 2011), "fiscal year 2011/12", "2011/12 财政年度"),
        (Moment(PeriodKind.HALF, 2 * 2011), "first half of 2011", "2011 年上半年"),
        (Moment(PeriodKind.HALF, 2 * 2011 + 1), "second half of 2011", "2011 年下半年"),
        (Moment(PeriodKind.QUARTER, 4 * 2011 + 2), "quarter 3 of 2011", "2011 年第 3 季度"),
        (Moment(PeriodKind.MONTH, 12 * 2011 + 8), "September 2011", "2011 年 9 月"),
        (Moment(PeriodKind.SEQUENCE, 3), "period 3", "第 3 期"),
        (PartOfYear(PeriodKind.HALF, 0), "the first half", "上半年"),
        (PartOfYear(PeriodKind.HALF, 1), "the second half", "下半年"),
        (PartOfYear(PeriodKind.QUARTER, 3), "quarter 4", "第 4 季度"),
        (PartOfYear(PeriodKind.MONTH, 8), "September", "9 月"),
        (PeriodCount(PeriodKind.YEAR, 3), "3 years", "3 年"),
        (PeriodCount(PeriodKind.SCHOOL_YEAR, 3), "3 school years", "3 个学年"),
        (PeriodCount(PeriodKind.FISCAL_YEAR, 2), "2 fiscal years", "2 个财政年度"),
        (PeriodCount(PeriodKind.HALF, 3), "3 half-years", "3 个半年"),
        (PeriodCount(PeriodKind.QUARTER, 2), "2 quarters", "2 个季度"),
        (PeriodCount(PeriodKind.MONTH, 6), "6 months", "6 个月"),
        (PeriodCount(PeriodKind.SEQUENCE, 3), "3 periods", "3 期"),
        (Interval(LEAST, MOST), "0.0% to 7.5%", "0.0% 至 7.5%"),
        (Interval(LEAST, None), "0.0% or more", "0.0% 以上（含）"),
        (Interval(None, MOST), "7.5% or less", "7.5% 以下（含）"),
        (Interval(None, None), "any value", "任何值"),
        (ReadValue(None, Decimal("0.333333"), exact=False), "about 0.333333", "约 0.333333"),
        (ReadValue(SCORE, value=True), "Score yes", "得分 是"),
        (MissingValue(SCORE, Moment(PeriodKind.YEAR, 2010)), "Score (2010)", "得分（2010 年）"),
        (Named("rank", "overall"), "place (overall)", "名次（overall）"),
        (Named("final-grade", "grade"), "the grade", "等次"),
    ],
)
def test_values(value: Value, en: str, zh: str) -> None:
    assert (Phrases("en").of(value), Phrases("zh").of(value)) == (en, zh)


@pytest.mark.parametrize(
    ("deadline", "en", "zh"),
    [
        (Duration(30, "days"), "within 30 days of the decision", "决定后 30 日内"),
        (Duration(2, "months"), "within 2 months of the decision", "决定后 2 个月内"),
        (Duration(1, "days"), "within 1 day of the decision", "决定后 1 日内"),
        (Duration(1, "months"), "within 1 month of the decision", "决定后 1 个月内"),
        (Duration(1, "years"), "within 1 year of the decision", "决定后 1 年内"),
        (Duration(2, "years"), "within 2 years of the decision", "决定后 2 年内"),
        (Duration(1, "weeks"), "within 1 week of the decision", "决定后 1 周内"),
        (Duration(2, "weeks"), "within 2 weeks of the decision", "决定后 2 周内"),
        (Duration(1, "working_days"), "within 1 working day of the decision", "决定后 1 个工作日内"),
        (Duration(15, "working_days"), "within 15 working days of the decision", "决定后 15 个工作日内"),
        (By(3, 31), "by 31 March", "3 月 31 日以前"),
    ],
)
def test_deadlines(deadline: Duration | By, en: str, zh: str) -> None:
    assert (Phrases("en").of_deadline(deadline), Phrases("zh").of_deadline(deadline)) == (en, zh)


@pytest.mark.parametrize(
    ("lasts", "en", "zh"),
    [
        (Duration(1, "days"), "for 1 day from the decision on", "自决定之日起，为期 1 日"),
        (Duration(30, "days"), "for 30 days from the decision on", "自决定之日起，为期 30 日"),
        (Duration(1, "months"), "for 1 month from the decision on", "自决定之日起，为期 1 个月"),
        (Duration(6, "months"), "for 6 months from the decision on", "自决定之日起，为期 6 个月"),
        (Duration(1, "years"), "for 1 year from the decision on", "自决定之日起，为期 1 年"),
        (Duration(2, "years"), "for 2 years from the decision on", "自决定之日起，为期 2 年"),
    ],
)
def test_lengths_of_time(lasts: Duration, en: str, zh: str) -> None:
    assert (Phrases("en").of_lasting(lasts), Phrases("zh").of_lasting(lasts)) == (en, zh)


def test_what_is_counted_from_service() -> None:
    month = Duration(1, "months")
    said = [
        (Phrases(each).of_deadline(month, "service"), Phrases(each).of_lasting(month, "service")) for each in LANGUAGES
    ]
    assert said == [
        ("within 1 month of service", "for 1 month from service on"),
        ("送达后 1 个月内", "自送达之日起，为期 1 个月"),
    ]
