"""Letters as real mailers write them, and as nobody should."""

from __future__ import annotations

import struct
from contextlib import suppress
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aftercall.post.charsets import text_of
from aftercall.post.html_text import text_of_html
from aftercall.post.letter import LONGEST_TEXT, read
from aftercall.post.winmail import SIGNATURE, unpack

SAID = {
    "pl": ("Zażółć gęślą jaźń", "iso-8859-2"),
    "pl-windows": ("Proszę o fakturę", "windows-1250"),
    "ru": ("Когда откроется счёт?", "koi8-r"),
    "ru-windows": ("Когда откроется счёт?", "windows-1251"),
    "et": ("Õigeaegne tühistamine, šokolaad", "iso-8859-13"),
    "es": ("¿Cuándo llegará el envío, señor?", "iso-8859-1"),
    "utf": ("Zażółć Когда Õigeaegne ¿Cuándo", "utf-8"),
}


def letter(text: str = "Hello", **headers: str) -> EmailMessage:
    found = EmailMessage(policy=SMTP)
    found["From"] = "Anna Żak <Anna@Customer.example>"
    found["To"] = "help@shop.example"
    found["Subject"] = "My order"
    found["Message-ID"] = "<one@customer.example>"
    for name, value in headers.items():
        name = name.replace("_", "-")
        del found[name]
        found[name] = value
    found.set_content(text)
    return found


def raw(body: bytes, *headers: str, kind: str = "text/plain") -> bytes:
    head = ["From: anna@customer.example", "Message-ID: <one@customer.example>", *headers]
    if not any(one.lower().startswith("content-type") for one in headers):
        head.append(f"Content-Type: {kind}")
    return "\r\n".join(head).encode("utf-8", "surrogateescape") + b"\r\n\r\n" + body


@pytest.mark.parametrize("case", SAID)
def test_charsets(case: str) -> None:
    """A text in the charset that its language is written in is read as it was meant."""
    text, charset = SAID[case]
    found = read(
        raw(
            text.encode(charset),
            f"Content-Type: text/plain; charset={charset}",
            "Content-Transfer-Encoding: 8bit",
        )
    )
    assert found.text == text


@pytest.mark.parametrize("declared", ["us-ascii", "x-unknown", "no-such-charset", "", "utf-8"])
@pytest.mark.parametrize("charset", ["koi8-r", "windows-1251"])
def test_charset_that_lies(declared: str, charset: str) -> None:
    """Russian whose charset is not said, or said wrongly, is read all the same."""
    text = "Здравствуйте, когда откроется счёт?"
    assert text_of(text.encode(charset), declared) == text


def test_utf8_called_ascii() -> None:
    """Whoever says ASCII and writes UTF-8 is understood."""
    assert text_of("Zażółć".encode(), "us-ascii") == "Zażółć"


def test_headers() -> None:
    """Names, subject and ids come out decoded, addresses in small letters."""
    found = read(letter(Subject="Zażółć", In_Reply_To="<b@x>", References="<a@x> <b@x>").as_bytes())
    assert (found.sender, found.sender_name, found.subject) == ("anna@customer.example", "Anna Żak", "Zażółć")
    assert found.mail_id == "<one@customer.example>"
    assert found.answers == ("<b@x>", "<a@x>")
    assert found.to == ("help@shop.example",)


@pytest.mark.parametrize(
    ("line", "subject"),
    [
        ("Subject: =?koi8-r?B?8NLJ18XU?=", "Привет"),
        ("Subject: =?utf-8?Q?Za=C5=BC=C3=B3?=\r\n =?utf-8?Q?=C5=82=C4=87?=", "Zażółć"),
        ("Subject: =?iso-8859-1?Q?a?= =?broken", "a =?broken"),
        ("Subject: Zażółć raw", "Zażółć raw"),
        ("Subject: =?no-such-charset?B?YWJj?=", "abc"),
        ("Subject:", ""),
    ],
)
def test_broken_subjects(line: str, subject: str) -> None:
    """Encoded words, half ones, unknown ones and raw bytes."""
    assert read(raw(b"x", line)).subject == subject


