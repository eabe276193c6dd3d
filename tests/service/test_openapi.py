"""The service does what its OpenAPI page says, whatever is sent to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import pytest
import schemathesis
from hypothesis import given
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.effort import examples
from tests.service.conftest import WHO, application, listening, service_over

PAGE = schemathesis.openapi.from_dict(application().openapi()).exclude(path="/v1/events/stream")  # it does not end
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
UNITS = st.sampled_from(["甲县", "甲县一乡", "乙县", "丙县", "丁县", "己县"])
PERIODS = st.integers(2024, 2028)
Case: TypeAlias = "schemathesis.Case[Any]"
LEFT_OUT = {"policy", "naming", "details", "holds_from", "group", "as_of", "holding", "decided_on", "hold_harmless"}
seen: Counter[tuple[str, int]] = Counter()
"""How often each status was answered by each route."""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory, made: tuple[Path, Mapping[str, str]]) -> Iterator[str]:
    """The service at a port; what one example records is there for the next."""
    with service_over(tmp_path_factory.mktemp("openapi"), made) as served, listening(served) as found:
        yield found


def check_answer(case: Case, url: str, token: str, more: list[Any]) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    answer = case.call(base_url=url, headers=headers, timeout=60)
    seen[case.operation.label, answer.status_code] += 1
    if answer.status_code == 413:  # which may be so of whatever is sent
        more = []
    case.validate_response(answer, checks=[*CHECKS, *more], headers=headers)


@examples(12)
@given(case=PAGE.as_strategy(), office=st.sampled_from(sorted(WHO)), drawn=st.data())
def test_what_goes_with_the_page_is_answered_as_it_says(
    url: str, made: tuple[Path, Mapping[str, str]], case: Case, office: str, drawn: st.DataObject
) -> None:
    if drawn.draw(st.booleans()):
        make_likely(case, drawn)
        office = drawn.draw(st.sampled_from(["leading-group", "office"]))
    check_answer(case, url, made[1][office], [])


def make_likely(case: Case, drawn: st.DataObject) -> None:
    """Units and periods that there are, and results that can be read, so that something is recorded and found."""
    for values in (case.body, case.query):
        if not isinstance(values, dict):
            continue
        for name, strategy in (("unit", UNITS), ("period", PERIODS)):
            if name in values:
                values[name] = drawn.draw(strategy)
        for name in LEFT_OUT & values.keys():
            del values[name]
        if "reason" in values:
            values["reason"] = "复核"
        if "rows" in values:
            units = drawn.draw(st.lists(UNITS, min_size=1, max_size=3, unique=True))
            period, score = drawn.draw(PERIODS), drawn.draw(st.integers(0, 10_000))
            values["rows"] = [{"unit": unit, "period": period, "score": score / 100} for unit in units]
        if "consequence" in values:
            values.update(consequence="warning-talk", on="2026-02-01")


@examples(12)
@given(case=PAGE.as_strategy(GenerationMode.NEGATIVE), office=st.sampled_from(sorted(WHO)))
def test_what_does_not_go_with_the_page_is_refused(
    url: str, made: tuple[Path, Mapping[str, str]], case: Case, office: str
) -> None:
    check_answer(case, url, made[1][office], [negative_data_rejection] if has_wrong_body(case) else [])


def has_wrong_body(case: Case) -> bool:
    """Whether that is wrong which is sent as it was made: of a query the client leaves some out."""
    parts = {} if case.meta is None else case.meta.components
    return any(part.value == "body" and each.mode is GenerationMode.NEGATIVE for part, each in parts.items())
