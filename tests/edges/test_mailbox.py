"""Letters that come and go, through Dovecot and Exim."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
import sqlalchemy as sa

from acd.core import heard
from acd.store.database import Database
from acd.store.errors import BadCard
from aftercall.post.judge import loop_of
from aftercall.post.store import EMPTY, Place
from aftercall.post.tables import mail_letters
from tests.edges.mail_kit import ANNA, HELP, JAN, Post, letter, posted, until


@pytest_asyncio.fixture
async def post(kept: Database, tmp_path: Path) -> AsyncIterator[Post]:
    async with posted(kept, tmp_path) as opened:
        yield opened


async def test_a_letter_becomes_a_ticket_and_is_answered(post: Post) -> None:
    """It comes in with its file, is answered by mail, the answer to that is a message of the same item, and so is one by its tag."""
    await post.desk.change("help", post.card())
    first = letter("Where is my order?", "Zamówienie żółte", mail_id="<first@customer.example>")
    first.add_attachment(b"%PDF-1", maintype="application", subtype="pdf", filename="faktura.pdf")
    await post.send(first)
    [dealt] = await post.letters(1)
    item = await post.items.get(dealt.item or "")
    assert item is not None
    assert (item.kind, item.queue, item.subject, item.customer_name) == (
        "ticket",
        "help",
        "Zamówienie żółte",
        "Anna Żak",
    )
    [message] = await post.items.thread(item.id)
    assert (message.text, message.by, message.mail_id) == (
        "Where is my order?",
        "customer",
        "<first@customer.example>",
    )
    assert [one.name for one in message.attachments] == ["faktura.pdf"]
    assert post.shelf.path(message.attachments[0].digest).read_bytes() == b"%PDF-1"
    assert [type(one) for one in post.heard] == [heard.ItemCame]

    answer = await post.answer(item.id, "It is on its way.")
    sent = await post.state(answer, "sent")
    stands = await post.desk.one("help")
    assert (stands.outbox, stands.letter, stands.failing) == (EMPTY, dealt.at, False)
    [got] = await post.got(ANNA)
    assert (got["Subject"], got["From"]) == (f"Re: Zamówienie żółte [#{item.id}]", f"Shop <{HELP}>")
    assert (got["In-Reply-To"], got["Message-ID"]) == ("<first@customer.example>", sent.mail_id)
    assert got["X-Loop"] == f"aftercall main {HELP}"
    assert got.get_content().rstrip() == "It is on its way.\n\n--\nThe Shop".replace("--", "-- ")

    await post.send(
        letter(
            "Thank you!", "Re: whatever", In_Reply_To=str(sent.mail_id), mail_id="<second@customer.example>"
        )
    )
    await post.send(letter("One more thing", f"Hello [#{item.id}]", mail_id="<third@customer.example>"))
    became = [(one.became, one.item) for one in await post.letters(3)]
    assert became == [("item", item.id), ("message", item.id), ("message", item.id)]
    texts = [one.text for one in await post.items.thread(item.id)]
    assert texts == ["Where is my order?", "It is on its way.", "Thank you!", "One more thing"]
    assert isinstance(post.heard[-1], heard.MessageCame)


async def test_a_tag_counts_from_who_is_known(post: Post) -> None:
    """Somebody else who writes another's tag gets a ticket of his own, and sees nothing of that one."""
    await post.desk.change("help", post.card())
    await post.send(letter("Mine", mail_id="<a@customer.example>"))
    [first] = await post.letters(1)
    await post.send(
        letter("Let me in", f"Re: [#{first.item}]", who=JAN, mail_id="<b@customer.example>"), who=JAN
    )
    second = (await post.letters(2))[1]
    assert second.became == "item"
    assert second.item != first.item