@pytest.mark.parametrize(
    "line",
    [
        "From: Anna <anna@customer.example",
        "From: anna@customer.example (Anna [broken",
        'From: "Anna, Żak" <anna@customer.example>',
        "From: <anna@customer.example>, other@x.example",
        "From: =?utf-8?Q?Anna?= anna@customer.example",
    ],
)
def test_broken_senders(line: str) -> None:
    """Who wrote is found in headers that no standard allows."""
    data = b"\r\n".join([line.encode(), b"Subject: x", b"", b"x"])
    assert read(data).sender == "anna@customer.example"


def test_html_alone() -> None:
    """A letter in HTML alone has its text too, and keeps the HTML."""
    found = read(
        raw(b"<style>p{}</style><p>Hello <b>there</b></p><p>Bye<script>evil()</script>", kind="text/html")
    )
    assert found.text == "Hello there\n\nBye"
    assert "<script>" in found.html  # cleaned where it is shown


def test_alternatives_and_attachments() -> None:
    """Text, HTML and files each go to their place."""
    whole = letter("In plain")
    whole.add_alternative("<p>In <i>HTML</i></p>", subtype="html")
    whole.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="faktura żółta.pdf")
    found = read(whole.as_bytes())
    assert (found.text.strip(), found.html.strip()) == ("In plain", "<p>In <i>HTML</i></p>")
    assert [(one.name, one.kind, one.data) for one in found.enclosed] == [
        ("faktura żółta.pdf", "application/pdf", b"%PDF")
    ]


def test_names_of_files_lead_nowhere() -> None:
    """A path in a file's name is cut away, and so is what is no letter."""
    whole = letter("x")
    whole.add_attachment(b"1", maintype="application", subtype="x", filename="../../etc/pass\x07wd")
    assert [one.name for one in read(whole.as_bytes()).enclosed] == ["pass wd"]


def test_winmail() -> None:
    """What Outlook packed into winmail.dat is unpacked."""
    parcel = tnef(("REPORT~1.TXT", b"inside"), ("b.bin", b"\1\2"))
    whole = letter("See the file")
    whole.add_attachment(parcel, maintype="application", subtype="ms-tnef", filename="winmail.dat")
    found = read(whole.as_bytes())
    assert [(one.name, one.data) for one in found.enclosed] == [
        ("REPORT~1.TXT", b"inside"),
        ("b.bin", b"\1\2"),
    ]


def test_cut_winmail() -> None:
    """A parcel that cannot be unpacked stays what it is."""
    whole = letter("See the file")
    whole.add_attachment(
        tnef(("a", b"b" * 100))[:-40], maintype="application", subtype="ms-tnef", filename="winmail.dat"
    )
    assert [one.name for one in read(whole.as_bytes()).enclosed] == ["winmail.dat"]


def tnef(*files: tuple[str, bytes]) -> bytes:
    def attribute(kind: int, value: bytes) -> bytes:
        return struct.pack("<BII", 2, kind, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)

    found = struct.pack("<IH", SIGNATURE, 1)
    for name, data in files:
        found += attribute(0x00069002, bytes(14)) + attribute(0x00018010, name.encode() + b"\0")
        found += attribute(0x0006800F, data)
    return found


@pytest.mark.parametrize(
    ("headers", "auto"),
    [
        ({}, ""),
        ({"Auto_Submitted": "no"}, ""),
        ({"Auto_Submitted": "auto-replied (vacation)"}, "replied"),
        ({"Auto_Submitted": "auto-generated"}, "sent"),
        ({"Precedence": "bulk"}, "sent"),
        ({"Precedence": "auto_reply"}, "replied"),
        ({"List_Id": "<news.shop.example>"}, "sent"),
        ({"X_Autoreply": "yes"}, "replied"),
    ],
)
def test_machines(headers: dict[str, str], auto: str) -> None:
    """What a machine wrote is known as that."""
    assert read(letter(**headers).as_bytes()).auto == auto


