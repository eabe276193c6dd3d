"""A policy with its base made one: what is written of it where that matters, and where each part of it stands."""

from __future__ import annotations

from pathlib import Path

import attrs
import pytest

from targetrules import Policy, PolicyError, load
from targetrules.rules.resolution.from_base import _LISTS, _TABLES, _WHOLE
from targetrules.syntax.schema import PolicyFile

BASE = """
format = 1
policy = { id = "base", title = "Base" }
grades = [{ id = "place" }, { id = "poor" }]
inputs.score = { type = "number", min = 0, max = 100 }
inputs.growth = { type = "number", min = 0, max = 100 }
parameters.target = [{ value = 13, from = 2010, may = { at_least = 13 } }, { value = 15, from = 2012 }]
rankings.overall = { by = "score" }
[grading]
by = "score"
bands = { place = 60, poor = 0 }
quotas = [{ grade = "place", at_most = "50%" }]
[[consequences]]
id = "praise"
when = { place = "first" }
[[consequences]]
id = "talk"
when = { any = [{ place = { bottom = 1 } }, { place = { bottom = 1, ranking = "overall" } }] }
unless = { place = "first" }
"""
HEAD = 'format = 1\npolicy = { id = "extension", title = "Extension", extends = "base.toml" }\n'
RANKING = 'rankings.other = { by = "growth" }\n'


def extending(folder: Path, more: str, base: str = BASE) -> Policy:
    (folder / "base.toml").write_text(base, encoding="utf-8")
    (folder / "extension.toml").write_text(HEAD + more, encoding="utf-8")
    return load(folder / "extension.toml")


def faults(folder: Path, more: str, base: str = BASE) -> list[tuple[str, str]]:
    with pytest.raises(PolicyError) as refused:
        extending(folder, more, base)
    return [(each.code, Path(each.file).name) for each in refused.value.diagnostics]


def test_places_and_quotas_of_the_base_name_its_ranking_where_another_is_added(tmp_path: Path) -> None:
    policy = extending(tmp_path, RANKING)
    written = policy.written
    assert written.grading is not None
    assert [each.ranking for each in written.grading.quotas or ()] == ["overall"]
    assert [each.when for each in written.consequences or ()] == [
        {"place": {"top": 1, "ranking": "overall"}},
        {"any": [{"place": {"bottom": 1, "ranking": "overall"}}, {"place": {"bottom": 1, "ranking": "overall"}}]},
    ]
    assert policy.rules.consequences == load(tmp_path / "base.toml").rules.consequences


def test_without_another_ranking_nothing_of_the_base_is_written_otherwise(tmp_path: Path) -> None:
    written = extending(tmp_path, "").written
    assert (written.consequences, written.grading) == (
        load(tmp_path / "base.toml").written.consequences,
        load(tmp_path / "base.toml").written.grading,
    )


def test_a_base_with_several_rankings_names_them_itself(tmp_path: Path) -> None:
    base = BASE.replace("rankings.overall", 'rankings.second = { by = "growth" }\nrankings.overall')
    base = base.replace('"first"', '{ top = 1, ranking = "second" }').replace(
        "{ bottom = 1 }", "{ bottom = 2, ranking = 'second' }"
    )
    base = base.replace('"50%"', '"50%", ranking = "overall"')
    assert list(extending(tmp_path, RANKING, base).rules.rankings) == ["second", "overall", "other"]


def test_what_an_extension_leaves_to_chance_between_two_rankings_is_told_in_its_own_file(tmp_path: Path) -> None:
    more = RANKING + '[[consequences]]\nid = "more"\nwhen = { place = "last" }\n'
    assert faults(tmp_path, more) == [("TR027", "extension.toml")]


def test_a_value_is_held_against_the_entry_that_is_in_force(tmp_path: Path) -> None:
    for values, found in (
        ("[{ value = 13, from = 2010 }, { value = 15, from = 2012 }]", []),
        ("[{ value = 14, from = 2010 }, { value = 15, from = 2012 }]", []),
        ("[{ value = 14, from = 2010 }]", ["TR263"]),
        ("[{ value = 15, from = 2010 }]", []),
        ("[{ value = 15, from = 2011 }]", ["TR265"]),
        ("[{ value = 15, from = 2013 }]", ["TR265", "TR265"]),
        ("[{ value = 15 }, { value = 15, from = 2009 }, { value = 15, from = 2012 }]", ["TR266", "TR266"]),
        ("[{ value = 15, from = 2012 }, { value = 14, from = 2010 }]", ["TR048"]),
        ("[]", ["TR065"]),
    ):
        more = f"parameters.target = {values}\n"
        if found:
            assert faults(tmp_path, more) == [(code, "extension.toml") for code in found], values
        else:
            assert extending(tmp_path, more).id == "extension", values