async def test_each_letter_once(post: Post) -> None:
    """A daemon that died before it noted the letter, and a mailbox that was made anew, bring nothing twice."""
    await post.desk.change("help", post.card())
    await post.send(letter("Once", mail_id="<once@customer.example>"))
    await post.send(letter("No id of its own"))
    dealt = await post.letters(2)
    await post.desk.close()
    came = len(post.heard)

    place = await post.store.place("help")
    assert place is not None
    async with post.database.write() as connection:  # on record as items; that it was noted is lost
        await connection.execute(sa.delete(mail_letters))
    await post.store.move("help", Place(place.validity, 0, 0))
    post.desk = post.new_desk()
    await post.desk.open()
    assert [one.item for one in await post.letters(2)] == [one.item for one in dealt]

    await post.desk.close()
    await post.store.move("help", Place(place.validity - 1, 999, 0))
    post.desk = post.new_desk()
    await post.desk.open()
    await post.send(letter("New", mail_id="<new@customer.example>"))
    assert [one.mail_id for one in await post.letters(3)][-1] == "<new@customer.example>"
    assert len(post.heard) == came + 1
    assert [len(await post.items.thread(one.item or "")) for one in dealt] == [1, 1]


async def test_loops_end(post: Post) -> None:
    """Our own letters, other machines' answers and notices make neither answers nor endless items."""
    await post.desk.change("help", post.card(acknowledge="We have your letter."))
    card = (await post.desk.one("help")).card
    loop = loop_of("main", card)
    await post.send(letter("From ourselves", who=HELP), who=HELP)
    await post.send(letter("Around", X_Loop=loop))
    await post.send(letter("I am on holiday", Auto_Submitted="auto-replied"))
    await post.send(letter("A notice", Auto_Submitted="auto-generated"))
    await post.send(letter("A person", mail_id="<person@customer.example>"))
    found = await post.letters(5)
    assert sorted(one.became for one in found) == ["item", "item", "left", "left", "left"]
    assert all(one.why for one in found if one.became == "left")
    [acknowledged] = await post.got(ANNA)
    assert acknowledged["Auto-Submitted"] == "auto-replied"
    assert acknowledged["In-Reply-To"] == "<person@customer.example>"

    holiday = letter(
        "I am away", "Re: x", Auto_Submitted="auto-replied", In_Reply_To=str(acknowledged["Message-ID"])
    )
    await post.send(holiday)
    answered = (await post.letters(6))[-1]
    assert answered.became == "message"
    thread = await post.items.thread(answered.item or "")
    assert [one.by for one in thread] == [
        "customer",
        "system",
        "system",
    ]  # it opens nothing, and nobody answers it
    await asyncio.sleep(2)
    assert len(await post.got(ANNA)) == 1


async def test_no_more_than_so_many_of_a_sender(kept: Database, tmp_path: Path) -> None:
    """Whoever writes without end fills the mailbox, and not the floor."""
    async with posted(kept, tmp_path, per_hour=3) as post:
        await post.desk.change("help", post.card())
        for number in range(5):
            await post.send(letter(f"Number {number}"))
        assert [one.became for one in await post.letters(5)] == ["item"] * 3 + ["left"] * 2


async def test_a_bounce_is_a_line_on_its_item(post: Post) -> None:
    """A letter that comes back says so on the item, and the answer counts as failed."""
    await post.desk.change("help", post.card())
    lost = letter("Write to me", mail_id="<lost@customer.example>", Reply_To="gone@away.example")
    await post.send(lost)
    [dealt] = await post.letters(1)
    answer = await post.answer(dealt.item or "", "Hello?")
    await post.state(answer, "failed")
    bounce = (await post.letters(2))[1]
    assert (bounce.became, bounce.item) == ("bounce", dealt.item)
    line = (await post.items.thread(dealt.item or ""))[-1]
    assert line.kind == "system"
    assert "gone@away.example could not be delivered" in line.text


async def test_an_answer_waits_for_its_server(post: Post) -> None:
    """What is refused for good fails with the server's words; while the server is away, answers wait and leave when it is back."""
    await post.desk.change("help", post.card())
    await post.send(letter("One", mail_id="<1@customer.example>"))
    await post.send(letter("Two", mail_id="<2@customer.example>", Reply_To="nobody@away.example"))
    one, two = await post.letters(2)
    refused = await post.state(await post.answer(two.item or "", "x"), "failed")
    assert "no such person here" in refused.why

    await asyncio.to_thread(post.house.smtp_server.stop)
    answer = await post.answer(one.item or "", "Later")

    async def tried() -> bool | None:
        found = await post.items.message(answer.id)
        return True if found and found.why else None

    await until(tried)
    assert (await post.desk.one("help")).sending.state == "failing"
    assert (await post.desk.one("help")).outbox.waiting == 1
    await asyncio.to_thread(post.house.start)
    await post.desk.close()
    post.desk = post.new_desk()  # a restart in between: it is still to leave
    await post.desk.open()
    await post.state(answer, "sent")
    assert len(await post.got(ANNA)) == 1


