"""An example that does not come out as expected: all of what was found is told, the grade first."""

from __future__ import annotations

import pytest

from targetrules import loads
from targetrules.report.checks_text import CheckedExample, checks_text
from targetrules.report.labels import PolicyLabels

POLICY = """
format = 1
[policy]
id = "county"
title = { en = "Assessment", zh = "考核" }
[[grades]]
id = "good"
label = { en = "Good", zh = "良好" }
[[grades]]
id = "poor"
label = { en = "Poor", zh = "较差" }
[inputs]
score = { type = "number", min = 0, max = 100 }
[measures.half]
formula = "score / 2"
decimals = 1
[grading]
by = "score"
bands = { good = 60, poor = 0 }
[[consequences]]
id = "talk"
label = { en = "Talk", zh = "谈话" }
when = { grade = "poor" }
[[examples]]
name = "this"
history = [{ period = 2010, score = 59 }]
expect = { 2010 = EXPECTED }
"""


def told(expected: str, language: str) -> str:
    policy = loads(POLICY.replace("EXPECTED", expected))
    tried = [CheckedExample(each, ()) for each in policy.check_examples()]
    head, _, rest = checks_text(PolicyLabels(policy.rules, language), tried).partition("  this\n")
    assert head
    return rest.rpartition("\n")[0] + "\n"


@pytest.mark.parametrize(
    ("expected", "language", "lines"),
    [
        (
            "[]",
            "en",
            (
                "      2010, grade\n        found:    Poor\n"
                "      2010, consequences\n        expected: none\n        found:    Talk [talk]\n"
            ),
        ),
        (
            "{ grade = 'poor', measures = { half = 30 } }",
            "en",
            "      2010, half\n        expected: 30\n        found:    29.5\n",
        ),
        (
            "{ grade = 'good', consequences = [] }",
            "en",
            (
                "      2010, grade\n        expected: Good\n        found:    Poor\n"
                "      2010, consequences\n        expected: none\n        found:    Talk [talk]\n"
            ),
        ),
        (
            "[]",
            "zh",
            "      2010，等次\n        实际：较差\n      2010，处理结果\n        预期：无\n        实际：谈话 [talk]\n",
        ),
    ],
)
def test_the_grade_is_told_with_what_differs_unless_it_is_as_expected(expected: str, language: str, lines: str) -> None:
    assert told(expected, language) == lines
