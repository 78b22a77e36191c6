"""What is heard of Asterisk's messages: each kind, what is missing in them, and a recorded run as a whole."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from acd.asterisk.clocks import STALE, Clocks, offset_of
from acd.asterisk.ear import Ear
from acd.asterisk.fields import Misheard
from acd.asterisk.hear import EVENTS, USER_EVENTS, Star, Stirred, hear
from acd.asterisk.recording import read
from acd.asterisk.wire import Message
from acd.core import heard as h
from acd.core.heard import Device, Parting

RECORDINGS = Path(__file__).parent.parent / "recordings"
AT = 1_795_292_000_000


def message(name: str, **headers: str) -> Message:
    lines = "\r\n".join(f"{key}: {value}" for key, value in headers.items())
    return Message(f"Event: {name}\r\nPrivilege: x\r\n{lines}".encode())


def member(name: str, **more: str) -> Message:
    """The body that app_queue writes for every member event, in its order."""
    body = {
        "Queue": "sales",
        "MemberName": "a1001",
        "Interface": "PJSIP/1001",
        "StateInterface": "PJSIP/1001",
        "Membership": "dynamic",
        "Penalty": "3",
        "CallsTaken": "12",
        "LastCall": "0",
        "LastPause": "0",
        "LoginTime": "1795292165",
        "InCall": "0",
        "Status": "1",
        "Paused": "1",
        "PausedReason": "przerwa",
        "Ringinuse": "0",
        "Wrapuptime": "0",
    }
    return message(name, **{**body, **more})


CALL = {
    "Channel": "PJSIP/callers-00000002",
    "CallerIDNum": "48555",
    "CallerIDName": "Łucja",
    "Uniqueid": "1795292168.5",
    "Linkedid": "1795292168.5",
    "DestChannel": "PJSIP/1001-00000004",
    "DestCallerIDNum": "1001",
    "DestUniqueid": "1795292168.13",
    "Queue": "sales",
    "Interface": "PJSIP/1001",
    "MemberName": "a1001",
}
ENDED = {
    "Channel": "PJSIP/1001-00000004",
    "Uniqueid": "1795292168.13",
    "UserEvent": "AcdEnded",
    "Agent": "a1001",
    "Phone": "1001",
    "Queue": "sales",
    "Call": "1795292168.5",
    "Token": "1795292168.13",
    "Leg": "PJSIP/1001-00000004",
    "Began": str(AT - 60_000),
    "Ended": str(AT - 5),
    "Aftercall": "1500",
    "Deadline": str(AT - 5 + 1500),
    "Now": str(AT - 3),
}
SEEN = h.MemberSeen("sales", "a1001", "1001", True, "przerwa", Device.FREE, 3)


def user(name: str, **headers: str) -> Message:
    return message("UserEvent", UserEvent=name, **headers)


CALLS: list[tuple[Message, h.Heard | Star | Stirred | None]] = [
    (user("AcdHold", Token="t1", On="1"), h.PartyHeld(AT, "t1", True)),
    (user("AcdHold", Token="t1", On="0"), h.PartyHeld(AT, "t1", False)),
    (
        user("AcdTransfer", Token="t1", Kind="agent", To="1002", Call="c1"),
        h.Transferred(AT, "t1", "agent", "1002", "c1"),
    ),
    (
        user("AcdReturned", Token="t1", To="1002", How="BUSY", Queue="sales", Call="c1"),
        h.TransferReturned(AT, "t1", "1002", "BUSY", "sales", "c1"),
    ),
    (user("AcdHanded", Token="t1"), h.Handed(AT, "t1")),
    (
        user("AcdConsult", Token="t1", Stage="ringing", Kind="queue", To="help", Call="x-1;2"),
        h.Consulting(AT, "t1", "ringing", "queue", "help", "x-1;2"),
    ),
    (
        user("AcdConsult", Token="t1", Stage="over", Kind="agent", To="1002", Call="x-1;2", How="ANSWER"),
        h.Consulting(AT, "t1", "over", "agent", "1002", "x-1;2", "ANSWER"),
    ),
    (user("AcdDial", Call="m-1", Stage="over", How="BUSY"), h.DialledIs(AT, "m-1", "over", "BUSY")),
    (
        user("AcdListen", Agent="1001", Token="t1", Ear="l-1", Mode="whisper"),
        h.ListeningIs(AT, "1001", "t1", "l-1", "whisper"),
    ),
    (
        user(
            "AcdOffer",
            Agent="1002",
            Phone="1002",
            Queue="sales",
            Call="c1",
            Leg="PJSIP/1002-1",
            Why="transfer",
        ),
        h.Offered(AT, "sales", "c1", "1002", "1002", "PJSIP/1002-1", "transfer"),
    ),
    (
        user("AcdOfferOver", Agent="1002", Queue="sales", Call="c1", Rang="900"),
        h.OfferOver(AT, "sales", "c1", "1002", 900),
    ),
    (
        user(
            "AcdTalk",
            Agent="1001",
            Phone="1001",
            Queue="",
            Call="m-1",
            Leg="L",
            Token="t2",
            Why="dial",
            Number="22",
        ),
        h.Answered(AT, "", "m-1", "1001", "1001", "L", "t2", "dial", "22"),
    ),
    (
        message("OriginateResponse", Response="Failure", Uniqueid="l-1"),
        h.ListeningIs(AT, "", "", "l-1", "over"),
    ),
    (message("OriginateResponse", Response="Success", Uniqueid="l-1"), None),
    (message("OriginateResponse", Response="Failure", Uniqueid="d-1"), None),
]


CASES: list[tuple[Message, h.Heard | Star | Stirred | None]] = [
    (member("QueueMemberAdded"), h.MemberIs(AT, SEEN)),
    (member("QueueMemberStatus"), h.MemberIs(AT, SEEN)),
    (member("QueueMemberPenalty"), h.MemberIs(AT, SEEN)),
    (member("QueueMemberPause"), h.MemberIs(AT, SEEN)),
    (
        member("QueueMemberStatus", Status="6", Paused="0", PausedReason=""),
        h.MemberIs(AT, h.MemberSeen("sales", "a1001", "1001", False, "", Device.RINGING, 3)),
    ),
    (
        member("QueueMemberStatus", MemberName="Anna", Interface="Local/9@x/n"),
        h.MemberIs(AT, h.MemberSeen("sales", "Anna", "", True, "przerwa", Device.FREE, 3)),
    ),
    (member("QueueMemberRemoved"), h.MemberGone(AT, "sales", "a1001", "1001")),
    (
        message("DeviceStateChange", Device="PJSIP/1001", State="ONHOLD"),
        h.PhoneIs(AT, "1001", Device.ON_HOLD),
    ),
    (
        message("DeviceStateChange", Device="PJSIP/1001", State="UNAVAILABLE"),
        h.PhoneIs(AT, "1001", Device.GONE),
    ),
    (message("DeviceStateChange", Device="Queue:sales_avail", State="INUSE"), None),
    (
        message("QueueCallerJoin", **CALL, Position="2"),
        h.CallerJoined(AT, "sales", "1795292168.5", "PJSIP/callers-00000002", "48555", "Łucja", 2),
    ),
    (
        message(
            "QueueCallerJoin",
            **{**CALL, "CallerIDNum": "<unknown>", "CallerIDName": "<unknown>"},
            Position="1",
        ),
        h.CallerJoined(AT, "sales", "1795292168.5", "PJSIP/callers-00000002", "", "", 1),
    ),
    (message("QueueCallerLeave", **CALL), h.CallerLeft(AT, "sales", "1795292168.5")),
    (
        message("AgentCalled", **CALL),
        h.Offered(AT, "sales", "1795292168.5", "a1001", "1001", "PJSIP/1001-00000004"),
    ),
    (
        message("AgentRingNoAnswer", **CALL, RingTime="15003"),
        h.OfferOver(AT, "sales", "1795292168.5", "a1001", 15003),
    ),
    (
        message("AgentConnect", **CALL, HoldTime="1", RingTime="0"),
        h.Answered(AT, "sales", "1795292168.5", "a1001", "1001", "PJSIP/1001-00000004", "1795292168.13"),
    ),
    (message("MusicOnHoldStart", Channel="PJSIP/c-00000001"), h.MusicIs(AT, "PJSIP/c-00000001", True)),
    (message("MusicOnHoldStop", Channel="PJSIP/c-00000001"), h.MusicIs(AT, "PJSIP/c-00000001", False)),
    (message("Hold", Channel="PJSIP/1001-00000001"), h.HeldIs(AT, "PJSIP/1001-00000001", True)),
    (message("Unhold", Channel="PJSIP/1001-00000001"), h.HeldIs(AT, "PJSIP/1001-00000001", False)),
    (
        message("UserEvent", UserEvent="AcdReleased", Agent="a1", Phone="1001", Token="t", Now="1"),
        h.Released(AT, "a1", "1001", "t"),
    ),
    (
        message(
            "UserEvent",
            UserEvent="AcdTalk",
            Agent="a1",
            Phone="1001",
            Queue="sales",
            Call="d-1",
            Leg="PJSIP/1001-00000001",
            Token="t",
        ),
        h.Answered(AT, "sales", "d-1", "a1", "1001", "PJSIP/1001-00000001", "t"),
    ),
    (
        message("UserEvent", UserEvent="AcdCallerDone", Queue="sales", Call="c", Status="", Now="1"),
        h.CallerDone(AT, "sales", "c", Parting.ABANDONED),
    ),
    (
        message(
            "UserEvent", UserEvent="AcdCallerDone", Queue="sales", Call="c", Status="LEAVEEMPTY", Now="1"
        ),
        h.CallerDone(AT, "sales", "c", Parting.EMPTY),
    ),
    (
        message(
            "UserEvent",
            Channel="PJSIP/1001-00000009",
            Uniqueid="u",
            UserEvent="AcdStar",
            Phone="1001",
            Code="52",
            Arg="",
            Agent="17",
            Pin="4711",
        ),
        Star(AT, "1001", "52", "", "17", "4711", "PJSIP/1001-00000009", "u"),
    ),
    (message("UserEvent", UserEvent="AcdBoot", Now="1"), Stirred(AT, "boot")),
    (message("UserEvent", UserEvent="AcdClock", Jump="60000", Now="1"), Stirred(AT, "clock")),
    (message("UserEvent", UserEvent="SomebodyElses"), None),
    (message("Newchannel", **CALL), None),
    (Message(b"Response: Success\r\nQueue: sales"), None),
]


@pytest.mark.parametrize(
    ("said", "heard"),
    [*CASES, *CALLS],
    ids=[said.get("UserEvent") or said.name for said, _ in [*CASES, *CALLS]],
)
def test_each_kind(said: Message, heard: h.Heard | Star | Stirred | None) -> None:
    """Each message is heard as what it means; what is nobody's business is nothing."""
    assert hear(said, AT) == heard


