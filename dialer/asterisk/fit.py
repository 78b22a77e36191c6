"""Has this Asterisk all that the dialer needs, beyond what the floor does?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from acd.asterisk.filters import Event
from acd.asterisk.fit import LOAD, missing_contexts, missing_modules
from acd.asterisk.link import Link
from dialer.asterisk.names import OURS

MODULES: Final = (
    *("app_amd", "app_waitforsilence"),
    *("func_callerid", "func_hangupcause", "func_timeout", "res_pjsip_header_funcs"),
)
CONTEXTS: Final = ("acd-dialled", "acd-preview", "acd-preview-ring", "acd-campaign-ring")
_LINE: Final = f"{OURS}main-0-0"
EVENTS: Final[Mapping[str, Event]] = {
    "eventfilter(name(OriginateResponse)) =": {"Event": "OriginateResponse", "Uniqueid": _LINE},
    f"eventfilter(name(DialState),header(DestUniqueid),method(starts_with)) = {OURS}": {
        "Event": "DialState",
        "DestUniqueid": _LINE,
    },
    f"eventfilter(name(Hangup),header(Uniqueid),method(starts_with)) = {OURS}": {
        "Event": "Hangup",
        "Uniqueid": _LINE,
    },
}
"""What the daily user must hear besides, as in `acd.asterisk.fit`."""
INCLUDE: Final = (
    "copy asterisk_conf/acd_dialer.conf beside acd_extensions.conf, which includes it, then `dialplan reload`"
)


async def lacking(daily: Link, provision: Link) -> tuple[str, str]:
    """What keeps campaigns from being dialled on this Asterisk, and the remedy; ("", "") if nothing does. Raises LinkLost,
    NoAnswer."""
    if modules := await missing_modules(provision, MODULES):
        return f"not loaded: {', '.join(modules)}", LOAD
    if contexts := await missing_contexts(daily, CONTEXTS):
        return f"no context {', '.join(contexts)}", INCLUDE
    return "", ""
