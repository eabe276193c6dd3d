"""Policies of other people's packages: what is broken is passed over and named, and hides nothing else."""

from __future__ import annotations

import json
import os
import pickle
import sys
import warnings
from collections.abc import Callable, Iterable
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.metadata import Distribution, DistributionFinder, MetadataPathFinder
from pathlib import Path
from shutil import make_archive

import pytest

import targetrules.installed
from targetrules.installed import installed_policies, own_policies
from tests.cli.conftest import Call

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "tests" / "cli" / "files" / "schools.toml").read_bytes()
FEW = [each for each in own_policies() if each.id in ("jincheng-2010", "ziyang-2017")]
OWN = [each.id for each in FEW]

Announce = Callable[..., Path]


@pytest.fixture(autouse=True)
def few_own_policies(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two of the policies that the package brings: whatever lists policies reads all of them."""
    monkeypatch.setattr(targetrules.installed, "own_policies", lambda: [*FEW])


@pytest.fixture
def announce(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Announce:
    """Install a package of these files, which announces its policies by an entry (its name, unless it says other)."""
    site = tmp_path / "site"
    site.mkdir()

    def announced(package: str, files: dict[str, bytes], *, entry: bytes | None = None, distribution: str = "") -> Path:
        for name, data in files.items():
            (site / package / name).parent.mkdir(parents=True, exist_ok=True)
            (site / package / name).write_bytes(data)
        info = site / f"{distribution or package}-1.0.dist-info"
        info.mkdir()
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n", encoding="utf-8")
        line = f"x = {package}".encode() if entry is None else entry
        (info / "entry_points.txt").write_bytes(b"[targetrules.policies]\n" + line + b"\n")
        monkeypatch.syspath_prepend(site)
        return site / package

    return announced


def test_a_pipe_among_announced_policies_is_told_and_not_waited_for(announce: Announce, call: Call) -> None:
    package = announce("lakes", {"__init__.py": b"", "lakes.toml": TEXT, "rivers.toml": TEXT})
    os.mkfifo(package / "pipe.toml")
    os.mkfifo(package / "rivers.examples.toml")
    listed = call("list")
    assert listed.status == 0
    assert [line.split()[:2] for line in listed.text.splitlines()[-3:]] == [
        ["lakes", "Schools"],
        ["pipe", "(not"],
        ["rivers", "(not"],
    ]
    for id_, file in (("pipe", "pipe.toml"), ("rivers", "rivers.examples.toml")):
        ran = call("check", id_)
        assert ran.status == 2
        assert ran.text.splitlines()[:2] == [
            "error[TR001]: the file cannot be read: it is no file but a device, a pipe or a socket",
            f" --> {package / file}",
        ]
        assert "这不是普通文件，而是设备、管道或套接字" in call("check", id_, "--lang", "zh").text


def test_a_package_that_two_distributions_announce_is_one(announce: Announce, call: Call) -> None:
    announce("lakes", {"__init__.py": b"", "lakes.toml": TEXT})
    announce("lakes", {}, distribution="lakes_again", entry=b"y = lakes\nz = lakes")
    assert [each.id for each in installed_policies()] == [*OWN, "lakes"]
    assert targetrules.load("lakes").id == "schools"
    listed = call("list")
    assert (listed.status, listed.errors) == (0, "")


BROKEN: dict[str, tuple[dict[str, bytes], bytes | None, str]] = {
    "missing": ({}, None, "broken announces policies and is passed over: there is no such package with a policy file"),
    "missing-within": (
        {"__init__.py": b""},
        b"x = broken.inner",
        "broken.inner announces policies and is passed over: there is no such package with a policy file",
    ),
    "no-package": (
        {"__init__.py": b"", "module.py": b""},
        b"x = broken.module",
        "broken.module announces policies and is passed over: there is no such package with a policy file",
    ),
    "without-policies": (
        {"__init__.py": b"raise RuntimeError"},
        None,
        "broken announces policies and is passed over: there is no such package with a policy file in its folder",
    ),
    "malformed": ({}, b"x = %%", "%% announces policies and is passed over: `x = %%` names no package"),
    "no-entry": ({}, b"nothing", "broken announces policies and is passed over: what it announces cannot be read"),
    "undecodable": (
        {},
        b"x = \xff\xfe",
        "broken announces policies and is passed over: what it announces cannot be read (UnicodeDecodeError",
    ),
}


@pytest.mark.parametrize(("files", "entry", "told"), BROKEN.values(), ids=BROKEN)
def test_a_broken_package_is_named_and_hides_no_other(
    files: dict[str, bytes], entry: bytes | None, told: str, announce: Announce, call: Call
) -> None:
    announce("broken", files, entry=entry)
    announce("whole", {"__init__.py": b"", "lakes.toml": TEXT})
    assert [each.id for each in installed_policies()] == [*OWN, "lakes"]
    assert targetrules.load("lakes").id == "schools"
    assert targetrules.load("jincheng-2010").id == "jincheng-2010"
    listed = call("list")
    assert (listed.status, listed.text.splitlines()[-1].split()[0]) == (0, "lakes")
    assert listed.errors.startswith(f"note: {told}")
    assert len(listed.errors.splitlines()) == 1
    assert "已略过" in call("list", "--lang", "zh").errors


@pytest.mark.parametrize(
    ("way", "package", "why"),
    [
        (
            "missing",
            "broken",
            {
                "en": "there is no such package with a policy file in its folder",
                "zh": "没有这个软件包，或者它的文件夹里没有政策文件",
            },
        ),
        ("malformed", "%%", {"en": "`x = %%` names no package", "zh": "`x = %%` 没有写明软件包"}),
        (
            "missing-within",
            "broken.inner",
            {
                "en": "there is no such package with a policy file in its folder",
                "zh": "没有这个软件包，或者它的文件夹里没有政策文件",
            },
        ),
    ],
)
def test_json_has_the_packages_that_are_passed_over_and_why(
    way: str, package: str, why: dict[str, str], announce: Announce, call: Call
) -> None:
    """A program that reads it knows as well as a person that policies are missing."""
    files, entry, _ = BROKEN[way]
    announce("broken", files, entry=entry)
    announce("whole", {"__init__.py": b"", "lakes.toml": TEXT})
    for language in ("en", "zh"):
        listed = json.loads(call("list", "--format", "json", "--lang", language).text)
        assert [each["id"] for each in listed["policies"]] == [*OWN, "lakes"]
        assert listed["passed_over"] == [{"package": package, "why": why}]


@pytest.mark.parametrize(
    "code", [b"raise RuntimeError", b"import sys; sys.exit(3)", b"import no_such_module", b"not Python"]
)
def test_nothing_of_other_peoples_packages_is_run(code: bytes, announce: Announce, call: Call) -> None:
    """So that a package that cannot be imported brings its policies all the same."""
    files = {"__init__.py": code, "lakes.toml": TEXT, "inner/rivers.toml": TEXT}
    announce("ends", files, entry=b"x=ends\ny=ends.inner")
    assert [each.id for each in installed_policies()] == [*OWN, "lakes", "rivers"]
    assert targetrules.load("lakes").id == targetrules.load("rivers").id == "schools"
    assert call("list").status == 0
    assert not {"ends", "ends.inner"} & set(sys.modules)


def test_a_link_to_nothing_is_told_where_it_is(announce: Announce, call: Call) -> None:
    folder = announce("linked", {"__init__.py": b"", "lakes.toml": TEXT, "rivers.toml": TEXT})
    (folder / "seas.toml").symlink_to(folder / "gone.toml")
    (folder / "rivers.examples.toml").symlink_to(folder / "gone.toml")
    (folder / "folder.toml").mkdir()
    listed = call("list")
    assert [line.split("  ", 1)[0] for line in listed.text.splitlines()[-4:]] == ["folder", "lakes", "rivers", "seas"]
    assert listed.text.count("(not usable; number of faults: 1)") == 3
    for id_, file in (("seas", "seas.toml"), ("rivers", "rivers.examples.toml"), ("folder", "folder.toml")):
        with pytest.raises(targetrules.PolicyError) as raised:
            targetrules.load(id_)
        assert [each.file for each in raised.value.diagnostics] == [str(folder / file)]


def test_an_id_of_two_packages_is_refused_with_both(announce: Announce, call: Call) -> None:
    announce("one", {"lakes.toml": TEXT})
    announce("two", {"lakes.toml": TEXT})
    told = "several packages announce lakes: one, two. Name the file of the one that is meant, or uninstall the others"
    with pytest.raises(targetrules.PolicyError) as raised:
        targetrules.load("lakes")
    assert raised.value.diagnostics[0].message() == f"the file cannot be read: {told}"
    assert call("evaluate", "lakes", "schools.csv").status == 2
    assert call("list").errors == f"note: {told}\n"


def test_an_id_of_the_project_stays_its_own(announce: Announce, call: Call) -> None:
    announce("other", {"jincheng-2010.toml": TEXT})
    told = (
        "several packages announce jincheng-2010: targetrules, other. "
        "The one that targetrules brings is read; for another, name its file"
    )
    with pytest.warns(targetrules.PolicyNote) as caught:
        assert targetrules.load("jincheng-2010").id == "jincheng-2010"
    assert [(str(each.message), each.filename) for each in caught] == [(told, __file__)]
    assert call("check", "jincheng-2010").errors == f"note: {told}\n"
    assert call("list").errors == f"note: {told}\n"


@pytest.mark.parametrize("way", ["archive", "egg", "finder"])
def test_another_package_of_an_id_of_the_project_is_seen_wherever_it_is(
    way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In an archive on the path, in an egg, or where a finder of its own finds it."""
    site = tmp_path / ("other.egg" if way == "egg" else "site")
    info = site / ("EGG-INFO" if way == "egg" else "other-1.0.dist-info")
    info.mkdir(parents=True)
    (info / "entry_points.txt").write_text("[targetrules.policies]\nx = other\n", encoding="utf-8")
    (site / "other").mkdir()
    (site / "other" / "__init__.py").touch()
    (site / "other" / "jincheng-2010.toml").write_bytes(TEXT)
    if way == "finder":
        monkeypatch.setattr(sys, "meta_path", [*sys.meta_path, Finder(str(site))])
    else:
        monkeypatch.syspath_prepend(make_archive(str(site), "zip", site) if way == "archive" else site)
    with pytest.warns(targetrules.PolicyNote, match="several packages announce jincheng-2010: targetrules, other"):
        policy = targetrules.load("jincheng-2010")
    assert policy.id == "jincheng-2010"


class Finder(MetaPathFinder):
    """Finds the packages and the metadata in a folder that is not on the path."""

    def __init__(self, folder: str) -> None:
        self.folder = folder

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        return PathFinder.find_spec(name, [self.folder])

    def find_distributions(self, *_: object) -> Iterable[Distribution]:
        return MetadataPathFinder.find_distributions(DistributionFinder.Context(path=[self.folder]))


@pytest.mark.parametrize("kind", ["file", "folder", "toml"])
def test_a_file_here_with_the_name_of_an_installed_policy_is_told(kind: str, folder: Path, call: Call) -> None:
    name = "jincheng-2010.toml" if kind == "toml" else "jincheng-2010"
    (folder / name).mkdir() if kind == "folder" else (folder / name).write_bytes(TEXT)
    ran = call("check", "jincheng-2010")
    path = name if kind == "toml" else "./jincheng-2010"
    told = f"there is also a file {name} here; the installed policy jincheng-2010 is read. Write {path} for the file"
    assert (ran.status, ran.errors) == (0, f"note: {told}\n")
    assert call("check", "jincheng-2010", "--lang", "zh").errors.startswith("提示：当前文件夹里也有文件 jincheng-2010")
    with pytest.warns(targetrules.PolicyNote, match="there is also a file"):
        assert targetrules.load("jincheng-2010").id == "jincheng-2010"
    if kind != "folder":
        with warnings.catch_warnings(action="error"):
            assert targetrules.load(path).id == "schools"


def test_a_file_without_an_ending_is_a_policy_where_none_is_installed(folder: Path) -> None:
    (folder / "lakes").write_bytes(TEXT)
    with warnings.catch_warnings(action="error"):
        assert targetrules.load("lakes").id == "schools"


def test_an_unknown_id_names_the_packages_that_were_passed_over(announce: Announce) -> None:
    announce("broken", {})
    with pytest.raises(targetrules.PolicyError) as raised:
        targetrules.load("lakes")
    assert raised.value.diagnostics[0].message() == (
        "the file cannot be read: no file and no installed policy has this name; "
        "what these packages announce could not be found: broken"
    )


def test_distributions_whose_names_begin_alike_are_two(announce: Announce) -> None:
    announce("one", {"lakes.toml": TEXT}, distribution="zope.lakes")
    announce("two", {"rivers.toml": TEXT}, distribution="zope.rivers")
    assert [each.id for each in installed_policies()] == [*OWN, "lakes", "rivers"]


def test_of_two_installations_of_a_distribution_the_first_on_the_path_counts(
    announce: Announce, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As Python itself sees them."""
    announce("one", {"lakes.toml": TEXT}, distribution="Lakes_and.Rivers")
    info = tmp_path / "before" / "lakes_and_rivers-2.0.dist-info"
    info.mkdir(parents=True)
    (info / "entry_points.txt").write_text("[targetrules.policies]\n", encoding="utf-8")
    monkeypatch.syspath_prepend(info.parent)
    assert [each.id for each in installed_policies()] == OWN


def test_a_note_on_a_policy_can_be_sent_to_another_process(announce: Announce) -> None:
    announce("other", {"jincheng-2010.toml": TEXT})
    with pytest.warns(targetrules.PolicyNote) as caught:
        targetrules.load("jincheng-2010")
    note = pickle.loads(pickle.dumps(caught[0].message))  # noqa: S301  made in this line
    assert (type(note), str(note)) == (targetrules.PolicyNote, str(caught[0].message))
