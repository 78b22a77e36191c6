"""What agents and supervisors do with calls -> AMI actions. Pure. The dialplan's part of it is `acd_calls.conf`.

What people write reaches Asterisk as values of channel variables only, and is checked to be a code or a number first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from acd.asterisk.conf import BadConf, code, text
from acd.asterisk.names import CONSULT, DIAL, DIAL_RING, LISTEN, ROOM, STEERED, TRANSFER
from acd.asterisk.speak import Action, Say, Via
from acd.core.aim import AGENT, NUMBER, Aim
from acd.core.orders import DialByHand, Listen, Steer

GONE: Final = ("No such channel",)
RING_AGENT: Final = 25_000  # ms; the dialplan rings his phone for 20 s
_NUMBER: Final = re.compile(r"[0-9+*#]{1,40}")


def party_note(token: str) -> tuple[str, str]:
    """Family and key under which the other party of a call in a room stands."""
    return ROOM, f"{token}-c"


def peer(leg: str) -> Action:
    """With whom this leg is bridged; of a call that is in no room, the other party."""
    return {"Action": "Getvar", "Channel": leg, "Variable": "BRIDGEPEER"}


def into_room(order: Steer, party: str) -> list[Say]:
    """Both leave their bridge, the agent for his room, the other party for the music."""
    names = [_set(channel, "ACD_ROOM", order.token) for channel in (order.leg, party)]
    move = {
        **_redirect(order.leg, STEERED, "agent"),
        "ExtraChannel": party,
        "ExtraContext": STEERED,
        "ExtraExten": "hold",
        "ExtraPriority": "1",
    }
    return [*names, Say(Via.DAILY, move)]


def hold(party: str) -> Say:
    return Say(Via.DAILY, _redirect(party, STEERED, "hold"))


def back(party: str) -> Say:
    return Say(Via.DAILY, _redirect(party, STEERED, "back"))


def hang_up(channel: str) -> Say:
    """By name or by id."""
    return Say(Via.DAILY, {"Action": "Hangup", "Channel": channel}, GONE)


def transfer(order: Steer, to: Aim, party: str) -> list[Say]:
    """The other party leaves; the agent's leg ends by that."""
    variables = {"ACD_FROM": order.token, "ACD_CALL": order.call, **_aimed(to, order.phone)}
    return [
        *(_set(party, f"__{name}", value) for name, value in variables.items()),
        Say(Via.DAILY, _redirect(party, TRANSFER, "s")),
    ]


def consult(order: Steer, to: Aim) -> Say:
    """The room gets a third party: the near half of a Local channel, whose far half calls. Its id is `x-WISH`."""
    variables = {
        "ACD_ROOM": order.token,
        "__ACD_CONSULT": order.token,
        "__ACD_QUEUE": _code(order.queue, "queue"),
        "__ACD_CALL": order.call,
        **{f"__{name}": value for name, value in _aimed(to, order.phone).items()},
    }
    action = {
        **_originate(f"x-{order.wish}"),
        "Channel": f"Local/s@{CONSULT}/n",
        "Context": STEERED,
        "Exten": "consult",
        "CallerID": f"<{code(order.agent, 'agent')}>",
    }
    return Say(Via.DAILY, action, variables=variables)


def near(far: str) -> str:
    """The id of a consult's near half, from that of the far one."""
    return far.removesuffix(";2")


def dial(order: DialByHand) -> Say:
    """The agent's phone first; the rest is done by the dialplan."""
    variables = {
        "ACD_AGENT": code(order.agent, "agent"),
        "ACD_PHONE": code(order.phone, "phone"),
        "ACD_QUEUE": _code(order.queue, "queue"),
        "ACD_CALL": order.call,
        "ACD_SHOWN": re.sub(r"[^0-9A-Za-z+*#_-]", "", order.to.to),
        "ACD_WAIT": "yes" if order.wait else "no",
        "ACD_WHY": "dial",
        **_aimed(order.to, order.to_phone),
    }
    action = {
        **_originate(order.call),
        "Channel": f"Local/s@{DIAL_RING}/n",
        "Context": DIAL,
        "Exten": "s",
        "Timeout": str(RING_AGENT),
    }
    inherited = {f"__{name}": value for name, value in variables.items()}
    return Say(Via.DAILY, action, variables=inherited)


def listen(order: Listen) -> Say:
    """Ring the supervisor's phone; one that is there already changes what it does."""
    if order.there:
        return Say(Via.DAILY, _redirect(order.ear, LISTEN, order.mode))
    variables = {
        "ACD_AGENT": code(order.agent, "agent"),
        "ACD_TALK": order.token,
        "ACD_LEG": order.leg,
    }
    action = {
        **_originate(order.ear),
        "Channel": f"PJSIP/{code(order.phone, 'phone')}",
        "Context": LISTEN,
        "Exten": order.mode,
        "CallerID": f"<{code(order.agent, 'agent')}>",
    }
    return Say(Via.DAILY, action, variables=variables)


def _originate(id: str) -> dict[str, str]:
    return {"Action": "Originate", "Async": "true", "ChannelId": id, "Priority": "1", "Timeout": "30000"}


def _redirect(channel: str, context: str, exten: str) -> dict[str, str]:
    return {
        "Action": "Redirect",
        "Channel": channel,
        "Context": context,
        "Exten": exten,
        "Priority": "1",
    }


def _set(channel: str, name: str, value: str) -> Say:
    return Say(Via.DAILY, {"Action": "Setvar", "Channel": channel, "Variable": name, "Value": value})


def _aimed(to: Aim, phone: str) -> dict[str, str]:
    """For `acd-to`. Every name is set, so that none of an earlier transfer counts."""
    return {
        "ACD_KIND": to.kind,
        "ACD_TO": _number(to.number) if to.kind == NUMBER else code(to.to, to.kind),
        "ACD_TO_PHONE": code(phone, "phone") if to.kind == AGENT else "",
        "ACD_NUMBER": _number(to.number) if to.kind == NUMBER else "",
        "ACD_ENDPOINT": _code(to.endpoint, "endpoint"),
        "ACD_SHOWS": _shows(to.shows),
        "ACD_ROUTE": "trunk" if to.over_trunk else "",
    }


def _code(value: str, what: str) -> str:
    return code(value, what) if value else ""


def _number(number: str) -> str:
    if not _NUMBER.fullmatch(number):
        raise BadConf(f"number {number[:60]!r}: only digits, +, * and # can be dialled")
    return number


def _shows(caller_id: str) -> str:
    """`Name <number>`, or a number, as Asterisk reads a caller id; empty: as it is."""
    if not caller_id:
        return ""
    name, _, rest = caller_id.rpartition("<")
    return "".join(_shown(text(name).strip(), _number(rest.rstrip("> "))))


def _shown(name: str, number: str) -> Iterator[str]:
    if name:
        yield f'"{name}" '
    yield f"<{number}>"
