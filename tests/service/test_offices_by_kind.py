"""Who may do what in the example year: each office tries each kind of event.

One table says what is recorded and what is refused. Each kind is tried in a state of the year in which it is possible,
for a unit of the office's own and for another's, in a copy of the register, from Python, from the command line and over
the service: all of them say and record the same.
"""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from pprint import pformat
from typing import Any

import pytest
from attrs import define, field, frozen

import targetrules
from examples.jincheng.play import HERE, PERSONS, YEAR, Clock, new_year, rows_of
from examples.service.tokens import TokenFile
from targetrules.register import EventKind, HoldHarmless, Register, RegisterError, policies
from targetrules.register.offices import read_table
from targetrules.wording import say
from tests.command_line import call
from tests.docs.blocks import ROOT
from tests.recorded import check_recorded
from tests.service.conftest import service_over

pytestmark = [
    pytest.mark.filterwarnings("ignore::targetrules.ResultsNote"),
    pytest.mark.xdist_group("offices-by-kind"),
]

OWN, OTHER = "乙县", "戊县"
PRINCIPALS = {OWN: "陈刚", OTHER: "吴敏"}
WHO = {**PERSONS, "reader": "孙立"}
TABLE = (HERE / "offices.toml").read_text(encoding="utf-8")

# What each office may record: of its own unit (乙县) and of another's (戊县); + recorded, - refused.
# A kind that is about no unit in particular has one sign twice. Steps are for whom the procedure names as well.
MAY = """
                   leading-group  office  assessors  unit-office  reader
policy                       + +     - -        - -          - -     - -
offices                      + +     - -        - -          - -     - -
erasure                      - -     - -        - -          - -     - -
targets                      + +     - -        - -          - -     - -
amendment                    + +     - -        - -          - -     - -
results                      - -     + +        - -          - -     - -
correction                   + +     + +        + +          + -     - -
withdrawal                   - -     + +        - -          - -     - -
appointment                  - -     + +        - -          - -     - -
departure                    - -     + +        - -          - -     - -
step:inspection              - -     + +        - -          - -     - -
step:self-review             - -     + +        - -          + -     - -
step:meeting                 - -     - -        + +          - -     - -
step:settlement              + +     - -        - -          - -     - -
closing                      - -     + +        - -          - -     - -
decision                     + +     + +        - -          - -     - -
hold-harmless                + +     - -        - -          - -     - -
shown                        - -     + +        - -          - -     - -
objection                    - -     - -        - -          + -     - -
answer                       + +     - -        - -          - -     - -
discretion                   - -     - -        - -          - -     - -
override                     + +     - -        - -          - -     - -
approval                     + +     - -        - -          - -     - -
appeal                       - -     - -        - -          - -     - -
served                       - -     + +        - -          - -     - -
executed                     - -     - -        - -          + -     - -
accepted                     - -     + +        - -          - -     - -
returned                     - -     + +        - -          - -     - -
"""


def rows() -> dict[str, dict[str, tuple[bool, bool]]]:
    """By row and office whether it is recorded of its own unit and of another's."""
    offices, *lines = [line.split() for line in MAY.strip().splitlines()]
    return {
        name: {office: (signs[2 * at] == "+", signs[2 * at + 1] == "+") for at, office in enumerate(offices)}
        for name, *signs in lines
    }


MAY_DO = rows()


def kind_of(row: str) -> EventKind:
    return EventKind(row.partition(":")[0])


# ---- what is tried ---------------------------------------------------------------------------------------------------


@frozen
class Try:
    """One kind of event, as it is tried.

    Attributes:
        stage: The state of the year in which it is possible.
        method: The method of the register.
        command: The words of the command.
        given: What is said of a unit: the arguments by their names.
        route: The route of the service; None where it has none.
        bare: The arguments that stand on the command line without their names; tables and texts in a file.
    """

    stage: str
    method: str
    command: str
    given: Callable[[str], dict[str, Any]]
    route: str | None = None
    bare: tuple[str, ...] = ()


def day(month: int, of: int, year: int = YEAR + 1) -> date:
    return date(year, month, of)


def step(name: str, on: date, *, each_unit: bool) -> Callable[[str], dict[str, Any]]:
    return lambda unit: {"step": name, "period": YEAR, "on": on, **({"units": [unit]} if each_unit else {})}


def noted(on: date, **more: str) -> Callable[[str], dict[str, Any]]:
    return lambda unit: {"unit": unit, "period": YEAR, "consequence": "written-report", "on": on, **more}