def test_member_in_another_order() -> None:
    """A member event whose headers stand in another order, or with new ones between, is understood as well."""
    lines = member("QueueMemberStatus").raw.split(b"\r\n")
    shuffled = [lines[0], *reversed(lines[1:]), b"Novelty: 1"]
    assert hear(Message(b"\r\n".join(shuffled)), AT) == h.MemberIs(AT, SEEN)


def test_every_kind_is_tried() -> None:
    """No kind of event is understood that this file does not try."""
    tried = {said.get("UserEvent") or said.name for said, _ in [*CASES, *CALLS]} | {"UserEvent", "AcdEnded"}
    assert EVENTS.keys() | USER_EVENTS.keys() <= tried


# --- moments -----------------------------------------------------------------------------------------------------


def test_ended_on_one_clock() -> None:
    """With both clocks alike, the moments are the dialplan's own; the event's way here counts for nothing."""
    heard = hear(message("UserEvent", **ENDED), AT)
    assert heard == h.Ended(
        AT - 5, "a1001", "1001", "sales", "1795292168.5", "1795292168.13", AT - 60_000, 1500, AT - 5 + 1500
    )


@pytest.mark.parametrize("offset", [-7_200_000, -3, 0, 40, 3_600_000])
def test_ended_on_another_clock(offset: int) -> None:
    """Asterisk's moments are told on our clock, whatever lies between the two."""
    heard = hear(message("UserEvent", **ENDED), AT + offset, offset)
    assert isinstance(heard, h.Ended)
    assert (heard.at, heard.began, heard.deadline) == (
        AT - 5 + offset,
        AT - 60_000 + offset,
        AT + 1495 + offset,
    )


