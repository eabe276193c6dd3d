"""Letters: whole texts recorded, in both languages; what has none, and what is wrong with their words."""

from __future__ import annotations

import codecs
import csv
import io
import re
from datetime import date
from html import unescape
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import pytest

from targetrules import ArgumentError, Policy, PolicyError, load, loads
from targetrules.decision.letters import Letters
from targetrules.letters.layout import parts_of
from targetrules.report.faults_text import full
from targetrules.wording import LANGUAGES
from tests.recorded import check_recorded

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

POLICY = """
format = 1
[policy]
id = "county"
title = { en = "Assessment of <counties>", zh = "县区考核办法" }
[sources.order]
title = { en = "Order", zh = "规定" }
[[grades]]
id = "good"
label = { en = "Good", zh = "合格" }
[[grades]]
id = "poor"
label = { en = "Poor", zh = "较差" }
[roles.head]
label = { en = "Head", zh = "主要负责人" }
[actions.talk]
label = { en = "Hold a talk", zh = "约谈" }
[inputs]
score = { type = "number", min = 0, max = 100, decimals = 1, optional = true, label = { en = "Score", zh = "得分" } }
vetoed = { type = "flag", default = false, label = { en = "Vetoed", zh = "一票否决" } }
[rankings.overall]
by = "score"
[grading]
by = "score"
bands = { good = 60, poor = 0 }
[[grading.caps]]
when = { vetoed = true }
at_most = "poor"
[[consequences]]
id = "talk"
label = { en = "Warning talk", zh = "诫勉谈话" }
when = { any = [{ place = "last" }, { grade = "poor" }] }
unless = { score = { at_least = 90 } }
kind = "sanction"
to = "head"
actions = "talk"
within = "30 days"
lasts = "6 months"
source = "order"
article = "7"
quote = "Talk to the last & the poor."
[[consequences]]
id = "removal"
label = { en = "Removal", zh = "组织调整" }
when = { grade = "poor", consecutive = 2 }
kind = "sanction"
severity = 9
within = "10 days"
counted_from = "service"
[[consequences]]
id = "visit"
when = { grade = "poor" }
force = "may"
[cycle]
approve_by = "group"
objections_within = "5 days"
"""

ROWS = [
    {"unit": unit, "period": period, "score": score, "vetoed": vetoed}
    for period, unit, score, vetoed in (
        (2024, "Ash", 50, False),
        (2024, "Birch", 80, False),
        (2025, "Ash", 40, False),
        (2025, "Birch & <Sons>", 85, True),
        (2025, "Cedar", None, False),
    )
]


@pytest.fixture(scope="module")
def policy() -> Policy:
    return loads(POLICY, name="county.toml")


def letters_of(policy: Policy, language: str = "en", **more: object) -> Letters:
    outcomes = policy.evaluate(ROWS, decided_on=date(2026, 1, 15)).of(period=2025)
    return policy.letters(outcomes, language=language, **more)  # type: ignore[arg-type]


