"""Carries out what is wished of calls. What came of it is heard as events; here only whether Asterisk took it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from acd.asterisk import speak_calls as speak
from acd.asterisk.conf import BadConf
from acd.asterisk.mouth import Mouth, Trouble
from acd.asterisk.speak import Outcome, Say, Via
from acd.core.heard import Heard, Steered
from acd.core.orders import DialByHand, Listen, Steer, StopListening, Turn


class Steering:
    def __init__(self, mouth: Mouth, hear: Callable[[Heard], None]) -> None:
        self._mouth = mouth
        self._hear = hear
        self._turns: dict[Turn, Callable[[Steer], Awaitable[None]]] = {
            Turn.HOLD: self._hold,
            Turn.UNHOLD: self._unhold,
            Turn.HANG_UP: self._hang_up,
            Turn.TRANSFER: self._transfer,
            Turn.CONSULT: self._consult,
            Turn.COMPLETE: self._complete,
            Turn.CANCEL: self._cancel,
            Turn.THREE_WAY: self._unhold,
        }

    async def steer(self, order: Steer) -> None:
        await self._told(order.agent, order.wish, self._turns[order.turn](order))

    async def dial(self, order: DialByHand) -> None:
        await self._told(order.agent, order.wish, self._dial(order))

    async def listen(self, order: Listen) -> None:
        await self._told(order.agent, order.wish, self._listen(order))

    async def stop_listening(self, order: StopListening) -> None:
        await self._told(order.agent, order.wish, self._say(speak.hang_up(order.ear)))

    async def _told(self, agent: str, wish: str, doing: Awaitable[None]) -> None:
        ok, why, silent = True, "", False
        try:
            await doing
        except Trouble as trouble:
            ok, why, silent = False, trouble.why, trouble.silent
        except BadConf as bad:
            ok, why = False, str(bad)
        self._hear(Steered(self._mouth.clocks.now(), agent, wish, ok, why, silent))

    async def _hold(self, order: Steer) -> None:
        """A call that was never held goes into a room; one that is in its room leaves the other party there for the music."""
        party, in_room = await self._party(order)
        if in_room:
            await self._say(speak.hold(party))
        else:
            await self._say(*speak.into_room(order, party))

    async def _unhold(self, order: Steer) -> None:
        party, _ = await self._party(order)
        await self._say(speak.back(party))

    async def _hang_up(self, order: Steer) -> None:
        """The other party by his name, and the agent: whatever the call is, nobody is left in it."""
        party, _ = await self._party(order, needed=False)
        await self._say(*(speak.hang_up(channel) for channel in (party, order.leg) if channel))

    async def _transfer(self, order: Steer) -> None:
        if order.to is None:
            raise BadConf("a transfer needs somebody to go to")
        party, _ = await self._party(order)
        await self._say(*speak.transfer(order, order.to, party))

    async def _consult(self, order: Steer) -> None:
        if order.to is None:
            raise BadConf("a consult needs somebody to call")
        saying = speak.consult(order, order.to)
        if not order.held:
            await self._hold(order)
        await self._say(saying)

    async def _complete(self, order: Steer) -> None:
        """The agent's leg alone: the dialplan brings those together whom he leaves."""
        await self._say(speak.hang_up(order.leg))

    async def _cancel(self, order: Steer) -> None:
        await self._say(speak.hang_up(speak.near(order.consult)))

    async def _dial(self, order: DialByHand) -> None:
        await self._say(speak.dial(order))

    async def _listen(self, order: Listen) -> None:
        await self._say(speak.listen(order))

    async def _party(self, order: Steer, *, needed: bool = True) -> tuple[str, bool]:
        """The channel of the other party, and whether the call is in its room already."""
        noted = await self._mouth.read(*speak.party_note(order.token))
        if noted:
            return noted, True
        reply = await self._mouth.ask(Via.DAILY, speak.peer(order.leg))
        party = reply.get("Value") if reply.ok else ""
        if needed and (not party or "," in party):
            raise Trouble("there is no other party in this call (any more)", silent=False)
        return party, False

    async def _say(self, *says: Say) -> None:
        """A hang-up of who is gone already is as good."""
        for say in says:
            outcome = await self._mouth.say(say)
            if outcome is Outcome.REFUSED:
                raise Trouble(f"{say.action['Action']} was refused", silent=False)
