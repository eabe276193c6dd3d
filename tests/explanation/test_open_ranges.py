"""Numbers without declared ends: found exactly where that is certain, and said plainly where the search is given up."""

from __future__ import annotations

from decimal import Decimal

import pytest

from targetrules import loads
from targetrules.history import History, Row
from targetrules.report.explanation import explanation_text

POLICY = loads("""
format = 1
[policy]
id = "open"
title = { en = "Open ranges", zh = "不限范围" }
[inputs.debt]
type = "number"
decimals = 2
unit = "元"
optional = true
[measures.away]
formula = "abs(debt)"
decimals = 2
[measures.tilted]
formula = "abs(debt) + 3 * debt"
decimals = 2
[[consequences]]
id = "high"
when = { debt = { above = 123456789012 } }
[[consequences]]
id = "low"
when = { debt = { at_most = 40.5 } }
[[consequences]]
id = "away"
when = { away = { above = 60 } }
[[consequences]]
id = "tilted"
when = { tilted = { above = 1000 } }
""")

EN = """\
County, 2011
Judged by: Open ranges

Consequences
✘ high
    ✘ debt 50.00 元, not above 123456789012 元
    → A single change that would have made it fire:
      · debt: 123456789012.01 元 instead of 50.00 元
✘ low
    ✘ debt 50.00 元, above 40.5 元
    → A single change that would have made it fire:
      · debt: 40.50 元 instead of 50.00 元
✘ away
    ✘ away 50.00, not above 60
      · away 50.00, from debt 50.00 元
    → A single change that would have made it fire:
      · debt: 60.01 元 instead of 50.00 元
✘ tilted
    ✘ tilted 200.00, not above 1000
      · tilted 200.00, from debt 50.00 元
    → Whether a single change would have made it fire was not tried to the end:
      · debt: none from 40.00 元 to 60.00 元; values farther away were not tried
"""

ZH = """\
County 2011 年
依据：不限范围

处理结果
? high（无法判定；缺少：debt）
    ? debt（缺失）；条件为高于 123456789012 元
    → 只改一项就会触发，最小的改动：
      · debt（现缺失）为 123456789012.01 元 以上（含）
    → 只改一项就能排除，最小的改动：
      · debt（现缺失）为 123456789012.00 元 以下（含）
? low（无法判定；缺少：debt）
    ? debt（缺失）；条件为不高于 40.5 元
    → 只改一项就会触发，最小的改动：
      · debt（现缺失）为 40.50 元 以下（含）
    → 只改一项就能排除，最小的改动：
      · debt（现缺失）为 40.51 元 以上（含）
? away（无法判定；缺少：debt）
    ? away（缺失）；条件为高于 60
      · away（缺失），由 debt（缺失） 算出
    → 只改一项就会触发，最小的改动：
      · debt（现缺失）为 -60.01 元 以下（含）或 60.01 元 以上（含）
    → 只改一项就能排除，最小的改动：
      · debt（现缺失）为 -60.00 元 至 60.00 元
? tilted（无法判定；缺少：debt）
    ? tilted（缺失）；条件为高于 1000
      · tilted（缺失），由 debt（缺失） 算出
    → 只改一项是否会触发，没有全部试过：
      · debt：取值太多，没有全部试过
    → 只改一项能否排除，没有全部试过：
      · debt：取值太多，没有全部试过
"""


@pytest.mark.parametrize(
    ("debt", "language", "text"), [("50.00", "en", EN), (None, "zh", ZH)], ids=["given", "missing"]
)
def test_open_ranges(debt: str | None, language: str, text: str) -> None:
    history = History((Row("County", 2011, {"debt": None if debt is None else Decimal(debt)}),))
    assert explanation_text(POLICY.explain(history, unit="County", period=2011), language) == text