def of_period(**more: date) -> Callable[[str], dict[str, Any]]:
    return lambda _: {"period": YEAR, **more}


def of_targets(unit: str, **row: str) -> list[dict[str, str]]:
    return [{"unit": unit, "period": str(YEAR), "indicator": "works", **row}]


def richer(unit: str) -> list[dict[str, str]]:
    """The result of a unit as it stands after its review, with the income of its residents, which no step brings."""
    [row] = [row for row in rows_of("rated.csv") if row["单位"] == unit]
    return [{**row, "城乡居民收入": "20000"}]


TRIES: Mapping[str, Try] = {
    "policy": Try("adopted", "adopt", "register adopt", lambda _: {"policy": another_policy()}, bare=("policy",)),
    "offices": Try("adopted", "adopt_offices", "register offices", lambda _: {"text": TABLE + "\n"}, bare=("text",)),
    "erasure": Try("posted", "erase", "register erase", lambda _: {"name": "陈刚", "reason": "依法"}),
    "targets": Try(
        "adopted",
        "issue_targets",
        "targets issue",
        lambda unit: {
            "targets": of_targets(unit, target="95"),
            "period": YEAR,
            "document": "3号",
            "on": day(3, 25, YEAR),
        },
        "/targets",
        ("targets",),
    ),
    "amendment": Try(
        "issued",
        "amend_targets",
        "targets amend",
        lambda unit: {
            "amendments": of_targets(unit, target="92", old_target="95"),
            "period": YEAR,
            "reason": "水灾",
            "approved_on": day(8, 20, YEAR),
        },
        "/amendments",
        ("amendments",),
    ),
    "results": Try(
        "issued",
        "post",
        "register post",
        lambda unit: {"rows": [{"unit": unit, "period": str(YEAR), "kind": "county"}]},
        "/results",
        ("rows",),
    ),
    "correction": Try(
        "settled",
        "correct",
        "register correct",
        lambda unit: {"rows": richer(unit), "reason": "复核"},
        "/corrections",
        ("rows",),
    ),
    "withdrawal": Try(
        "posted",
        "withdraw",
        "register withdraw",
        lambda unit: {"unit": unit, "period": YEAR, "reason": "重复"},
        "/withdrawals",
    ),
    "appointment": Try(
        "posted",
        "note_appointment",
        "register appoint",
        lambda unit: {
            "person": PERSONS["office"],
            "role": "responsible-members",
            "unit": unit,
            "since": day(6, 1, YEAR),
        },
        "/appointments",
        ("person",),
    ),
    "departure": Try(
        "posted",
        "note_departure",
        "register depart",
        lambda unit: {"person": PRINCIPALS[unit], "until": day(11, 30, YEAR)},
        "/departures",
        ("person",),
    ),
    "step:inspection": Try(
        "posted",
        "note_step",
        "register step",
        step("inspection", day(12, 10, YEAR), each_unit=False),
        "/steps",
        ("step",),
    ),
    "step:self-review": Try(
        "inspected",
        "note_step",
        "register step",
        step("self-review", day(12, 15, YEAR), each_unit=True),
        "/steps",
        ("step",),
    ),
    "step:meeting": Try(
        "reviewed",
        "note_step",
        "register step",
        step("meeting", day(12, 24, YEAR), each_unit=True),
        "/steps",
        ("step",),
    ),
    "step:settlement": Try(
        "summed-up",
        "note_step",
        "register step",
        step("settlement", day(1, 10), each_unit=False),
        "/steps",
        ("step",),
    ),
    "closing": Try("settled", "close_period", "register close", of_period(), "/closings"),
    "decision": Try("closed", "decide", "register decide", of_period(), "/decisions"),
    "hold-harmless": Try(
        "decided",
        "correct",
        "register correct",
        lambda unit: {"rows": richer(unit), "reason": "复核", "hold_harmless": {"grade": True, "reason": "善意"}},
        "/corrections",
        ("rows",),
    ),
    "shown": Try("decided", "note_shown", "register shown", of_period(on=day(1, 13)), "/shown"),
    "objection": Try(
        "shown",
        "note_objection",
        "register objection",
        lambda unit: {"unit": unit, "period": YEAR, "on": day(1, 16)},
        "/objections",
    ),
    "answer": Try(
        "objected",
        "answer",
        "register answer",
        lambda unit: {
            "objection": unit,
            "on": day(1, 17),
            "upheld": True,
            "reason": "漏计十二票",
        },
        "/answers",
        ("objection",),
    ),
    "discretion": Try(
        "decided",
        "use_discretion",
        "register discretion",
        lambda unit: {
            "unit": unit,
            "period": YEAR,
            "consequence": "written-report",
            "imposed": True,
            "on": day(1, 13),
            "reason": "视情况",
        },
        "/discretion",
    ),
    "override": Try(
        "decided",
        "override",
        "register override",
        lambda unit: {"unit": unit, "period": YEAR, "grade": "excellent", "on": day(1, 13), "reason": "抗洪"},
        "/overrides",
    ),
    "approval": Try("shown", "approve", "register approve", of_period(on=day(1, 28)), "/approvals"),
    "appeal": Try(
        "approved",
        "note_appeal",
        "register appeal",
        lambda unit: {"unit": unit, "period": YEAR, "on": day(2, 1)},
        "/appeals",
    ),
    "served": Try("approved", "note_served", "register served", noted(day(2, 1)), "/served"),
    "executed": Try("approved", "note_executed", "register executed", noted(day(2, 20)), "/executed"),
    "accepted": Try("executed", "note_accepted", "register accepted", noted(day(2, 27)), "/accepted"),
    "returned": Try(
        "executed", "note_returned", "register returned", noted(day(2, 27), reason="没有分析原因"), "/returned"
    ),
}


