"""Asking the calls of a SIPp process to hang up: a text message into each, which callers.xml answers with a BYE.

SIPp 3.6.1 has no word of its own for this: what its control socket and its signals end, ends without a BYE.
"""

from __future__ import annotations

import socket
import time

_AT_ONCE = 50  # messages, then a breath: nothing may overflow
MESSAGE = """\
MESSAGE sip:caller@{host} SIP/2.0\r
Via: SIP/2.0/UDP {host};branch=z9hG4bK-leave-{call}-{moment}\r
From: <sip:simulator@{host}>;tag=leave\r
To: <sip:caller@{host}>\r
Call-ID: {call}-{pid}@{host}\r
CSeq: 1 MESSAGE\r
Content-Length: 0\r
\r
"""


def ask_to_leave(host: str, port: int, pid: int, calls: int) -> None:
    """Its first `calls` calls, by the Call-IDs that SIPp gives them; a call that is over or never was does not mind."""
    moment = time.monotonic_ns()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        for call in range(1, calls + 1):
            text = MESSAGE.format(host=host, call=call, pid=pid, moment=moment)
            line.sendto(text.encode(), (host, port))
            if call % _AT_ONCE == 0:
                time.sleep(0.005)
