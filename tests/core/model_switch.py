"""A model of Asterisk as the dialplan makes it: members, pauses, holds, wraps, conversations, and its janitor.

It carries out orders when told to, may lose events and replies, and keeps aftercall by itself, as the real one does.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from acd.core import heard, orders
from acd.core.heard import Device, MemberSeen
from acd.core.orders import Turn
from acd.core.queue import is_free

GRACE = 500  # the janitor's, ms


@dataclass
class Leg:
    agent: str
    phone: str
    queue: str
    call: str
    token: str
    began: int | None = None


@dataclass
class ModelSwitch:
    aftercall: dict[str, int]
    members: dict[tuple[str, str], MemberSeen] = field(default_factory=dict)
    holds: dict[str, str] = field(default_factory=dict)
    wraps: dict[str, tuple[str, int, str, str]] = field(default_factory=dict)
    log: dict[str, heard.Ended] = field(default_factory=dict)
    legs: dict[str, Leg] = field(default_factory=dict)
    offers_while_paused: int = 0
    count: int = 0

    # what the switch does by itself

    def offer(self, at: int, call: str) -> heard.Heard | None:
        """Ring the first member who is free, through the gate."""
        for (queue, agent), member in sorted(self.members.items()):
            busy = member.phone in self.legs
            gate = member.phone in self.holds or self._wrapping(member.phone, at)
            if is_free(member) and not busy and not gate:
                self.count += 1
                leg = Leg(agent, member.phone, queue, call, f"t{self.count}")
                self.legs[member.phone] = leg
                return heard.Offered(
                    at, queue, call, agent, member.phone, f"PJSIP/{member.phone}-{leg.token}"
                )
        return None

    def _wrapping(self, phone: str, at: int) -> bool:
        return phone in self.wraps and self.wraps[phone][1] > at

    def answer(self, at: int, phone: str) -> heard.Heard:
        leg = self.legs[phone]
        leg.began = at
        self.wraps.pop(phone, None)
        self._pause(phone, "call")
        name = f"PJSIP/{phone}-{leg.token}"
        return heard.Answered(at, leg.queue, leg.call, leg.agent, phone, name, leg.token)

    def hang_up(self, at: int, phone: str) -> list[heard.Heard]:
        leg = self.legs.pop(phone)
        if leg.began is None:
            return [heard.OfferOver(at, leg.queue, leg.call, leg.agent, 1000)]
        span = self.aftercall[leg.queue]
        ended = heard.Ended(at, leg.agent, phone, leg.queue, leg.call, leg.token, leg.began, span, at + span)
        self.log[leg.token] = ended
        if span:
            self._pause(phone, "aftercall")
            self.wraps[phone] = (leg.token, at + span, leg.agent, leg.queue)
        else:
            self._release(phone)
        return [ended]

    def janitor(self, at: int) -> list[heard.Heard]:
        out: list[heard.Heard] = []
        for phone, (token, deadline, agent, _) in list(self.wraps.items()):
            if deadline + GRACE <= at and phone not in self.legs:
                self._release(phone)
                del self.wraps[phone]
                if token in self.log:
                    self.log[token] = replace(self.log[token], released=at)
                out.append(heard.Released(at, agent, phone, token))
        return out

    def _pause(self, phone: str, reason: str | None) -> None:
        for key, member in self.members.items():
            if member.phone == phone:
                self.members[key] = replace(member, paused=reason is not None, reason=reason or "")

    def _release(self, phone: str) -> None:
        self._pause(phone, self.holds.get(phone))

    # what it is ordered

    def obey(self, at: int, order: orders.Order) -> list[heard.Heard]:
        if isinstance(order, orders.Arrange):
            return self._arrange(at, order)
        if isinstance(order, orders.Withdraw):
            phones = [
                p for p, leg in self.legs.items() if order.leg.endswith(leg.token) and leg.began is None
            ]
            return [e for p in phones for e in self.hang_up(at, p)]
        if isinstance(order, orders.MoveDeadline):
            return [self._move(at, order)]
        if isinstance(order, orders.MuteRecording):
            what = (order.agent, order.channel, order.on, True, order.wish, order.by)
            return [heard.Recorded(at, *what)]
        if isinstance(order, orders.Steer):
            return self._steer(at, order)
        if isinstance(order, orders.Forget):
            self.log.pop(order.token, None)
        return []

    def _steer(self, at: int, order: orders.Steer) -> list[heard.Heard]:
        """Hold, its end, a transfer to nobody in particular, and the end of the call."""
        phone = next((p for p, leg in self.legs.items() if leg.token == order.token), None)
        if phone is None or self.legs[phone].began is None:
            return [heard.Steered(at, order.agent, order.wish, False, "no such call")]
        if order.turn in (Turn.HOLD, Turn.UNHOLD):
            return [heard.PartyHeld(at, order.token, order.turn is Turn.HOLD)]
        if order.turn is Turn.TRANSFER and order.to is not None:
            gone = heard.Transferred(at, order.token, order.to.kind, order.to.to, order.call)
            return [*self.hang_up(at, phone), gone]
        return self.hang_up(at, phone)

    def _move(self, at: int, order: orders.MoveDeadline) -> heard.Heard:
        wrap = self.wraps.get(order.phone)
        ok = wrap is not None and wrap[0] == order.token
        if wrap is not None and ok:
            self.wraps[order.phone] = (wrap[0], order.deadline, wrap[2], wrap[3])
        return heard.Moved(at, order.agent, order.token, order.deadline, ok)

    def _arrange(self, at: int, order: orders.Arrange) -> list[heard.Heard]:
        phone, queues = order.phone, dict(order.queues)
        for left in order.leaves:
            self.holds[left] = "away"
        hold = "+".join(order.holds) if order.holds else ("" if queues else "away")
        self.holds.pop(phone, None)
        if hold:
            self.holds[phone] = hold
        for key in [
            k
            for k, m in self.members.items()
            if k[1] == order.agent and (k[0] not in queues or m.phone != phone)
        ]:
            del self.members[key]
        for queue, penalty in queues.items():
            self.members[queue, order.agent] = MemberSeen(
                queue, order.agent, phone, order.pause is not None, order.pause or "", Device.FREE, penalty
            )
        talking = phone in self.legs and self.legs[phone].began is not None
        if order.ended is not None and phone in self.wraps and self.wraps[phone][0] == order.ended:
            del self.wraps[phone]
        if order.wrap is not None and phone not in self.wraps and not talking:
            self.wraps[phone] = (order.wrap[0], order.wrap[2], order.agent, order.wrap[1])
        members: list[heard.Heard] = [
            heard.MemberIs(at, m) for k, m in self.members.items() if k[1] == order.agent
        ]
        return [*members, heard.Arranged(at, order.agent, order.seq)]

    # what it says when asked for all

    def snapshot(self, at: int) -> heard.SwitchIs:
        talks = tuple(
            heard.TalkSeen(g.agent, p, g.queue, g.token, f"PJSIP/{p}-{g.token}", g.call, g.began)
            for p, g in self.legs.items()
            if g.began is not None
        )
        wraps = tuple(heard.WrapSeen(w[2], p, w[3], w[0], w[1]) for p, w in self.wraps.items())
        phones = tuple((m.phone, Device.FREE) for m in self.members.values())
        return heard.SwitchIs(
            at,
            members=tuple(self.members.values()),
            phones=tuple(dict(phones).items()),
            holds=tuple(self.holds.items()),
            talks=talks,
            wraps=wraps,
            ended=tuple(sorted(self.log.values(), key=lambda e: e.at)),
        )
