"""Has this Asterisk all that the floor needs? Its dialplan without one of these keeps no aftercall and no break: a channel that
calls an application which is not there ends, and a function that is not there reads as nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final

from acd.asterisk.filters import Event
from acd.asterisk.link import Link

MODULES: Final = (
    *("pbx_config", "res_clioriginate", "res_manager_devicestate", "res_musiconhold"),
    *("chan_pjsip", "res_pjsip", "res_pjsip_session"),
    *("app_queue", "app_stack", "app_userevent", "app_exec", "app_dial", "app_originate", "app_playback"),
    *("app_playtones", "app_read", "app_mixmonitor", "app_senddtmf"),
    *("func_channel", "func_cut", "func_db", "func_devstate", "func_dialplan", "func_global"),
    *("func_groupcount", "func_logic", "func_math", "func_strings"),
    *("app_chanspy", "app_confbridge", "app_channelredirect", "app_softhangup"),
)
CONTEXTS: Final = (
    *("acd-queue", "acd-offer", "acd-connect", "acd-wrap", "acd-release", "acd-say", "acd-open"),
    *("acd-left", "acd-transfer", "acd-consult", "acd-dial", "acd-listen-over"),
)
EVENTS: Final[Mapping[str, Event]] = {
    f"eventfilter(name({name})) =": {"Event": name}
    for name in (
        *(
            "UserEvent",
            "QueueCallerJoin",
            "QueueCallerLeave",
            "AgentCalled",
            "AgentRingNoAnswer",
            "AgentConnect",
        ),
        *("QueueMemberAdded", "QueueMemberRemoved", "QueueMemberPause", "QueueMemberStatus"),
        *("MusicOnHoldStart", "MusicOnHoldStop", "Hold", "Unhold"),
    )
} | {
    "eventfilter(name(DeviceStateChange),header(Device),method(starts_with)) = PJSIP/": {
        "Event": "DeviceStateChange",
        "Device": "PJSIP/1001",
    }
}
"""What the daily user must hear: the line of manager.conf that lets it through -> such an event."""
LOAD: Final = "load them in modules.conf; asterisk_conf/modules.conf has the whole list"
INCLUDE: Final = (
    "put  #include acd_extensions.conf  into extensions.conf, with acd_dialer.conf and acd_calls.conf beside it, "
    "then `dialplan reload`"
)


async def missing_modules(provision: Link, needed: Sequence[str] = MODULES) -> list[str]:
    """Those that Asterisk has not loaded. Raises LinkLost, NoAnswer."""
    asked = (provision.ask({"Action": "ModuleCheck", "Module": name}) for name in needed)
    replies = await asyncio.gather(*asked)
    return [name for name, reply in zip(needed, replies, strict=True) if not reply.ok]


async def missing_contexts(daily: Link, needed: Sequence[str] = CONTEXTS) -> list[str]:
    """Those that its dialplan has not. Raises LinkLost, NoAnswer."""
    asked = (daily.ask({"Action": "Getvar", "Variable": f"DIALPLAN_EXISTS({name},s,1)"}) for name in needed)
    replies = await asyncio.gather(*asked)
    return [name for name, reply in zip(needed, replies, strict=True) if reply.get("Value") == "0"]


async def lacking(daily: Link, provision: Link) -> str:
    """What keeps the floor from working on this Asterisk, and the remedy; "" if nothing does. Raises LinkLost, NoAnswer."""
    if modules := await missing_modules(provision):
        return f"Asterisk lacks modules that the floor needs: {', '.join(modules)}; {LOAD}"
    if contexts := await missing_contexts(daily):
        return f"Asterisk's dialplan lacks the contexts {', '.join(contexts)}; {INCLUDE}"
    return ""
