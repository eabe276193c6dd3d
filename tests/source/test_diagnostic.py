from __future__ import annotations

from targetrules.source.diagnostic import Diagnostic, PolicyError
from targetrules.source.document import Span
from targetrules.wording import Listing, Word


def test_a_policy_error_as_text_is_one_line_a_fault() -> None:
    first = Diagnostic("TR001", "县.toml", None, {"why": Word("diagnostics.no-such-policy")})
    second = Diagnostic("TR024", "县.toml", Span(3, 5, 3, 9), {"found": "exellent", "known": Listing(("good", "poor"))})
    assert str(PolicyError([first, second])) == (
        "县.toml: TR001 the file cannot be read: no file and no installed policy has this name\n"
        "县.toml:3:5: TR024 there is no grade “exellent”"
    )


def test_what_to_do_is_the_suggestion_where_there_is_one() -> None:
    values = {"found": "exellent", "known": Listing(("excellent", "poor"))}
    near = Diagnostic("TR024", "a.toml", None, values, "excellent")
    far = Diagnostic("TR024", "a.toml", None, values)
    assert [near.advice(), near.advice("zh")] == ["did you mean “excellent”?", "是不是“excellent”？"]
    assert [far.advice(), far.advice("zh")] == ["grades, best first: excellent, poor", "等次由好到差：excellent、poor"]


def test_a_message_is_one_line_of_visible_characters_whatever_the_names() -> None:
    name = "a\nb\x1b[31m\u202e\u3000\U000e0001"
    found = Diagnostic("TR024", "a.toml", None, {"found": name, "known": Listing(())}, name)
    assert found.message() == "there is no grade “a\\nb\\x1b[31m\\u202e\u3000\\U000e0001”"
    assert found.advice() == "did you mean “a\\nb\\x1b[31m\\u202e\u3000\\U000e0001”?"


def test_long_names_and_long_lists_are_shortened() -> None:
    known = Listing(tuple(f"g{number}" for number in range(1000)))
    found = Diagnostic("TR024", "a.toml", None, {"found": "x" * 1000, "known": known})
    first = ", ".join(f"g{number}" for number in range(23))
    assert found.message() == f"there is no grade “{'x' * 79}…”"
    assert found.advice() == f"grades, best first: {first}, 977 others"
    expected = Diagnostic("TR013", "a.toml", None, {"found": "y", "expected": tuple(known.parts)})
    assert expected.advice("zh") == f"这里可用：{'、'.join(known.parts[:23])} 或另外 977 个"
