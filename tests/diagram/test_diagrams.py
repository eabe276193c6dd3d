"""Pictures of policies: recorded, held to the dependency graph, and drawn without one box upon another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given

from targetrules import Policy, UnknownLanguageError, load, loads
from targetrules.diagram import Box, Diagram
from targetrules.diagram.layout import Place, Size, laid_out
from targetrules.rules.analysis.dependencies import NodeKind, dependencies_of
from targetrules.rules.parts import Time
from targetrules.testing import policies
from targetrules.wording import LANGUAGES
from tests.docs.blocks import ROOT
from tests.effort import examples
from tests.policies.shipped import FOLDER
from tests.recorded import check_recorded

RECORDED = Path(__file__).parent / "recorded"
EVERY = ROOT / "tests" / "rules" / "dependencies" / "every_construct.toml"
each_language = pytest.mark.parametrize("language", LANGUAGES)

NAMED = """
format = 1
policy = { id = "named", title = "a \\"title\\" <b> & more" }
[inputs."x -->|y| [z]"]
type = "number"
min = 0
max = 9
label = "\\"a\\" --> <b> #c \\\\ {d} [e]; a very long label, with many words in it"
[[consequences]]
id = "talk"
when = { "x -->|y| [z]" = 3 }
"""


@each_language
@pytest.mark.parametrize("form", ["mermaid", "dot", "svg"])
@pytest.mark.parametrize("file", [FOLDER / "county-score-sheet.toml", EVERY], ids=lambda file: file.stem)
def test_a_picture_is_as_recorded(file: Path, form: str, language: str) -> None:
    ending = {"mermaid": "mmd"}.get(form, form)
    text = getattr(load(file).graph(language), form)()
    check_recorded(RECORDED / f"{file.stem}.{language}.{ending}", text)


def test_signs_of_the_languages_of_pictures_in_labels_mean_nothing() -> None:
    diagram = loads(NAMED).graph("en")
    for form, ending in (("mermaid", "mmd"), ("dot", "dot"), ("svg", "svg")):
        check_recorded(RECORDED / f"named.{ending}", getattr(diagram, form)())


def test_a_language_without_sentences_is_refused() -> None:
    with pytest.raises(UnknownLanguageError):
        load("jincheng-2010").graph("fr")


# ---- what holds of any -----------------------------------------------------------------------------------------------


def key_of(kind: NodeKind, name: str) -> str:
    """What a node is called in pictures: the grade in all its steps is one box."""
    is_grade = kind in (NodeKind.UNIT_RULES, NodeKind.QUOTA, NodeKind.GRADE)
    kinds = {NodeKind.FIRING: "consequence", NodeKind.RECEIPT: "consequence", NodeKind.RANKING: "ranking"}
    return "grade" if is_grade else f"{kinds.get(kind, 'value')} {name}"


def name_of(box: Box) -> str:
    kind = box.kind if box.kind in ("consequence", "ranking", "grade") else "value"
    return f"{kind} {box.id}".strip()


def expected(policy: Policy) -> Iterator[tuple[str, str, bool]]:
    """From what to what an arrow leads, and whether to the past: of the graph, aggregates passed through."""
    edges = dependencies_of(policy.rules).edges
    for node, found in edges.items():
        waiting = [(edge, edge.time is Time.PAST) for edge in found if node.kind is not NodeKind.AGGREGATE]
        for edge, past in waiting:
            if edge.target.kind is NodeKind.AGGREGATE:
                waiting += [(each, past or each.time is Time.PAST) for each in edges[edge.target]]
                continue
            pair = key_of(edge.target.kind, edge.target.name), key_of(node.kind, node.name)
            is_firing = edge.target.kind is NodeKind.FIRING
            if (pair[0] != pair[1] or past) and not is_firing:
                yield *pair, past


def check_drawn(diagram: Diagram) -> None:
    """One group for each box and one path for each arrow, in one whole XML document."""
    root = ET.fromstring(diagram.svg())  # noqa: S314  our own
    tag = "{http://www.w3.org/2000/svg}"
    paths = [each for each in root.iter(f"{tag}path") if each.find(f"{tag}title") is not None]
    boxes = [each for each in root.iter(f"{tag}g") if each.find(f"{tag}title") is not None]
    assert (len(boxes), len(paths)) == (len(diagram.boxes), len(diagram.arrows))
    assert len(re.findall(r"^  n\d+ \[", diagram.dot(), re.MULTILINE)) == len(diagram.boxes)
    assert len(re.findall(r"^  n\d+ -> n\d+ \[", diagram.dot(), re.MULTILINE)) == len(diagram.arrows)


@examples(15)
@given(policies())
def test_the_arrows_are_those_of_the_dependency_graph(policy: Policy) -> None:
    diagram = policy.graph("en")
    names = [name_of(each) for each in diagram.boxes]
    assert len(set(names)) == len(names)
    drawn = {(names[each.source], names[each.target], each.past) for each in diagram.arrows if not each.replaces}
    made = {
        (names[each.source], names[each.target], False)
        for each in diagram.arrows
        if diagram.boxes[each.target].kind in ("made", "input")  # which rest on what is no part of the graph
    }
    assert drawn - made == set(expected(policy))
    replaced = {(names[each.source], names[each.target]) for each in diagram.arrows if each.replaces}
    rules = policy.rules.consequences
    assert replaced == {(f"consequence {rule.id}", f"consequence {each}") for rule in rules for each in rule.replaces}
    check_drawn(diagram)


def overlap(one: Place, other: Place) -> bool:
    apart = abs(one.middle - other.middle) >= (one.size.height + other.size.height) / 2
    return not apart and one.left < other.right and other.left < one.right


@pytest.mark.parametrize("file", [FOLDER / "essa-identification.toml", FOLDER / "english-league.toml", EVERY])
def test_no_box_stands_upon_another_and_what_rests_on_something_stands_to_its_right(file: Path) -> None:
    diagram = load(file).graph("en")
    layout = laid_out(diagram, [Size(40.0 + 7 * (number % 5), 30.0) for number, _ in enumerate(diagram.boxes)])
    assert [pair for pair in combinations(layout.places, 2) if overlap(*pair)] == []
    assert all(place.left >= 0 and place.right <= layout.width + 1e-6 for place in layout.places)
    assert all(place.middle + 1e-6 >= 15 and place.middle <= layout.height - 15 + 1e-6 for place in layout.places)
    for arrow in diagram.arrows:
        if not arrow.past and not arrow.replaces:
            assert layout.places[arrow.source].right < layout.places[arrow.target].left
