"""A policy that extends another: found, judged by, told, recorded, verified, stepped; and what has changed since."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from targetrules import Policy, PolicyError, StateError, load, loads
from targetrules.comparison import compare
from targetrules.comparison.written import ChangedEntry
from targetrules.coverage.coverage import survey_of
from targetrules.engine.choice import ENGINES, EngineName
from targetrules.mutation.mutants import mutants
from tests.command_line import call

PROVINCE = """
format = 1
policy = { id = "province", title = "Province" }
grades = [{ id = "good" }, { id = "poor" }]
grading = { by = "score", bands = { good = 60, poor = 0 } }
inputs.growth = { type = "number", min = -100, max = 100, decimals = 1, optional = true }
inputs.score = { type = "number", min = 0, max = 100 }
parameters.target = [{ value = 13, may = { at_least = 13 } }]
rankings.overall = { by = "score" }
conditions.fell_short = { growth = { below = "target" } }
consequences = [
  { id = "report", when = { fell_short = true } },
  { id = "talk", when = { any = [{ grade = "poor" }, { place = "last" }] } },
]
claims = [{ id = "never-both", never = { all = [{ receives = "report" }, { fell_short = false }] } }]
[[examples]]
name = "in the province"
history = [{ period = 2010, growth = 14, score = 80 }]
expect = { 2010 = ["talk"] }
"""
CITY = """
format = 1
policy = { id = "city", title = "City", extends = "province.toml" }
parameters.target = [{ value = 15, may = { at_least = 15, at_most = 20 } }]
rankings.by_growth = { by = "growth" }
consequences = [{ id = "supervision", when = { fell_short = true, consecutive = 2 } }]
[[examples]]
name = "in the city"
history = [{ period = 2010, growth = 14, score = 80 }, { period = 2011, growth = 14, score = 80 }]
expect = { 2010 = ["report", "talk"], 2011 = ["report", "talk", "supervision"] }
"""
COUNTY = """
format = 1
policy = { id = "county", title = "County", extends = "city.toml" }
parameters.target = [{ value = 18 }]
rankings.third = { by = "growth" }
"""
RESULTS = [
    {"unit": "a", "period": 2010, "growth": 14, "score": 80},
    {"unit": "b", "period": 2010, "growth": 16, "score": 50},
    {"unit": "a", "period": 2011, "growth": 14, "score": 80},
    {"unit": "b", "period": 2011, "growth": None, "score": 70},
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in (("province", PROVINCE), ("city", CITY), ("county", COUNTY)):
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture
def city(folder: Path) -> Policy:
    return load(folder / "city.toml")


def change(folder: Path) -> None:
    """The base as it is later: with another comment."""
    (folder / "province.toml").write_text(PROVINCE + "# later\n", encoding="utf-8")


def received(policy: Policy, engine: EngineName | None = None) -> list[list[str]]:
    return [[rule.id for rule in each.consequences] for each in policy.evaluate(RESULTS, engine=engine)]


@pytest.mark.parametrize("engine", ENGINES)
def test_all_levels_are_judged_by_and_each_is_stricter(folder: Path, engine: EngineName) -> None:
    found = {name: received(load(folder / f"{name}.toml"), engine) for name in ("province", "city", "county")}
    assert found == {
        "province": [[], ["talk"], [], ["talk"]],
        "city": [["report"], ["talk"], ["report", "supervision"], ["talk"]],
        "county": [["report"], ["report", "talk"], ["report", "supervision"], ["talk"]],
    }


def test_its_own_examples_and_the_claims_of_both_are_those_of_the_whole(city: Policy) -> None:
    assert [(each.name, each.mismatches) for each in city.check_examples()] == [({"": "in the city"}, ())]
    assert city.example_places() == [(city.name, 7)]
    assert [each.claim for each in city.check_claims(city.history(RESULTS))] == ["never-both"]


def test_the_whole_stands_in_one_file_and_decides_alike(folder: Path) -> None:
    for name in ("city", "county"):
        whole = loads(load(folder / f"{name}.toml").to_toml())
        assert whole.rules.bases == ()
        assert received(whole) == received(load(folder / f"{name}.toml"))


def test_the_files_of_all_levels_are_read_and_written_over_by_nobody(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    names = ("county.toml", "province.toml", "city.toml")
    assert sorted(load("county.toml").files) == sorted(str(folder / name) for name in names)
    Path("results.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in RESULTS), encoding="utf-8")
    assert call(["evaluate", "city.toml", "results.jsonl", "--output", "province.toml"]).status == 2
    assert Path("province.toml").read_text(encoding="utf-8") == PROVINCE


def test_an_installed_policy_can_be_extended_by_a_text() -> None:
    policy = loads('format = 1\npolicy = { id = "city", title = "City", extends = "jincheng-2010" }\n')
    assert [each.id for each in policy.rules.bases] == ["jincheng-2010"]
    with pytest.raises(PolicyError) as refused:
        loads(CITY)
    why = "this policy is a text and stands in no folder from which a path could lead"
    (fault,) = refused.value.diagnostics
    assert fault.message() == f"the policy “province.toml” cannot be had: {why}"


# ---- records, states -------------------------------------------------------------------------------------------------


def test_a_record_has_the_digests_of_all_files(folder: Path, city: Policy) -> None:
    record = city.evaluate(RESULTS, record=True).record
    assert record is not None
    assert record.policy_sha256 == city.digest
    assert record.bases_sha256 == {"province": load(folder / "province.toml").digest}
    assert list(load(folder / "county.toml").rules.base_digests) == ["city", "province"]


def test_verify_tells_that_the_base_has_changed_since(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    Path("results.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in RESULTS), encoding="utf-8")
    load("city.toml").evaluate("results.jsonl", record=True).write("outcomes.json")
    said = call(["verify", "outcomes.json", "city.toml", "results.jsonl"])
    assert said.status == 0, said.errors
    assert "policies that are extended (SHA-256 of each): the same" in said.text
    change(folder)
    said = call(["verify", "outcomes.json", "city.toml", "results.jsonl"])
    assert said.status == 1
    assert "policies that are extended (SHA-256 of each): not the same" in said.text
    assert "policy file (SHA-256): the same" in said.text


def test_a_state_is_refused_where_the_base_has_changed_since(folder: Path, city: Policy) -> None:
    first = [each for each in RESULTS if each["period"] == 2010]
    _, state = city.step(city.start(), first)
    change(folder)
    later = load(folder / "city.toml")
    assert later.digest == city.digest
    with pytest.raises(StateError) as refused:
        later.step(state, [each for each in RESULTS if each["period"] == 2011])
    assert str(refused.value).startswith("the state belongs to city as its files were then")


# ---- told ------------------------------------------------------------------------------------------------------------


def test_what_differs_from_the_base_is_told_with_the_lines_of_both(folder: Path, city: Policy) -> None:
    (changed,) = (
        each for each in compare(load(folder / "province.toml"), city, timeout=5).written if each.name == "target"
    )
    old, new = places_of(changed.entries[0])
    assert (old, new) == (("province.toml", 8), ("city.toml", 4))


def places_of(entry: ChangedEntry) -> list[tuple[str, int]]:
    found = (each for each in (entry.old_place, entry.new_place) if each is not None)
    return [(Path(each.file).name, each.line or 0) for each in found]


def test_coverage_and_mutants_are_of_what_it_adds(city: Policy) -> None:
    lines = {each.line for each in survey_of(city).coverage.items}
    assert lines == {6}
    assert {each.place.line for each in mutants(city)} == {4, 6}


def test_notes_on_what_is_taken_over_stand_in_the_base(folder: Path) -> None:
    (folder / "province.toml").write_text(PROVINCE + '[details.schools]\nitem = "school"\n', encoding="utf-8")
    (note,) = load(folder / "city.toml").notes
    assert (Path(note.file).name, note.code, note.span.line if note.span else None) == ("province.toml", "TR191", 20)


def test_not_more_than_eight_policies_extend_one_another(tmp_path: Path) -> None:
    for level in range(9):
        extends = f', extends = "level{level + 1}.toml"' if level < 8 else ""
        text = f'format = 1\npolicy = {{ id = "level{level}", title = "level"{extends} }}\n'
        (tmp_path / f"level{level}.toml").write_text(text, encoding="utf-8")
    assert len(load(tmp_path / "level1.toml").rules.bases) == 7
    with pytest.raises(PolicyError) as refused:
        load(tmp_path / "level0.toml")
    last = refused.value.diagnostics[-1]
    assert last.message() == "too many policies extending one another: 9, and at most 8 are possible"
    assert last.message("zh") == "层层沿用的政策太多：有 9 个，最多 8 个"


# ---- with policies below ---------------------------------------------------------------------------------------------

SCHOOLS = """
format = 1
policy = { id = "schools", title = "Schools", extends = "base/schools.toml" }
parameters.low = [{ value = 60 }]
"""
SCHOOLS_BASE = """
format = 1
policy = { id = "schools-of-all", title = "Schools" }
inputs.district = { type = "text" }
inputs.score = { type = "number", min = 0, max = 100 }
parameters.low = [{ value = 50, may = { at_least = 50 } }]
conditions.low_score = { score = { below = "low" } }
"""
DISTRICTS_BASE = """
format = 1
policy = { id = "districts-of-all", title = "Districts" }
details.schools = { policy = "schools.toml", unit_above = "district" }
measures.low = { formula = "schools.count(low_score)" }
consequences = [{ id = "help", when = { low = { above = 1 } } }]
"""
DISTRICTS = """
format = 1
policy = { id = "districts", title = "Districts", extends = "base/districts.toml" }
details.own = { policy = "schools.toml", unit_above = "district" }
measures.own_low = { formula = "own.count(low_score)" }
"""


def test_policies_below_are_meant_from_the_folder_of_the_file_that_names_them(tmp_path: Path) -> None:
    (tmp_path / "base").mkdir()
    for name, text in (
        ("schools.toml", SCHOOLS),
        ("base/schools.toml", SCHOOLS_BASE),
        ("base/districts.toml", DISTRICTS_BASE),
        ("districts.toml", DISTRICTS),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    policy = load(tmp_path / "districts.toml")
    schools = [
        {"unit": name, "period": 2010, "district": "x", "score": score} for name, score in (("a", 55), ("b", 45))
    ]
    (outcome,) = policy.evaluate([{"unit": "x", "period": 2010}], details={"schools": schools, "own": schools})
    assert {name: str(value) for name, value in outcome.measures.items()} == {"low": "1", "own_low": "2"}
    assert list(policy.rules.base_digests) == ["districts-of-all", "own: schools-of-all"]
    assert {name for name, _ in policy.below.items()} == {"schools", "own"}


@pytest.mark.parametrize(
    "name", [f"{'x' * 300}.toml", f"{'x' * 300}/base.toml", "x" * 300], ids=["file", "folder", "id"]
)
@pytest.mark.parametrize(
    ("written", "place"),
    [
        ('extends = "{}"\n', 5),
        ('[inputs]\nscore = {{ type = "number" }}\n[details.parts]\npolicy = "{}"\n', 8),
    ],
    ids=["extends", "details"],
)
def test_a_name_that_no_file_can_have_is_told_at_its_place(tmp_path: Path, written: str, place: int, name: str) -> None:
    file = tmp_path / "own.toml"
    file.write_text('format = 1\n[policy]\nid = "own"\ntitle = "Own"\n' + written.format(name), encoding="utf-8")
    with pytest.raises(PolicyError) as error:
        load(file)
    [told] = [each for each in error.value.diagnostics if each.code == "TR180"]
    assert told.span is not None
    assert told.span.line == place
    because = "its name is longer than a file's can be" if name.endswith(".toml") else "no installed policy has this id"
    assert because in error.value.text("en")
    assert error.value.text("zh") != error.value.text("en")
