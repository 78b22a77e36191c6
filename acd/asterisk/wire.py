"""AMI on the wire: bytes to whole messages, actions to bytes. Pure: no socket, no clock.

A message is a run of `Header: value` lines ended by an empty line. It is cut out whole before a single character is decoded, so a
UTF-8 letter may be torn between two packets; nothing is decoded that nobody asks for, so a message that nobody needs costs well
under a microsecond.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

BANNER: Final = b"Asterisk Call Manager/"
END: Final = b"\r\n\r\n"
EOL: Final = b"\r\n"
LONGEST_MESSAGE: Final = 1 << 24  # GetConfig answers with a whole file
LONGEST_LINE: Final = 1024  # with its line end: manager.c discards what is longer
MOST_HEADERS: Final = 128

Action = Mapping[str, str | Iterable[str]]
"""Header -> value, or several values (`Variable`). `Action` comes first, whatever the order given."""


class NotAmi(ValueError):  # noqa: N818 - reads as what it is
    """The other side does not speak AMI."""


class Unsendable(ValueError):  # noqa: N818 - reads as what it is
    """An action that would not reach Asterisk as what it is; the text names the header."""


class Message:
    """One message, decoded when first asked. `name` is the event's name, empty for a response."""

    __slots__ = ("_text", "name", "raw")

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self._text: str | None = None
        first, _, _ = raw.partition(EOL)
        self.name = first[7:].decode("utf-8", "replace") if first[:7] == b"Event: " else ""

    def get(self, header: str) -> str:
        """The header's first value; empty when it is empty or missing. Header names are Asterisk's, exact in case."""
        text = self._text
        if text is None:
            text = self._text = self.raw.decode("utf-8", "replace")
        _, found, after = text.partition(_NEEDLES.get(header) or _needle(header))
        return after.partition("\r\n")[0] if found else self._oddly(header, text)

    def several(self, *headers: str) -> list[str]:
        """The value of each; cheapest in the order in which Asterisk writes them, as each is looked for behind the one before it."""
        text = self._text
        if text is None:
            text = self._text = self.raw.decode("utf-8", "replace")
        values = []
        for header in headers:
            _, found, after = text.partition(_NEEDLES.get(header) or _needle(header))
            if found:
                text = after
                values.append(after.partition("\r\n")[0])
            else:
                values.append(self.get(header))
        return values

    def _oddly(self, header: str, text: str) -> str:
        """The header's value in the first line, or right behind its colon; most often there is none."""
        if f"\r\n{header}:" not in text and not text.startswith(f"{header}:"):
            return ""
        return next(value for name, value in self.lines() if name == header)

    def all(self, header: str) -> list[str]:
        """Every value of a header that may stand more than once (`Output`, `Variable`)."""
        return [value for name, value in self.lines() if name == header]

    def lines(self) -> Iterator[tuple[str, str]]:
        for line in self.raw.decode("utf-8", "replace").split("\r\n"):
            name, _, value = line.partition(":")
            yield name, value.removeprefix(" ")

    def dict(self) -> dict[str, str]:
        """All headers; of one that stands twice, the first."""
        return dict(reversed(list(self.lines())))

    @property
    def success(self) -> bool:
        return self.raw.startswith((b"Response: Success", b"Response: Goodbye", b"Response: Follows"))

    @property
    def response(self) -> bool:
        return self.raw.startswith(b"Response: ")

    def __repr__(self) -> str:
        return f"<Message {self.raw[:200].decode('utf-8', 'replace')!r}>"


_NEEDLES: dict[str, str] = {}


def _needle(header: str) -> str:
    """Header names come from our own code alone, so this stays small."""
    return _NEEDLES.setdefault(header, f"\r\n{header}: ")


class Wire:
    """Takes bytes as they come, gives whole messages, keeps the rest. The same for every way of cutting the bytes.

    `greeted`: the banner is already behind us (a recording).
    """

    def __init__(self, *, greeted: bool = False) -> None:
        self._rest = b""
        self._more: list[bytes] = []  # what came after it without an end, not joined yet
        self._length = 0
        self.banner: str | None = "" if greeted else None

    def feed(self, data: bytes) -> list[Message]:
        if self._length:
            if END not in data and END not in self._tail() + data[:3] and self.banner is not None:
                self._keep(data)
                return []
            data = b"".join((self._rest, *self._more, data))
            self._more = []
        if self.banner is None:
            data = self._greet(data)
        whole = data.split(END)
        self._rest = whole.pop()
        self._length = len(self._rest)
        return [Message(raw[2:] if raw[:2] == EOL else raw) for raw in whole if raw and raw != EOL]

    def _tail(self) -> bytes:
        """The end may have come in up to four pieces."""
        return b"".join((self._rest[-3:], *(more[-3:] for more in self._more[-3:])))

    def _keep(self, data: bytes) -> None:
        """A long message is joined once, when it is whole."""
        if data:
            self._more.append(data)
        self._length += len(data)
        if self._length > LONGEST_MESSAGE:
            raise NotAmi(f"a message without an end after {self._length} bytes")

    def _greet(self, data: bytes) -> bytes:
        """Takes the banner off once its line is whole; until then everything is kept."""
        if data[: len(BANNER)] != BANNER[: len(data)]:
            raise NotAmi(f"it greets with {data[:40]!r}, not with {BANNER.decode()!r}")
        line, end, rest = data.partition(EOL)
        if not end:
            return data
        self.banner = line[len(BANNER) :].decode("ascii", "replace").strip()
        return rest


def encode(action: Action) -> bytes:
    """The action's bytes. A value that could be taken for a header of its own is refused, never repaired."""
    lines = [_line(name, value) for name, value in _headers(action)]
    if len(lines) > MOST_HEADERS:
        raise Unsendable(f"{len(lines)} headers in {action.get('Action')}: Asterisk reads {MOST_HEADERS}")
    return EOL.join(lines) + END


def _headers(action: Action) -> Iterator[tuple[str, str]]:
    yield "Action", str(action["Action"])
    for name, value in action.items():
        if name == "Action":
            continue
        if isinstance(value, str):
            yield name, value
        else:
            yield from ((name, one) for one in value)


def _line(name: str, value: str) -> bytes:
    if not name or any(c in name for c in "\r\n\0: "):
        raise Unsendable(f"header name {name!r} is not a word")
    if "\r" in value or "\n" in value or "\0" in value:
        raise Unsendable(f"header {name}: a line break or NUL in {value[:60]!r}")
    try:
        line = f"{name}: {value}".encode()
    except UnicodeEncodeError as error:
        raise Unsendable(f"header {name}: no text at character {error.start}") from None
    if len(line) + len(EOL) > LONGEST_LINE:
        raise Unsendable(f"header {name}: {len(line)} bytes, Asterisk reads {LONGEST_LINE - len(EOL)}")
    return line
