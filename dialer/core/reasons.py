"""Why a campaign dials so many lines and no more: every sentence of it. Shares are per cent, of three digits that count."""

from __future__ import annotations

from typing import Final

from acd.core.reason import Sentence

NOTHING_YET: Final = Sentence("pace-nothing-yet", "nothing yet")
NOT_RUNNING: Final = Sentence("pace-not-running", "the campaign is {campaign_state}")
NOBODY: Final = Sentence("pace-nobody", "none: no agent is there")
MORE: Final = Sentence("pace-more", "{count} more:")
NO_MORE: Final = Sentence("pace-no-more", "no more:")
MOST_LINES: Final = Sentence("pace-most-lines", "no more than {lines} lines at once")

_EACH: Final = "{free} free, {ringing} ringing, a line for each free agent"
_SPENT: Final = "abandoned {rate:g} % of at most {cap:g} %"

PROGRESSIVE: Final = Sentence("pace-progressive", f"{_EACH}: progressive")
SMALL_TEAM: Final = Sentence("pace-small-team", _EACH + ": {size} agents are fewer than {least}")
CAP_USED: Final = Sentence("pace-cap-used", f"{_EACH} while {_SPENT}")
TOO_LITTLE_KNOWN: Final = Sentence("pace-too-little-known", f"{_EACH} until enough of its calls are known")
POWER: Final = Sentence(
    "pace-power", "{free} free, {ringing} ringing, {ratio:g} lines for each free agent, " + _SPENT
)
AHEAD: Final = Sentence(
    "pace-ahead", "{free} free + {soon:.1f} soon, {ringing} ringing at {answered:g} %, " + _SPENT
)
BOOKED: Final = Sentence("pace-booked", "{out} out for {booked} booked agents, {free} free")
