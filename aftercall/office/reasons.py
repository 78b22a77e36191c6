"""Why something that people configure or steer could not be changed: the sentences that people meet most."""

from __future__ import annotations

from typing import Final

from acd.core.reason import Sentence

NOT_KNOWN: Final = Sentence("not-known", "{what} '{code}' is not known")
THERE_ARE: Final = Sentence("there-are", "there are {known}")
NONE_YET: Final = Sentence("none-yet", "there are none yet")
DATABASE_AWAY: Final = Sentence("database-away", "the database is away: {why}")
TRY_AGAIN: Final = Sentence("try-again", "nothing was changed; try again")
SWITCH_REFUSED: Final = Sentence("switch-refused", "Asterisk refused it: {why}")
SEE_CHECK: Final = Sentence("see-check", "see `aftercall check`")
SWITCH_LATE: Final = Sentence("switch-late", "Asterisk did not answer within {seconds:g} s")
NO_SWITCH: Final = Sentence("no-switch", "no Asterisk is connected here")
SET_SWITCH: Final = Sentence("set-switch", "set ami.host, ami.port and the two users")

# --- campaigns: why one does not start, pause or stop ------------------------------------------------------------

CANNOT_DIAL: Final = Sentence("cannot-dial", "campaign {campaign} cannot dial:")
CANNOT_PAUSE: Final = Sentence("cannot-pause", "campaign {campaign} cannot be paused:")
STOPPED: Final = Sentence("campaign-stopped", "it is stopped: start it instead")
BAD_CARD: Final = Sentence("campaign-bad-card", "{why}")
NO_LIST: Final = Sentence("no-active-list", "no list of its {count} contacts is active")
NOBODY_TO_CALL: Final = Sentence(
    "nobody-to-call",
    "it has nobody to call: load contacts with aftercall contacts load FILE --campaign {campaign}",
)
NO_TRUNK: Final = Sentence("no-trunk", "it has no trunk: aftercall campaigns set {campaign} --trunk CODE")
NO_TRUNK_ACTIVE: Final = Sentence("no-active-trunk", "none of its trunks is in use: {trunks}")
NEVER_OPEN: Final = Sentence("never-open", "its calendar never opens again: give it days to come")

CALLS_IN_PROGRESS: Final = Sentence("calls-in-progress", "campaign {campaign} has calls in progress:")
NOBODY_MAY_JOIN: Final = Sentence(
    "nobody-may-join", "nobody may join it yet: aftercall agents set AGENT --queue {campaign}"
)
SAY_YES: Final = Sentence("say-yes", "say yes to it")
RINGING_CANCELLED: Final = Sentence(
    "calls-cancelled",
    "{count} ringing lines are cancelled after {seconds} s of ringing",
    one="{count} ringing line is cancelled after {seconds} s of ringing",
)
RINGING_ON: Final = Sentence("calls-ring-on", "{count} lines ring on", one="{count} line rings on")
WAITING_ON: Final = Sentence(
    "calls-wait-on", "{count} people wait for an agent still", one="{count} person waits for an agent still"
)
TALKING_ON: Final = Sentence("calls-go-on", "{count} conversations go on", one="{count} conversation goes on")
PUT_BACK: Final = Sentence(
    "calls-put-back",
    "{count} contacts that are looked at are put back",
    one="{count} contact that is looked at is put back",
)
