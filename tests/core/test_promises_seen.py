"""AMI's bytes to what the observer keeps of them."""

from __future__ import annotations

from aftercall.simulator import seen
from aftercall.simulator.ami import cut, parse

PAUSE = (
    b"Event: QueueMemberPause\r\nPrivilege: agent,all\r\nTimestamp: 1795290854.250000\r\nQueue: q1\r\n"
    b"MemberName: 1001\r\nInterface: PJSIP/2001\r\nPaused: 1\r\nPausedReason: aftercall\r\n\r\n"
)


def test_only_whole_messages_are_cut() -> None:
    """Split at any byte, the same messages come out."""
    stream = PAUSE * 2
    for index in range(len(stream) + 1):
        first, rest = cut(stream[:index])
        second, rest = cut(rest + stream[index:])
        assert first + second == [parse(PAUSE), parse(PAUSE)]
        assert rest == b""


def test_a_letter_cut_in_two_stays_whole() -> None:
    """Bytes are decoded when the message is complete."""
    stream = "Event: X\r\nName: Zoë Пётр\r\n\r\n".encode()
    cutting = stream.index(b"\xc3") + 1
    none, rest = cut(stream[:cutting])
    (message,), _ = cut(rest + stream[cutting:])
    assert (none, message["Name"]) == ([], "Zoë Пётр")


def test_a_pause_is_read_with_its_reason_and_its_agent() -> None:
    """Agents go by their member name, whichever phone they sit at."""
    assert seen.read(parse(PAUSE)) == seen.Paused(1795290854.25, "1001", "q1", "aftercall")


def test_an_unpause_is_another_thing() -> None:
    """It is what ends an aftercall."""
    assert isinstance(seen.read(parse(PAUSE.replace(b"Paused: 1", b"Paused: 0"))), seen.Unpaused)


def test_a_member_without_a_name_goes_by_his_phone() -> None:
    """app_queue repeats the interface where no name was given."""
    message = parse(PAUSE.replace(b"MemberName: 1001", b"MemberName: PJSIP/2001"))
    thing = seen.read(message)
    assert isinstance(thing, seen.Paused)
    assert thing.agent == "2001"


def test_what_does_not_matter_is_nothing() -> None:
    """Most events are none of the observer's business."""
    assert seen.read({"Event": "Newstate", "Timestamp": "1.0"}) is None
