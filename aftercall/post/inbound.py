"""A letter that was brought becomes what it shall become, once.

    files on the shelf -> the item or message, with the letter's id, in one transaction -> the letter noted as dealt with

Whatever is killed in between, the letter is found in the mailbox again, and its id says that it is on record.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Final

import structlog

from acd.core.item import Kind
from acd.core.moment import Moment
from acd.store.customers import NewCustomer
from acd.store.items import ItemStore, NewItem, NewMessage
from aftercall.items.shelf import AttachmentShelf, plain_name, plain_type
from aftercall.post.card import Mailbox
from aftercall.post.imap import Found
from aftercall.post.judge import Around, Fate, bare, fate, loop_of, tag_in
from aftercall.post.letter import Bounced, Letter
from aftercall.post.store import Dealt, MailStore

log = structlog.get_logger(__name__)
ACKNOWLEDGED: Final = 3
"""Letters of one sender in an hour that are acknowledged; the others are taken all the same."""


@dataclass(frozen=True)
class Inbound:
    """`own`: addresses of all mailboxes. `most`: letters of one sender in an hour. `largest`: bytes of one attachment.
    `wake`: something is to leave."""

    store: MailStore
    items: ItemStore
    shelf: AttachmentShelf
    site: str
    now: Callable[[], Moment]
    own: Callable[[], Collection[str]]
    most: int
    largest: int
    wake: Callable[[], None] = lambda: None

    async def take(self, card: Mailbox, found: Found, letter: Letter, validity: int) -> Dealt:
        """Raises acd.store.errors.Away and what the database answers with: then it is taken another time."""
        mail_id = letter.mail_id or without_id(found.raw)
        before = await self.store.dealt(card.code, mail_id)
        if before is not None and (before.sender, before.subject) != (letter.sender, letter.subject):
            mail_id = f"{mail_id}#{without_id(found.raw)}"  # a mailer that numbers all its letters alike
            before = await self.store.dealt(card.code, mail_id)
        if before is not None:
            return before
        became = await self._become(card, found, letter, mail_id)
        log.info(
            "a letter", mailbox=card.code, became=became.became, item=became.item, why=became.why or None
        )
        return Dealt(
            mail_id,
            self.now(),
            validity,
            found.uid,
            letter.sender,
            letter.reply_to or letter.sender,
            letter.subject,
            became.became,
            became.item,
            became.why,
        )

    async def _become(self, card: Mailbox, found: Found, letter: Letter, mail_id: str) -> Fate:
        around = await self._around(card, letter)
        meant = fate(letter, around)
        there = await self.store.already(card.source, mail_id)
        if there is not None:
            return Fate("message" if meant.became == "message" else "item", there)
        if meant.became == "bounce" and meant.item is not None and letter.bounced is not None:
            await self._bounce(meant.item, letter.bounced, mail_id, letter.subject)
        elif meant.became == "message" and meant.item is not None:
            stranger = letter.sender not in await self._known(meant.item, around)
            new = await self._written(found, letter, mail_id, stranger, meant.machine)
            await self.items.add_message(meant.item, new)
        elif meant.became == "item":
            return await self._item(card, found, letter, mail_id, meant, around)
        return meant

    async def _around(self, card: Mailbox, letter: Letter) -> Around:
        asked = [*letter.answers, *([letter.bounced.original] if letter.bounced else [])]
        named = tag_in(letter.subject)
        known = await self.store.known(named, card.source) if named else None
        return Around(
            answered=await self.store.answered(asked),
            tagged=named if known is not None else None,
            known=known or (),
            lately=await self.store.lately(card.code, letter.sender, self.now()),
            most=self.most,
            loop=loop_of(self.site, card),
            own={address.lower() for address in self.own()},
        )

    async def _item(
        self, card: Mailbox, found: Found, letter: Letter, mail_id: str, meant: Fate, around: Around
    ) -> Fate:
        brought = await self.items.bring(
            NewItem(
                Kind.TICKET,
                card.queue,
                bare(letter.subject) or letter.subject,
                await self._written(found, letter, mail_id),
                NewCustomer(name=letter.sender_name, email=letter.sender),
                source=card.source,
                external=mail_id,
            )
        )
        if brought.new and card.acknowledge and not meant.quiet and around.lately < ACKNOWLEDGED:
            await self.items.add_message(
                brought.id, NewMessage(card.acknowledge, by="system", kind="system", state="out")
            )
            self.wake()
        return Fate("item", brought.id)

    async def _known(self, item: str, around: Around) -> Collection[str]:
        if item == around.tagged:
            return around.known
        row = await self.items.get(item)
        return (await self.store.known(item, row.source) if row else None) or ()

    async def _bounce(self, item: str, bounced: Bounced, mail_id: str, subject: str) -> None:
        """A line on the item; the answer that came back is shown as failed."""
        words = "could not be delivered" if bounced.final else "is not delivered yet"
        line = f"The answer to {bounced.whom or 'the customer'} {words}: {bounced.why or subject}"
        if bounced.final and (ours := await self.store.sent_as(bounced.original)) is not None:
            await self.items.mark(ours, "failed", line)
        await self.items.add_message(
            item, NewMessage(line, by="system", kind="system", mail_id=mail_id, state="in")
        )

    async def _written(
        self, found: Found, letter: Letter, mail_id: str, stranger: bool = False, machine: bool = False
    ) -> NewMessage:
        files = [await self._file(one.name, one.kind, one.data, letter) for one in letter.enclosed]
        lines = [*letter.said, *found.left, *(one for one in files if isinstance(one, str))]
        who = f"{letter.sender_name} <{letter.sender}>".strip()
        text = (f"[{who}]\n\n" if stranger else "") + letter.text
        text += "".join(f"\n\n[{line}]" for line in lines)
        return NewMessage(
            text.strip("\n"),
            by="system" if machine else "customer",
            kind="system" if machine else "message",
            html=letter.html or None,
            mail_id=mail_id,
            in_reply_to=next(iter(letter.answers), None),
            state="in",
            attachments=tuple(one for one in files if isinstance(one, int)),
        )

    async def _file(self, name: str, kind: str, data: bytes, letter: Letter) -> int | str:
        """Its id; or why it is not here."""
        name = plain_name(name)
        if len(data) > self.largest:
            return f"{name} ({len(data) / (1 << 20):.1f} MB) is too large and stays in the mailbox"
        kept = await self.shelf.keep(data)
        handed = await self.items.hand_in(name, plain_type(kind), kept.size, kept.digest, letter.sender)
        return handed.id


def without_id(raw: bytes) -> str:
    """For a letter that has none: the same for the same headers, wherever it lies."""
    head = raw.replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    return f"<{hashlib.sha256(head).hexdigest()[:40]}@no-message-id.invalid>"
