"""Recordings: what passed over the wire, to the byte but for the secrets."""

from __future__ import annotations

import io

import pytest

from acd.asterisk.recording import Bad, Recorder, blank, blocks, read
from acd.asterisk.wire import Wire, encode


def test_written_and_read() -> None:
    """What was heard is read back message by message with its moment; what was said stands between."""
    file, moments = io.BytesIO(), iter([1000, 1007, 1010])
    recorder = Recorder(file, lambda: next(moments))
    recorder.heard(Wire(greeted=True).feed("Event: A\r\nName: Zoë\r\n\r\nEvent: B\r\n\r\n".encode()))
    recorder.said(encode({"Action": "Ping"}))
    recorder.heard(Wire(greeted=True).feed(b"Event: C\r\nX: 1\r\n\r\n"))
    file.seek(0)
    assert [(at, m.name, m.get("Name")) for at, m in read(file)] == [
        (1000, "A", "Zoë"),
        (1000, "B", ""),
        (1010, "C", ""),
    ]
    file.seek(0)
    assert [way for way, _, _ in blocks(file)] == ["<", ">", "<"]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (
            b"Action: Login\r\nSecret: s3\r\nKey: k\r\n\r\n",
            b"Action: Login\r\nSecret: ***\r\nKey: ***\r\n\r\n",
        ),
        (b"Event: UserEvent\r\nPin: 4711\r\nPhone: 1", b"Event: UserEvent\r\nPin: ***\r\nPhone: 1"),
        (b"Response: Success\r\nPing: Pong", b"Response: Success\r\nPing: Pong"),
        (
            b"Event: DBGetTreeResponse\r\nKey: /acd-hold/1001",
            b"Event: DBGetTreeResponse\r\nKey: /acd-hold/1001",
        ),
        (b"Line-000001-000002: password=pw", b"Line-000001-000002: password=***"),
        (
            b"Action: UpdateConfig\r\nVar-000001: password\r\nValue-000001: pw",
            b"Action: UpdateConfig\r\nVar-000001: password\r\nValue-000001: ***",
        ),
    ],
)
def test_secrets_are_blanked(raw: bytes, shown: bytes) -> None:
    """Passwords, PINs and log-in keys leave no trace; what only looks like one stays."""
    assert blank(raw) == shown


@pytest.mark.parametrize("text", [b"< 1 9\nEvent: A\n", b"hello\n", b"? 1 0\n\n", b"< x 0\n\n"])
def test_not_whole(text: bytes) -> None:
    """A recording that was cut off, or is none, says so."""
    with pytest.raises(Bad):
        list(blocks(io.BytesIO(text)))
