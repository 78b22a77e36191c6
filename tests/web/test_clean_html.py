"""HTML that others wrote: what is shown of it does nothing, fetches nothing, and still reads as a letter."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercall.web.clean_html import LONGEST, clean, page


def cleaned(html: str, *, images: bool = False) -> str:
    found = clean(html, images=images)
    assert found is not None
    return found.html


ATTACKS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></ScRiPt>",
    "<img src=x onerror=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg onload=alert(1)>",
    "<math><mtext></p><style><img src onerror=alert(1)></style></mtext></math>",
    "<a href='javascript:alert(1)'>a</a>",
    "<a href='JaVaScRiPt&#58;alert(1)'>a</a>",
    "<a href='\x01javascript:alert(1)'>a</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>a</a>",
    "<a href='vbscript:x'>a</a>",
    "<iframe src=https://evil.example></iframe>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<form action=https://evil.example><input name=password><button>Log in</button></form>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=https://evil.example>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<style>body{background:url(https://evil.example/t.gif)}</style>",
    "<div style='background:url(https://evil.example/t.gif)'>a</div>",
    "<div style='background-color:red;background-image:url(https://evil.example/t.gif)'>a</div>",
    "<div style='width:expression(alert(1))'>a</div>",
    "<div style='position:fixed;top:0;left:0;width:100%;height:100%'>a</div>",
    "<body background=https://evil.example/t.gif>a</body>",
    "<table background=https://evil.example/t.gif><tr><td>a</table>",
    "<video src=https://evil.example/v poster=https://evil.example/p></video>",
    "<object data=https://evil.example></object><embed src=https://evil.example>",
    "<img src='data:image/svg+xml;base64,PHN2Zy8+'>",
    "<img srcset='https://evil.example/t.gif 1x' src=https://evil.example/t.gif>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<template><script>alert(1)</script></template>",
]
ACTS = re.compile(
    r"<\s*(script|style|iframe|form|input|button|meta|base|link|svg|math|video|object|embed|body|template)\b"
    r"|\son\w+\s*=|javascript:|vbscript:|data:text|svg\+xml|evil\.example|position:|expression",
    re.IGNORECASE,
)


@pytest.mark.parametrize("html", ATTACKS)
def test_nothing_of_it_acts(html: str) -> None:
    """No script, form, frame, style sheet or address that is fetched comes through."""
    assert ACTS.search(cleaned(html)) is None


@given(
    st.lists(
        st.sampled_from([*ATTACKS, "<b>", "</b>", "<p>", "text", "<!--", "-->", "'", '"', "<"]), max_size=6
    )
)
def test_nothing_of_a_mixture_acts(parts: list[str]) -> None:
    """Not even where one piece opens what another closes, and not when it is cleaned again."""
    once = cleaned("".join(parts))
    for found in (once, cleaned(once)):
        assert ACTS.search(re.sub(r"&lt;[^<]*", "", found)) is None


def test_a_letter_stays_a_letter() -> None:
    """Paragraphs, lists, tables, links and colours are kept; a link opens a page of its own that does not learn where from."""
    found = cleaned(
        '<p style="color:red;position:absolute">Dear <b>Anna</b>,</p><ul><li>one</li></ul><table border="1"><tr>'
        '<td colspan="2">x</td></tr></table><a href="https://shop.example/order?id=7">order</a>'
    )
    assert '<p style="color:red">' in found
    for part in ("<b>Anna</b>", "<li>one</li>", 'colspan="2"', 'href="https://shop.example/order?id=7"'):
        assert part in found
    assert 'target="_blank"' in found
    assert 'rel="noopener noreferrer nofollow"' in found


def test_pictures_from_elsewhere_are_held_back_and_counted() -> None:
    """Unless they are asked for, and then over https alone; a picture that came along is shown."""
    html = '<img src="https://a.example/1.png" alt="logo"><img src="http://a.example/2.png">'
    html += '<img src="data:image/png;base64,iVBORw0KGgo=">'
    held = clean(html)
    assert held is not None
    assert held.held == 2
    assert "a.example" not in held.html
    assert 'alt="logo"' in held.html
    assert "data:image/png" in held.html
    shown = clean(html, images=True)
    assert shown is not None
    assert (shown.held, "https://a.example/1.png" in shown.html, "2.png" in shown.html) == (1, True, False)


def test_what_is_too_long_is_not_shown() -> None:
    """Beyond the limit nobody waits for it: its text is shown alone."""
    assert clean("x" * (LONGEST + 1)) is None


def test_the_frame_loads_nothing() -> None:
    """The page around it forbids scripts and all loading, but pictures where they were asked for."""
    text, policy = page("<b>x</b>", images=False)
    assert "<b>x</b>" in text
    assert policy.startswith("sandbox allow-popups; default-src 'none'")
    assert "https:" not in policy
    assert "script" not in policy
    assert "img-src data: https:" in page("", images=True)[1]
