"""What others wrote in HTML, made fit to be shown: an allow-list of tags, attributes and styles; no scripts, no forms, no page of
theirs that learns that it was read.

It is shown in a frame of its own all the same, without scripts and with a policy that loads nothing (`FRAME`): two walls, either of
which would do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

import nh3

LONGEST: Final = 2_000_000
"""Characters that are looked at; what is longer is shown as its text alone."""

_TAGS: Final = """
a abbr b bdi bdo blockquote br caption center cite code col colgroup dd del details dfn div dl dt em figcaption figure font
h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small span strike strong sub summary sup table tbody
td tfoot th thead time tr tt u ul var wbr
"""
TAGS: Final = frozenset(_TAGS.split())
WITHOUT_CONTENT: Final = frozenset(
    ("script", "style", "title", "head", "noscript", "template", "iframe", "object", "svg", "math")
)
ATTRIBUTES: Final = {
    "*": {"align", "bgcolor", "dir", "lang", "style", "title", "valign"},
    "a": {"href"},
    "col": {"span", "width"},
    "colgroup": {"span", "width"},
    "font": {"color", "size"},
    "img": {"alt", "height", "src", "width"},
    "li": {"value"},
    "ol": {"start", "type"},
    "table": {"border", "cellpadding", "cellspacing", "width"},
    "td": {"colspan", "height", "rowspan", "width"},
    "th": {"colspan", "height", "rowspan", "width"},
    "time": {"datetime"},
}
_STYLES: Final = """
background-color border border-collapse color direction font-size font-style font-weight line-height list-style-type margin
padding text-align text-decoration vertical-align white-space width
"""
STYLES: Final = frozenset(_STYLES.split())
"""None that takes an address, a place on the screen, or hides what is written."""
SCHEMES: Final = frozenset({"http", "https", "mailto", "tel", "data"})
DRAWN: Final = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]+", re.ASCII)
"""A picture that comes along; SVG may hold scripts."""
_FETCHES: Final = re.compile(r"url\s*\(|image\s*\(|image-set|expression|@import|\\", re.IGNORECASE)

FRAME: Final = (
    "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src data:{remote}; frame-ancestors 'self'; "
    "base-uri 'none'; form-action 'none'"
)
"""The policy of the frame in which it is shown: nothing runs there, whatever came through. Links open in pages of their own."""


@dataclass(frozen=True, slots=True)
class Clean:
    """`held`: pictures that would have been fetched from elsewhere, and are not."""

    html: str
    held: int = 0


def clean(html: str, *, images: bool = False) -> Clean | None:
    """`images`: those from elsewhere too, over https: then their owners learn that it is read. None: it is too long."""
    if len(html) > LONGEST:
        return None
    sieve = _Sieve(images)
    cleaned = nh3.clean(
        html,
        tags=set(TAGS),
        clean_content_tags=set(WITHOUT_CONTENT),
        attributes=ATTRIBUTES,
        attribute_filter=sieve,
        url_schemes=set(SCHEMES),
        url_relative="deny",
        filter_style_properties=set(STYLES),
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
        strip_comments=True,
    )
    return Clean(cleaned, sieve.held)


@dataclass
class _Sieve:
    """Asked by nh3 for each attribute that is on the list; None: it goes."""

    images: bool
    held: int = field(default=0)

    def __call__(self, tag: str, name: str, value: str) -> str | None:
        if name == "style":
            return None if _FETCHES.search(value) else value
        if tag == "img" and name == "src":
            return self._picture(value.strip())
        if value.lstrip().lower().startswith("data:"):
            return None
        return value

    def _picture(self, address: str) -> str | None:
        if DRAWN.fullmatch(address):
            return address
        if self.images and address.lower().startswith("https://"):
            return address
        self.held += address.lower().startswith(("http://", "https://", "//"))
        return None


def page(html: str, *, images: bool) -> tuple[str, str]:
    """A whole page for the frame, of what was cleaned; and its policy."""
    text = (
        '<!doctype html><html><head><meta charset="utf-8"><meta name="referrer" content="no-referrer">'
        '<meta name="color-scheme" content="light"><style>body{font:14px/1.5 system-ui,sans-serif;margin:8px;'
        "overflow-wrap:anywhere;background:#fff;color:#111}img{max-width:100%;height:auto}"
        "blockquote{margin:0 0 0 8px;padding-left:8px;border-left:2px solid #999}</style></head>"
        f"<body>{html}</body></html>"
    )
    return text, FRAME.format(remote=" https:" if images else "")