BOUNCE = b"""From: Mailer-Daemon@x.example\r
Auto-Submitted: auto-replied\r
Content-Type: multipart/report; report-type=delivery-status; boundary=B\r
\r
--B\r
\r
It could not be delivered.\r
--B\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; x.example\r
\r
Action: %(action)s\r
Final-Recipient: rfc822;gone@away.example\r
Status: 5.1.1\r
Diagnostic-Code: smtp; 550 no such\r
  person here\r
\r
--B\r
Content-Type: message/rfc822\r
\r
From: help@shop.example\r
Message-ID: <ours@shop.example>\r
\r
Hello\r
--B--\r
"""


def test_bounce() -> None:
    """A report of a server names the letter, whom it was for, and why it came back."""
    bounced = read(BOUNCE % {b"action": b"failed"}).bounced
    assert bounced is not None
    assert (bounced.original, bounced.whom) == ("<ours@shop.example>", "gone@away.example")
    assert (bounced.why, bounced.final) == ("550 no such person here", True)


def test_what_is_no_bounce() -> None:
    """A delay is not final; a receipt is no bounce."""
    delayed = read(BOUNCE % {b"action": b"delayed"}).bounced
    assert delayed is not None
    assert not delayed.final
    assert read(BOUNCE % {b"action": b"delivered"}).bounced is None


def test_nested_without_end() -> None:
    """A letter of three thousand letters in each other is a letter with a note, and no fault."""
    head = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (number, number)
        for number in range(3000)
    )
    found = read(b"From: anna@customer.example\r\nSubject: Deep\r\n" + head + b"\r\nhello")
    assert (found.subject, found.sender) == ("Deep", "anna@customer.example")


def test_long_text_is_cut_and_said() -> None:
    """A hundred thousand characters are taken, the rest is said to be missing."""
    found = read(letter("a" * 70 + "\n" * 1, Subject="x").as_bytes().replace(b"a" * 70, b"word " * 40_000))
    assert len(found.text) == LONGEST_TEXT
    assert "100000" in found.said[0]


def test_no_nul_gets_through() -> None:
    """What a database refuses is not in what it is given."""
    found = read(raw(b"a\0b", "Subject: c\0d"))
    assert (found.text, "\0" in found.subject) == ("ab", False)


@given(st.binary(max_size=400))
def test_any_bytes(data: bytes) -> None:
    """Whatever the bytes are, a letter comes out whose words can be stored."""
    found = read(data)
    for text in (found.subject, found.text, found.html, found.sender, found.sender_name, found.mail_id):
        assert "\0" not in text
        text.encode("utf-8")


HEADS = st.sampled_from(
    ["From", "To", "Cc", "Subject", "Date", "Message-ID", "References", "Content-Type", "Content-Disposition", "Content-ID",
     "Content-Transfer-Encoding", "Reply-To", "Precedence", "Auto-Submitted", "In-Reply-To"]
)  # fmt: skip
VALUES = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(
        [b"multipart/mixed; boundary=x", b"text/html; charset=", b"=?utf-8?B?=", b"<a@b", b"base64", b"a@[b",
         b"attachment; filename*=utf-8''%ff", b"multipart/report; boundary=x", b"message/rfc822", b"quoted-printable",
         b'"a" <>', b"=?x?q?=ff?=", b"Group: a@b, c;"]
    ),
)  # fmt: skip


@given(st.lists(st.tuples(HEADS, VALUES), max_size=8), st.binary(max_size=100))
def test_any_headers(headers: list[tuple[str, bytes]], body: bytes) -> None:
    """No header, however broken, stops a letter."""
    head = b"\r\n".join(name.encode() + b": " + value for name, value in headers)
    found = read(head + b"\r\n\r\n--x\r\n" + body + b"\r\n--x--")
    for text in (found.subject, found.text, found.html, found.sender, *(one.name for one in found.enclosed)):
        assert "\0" not in text
        text.encode("utf-8")


@given(st.binary(max_size=200))
def test_any_parcel(data: bytes) -> None:
    """A parcel of any bytes is unpacked or refused, and nothing else."""
    with suppress(ValueError):
        unpack(struct.pack("<IH", SIGNATURE, 1) + data)


def test_html_text_of_lists() -> None:
    """Lists and tables keep their lines."""
    assert text_of_html("<ul><li>one<li>two</ul><table><tr><td>a<td>b</table>") == "- one\n- two\n\na b"
