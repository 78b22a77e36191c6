"""A recording as it is streamed: whole, or the part of it that a player asks for (RFC 9110, 14: one range of bytes)."""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import AsyncIterator
from typing import Final

from fastapi import Response
from fastapi.responses import StreamingResponse

from aftercall.shelf import Found

PIECE: Final = 64 * 1024
_RANGE: Final = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})")
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]+")


def streamed(found: Found, asked: str | None, unless: str | None, name: str, *, save: bool) -> Response:
    """`asked`: the header Range; `unless`: If-Range; `name`: of the file, where somebody saves it. Closes the file at the end."""
    tag = f'"{found.written:x}-{found.size:x}"'
    place = "attachment" if save else "inline"
    headers = {
        "Accept-Ranges": "bytes",
        "ETag": tag,
        "Cache-Control": "private, no-store",
        "Content-Disposition": f'{place}; filename="{_UNSAFE.sub("_", name)[:100]}"',
        "X-Content-Type-Options": "nosniff",
    }
    span = whole = range(found.size)
    status = 200
    if asked is not None and unless in (None, tag) and (part := part_of(asked, found.size)) is not None:
        if not part:
            os.close(found.file)
            return Response(status_code=416, headers=headers | {"Content-Range": f"bytes */{found.size}"})
        span, status = part, 206
        headers["Content-Range"] = f"bytes {part.start}-{part.stop - 1}/{len(whole)}"
    headers["Content-Length"] = str(len(span))
    return StreamingResponse(_pieces(found.file, span), status, headers, media_type="audio/wav")


def part_of(asked: str, size: int) -> range | None:
    """The bytes that are meant: none of them, where there are none so far; None: not understood, so all of them are sent."""
    match = _RANGE.fullmatch(asked.strip())
    if match is None or match[1] == match[2] == "":
        return None
    if match[1] == "":
        return range(max(0, size - int(match[2])), size)
    first, last = int(match[1]), int(match[2] or max(size, int(match[1])))
    if last < first:
        return None
    return range(min(first, size), min(last + 1, size))


async def _pieces(file: int, span: range) -> AsyncIterator[bytes]:
    """Read in threads; the file is closed also when the listener goes."""
    try:
        at = span.start
        while at < span.stop:
            piece = await asyncio.to_thread(os.pread, file, min(PIECE, span.stop - at), at)
            if not piece:
                return
            at += len(piece)
            yield piece
    finally:
        os.close(file)
