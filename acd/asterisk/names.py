"""Names shared with `asterisk_conf/`: what the dialplan calls things. Change both together.

astdb, as `family/key = value` (fields parted by commas; no field may hold a comma; moments in ms of Asterisk's clock):

    acd-hold/PHONE     reasons joined by `+`: this phone must not be rung ("away": in no queue). Written by the daemon.
    acd-call/PHONE     token,leg,agent,queue,call,began      a conversation is going on. Dialplan.
    acd-wrap/PHONE     token,deadline,agent,queue            an aftercall is running. Dialplan; deadline moved by the daemon.
    acd-free/PHONE     token: this aftercall was ended by the daemon, whatever acd-wrap/PHONE says of it. Daemon.
    acd-log/TOKEN      agent,phone,queue,call,began,ended,aftercall_ms,deadline[,released]
                       a conversation that ended. Dialplan; deleted by the daemon once it is in the journal.
    acd-queue-QUEUE/KEY   aftercall (ms) | record (yes/no) | open (yes/no) | calendar (its code) | closed (target) | timeout (s)
                       | overflow (target) ...
    acd-hours-CODE/DATE   yes or no, HHMMSS, …: whether calendar CODE is open when this day begins (YYYYMMDD, UTC), and when that
                       changes. Daemon, for some days to come; `last` is what holds after them: yes or no, the first day not known.
    acd-campaign-CODE/KEY   of the dialer: patience (ms) | clock (answer, greeting) | language | message (sound)
                       | amd (hangup, message; none: off) | amd-message (sound) | header, header-value (phones answer by it)
    acd-room/TOKEN-KEY  the parties of a call that was held or consulted about (TOKEN: of the agent's leg) and how it stands; see
                       acd_calls.conf. k: kind,to,began,stage,call of a consult; h: the other party waits; t: the consult is answered
    acd-number/DID     kind,target[,calendar,kind,target]    where an inbound number leads, and while that calendar is closed. Daemon.
    acd-star/NN        type code                             what star code *6NN takes. Daemon.

A queue that records leaves `acd/QUEUE/CALL.wav` in Asterisk's spool/monitor (CALL: the caller's id).

User events of the dialplan (AMI class `user`): AcdEnded, AcdReleased, AcdCallerDone, AcdStar, AcdBoot, AcdClock; of the dialer's calls
AcdLine, AcdLeft, AcdTalk (see `dialer.asterisk.names`); of agents' calls AcdHold, AcdTransfer, AcdReturned, AcdConsult, AcdHanded,
AcdOffer, AcdOfferOver, AcdDial, AcdListen.
"""

from typing import Final

TECH: Final = "PJSIP/"

HOLD: Final = "acd-hold"
CALL: Final = "acd-call"
WRAP: Final = "acd-wrap"
FREE: Final = "acd-free"
LOG: Final = "acd-log"
QUEUE: Final = "acd-queue-"
CAMPAIGN: Final = "acd-campaign-"
NUMBER: Final = "acd-number"
HOURS: Final = "acd-hours-"
LAST: Final = "last"  # beyond the days that are known
STAR: Final = "acd-star"

ROOM: Final = "acd-room"

AWAY: Final = "away"
REASON_CALL: Final = "call"
REASON_AFTERCALL: Final = "aftercall"

GROUP: Final = "acd"  # GROUP_MATCH_COUNT(PHONE@acd): agent legs that exist, from before the gate on
WAKE_DIGIT: Final = "D"  # nobody types it
BOOTED: Final = "ACD_READY"  # global: agents may be rung (daemon says so, or the janitor after its grace)
ALIVE: Final = "ACD_ALIVE"  # global: the daemon's last sign of life, ms
TICK: Final = "ACD_TICK"  # global: the janitor's last sign of life, ms of Asterisk's clock
STAR_ANSWER: Final = "ACD_ANSWER"  # channel variable: the sound to play

STEERED: Final = "acd-steered"  # contexts of acd_calls.conf
TRANSFER: Final = "acd-transfer"
CONSULT: Final = "acd-consult"
DIAL: Final = "acd-dial"
DIAL_RING: Final = "acd-dial-ring"
LISTEN: Final = "acd-listen"
EAR: Final = "l-"  # what the id of a supervisor's listening phone begins with

QUEUES_FILE: Final = "acd_queues.conf"
PHONES_FILE: Final = "acd_phones.conf"


def interface(phone: str) -> str:
    """The member interface of a phone: never Local/, whose halves end at other moments than the call."""
    return TECH + phone


def phone_of(interface_or_channel: str) -> str:
    """`PJSIP/1001` or `PJSIP/1001-0000002a` -> `1001`; anything else -> ""."""
    if not interface_or_channel.startswith(TECH):
        return ""
    rest = interface_or_channel[len(TECH) :]
    head, dash, tail = rest.rpartition("-")
    return head if dash and len(tail) == 8 else rest
