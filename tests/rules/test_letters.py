"""Words of letters: texts with places, and ``[letters]`` of a policy, alone and with its base."""

from __future__ import annotations

from pathlib import Path

from targetrules import PolicyError, load, loads
from targetrules.rules.letter_lines import Line, Place, is_alone, lines_in, parts_in, places_in
from targetrules.rules.letters import LetterText, LetterTexts

POLICY = """
format = 1
policy = { id = "county", title = "County" }
grades = [{ id = "good" }, { id = "poor" }]
inputs = { grade = { type = "grade" } }
grading = { given = "grade" }
consequences = [{ id = "talk", when = { grade = "poor" } }, { id = "visit", when = { grade = "poor" } }]
"""


def test_a_text_is_lines_of_texts_and_places() -> None:
    assert lines_in("# On {unit}\n\n  {due?} and {{once}} \n{reasons}\n{ value.x ? }\n") == (
        Line(("On ", Place("unit")), is_heading=True),
        Line((Place("due", may_lack=True), " and {once}")),
        Line((Place("reasons"),)),
        Line((Place("value.x", may_lack=True),)),
    )
    assert [line.block for line in lines_in("{reasons}\n{unit}\nfor {reasons}")] == ["reasons", None, None]
    assert parts_in("{a}{b}") == (Place("a"), Place("b"))


def test_places_and_single_braces_are_found_where_they_stand() -> None:
    assert list(places_in("{unit} {{\n{ due? }")) == [(Place("unit"), 0, 6), (Place("due", may_lack=True), 10, 18)]
    assert [list(places_in(text)) for text in ("{{", "}}", "{unit", "unit}")] == [
        [],
        [],
        [(None, 0, 1)],
        [(None, 4, 5)],
    ]
    assert [is_alone(text, at, at + 3) for text, at in ((" {a} \n{b}", 1), ("{b}\n{a}", 4), ("x\n# {a}", 4))] == [
        True,
        True,
        False,
    ]


def test_faults_in_a_text_of_several_lines_stand_in_their_lines() -> None:
    begin = POLICY.count("\n")
    text = '[letters]\ntext = """\n{unitt}\n# {reasons}\n{reasons} {due\n"""\n'
    assert faults(text) == [
        ("TR300", begin + 3),
        ("TR302", begin + 4),
        ("TR302", begin + 5),
        ("TR301", begin + 5),
    ]
    assert faults(text.replace('"""', "'''")) == faults(text)
    assert faults('[letters]\ntext = """{unitt}\n{reasonss}"""') == [("TR300", begin + 2), ("TR300", begin + 3)]
    escaped = '[letters]\ntext = """\n\\u0041\n{unitt}\n"""\n'
    assert faults(escaped) == [("TR300", begin + 2)]


def test_words_are_read_as_they_are_written() -> None:
    assert loads(POLICY, name="county.toml").rules.letters == LetterTexts()
    words = """
[letters]
office = { en = "Office", zh = "机构" }
[letters.consequences.talk]
to = "{unit}"
text = { en = "{reasons}", zh = "{reasons}\\n{value.grade}" }
"""
    assert loads(POLICY + words, name="county.toml").rules.letters == LetterTexts(
        LetterText(office={"en": "Office", "zh": "机构"}),
        {"talk": LetterText(to={"": "{unit}"}, text={"en": "{reasons}", "zh": "{reasons}\n{value.grade}"})},
    )


def faults(words: str) -> list[tuple[str, int]]:
    try:
        loads(POLICY + words, name="county.toml")
    except PolicyError as error:
        return [(each.code, each.span.line) for each in error.diagnostics if each.span is not None]
    return []


def test_all_that_is_wrong_with_words_is_told() -> None:
    words = """[letters]
title = { en = "{unitt}", zh = "{reasons}" }
to = "{"
text = "{reasons} and {values.grade}"
[letters.consequences.tlak]
number = "{unit}"
"""
    assert faults(words) == [
        ("TR300", 9),
        ("TR302", 9),
        ("TR301", 10),
        ("TR302", 11),
        ("TR300", 11),
        ("TR026", 12),
        ("TR303", 13),
    ]


def letters_of_city(tmp_path: Path, base: str, own: str) -> LetterTexts:
    (tmp_path / "base.toml").write_text(POLICY + base, encoding="utf-8")
    city = 'format = 1\npolicy = { id = "city", title = "City", extends = "base.toml" }\n'
    (tmp_path / "city.toml").write_text(city + own, encoding="utf-8")
    return load(tmp_path / "city.toml").rules.letters


def test_what_a_policy_has_no_words_for_is_taken_over_from_its_base(tmp_path: Path) -> None:
    base = '[letters]\ntitle = "base"\noffice = "base"\n'
    base += '[letters.consequences]\ntalk.title = "base"\nvisit.title = "base"\n'
    own = '[letters]\noffice = "city"\n[letters.consequences]\ntalk.to = "city"\n'
    talk, visit = LetterText(to={"": "city"}), LetterText(title={"": "base"})
    assert letters_of_city(tmp_path, base, own) == LetterTexts(
        LetterText(title={"": "base"}, office={"": "city"}), {"visit": visit, "talk": talk}
    )
    assert letters_of_city(tmp_path, base, "").of_all == LetterText(title={"": "base"}, office={"": "base"})
    assert letters_of_city(tmp_path, "", own).of_all == LetterText(office={"": "city"})
    assert letters_of_city(tmp_path, "", "") == LetterTexts()
