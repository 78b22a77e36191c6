"""The wire: bytes to whole messages and back, the same for every way of cutting them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.asterisk.wire import BANNER, LONGEST_MESSAGE, Message, NotAmi, Unsendable, Wire, encode

STREAM = (
    "Asterisk Call Manager/11.0.0\r\n"
    "Response: Success\r\nActionID: a-1\r\nMessage: Authentication accepted\r\n\r\n"
    "Event: AgentCalled\r\nQueue: sprzedaż\r\nMemberName: Пётр\r\nInterface: PJSIP/1001\r\n\r\n"
    "\r\n"
    "Event: QueueMemberPause\r\nQueue: help\r\nPausedReason: \r\nPaused: 1\r\n\r\n\r\n\r\n"
    "Event: Bare\r\n\r\n"
).encode()
WHOLE = ["Response: Success", "Event: AgentCalled", "Event: QueueMemberPause", "Event: Bare"]


def heads(messages: list[Message]) -> list[str]:
    return [m.raw.split(b"\r\n")[0].decode() for m in messages]


def test_split_at_every_byte() -> None:
    """Wherever the bytes are cut in two, the same messages come out, no letter torn."""
    for cut in range(len(STREAM) + 1):
        wire = Wire()
        messages = wire.feed(STREAM[:cut]) + wire.feed(STREAM[cut:])
        assert heads(messages) == WHOLE, cut
        assert messages[1].get("MemberName") == "Пётр"
        assert wire.banner == "11.0.0"


def test_byte_by_byte() -> None:
    """A peer that sends single bytes is understood as well as any other."""
    wire = Wire()
    messages = [m for i in range(len(STREAM)) for m in wire.feed(STREAM[i : i + 1])]
    assert heads(messages) == WHOLE


@given(st.lists(st.integers(0, len(STREAM)), max_size=8))
def test_any_cuts(cuts: list[int]) -> None:
    """Any number of cuts, empty pieces included, changes nothing."""
    edges = [0, *sorted(cuts), len(STREAM)]
    wire = Wire()
    pieces = [STREAM[a:b] for a, b in pairwise(edges)]
    assert heads([m for piece in pieces for m in wire.feed(piece)]) == WHOLE


@given(st.lists(st.sampled_from([b"\r", b"\n", b"\r\n", b"A: b", b""]), max_size=40), st.data())
def test_line_ends_cut_anywhere(parts: list[bytes], data: st.DataObject) -> None:
    """Runs of line ends, however odd and however cut, give what the uncut stream gives."""
    stream = b"".join(parts)
    at_once, piecewise = Wire(greeted=True), Wire(greeted=True)
    whole = [m.raw for m in at_once.feed(stream)]
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    edges = [0, *cuts, len(stream)]
    pieces = [stream[a:b] for a, b in pairwise(edges)]
    assert [m.raw for piece in pieces for m in piecewise.feed(piece)] == whole


@pytest.mark.parametrize("hello", [b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.1 400 Bad Request\r\n\r\n", b"\x00"])
def test_not_ami(hello: bytes) -> None:
    """Who does not greet like AMI is known for it at the first wrong byte."""
    with pytest.raises(NotAmi, match="greets"):
        Wire().feed(hello)


def test_banner_in_pieces() -> None:
    """Half a banner is waited for, not refused."""
    wire = Wire()
    assert wire.feed(BANNER[:5]) == []
    assert wire.banner is None
    wire.feed(BANNER[5:] + b"12.0.0\r\n")
    assert wire.banner == "12.0.0"


def test_endless_message() -> None:
    """A message that never ends is given up before it fills the memory."""
    wire, piece = Wire(greeted=True), b"x" * (1 << 20)
    for _ in range(LONGEST_MESSAGE // len(piece)):
        assert wire.feed(piece) == []
    with pytest.raises(NotAmi, match="without an end"):
        wire.feed(piece)


def test_headers() -> None:
    """A header is found by its whole name: the first one, empty ones and missing ones alike as empty text."""
    message = Message(b"Event: E\r\nName: a\r\nMemberName: b\r\nEmpty: \r\nTight:c\r\nName: d\r\nLast: 1: 2")
    assert [message.get(h) for h in ("Event", "Name", "MemberName", "Empty", "Tight", "Last", "None")] == [
        "E",
        "a",
        "b",
        "",
        "c",
        "1: 2",
        "",
    ]
    assert message.all("Name") == ["a", "d"]
    assert message.dict()["Name"] == "a"
    assert message.name == "E"


def test_broken_letters_are_replaced() -> None:
    """Bytes that are no UTF-8 become replacement marks; the message counts."""
    message = Wire(greeted=True).feed(b"Event: E\r\nName: caf\xe9\r\n\r\n")[0]
    assert message.get("Name") == "caf\ufffd"


# --- what we send ------------------------------------------------------------------------------------------------


def test_encode() -> None:
    """`Action` leads, several values become several lines."""
    raw = encode({"Variable": ["a=1", "b=ż"], "Action": "Originate"})
    assert raw == "Action: Originate\r\nVariable: a=1\r\nVariable: b=ż\r\n\r\n".encode()


@pytest.mark.parametrize("evil", ["a\r\nAction: Originate", "a\nb", "a\rb", "a\0b"])
@pytest.mark.parametrize("where", ["Value", "Action"])
def test_no_second_header(evil: str, where: str) -> None:
    """A value with a line break or NUL never leaves; the error names the header."""
    with pytest.raises(Unsendable, match=f"header {where}"):
        encode({"Action": "Setvar", where: evil})


@pytest.mark.parametrize("name", ["", "A\r\nB", "A: B", "A B", "A:"])
def test_no_odd_header_names(name: str) -> None:
    """A header's name is a word."""
    with pytest.raises(Unsendable, match="is not a word"):
        encode({"Action": "Setvar", name: "x"})


def test_line_length() -> None:
    """A line of 1024 bytes, its end included, passes; one byte more is refused by name, counted in bytes."""
    room = 1024 - 2 - len("Value: ")
    assert encode({"Action": "Setvar", "Value": "x" * room})
    with pytest.raises(Unsendable, match="header Value: 1023 bytes"):
        encode({"Action": "Setvar", "Value": "x" * (room + 1)})
    with pytest.raises(Unsendable, match="header Value"):
        encode({"Action": "Setvar", "Value": "ż" * (room // 2 + 1)})


def test_header_count() -> None:
    """128 headers pass, 129 are refused."""
    headers = {f"H-{i}": "x" for i in range(127)}
    assert encode({"Action": "UpdateConfig", **headers}).count(b"\r\n") == 129
    with pytest.raises(Unsendable, match="129 headers in UpdateConfig"):
        encode({"Action": "UpdateConfig", **headers, "One": "more"})


@given(st.text(st.characters(), max_size=40))
def test_what_leaves_comes_back(value: str) -> None:
    """Whatever text is sent is read back as one header of one message, or refused."""
    try:
        raw = encode({"Action": "Setvar", "Value": value})
    except Unsendable:
        return
    messages = Wire(greeted=True).feed(raw)
    assert len(messages) == 1
    assert [name for name, _ in messages[0].lines()] == ["Action", "Value"]
