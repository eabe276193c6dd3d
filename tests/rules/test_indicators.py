"""What an indicator is made of: names, labels, columns, and what counts of it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest

from targetrules import Policy, PolicyError, loads
from targetrules.engine.choice import ENGINES, EngineName
from targetrules.rules.definition import Input
from targetrules.rules.parts import numbers_in
from targetrules.rules.resolution.indicator_weights import weights_of_scores

pytestmark = pytest.mark.filterwarnings("ignore::targetrules.ResultsNote")  # columns that need not be there

HEAD = 'format = 1\npolicy = { id = "p", title = "P" }\n'
IN_CHINESE = 'format = 1\npolicy = { id = "p", title = "P", languages = ["zh"] }\n'
ECONOMY = '[categories.economy]\n[indicators.gdp]\ncategory = "economy"\n'


def measures(policy: Policy, *rows: Mapping[str, object]) -> list[dict[str, Decimal | None]]:
    return [dict(each.measures) for each in policy.evaluate([{"unit": "A", "period": 2010, **row} for row in rows])]


def met(text: str, **row: object) -> object:
    (outcome,) = loads(HEAD + text).evaluate([{"unit": "A", "period": 2010, **row}])
    return outcome.conditions["gdp_met"]


def input_of(text: str, name: str) -> Input:
    return loads(text).rules.inputs[name]


# ---- names, labels, columns ------------------------------------------------------------------------------------------


def test_an_indicator_without_a_weight_has_no_score_and_its_category_none() -> None:
    rules = loads(HEAD + ECONOMY + 'target = "at_least"').rules
    assert list(rules.inputs) == ["gdp", "gdp_target"]
    assert list(rules.conditions) == ["gdp_met"]
    assert not rules.measures


def test_what_is_made_comes_before_what_the_author_defines() -> None:
    text = HEAD + ECONOMY + 'target = "at_least"\nweight = 5\n[measures.twice]\nformula = "2 * total"\ndecimals = 2\n'
    rules = loads(text + '[inputs.x]\ntype = "flag"\n[conditions.fine]\ngdp_met = true\n').rules
    assert list(rules.inputs) == ["gdp", "gdp_target", "x"]
    assert list(rules.measures) == ["gdp_score", "economy_score", "total", "twice"]
    assert list(rules.conditions) == ["gdp_met", "fine"]


def test_labels_are_made_of_that_of_the_indicator_in_the_languages_of_the_policy() -> None:
    own = 'target = "at_least"\nlabel = { zh = "经济增速", en = "Growth" }'
    assert input_of(HEAD + ECONOMY + own, "gdp_target").label == {"en": "Growth: target", "zh": "经济增速目标值"}
    plain = 'target = "at_least"\nlabel = "GDP"'
    assert input_of(HEAD + ECONOMY + plain, "gdp_target").label == {"en": "GDP: target", "zh": "GDP 目标值"}
    without = 'target = "at_least"\n'
    assert input_of(IN_CHINESE + ECONOMY + without, "gdp_target").label == {"zh": "gdp 目标值"}


def test_a_language_without_sentences_has_the_english_ones() -> None:
    head = 'format = 1\npolicy = { id = "p", title = { fr = "P" }, languages = ["fr"] }\n'
    text = head + ECONOMY + 'target = "at_least"\nlabel = { fr = "Croissance" }'
    assert input_of(text, "gdp_target").label == {"fr": "Croissance: target"}


def test_columns_are_those_of_the_value_with_a_word_behind() -> None:
    text = HEAD + ECONOMY + 'target = "between"\ncolumn = ["GDP", "增速"]'
    assert input_of(text, "gdp").columns == ("GDP", "增速")
    assert input_of(text, "gdp_low").columns == ("gdp_low", "GDP from", "增速 from", "GDP目标下限", "增速目标下限")
    one = HEAD + ECONOMY + 'target = "at_least"\ncolumn = "GDP"'
    assert input_of(one, "gdp_target").columns == ("gdp_target", "GDP target", "GDP目标值")


LABELLED = 'label = { zh = "增速", en = "Growth" }\ntarget = "at_least"\nnot_carried = "zero"\nweight = 5\n'


def test_labels_are_headings_in_every_language() -> None:
    text = HEAD + ECONOMY + LABELLED + 'column = "GDP"'
    assert input_of(text, "gdp").columns == ("GDP", "增速", "Growth")
    more = ("增速目标值", "Growth target", "Growth: target")
    assert input_of(text, "gdp_target").columns == ("gdp_target", "GDP target", "GDP目标值", *more)
    carried = input_of(text, "gdp_carried").columns
    assert carried[3:] == ("增速是否承担", "Growth carried", "Growth: carried by the unit", "承担增速")
    plain = HEAD + ECONOMY + 'label = "增速"\ntarget = "kept"'
    assert input_of(plain, "gdp").columns == ("gdp", "增速")


def test_results_under_labels_are_read() -> None:
    rows = [{"unit": "A", "period": 2010, "增速": 12, "Growth target": 12}]
    (outcome,) = loads(HEAD + ECONOMY + LABELLED).evaluate(rows)
    assert outcome.measures["total"] == 5


def test_a_label_by_which_something_else_is_called_is_no_heading() -> None:
    other = '[indicators.other]\ncategory = "economy"\ntarget = "kept"\n'
    same = HEAD + ECONOMY + LABELLED + other + 'label = { zh = "增 速", en = "Another" }'
    assert input_of(same, "gdp").columns == ("gdp", "Growth")
    assert input_of(same, "other").columns == ("other", "Another")
    id_of_other = HEAD + ECONOMY + 'target = "kept"\nlabel = "OTHER"\n' + other
    assert input_of(id_of_other, "gdp").columns == ("gdp",)
    column = HEAD + ECONOMY + LABELLED + '[inputs.x]\ntype = "flag"\ncolumn = "growth"'
    assert input_of(column, "gdp").columns == ("gdp", "增速")
    reserved = HEAD + ECONOMY + 'target = "kept"\nlabel = "Continues"\n'
    assert input_of(reserved, "gdp").columns == ("gdp",)


def test_targets_are_not_proposed_otherwise_and_have_ends_of_their_own() -> None:
    found = input_of(HEAD + ECONOMY + 'target = "at_most"\nmin = 0\nmax = 9\ntarget_max = 5', "gdp_target")
    assert (str(found.low), str(found.high), found.changeable, found.optional) == ("0", "5", False, True)


def test_the_author_reads_back_what_the_author_wrote() -> None:
    text = HEAD + ECONOMY + 'target = { multiple = 2, over = 5 }\nweight = 5\nquality = { a = "counts" }\n'
    policy = loads(text)
    assert "indicators" in policy.to_toml()
    assert "gdp_score" not in policy.to_toml()
    assert loads(policy.to_toml()).written == policy.written


# ---- what counts -----------------------------------------------------------------------------------------------------


def test_a_standard_that_is_kept_may_have_a_quality() -> None:
    text = ECONOMY + 'target = "kept"\nweight = 5\nquality = { real = "counts", guess = "missing", false = "zero" }\n'
    assert met(text, gdp=True) is True
    assert met(text, gdp=True, gdp_quality="guess") is None
    assert met(text, gdp=True, gdp_quality="false") is False
    assert met(text, gdp=False) is False
    (found,) = measures(loads(HEAD + text), {"gdp": True})
    assert found["gdp_counted"] == 1
    assert found["total"] == 5


def test_a_unit_that_does_not_carry_it_misses_nothing() -> None:
    text = ECONOMY + 'target = "at_least"\nnot_carried = "reweight"\nquality = { real = "counts", false = "zero" }\n'
    assert met(text, gdp=1, gdp_target=5) is False
    assert met(text, gdp=1, gdp_target=5, gdp_carried=False) is True
    assert met(text, gdp=9, gdp_target=5, gdp_quality="false") is False


def test_a_weight_that_goes_nowhere_is_lost_also_by_a_condition() -> None:
    text = '[inputs.big]\ntype = "flag"\n' + ECONOMY
    text += 'target = "kept"\nweight = 5\ncarried = { big = true }\nnot_carried = "zero"\n'
    found = measures(loads(HEAD + text), {"big": False}, {"unit": "B", "big": True, "gdp": True})
    assert [each["total"] for each in found] == [0, 5]


def test_a_scale_may_be_of_the_value_with_points_of_its_own_where_there_are_cases() -> None:
    text = ECONOMY + 'target = "at_least"\nweight = 10\nmax = 100\nmin = 0\n'
    text += "scoring = { scale = { points = [[0, 0], [50, 10]] } }\n"
    (found,) = measures(loads(HEAD + text), {"gdp": 10})
    assert found["gdp_score"] == 2
    (found,) = measures(loads(HEAD + text + 'not_carried = "zero"\n'), {"gdp": 10})
    assert [str(found[each]) for each in ("gdp_points", "gdp_score")] == ["2.00", "2.00"]


def test_a_scale_of_the_difference_goes_the_other_way_where_the_value_is_not_to_exceed_the_target() -> None:
    text = ECONOMY + 'target = "at_most"\nweight = 10\nmax = 100\nmin = 0\n'
    text += 'scoring = { scale = { of = "difference", points = [[-10, 0], [0, 10]] } }\n'
    (found,) = measures(loads(HEAD + text), {"gdp": 25, "gdp_target": 20})
    assert [str(found[each]) for each in ("gdp_difference", "gdp_score")] == ["-5", "5.00"]


def test_ranges_reach_below_zero() -> None:
    text = ECONOMY + 'target = "at_least"\nweight = 10\nmax = 100\nmin = -50\ntarget_min = 0\n'
    text += "scoring = { range = { zero_at = -10 } }\n"
    (found,) = measures(loads(HEAD + text), {"gdp": 5, "gdp_target": 20})
    assert found["gdp_score"] == 5
    text = ECONOMY + 'target = "at_most"\nweight = 10\nmax = 100\nmin = -50\ntarget_max = -10\n'
    text += "scoring = { range = { zero_at = -5 } }\n"
    (found,) = measures(loads(HEAD + text), {"gdp": -10, "gdp_target": -15})
    assert found["gdp_score"] == 5


def test_categories_keep_the_decimals_and_the_rounding_that_they_say_and_the_total_the_most_of_them() -> None:
    text = """
    [categories.a]
    decimals = 1
    rounding = "down"
    [categories.b]
    [indicators.x]
    category = "a"
    weight = 10
    target = "at_least"
    target_min = 1
    scoring = "ratio"
    [indicators.y]
    category = "b"
    weight = 10
    target = "at_least"
    target_min = 1
    scoring = "ratio"
    """
    rules = loads(HEAD + text).rules
    assert {name: each.decimals for name, each in rules.measures.items()} == {
        "x_score": 1,
        "y_score": 2,
        "a_score": 1,
        "b_score": 2,
        "total": 2,
    }
    (found,) = measures(loads(HEAD + text), {"x": 2, "x_target": 3, "y": 2, "y_target": 3})
    assert found == {
        "x_score": Decimal("6.6"),
        "y_score": Decimal("6.67"),
        "a_score": Decimal("6.6"),
        "b_score": Decimal("6.67"),
        "total": Decimal("13.27"),
    }


def test_nobody_carries_anything_and_there_is_no_total() -> None:
    text = ECONOMY + 'target = "kept"\nweight = 5\nnot_carried = "reweight"\n'
    (found,) = measures(loads(HEAD + text), {"gdp_carried": False})
    assert found == {"gdp_score": None, "economy_weight": 0, "economy_score": None, "total": None}


def test_no_ratio_divides_by_what_may_be_zero() -> None:
    """With those ends that a ratio asks for, none is ever divided by zero, as its formulas divide by nothing else."""
    for target in ('"at_least"', '"at_most"', '"between"', "{ multiple = 2, over = 1 }"):
        text = HEAD + ECONOMY + f'target = {target}\nweight = 5\nscoring = "ratio"\nmin = '
        assert "gdp_score" in loads(text + "0.5\ndecimals = 1").rules.measures
        with pytest.raises(PolicyError) as raised:
            loads(text + "0")
        assert [each.code for each in raised.value.diagnostics] == ["TR225"]


def test_a_multiple_is_of_what_counted_then() -> None:
    rules = loads(
        HEAD + ECONOMY + 'target = { multiple = 1.25, over = 3 }\nquality = { a = "counts" }\ndecimals = 1'
    ).rules
    names = [str(each) for version in rules.measures["gdp_target"].versions for each in numbers_in(version.formula)]
    assert any("gdp_counted" in each for each in names)
    assert rules.measures["gdp_target"].decimals == 3


def test_a_target_with_two_ends_falls_short_on_either_side() -> None:
    head = HEAD + ECONOMY + 'target = "between"\nweight = 10\nmin = 0\nmax = 100\ntarget_min = 10\ntarget_max = 20\n'
    ends = {"gdp_low": 10, "gdp_high": 20}
    rows = [{"unit": str(value), "gdp": value, **ends} for value in (5, 15, 24)]
    for scoring, points in (
        ("{ per_point = 0.5 }", ["7.50", "10.00", "8.00"]),
        ("{ range = { zero_at = [0, 28] } }", ["5.00", "10.00", "5.00"]),
        ('"ratio"', ["5.00", "10.00", "8.33"]),
        ('"all-or-nothing"', ["0.00", "10.00", "0.00"]),
    ):
        found = measures(loads(f"{head}scoring = {scoring}\n"), *rows)
        assert [str(each["gdp_score"]) for each in found] == points


def test_a_value_that_was_tampered_with_gives_nothing_by_any_form() -> None:
    text = (
        HEAD + ECONOMY + 'target = "at_most"\nweight = 10\nmin = 1\nmax = 100\nquality = { b = "zero", a = "counts" }\n'
    )
    for scoring in ('"ratio"', "{ per_point = 1 }", "{ scale = { points = [[0, 5], [9, 10]] } }"):
        row = {"gdp": 5, "gdp_target": 5}
        good, bad = measures(loads(f"{text}scoring = {scoring}\n"), row, {"unit": "B", "gdp_quality": "b", **row})
        assert good["gdp_score"]
        assert bad["gdp_score"] == 0


def test_what_some_carry_is_given_to_those_that_all_carry() -> None:
    text = ECONOMY + 'target = "kept"\nweight = 5\nnot_carried = "reweight"\n'
    text += '[indicators.jobs]\ncategory = "economy"\ntarget = "kept"\nweight = 15\n'
    (found,) = measures(loads(HEAD + text), {"gdp_carried": False, "jobs": True})
    assert found == {"gdp_score": None, "jobs_score": 15, "economy_weight": 15, "economy_score": 20, "total": 20}


def test_points_off_are_of_parts_of_a_point_as_well() -> None:
    text = HEAD + ECONOMY + 'target = "at_least"\nweight = 10\ndecimals = 1\nscoring = { per_point = 2 }\n'
    (found,) = measures(loads(text), {"gdp": Decimal("10.5"), "gdp_target": 12})
    assert found["gdp_score"] == 7


@pytest.mark.parametrize("engine", ENGINES)
def test_just_short_of_a_multiple_is_short_of_it(engine: EngineName) -> None:
    """What lies between has the decimals of the target, which may have more than the value."""
    text = ECONOMY + "weight = 10\nmax = 100\ntarget = { multiple = 1.1, over = 1 }\n"
    policy = loads(HEAD + text + 'scoring = { scale = { of = "difference", points = [[-1, 0], [0, 10]] } }')
    rows = [{"unit": "A", "period": 2010, "gdp": 12}, {"unit": "A", "period": 2011, "gdp": 13}]
    _, then = policy.evaluate(rows, engine=engine)
    assert (str(then.measures["gdp_target"]), str(then.measures["gdp_difference"])) == ("13.2", "-0.2")
    assert (then.conditions["gdp_met"], str(then.measures["gdp_score"])) == (False, "8.00")


@pytest.mark.parametrize("categories", ['[categories]\neconomy = "x"\n', "categories = []\n"])
def test_of_a_category_that_cannot_be_read_nothing_else_is_said(categories: str) -> None:
    indicator = '[indicators.gdp]\ncategory = "economy"\ntarget = "at_least"\nweight = 10\n'
    is_key = categories.startswith("categories")
    head = HEAD.replace("policy =", f"{categories}policy =") if is_key else HEAD + categories
    with pytest.raises(PolicyError) as raised:
        loads(head + indicator)
    assert [each.code for each in raised.value.diagnostics] == ["TR012"]


def test_what_scores_are_out_of_is_what_the_policy_declares() -> None:
    """A category of which nothing has a weight has no score; of a policy without scores there is no total."""
    unweighted = 'target = "kept"\n[categories.order]\n[indicators.calm]\ncategory = "order"\ntarget = "kept"\n'
    text = ECONOMY + "weight = 7.5\n" + unweighted
    text += '[indicators.jobs]\ncategory = "economy"\ntarget = "kept"\nweight = 20\n'
    found = weights_of_scores(loads(HEAD + text).written, 2010)
    assert found == {"gdp_score": 7.5, "jobs_score": 20, "economy_score": 27.5, "total": 27.5}
    assert weights_of_scores(loads(HEAD + ECONOMY + 'target = "kept"').written, 2010) == {}


# ---- how many --------------------------------------------------------------------------------------------------------


def many(indicators: int, left: int, categories: int = 1) -> str:
    heads = "".join(f"[categories.c{at}]\n" for at in range(categories))
    more = ("" if at >= left else 'not_carried = "reweight"\n' for at in range(indicators))
    return (
        HEAD
        + heads
        + "".join(
            f'[indicators.x{at}]\ncategory = "c{at % categories}"\nweight = 1\ntarget = "kept"\n{each}'
            for at, each in enumerate(more)
        )
    )


@pytest.mark.parametrize(("fits", "beyond"), [((200, 0, 1), (201, 0, 1)), ((49, 49, 1), (50, 50, 1))])
def test_a_category_has_so_many_indicators_with_a_weight(
    fits: tuple[int, int, int], beyond: tuple[int, int, int]
) -> None:
    assert loads(many(*fits)).rules.indicators
    with pytest.raises(PolicyError) as raised:
        loads(many(*beyond))
    assert str(raised.value).startswith("policy:3:13: TR049 ")


def test_too_many_indicators_are_told_in_words_of_the_policy() -> None:
    with pytest.raises(PolicyError) as raised:
        loads(many(201, 0))
    (found,) = raised.value.diagnostics
    assert found.message("en") == (
        "too many indicators with a weight in one category (one that need not be carried counts four times): "
        "201, and at most 200 are possible"
    )
    assert found.advice("zh") == "请把一部分考核指标放到别的类别"


def test_too_many_categories_are_told_likewise() -> None:
    assert loads(many(24, 24, 24)).rules.indicators
    with pytest.raises(PolicyError) as raised:
        loads(many(25, 25, 25))
    assert [each.code for each in raised.value.diagnostics] == ["TR049"]


# ---- in force in some periods ----------------------------------------------------------------------------------------

DATED = """
[inputs.big]
type = "flag"
default = true
[categories.economy]
weight = 10
[categories.green]
[indicators.gdp]
category = "economy"
weight = 10
target = "kept"
until = 2010
[indicators.jobs]
category = "economy"
weight = 10
target = "kept"
from = 2012
carried = { big = true }
[indicators.air]
category = "green"
weight = 5
target = "at_least"
from = 2011
until = 2013
quality = { real = "counts", revised = "previous", false = "zero" }
not_carried = "reweight"
"""


def test_an_indicator_counts_in_the_periods_in_which_it_is_in_force_alone() -> None:
    """In 2011 nothing of the economy is in force, from 2014 on nothing of the other; in 2013 that is not carried."""
    of_2012: dict[str, object] = {"big": True, "jobs": True, "air": 1, "air_target": 2, "air_quality": "revised"}
    rows: list[dict[str, object]] = [
        {"period": 2010, "gdp": True, "air": 9, "air_target": 2, "air_quality": "real"},
        {"period": 2011, "gdp": True, "jobs": True, "air": 3, "air_target": 2, "air_quality": "real"},
        {"period": 2012, **of_2012},
        {"period": 2013, **of_2012, "air_quality": "false", "air_carried": False},
        {"period": 2014, "big": False, "jobs": False},
    ]
    outcomes = loads(HEAD + DATED).evaluate([{"unit": "A", **row} for row in rows])
    shown = ("gdp_score", "jobs_score", "air_counted", "air_score", "economy_score", "green_score", "total")
    assert [[each.measures[name] for name in shown] for each in outcomes] == [
        [10, None, None, None, 10, None, 10],
        [None, None, 3, 5, None, 5, 5],
        [None, 10, 3, 5, 10, 5, 15],
        [None, 10, None, None, 10, None, 15],
        [None, None, None, None, None, None, None],
    ]
    made = ("gdp_met", "jobs_met", "jobs_carried", "air_met", "air_tampered", "economy_carried", "green_carried")
    assert [[each.conditions[name] for name in made] for each in outcomes] == [
        [True, True, False, True, False, True, False],
        [True, True, False, True, False, False, True],
        [True, True, True, True, False, True, True],
        [True, True, True, True, True, True, False],
        [True, True, False, True, False, False, False],
    ]


def test_a_value_that_stands_in_is_of_a_period_in_which_it_was_in_force() -> None:
    """A multiple likewise."""
    multiple = ECONOMY + "target = { multiple = 2, over = 1 }\nweight = 5\nfrom = 2011\n"
    rows = [{"unit": "A", "period": period, "gdp": gdp} for period, gdp in ((2010, 4), (2011, 4), (2012, 8))]
    found = loads(HEAD + multiple).evaluate(rows)
    assert [each.measures["gdp_target"] for each in found] == [None, None, 8]
    assert [each.measures["total"] for each in found] == [None, None, 5]


@pytest.mark.parametrize(("ends", "years"), [("from = 1000", ()), ("until = 9999", ()), ("from = 9999", (2010,))])
def test_the_first_and_the_last_year_are_years_like_others(ends: str, years: tuple[int, ...]) -> None:
    text = ECONOMY + f'target = "kept"\nweight = 5\n{ends}\n[indicators.x]\ncategory = "economy"\ntarget = "kept"\n'
    (found,) = measures(loads(HEAD + text), {"gdp": True})
    assert found["total"] == (None if 2010 in years else 5)


def test_what_scores_are_out_of_is_that_of_the_period() -> None:
    written = loads(HEAD + DATED).written
    assert weights_of_scores(written, 2010) == {"gdp_score": 10, "economy_score": 10, "total": 10}
    assert weights_of_scores(written, 2013)["total"] == 15


def test_what_stretches_have_in_common_is_said_once() -> None:
    """Weights of one category that change leave the total what it is: the sum of the same scores."""
    text = HEAD + "[categories.economy]\nweight = 10\n[categories.calm]\n"
    text += '[indicators.quiet]\ncategory = "calm"\ntarget = "kept"\nweight = 5\n'
    for name, ends in (("a", "until = 2010"), ("b", "from = 2011")):
        text += f'[indicators.{name}]\ncategory = "economy"\ntarget = "kept"\nweight = 10\n{ends}\n'
    rules = loads(text).rules
    assert len(rules.measures["total"].versions) == 1
    rows = [{"unit": "A", "period": year, "a": True, "b": False, "quiet": True} for year in (2010, 2011)]
    found = loads(text).evaluate(rows)
    assert [each.measures["total"] for each in found] == [15, 5]


def test_a_school_year_is_one_as_it_is_written() -> None:
    head = 'format = 1\npolicy = { id = "p", title = "P", period = "school-year" }\n'
    text = head + ECONOMY + 'target = "kept"\nweight = 5\nfrom = "2011/12"\n'
    rows = [{"unit": "A", "period": period, "gdp": True} for period in ("2010/11", "2011/12")]
    assert [each.measures["total"] for each in loads(text).evaluate(rows)] == [None, 5]
    assert loads(loads(text).to_toml()).written == loads(text).written


def test_examples_that_stand_beside_a_policy_know_what_is_made_of_an_indicator() -> None:
    text = HEAD + ECONOMY + 'weight = 5\ntarget = "at_least"\nquality = { reported = "counts", tampered = "zero" }\n'
    row = '{ period = 2010, gdp = 9, gdp_target = 8, gdp_quality = "tampered" }'
    expected = "2010 = { measures = { gdp_score = 0 } }"
    beside = f'[[examples]]\nname = "tampered"\nhistory = [{row}]\nexpect = {{ {expected} }}\n'
    policy = loads(text, name="p.toml", examples=("p.examples.toml", beside.encode()))
    assert [each.mismatches for each in policy.check_examples()] == [()]