def another_policy() -> str:
    text = (HERE / "policy.toml").read_text(encoding="utf-8")
    return text.replace("[policy]\n", f"[policy]\nfirst_period = {YEAR}\n")


# ---- the year --------------------------------------------------------------------------------------------------------


@define
class Year:
    """The register of the example, at each stage of the year; of its units the seven counties have results."""

    folder: Path
    register: Register
    clock: Clock
    tokens: Mapping[str, str]
    objections: dict[str, int] = field(factory=dict)
    heads: dict[str, int] = field(factory=dict)

    def by(self, office: str, on: date, *units: str) -> Register:
        self.clock.on(on)
        return self.register.acting(by=WHO[office], office=office, units=units)

    def keep(self, stage: str) -> Path:
        """A copy of the register as it is now, beside the tokens."""
        self.heads[stage] = self.register.head().number
        self.register.close()
        (self.folder / stage).mkdir()
        kept = self.folder / stage / "county.db"
        shutil.copy(self.folder / "year.db", kept)
        shutil.copy(self.folder / "tokens.json", kept.parent)
        self.register = Register(self.folder / "year.db", by=WHO["leading-group"], clock=self.clock)
        return kept


COUNTIES = [row for row in rows_of("units-assessed.csv") if row["类别"] == "county"]
NAMES = [row["单位"] for row in COUNTIES]


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Year:
    """The year, made once."""
    folder, clock = tmp_path_factory.mktemp("year"), Clock()
    expires, issue = datetime.now(UTC) + timedelta(days=1), TokenFile(folder / "tokens.json").issue
    tokens = {office: issue(by, office, own_units(office), expires)[1] for office, by in WHO.items()}
    made = Year(folder, new_year(folder / "year.db", clock), clock, tokens)
    made.register.adopt_offices(TABLE)
    issued: dict[str, Any] = {"on": day(3, 25, YEAR), "document": "3号", "units": HERE / "units.csv"}
    made.keep("adopted")
    made.by("leading-group", day(3, 25, YEAR)).issue_targets(HERE / "targets.csv", YEAR, **issued)
    made.keep("issued")
    made.by("office", day(12, 1, YEAR)).post(COUNTIES)
    for unit, person in PRINCIPALS.items():
        made.by("office", day(12, 1, YEAR)).note_appointment(person, "principal", unit, since=day(1, 10, YEAR))
    made.keep("posted")
    _take_steps(made)
    _decide(made)
    made.register.close()
    return made


def _take_steps(year: Year) -> None:
    kept = {"inspection": "inspected", "self-review": "reviewed", "summing-up": "summed-up"}
    procedure = targetrules.load(HERE / "policy.toml").rules.steps
    for number, each in enumerate(procedure):
        on = day(12, 10, YEAR) + timedelta(days=3 * number)
        units = NAMES if each.each_unit else []
        year.by(each.by[-1], on).note_step(each.id, YEAR, on=on, units=units)
        if each.id in kept:
            year.keep(kept[each.id])
    rated = [row for row in rows_of("rated.csv") if row["单位"] in NAMES]
    year.by("office", day(1, 8)).correct(rated, reason="上报")
    year.keep("settled")


