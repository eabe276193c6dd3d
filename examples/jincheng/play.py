"""A complete year of target responsibility, played from an empty register to the closed year, screen by screen.

``python -m examples.jincheng.play FOLDER --lang zh`` makes ``FOLDER/year.db`` and tells each scene: what is recorded,
by which office and on which day, what is refused and why, and what the register shows then. City, units, persons,
weights and data are invented; the rules are those of ``jincheng-2010-year``, which quotes the speech.
"""

from __future__ import annotations

import argparse
import csv
import sys
import warnings
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from attrs import define, field

import targetrules
from targetrules import ArgumentError, ResultsError
from targetrules.register import Event, Register, RegisterError, Shown

HERE = Path(__file__).parent
YEAR = 2011
PERSONS = {"leading-group": "李伟", "office": "王芳", "assessors": "周正", "unit-office": "赵敏"}


def rows_of(name: str) -> list[dict[str, str]]:
    """The rows of a file of this folder."""
    with (HERE / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


BALLOTS = ("个别谈话", "民意调查", "社会评价")
COUNTIES = [row["单位"] for row in rows_of("units-assessed.csv") if row["类别"] == "county"]
UNITS = [row["单位"] for row in rows_of("units-assessed.csv")]


@define
class Clock:
    """A clock that the play sets: each event is a minute after the one before."""

    now: datetime = field(default=datetime(2011, 3, 1, 1, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        """The time, a minute later each time that it is asked for."""
        self.now += timedelta(minutes=1)
        return self.now

    def on(self, day: date) -> None:
        """Go on to a day, if it is not past."""
        self.now = max(self.now, datetime(day.year, day.month, day.day, 1, tzinfo=UTC))


@define
class Play:
    """One performance: a register, and where what happens is told.

    Attributes:
        register: The register.
        clock: Its clock.
        language: ``"en"`` or ``"zh"``.
        tell: What takes each line.
    """

    register: Register
    clock: Clock
    language: str
    tell: Callable[[str], object]
    scenes: int = 0

    def scene(self, zh: str, en: str) -> None:
        """Say what comes now."""
        self.scenes += 1
        self.tell(f"\n== {self.scenes}. {self.says(zh, en)}")

    def says(self, zh: str, en: str) -> str:
        """The one or the other, by the language."""
        return zh if self.language == "zh" else en

    def by(self, office: str, units: Sequence[str] = ()) -> Register:
        """The register as somebody of an office uses it."""
        return self.register.acting(by=PERSONS[office], office=office, units=units)

    def does(self, day: date, call: Callable[..., object], *given: Any, **named: Any) -> None:
        """Record something on a day, and tell each event, or why it is refused."""
        self.clock.on(day)
        before = self.register.head().number
        try:
            call(*given, **named)
        except (ArgumentError, RegisterError, ResultsError) as error:
            self.tell(f"✘ {error.text(self.language)}")
        for event in self.register.events(after=before):
            self.tell(f"✔ {self.said(event)}")

    def said(self, event: Event) -> str:
        """One event in a sentence, with its day and who recorded it."""
        day, who = self.register.local_time(event.recorded_at)[:10], self.register.actor(event, self.language)
        return f"{day} {who}: {self.register.text(event, self.language)}"

    def shows(self, shown: Shown) -> None:
        """A screen."""
        self.tell(shown.text(self.language).rstrip())


def counted(left: int) -> list[dict[str, str]]:
    """What is known of all units before so many of the last ballots are counted."""
    later = BALLOTS[len(BALLOTS) - left :]
    return [
        {name: "" if name.startswith(later) else cell for name, cell in row.items()} for row in rows_of("rated.csv")
    ]


def day(month: int, of: int, year: int = YEAR) -> date:
    """A day of the year, or of the next one."""
    return date(year, month, of)


def new_year(where: Path, clock: Clock) -> Register:
    """An empty register that has adopted the policy."""
    policy = targetrules.load(HERE / "policy.toml")
    return Register.create(where, by=PERSONS["leading-group"], zone="Asia/Shanghai", policy=policy, clock=clock)


def _targets(play: Play) -> None:
    group = play.by("leading-group")
    play.scene(
        "考核领导组采用机构权限表，三月下达指标",
        "The leading group says who may do what, and issues the targets in March",
    )
    play.does(day(3, 2), play.register.adopt_offices, (HERE / "offices.toml").read_text(encoding="utf-8"))
    lowered = [
        {**row, "目标": "12"} if (row["单位"], row["指标"]) == ("乙县", "地区生产总值增速") else row
        for row in rows_of("targets.csv")
    ]
    issued: dict[str, Any] = {"on": day(3, 25), "document": "市考核字〔2011〕3号", "units": HERE / "units.csv"}
    play.does(day(3, 25), group.issue_targets, lowered, YEAR, **issued)
    play.does(day(3, 25), group.issue_targets, HERE / "targets.csv", YEAR, **issued)
    play.scene(
        "八月，甲县遭水灾：经领导组同意调整一项指标",
        "In August a county is flooded: one target is amended with the consent of the leading group",
    )
    reason = play.says("七月水灾，经考核领导组研究同意", "the flood of July; the leading group agrees")
    amended: dict[str, Any] = {"reason": reason, "approved_on": day(8, 20), "document": "市考核字〔2011〕9号"}
    play.does(day(8, 20), play.by("office").amend_targets, HERE / "amendment.csv", YEAR, **amended)
    play.does(day(8, 20), group.amend_targets, HERE / "amendment.csv", YEAR, **amended)
    play.does(day(8, 21), group.amend_targets, HERE / "amendment.csv", YEAR, **amended)


def _people(play: Play) -> None:
    office = play.by("office")
    play.scene("年底：登记被考核单位和主要负责人", "At year's end: the units, and who leads them")
    play.does(day(12, 1), office.post, HERE / "units-assessed.csv")
    for unit, person in {"乙县": "陈刚", "信访局": "吴敏"}.items():
        play.does(
            day(12, 1),
            office.note_appointment,
            person,
            "principal",
            unit,
            since=day(1, 10),
        )


def _procedure(play: Play) -> None:
    office, assessors = play.by("office"), play.by("assessors")
    play.scene("十个环节依次进行", "Ten steps in their order")
    play.does(day(12, 10), play.by("leading-group").note_step, "settlement", YEAR, on=day(12, 10))
    play.does(day(12, 10), office.note_step, "inspection", YEAR, on=day(12, 10))
    own = play.by("unit-office", ["丙县"])
    reported = {row["单位"]: row for row in rows_of("reported.csv")}
    play.does(day(12, 15), own.correct, reported["丙县"], reason=play.says("上报", "as reported"))
    play.does(day(12, 15), own.note_step, "self-review", YEAR, on=day(12, 15), units=["丙县", "乙县"])
    play.does(day(12, 15), own.note_step, "self-review", YEAR, on=day(12, 15), units=["丙县"])
    others = [unit for unit in UNITS if unit != "丙县"]
    play.does(day(12, 20), office.note_step, "self-review", YEAR, on=day(12, 20), units=others)
    play.does(day(12, 20), office.correct, list(reported.values()), reason=play.says("上报", "as reported"))
    for step, on in (("meeting", day(12, 24)), ("peer-rating", day(12, 25))):
        play.does(on, assessors.note_step, step, YEAR, on=on, units=UNITS)
    play.does(day(12, 25), assessors.correct, counted(3), reason=play.says("民主测评", "democratic rating"))
    play.does(day(12, 26), assessors.correct, counted(2), reason=play.says("个别谈话", "interviews"))
    play.does(day(12, 27), assessors.note_step, "interviews", YEAR, on=day(12, 27), units=UNITS)
    play.does(day(12, 27), assessors.correct, counted(2), reason=play.says("个别谈话", "interviews"))
    for step, on, left in (("opinion-survey", day(12, 28), 1), ("public-appraisal", day(12, 29), 0)):
        play.does(on, assessors.note_step, step, YEAR, on=on)
        play.does(on, assessors.correct, counted(left), reason=play.says("票数", "the counts"))
    play.scene("统计核查：丙县虚报地区生产总值增速", "An audit finds that a county has falsified its growth")
    rated = {row["单位"]: row for row in rows_of("rated.csv")}
    tampered = rated["丙县"] | {"地区生产总值增速数据质量": "tampered"}
    play.does(
        day(1, 5, 2012),
        office.correct,
        tampered,
        reason=play.says("统计核查发现虚报", "an audit: the figure is falsified"),
    )
    for step, by, on in (
        ("overall-appraisal", "office", day(1, 6, 2012)),
        ("summing-up", "office", day(1, 7, 2012)),
        ("settlement", "leading-group", day(1, 10, 2012)),
    ):
        play.does(on, play.by(by).note_step, step, YEAR, on=on)
    play.shows(play.register.table(play.register.procedure(YEAR)))


def _decision(play: Play) -> None:
    office, group = play.by("office"), play.by("leading-group")
    play.scene("评定，公示，异议", "Decided, shown to the units, objected to")
    play.does(day(1, 11, 2012), office.close_period, YEAR)
    play.does(day(1, 12, 2012), group.approve, YEAR, on=day(1, 12, 2012))
    play.does(day(1, 12, 2012), office.decide, YEAR)
    play.shows(play.register.show("decisions", period=YEAR))
    play.does(day(1, 13, 2012), office.note_shown, YEAR, on=day(1, 13, 2012))
    own = play.by("unit-office", ["财政局"])
    play.does(day(1, 16, 2012), own.note_objection, "乙县", YEAR, on=day(1, 16, 2012))
    play.does(day(1, 16, 2012), own.note_objection, "财政局", YEAR, on=day(1, 16, 2012))
    play.scene(
        "异议成立：漏计已经完成的任务，更正后重新公示、审定",
        "The objection is upheld: tasks that were done had been left out; corrected, shown again, and approved",
    )
    number = play.register.objections(YEAR)[-1].event
    finance = {row["单位"]: row for row in rows_of("rated.csv")}["财政局"] | {"班子建设任务完成率": "86.0"}
    play.does(
        day(1, 17, 2012), office.correct, finance, reason=play.says("漏计已完成的任务", "tasks that were done left out")
    )
    said = play.says("漏计两项任务，予以更正", "two tasks had been left out; corrected")
    play.does(day(1, 17, 2012), group.answer, number, upheld=True, on=day(1, 17, 2012), reason=said)
    play.does(day(1, 18, 2012), office.note_shown, YEAR, on=day(1, 18, 2012))
    play.does(day(1, 19, 2012), group.approve, YEAR, on=day(1, 19, 2012))
    play.does(day(1, 28, 2012), group.approve, YEAR, on=day(1, 28, 2012))
    play.shows(play.register.screen(play.register.status(YEAR, on=day(1, 28, 2012))))


def _afterwards(play: Play) -> None:
    office, group = play.by("office"), play.by("leading-group")
    play.scene("送达，书面报告，验收；戊县的报告迟交", "Served, carried out, accepted; one report comes late")
    for task in play.register.tasks():
        play.does(day(2, 1, 2012), office.note_served, task.unit, YEAR, task.consequence, on=day(2, 1, 2012))
    _report(play, "乙县", day(2, 20, 2012))
    play.does(
        day(2, 21, 2012),
        office.note_returned,
        "乙县",
        YEAR,
        "written-report",
        on=day(2, 21, 2012),
        reason=play.says("没有分析原因", "no causes are analysed"),
    )
    _report(play, "乙县", day(2, 24, 2012))
    play.does(day(2, 27, 2012), office.note_accepted, "乙县", YEAR, "written-report", on=day(2, 27, 2012))
    play.shows(play.register.table(play.register.tasks(), on=day(3, 5, 2012)))
    _report(play, "戊县", day(3, 9, 2012))
    play.does(day(3, 12, 2012), office.note_accepted, "戊县", YEAR, "written-report", on=day(3, 12, 2012))
    play.scene(
        "审定之后发现水利局漏报：更正，重新审定",
        "After the approval a figure turns out wrong: corrected, and approved anew",
    )
    water = {row["单位"]: row for row in rows_of("rated.csv")}["水利局"] | {"民生实事完成率": "96.0"}
    play.does(
        day(4, 6, 2012),
        office.correct,
        water,
        reason=play.says("漏报两项已完工程", "two finished works had not been reported"),
    )
    play.does(day(4, 6, 2012), office.note_shown, YEAR, on=day(4, 6, 2012))
    play.does(day(4, 16, 2012), group.approve, YEAR, on=day(4, 16, 2012))
    changed = play.register.changes(between=(day(4, 1, 2012), None), period=YEAR)
    play.shows(play.register.table(changed))
    play.scene("用于干部：个人记录；台账核对", "For people: a personal record; and the journal verifies")
    play.shows(play.register.table(play.register.record_of("陈刚"), on=day(5, 1, 2012)))
    found = play.register.verify()
    play.tell(
        play.says(f"台账的 {found.count} 个事项与登记时一致", f"all {found.count} events are as they were written")
    )


def _report(play: Play, unit: str, on: date) -> None:
    """The unit hands in its written report."""
    own = play.by("unit-office", [unit])
    play.does(on, own.note_executed, unit, YEAR, "written-report", on=on)


def perform(folder: Path, language: str, tell: Callable[[str], object]) -> Register:
    """Play the whole year into a folder, and return the register, which is still open."""
    clock = Clock()
    warnings.simplefilter("ignore", targetrules.ResultsNote)  # columns that are still to come
    play = Play(new_year(folder / "year.db", clock), clock, language, tell)
    for part in (_targets, _people, _procedure, _decision, _afterwards):
        part(play)
    return play.register


def main(arguments: Sequence[str]) -> int:
    """The command."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--lang", choices=("en", "zh"), default="zh")
    given = parser.parse_args(arguments)
    if (given.folder / "year.db").exists():
        parser.error(f"{given.folder / 'year.db'} is there already: name another folder, or delete it")
    given.folder.mkdir(parents=True, exist_ok=True)
    perform(given.folder, given.lang, print).close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
