"""The texts that an editor has open, as projects: a policy and the examples beside it, from the editor or the disk."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlparse

from attrs import field
from pygls.uris import from_fs_path, to_fs_path

from targetrules.data import define
from targetrules.editing.project import Project, Sheet
from targetrules.editing.text_tree import read_tree
from targetrules.installed import EXAMPLES
from targetrules.source.document import Document
from targetrules.syntax.schema import PolicyFile
from targetrules.syntax.shape import keys_of

__all__ = ["OpenTexts"]

_ENDING: Final = ".toml"


@define(eq=False)
class OpenTexts:
    """What is open, by URI, and the projects that are made of it, by the file of the policy."""

    texts: dict[str, str] = field(factory=dict)
    projects: dict[Path, Project] = field(factory=dict)
    names: dict[str, str] = field(factory=dict)
    policies: set[str] = field(factory=set)

    def put(self, uri: str, text: str) -> Project | None:
        """A text was opened or changed; the project to which it belongs, None where it is no policy."""
        self.texts[uri] = text
        self.names[self.name(uri)] = uri
        if uri not in self.policies and not _may_be_policy(text):
            return None
        self.policies.add(uri)
        return self.read(uri)

    def remove(self, uri: str) -> None:
        """A text was closed; what stands on the disk counts from then on."""
        self.texts.pop(uri, None)
        self.policies.discard(uri)
        file = self.policy_file(uri)
        if not any(self.policy_file(each) == file for each in self.policies):
            self.projects.pop(file, None)

    def name(self, uri: str) -> str:
        """What a text is called in messages: the path of its file."""
        return to_fs_path(uri) or unquote(urlparse(uri).path) or uri

    def uri(self, name: str) -> str:
        """The URI of what is called so."""
        return self.names.get(name) or from_fs_path(name) or name

    def policy_file(self, uri: str) -> Path:
        """The file of the policy to which a text belongs: its own, or that beside which its examples are."""
        name = self.name(uri)
        if not name.endswith(EXAMPLES):
            return Path(name)
        policy = name.removesuffix(EXAMPLES) + _ENDING
        return Path(policy) if self._text(policy) is not None else Path(name)

    def read(self, uri: str) -> Project:
        """The project of a text as everything stands now."""
        file = self.policy_file(uri)
        text = self._text(str(file)) or ""
        beside = str(file).removesuffix(_ENDING) + EXAMPLES
        more = self._text(beside) if not str(file).endswith(EXAMPLES) and str(file).endswith(_ENDING) else None
        examples = None if more is None else (beside, more)
        before = self.projects.get(file)
        if before is None:
            self.projects[file] = Project(file, text, examples)
        elif (before.text, before.examples) != (text, examples):
            self.projects[file] = before.changed(text, examples)
        return self.projects[file]

    def afresh(self, project: Project) -> Project:
        """The project with nothing kept of what was found of it: what it rests on may be another now."""
        self.projects[project.file] = Project(project.file, project.text, project.examples, project.sound)
        return self.projects[project.file]

    def find(self, uri: str) -> tuple[Project, Sheet] | None:
        """The project of a text that is open, and the text in it; None of what is no policy."""
        if uri not in self.policies:
            return None
        project = self.read(uri)
        name = self.name(uri)
        sheet = next((each for each in project.sheets if each.document.name == name), None)
        return None if sheet is None else (project, sheet)

    def _text(self, name: str) -> str | None:
        """What a file holds: in the editor, else on the disk; None where there is none that can be read."""
        uri = self.names.get(name)
        if uri is not None and uri in self.texts:
            return self.texts[uri]
        try:
            return Path(name).read_bytes().decode("utf-8", "surrogateescape")
        except (OSError, ValueError):
            return None


def _may_be_policy(text: str) -> bool:
    """Whether a TOML text may be one: nothing stands there yet, or something that a policy has."""
    names = read_tree(Document("", text)).names_in(())
    return not names or not keys_of(PolicyFile).keys().isdisjoint(names)
