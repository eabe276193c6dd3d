"""The two solvers, in a process of their own: what hangs there is killed, and the program goes on.

A solver counts what it does in steps of its own, of which a question may take so many. So the same question has the
same answer on a busy machine as on an idle one. It does not count everything: what takes far more of the processor than
its steps are worth is killed.

Run as a program, this answers questions, a line of JSON each: the text in SMT-LIB 2, and how many steps it may take.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import suppress
from threading import Lock, Timer
from time import process_time
from typing import Any, Final

from attrs import field

from targetrules.data import define
from targetrules.errors import InternalError

__all__ = ["SolverProcess", "main"]

_WAIT: Final = 60.0
"""Seconds by the clock that are waited in any case, and so many times those of the processor."""
_CLOCK: Final = 20.0


_MOST_STEPS: Final = 2**32


# ---- who asks --------------------------------------------------------------------------------------------------------


@define(slots=True, eq=False)
class SolverProcess:
    """The process, which is started when it is first asked, and again after it was killed."""

    _running: subprocess.Popen[bytes] | None = None
    _started_by: int = 0
    _lock: Lock = field(factory=Lock)

    def ask(self, question: Mapping[str, Any], seconds: float) -> dict[str, Any] | None:
        """The answer; None: the process was killed, for nothing came of it.

        Args:
            question: What ``solver`` is asked: a ``text``, how many ``steps`` it may take; the first one may have
                ``wishes``, each of which may take ``wish_steps``, all of them ``wishes_steps``.
            seconds: So much of the processor it may take before it is killed.

        Raises:
            InternalError: It failed.
        """
        with self._lock:
            running = self._process()
            timer = Timer(_WAIT + _CLOCK * seconds, running.kill)
            timer.daemon = True
            timer.start()
            try:
                return self._answer(running, {**question, "seconds": seconds})
            except BaseException:  # whoever interrupts would leave an answer for whoever asks next
                self.close()
                raise
            finally:
                timer.cancel()

    def _answer(self, running: subprocess.Popen[bytes], question: Mapping[str, Any]) -> dict[str, Any] | None:
        found: dict[str, Any] | None = None
        with suppress(BrokenPipeError):
            running.stdin.write(json.dumps(question).encode() + b"\n")  # type: ignore[union-attr]
            running.stdin.flush()  # type: ignore[union-attr]
        for line in running.stdout:  # type: ignore[union-attr]
            found = json.loads(line)
            if "error" in found:
                raise InternalError(found["error"])
            if found.pop("is_last"):
                return found
        code = running.wait()
        self.close()
        if code >= 0 and os.name == "posix":  # it was not killed
            raise InternalError(code)
        return found

    def _process(self) -> subprocess.Popen[bytes]:
        if self._running is None or self._started_by != os.getpid():
            self._started_by = os.getpid()
            self._running = subprocess.Popen(  # noqa: S603  this very Python and module
                [sys.executable, "-P", "-m", __name__],
                env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
            atexit.register(self.close)
        return self._running

    def close(self) -> None:
        """End the process, if this one started it."""
        running, self._running = self._running, None
        if running is not None and self._started_by == os.getpid():
            running.kill()
            running.wait()
            for pipe in (running.stdin, running.stdout):
                with suppress(OSError):
                    pipe.close()  # type: ignore[union-attr]


# ---- who answers -----------------------------------------------------------------------------------------------------


def main() -> None:
    """Answer questions until there are no more."""
    for line in sys.stdin:
        question = json.loads(line)
        try:
            _let_be_killed_after(question["seconds"])
            answers = _second(question) if question["solver"] == "cvc5" else _first(question)
            for answer in answers:
                _tell(answer)
        except Exception:  # noqa: BLE001  whoever asked is told
            _tell({"error": traceback.format_exc(), "is_last": True})


def _tell(answer: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


def _let_be_killed_after(seconds: float) -> None:
    """Have the system kill this process where it takes so much of the processor; where none does, the clock is left."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, most = resource.getrlimit(resource.RLIMIT_CPU)
    wanted = int(process_time() + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (wanted if most == resource.RLIM_INFINITY else min(wanted, most), most))


def _first(question: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What z3 says, in a plain way, or in its own. Where all can be so, wishes are granted, as far as steps allow."""
    import z3

    verdict, steps = "unknown", 0
    for solver, most in ((_plain_solver(), question["steps"] // 2), (z3.Solver(ctx=z3.Context()), question["steps"])):
        if verdict == "unknown" and most > steps:
            solver.from_string(question["text"])
            verdict, more = _checked(solver, most - steps)
            steps, asked = steps + more, solver
    wishes = question["wishes"] if verdict == "sat" else []
    if verdict != "sat":
        yield {"verdict": verdict, "values": {}, "steps": steps, "is_last": True}
        return
    model = asked.model()
    yield {"verdict": verdict, "values": _values(model), "steps": steps, "is_last": not wishes}
    granted: list[Any] = []
    left = min(question["steps"] - steps, question["wishes_steps"])
    for wish in (z3.Bool(each, asked.ctx) for each in wishes):
        if z3.is_true(model.eval(wish, model_completion=True)):  # what was found has it anyway
            granted.append(wish)
        elif left > 0:
            said, more = _checked(asked, min(left, question["wish_steps"]), *granted, wish)
            steps, left = steps + more, left - more
            if said == "sat":
                granted, model = [*granted, wish], asked.model()
    if wishes:
        yield {"verdict": verdict, "values": _values(model), "steps": steps, "is_last": True}


def _plain_solver() -> Any:
    """What settles most of the questions at once, and a wish in no time: the values that follow are put in first."""
    import z3

    return z3.Then("simplify", "propagate-values", "solve-eqs", "smt", ctx=z3.Context()).solver()


def _checked(solver: Any, steps: int, *wished: Any) -> tuple[str, int]:
    """What is said, and after how many steps."""
    before = _steps_of(solver)
    solver.set("rlimit", steps if steps < _MOST_STEPS else 0)  # 0: as many as it takes
    said = str(solver.check(*wished))
    return said if said in ("sat", "unsat") else "unknown", _steps_of(solver) - before


def _steps_of(solver: Any) -> int:
    """How many steps were taken so far."""
    found = solver.statistics()
    return int(found.get_key_value("rlimit count")) if "rlimit count" in found.keys() else 0  # noqa: SIM118


def _values(model: Any) -> dict[str, bool | int]:
    import z3

    values = {str(each.name()): model[each] for each in model.decls() if each.arity() == 0}
    truths = {name: z3.is_true(value) for name, value in values.items() if z3.is_bool(value)}
    return truths | {name: value.as_long() for name, value in values.items() if z3.is_int_value(value)}


def _second(question: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What cvc5 says of the same text."""
    import cvc5

    solver = cvc5.Solver(cvc5.TermManager())
    solver.setOption("rlimit-per", str(question["steps"]))
    parser = cvc5.InputParser(solver)
    parser.setStringInput(cvc5.InputLanguage.SMT_LIB_2_6, question["text"], "claim")
    symbols, said = parser.getSymbolManager(), ""
    while not (command := parser.nextCommand()).isNull():
        said = command.invoke(solver, symbols) or said
    verdict = said.strip()
    known = verdict in ("sat", "unsat")
    steps = solver.getStatistics().get(True, True)["resource::resourceUnitsUsed"]["value"]
    yield {"verdict": verdict if known else "unknown", "steps": steps, "is_last": True}


if __name__ == "__main__":
    main()
