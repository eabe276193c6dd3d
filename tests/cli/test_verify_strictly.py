"""`verify` refuses a file of outcomes of which people see more than a reader takes, and tells each place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Call
from tests.cli.records import RECORD, line

FILES = ("schools.toml", "schools.csv")
STRICT = """\
error: outcomes: this is not as `targetrules evaluate --record` writes it, and nothing was compared; \
verify the file that it wrote
"""
EAST = b'{"unit": "East", "period": "2024Q1", "grade": "A"}'
HEADER = b"unit,period,grade"
KEYS = "unit, period, grade, measures, places, conditions, statuses, consequences, replaced, undetermined, remarks"
MAY = "what may stand in its place"
PARTS = (
    "policy, policy_sha256, input_sha256, version, format, options, details_sha256, lower_policies_sha256, "
    "bases_sha256, targets_sha256, state_sha256"
)


def document(outcomes: bytes, more: bytes = b"") -> bytes:
    return line()[:-1] + b', "outcomes": ' + outcomes + more + b"}"


FORGED = {
    "column-twice": (
        b"# " + line() + b"\nunit,period,grade,grade\nEast,2024Q1,A,C\n",
        ["line 2: the column “grade” stands there more than once"],
    ),
    "two-columns-twice": (
        b"# " + line() + b"\nunit,unit,period,period,period\n",
        [
            "line 2: the column “unit” stands there more than once",
            "line 2: the column “period” stands there more than once",
        ],
    ),
    "column-of-none": (
        b"# " + line() + b"\nunit,period,Grade,measure.,verified\n",
        [f"line 2: outcomes have no column “{name}”" for name in ("Grade", "measure.", "verified")],
    ),
    "column-missing": (
        b"# " + line() + b"\ngrade\nA\n",
        ["line 2: the column “unit” is not there", "line 2: the column “period” is not there"],
    ),
    "no-header": (
        b"# " + line() + b"\n",
        ["line 2: the column “unit” is not there", "line 2: the column “period” is not there"],
    ),
    "cells-without-column": (
        b"# " + line() + b"\n" + HEADER + b'\n"Ea\nst",2024Q1,A,C\n\nWest,2024Q1\n',
        ["line 3: 4 cells, but 3 columns", "line 6: 2 cells, but 3 columns"],
    ),
    "quotation-marks": (
        b"# " + line() + b"\n" + HEADER + b'\nWest,2024Q1,A\n"East" ,2024Q1,A\n',
        [
            (
                "line 4: from here on this is no CSV: a quotation mark in the wrong place or without a partner, "
                "or a cell that is longer than any of outcomes"
            )
        ],
    ),
    "key-twice": (
        line() + b'\n{"unit": "East", "period": "2024Q1", "grade": "A", "grade": "C"}\n',
        ['line 2: the key “grade” stands there more than once: "A", "C"'],
    ),
    "key-twice-within": (
        line()
        + b'\n\n{"unit": "East", "period": "2024Q1", "measures": {"rate": "1", "rate": "2", "rate": null}, '
        + b'"consequences": [{"id": "a"}, {"id": "b", "id": "b"}]}\n',
        [
            'line 3: the key “measures.rate” stands there more than once: "1", "2", null',
            'line 3: the key “consequences.2.id” stands there more than once: "b", "b"',
        ],
    ),
    "key-twice-in-the-record": (
        b'{"record": {"policy": "a", ' + line()[len(b'{"record": {') :],
        ['line 1: the key “record.policy” stands there more than once: "a", "schools"'],
    ),
    "key-twice-in-the-record-of-csv": (
        b'# {"record": {"policy": "a", ' + line()[len(b'{"record": {') :] + b"\n" + HEADER + b"\n",
        ['line 1: the key “record.policy” stands there more than once: "a", "schools"'],
    ),
    "two-records": (
        line()[:-1] + b', "record": 3}\n',
        [
            (
                'line 1: the key “record” stands there more than once: {"policy": "schools", "policy_sha256": "0", '
                '"input_sha256": …, 3'
            )
        ],
    ),
    "outcomes-twice": (
        document(b"[" + EAST + b"]", b', "outcomes": []'),
        [
            (
                'the document: the key “outcomes” stands there more than once: [{"unit": "East", "period": "2024Q1", '
                '"grade": "A"}], []'
            )
        ],
    ),
    "further-keys": (
        document(
            b'[{"unit": "East", "period": "2024Q1", "note": 1, "places": {"x": {"rank": 1, "of": 2}}}]',
            b', "outcome": []',
        ),
        [
            f"the document: there is no key “outcome” in outcomes ([] stands there); {MAY}: record, outcomes",
            f"the document: there is no key “outcomes.1.note” in outcomes (1 stands there); {MAY}: {KEYS}",
            f"the document: there is no key “outcomes.1.places.x.of” in outcomes (2 stands there); {MAY}: rank, size",
        ],
    ),
    "further-keys-in-lines": (
        line()[:-1] + b', "approved": true}\n' + line() + b"\n",
        [
            "line 1: there is no key “approved” in outcomes (true stands there); what may stand in its place: record",
            f"line 2: there is no key “record” in outcomes ({json.dumps(RECORD)[:60]}… stands there); {MAY}: {KEYS}",
            "line 2: the key “unit” is not there",
            "line 2: the key “period” is not there",
        ],
    ),
    "further-part-of-the-record": (
        line(signed=True),
        [
            "line 1: there is no key “record.signed” in outcomes (true stands there); what may stand in its place: "
            + PARTS
        ],
    ),
    "truth-is-no-number": (line(format=True), ["line 1: “record.format” is true; expected: a whole number"]),
    "fraction-is-no-version": (line(format=1.0), ["line 1: “record.format” is 1.0; expected: a whole number"]),
    "texts-that-are-none": (
        line(policy=None, version=1, options=[], format="1"),
        [
            "line 1: “record.policy” is null; expected: a text",
            "line 1: “record.version” is 1; expected: a text",
            'line 1: “record.format” is "1"; expected: a whole number',
            "line 1: “record.options” is []; expected: an object",
        ],
    ),
    "part-missing": (
        b'{"record": {"policy": "a", "version": "1", "format": 1, "options": {}}}',
        ["line 1: the key “record.policy_sha256” is not there", "line 1: the key “record.input_sha256” is not there"],
    ),
    "not-objects": (
        line() + b"\n[1, 2]\n" + EAST + b"\n3\n",
        ["line 2: [1, 2] is no outcome; expected: an object", "line 4: 3 is no outcome; expected: an object"],
    ),
    "outcomes-are-no-list": (document(b"3"), ["the document: “outcomes” is 3; expected: a list"]),
    "outcomes-are-no-objects": (
        document(b'[[], "East"]'),
        [
            "the document: “outcomes.1” is []; expected: an object",
            'the document: “outcomes.2” is "East"; expected: an object',
        ],
    ),
    "broken-line": (
        line() + b'\n{"unit": "East", period: 3}\n{"unit": NaN, "period": 1}\n{"unit": 1' + b"0" * 5000 + b"}",
        [
            "line 2: from character 18 on this is no JSON: period: 3}",
            'line 3: from character 10 on this is no JSON: NaN, "period": 1}',
            "line 4: from character 10 on this is no JSON: 1" + "0" * 29,
        ],
    ),
    "broken-document": (
        b'{"record": {},\n"outcomes": [\n{"unit": }]}',
        ["line 3: from character 10 on this is no JSON: }]}"],
    ),
    "many": (
        line() + b"\n3" * 25,
        [f"line {number}: 3 is no outcome; expected: an object" for number in range(2, 22)] + ["and 5 more"],
    ),
}


@pytest.mark.parametrize(("data", "told"), FORGED.values(), ids=FORGED)
def test_what_a_reader_would_pass_over_is_refused_with_its_place(
    data: bytes, told: list[str], call: Call, folder: Path
) -> None:
    (folder / "outcomes").write_bytes(data)
    ran = call("verify", "outcomes", *FILES)
    assert (ran.status, ran.text, ran.errors) == (2, "", STRICT + "".join(f"    {each}\n" for each in told))


def test_the_same_in_chinese(call: Call, folder: Path) -> None:
    (folder / "outcomes").write_bytes(
        line(format=True) + b'\n{"unit": "East", "period": 1, "grade": "A", "grade": "C"}\n'
    )
    ran = call("verify", "outcomes", *FILES, "--lang", "zh")
    assert (ran.status, ran.errors) == (
        2,
        (
            "错误：outcomes：与 `targetrules evaluate --record` 写出的样子不符，未作任何比较；请核对它原来写出的文件\n"
            "    第 1 行：“record.format”是 true；应为：整数\n"
            '    第 2 行：键“grade”出现不止一次："A"、"C"\n'
        ),
    )
