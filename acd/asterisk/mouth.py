"""Saying things to Asterisk over the link that may say them, and understanding the answer."""

from __future__ import annotations

from acd.asterisk import speak, wire
from acd.asterisk.clocks import Clocks
from acd.asterisk.link import Link, LinkLost, NoAnswer, Reply
from acd.asterisk.speak import Action, Outcome, Say, Via
from acd.asterisk.wire import Unsendable


class Trouble(Exception):  # noqa: N818 - reads as what it is
    """Not done: refused, or (`silent`) nobody knows."""

    def __init__(self, why: str, *, silent: bool) -> None:
        super().__init__(why)
        self.why = why
        self.silent = silent


class Mouth:
    def __init__(self, daily: Link, provision: Link, clocks: Clocks) -> None:
        self._links = {Via.DAILY: daily, Via.PROVISION: provision}
        self.clocks = clocks

    async def say(self, say: Say) -> Outcome:
        """Done or already so; raises Trouble."""
        reply = await self._ask(say.via, say.whole, _named(say.action))
        outcome = speak.judge(say, reply.ok, reply.text)
        if outcome is Outcome.REFUSED:
            raise Trouble(f"{_named(say.action)}: {reply.text}", silent=False)
        return outcome

    async def ask(self, via: Via, action: Action) -> Reply:
        """The reply, whatever it says; raises Trouble where there is none."""
        return await self._ask(via, action, _named(action))

    async def _ask(self, via: Via, action: wire.Action, named: str) -> Reply:
        try:
            return await self._links[via].ask(action)
        except (LinkLost, NoAnswer) as error:
            raise Trouble(f"{named}: {error}", silent=True) from error
        except Unsendable as error:
            raise Trouble(str(error), silent=False) from error

    async def read(self, family: str, key: str) -> str:
        """A value of Asterisk's database, "" if there is none; raises Trouble."""
        action = speak.get(family, key)
        try:
            reply = await self._links[Via.PROVISION].ask_list(action, timeout=2.0)
        except (LinkLost, NoAnswer) as error:
            raise Trouble(f"{_named(action)}: {error}", silent=True) from error
        except Unsendable as error:
            raise Trouble(str(error), silent=False) from error
        if reply.ok:
            return reply.items[0].get("Val") if reply.items else ""
        if reply.text.startswith("Database entry not found"):
            return ""
        raise Trouble(f"{_named(action)}: {reply.text}", silent=False)


def _named(action: Action) -> str:
    """The action and what it is about, for a person: `QueueAdd sales PJSIP/1001`."""
    about = ("Queue", "Interface", "Channel", "Family", "Key", "Variable")
    return " ".join([action["Action"], *(action[name] for name in about if name in action)])
