"""Tests of the engine as tables: what is known of a unit left of ``||``, what the policy says of it on the right.

    check_table(
        policy('''…'''),
        '''
        period | score || grade | consequences
        2010   | 59.5  || poor  | report, warning-talk
        2011   |       || -     |
        ''',
    )

On the left stand the columns of the results: ``unit`` (left out: one unit), ``period``, and inputs; a blank cell is
missing, and so is an input that is left out.
On the right: ``grade``, ``consequences``, ``statuses``; ``replaced`` (``report by talk``), ``undetermined``
(``talk: score, grade@2010``), ``remarks``; and by name a measure, a condition (yes, no, ?) or a ranking
(``rank/size``). A dash stands for none.
"""

from __future__ import annotations

from targetrules import Outcome, Policy, loads

_TRUTH = {True: "yes", False: "no", None: "?"}


def policy(text: str, *, grades: str = "", period: str = "year") -> Policy:
    """The policy of this text, with the head that every policy has and with these grades."""
    head = f'format = 1\n[policy]\nid = "tested"\ntitle = "Tested"\nperiod = "{period}"\n'
    return loads(head + "".join(f'[[grades]]\nid = "{grade}"\n' for grade in grades.split()) + text)


def check_table(tested: Policy, table: str) -> None:
    """Judge the rows on the left; what is said of them must be what stands on the right."""
    lines = [line.strip() for line in table.strip().splitlines()]
    names, wanted = _halves(lines[0])
    blank = dict.fromkeys(tested.rules.inputs)
    rows, expected = [], []
    for line in lines[1:]:
        left, right = _halves(line)
        row = dict(zip(names, left, strict=True))
        rows.append({"unit": "a", **blank, **{name: cell or None for name, cell in row.items()}})
        expected.append(dict(zip(wanted, right, strict=True)))
    outcomes = {(outcome.unit, str(outcome.period)): outcome for outcome in tested.evaluate(rows)}
    found = [outcomes[str(row["unit"]), str(row["period"])] for row in rows]
    assert [{name: _cell(tested, outcome, name) for name in wanted} for outcome in found] == expected


def _halves(line: str) -> tuple[list[str], list[str]]:
    left, right = line.split("||")
    return [cell.strip() for cell in left.split("|")], [cell.strip() for cell in right.split("|")]


def _cell(tested: Policy, outcome: Outcome, name: str) -> str:
    if name in tested.rules.measures:
        value = outcome.measures[name]
        return "-" if value is None else f"{value:f}"
    if name in tested.rules.rankings:
        place = outcome.places[name]
        return "/".join("-" if number is None else str(number) for number in (place.rank, place.size))
    if name in tested.rules.conditions:
        return _TRUTH[outcome.conditions[name]]
    return {
        "grade": outcome.grade or "-",
        "statuses": ", ".join(outcome.statuses),
        "consequences": ", ".join(each.id for each in outcome.consequences),
        "replaced": "; ".join(f"{each.id} by {', '.join(each.by)}" for each in outcome.replaced),
        "undetermined": "; ".join(f"{each.id}: {', '.join(each.missing)}" for each in outcome.undetermined),
        "remarks": "; ".join(f"{each.code} {each.about}" for each in outcome.remarks),
    }[name]