async def test_thirty_megabytes(post: Post) -> None:
    """A letter of 30 MB comes with its text and its small file; the large one stays in the mailbox, and is named."""
    big = letter("See the film", mail_id="<big@customer.example>")
    big.add_alternative("<p>See the <b>film</b></p>", subtype="html")
    big.add_attachment(b"tiny", maintype="text", subtype="csv", filename="tabela żółta.csv")
    big.add_attachment(bytes(22 << 20), maintype="video", subtype="mp4", filename="film.mp4")
    await post.send(big)
    await post.desk.change("help", post.card())
    [dealt] = await post.letters(1)
    [message] = await post.items.thread(dealt.item or "")
    assert message.text.startswith("See the film\n\n[film.mp4 (2")
    assert "stays in the mailbox" in message.text
    assert "<b>film</b>" in (message.html or "")
    assert [(one.name, one.size) for one in message.attachments] == [("tabela żółta.csv", 4)]
    assert list(post.house.maildir(HELP).glob("cur/*"))  # nothing was deleted


async def test_what_nobody_should_send(post: Post) -> None:
    """Broken headers, raw bytes and no sender at all: each is dealt with, and the mailbox goes on."""
    post.drop(b"\r\n", "empty")
    post.drop(b"From: \xff\xfe <bad@@x>\nSubject: =?x?\nContent-Type: multipart/mixed\n\nbody", "broken")
    russian = "Привет, как дела?"
    post.drop(f"From: r@customer.example\nSubject: {russian}\n\n{russian}".encode("cp1251"), "raw")
    await post.desk.change("help", post.card())
    await post.letters(3)
    await post.send(letter("Fine"))
    found = await post.letters(4)
    texts = [(await post.items.thread(one.item))[0].text for one in found if one.item]
    assert sorted(texts) == sorted(["body", russian, "Fine"])


async def test_from_now_on(post: Post) -> None:
    """What lay in a mailbox before it was named is left alone."""
    await post.send(letter("Old"))
    await post.got(HELP)
    await post.desk.change("help", post.card(old=False))

    async def read() -> bool | None:
        return True if (await post.desk.one("help")).reading.looked else None

    await until(read)
    await post.send(letter("New"))
    [dealt] = await post.letters(1)
    assert [one.text for one in await post.items.thread(dealt.item or "")] == ["New"]


async def test_a_mailbox_that_cannot_be_read_says_why(post: Post) -> None:
    """A wrong password is said, in the try and in how it stands; put right, it is read."""
    await post.desk.change("help", post.card(imap_password="wrong"))

    async def failing() -> bool | None:
        return True if (await post.desk.one("help")).reading.state == "failing" else None

    await until(failing)
    tried = await post.desk.test("help")
    assert "does not let help@shop.example in" in tried.imap
    assert tried.smtp == ""
    await post.desk.change("help", post.card())
    assert await post.desk.test("help") == type(tried)("", "")
    await post.send(letter("Now"))
    await post.letters(1)


async def test_unfit_mailboxes(post: Post) -> None:
    """What cannot work is refused, with its field; a password is in no message."""
    for field, changes in {
        "queue": {"queue": "nowhere"},
        "address": {"address": "no address"},
        "imap_tls": {"imap_tls": "none", "imap_host": "mail.example"},
        "smtp_host": {"smtp_host": ""},
        "imap_password": {"imap_password": "se\ncret"},
        "imap_port": {"imap_port": 0},
    }.items():
        with pytest.raises(BadCard) as bad:
            await post.desk.change("help", post.card(**changes))
        assert bad.value.field == field
        assert "se\ncret" not in str(bad.value)
    await post.desk.change("help", post.card())
    with pytest.raises(BadCard, match="is read by mailbox help already"):
        await post.desk.change("other", post.card())
