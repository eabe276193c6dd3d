"""The dependency graph: of a policy with every construct the whole of it, and what is asked of it."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Final, get_args

from targetrules import load, loads
from targetrules.rules import tree
from targetrules.rules.analysis.dependencies import (
    GRADE,
    UNIT_RULES,
    Dependencies,
    Edge,
    Node,
    NodeKind,
    chain,
    dependencies_of,
    needs_of,
    node_of,
    ordered,
)
from targetrules.rules.parts import Time
from tests.recorded import check_recorded

HERE: Final = Path(__file__).parent / "dependencies"
RULES: Final = load(HERE / "every_construct.toml").rules
GRAPH: Final = dependencies_of(RULES)

COUNTY: Final = Node(NodeKind.RANKING, "county")
OVERALL: Final = Node(NodeKind.RANKING, "overall")


def text_of(graph: Dependencies) -> str:
    """Each node with what it rests on: a line an edge, alike ones once."""
    lines: list[str] = []
    for node, edges in graph.edges.items():
        lines.append(f"{node.key} ({', '.join(words_of(node, graph))})")
        lines += dict.fromkeys(f"    {line_of(edge)}" for edge in edges)
    return "\n".join(lines) + "\n"


def words_of(node: Node, graph: Dependencies) -> list[str]:
    comparison = graph.comparisons.get(node)
    how = [f"group_{comparison.how}"] if isinstance(comparison, tree.Aggregate) else []
    marks = [
        word for word, nodes in (("looks back", graph.looking_back), ("stateful", graph.stateful)) if node in nodes
    ]
    return [node.kind.value, *how, *marks]


def line_of(edge: Edge) -> str:
    rows = {"unit": "own", "group": f"group of {edge.rows.ranking}", "all": "all units"}[edge.rows.of]
    when = "same period" if edge.time is Time.PRESENT else "past"
    during = "" if edge.during == tree.PeriodRange() else f", {edge.during.start or ''}–{edge.during.end or ''}"
    return f"{edge.target.key} ({edge.target.kind.value}): {when}, {rows}{during}, by {type(edge.by).__name__}"


def keys(nodes: object) -> list[str]:
    return sorted(f"{node.key} ({node.kind.value})" for node in nodes)  # type: ignore[attr-defined]


def test_the_whole_graph_of_a_policy_with_every_construct() -> None:
    check_recorded(HERE / "every_construct.txt", text_of(GRAPH))


def test_the_policy_has_every_kind_of_condition_and_number() -> None:
    found = {type(each.construct) for mentions in GRAPH.mentions.values() for each in mentions}
    assert {*get_args(tree.Condition), *get_args(tree.Number)} - found == set()


def test_the_graph_is_made_once_in_each_process() -> None:
    assert dependencies_of(RULES) is GRAPH
    sent = pickle.loads(pickle.dumps(RULES))  # noqa: S301  our own bytes
    assert dependencies_of(sent) is not GRAPH
    assert text_of(dependencies_of(sent)) == text_of(GRAPH)


def test_what_is_beneath_a_node_in_one_period_is_what_is_in_force_then() -> None:
    dated = Node(NodeKind.MEASURE, "dated")
    assert keys(GRAPH.within_period([dated], 2010)) == ["dated (measure)", "score (input)"]
    assert keys(GRAPH.within_period([dated], 2011)) == ["dated (measure)", "extra (input)", "groups.1 (aggregate)"]
    assert keys(GRAPH.within_period([dated])) == [
        "dated (measure)",
        "extra (input)",
        "groups.1 (aggregate)",
        "score (input)",
    ]


def test_a_consequence_is_received_by_what_it_fires_by_and_what_replaces_it_fires_by() -> None:
    """What replaces that which replaces it does not matter: a consequence replaces, received or not."""
    received = Node(NodeKind.RECEIPT, "talk")
    fires = {node.name for node in GRAPH.within_period([received], 2011) if node.kind is NodeKind.FIRING}
    assert fires == {"talk", "removal"}
    assert {node.name for node in GRAPH.within_period([received], 2010) if node.kind is NodeKind.FIRING} == {"talk"}


def test_beneath_a_node_are_earlier_periods_too() -> None:
    assert keys(GRAPH.beneath(Node(NodeKind.MEASURE, "running"))) == ["running (measure)", "score (input)"]
    assert keys(GRAPH.beneath(Node(NodeKind.MEASURE, "total"))) == ["extra (input)", "score (input)"]


def test_what_rests_on_a_node_in_the_same_period() -> None:
    assert keys(GRAPH.resting_on([COUNTY])) == [
        "consequences.praise (fires)",
        "consequences.praise (is received)",
        "doubtful (condition)",
        "rankings.county (ranking)",
    ]


def test_a_circle_is_the_shortest_way_back() -> None:
    grades = ("grading.rules", "grading", "grading.quotas.2", "grading.quotas.1", "grading.rules")
    assert GRAPH.circle(UNIT_RULES) == grades
    assert GRAPH.circle(Node(NodeKind.MEASURE, "running")) == ("running", "running")
    assert GRAPH.circle(Node(NodeKind.RECEIPT, "talk")) == (
        "consequences.talk",
        "consequences.removal",
        "consequences.talk",
    )
    assert GRAPH.circle(COUNTY) == ()


def test_comparisons_are_made_within_the_groups_of_their_rankings() -> None:
    within = {node.key: RULES.within(each) for node, each in GRAPH.comparisons.items()}
    groups = ("region", "kind")
    assert within == {
        "groups.1": (),
        "groups.2": (),
        "groups.3": (),
        "groups.4": groups,
        "groups.5": groups,
        "groups.6": (),
        "groups.7": groups,
        "groups.8": groups,
        "rankings.overall": groups,
        "rankings.by_grade": (),
        "rankings.county": (),
        "grading.quotas.1": groups,
        "grading.quotas.2": groups,
    }


def test_inputs_that_nothing_rests_on_are_left_out() -> None:
    assert RULES.inputs.keys() - GRAPH.inputs == {"unused", "from_above"}


def test_which_definitions_look_at_other_units() -> None:
    looking = [node_of(each).key for each in RULES.order if GRAPH.compares_units(node_of(each))]
    measures = ["dated", "yearly", "against_all", "above_mean"]
    later = ["grading", "rankings.by_grade", "rankings.county"]
    assert looking == [*measures, "rankings.overall", "in_region", "spread", "line", *later]


def test_conditions_and_numbers_are_evaluated_in_the_periods_of_their_versions() -> None:
    """What ``previous`` and ``ago`` look at is not evaluated of the same period."""
    dated, past, doubtful = (
        Node(kind, name)
        for kind, name in (
            (NodeKind.MEASURE, "dated"),
            (NodeKind.MEASURE, "past"),
            (NodeKind.CONDITION, "doubtful"),
        )
    )
    assert list(GRAPH.evaluated([dated], 2010)) == [tree.NumberOf("score")]
    assert tree.NumberOf("total") not in list(GRAPH.evaluated([past], 2010))
    assert tree.GradeIs(("poor",)) not in list(GRAPH.evaluated([doubtful, Node(NodeKind.INPUT, "score")], 2010))


# ---- order -----------------------------------------------------------------------------------------------------------


def test_the_grade_needs_what_its_rules_and_quotas_need() -> None:
    needed = dict.fromkeys(node.key for node in needs_of(GRADE, GRAPH) if node.kind is not NodeKind.INPUT)
    assert list(needed) == ["total", "rankings.overall", "few", "share"]


def test_an_aggregate_belongs_to_the_measure_that_it_stands_in() -> None:
    assert [node.key for node in needs_of(Node(NodeKind.MEASURE, "against_all"), GRAPH)] == ["score", "total"]


def test_of_definitions_of_one_name_the_last_one_counts() -> None:
    measure = RULES.measures["total"]
    condition = tree.NamedCondition("total", tree.All(()))
    assert ordered([measure, condition]) == ((condition,), [])


def test_twenty_circles_are_enough() -> None:
    circles = [tree.NamedCondition(str(number), tree.FlagIs(str(number), wanted=True)) for number in range(30)]
    order, cycles = ordered(circles)
    assert order == ()
    assert [[node.key for node in cycle] for cycle in cycles] == [[str(n), str(n)] for n in range(20)]


def test_a_long_circle_is_shown_with_its_beginning_and_its_end() -> None:
    names = [str(number) for number in range(40)]
    assert chain([*names[:11], "0"]).parts == (*names[:11], "0")
    assert chain([*names, "0"]).parts == ("0", "1", "2", "3", "4", "5", "…", "36", "37", "38", "39", "0")


def test_what_a_node_reads_directly_in_a_period() -> None:
    graph = dependencies_of(
        loads("""
        format = 1
        policy = { id = "p", title = "P" }
        inputs = { x = { type = "number", min = 0, max = 9 }, y = { type = "number", min = 0, max = 9 } }
        [measures]
        m.versions = [{ formula = "x", until = 2010 }, { formula = "y + previous(x)", from = 2011 }]
        """).rules
    )
    m, x, y = Node(NodeKind.MEASURE, "m"), Node(NodeKind.INPUT, "x"), Node(NodeKind.INPUT, "y")
    assert [graph.read_by(m, period) for period in (2010, 2011)] == [{x}, {y}]
    assert graph.read_by(x, 2010) == set()
