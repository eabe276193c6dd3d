"""The sentence of the regulation that a rule is of, as an explanation tells it."""

from __future__ import annotations

import json
import re

import targetrules
from targetrules.report.explanation import explanation_text, explanation_values

POLICY = """format = 1
[policy]
id = "quotations"
title = "quotations"
[[grades]]
id = "good"
[[grades]]
id = "poor"
[inputs]
score = { type = "number", min = 0, max = 100 }
[sources.speech]
title = { zh = "考核工作会议讲话", en = "Speech" }
[grading]
by = "score"
bands = { good = 60, poor = 0 }
[[grading.caps]]
when = { score = { below = 70 } }
at_most = "poor"
source = "speech"
quote = "决不允许\\n  弄虚作假"
[[consequences]]
id = "report"
when = { grade = "poor" }
source = "speech"
article = "一(三)"
quote = "写出书面报告"
"""


def test_a_quotation_stands_below_its_source() -> None:
    policy = targetrules.loads(POLICY)
    explained = policy.explain([{"unit": "A", "period": 2010, "score": 65}], unit="A", period=2010)
    assert "source: Speech, 一(三)" in explanation_text(explained, "en")
    assert "it says: “写出书面报告”" in explanation_text(explained, "en")
    assert "出处：考核工作会议讲话，一(三)" in explanation_text(explained, "zh")
    assert "原文：“写出书面报告”" in explanation_text(explained, "zh")
    assert "原文：“决不允许 弄虚作假”" in explanation_text(explained, "zh")
    values = json.dumps(explanation_values(explained, "en"), ensure_ascii=False, default=str)
    assert '"quote": "写出书面报告"' in values


BALLOT = """format = 1
[policy]
id = "ballots"
title = "ballots"
[sources.speech]
title = { zh = "考核工作会议讲话", en = "Speech" }
[ballots.poll]
answers = { content = 100, discontent = 0 }
source = "speech"
article = "二"
quote = "民意调查"
description = "by telephone"
[[consequences]]
id = "talk"
when = { poll_score = { below = 60 } }
"""


def test_of_a_ballot_it_is_told_where_it_comes_from() -> None:
    rows = [{"unit": "A", "period": 2010, "poll_content": 3, "poll_discontent": 5}]
    explained = targetrules.loads(BALLOT).explain(rows, unit="A", period=2010)
    told = explanation_text(explained, "en")
    assert all(each in told for each in ("it says: “民意调查”", "source: Speech, 二", "note: by telephone"))
    told = explanation_text(explained, "zh")
    assert all(each in told for each in ("原文：“民意调查”", "出处：考核工作会议讲话，二", "说明：by telephone"))
    facts = json.dumps(explanation_values(explained, "zh"), ensure_ascii=False, default=str)
    assert '"scoring.source_article"' in facts


def test_a_quotation_decides_nothing() -> None:
    without = re.sub(r"quote = .*\n", "", POLICY)
    rows = [{"unit": unit, "period": 2010, "score": score} for unit, score in (("A", 65), ("B", 80))]
    assert list(targetrules.loads(POLICY).evaluate(rows)) == list(targetrules.loads(without).evaluate(rows))
