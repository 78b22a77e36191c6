"""Order -> AMI actions; reply -> done, already so, or refused. Pure.

How an agent is arranged, and why in this order. The dialplan's gate (acd-gate) refuses every ring while `acd-hold/PHONE` or
`acd-wrap/PHONE` stands, so the gate is closed first and opened last:

- *closing* (a break, a hold, a log-out, a call, an aftercall): the hold is written, then he is paused, then he leaves his queues.
  A step that fails does not keep the next from being tried.
- *opening* (he may be rung): his places are put right while he is paused, the hold is taken away, he is unpaused, and only
  then the aftercall's note `acd-wrap` goes. Until that last step the gate is closed, so nothing rings too early; and if
  the daemon dies between two steps, the note still stands and the janitor finishes by it: no release is lost. A step that
  fails ends it there.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from acd.asterisk import wire
from acd.asterisk.names import AWAY, FREE, GROUP, HOLD, LOG, STAR_ANSWER, WAKE_DIGIT, WRAP, interface
from acd.core.heard import MemberSeen
from acd.core.moment import Moment
from acd.core.orders import Arrange, MuteRecording, Wake, Withdraw

ARRANGING: Final = "arranging"
"""Why he is paused in a queue that he has just been added to, until he has all of them."""

Action = Mapping[str, str]


class Via(Enum):
    """Which of the two AMI users may do it."""

    DAILY = "daily"
    PROVISION = "provision"


@dataclass(frozen=True, slots=True)
class Say:
    """One action. A refusal that begins with one of `fine` means that it is already so; then `instead` is said.

    `variables`: of an Originate, what the channel is given.
    """

    via: Via
    action: Action
    fine: tuple[str, ...] = ()
    instead: tuple[Say, ...] = ()
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def whole(self) -> wire.Action:
        """As it goes over the wire."""
        if not self.variables:
            return self.action
        return {**self.action, "Variable": tuple(f"{name}={value}" for name, value in self.variables.items())}


class Outcome(Enum):
    DONE = "done"
    ALREADY = "already so"
    REFUSED = "refused"


def judge(say: Say, ok: bool, text: str) -> Outcome:
    if ok:
        return Outcome.DONE
    return Outcome.ALREADY if text.startswith(say.fine or "\0") else Outcome.REFUSED


# --- arranging an agent ------------------------------------------------------------------------------------------


def closes(order: Arrange) -> bool:
    return order.pause is not None or bool(order.holds) or not order.queues


def hold_of(order: Arrange) -> str:
    """What `acd-hold/PHONE` should hold; empty: it should not stand."""
    if order.holds:
        return "+".join(order.holds)
    return "" if order.queues else AWAY


def holding(order: Arrange, holds: Mapping[str, str]) -> list[Say]:
    """Close the gate on every phone that is not to be rung, if it is not known to be closed for the same reasons."""
    wanted = dict.fromkeys(order.leaves, AWAY) | {order.phone: hold_of(order)}
    return [
        put(HOLD, phone, hold)
        for phone, hold in wanted.items()
        if phone and hold and holds.get(phone) != hold
    ]


def pausing(order: Arrange, places: Iterable[MemberSeen]) -> list[Say]:
    """Pause him wherever he is a member and not paused for this reason."""
    reason = pause_of(order)
    phones = sorted({p.phone for p in places if p.phone and not (p.paused and p.reason == reason)})
    return [_pause(phone, reason) for phone in phones]


def pause_of(order: Arrange) -> str:
    """The reason as app_queue can keep it: its record of members is parted by `,`, `|` and `;`, and has room for 79 bytes."""
    reason = order.pause or next(iter(order.holds), AWAY)
    return re.sub(r"[,;|\s]", "_", reason).encode()[:79].decode("utf-8", "ignore")


def placing(order: Arrange, places: Collection[MemberSeen]) -> list[Say]:
    """Out of the queues and phones that are not wanted, then into the queues that are."""
    wanted = dict(order.queues)
    here = {p.queue: p for p in places if p.phone == order.phone and p.queue in wanted}
    return [
        *(_remove(p.queue, p.phone) for p in places if here.get(p.queue) is not p),
        *(_add(order, queue, penalty) for queue, penalty in wanted.items() if queue not in here),
        *(_penalty(order.phone, q, wanted[q]) for q, p in here.items() if p.penalty != wanted[q]),
    ]


def opening(order: Arrange, places: Iterable[MemberSeen], holds: Mapping[str, str]) -> list[Say]:
    """The hold goes, then the pauses. `places` as they are after `placing`."""
    unhold = [drop(HOLD, order.phone)] if holds.get(order.phone) else []
    return unhold + ([_unpause(order.phone)] if any(p.paused for p in places) else [])


def lifting(order: Arrange, holds: Mapping[str, str]) -> list[Say]:
    """A hold that is no longer wanted though he stays closed: a call or an aftercall goes on without it."""
    return [drop(HOLD, order.phone)] if not hold_of(order) and holds.get(order.phone) else []


def _pause(phone: str, reason: str) -> Say:
    action = {"Action": "QueuePause", "Interface": interface(phone), "Paused": "true", "Reason": reason}
    return Say(Via.DAILY, action, ("Interface not found",))


def _unpause(phone: str) -> Say:
    action = {"Action": "QueuePause", "Interface": interface(phone), "Paused": "false"}
    return Say(Via.DAILY, action, ("Interface not found",))


def _remove(queue: str, phone: str) -> Say:
    action = {"Action": "QueueRemove", "Queue": queue, "Interface": interface(phone)}
    return Say(Via.DAILY, action, _NOT_THERE)


_NOT_THERE: Final = (
    "Unable to remove interface: Not there",
    "Unable to remove interface from queue: No such queue",
    "Unable to remove interface: Member not dynamic",  # the site's own: not for us to touch
)


def _add(order: Arrange, queue: str, penalty: int) -> Say:
    reason = pause_of(order) if closes(order) else ARRANGING
    action = {
        "Action": "QueueAdd",
        "Queue": queue,
        "Interface": interface(order.phone),
        "MemberName": order.agent,
        "Penalty": str(penalty),
        "Paused": "true",
        "Reason": reason,
    }
    anew = (
        _remove(queue, order.phone),
        Say(Via.DAILY, action),
    )  # who knows under what name, and how, it is there
    return Say(Via.DAILY, action, ("Unable to add interface: Already there",), anew)


def _penalty(phone: str, queue: str, penalty: int) -> Say:
    action = {
        "Action": "QueuePenalty",
        "Queue": queue,
        "Interface": interface(phone),
        "Penalty": str(penalty),
    }
    return Say(Via.DAILY, action)


# --- the other orders --------------------------------------------------------------------------------------------


def withdraw(order: Withdraw) -> Say:
    return Say(Via.DAILY, {"Action": "Hangup", "Channel": order.leg}, ("No such channel",))


def state(leg: str) -> Action:
    """`Up` once the agent answered: then there is no ring to take back."""
    return {"Action": "Getvar", "Channel": leg, "Variable": "CHANNEL(state)"}


def wake(order: Wake) -> Say:
    """A digit that nobody types makes app_queue's wait return, and it tries its members at once."""
    action = {"Action": "PlayDTMF", "Channel": order.channel, "Digit": WAKE_DIGIT, "Receive": "true"}
    return Say(Via.DAILY, action, ("Channel not found",))


