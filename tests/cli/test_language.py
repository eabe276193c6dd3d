"""In which language the program speaks."""

from __future__ import annotations

import pytest

from targetrules.cli.language import language_asked
from tests.cli.conftest import Call


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh"}, "zh"),
        ({"LANG": "ZH_TW"}, "zh"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, "zh"),
        ({"LC_ALL": "C", "LC_MESSAGES": "zh_CN.UTF-8"}, "en"),
    ],
)
def test_the_environment_says_it(environment: dict[str, str], language: str) -> None:
    assert language_asked(["list"], environment) == language


@pytest.mark.parametrize("arguments", [["--lang", "zh", "list"], ["list", "--lang", "zh"], ["list", "--lang=zh"]])
def test_the_option_is_stronger_wherever_it_stands(arguments: list[str], call: Call) -> None:
    ran = call(*arguments)
    assert ran.status == 0
    assert ran.text.startswith("政策")


def test_behind_two_dashes_there_are_no_options() -> None:
    assert language_asked(["check", "--", "--lang", "zh"], {}) == "en"


def test_mistakes_are_told_in_the_language_of_the_option(call: Call) -> None:
    ran = call("list", "--frmat", "json", "--lang", "zh")
    assert ran.errors.splitlines()[1] == "错误：没有 --frmat 这个选项，是不是 --format？"


def test_help_is_told_in_the_language_of_the_option_even_where_it_follows(call: Call) -> None:
    assert call("list", "--help", "--lang", "zh").text.startswith("用法：targetrules list [OPTIONS]\n")
