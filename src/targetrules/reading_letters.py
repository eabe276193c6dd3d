"""The words of letters that an office has in a file of its own, read and held against the policy that they are for."""

from __future__ import annotations

from functools import partial
from os import PathLike, fspath
from pathlib import Path

from attrs import evolve

from targetrules.loaded_policy import LoadedPolicy
from targetrules.rules.letters import LetterTexts
from targetrules.rules.resolution.context import ResolutionContext
from targetrules.rules.resolution.from_letters import letter_texts_of
from targetrules.rules.resolution.tables_made import with_made
from targetrules.source.collector import DiagnosticCollector
from targetrules.source.diagnostic import Diagnostic, PolicyError
from targetrules.source.files import UnreadableError, read_any
from targetrules.source.source_map import diagnostics_of
from targetrules.source.toml import read_toml
from targetrules.syntax.from_toml import from_toml
from targetrules.syntax.schema import LettersFile
from targetrules.syntax.shape import is_list

__all__ = ["read_letter_texts"]


def read_letter_texts(policy: LoadedPolicy, file: str | PathLike[str]) -> LetterTexts:
    """The words in a file, which has one table ``[letters]``, as a policy may have it.

    Args:
        policy: The policy whose letters they are.
        file: The path of the file.

    Raises:
        PolicyError: The file cannot be read, or something in it is wrong: everything, with its places.
    """
    name = fspath(file)
    try:
        data = read_any(Path(name))
    except UnreadableError as error:
        raise PolicyError([Diagnostic("TR001", name, None, {"why": error.why})]) from None
    document, values = read_toml(name, data, partial(is_list, LettersFile))
    with diagnostics_of(document) as diagnostics:
        written = from_toml(values, LettersFile, diagnostics)
        made = with_made(policy.written, DiagnosticCollector())
        return letter_texts_of(ResolutionContext(evolve(made, letters=written.letters), diagnostics))
