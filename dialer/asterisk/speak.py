"""Order -> AMI actions. Pure.

What a contact's card can hold reaches Asterisk only as a number of digits, + * and #; all else is checked to be a code or text
without a line break, comma or quote.
"""

from __future__ import annotations

import re
from typing import Final

from acd.asterisk.conf import BadConf, code, text
from acd.asterisk.wire import Action
from dialer.asterisk import names
from dialer.core.cards import Mode, TrunkCard
from dialer.core.orders import Dial

_NUMBER: Final = re.compile(r"[0-9+*#]{1,40}")
_ATTEMPT: Final = re.compile(r"d-[A-Za-z0-9-]{1,57}")


class Undialable(ValueError):  # noqa: N818 - reads as what it is
    """This must not be dialled; the text says what is wrong with it."""


def dial(order: Dial) -> Action:
    """The Originate. Its answer says only whether Asterisk took it; what becomes of the line is told by its events."""
    try:
        return _preview(order) if order.phone or order.campaign.mode is Mode.PREVIEW else _line(order)
    except BadConf as bad:
        raise Undialable(str(bad)) from bad


def _line(order: Dial) -> Action:
    return {
        **_originate(order),
        "Channel": f"PJSIP/{dialled(order.attempt.number, order.trunk)}@{_endpoint(order.trunk)}",
        "Context": names.DIALLED,
        "Timeout": str(order.ring),
        **_caller_id(order),
        "Variable": (f"{names.CAMPAIGN}={_campaign(order)}", f"{names.CONTACT}={_number(order)}"),
    }


def _preview(order: Dial) -> Action:
    """The agent's phone first; the rest is done by the dialplan."""
    if order.attempt.agent is None or not order.phone:
        raise Undialable(f"attempt {order.attempt.id}: a preview needs an agent and his phone")
    variables = {
        names.CAMPAIGN: _campaign(order),
        names.ATTEMPT: _attempt(order),
        names.AGENT: code(order.attempt.agent, "agent"),
        names.TO: code(order.phone, "phone"),
        names.CONTACT: _number(order),
        names.NUMBER: dialled(order.attempt.number, order.trunk),
        names.ENDPOINT: _endpoint(order.trunk),
        names.FROM: _caller_id(order).get("CallerID", ""),
        names.RING: f"{order.ring / 1000:g}",
        names.WAIT: "yes" if order.campaign.wait else "no",
    }
    return {
        **_originate(order),
        "Channel": f"Local/s@{names.PREVIEW_RING}/n",
        "Context": names.PREVIEW,
        "Timeout": str(names.RING_AGENT),
        "Variable": tuple(f"{name}={value}" for name, value in variables.items()),
    }


def _originate(order: Dial) -> dict[str, str]:
    attempt = _attempt(order)
    return {"Action": "Originate", "Async": "true", "ChannelId": attempt, "Exten": "s", "Priority": "1"}


def dialled(number: str, trunk: TrunkCard) -> str:
    """As this trunk wants it."""
    return _dialable(trunk.prefix + number.removeprefix(trunk.strip), f"over trunk {trunk.code}")


def _number(order: Dial) -> str:
    return _dialable(order.attempt.number, f"of contact {order.attempt.contact}")


def _dialable(number: str, what: str) -> str:
    if not _NUMBER.fullmatch(number):
        raise Undialable(f"number {number[:60]!r} {what}: only digits, +, * and # can be dialled")
    return number


def _endpoint(trunk: TrunkCard) -> str:
    return code(trunk.endpoint, f"trunk {trunk.code}: endpoint")


def _campaign(order: Dial) -> str:
    return code(order.campaign.code, "campaign")


def _attempt(order: Dial) -> str:
    if not _ATTEMPT.fullmatch(order.attempt.id):
        raise Undialable(f"attempt {order.attempt.id[:60]!r} is no id of ours")
    return order.attempt.id


def _caller_id(order: Dial) -> dict[str, str]:
    """`+48221234567`, or `Name <+48221234567>`; none: what the trunk's endpoint says."""
    name, _, rest = order.campaign.caller_id.rpartition("<")
    number = rest.rstrip("> ")
    if not number:
        return {}
    if not _NUMBER.fullmatch(number):
        raise Undialable(f"campaign {order.campaign.code}: caller id {number[:60]!r} is no number")
    return {"CallerID": f'"{text(name)}" <{number}>' if text(name) else f"<{number}>"}


# --- taking a line back ------------------------------------------------------------------------------------------


def state(attempt: str) -> Action:
    """`Up`: answered. Asterisk finds a channel by its id too."""
    return {"Action": "Getvar", "Channel": attempt, "Variable": "CHANNEL(state)"}


def cancel(attempt: str) -> Action:
    """Its clock runs out at once. A ringing line ends by that; one that has been answered in this very moment goes on: the
    dialplan's T sees it. A Hangup could not tell the two apart."""
    return {"Action": "Setvar", "Channel": attempt, "Variable": "TIMEOUT(absolute)", "Value": "0.001"}


def lines() -> Action:
    return {"Action": "CoreShowChannels"}
