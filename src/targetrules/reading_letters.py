"""What is asked of letters, and the words that an office has in a file of its own, held against their policy."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from os import PathLike, fspath
from pathlib import Path
from typing import Final

from attrs import evolve

from targetrules.arguments import a_path, a_switch_or_count, a_whole, some_of
from targetrules.decision.letters_about import LetterOptions
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
from targetrules.wording import known_language

__all__ = ["letter_options", "read_letter_texts"]

_MOST: Final = 10**9


def letter_options(
    policy: LoadedPolicy,
    *,
    consequences: Collection[str] | None,
    texts: str | PathLike[str] | None,
    language: str,
    changes: bool | int,
    first_number: int,
) -> LetterOptions:
    """What a caller asks for, looked at: see :meth:`targetrules.Policy.letters`, which says what is raised."""
    searched, number = a_switch_or_count("changes", changes), a_whole("first_number", first_number, 1, _MOST)
    known = [each.id for each in policy.rules.consequences]
    wanted = known if consequences is None else some_of("consequences", consequences, known)
    words = None if texts is None else read_letter_texts(policy, a_path("texts", texts))
    return LetterOptions(wanted, words, known_language(language), searched, number)


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
