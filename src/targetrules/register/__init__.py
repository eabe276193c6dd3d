"""Registers: what was posted, decided and changed, by whom and when, in a database that loses nothing.

They need the extra ``register``.
"""

from __future__ import annotations

from targetrules.extra import need

need("register", "sqlalchemy")

from targetrules.register.correcting import (  # noqa: E402  what is missing is told first
    ChangedAbove,
    CorrectedValue,
    Correction,
)
from targetrules.register.decisions import Approval, Decision  # noqa: E402
from targetrules.register.differences import DecisionChange  # noqa: E402
from targetrules.register.error import RegisterError  # noqa: E402
from targetrules.register.event import Event, EventKind  # noqa: E402
from targetrules.register.fulfilment import Fulfilment, Task, TaskState  # noqa: E402
from targetrules.register.harmless import HoldHarmless  # noqa: E402
from targetrules.register.issued_targets import IssuedTarget, TargetAmendment  # noqa: E402
from targetrules.register.life import PeriodLife, UnitObjection  # noqa: E402
from targetrules.register.offices import Actor, Office, Offices  # noqa: E402
from targetrules.register.overview import PeriodOverview  # noqa: E402
from targetrules.register.people import PersonRecord  # noqa: E402
from targetrules.register.posts import Post  # noqa: E402
from targetrules.register.procedures import ProcedureStep, StepDay  # noqa: E402
from targetrules.register.reading import Head, ReadOnlyRegister  # noqa: E402
from targetrules.register.register import Register  # noqa: E402
from targetrules.register.repeating import Repetition  # noqa: E402
from targetrules.register.showing import Shown, ShownFormat, ShownName  # noqa: E402
from targetrules.register.status import NextStep, Status  # noqa: E402
from targetrules.register.verification import Found  # noqa: E402

__all__ = [
    "Actor",
    "Approval",
    "ChangedAbove",
    "CorrectedValue",
    "Correction",
    "Decision",
    "DecisionChange",
    "Event",
    "EventKind",
    "Found",
    "Fulfilment",
    "Head",
    "HoldHarmless",
    "IssuedTarget",
    "NextStep",
    "Office",
    "Offices",
    "PeriodLife",
    "PeriodOverview",
    "PersonRecord",
    "Post",
    "ProcedureStep",
    "ReadOnlyRegister",
    "Register",
    "RegisterError",
    "Repetition",
    "Shown",
    "ShownFormat",
    "ShownName",
    "Status",
    "StepDay",
    "TargetAmendment",
    "Task",
    "TaskState",
    "UnitObjection",
]
