"""A chat widget, as people configure it. Pure: is it fit to be kept?"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from acd.store.check import check_code, there_are
from acd.store.errors import BadCard
from aftercall.widget.texts import LANGUAGES, TEXTS

ASKED: Final = ("name", "email", "phone")
SIDES: Final = ("right", "left")
MOST_ORIGINS: Final = 20
LONGEST_TEXT: Final = 500
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")
_HOST: Final = re.compile(r"[a-z0-9.-]{1,253}|\[[0-9a-f:]{2,45}\]")
_TEXT: Final = re.compile(r"[^\x00-\x08\x0b-\x1f\x7f]*")


@dataclass(frozen=True, slots=True)
class Widget:
    """`origins`: the sites that may show it, `https://shop.example`. `ask`: what a visitor is asked before he writes, and whether he
    must say it. `language`: of texts, where the browser asks for one that we have not; `texts`: by language and name, instead of
    ours."""

    code: str
    queue: str = ""
    origins: tuple[str, ...] = ()
    colour: str = "#1d4ed8"
    side: str = "right"
    language: str = "en"
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    ask: Mapping[str, bool] = field(default_factory=dict)
    active: bool = True

    @property
    def source(self) -> str:
        return f"widget:{self.code}"

    def words(self, language: str) -> dict[str, str]:
        """Ours, and over them its own."""
        spoken = language if language in LANGUAGES else self.language
        return {**TEXTS[spoken], **self.texts.get(spoken, {})}


def check_widget(card: Widget, others: Collection[str], queues: Collection[str]) -> None:
    """Raises BadCard."""
    check_code("code", card.code, others)
    if card.queue not in queues:
        raise BadCard("queue", card.queue, "is no queue for chats", there_are(queues))
    if len(card.origins) > MOST_ORIGINS:
        raise BadCard("origins", len(card.origins), "are too many", f"name at most {MOST_ORIGINS}")
    for origin in card.origins:
        _check_origin(origin)
    if _COLOUR.fullmatch(card.colour) is None:
        raise BadCard("colour", card.colour, "is no colour", "write it as #1d4ed8")
    if contrast(card.colour) < LEAST_CONTRAST:
        raise BadCard("colour", card.colour, "is too light for the white text on it", "take a darker one")
    if card.side not in SIDES:
        raise BadCard("side", card.side, "is not known", "right or left")
    if card.language not in LANGUAGES:
        raise BadCard("language", card.language, "is not spoken here", there_are(LANGUAGES))
    for name in card.ask:
        if name not in ASKED:
            raise BadCard("ask", name, "cannot be asked", there_are(ASKED))
    _check_texts(card)


def _check_texts(card: Widget) -> None:
    for language, texts in card.texts.items():
        if language not in LANGUAGES:
            raise BadCard("texts", language, "is not spoken here", there_are(LANGUAGES))
        for name, text in texts.items():
            if name not in TEXTS["en"]:
                raise BadCard(f"texts.{language}", name, "is no text", there_are(TEXTS["en"]))
            if len(text) > LONGEST_TEXT or _TEXT.fullmatch(text) is None:
                raise BadCard(
                    f"texts.{language}.{name}",
                    text[:40],
                    "cannot be kept",
                    f"up to {LONGEST_TEXT} characters",
                )


def _check_origin(origin: str) -> None:
    remedy = "write it as a browser does: https://shop.example, without a path"
    try:
        parts = urlsplit(origin)
        port = parts.port
    except ValueError as error:
        raise BadCard("origins", origin, "is no origin", remedy) from error
    host = parts.hostname or ""
    shown = f"[{host}]" if ":" in host else host
    plain = f"{parts.scheme}://{shown}" + (f":{port}" if port else "")
    if parts.scheme not in ("https", "http") or _HOST.fullmatch(shown) is None or plain != origin:
        raise BadCard("origins", origin, "is no origin", remedy)
    if port == {"https": 443, "http": 80}[parts.scheme]:
        raise BadCard("origins", origin, "names the usual port", "leave it away, browsers do")


LEAST_CONTRAST: Final = 4.5
"""WCAG 2.2, 1.4.3."""


def contrast(colour: str) -> float:
    """Of white on it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts)
    return 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05)
