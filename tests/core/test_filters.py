"""Event filters of manager.conf: what a user with these lines would be told."""

from __future__ import annotations

import pytest

from acd.asterisk.filters import tells

OURS = {"Event": "Hangup", "Uniqueid": "d-main-0-0"}
OTHERS = {"Event": "Hangup", "Uniqueid": "1700000000.1"}


@pytest.mark.parametrize(
    ("lines", "ours", "others"),
    [
        ([], True, True),
        ([("read", "call")], True, True),
        ([("eventfilter(name(Hangup))", "")], True, True),
        ([("eventfilter(name(DialState))", "")], False, False),
        ([("eventfilter(name(Hangup),header(Uniqueid),method(starts_with))", "d-")], True, False),
        ([("eventfilter(header(Uniqueid), method(regex), name(Hangup))", "^d-")], True, False),
        ([("eventfilter(name(Hangup),header(Channel),method(contains))", "d-")], False, False),
        ([("eventfilter(action(exclude),header(Uniqueid),method(starts_with))", "d-")], False, True),
        ([("eventfilter(name(Hangup))", ""), ("eventfilter", "!Uniqueid: 17")], True, False),
        ([("eventfilter", "Event: Hangup.*Uniqueid: d-")], True, False),
        ([("eventfilter", "Event: (Hangup")], False, False),
    ],
)
def test_what_is_told(lines: list[tuple[str, str]], ours: bool, others: bool) -> None:
    """Advanced filters and those of old, that include and exclude; without any, everything is told."""
    assert (tells(lines, OURS), tells(lines, OTHERS)) == (ours, others)
