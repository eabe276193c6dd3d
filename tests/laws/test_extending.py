"""An extension decides as its base does; what it adds drops nothing of that and softens nothing."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import attrs
from hypothesis import given
from hypothesis import strategies as st

from targetrules import Policy, PolicyError, load, loads
from targetrules.source.toml_text import in_quotes
from targetrules.testing import Case, cases
from tests.effort import examples

HEAD = 'format = 1\n[policy]\nid = "extension"\ntitle = "extension"\nperiod = "{period}"\nextends = "base.toml"\n'
ADDED = """
[inputs]
"added value" = {{ type = "number", min = -10, max = 10, optional = true }}
added_flag = {{ type = "flag", optional = true }}
[rankings."added ranking"]
by = "added value"
[measures.added_measure]
formula = "clamp({number}, -10, 10)"
decimals = 2
[conditions.added_condition]
any = [{{ added_flag = true }}, {{ place = {{ top = 1, ranking = "added ranking" }} }}]
[statuses.added_status]
enter = {{ added_condition = true, consecutive = 2 }}
[[consequences]]
id = "added"
when = {{ added_condition = true }}
[[consequences]]
id = "added, too"
when = {{ any = [{{ added_status = true }}, {received}] }}
replaces = "added"
"""


def extending(base: Policy, more: str = "") -> Policy:
    with TemporaryDirectory() as folder:
        Path(folder, "base.toml").write_text(base.to_toml(), encoding="utf-8")
        text = HEAD.format(period=base.rules.period.value) + more
        Path(folder, "extension.toml").write_text(text, encoding="utf-8")
        return load(Path(folder, "extension.toml"))


@examples(8)
@given(cases(missing="any"))
def test_an_extension_that_changes_nothing_decides_as_its_base(case: Case) -> None:
    extension = extending(case.policy)
    assert extension.evaluate(case.history) == case.policy.evaluate(case.history)
    assert extension.check_claims(case.history) == case.policy.check_claims(case.history)
    assert loads(extension.to_toml()).evaluate(case.history) == case.policy.evaluate(case.history)


@examples(8)
@given(cases(missing="any"), st.data())
def test_a_stricter_policy_never_decides_milder(case: Case, data: st.DataObject) -> None:
    """Nor otherwise at all: nothing that is taken over can look at what is added."""
    base = case.policy
    numbers = [name for name, each in base.rules.inputs.items() if each.kind.value == "number" and name.isidentifier()]
    ids = [rule.id for rule in base.rules.consequences]
    received = (
        f"{{ received = {in_quotes(data.draw(st.sampled_from(ids)))}, ago = 1 }}"
        if ids
        else "{ added_flag = false, ago = 1 }"
    )
    number = data.draw(st.sampled_from(numbers)) if numbers else "7"
    extension = extending(base, ADDED.format(number=number, received=received))
    flags, values = st.sampled_from([True, False, None]), st.none() | st.integers(-10, 10)
    rows = [
        attrs.evolve(
            row, values={**row.values, "added_flag": data.draw(flags), "added value": decimal(data.draw(values))}
        )
        for row in case.history.rows
    ]
    found = extension.evaluate(attrs.evolve(case.history, rows=tuple(rows)))
    for one, other in zip(base.evaluate(case.history), found, strict=True):
        assert (one.unit, one.period, one.grade) == (other.unit, other.period, other.grade)
        assert [each for each in other.consequences if each.id in ids] == list(one.consequences)
        assert [each for each in other.replaced if each.id in ids] == list(one.replaced)
        assert {name: other.measures[name] for name in one.measures} == one.measures
        assert {name: other.conditions[name] for name in one.conditions} == one.conditions
        assert {name: other.places[name] for name in one.places} == one.places


@examples(8)
@given(cases(missing="any"), st.data())
def test_what_lowers_grades_and_is_accepted_takes_nothing_back(case: Case, data: st.DataObject) -> None:
    base = case.policy
    if base.rules.grading is None:
        return
    grade = in_quotes(data.draw(st.sampled_from([each.id for each in base.rules.grades])))
    cap = f"[[grading.caps]]\nwhen = {{ added_flag = true }}\nat_most = {grade}\n"
    with patch("targetrules.proof.extending.TIMEOUT", 1.0):
        extension = accepted(base, '[inputs]\nadded_flag = { type = "flag" }\n' + cap)
    if extension is None:
        return
    rows = [
        attrs.evolve(row, values={**row.values, "added_flag": data.draw(st.booleans())}) for row in case.history.rows
    ]
    position, found = base.rules.grade_position, extension.evaluate(attrs.evolve(case.history, rows=tuple(rows)))
    for one, other in zip(base.evaluate(case.history), found, strict=True):
        assert {each.id for each in one.consequences} <= {each.id for each in other.consequences}
        assert one.grade is None or position[one.grade] <= position[other.grade or ""]


def accepted(base: Policy, more: str) -> Policy | None:
    """The extension; None where it takes something back, or nobody could prove that it does not."""
    try:
        return extending(base, more)
    except PolicyError as error:
        codes = {each.code for each in error.diagnostics}
    assert codes <= {"TR274", "TR275"}
    return None


def decimal(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)
