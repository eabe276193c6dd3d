"""Another name: exactly where the thing is meant, nowhere else, and not where that is unsafe."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from targetrules.editing.project import Project
from targetrules.editing.renaming import RenameRefusedError, renamed, replaced
from targetrules.editing.symbols import Symbol
from tests.policies.shipped import FILES

POLICY: Final = """\
format = 1

[policy]
id = "county"
title = "score and poor"

# score and poor in a comment
[sources.law]
title = "Law"

[[grades]]
id = "good"
label = "no poor score"
[[grades]]
id = "poor"
label = "score"

[inputs]
score = { type = "number", min = 0, max = 100, label = "score" }
kind = { type = "choice", of = ["poor", "score"] }

[measures.doubled]
formula = "2 * score + score"
label = "score"

[rankings.overall]
by = ["doubled", "score"]

[grading]
by = "doubled"
bands = { good = 60, poor = 0 }

[conditions.low]
any = [{ score = { below = 50 } }, { grade = "poor", kind = "poor" }]

[[consequences]]
id = "talk"
when = { low = true, overall.rank = 1 }
source = "law"
quote = "whose score is poor"

[[consequences]]
id = "warning"
when = { received = "talk", "overall.rank" = 2 }

[[claims]]
id = "claim"
never = { all = [{ score = 3 }, { receives = "talk", grade = "good" }] }

[[unshown]]
place = "conditions.low.any.2"
aspects = ["true"]
why = "low"

