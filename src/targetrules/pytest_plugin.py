"""Policies as tests of pytest: an item for each of their examples, and one for each claim, which is searched.

A file is a policy where it has a ``[policy]`` table, or is the ``*.examples.toml`` of one. Such files are collected
where the ini option ``targetrules_policies`` names them or a folder above them; without it where the command line names
the file, or the folder that holds it. So other ``*.toml`` files of a project are left alone.

Nothing of the package is loaded before a policy is collected.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

if TYPE_CHECKING:
    from targetrules.engine.claims import ClaimCheck
    from targetrules.policy import Policy
    from targetrules.report.checks_text import CheckedExample
    from targetrules.report.labels import PolicyLabels

__all__ = ["ClaimItem", "ExampleItem", "PolicyFile"]

_EXAMPLES: Final = ".examples.toml"
_IS_POLICY: Final = re.compile(r"^\s*(?:\[\s*policy\s*\]|policy\s*=\s*\{)", re.MULTILINE)
_LOADED: Final = pytest.StashKey[dict[Path, Any]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """The options of the ini file."""
    parser.addini("targetrules_policies", "files and folders in which policies are tested", type="paths", default=[])
    parser.addini("targetrules_language", "the language of names and failures: en or zh", default="en")
    parser.addini(
        "targetrules_search", "how many results are tried for each claim; 0: only the examples", default="100"
    )
    parser.addini(
        "targetrules_xfail", "node ids of examples and claims that are known to fail", type="linelist", default=[]
    )


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> PolicyFile | None:
    """Collect a policy where policies are asked for."""
    if file_path.suffix != ".toml" or not _is_asked_for(file_path, parent.config):
        return None
    policy = _policy_of(file_path)
    if not policy.is_file() or not _IS_POLICY.search(policy.read_text(encoding="utf-8", errors="replace")):
        return None
    return PolicyFile.from_parent(parent, path=file_path)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what is known to fail; that it passes is then a failure, so that the list stays true."""
    known = {line.strip() for line in config.getini("targetrules_xfail")}
    for item in items:
        if item.nodeid in known:
            item.add_marker(pytest.mark.xfail(reason="targetrules_xfail", strict=True))


def _is_asked_for(path: Path, config: pytest.Config) -> bool:
    asked: Iterable[Path] = config.getini("targetrules_policies")
    if asked:
        return any(path == each or each in path.parents for each in asked)
    if config.args_source is not pytest.Config.ArgsSource.ARGS:
        return False
    named = [(config.invocation_params.dir / arg.partition("::")[0]).resolve() for arg in config.args]
    return any(each in (path.resolve(), path.resolve().parent) for each in named)


def _policy_of(path: Path) -> Path:
    """The policy whose examples stand in a file, which is mostly the file itself."""
    return path.with_name(path.name.removesuffix(_EXAMPLES) + ".toml") if path.name.endswith(_EXAMPLES) else path


class PolicyFile(pytest.File):
    """The file of a policy, or that of further examples."""

    def collect(self) -> Iterator[pytest.Item]:
        """The examples that stand in it, and the claims."""
        from targetrules.report.checks_text import CheckedExample, example_name
        from targetrules.report.labels import PolicyLabels

        policy = self.policy()
        names, taken = PolicyLabels(policy.rules, self.config.getini("targetrules_language")), dict[str, int]()
        places = policy.example_places()
        for example, (file, line) in zip(policy.check_examples(), places, strict=True):
            if Path(file).name == self.path.name:
                tried = CheckedExample(example, tuple(_checks(policy, example.history)))
                title = _numbered(_node_name(example_name(names, tried)), taken)
                yield ExampleItem.from_parent(self, name=title, names=names, tried=tried, line=line)
        if not self.path.name.endswith(_EXAMPLES):
            for claim in policy.rules.claims:
                title = _numbered(_node_name(names.say("claim", claim=names.claim(claim.id))), taken)
                yield ClaimItem.from_parent(self, name=title, names=names, policy=policy, claim=claim.id)

    def policy(self) -> Policy:
        """The policy, loaded once; a broken one is one error of collection."""
        from targetrules.loading import load
        from targetrules.report.faults_text import full
        from targetrules.source.diagnostic import PolicyError

        path, language = _policy_of(self.path), self.config.getini("targetrules_language")
        loaded = self.session.stash.setdefault(_LOADED, {})
        try:
            if path not in loaded:
                loaded[path] = load(path)
        except PolicyError as error:
            raise self.CollectError("\n\n".join(full(each, language) for each in error.diagnostics)) from None
        policy: Policy = loaded[path]
        return policy


class _Item(pytest.Item):
    """An example or a claim."""

    line: int | None = None

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """Where it stands, the line from 0."""
        return self.path, None if self.line is None else self.line - 1, self.name


class ExampleItem(_Item):
    """An example of a policy."""

    def __init__(self, *, names: PolicyLabels, tried: CheckedExample, line: int, **of_node: Any) -> None:
        super().__init__(**of_node)
        self.names, self.tried, self.line = names, tried, line

    def runtest(self) -> None:
        """Fail where something came out otherwise, with the reasons of the first result of which that is so."""
        from targetrules.report.checks_text import failure_text

        if not self.tried.passed:
            pytest.fail(f"{failure_text(self.names, self.tried)}\n\n{self.reasons()}", pytrace=False)

    def reasons(self) -> str:
        """Why the first result that came out otherwise was judged so."""
        from targetrules.explanation.why import explain
        from targetrules.report.explanation import explanation_text
        from targetrules.rules.resolution.from_examples import ONLY_UNIT

        wrong = [(each.unit, each.period) for each in self.tried.example.mismatches]
        wrong += [(each.unit, each.period) for claim in self.tried.claims for each in claim.broken]
        why = explain(self.names.rules, self.tried.example.history, *wrong[0], changes=False)
        text = explanation_text(why, self.names.language).rpartition("\n\n")[0]
        return re.sub(f"^{ONLY_UNIT}[,，]\\s*", "", text)


class ClaimItem(_Item):
    """A claim of a policy, for which results are searched that break it."""

    def __init__(self, *, names: PolicyLabels, policy: Policy, claim: str, **of_node: Any) -> None:
        super().__init__(**of_node)
        self.names, self.of, self.claim = names, policy, claim

    def runtest(self) -> None:
        """Search; whether the examples keep the claim is said by their own items."""
        tries = int(self.config.getini("targetrules_search"))
        if not tries:
            pytest.skip("targetrules_search = 0")
        pytest.importorskip("hypothesis", reason="no Hypothesis: pip install 'targetrules[testing]'")
        from hypothesis import settings

        from targetrules.testing import refuted_claims

        how = settings(max_examples=tries, derandomize=True, database=None)
        for refuted in refuted_claims(self.of, claims=[self.claim], settings=how):
            pytest.fail(refuted.text(self.names.language), pytrace=False)


def _checks(policy: Policy, history: Any) -> list[ClaimCheck]:
    from targetrules.engine.claims import check_claims

    return check_claims(policy.rules, history)


def _node_name(text: str) -> str:
    """A name on one line in which nothing separates parts of a node id."""
    return " ".join(text.split()).replace("::", ":")


def _numbered(name: str, taken: dict[str, int]) -> str:
    """The name, with a number where it is there already."""
    taken[name] = taken.get(name, 0) + 1
    return name if taken[name] == 1 else f"{name} ({taken[name]})"