def test_a_later_first_period_leaves_rules_of_the_base_that_ended_before(tmp_path: Path) -> None:
    base = BASE.replace('when = { place = "first" }', 'when = { place = "first" }\nuntil = 2009', 1)
    (tmp_path / "base.toml").write_text(base, encoding="utf-8")
    head = HEAD.replace('"Extension"', '"Extension", first_period = 2012')
    (tmp_path / "extension.toml").write_text(head, encoding="utf-8")
    assert load(tmp_path / "extension.toml").rules.first_period == 2012


def test_labels_of_the_base_need_not_speak_the_languages_of_the_extension(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text(BASE, encoding="utf-8")
    head = HEAD.replace('"Extension"', '{ zh = "办法" }, languages = ["zh"]')
    more = '[[consequences]]\nid = "more"\nlabel = { en = "More" }\nwhen = { growth = 5 }\n'
    (tmp_path / "extension.toml").write_text(head + more, encoding="utf-8")
    with pytest.raises(PolicyError) as refused:
        load(tmp_path / "extension.toml")
    assert [(Path(each.file).name, each.span.line) for each in refused.value.diagnostics if each.span] == [
        ("extension.toml", 5)
    ]


def test_every_section_of_a_base_is_taken_over(tmp_path: Path) -> None:
    """None is forgotten that the language may have some day: without a word of its own the extension has them all."""
    base = (Path(__file__).parent / "dependencies" / "every_construct.toml").read_text(encoding="utf-8")
    base += '\n[[claims]]\nid = "said"\nnever = { period = { from = 2001 }, not = { period = { from = 2000 } } }\n'
    written = extending(tmp_path, "", base).written
    given = {each.name: getattr(load(tmp_path / "base.toml").written, each.name) for each in attrs.fields(PolicyFile)}
    own = {"format", "policy", "examples", "unshown"}
    assert {name: getattr(written, name) for name in given if name not in own} == {
        name: value for name, value in given.items() if name not in own
    }
    known = {*own, *_TABLES, *_LISTS, *_WHOLE, "grading", "procedure", "letters"}
    assert {each.name for each in attrs.fields(PolicyFile)} == known


def test_sections_that_a_base_has_not_are_the_extension_s_own(tmp_path: Path) -> None:
    base = (
        'format = 1\npolicy = { id = "base", title = "Base" }\ninputs.growth = { type = "number", min = 0, max = 9 }\n'
    )
    more = """
grades = [{ id = "good" }, { id = "poor" }]
grading = { by = "growth", bands = { good = 5, poor = 0 } }
calendar = { covers = { from = 2010-01-01, until = 2030-12-31 } }
procedure.steps = [{ id = "review" }]
"""
    policy = extending(tmp_path, more, base)
    assert policy.rules.grading is not None
    assert [each.id for each in policy.rules.steps] == ["review"]
    assert policy.rules.working_days is not None


def test_of_a_long_path_the_end_is_told(tmp_path: Path) -> None:
    folder = tmp_path / ("a" * 60) / ("b" * 60)
    folder.mkdir(parents=True)
    (folder / "base.toml").write_text(BASE, encoding="utf-8")
    (folder / "extension.toml").write_text(
        HEAD + "parameters.target = [{ value = 3, from = 2010 }]\n", encoding="utf-8"
    )
    with pytest.raises(PolicyError, match=r"bbb/base\.toml, line 7"):
        load(folder / "extension.toml")


def test_a_forced_grade_that_is_none_is_told_with_the_nearest_one(tmp_path: Path) -> None:
    assert faults(tmp_path, '[[grading.forced]]\nwhen = { score = 1 }\ngrade = "pooor"\n') == [
        ("TR024", "extension.toml")
    ]


def test_what_stands_for_a_policy_has_the_digests_of_all_files(tmp_path: Path) -> None:
    (tmp_path / "schools.toml").write_text(
        'format = 1\npolicy = { id = "schools", title = "Schools", extends = "base.toml" }\n'
        'inputs.district = { type = "text" }\n',
        encoding="utf-8",
    )
    more = 'details.visits = { item = "visit" }\nmeasures.number = { formula = "visits.count()" }\n'
    more += 'details.schools = { policy = "schools.toml", unit_above = "district" }\n'
    policy = extending(tmp_path, more)
    base = load(tmp_path / "base.toml")
    assert policy.rules.base_digests == {"base": base.digest, "schools: base": base.digest}
    assert policy.rules.whole_digest(policy.digest) != policy.digest
    assert base.rules.whole_digest(base.digest) == base.digest
