"""Has this Asterisk all that the dialer needs, beyond what the floor does?"""

from __future__ import annotations

from typing import Final

from acd.asterisk.fit import LOAD, missing_contexts, missing_modules
from acd.asterisk.link import Link

MODULES: Final = (
    *("app_amd", "app_waitforsilence"),
    *("func_callerid", "func_hangupcause", "func_timeout", "res_pjsip_header_funcs"),
)
CONTEXTS: Final = ("acd-dialled", "acd-preview", "acd-preview-ring", "acd-campaign-ring")
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