def _decide(year: Year) -> None:
    year.by("office", day(1, 11)).close_period(YEAR)
    year.keep("closed")
    year.by("office", day(1, 12)).decide(YEAR)
    year.keep("decided")
    year.by("office", day(1, 13)).note_shown(YEAR, on=day(1, 13))
    year.keep("shown")
    with Register(year.keep("objected"), by=WHO["unit-office"]) as other:  # the year itself goes on without objections
        for unit in PRINCIPALS:
            own = other.acting(by=WHO["unit-office"], office="unit-office", units=[unit])
            year.objections[unit] = own.note_objection(unit, YEAR, on=day(1, 16)).number
        year.heads["objected"] = other.head().number
    year.by("leading-group", day(1, 28)).approve(YEAR, on=day(1, 28))
    year.keep("approved")
    for unit in PRINCIPALS:
        year.by("unit-office", day(2, 20), unit).note_executed(unit, YEAR, "written-report", on=day(2, 20))
    year.keep("executed")


# ---- three ways ------------------------------------------------------------------------------------------------------

Told = tuple[str | None, list[tuple[str, Any]]]
"""Why it is refused, or None; and the events that were recorded, each with its kind and what it says."""


@frozen
class Attempt:
    """Somebody of an office tries something of a unit, in a copy of the register in a folder of its own."""

    row: str
    office: str
    unit: str
    folder: Path
    year: Year

    @property
    def tried(self) -> Try:
        return TRIES[self.row]

    @property
    def units(self) -> list[str]:
        return own_units(self.office)

    def given(self) -> dict[str, Any]:
        numbers = {"objection": self.year.objections[self.unit]} if self.row == "answer" else {}
        return self.tried.given(self.unit) | numbers

    def events(self) -> list[tuple[str, Any]]:
        """What was recorded, kind and content."""
        with Register(self.folder / "county.db", by=WHO["reader"]) as register:
            after = self.year.heads[self.tried.stage]
            return [(each.kind.value, each.written) for each in register.events(after=after)]


def from_python(attempt: Attempt) -> str | None:
    """By the method of the register."""
    given = attempt.given()
    if "policy" in given:
        given["policy"] = targetrules.load(in_a_file(attempt.folder, given["policy"]))
    if "hold_harmless" in given:
        given["hold_harmless"] = HoldHarmless(**given["hold_harmless"])
    with Register(attempt.folder / "county.db", by=WHO["reader"]) as register:
        acting = register.acting(by=WHO[attempt.office], office=attempt.office, units=attempt.units)
        try:
            getattr(acting, attempt.tried.method)(**given)
        except RegisterError as error:
            return error.text("en")
    return None


def from_the_command_line(attempt: Attempt) -> str | None:
    """By the command, called in this process."""
    words = attempt.tried.command.split()
    bare, named = [], []
    for name, value in attempt.given().items():
        if name in attempt.tried.bare:
            bare.append(in_a_file(attempt.folder, value) if name in FILES else str(value))
        elif name == "hold_harmless":
            named += ["--hold-harmless", "grade", "--hold-reason", value["reason"]]
        elif name == "units":
            named += [word for unit in value for word in ("--unit", unit)]
        else:
            named += [f"--{name.replace('_', '-')}", *([] if value is True else [str(value)])]
    if attempt.tried.method == "correct":
        named.append("--apply")
    who = ["--by", WHO[attempt.office], "--office", attempt.office, "--lang", "en"]
    own = [word for unit in attempt.units for word in ("--own-unit", unit)]
    ran = call([*words, str(attempt.folder / "county.db"), *bare, *named, *who, *own])
    if ran.status == 0:
        return None
    assert (ran.status, ran.text) == (1, ""), ran.errors
    told = ran.errors.removeprefix("error: ").removesuffix("\n")
    file = next((each for each in bare if told.startswith(f"{each}: ")), None)
    return told if file is None else told.removeprefix(f"{file}: ")


FILES = ("policy", "text", "rows", "targets", "amendments")


def in_a_file(folder: Path, value: Any) -> str:
    """A file with a text in TOML, or a table."""
    file = folder.parent / ("given.toml" if isinstance(value, str) else "given.csv")
    if isinstance(value, str):
        file.write_text(value, encoding="utf-8")
    else:
        with file.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, list(value[0]))
            writer.writeheader()
            writer.writerows(value)
    return str(file)


