"""winmail.dat: the parcel in which Outlook hides attachments (TNEF, [MS-OXTNEF]).

    key (4) legacy key (2), then attributes: level (1) id (4) length (4) data checksum (2); all little-endian

An attachment begins with its rendering data; a title and data follow. The letter's text stands beside the parcel, in plain.
"""

from __future__ import annotations

import struct
from contextlib import suppress
from typing import Final

SIGNATURE: Final = 0x223E9F78
_BEGINS: Final = 0x00069002
_TITLE: Final = 0x00018010
_DATA: Final = 0x0006800F
_PROPERTIES: Final = 0x00069005
_HEAD: Final = struct.Struct("<BII")
_LONG_NAME: Final = 0x3707  # PidTagAttachLongFilename
_STRINGS: Final = {0x001E: "cp1252", 0x001F: "utf-16-le"}


def unpack(data: bytes) -> list[tuple[str, bytes]]:
    """Names and contents, in order. Raises ValueError: it is no such parcel, or it is cut."""
    if len(data) < 6 or struct.unpack_from("<I", data)[0] != SIGNATURE:
        raise ValueError("no TNEF signature")
    found: list[tuple[str, bytes]] = []
    for kind, value in _attributes(data):
        if kind == _BEGINS:
            found.append(("", b""))
        elif found and kind == _TITLE:
            found[-1] = (found[-1][0] or _string(value, "cp1252"), found[-1][1])
        elif found and kind == _DATA:
            found[-1] = (found[-1][0], value)
        elif found and kind == _PROPERTIES and (name := _long_name(value)):
            found[-1] = (name, found[-1][1])
    return [(name or f"attachment-{number}", value) for number, (name, value) in enumerate(found, 1) if value]


def _attributes(data: bytes) -> list[tuple[int, bytes]]:
    found, at = [], 6
    while at + _HEAD.size <= len(data):
        _, kind, length = _HEAD.unpack_from(data, at)
        at += _HEAD.size
        if at + length + 2 > len(data):
            raise ValueError("it ends in the middle")
        found.append((kind, data[at : at + length]))
        at += length + 2
    return found


def _long_name(value: bytes) -> str:
    """The name in full, where it is among the first properties: the title is often cut to 8.3."""
    with suppress(struct.error):  # cut: then its title names it
        (count,) = struct.unpack_from("<I", value)
        at = 4
        for _ in range(min(count, 200)):
            kind, number = struct.unpack_from("<HH", value, at)
            at += 4
            if number >= 0x8000:
                return ""  # named properties are laid out otherwise, and come last
            if kind in _STRINGS or kind == 0x0102:
                _, length = struct.unpack_from("<II", value, at)
                at += 8
                if number == _LONG_NAME and kind in _STRINGS:
                    return _string(value[at : at + length], _STRINGS[kind])
                at += length + (-length % 4)
            else:
                at += {0x0005: 8, 0x0006: 8, 0x0014: 8, 0x0040: 8, 0x0048: 16}.get(kind, 4)
    return ""


def _string(value: bytes, charset: str) -> str:
    return value.decode(charset, "replace").rstrip("\0")
