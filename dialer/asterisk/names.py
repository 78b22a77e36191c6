"""Names shared with `asterisk_conf/acd_dialer.conf`. Change both together; the families of astdb are in `acd.asterisk.names`.

A line is a channel whose Uniqueid is the attempt's id (`d-...`). Of a preview it is the first half of a Local channel: the agent's
phone hangs on its other half, and the contact's leg, which it dials, bears an id of Asterisk's.

User events: AcdLine (Attempt, Campaign, Status, Raw, Cause, Tech, Now), AcdLeft (Attempt, Campaign, Now) and, for the
floor, AcdTalk (Agent, Phone, Queue, Call, Leg, Token, Now). Status: answered; human, machine, notsure, hangup (AMD); of a preview
noagent (his phone did not take it), ringing (the contact is dialled) and ended (what became of that).
"""

from typing import Final

OURS: Final = "d-"
"""What every attempt's id begins with, and no id of Asterisk's does: the daily user's event filter goes by it."""

DIALLED: Final = "acd-dialled"
PREVIEW: Final = "acd-preview"
PREVIEW_RING: Final = "acd-preview-ring"

CAMPAIGN: Final = "ACD_CAMPAIGN"
ATTEMPT: Final = "ACD_ATTEMPT"
AGENT: Final = "ACD_AGENT"
TO: Final = "ACD_TO"
CONTACT: Final = "ACD_CONTACT"
NUMBER: Final = "ACD_NUMBER"
ENDPOINT: Final = "ACD_ENDPOINT"
FROM: Final = "ACD_FROM"
RING: Final = "ACD_RING"
WAIT: Final = "ACD_WAIT"

RING_AGENT: Final = 25_000
"""How long a preview waits for the agent's phone, in ms: more than the 20 s that the dialplan rings it."""
