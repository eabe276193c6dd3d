"""A policy package of somebody else: the one that the how-to shows, built and installed as its readers would."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.blocks import PAGES, Page
from tests.docs.following import agrees, commands
from tests.packaging.installing import Built, Environment, build, fresh_environment, run

# One worker builds and installs, once (pytest-xdist).
pytestmark = pytest.mark.xdist_group("wheel")

POLICY = "lakeside-2024"


@pytest.fixture(scope="module")
def page() -> Page:
    return next(page for page in PAGES if page.path == "docs/how-to/policy-package.md")


@pytest.fixture(scope="module")
def project(page: Page, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The how-to's files, in a folder."""
    folder = tmp_path_factory.mktemp("third-party") / "lakeside-policies"
    for block in page.blocks:
        name = block.option("file")
        if name is not None:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(block.text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def environment(built: Built, project: Path, tmp_path_factory: pytest.TempPathFactory) -> Environment:
    """An environment of its own, so that nothing third-party is seen by the other tests."""
    folder = tmp_path_factory.mktemp("with-third-party")
    environment = fresh_environment(folder / "venv")
    environment.install(built.wheel, build(project, folder).wheel)
    return environment


def test_load_finds_it(environment: Environment) -> None:
    code = f"import targetrules; policy = targetrules.load({POLICY!r}); print(policy.id, len(policy.rules.examples))"
    assert environment.python_says(code) == f"{POLICY} 1\n"


def test_it_decides(environment: Environment) -> None:
    rows = [{"unit": "Hill School", "period": 2024, "score": 59.9}]
    code = f"import targetrules; print(targetrules.load({POLICY!r}).evaluate({rows!r})[0].consequences[0].id)"
    assert environment.python_says(code) == "improvement-plan\n"


def test_the_package_that_brought_it_is_known(environment: Environment) -> None:
    code = (
        "from targetrules.installed import installed_policies\n"
        f"print([each.package for each in installed_policies() if each.id == {POLICY!r}])"
    )
    assert environment.python_says(code) == "['lakeside_policies']\n"


def test_the_commands_say_what_the_how_to_shows(
    environment: Environment, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    for block in page.blocks:
        if block.language == "console":
            typed = commands(block.text)
            assert typed
            said = [f"$ {each}\n{environment.targetrules(*each.split()[1:])}" for each in typed]
            assert agrees(block.text, "".join(said)), "".join(said)


def test_its_own_tests_pass(environment: Environment, project: Path) -> None:
    said = run(str(environment.python), "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests", folder=project)
    assert " passed in " in said