def from_the_service(attempt: Attempt) -> str | None:
    """By its route, with a token of the office."""
    assert attempt.tried.route is not None
    body = {
        "targets" if name == "amendments" else name: value.isoformat() if isinstance(value, date) else value
        for name, value in attempt.given().items()
    }
    with service_over(attempt.folder, (attempt.year.folder / attempt.tried.stage, attempt.year.tokens)) as served:
        answer = served.ask(attempt.office, "POST", attempt.tried.route, json=body)
    if answer.status_code == 201:
        return None
    said: str = answer.json()["message"]
    assert answer.status_code in (403, 409), said
    return said


WAYS: Mapping[str, Callable[[Attempt], str | None]] = {
    "python": from_python,
    "command line": from_the_command_line,
    "service": from_the_service,
}


def done(attempt: Attempt, way: str) -> Told:
    """What comes of an attempt, in a copy in which nothing was recorded yet."""
    attempt.folder.mkdir(exist_ok=True)
    shutil.copy(attempt.year.folder / attempt.tried.stage / "county.db", attempt.folder)
    refused = WAYS[way](attempt)
    return refused, attempt.events()


def own_units(office: str) -> list[str]:
    """The units of whoever acts for it."""
    return [OWN] if office == "unit-office" else []


@pytest.fixture(autouse=True)
def _read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The policy is read once, and not in each of some hundred copies."""
    monkeypatch.setattr(policies, "read_text", lambda event: _read(event.values["name"], event.values["text"]))


@cache
def _read(name: str, text: str) -> targetrules.Policy:
    return targetrules.loads(text, name=name)


# ---- what is tested --------------------------------------------------------------------------------------------------


def names(refused: str | None, office: str) -> bool:
    """Whether a refusal names the office to which it is told, by its id."""
    return refused is not None and (
        f"({office}) may not record" in refused or f"not for the office “{office}”" in refused
    )


@pytest.mark.parametrize("row", TRIES)
def test_who_may_do_what_is_the_same_from_everywhere(row: str, year: Year, tmp_path: Path) -> None:
    """What is refused by right names the office, and records nothing."""
    ways = [way for way in WAYS if way != "service" or TRIES[row].route is not None]
    is_about_units = TRIES[row].given(OWN) != TRIES[row].given(OTHER)
    wrong = []
    for office, signs in MAY_DO[row].items():
        for unit, may in zip((OWN, OTHER) if is_about_units else (OWN,), signs, strict=is_about_units):
            attempts = {way: Attempt(row, office, unit, tmp_path / way, year) for way in ways}
            told = {way: done(attempt, way) for way, attempt in attempts.items()}
            refused, events = told["python"]
            is_right = bool(events) if may else names(refused, office) and not events
            if not is_right or any(each != told["python"] for each in told.values()):
                wrong.append((office, unit, may, told))
    assert not wrong, pformat(wrong)


def test_every_kind_of_event_is_in_the_table() -> None:
    """That there is a register at all is recorded before there are offices."""
    assert [*MAY_DO] == [*TRIES]
    assert {kind_of(row) for row in MAY_DO} == set(EventKind) - {EventKind.REGISTER}
    assert all([*each] == [*read_table(TABLE).offices] for each in MAY_DO.values())


def test_what_is_about_no_unit_is_for_all_or_for_none() -> None:
    for row, offices in MAY_DO.items():
        if TRIES[row].given(OWN) == TRIES[row].given(OTHER):
            assert all(own is other for own, other in offices.values()), row


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_says_who_may_do_what(language: str) -> None:
    """The table of the page, between its two notes, is this one."""
    page = ROOT / "docs" / "how-to" / ("register.md" if language == "en" else "register.zh.md")
    before, begin, rest = page.read_text(encoding="utf-8").partition("<!-- who may do what -->\n")
    _, end, after = rest.partition("<!-- end of who may do what -->\n")
    assert begin
    assert end
    check_recorded(page, f"{before}{begin}\n{page_table(language)}\n{end}{after}")


def page_table(language: str) -> str:
    offices = read_table(TABLE).offices
    signs = {"en": ("yes", "own units", "–"), "zh": ("可以", "本单位", "–")}[language]
    head = [
        "event" if language == "en" else "事项",
        *(f"{each.label[language]} (`{each.id}`)" for each in offices.values()),
    ]
    lines = [head, ["---"] * len(head)]
    steps = {each.id: each.label for each in targetrules.load(HERE / "policy.toml").rules.steps}
    for row, may in MAY_DO.items():
        kind, _, step = row.partition(":")
        doing = say(f"offices.to-{kind}", language)
        if step:
            doing += (": " if language == "en" else "：") + f"{dict(steps[step])[language]} (`{step}`)"
        lines.append([doing, *(signs[0 if other else 1 if own else 2] for own, other in may.values())])
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
