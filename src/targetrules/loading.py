"""Policies loaded: from a file, by the id of an installed one, or from a text."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator, Mapping
from functools import partial
from os import PathLike, fspath
from os.path import exists, lexists
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs

from targetrules.arguments import a_path, a_text, unlike
from targetrules.installed import EXAMPLES, Installed, Survey, clash, survey_for
from targetrules.lower_policies import (
    KeptText,
    LowerPolicies,
    Needed,
    policy_in_texts,
    policy_of,
)
from targetrules.policy import Policy
from targetrules.rules.analysis.bounds import with_bounds
from targetrules.rules.resolution.context import ResolutionContext
from targetrules.rules.resolution.declarations import check_labels_of_examples
from targetrules.rules.resolution.from_examples import examples_of
from targetrules.rules.resolution.lower import FoundPolicy, PolicyFinder
from targetrules.rules.resolution.tables_made import with_made
from targetrules.rules.tree import Rules
from targetrules.source.collector import DiagnosticCollector
from targetrules.source.diagnostic import Diagnostic, PolicyError
from targetrules.source.document import Document
from targetrules.source.files import UnreadableError, read_any, read_plain
from targetrules.source.source_map import diagnostics_of
from targetrules.source.suggest import nearest
from targetrules.source.toml import read_toml
from targetrules.syntax.from_toml import from_toml
from targetrules.syntax.schema import ExamplesFile, PolicyFile
from targetrules.syntax.shape import is_list
from targetrules.wording import Listing, Word, Worded

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = [
    "PolicyNote",
    "files_of",
    "load",
    "load_installed",
    "load_noted",
    "loads",
    "loads_above",
    "loads_as",
    "loads_kept",
    "policy_found",
    "read_examples",
    "with_examples",
]

_OF_RESULTS: Final = frozenset(
    {".csv", ".tsv", ".tab", ".xlsx", ".xlsm", ".xls", ".et", ".ods", ".json", ".jsonl", ".ndjson", ".parquet"}
)
_SHOWN: Final = 40


class PolicyNote(Worded, UserWarning):
    """What should be known where the name of a policy may mean something else as well. It is a warning.

    An id that several packages announce, or a file in the current folder that has the name of an installed policy.

    Attributes:
        word: The note, to be worded in a language.
    """


def load(policy: str | PathLike[str]) -> Policy:
    """The installed policy of an id, or the policy in a file.

    Where an installed policy and a file here have the name, the installed one is read; that, and that several packages
    announce the id, is told as a :class:`PolicyNote`, which is a warning. Examples in ``<policy>.examples.toml`` beside
    the file belong to it.

    Args:
        policy: An id; or a path, or a text that ends in ``.toml``.

    Returns:
        The policy.

    Raises:
        ArgumentError: This is no path.
        PolicyError: It cannot be read, or something is wrong with it.
    """
    loaded, notes = load_noted(policy)
    for note in notes:
        warnings.warn(PolicyNote(note), stacklevel=2)
    return loaded


def load_noted(policy: str | PathLike[str]) -> tuple[Policy, list[Word]]:
    """The policy, and what should be known where its name may mean something else as well."""
    name = a_path("policy", policy)
    _refuse_other_things(name)
    announced = survey_for(name) if _may_be_id(policy) else None
    found = [] if announced is None else announced.named(name)
    if announced is not None and not found and not _may_be_file(name):
        raise _no_such_policy(name, announced)
    if not found:
        beside = _examples_beside(name)
        examples = None if beside is None else (beside, _read_plain(Path(beside)))
        policies = LowerPolicies.of_file(Path(name), name, announced)
        loaded = _loaded(_read(Path(name), name), name, examples, Needed(policies, policies.base))
        return attrs.evolve(loaded, files=(*_absolute(name, beside), *policies.files)), []
    if len(found) > 1 and not found[0].is_own:
        raise PolicyError([Diagnostic("TR001", name, None, {"why": clash(found)}, document=Document(name, ""))])
    notes = [clash(found)] if len(found) > 1 else []
    return load_installed(found[0]), [*notes, *_files_here(name)]


def _may_be_file(name: str) -> bool:
    """Whether something is there, if only a link that leads nowhere; or only a file can have such a name."""
    return lexists(name) or os.sep in name or (os.altsep or os.sep) in name


def _refuse_other_things(name: str) -> None:
    """Results, and the text of a policy, are no policy file; neither would be told so as TOML."""
    if "\n" in name and not exists(name):  # noqa: PTH110
        start = name.strip().partition("\n")[0][:_SHOWN] + "…"
        raise PolicyError([Diagnostic("TR001", start, None, {"why": Word("diagnostics.policy-text")})])
    if Path(name).suffix.lower() in _OF_RESULTS:
        raise PolicyError([Diagnostic("TR001", name, None, {"why": Word("diagnostics.results-given")})])


def load_installed(installed: Installed) -> Policy:
    """An installed policy, with its examples."""
    examples = installed.examples
    more = None if examples is None else (examples.name, _read_plain(examples))
    policies = LowerPolicies.of_file(installed.file, installed.id)
    loaded = _loaded(_read_plain(installed.file), installed.id, more, Needed(policies, policies.base))
    return attrs.evolve(loaded, files=(*_absolute(installed.file, examples), *policies.files))


def _absolute(*files: str | Traversable | None) -> tuple[str, ...]:
    """Those that are files of their own, under names that mean the same in every folder."""
    return tuple(str(Path(each).absolute()) for each in files if isinstance(each, str | Path))


def _files_here(id_: str) -> Iterator[Word]:
    """A file that has the name of an installed policy may be what was meant."""
    for file in (id_, f"{id_}.toml"):
        if exists(file):  # noqa: PTH110
            path = file if file.endswith(".toml") else f"./{file}"
            yield Word("installed.file-here", {"file": file, "id": id_, "path": path})


def _no_such_policy(name: str, announced: Survey) -> PolicyError:
    why = Word("diagnostics.no-such-policy")
    if announced.passed_over:
        packages = Listing(tuple(each.package for each in announced.passed_over))
        why = Word("diagnostics.no-such-policy-but", {"packages": packages})
    near = nearest(name, [each.id for each in announced.policies])
    return PolicyError([Diagnostic("TR001", name, None, {"why": why}, near, Document(name, ""))])


def files_of(policy: str | PathLike[str]) -> list[Path]:
    """The files that :func:`load` reads: the policy's, and its examples' where there are any."""
    name = fspath(policy)
    found = survey_for(name).named(name) if _may_be_id(policy) else []
    if found:
        return [file for each in found for file in (each.file, each.examples) if isinstance(file, Path)]
    beside = _examples_beside(name)
    return [Path(name), *([] if beside is None else [Path(beside)])]


def _may_be_id(policy: str | PathLike[str]) -> bool:
    """Whether an installed policy may be meant, which comes before a file of that name."""
    return isinstance(policy, str) and not policy.endswith(".toml")


def _examples_beside(name: str) -> str | None:
    """The name of the file of examples that belongs to a policy file, where there is anything of that name."""
    beside = name.removesuffix(".toml") + EXAMPLES
    return beside if name.endswith(".toml") and lexists(beside) else None


def loads(data: bytes | str, *, name: str = "policy", examples: tuple[str, bytes] | None = None) -> Policy:
    """The policy in a text.

    Args:
        data: The text, or its bytes in UTF-8.
        name: What it is called in messages.
        examples: The name and the bytes of a file of further examples.

    Returns:
        The policy.

    Raises:
        ArgumentError: One of these is something else.
        PolicyError: Something is wrong with the policy or its examples.
    """
    data = _text_given(data)
    a_text("name", name)
    policies = LowerPolicies.of_text(name)
    return _loaded(data, name, examples, Needed(policies, policies.base))


def loads_above(text: str, policies: PolicyFinder, *, name: str) -> Policy:
    """The policy in a text, judging by the outcomes of those that are found so."""
    return _loaded(text.encode(), name, None, Needed(policies, LowerPolicies.of_text(name).base))


def loads_kept(kept: KeptText, lower: Mapping[str, KeptText]) -> Policy:
    """The policy in a text that was kept with all that it needs, see :func:`policy_in_texts`."""
    return policy_found(kept.name, policy_in_texts(kept, lower))


def loads_as(data: bytes, file: Path, *, name: str) -> Policy:
    """The policy in a text that stands for that of a file, as an editor has it before it is saved; without examples.

    Args:
        data: The text, in UTF-8.
        file: The file: policies that it names are looked for beside it.
        name: What it is called in messages.

    Returns:
        The policy.

    Raises:
        PolicyError: Something is wrong with it.
    """
    policies = LowerPolicies.of_file(file, name)
    loaded = _policy_alone(data, name, Needed(policies, policies.base))
    return attrs.evolve(loaded, files=(*_absolute(file), *policies.files))


def read_examples(name: str, data: bytes) -> tuple[Document, dict[str, Any]]:
    """The text of a file of examples, and its values, of which nothing is known but that they are TOML.

    Args:
        name: What the file of examples is called.
        data: Its text, in UTF-8.

    Returns:
        Both.

    Raises:
        PolicyError: It is no TOML, or too much of it.
    """
    return read_toml(name, data, partial(is_list, ExamplesFile))


def with_examples(policy: Policy, document: Document, values: dict[str, Any]) -> Policy:
    """The policy with the examples in a text as well.

    Args:
        policy: The policy.
        document: The text, as :func:`read_examples` gave it.
        values: Its values.

    Returns:
        The policy.

    Raises:
        PolicyError: Something is wrong with the examples.
    """
    rules, written, further = _with_examples(policy.rules, policy.written, document, values)
    more = len(rules.examples) - len(policy.examples_in)
    places = (*policy.examples_in, *((further, at) for at in range(more)))
    return attrs.evolve(policy, rules=rules, written=written, examples_in=places)


def _loaded(
    data: bytes,
    name: str,
    examples: tuple[str, bytes] | None,
    needed: Needed,
) -> Policy:
    policy = _policy_alone(data, name, needed)
    return policy if examples is None else with_examples(policy, *read_examples(*_examples_given(examples)))


def _policy_alone(data: bytes, name: str, needed: Needed) -> Policy:
    document, values = read_toml(name, data, partial(is_list, PolicyFile))
    if set(values) == {"examples"}:
        beside = name.removesuffix(EXAMPLES) + ".toml" if name.endswith(EXAMPLES) else None
        why = Word("diagnostics.examples-alone")
        raise PolicyError([Diagnostic("TR001", name, None, {"why": why}, beside, document)])
    return policy_found(name, policy_of(document, values, data, needed))


def policy_found(name: str, found: FoundPolicy) -> Policy:
    """What was found, as a policy of this name."""
    document, count = found.document, len(found.rules.examples)
    places = () if document is None else tuple((document, at) for at in range(count))
    known = found.rules, found.written, document
    return Policy(name, found.digest, *known, examples_in=places, origins=found.origins, below=found.below)


def _text_given(data: object) -> bytes:
    if isinstance(data, bytes):
        return data
    if isinstance(data, str):
        return data.encode("utf-8", errors="surrogatepass")
    raise unlike("data", data, "policy-text")


def _examples_given(examples: object) -> tuple[str, bytes]:
    match examples:
        case (str(name), bytes(data)):
            return name, data
        case _:
            raise unlike("examples", examples, "examples")


def _with_examples(
    rules: Rules, written: PolicyFile, document: Document, values: dict[str, Any]
) -> tuple[Rules, PolicyFile, Document]:
    """The rules and the policy as written with more examples, and the text in which these stand."""
    with diagnostics_of(document) as diagnostics:
        file = from_toml(values, ExamplesFile, diagnostics)
        made = with_made(written, DiagnosticCollector())  # what its indicators and ballots stand for has values too
        context = ResolutionContext(attrs.evolve(made, examples=file.examples), diagnostics)
        check_labels_of_examples(context)
        decimals = {name: each.decimals for name, each in rules.measures.items()}
        more = examples_of(context, rules.inputs, decimals, rules.all_details)
    whole = attrs.evolve(written, examples=[*(written.examples or []), *file.examples])
    return with_bounds(attrs.evolve(rules, examples=(*rules.examples, *more)), rules), whole, document


def _read_plain(path: Traversable) -> bytes:
    """The bytes of what must be a plain file: examples beside a policy, and whatever a package announces."""
    try:
        return read_plain(path)
    except UnreadableError as error:
        raise PolicyError([Diagnostic("TR001", str(path), None, {"why": error.why})]) from None


def _read(path: Traversable, name: str = "") -> bytes:
    """The bytes of a file, of a huge one a few more than are accepted; ``name`` is what it is called otherwise."""
    try:
        return read_any(path)
    except UnreadableError as error:
        raise PolicyError([Diagnostic("TR001", name or str(path), None, {"why": error.why})]) from None