def test_late_event() -> None:
    """An event that lay in the wire for seconds still tells when the talk ended, not when it arrived."""
    heard = hear(message("UserEvent", **ENDED), AT + 8_000)
    assert isinstance(heard, h.Ended)
    assert heard.at == AT - 5


def test_clock_stepped_meanwhile() -> None:
    """Asterisk's clock was set and nobody measured yet: the event's own `Now` says by how much."""
    for step in (3_600_000, -3_600_000):
        stepped = {
            k: str(int(v) + step) if k in ("Began", "Ended", "Deadline", "Now") else v
            for k, v in ENDED.items()
        }
        heard = hear(message("UserEvent", **stepped), AT)
        assert isinstance(heard, h.Ended)
        assert abs(heard.at - AT) < 10
        assert heard.deadline - heard.at == 1500


def test_never_from_the_future() -> None:
    """Nothing is heard to have ended after it was heard, nor to have begun after it ended."""
    heard = hear(message("UserEvent", **{**ENDED, "Ended": str(AT + 50), "Began": str(AT + 90)}), AT)
    assert isinstance(heard, h.Ended)
    assert heard.began <= heard.at <= AT


@given(st.integers(-(10**9), 10**9), st.integers(0, STALE))
def test_offset_of(offset: int, in_wire: int) -> None:
    """A message as old as any may be is placed by the measured offset."""
    assert offset_of(AT - offset, AT + in_wire, offset) == offset