def mute(order: MuteRecording) -> Say:
    """Both directions; while it lasts the file grows with silence."""
    state = "0" if order.on else "1"
    action = {"Action": "MixMonitorMute", "Channel": order.channel, "Direction": "both", "State": state}
    return Say(Via.DAILY, action)


def forget(token: str) -> Say:
    return drop(LOG, token)


def legs(phone: str) -> Action:
    """How many agent legs of this phone exist, from before the gate on. Group and category are regular expressions."""
    exact = re.sub(r"([^A-Za-z0-9_-])", r"[\1]", phone)
    return {"Action": "Getvar", "Variable": f"GROUP_MATCH_COUNT(^{exact}$@^{GROUP}$)"}


def answer(channel: str, sound: str) -> Say:
    """What the dialplan is to say to whoever dialled a star code."""
    action = {"Action": "Setvar", "Channel": channel, "Variable": STAR_ANSWER, "Value": sound}
    return Say(Via.DAILY, action, ("No such channel",))


# --- Asterisk's database -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Wrap:
    """`acd-wrap/PHONE`, deadline in Asterisk's clock."""

    token: str
    deadline: Moment
    agent: str
    queue: str

    @classmethod
    def read(cls, value: str) -> Wrap:
        """Raises ValueError."""
        token, deadline, agent, queue = value.split(",")
        return cls(token, int(deadline), agent, queue)

    def __str__(self) -> str:
        return f"{self.token},{self.deadline},{self.agent},{self.queue}"


def get(family: str, key: str) -> Action:
    return {"Action": "DBGet", "Family": family, "Key": key}


def wrap_put(phone: str, wrap: Wrap) -> Say:
    return put(WRAP, phone, str(wrap))


def free_put(phone: str, token: str) -> Say:
    """This aftercall is over. The note itself is the dialplan's to take away: a newer one may stand there by now."""
    return put(FREE, phone, token)


def put(family: str, key: str, value: str) -> Say:
    return Say(Via.PROVISION, {"Action": "DBPut", "Family": family, "Key": key, "Val": value})


def drop(family: str, key: str) -> Say:
    fine = ("Database entry could not be deleted", "Database entry not found")
    return Say(Via.PROVISION, {"Action": "DBDel", "Family": family, "Key": key}, fine)
