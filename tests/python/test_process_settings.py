"""What a whole process shares is its program's: a library that changes it changes what others in it compute."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.modules import parsed

SETTERS = {
    "decimal": {"setcontext"},
    "csv": {"field_size_limit", "register_dialect", "unregister_dialect"},
    "gc": {"disable", "enable", "freeze", "set_threshold", "set_debug"},
    "locale": {"setlocale"},
    "np": {"seterr", "seterrcall", "set_printoptions"},
    "numpy": {"seterr", "seterrcall", "set_printoptions"},
    "os": {"chdir", "environ", "putenv", "setpriority", "umask", "unsetenv"},
    "pa": {"set_cpu_count", "set_io_thread_count", "set_memory_pool"},
    "pyarrow": {"set_cpu_count", "set_io_thread_count", "set_memory_pool"},
    "random": {"seed", "setstate"},
    "signal": {"alarm", "set_wakeup_fd", "setitimer", "siginterrupt", "signal"},
    "socket": {"setdefaulttimeout"},
    "sys": {
        *("excepthook", "set_int_max_str_digits", "setprofile", "setrecursionlimit", "setswitchinterval", "settrace"),
        *("meta_path", "modules", "path"),
    },
    "threading": {"setprofile", "settrace", "stack_size"},
    "time": {"tzset"},
    "warnings": {"catch_warnings", "filterwarnings", "resetwarnings", "simplefilter"},
}
"""What changes it, or is changed by assignment, by module; to read the limit of csv's fields is no change."""

WITH_A_REASON = {
    ("atomic.py", "signal.signal"),
    ("distributed/evaluate.py", "warnings.catch_warnings"),
    ("distributed/evaluate.py", "warnings.filterwarnings"),
}
"""Each says in place why it is done, and puts back what was before."""


def changes(tree: ast.AST) -> Iterator[str]:
    """The names of ``module.setting`` that are called with something, written to, or imported by themselves."""
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module=str(module), names=names):
                yield from (f"{module}.{each.name}" for each in names if each.name in SETTERS.get(module, ()))
            case ast.Call(func=ast.Attribute(value=ast.Name(id=module), attr="field_size_limit"), args=[]):
                pass
            case ast.Call(func=ast.Attribute(value=ast.Name(id=module), attr=name)):
                if name in SETTERS.get(module, ()):
                    yield f"{module}.{name}"
            case ast.Assign(targets=[target]) | ast.AugAssign(target=target):
                match target:
                    case (
                        ast.Attribute(value=ast.Name(id=module), attr=name)
                        | ast.Subscript(value=ast.Attribute(value=ast.Name(id=module), attr=name))
                    ):
                        if name in SETTERS.get(module, ()):
                            yield f"{module}.{name}"


def test_the_library_changes_no_setting_of_the_process() -> None:
    """The command line is a program, and its process is its own."""
    found = {
        (path, change) for path, tree in parsed(SETTERS) if not path.startswith("cli/") for change in changes(tree)
    }
    assert found == WITH_A_REASON


def test_such_a_change_would_be_found() -> None:
    code = """
import decimal, csv, sys, signal
from sys import setswitchinterval
from gc import freeze as frozen
decimal.setcontext(None)
csv.field_size_limit(10)
csv.field_size_limit()
sys.path += ["."]
sys.modules["x"] = None
sys.stdout.write("")
"""
    assert sorted(changes(ast.parse(code))) == [
        *("csv.field_size_limit", "decimal.setcontext", "gc.freeze"),
        *("sys.modules", "sys.path", "sys.setswitchinterval"),
    ]