[[examples]]
name = "poor score"
history = [{ period = 2020, score = 10, kind = "poor" }]
expect = { 2020 = { grade = "poor", consequences = ["talk"], measures = { doubled = 30 }, conditions = { low = true }}}
"""


def project_of(text: str, folder: Path = Path("/nowhere")) -> Project:
    return Project(folder / "county.toml", text)


def changed(text: str, place: str, new: str) -> list[tuple[str, str]]:
    """The lines that another name for what stands at ``place`` changes, before and after."""
    project = project_of(text)
    assert project.checked.policy is not None, project.checked.diagnostics
    [(sheet, edits)] = renamed(project, project.sheet, text.index(place) + 1, new)
    after = replaced(sheet.document.text, edits)
    pairs = zip(text.splitlines(), after.splitlines(), strict=True)
    return [(one, other) for one, other in pairs if one != other]


def test_an_input_is_renamed_wherever_it_is_meant_and_nowhere_else() -> None:
    assert changed(POLICY, "score = {", "points") == [
        (
            'score = { type = "number", min = 0, max = 100, label = "score" }',
            'points = { type = "number", min = 0, max = 100, label = "score" }',
        ),
        ('formula = "2 * score + score"', 'formula = "2 * points + points"'),
        ('by = ["doubled", "score"]', 'by = ["doubled", "points"]'),
        (
            'any = [{ score = { below = 50 } }, { grade = "poor", kind = "poor" }]',
            'any = [{ points = { below = 50 } }, { grade = "poor", kind = "poor" }]',
        ),
        (
            'never = { all = [{ score = 3 }, { receives = "talk", grade = "good" }] }',
            'never = { all = [{ points = 3 }, { receives = "talk", grade = "good" }] }',
        ),
        (
            'history = [{ period = 2020, score = 10, kind = "poor" }]',
            'history = [{ period = 2020, points = 10, kind = "poor" }]',
        ),
    ]


def test_a_grade_is_no_word_of_a_choice() -> None:
    lines = changed(POLICY, '"poor"\nlabel = "score"', "较差")
    assert [after for _, after in lines] == [
        'id = "较差"',
        'bands = { good = 60, "较差" = 0 }',
        'any = [{ score = { below = 50 } }, { grade = "较差", kind = "poor" }]',
        (
            'expect = { 2020 = { grade = "较差", consequences = ["talk"], measures = { doubled = 30 },'
            " conditions = { low = true }}}"
        ),
    ]
    assert [after for _, after in changed(POLICY, '"poor", "score"]', "bad")] == [
        'kind = { type = "choice", of = ["bad", "score"] }',
        'any = [{ score = { below = 50 } }, { grade = "poor", kind = "bad" }]',
        'history = [{ period = 2020, score = 10, kind = "bad" }]',
    ]


def test_parts_of_keys_and_places_are_renamed_with_the_rest() -> None:
    assert [after for _, after in changed(POLICY, "overall]", "all_of_them")] == [
        "[rankings.all_of_them]",
        "when = { low = true, all_of_them.rank = 1 }",
        'when = { received = "talk", "all_of_them.rank" = 2 }',
    ]
    assert 'place = "conditions.bad.any.2"' in [after for _, after in changed(POLICY, "low]", "bad")]


@pytest.mark.parametrize(
    ("place", "new", "why"),
    [
        ("score = {", "doubled", "there is a “doubled” already"),
        ("score = {", "high score", "“high score” cannot stand in the formula on line 23: a name there begins with"),
        ("score = {", "grade", "“score” cannot be renamed so: "),
        ("score = {", "  ", "a name must have at least one character"),
        ('"talk"', "=talk", "“talk” cannot be renamed so: "),
        ("format", "x", "no name of the policy stands here"),
    ],
)
def test_a_name_that_is_not_safe_is_refused(place: str, new: str, why: str) -> None:
    project = project_of(POLICY)
    with pytest.raises(RenameRefusedError) as raised:
        renamed(project, project.sheet, POLICY.index(place) + 1, new)
    assert str(raised.value).startswith(why)


def test_broken_text_is_mended_first() -> None:
    project = project_of(POLICY.replace('by = "doubled"', "by = "))
    with pytest.raises(RenameRefusedError) as raised:
        renamed(project, project.sheet, POLICY.index("score = {"), "points")
    assert raised.value.text("zh") == "county.toml 目前无法读取（第 30 行）；先改正，才能稳妥地改名"


def test_what_another_policy_of_the_folder_rests_on_is_renamed_by_hand(tmp_path: Path) -> None:
    (tmp_path / "above.toml").write_text('[policy]\nextends = "county.toml"\n', encoding="utf-8")
    project = project_of(POLICY, tmp_path)
    with pytest.raises(RenameRefusedError) as raised:
        renamed(project, project.sheet, POLICY.index("score = {"), "points")
    assert str(raised.value) == (
        "“score” may be used in above.toml as well, which rests on this policy; rename it by hand in all of them"
    )


def every_name(file: Path, few: int) -> list[tuple[Project, Symbol, int]]:
    """The names of a policy, or some of them; each with the place where it is given."""
    beside = file.with_suffix(".examples.toml")
    examples = (str(beside), beside.read_text(encoding="utf-8")) if beside.exists() else None
    project = Project(Path("/nowhere") / file.name, file.read_text(encoding="utf-8"), examples)
    names = [(project, symbol, each.start + 1) for symbol, each in project.sheet.symbols.given.items()]
    return names[:: max(1, len(names) // few)]


def rename_and_back(file: Path, few: int) -> int:
    """Rename each of some names of a policy, so that its examples come out as before, and back again; how many."""
    count = 0
    for project, symbol, offset in every_name(file, few):
        if symbol.space.startswith("article"):
            continue
        try:
            found = renamed(project, project.sheet, offset, "another_name")
        except RenameRefusedError as error:
            assert error.word.key == "editing.rename-answer", (file, symbol, str(error))  # noqa: PT017
            continue
        texts = {sheet.document.name: replaced(sheet.document.text, edits) for sheet, edits in found}
        examples = project.examples and (project.examples[0], texts.get(project.examples[0], project.examples[1]))
        after = Project(project.file, texts[str(project.file)], examples)
        policy = after.checked.policy
        assert policy is not None
        assert [each.mismatches for each in policy.check_examples() if each.mismatches] == [], (file, symbol)
        given = after.given(Symbol(symbol.space, "another_name"))
        assert given is not None
        back = renamed(after, after.sheet, given[1].start + 1, symbol.name)
        restored = {sheet.document.name: replaced(sheet.document.text, edits) for sheet, edits in back}
        assert restored[str(project.file)] == project.text, (file, symbol)
        count += 1
    return count


def test_a_name_of_a_shipped_policy_can_be_changed_and_changed_back() -> None:
    [file] = [each for each in FILES if each.stem == "ziyang-2017"]
    assert rename_and_back(file, few=4) >= 3
