"""Classes of units: what a ranking that is made within some tells apart."""

from __future__ import annotations

import pytest

from targetrules import loads

TEXT = """
format = 1
policy = { id = "p", title = "P" }
inputs.kind = { type = "choice", of = ["county", "department"] }
inputs.region = { type = "text" }
inputs.x = { type = "number", min = 0, max = 100 }
rankings.overall = { by = "x" }
"""


@pytest.mark.parametrize(
    ("rankings", "classes"),
    [
        ("", ()),
        ('rankings.own = { by = "x", within = ["kind", "region"] }\n', ("kind", "region")),
        ('rankings.b = { by = "x", within = "region" }\nrankings.a = { by = "x", within = "kind" }\n', ("region",)),
    ],
)
def test_the_first_ranking_within_some_tells_the_classes(rankings: str, classes: tuple[str, ...]) -> None:
    assert loads(TEXT + rankings).rules.classes == classes