def text_of(letters: Letters) -> str:
    """Each paragraph with what it is."""
    return "\n".join(
        f"{part:9} {'  ' * depth}{text}" for letter in letters for part, text, depth in (*parts_of(letter), ("", "", 0))
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_say_what_was_decided_and_why(policy: Policy, language: str) -> None:
    found = letters_of(policy, language)
    check_recorded(HERE / "recorded" / f"county.{language}.txt", text_of(found))
    assert (found.left_open, found.left_undetermined) == (2, 2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_letters_say_what_would_have_changed_it(policy: Policy, language: str) -> None:
    found = letters_of(policy, language, changes=True, consequences=["talk"])
    check_recorded(HERE / "recorded" / f"changes.{language}.txt", text_of(found))


WORDS = """
[letters]
office = { en = "Office {of} counties", zh = "考核办" }
number = "No. {n}"
to = "{unit}: {to?}"

[letters.consequences.talk]
title = "{consequence}, {{once}}"
text = '''
{unit}, {period}: {grade}, {value.score?}, {value.vetoed}
# Until when
{due?} {until?}
# Nothing
{persons?}
# Why
{reasons}
{basis} {source?} {article?} {actions} {office} {date}
'''
"""


def test_an_office_has_its_own_words(policy: Policy, tmp_path: Path) -> None:
    file = tmp_path / "words.toml"
    file.write_text(WORDS, encoding="utf-8")
    found = letters_of(policy, texts=file, first_number=7)
    check_recorded(HERE / "recorded" / "own-words.txt", text_of(found))


def test_words_of_a_consequence_go_before_those_for_all_and_the_offices_before_the_policys(tmp_path: Path) -> None:
    of_policy = (
        '[letters]\ntitle = "policy, all"\noffice = "policy"\n[letters.consequences.talk]\ntitle = "policy, talk"\n'
    )
    policy = loads(POLICY + of_policy, name="county.toml")
    assert [each.title for each in letters_of(policy)] == ["policy, all", "policy, talk", "policy, talk"]
    file = tmp_path / "words.toml"
    file.write_text('[letters]\ntitle = "office, all"\n', encoding="utf-8")
    found = letters_of(policy, texts=file)
    assert [(each.title, each.office) for each in found] == [
        ("office, all", "policy"),
        ("policy, talk", "policy"),
        ("policy, talk", "policy"),
    ]


def test_a_policy_that_extends_another_takes_over_the_words_for_which_it_has_none(tmp_path: Path) -> None:
    words = '[letters]\ntitle = "base"\noffice = "base"\n[letters.consequences.talk]\ntitle = "base, talk"\n'
    (tmp_path / "base.toml").write_text(POLICY + words, encoding="utf-8")
    own = 'format = 1\n[policy]\nid = "city"\ntitle = "City"\nextends = "base.toml"\n[letters]\noffice = "city"\n'
    (tmp_path / "city.toml").write_text(own, encoding="utf-8")
    found = letters_of(load(tmp_path / "city.toml"))
    assert {(each.title, each.office) for each in found} == {("base", "city"), ("base, talk", "city")}


# ---- what is wrong ---------------------------------------------------------------------------------------------------


def test_all_that_is_wrong_with_words_is_told_at_once(policy: Policy, tmp_path: Path) -> None:
    file = tmp_path / "words.toml"
    wrong = """
    [letters]
    titel = "x"
    number = "{m}"
    to = "{unit"
    title = "{reasons}"
    office = 7
    text = '''
    {value.scores}
    because {reasons} or {changes}
    '''
    [letters.consequences.tolk]
    title = "x"
    """
    file.write_text("\n".join(line.strip() for line in wrong.splitlines()), encoding="utf-8")
    with pytest.raises(PolicyError) as caught:
        letters_of(policy, texts=file)
    told = "\n".join(full(each, language) for language in LANGUAGES for each in caught.value.diagnostics)
    check_recorded(HERE / "recorded" / "wrong-words.txt", told.replace(str(tmp_path), "…"))


def test_what_a_letter_lacks_is_told_and_none_is_made(policy: Policy, tmp_path: Path) -> None:
    file = tmp_path / "words.toml"
    file.write_text('[letters]\ntext = "{persons} {due}"\n', encoding="utf-8")
    with pytest.raises(ArgumentError) as caught:
        letters_of(policy, texts=file)
    check_recorded(HERE / "recorded" / "lacking.txt", "\n".join(map(caught.value.text, LANGUAGES)) + "\n")


def test_words_that_leave_nothing_of_the_text_are_told(policy: Policy, tmp_path: Path) -> None:
    file = tmp_path / "words.toml"
    file.write_text('[letters]\ntext = "# Why\\n{persons?}"\n', encoding="utf-8")
    with pytest.raises(ArgumentError) as caught:
        letters_of(policy, texts=file)
    assert str(caught.value) == (
        "texts: the words of letters leave nothing of the text for Ash in 2025 (removal), Ash in 2025 (talk), "
        "Birch & <Sons> in 2025 (talk); write a line that is never left out"
    )


NESTED = """
format = 1
policy = { id = "nested", title = "Nested" }
[inputs]
score = { type = "number", min = 0, max = 100 }
exempt = { type = "flag" }
ground = { type = "choice", of = ["fraud", "theft"], optional = true, label = "Ground of dismissal" }
[conditions.bad]
any = [{ score = { below = 50 } }, { exempt = true }]
[[consequences]]
id = "talk"
when.not.any = [{ exempt = true }, { score = { at_least = 60 } }]
unless = { all = [{ exempt = true }, { score = { below = 90 } }] }
[[consequences]]
id = "removal"
when = { bad = true, consecutive = 2 }
[[consequences]]
id = "visit"
when.number_of.conditions = [{ score = { below = 50 } }, { exempt = true }, { score = { below = 30 } }]
when.number_of.at_least = 1
[[consequences]]
id = "dismissal"
when.known = ["ground", "exempt"]
"""


def test_each_sentence_of_a_reason_is_true_by_itself() -> None:
    """No letter says that none of these holds, above what holds; alternatives that failed are not among the reasons."""
    policy = loads(NESTED, name="nested.toml")
    rows = [{"unit": "A", "period": period, "score": 41, "exempt": False, "ground": "fraud"} for period in (2024, 2025)]
    found = policy.letters(policy.evaluate(rows).of(period=2025))
    check_recorded(HERE / "recorded" / "nested.txt", text_of(found))


GROUNDS = """
format = 1
policy = { id = "grounds", title = "Grounds" }
grades = [{ id = "good" }, { id = "fair" }, { id = "poor" }]
[inputs]
score = { type = "number", min = 0, max = 100 }
deaths = { type = "number", min = 0, max = 99, optional = true }
exempt = { type = "flag" }
[conditions.safe]
score = { above = 50 }
deaths = { below = 3 }
exempt = false
[grading]
by = "score"
bands = { good = 80, fair = 60, poor = 0 }
[[grading.caps]]
at_most = "fair"
when = { exempt = false }
[[consequences]]
id = "talk"
when = { grade = ["fair", "poor"], safe = false }
"""


@pytest.mark.parametrize(
    ("score", "deaths", "told"),
    [
        (
            40,
            None,
            [
                "score 40, below 60, where fair begins.",
                "(a) The grade is poor (fair or worse).",
                "(b) “safe” does not hold:",
                "score 40, not above 50.",
            ],
        ),
        (
            70,
            5,
            [
                "score 70; fair begins at 60, and good at 80.",
                "(a) The grade is fair.",
                "(b) “safe” does not hold:",
                "deaths 5, not below 3.",
            ],
        ),
    ],
)
def test_no_letter_has_a_ground_that_is_none(score: int, deaths: int | None, told: list[str]) -> None:
    """Neither a limit within which the grade is anyway, nor what holds of a condition that fails, nor the unknown."""
    policy = loads(GROUNDS, name="grounds.toml")
    row = {"unit": "A", "period": 2025, "score": score, "deaths": deaths, "exempt": False}
    found = policy.letters(policy.evaluate([row]))
    items = [each.text for letter in found for each in letter.paragraphs if each.kind == "item"]
    assert items == told


def test_one_day_is_no_day_of_two_periods_nor_before_one(policy: Policy) -> None:
    outcomes = policy.evaluate(ROWS, decided_on=date(2026, 1, 15))
    with pytest.raises(ArgumentError) as caught:
        policy.letters(outcomes)
    assert str(caught.value) == (
        "outcomes: letters about 2024, 2025 would all have the date 2026-01-15, and deadlines counted from it; "
        "write those of each period by themselves, with the date on which it was decided"
    )
    assert len(policy.letters(policy.evaluate(ROWS))) == len(letters_of(policy)) + 1
    early = policy.evaluate(ROWS, decided_on=date(2024, 12, 31)).of(period=2025)
    with pytest.raises(ArgumentError) as caught:
        policy.letters(early)
    assert str(caught.value) == (
        "outcomes: 2024-12-31 is before 2025 begins: it is no date of a decision of its results"
    )


def test_no_letter_is_no_file(policy: Policy, tmp_path: Path) -> None:
    outcomes = policy.evaluate([{"unit": "Ash", "period": 2025, "score": 95, "vetoed": False}])
    with pytest.raises(ArgumentError) as caught:
        policy.letters(outcomes).write(tmp_path / "letters.html")
    assert str(caught.value) == ("to: no unit receives a consequence of which a letter would tell: nothing is written")
    assert list(tmp_path.iterdir()) == []


def test_outcomes_of_another_policy_are_refused(policy: Policy) -> None:
    other = loads(POLICY.replace('id = "county"', 'id = "other"'), name="other.toml")
    with pytest.raises(ArgumentError) as caught:
        policy.letters(other.evaluate(ROWS))
    assert str(caught.value) == "outcomes: these outcomes were decided by another policy than “county”"


# ---- files -----------------------------------------------------------------------------------------------------------


def paragraphs_in(data: bytes) -> list[str]:
    """The text of the paragraphs of a document."""
    with ZipFile(io.BytesIO(data)) as archive:
        body = ET.fromstring(archive.read("word/document.xml"))  # noqa: S314  made here
    return ["".join(text.text or "" for text in each.iter(f"{WORD}t")) for each in body.iter(f"{WORD}p")]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_document_and_a_page_have_all_that_the_letters_say(policy: Policy, language: str, tmp_path: Path) -> None:
    found = letters_of(policy, language)
    wanted = [text for letter in found for _, text, _ in parts_of(letter)]
    found.write(tmp_path / "letters.docx")
    assert paragraphs_in((tmp_path / "letters.docx").read_bytes()) == wanted
    found.write(tmp_path / "letters.html")
    page = (tmp_path / "letters.html").read_text(encoding="utf-8")
    assert [unescape(each) for each in re.findall(r"<(?:p|h1|h2) class=[^>]*>(.*?)</", page)] == wanted
    assert "<Sons>" not in page
    assert not re.search(r"<script|https?://", page)


def test_each_letter_begins_a_section_whose_pages_are_counted_from_one(policy: Policy) -> None:
    file = io.BytesIO()
    letters_of(policy).write(file, format="docx")
    with ZipFile(file) as archive:
        body = ET.fromstring(archive.read("word/document.xml"))  # noqa: S314  made here
    counted = [each.get(f"{WORD}start") for each in body.iter(f"{WORD}pgNumType")]
    assert counted == ["1"] * len(letters_of(policy))


@pytest.mark.parametrize("form", ["docx", "html"])
def test_an_archive_has_a_file_for_each_and_their_digests(policy: Policy, form: str, tmp_path: Path) -> None:
    from hashlib import sha256

    found = letters_of(policy)
    found.write(tmp_path / "letters.zip", format=form)  # type: ignore[arg-type]
    with ZipFile(tmp_path / "letters.zip") as archive:
        listed = archive.read("letters.csv")
        assert listed.startswith(codecs.BOM_UTF8)
        rows = list(csv.DictReader(listed.decode("utf-8-sig").splitlines()))
        assert [each["file"] for each in rows] == [
            f"2025-Ash-removal.{form}",
            f"2025-Ash-talk.{form}",
            f"2025-Birch_&_Sons_-talk.{form}",
        ]
        assert archive.namelist() == [*(each["file"] for each in rows), "letters.csv"]
        for row, letter in zip(rows, found, strict=True):
            data = archive.read(row["file"])
            assert row["sha256"] == sha256(data).hexdigest()
            assert (row["unit"], row["consequence"], row["title"]) == (letter.unit, letter.consequence, letter.title)
            assert (
                data == (letter.html().encode() if form == "html" else letter.docx().replace(b"", b""))
                or form == "docx"
            )
            if form == "docx":
                assert paragraphs_in(data) == paragraphs_in(letter.docx())


def test_units_whose_names_make_one_file_name_have_a_file_each(policy: Policy, tmp_path: Path) -> None:
    rows = [{"unit": unit, "period": 2025, "score": 10, "vetoed": False} for unit in ("a/b", "a_b", "a:b")]
    policy.letters(policy.evaluate(rows), consequences=["talk"]).write(tmp_path / "letters.zip", format="html")
    with ZipFile(tmp_path / "letters.zip") as archive:
        names = archive.namelist()
    assert names == ["2025-a_b-talk.html", "2025-a_b-talk~2.html", "2025-a_b-talk~3.html", "letters.csv"]


def test_the_same_letters_are_the_same_bytes(policy: Policy, tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        letters_of(policy).write(tmp_path / name)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
