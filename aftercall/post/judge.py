"""What shall become of a letter: an item, a message of one, a line on one, or nothing. Pure; what it must know it is told.

A letter belongs to an item by the Message-IDs that it answers, which nobody guesses; else by the tag in its subject, which everybody
can write: that one counts only from somebody who is known to the item.

Loops: two machines that answer each other never stop by themselves. So what a machine wrote is answered by none; what comes from a
mailbox of ours, or went through here already, is left; an answer of a machine makes no item; and nobody has more than so many letters
taken within an hour.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from aftercall.post.card import Mailbox
from aftercall.post.letter import Letter

TAG: Final = re.compile(r"\[#(t[1-9][0-9]{0,17})\]")
_REPLIES: Final = re.compile(
    r"^(\s*(re|aw|sv|vs|odp|fwd?|fw|wg|pd|rv|отв|ответ|ha|vast|edasi)\s*(\[\d+\])?\s*:)+\s*", re.I
)
Became = Literal["item", "message", "bounce", "left"]


@dataclass(frozen=True, slots=True)
class Fate:
    """`why`: of what is left, for people. `quiet`: nothing is answered by itself. `machine`: nobody wrote this himself."""

    became: Became
    item: str | None = None
    why: str = ""
    quiet: bool = False
    machine: bool = False


@dataclass(frozen=True, slots=True)
class Around:
    """What is known of a letter from elsewhere. `answered`: which item each Message-ID that it names is a message of. `tagged`: the
    item that its subject names, if it came by this mailbox; `known`: addresses that are known to that item. `lately`: how many letters
    of its sender became something within the hour; `most` of them may. `loop`: what we write into `X-Loop`. `own`: addresses of all
    mailboxes."""

    answered: Mapping[str, str]
    tagged: str | None = None
    known: Collection[str] = ()
    lately: int = 0
    most: int = 30
    loop: str = ""
    own: Collection[str] = ()


def fate(letter: Letter, around: Around) -> Fate:
    item = belongs_to(letter, around)
    if letter.bounced is not None:
        original = around.answered.get(letter.bounced.original) or item
        if original is None:
            return Fate("left", why="a server's report about a letter that is none of ours")
        return Fate("bounce", original, quiet=True, machine=True)
    if not letter.sender:
        return Fate("left", why="it does not say who wrote it")
    if letter.sender in around.own:
        return Fate("left", why="it comes from a mailbox of ours: a loop")
    if around.loop in letter.loops:
        return Fate("left", why="it went through here already: a loop")
    if around.lately >= around.most:
        return Fate("left", why=f"{letter.sender} wrote {around.lately} letters within an hour")
    if item is not None:
        return Fate("message", item, quiet=True, machine=letter.auto == "replied")
    if letter.auto == "replied":
        return Fate("left", why="a machine answered, and nothing here belongs to it")
    return Fate("item", quiet=bool(letter.auto))


def belongs_to(letter: Letter, around: Around) -> str | None:
    for mail_id in letter.answers:
        if (item := around.answered.get(mail_id)) is not None:
            return item
    if around.tagged is not None and letter.sender in around.known:
        return around.tagged
    return None


def tag_in(subject: str) -> str | None:
    """The item that a subject names."""
    found = TAG.search(subject)
    return found[1] if found else None


def bare(subject: str) -> str:
    """Without tags, and without what mailers put before it."""
    return " ".join(_REPLIES.sub("", TAG.sub("", subject).strip()).split())


def tagged(subject: str, item: str) -> str:
    """The subject of an answer."""
    return f"Re: {bare(subject)} [#{item}]" if bare(subject) else f"[#{item}]"


def loop_of(site: str, mailbox: Mailbox) -> str:
    """What our letters carry, and what tells that one came around."""
    return f"aftercall {site} {mailbox.address.lower()}"
