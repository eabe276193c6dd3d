"""Records of decisions, as files begin with them, and what `verify` says where all is the same."""

from __future__ import annotations

import json

__all__ = ["RECORD", "REPORT", "line"]

RECORD = {
    "policy": "schools",
    "policy_sha256": "0",
    "input_sha256": "0",
    "version": "0.1.0",
    "format": 1,
    "options": {},
}

REPORT = """\
policy: the same
policy file (SHA-256): the same
results (SHA-256): the same
version of the program: the same
version of the language: the same
options: none recorded
outcomes: all 6 the same
{signature}
verified
"""


def line(**changes: object) -> bytes:
    """A record with other values, as JSON lines begin with it."""
    return json.dumps({"record": {**RECORD, **changes}}).encode()