@given(st.integers(-(10**7), 10**7), st.lists(st.tuples(st.integers(0, 400), st.floats(0, 1)), min_size=1))
def test_clocks(true: int, pings: list[tuple[int, float]]) -> None:
    """However slow and lopsided the pings, the offset is within half a trip of the truth after each."""
    clocks = Clocks(lambda: AT)
    for trip, way in pings:
        clocks.compare(AT - true - trip * way, trip)
        assert abs(clocks.offset - true) <= trip + 2
    assert clocks.ours(clocks.theirs(AT)) == AT


# --- what is wrong -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        member("QueueMemberStatus", Status="x"),
        member("QueueMemberStatus", Status="9"),
        member("QueueMemberStatus", Penalty=""),
        message("QueueMemberStatus", Queue="sales"),
        message("QueueMemberRemoved", Queue="sales"),
        message("DeviceStateChange", Device="PJSIP/1001", State="DREAMING"),
        message("QueueCallerJoin", **CALL, Position="first"),
        message("QueueCallerJoin", **CALL),
        message("AgentRingNoAnswer", **CALL, RingTime="1.5"),
        message("AgentConnect", **{**CALL, "DestUniqueid": ""}),
        message("UserEvent", **{**ENDED, "Deadline": "soon"}),
        message("UserEvent", **{**ENDED, "Token": ""}),
        message("UserEvent", UserEvent="AcdCallerDone", Queue="sales", Call="c", Status="PUZZLED"),
        message("UserEvent", UserEvent="AcdStar", Phone="1001", Pin="4711"),
        message("MusicOnHoldStart"),
    ],
)
def test_misheard(said: Message) -> None:
    """A field that is missing or no number is told with the message, counted and dropped; a PIN is not told."""
    with pytest.raises(Misheard):
        hear(said, AT)
    ear = Ear(Clocks(lambda: AT))
    with capture_logs() as logs:
        assert ear.hear(said) is None
    assert ear.misheard == 1
    assert [entry["log_level"] for entry in logs] == ["warning"]
    assert "4711" not in str(logs)


@given(st.sampled_from(sorted(EVENTS)), st.binary(max_size=300))
def test_nothing_raises_but_misheard(name: str, junk: bytes) -> None:
    """Whatever bytes stand in a message of a known kind, it is understood or misheard."""
    with suppress(Misheard):
        hear(Message(b"Event: " + name.encode() + b"\r\n" + junk), AT)


# --- a recorded run ----------------------------------------------------------------------------------------------


def test_recorded_run() -> None:
    """A call with its aftercall, extended and ended, then a ring withdrawn for a break and the same caller given to
    somebody else: heard from the bytes of a real Asterisk."""
    with (RECORDINGS / "aftercall_and_withdrawn_ring.ami").open("rb") as file:
        heard = [said for at, m in read(file) if (said := hear(m, at)) is not None]
    story = [
        s for s in heard if not isinstance(s, h.MemberIs | h.PhoneIs | h.MemberGone | h.MusicIs | Stirred)
    ]
    assert [type(s).__name__ for s in story] == [
        *("CallerJoined", "Offered", "CallerLeft", "Answered", "Ended", "CallerDone"),
        *("CallerJoined", "Offered", "OfferOver", "Offered", "CallerLeft", "Answered"),
    ]
    answered, ended = story[3], story[4]
    assert isinstance(answered, h.Answered)
    assert isinstance(ended, h.Ended)
    assert (ended.token, ended.call, ended.phone) == (answered.token, answered.call, answered.phone)
    assert ended.deadline - ended.at == ended.aftercall == 1500
    reasons = [s.member.reason for s in heard if isinstance(s, h.MemberIs) and s.member.paused]
    assert list(dict.fromkeys(reasons)) == ["arranging", "call", "aftercall", "lunch", "coffee"]
