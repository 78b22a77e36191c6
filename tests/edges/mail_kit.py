"""A mail house of real servers, a database, and the desk between them; letters as customers send them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any, TypeVar

from acd.core.heard import Heard
from acd.store.database import Database
from acd.store.item_rows import Message
from acd.store.items import ItemStore, NewMessage
from aftercall.bench import MailHouse
from aftercall.items.shelf import AttachmentShelf
from aftercall.post.desk import MailDesk
from aftercall.post.send import SitePost, deliver
from aftercall.post.servers import Server, certificates
from aftercall.post.store import Dealt, MailStore
from aftercall.settings import MailSettings

HELP, ANNA, JAN = "help@shop.example", "anna@customer.example", "jan@customer.example"
BOXES = {HELP: "one", "sales@shop.example": "two", ANNA: "three", JAN: "four"}
PATIENCE = 30.0


def now() -> int:
    return round(time.time() * 1000)


@dataclass
class Post:
    """`heard`: what the floor would hear."""

    house: MailHouse
    database: Database
    folder: Path
    settings: MailSettings
    heard: list[Heard] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.store = MailStore(self.database)
        self.items = ItemStore(self.database, "main", self.heard.append, now)
        self.shelf = AttachmentShelf(self.folder / "attachments")
        self.desk = self.new_desk()

    def new_desk(self) -> MailDesk:
        """As after a start of the daemon."""

        async def queues() -> list[str]:
            return ["help", "sales"]

        post = SitePost(self.settings)
        return MailDesk(self.store, self.items, self.shelf, post, "main", now, queues)

    def card(self, **changes: Any) -> dict[str, Any]:
        house = self.house
        return {
            "queue": "help",
            "address": HELP,
            "name": "Shop",
            "imap_host": house.host,
            "imap_port": house.imaps,
            "imap_user": HELP,
            "imap_password": BOXES[HELP],
            "smtp_host": house.host,
            "smtp_port": house.smtp,
            "smtp_user": HELP,
            "smtp_password": BOXES[HELP],
            "signature": "The Shop",
            "old": True,
        } | changes

    async def letters(self, count: int, code: str = "help") -> list[Dealt]:
        """What became of so many letters, oldest first."""

        async def dealt() -> list[Dealt] | None:
            found = await self.store.letters(code)
            return found[::-1] if len(found) >= count else None

        return await until(dealt)

    async def answer(self, item: str, text: str, **more: Any) -> Message:
        """As an agent does."""
        message = await self.items.add_message(item, NewMessage(text, by="agent", agent="1001", **more))
        self.desk.wake()
        return message

    async def state(self, message: Message, *wanted: str) -> Message:
        async def there() -> Message | None:
            found = await self.items.message(message.id)
            return found if found and found.state in wanted else None

        return await until(there)

    async def send(self, letter: EmailMessage | bytes, who: str = ANNA, to: str = HELP) -> None:
        server = Server(self.house.host, self.house.smtp, "starttls", who, BOXES[who])
        if isinstance(letter, bytes):
            letter = BytesParser(policy=default).parsebytes(letter)
        await deliver(letter, [to], server, certificates(self.house.certificate), 30)

    def drop(self, raw: bytes, name: str, to: str = HELP) -> None:
        """Into the mailbox as it is: no server has put it right."""
        place = self.house.maildir(to)
        for part in ("tmp", "new", "cur"):
            (place / part).mkdir(parents=True, exist_ok=True)
        self.house.give(place)
        fresh = place / "tmp" / name
        fresh.write_bytes(raw)
        self.house.give(fresh)
        fresh.rename(place / "new" / name)

    async def got(self, who: str, count: int = 1) -> list[EmailMessage]:
        """What lies in somebody's mailbox, oldest first."""

        async def there() -> list[EmailMessage] | None:
            place = self.house.maildir(who)
            files = sorted(
                [*place.glob("new/*"), *place.glob("cur/*")], key=lambda one: one.stat().st_mtime_ns
            )
            if len(files) < count:
                return None
            return [BytesParser(policy=default).parsebytes(one.read_bytes()) for one in files]  # type: ignore[misc]

        return await until(there)


@asynccontextmanager
async def posted(
    database: Database, folder: Path, boxes: Iterable[str] = (), **settings: Any
) -> AsyncIterator[Post]:
    """The servers run, and nothing reads them yet."""
    wanted = {one: BOXES[one] for one in (boxes or BOXES)}
    house = await asyncio.to_thread(lambda: MailHouse(wanted))
    try:
        await asyncio.to_thread(house.start)
        given = {"ca_file": house.certificate, "poll": 1.0, "within": 30.0} | settings
        post = Post(house, database, folder, MailSettings(**given))
        try:
            yield post
        finally:
            await post.desk.close()
    finally:
        await asyncio.to_thread(house.close)


T = TypeVar("T")


async def until(there: Callable[[], Awaitable[T | None]]) -> T:
    """What is there in the end; fails after `PATIENCE`."""
    async with asyncio.timeout(PATIENCE):
        while True:
            if (found := await there()) is not None:
                return found
            await asyncio.sleep(0.1)


def letter(
    text: str, subject: str = "My order", who: str = ANNA, mail_id: str | None = None, **headers: str
) -> EmailMessage:
    found = EmailMessage()
    found["From"] = f"Anna Żak <{who}>"
    found["To"] = HELP
    found["Subject"] = subject
    if mail_id:
        found["Message-ID"] = mail_id
    for name, value in headers.items():
        found[name.replace("_", "-")] = value
    found.set_content(text)
    return found
