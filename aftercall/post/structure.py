"""Of a letter too large to be brought whole: which parts are. Pure, from what IMAP says of its structure (BODYSTRUCTURE).

Text comes first, up to a limit; attachments as long as each, and all together, are within theirs; the rest stays in the mailbox, and
is named.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from aftercall.post.charsets import clean

LARGEST_TEXT: Final = 2 << 20
MOST_PARTS: Final = 100


@dataclass(frozen=True, slots=True)
class Part:
    """`number`: IMAP's, `1.2`. `size`: as it lies there, in bytes. `shown`: it is the letter's own text."""

    number: str
    kind: str
    name: str
    size: int
    shown: bool


def parts(body: Sequence[Any], at: str = "") -> Iterator[Part]:
    """Leaves in order. A letter within is one."""
    if body and isinstance(body[0], list):
        for number, inner in enumerate(body[0], 1):
            yield from parts(inner, f"{at}.{number}" if at else str(number))
        return
    kind = f"{_word(body, 0)}/{_word(body, 1)}".lower()
    size = body[6] if len(body) > 6 and isinstance(body[6], int) else 0
    disposition, file = _disposition(body)
    name = file or _parameter(body[2] if len(body) > 2 else None, "name")
    shown = kind in ("text/plain", "text/html") and disposition != "attachment" and not name
    yield Part(at or "1", kind, name, size, shown)


def choose(all_parts: Sequence[Part], largest: int) -> tuple[list[Part], list[Part]]:
    """What is brought, and what stays. `largest`: bytes of one attachment, and of all together."""
    brought: list[Part] = []
    left: list[Part] = []
    text, files = 0, 0
    for part in all_parts[:MOST_PARTS]:
        size = part.size if part.shown else part.size * 3 // 4  # base64, mostly
        if part.shown and text + size <= LARGEST_TEXT:
            text += size
            brought.append(part)
        elif not part.shown and size <= largest and files + size <= largest:
            files += size
            brought.append(part)
        else:
            left.append(part)
    return brought, left + list(all_parts[MOST_PARTS:])


def said(part: Part) -> str:
    """Of one that stays."""
    name = part.name or part.kind
    return f"{name} ({part.size * 3 / 4 / (1 << 20):.1f} MB) is too large and stays in the mailbox"


def _word(body: Sequence[Any], at: int) -> str:
    value = body[at] if len(body) > at else b""
    return clean(value.decode("utf-8", "replace")) if isinstance(value, bytes) else ""


def _disposition(body: Sequence[Any]) -> tuple[str, str]:
    """It comes behind what each kind of part has of its own: the first pair that names one."""
    for value in body[7:]:
        if isinstance(value, tuple) and value and isinstance(value[0], bytes):
            word = value[0].lower()
            if word in (b"attachment", b"inline"):
                return word.decode(), _parameter(value[1] if len(value) > 1 else None, "filename")
    return "", ""


def _parameter(found: Any, name: str) -> str:
    if not isinstance(found, tuple):
        return ""
    words = [clean(one.decode("utf-8", "replace")) if isinstance(one, bytes) else "" for one in found]
    return dict(zip((word.lower() for word in words[::2]), words[1::2], strict=False)).get(name, "")
