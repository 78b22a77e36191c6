"""Why the floor refuses a wish: every sentence of it. What is wrong, and what to do."""

from __future__ import annotations

from typing import Final

from acd.core.reason import Sentence

# --- who, where --------------------------------------------------------------------------------------------------

UNKNOWN_AGENT: Final = Sentence(
    "unknown-agent", "agent '{agent}' is not known; `agents list` shows who is", "unknown-agent"
)
UNKNOWN_ITEM: Final = Sentence(
    "unknown-item", "item '{item}' is not open; `items show {item}` says what became of it"
)
UNKNOWN_TYPE: Final = Sentence("unknown-type", "type '{type}' is not known; known types: {known}")
UNKNOWN_QUEUE: Final = Sentence(
    "unknown-queue", "queue '{queue}' is not known; `queues list` shows which are"
)
LOGGED_OUT: Final = Sentence("logged-out", "agent {agent} is not logged in; log in first")
HOLD_LOGGED_OUT: Final = Sentence("hold-logged-out", "agent {agent} is not logged in", "logged-out")
SWITCH: Final = Sentence("switch", "Asterisk refused this for agent {agent}: {why}")

# --- presence ----------------------------------------------------------------------------------------------------

ENGAGED: Final = Sentence(
    "log-in-engaged", "agent {agent} is {state}; log in again after the call", "engaged"
)
NO_PHONE: Final = Sentence(
    "no-phone",
    "agent {agent} has no default phone, and type {type} takes calls; log in at a phone: agents login {agent} --phone CODE, "
    "or give him one: agents set {agent} --phone CODE, or take a type without calls",
)
UNKNOWN_PHONE: Final = Sentence(
    "unknown-phone", "phone {phone} is not known; add it first: phones add {phone}"
)
PHONE_USED: Final = Sentence(
    "phone-used", "phone {phone} is used by agent {agent} ({name}); he must log out first"
)
APPROVAL: Final = Sentence("approval", "type {type} is set by a supervisor; ask one")
QUOTA: Final = Sentence(
    "quota", "{type} is full: {on} of {quota} of the team ({agents}); you are told when a place is free"
)
HELD_BY_SUPERVISOR: Final = Sentence(
    "held-by-supervisor",
    "agent {agent} is held by supervisor {by}; only a supervisor can lift it",
    "nothing",
)
PHONE_GONE: Final = Sentence(
    "phone-not-registered",
    "phone {phone} of agent {agent} is not registered; start the phone, then resume",
    "nothing",
)
AT_NO_PHONE: Final = Sentence(
    "at-no-phone",
    "agent {agent} is at no phone, and his type takes calls; log in at one: agents login {agent} --phone CODE",
    "nothing",
)
NOTHING_TO_RESUME: Final = Sentence(
    "nothing-to-resume", "agent {agent} is {state}: there is no break or hold to end", "nothing"
)
NOTHING_NEXT: Final = Sentence("nothing-next", "nothing comes next for agent {agent}", "nothing")
ROLE_HOLD: Final = Sentence("role-hold", "only a supervisor can hold an agent", "role")
ROLE_LIFT: Final = Sentence("role-lift", "only a supervisor can lift a supervisor's hold", "role")
NOT_HELD: Final = Sentence("not-held", "agent {agent} is not held by a supervisor", "nothing")

# --- holds --------------------------------------------------------------------------------------------------------

MISSED_CALL: Final = Sentence("missed-call", "missed a call from queue {queue}")
MISSED_CHAT: Final = Sentence("missed-chat", "missed chat {item} from queue {queue}")

# --- campaigns ---------------------------------------------------------------------------------------------------

UNKNOWN_WORK: Final = Sentence(
    "campaign-unknown-type",
    "the work type '{type}' of campaign {campaign} is not known; add it",
    "unknown-type",
)
UNKNOWN_CAMPAIGN: Final = Sentence(
    "unknown-campaign", "campaign '{campaign}' is not known; known campaigns: {known}"
)
NOT_HIS_CAMPAIGN: Final = Sentence(
    "campaign-not-his",
    "campaign {campaign} is not one of agent {agent}'s; give it to him: agents set {agent} --queue {campaign}",
    "not-his",
)
NOT_FREE_FOR: Final = Sentence(
    "not-free-for-campaign", "agent {agent} is {state}, not free for {campaign}", "not-free"
)

# --- calls -------------------------------------------------------------------------------------------------------

NO_CALL: Final = Sentence("no-call", "agent {agent} is {state}, not in a call")
UNDER_WAY: Final = Sentence(
    "under-way", "{turn} was asked of this call by {by} and is under way; wait for its answer"
)
CONSULT_OPEN: Final = Sentence(
    "consult-open", "agent {agent} consults {to}: complete that or cancel it first"
)
NO_CONSULT: Final = Sentence("no-consult", "agent {agent} consults nobody; consult first, or transfer")
NOT_ANSWERED: Final = Sentence("not-answered", "{to} has not answered yet; wait, or cancel")
CONSULT_OVER: Final = Sentence("consult-over", "the consult with {to} ended first", "over")
HELD_BY_BUTTON: Final = Sentence(
    "phone-hold", "agent {agent} holds it with the button of his phone; only that takes it back"
)
CONSULT_HELD_BY_BUTTON: Final = Sentence(
    "consult-phone-hold",
    "agent {agent} holds the call with the button of his phone; take it back there first",
    "phone-hold",
)
UNKNOWN_COLLEAGUE: Final = Sentence(
    "unknown-colleague", "agent '{agent}' is not known; `agents list` shows who is"
)
HIMSELF: Final = Sentence("himself", "agent {agent} cannot be given his own call")
COLLEAGUE_NOT_FREE: Final = Sentence(
    "colleague-not-free", "colleague {agent} ({name}) is {state}; choose one who is free", "not-free"
)
COLLEAGUE_LEAVING: Final = Sentence(
    "colleague-leaving", "colleague {agent} ({name}) is leaving; choose one who is free", "not-free"
)
EMPTY_QUEUE: Final = Sentence("empty-queue", "nobody is logged in to queue {queue}; choose another one")
NOT_DONE: Final = Sentence("not-done", "not done: {why}", "switch")
ON_BREAK: Final = Sentence("on-break", "agent {agent} is on a break; resume first")
DIAL_AFTERCALL: Final = Sentence("aftercall", "agent {agent} is in his aftercall; finish it first")
BOOKED: Final = Sentence(
    "booked", "a contact of campaign {campaign} is for agent {agent}; dial it or pass it on first"
)
DIAL_ENGAGED: Final = Sentence("engaged", "agent {agent} is {state}; dial when that is over")
DIALS_NOWHERE: Final = Sentence(
    "dials-without-phone",
    "agent {agent} is logged in without a phone; log in at one to dial: agents login {agent} --phone CODE",
    "phone",
)
PHONE_BUSY: Final = Sentence("phone", "phone {phone} of agent {agent} is not idle: {device}")
PHONE_REFUSED: Final = Sentence(
    "phone-not-taken", "phone {phone} of agent {agent} did not take it: {how}", "phone"
)

# --- recordings --------------------------------------------------------------------------------------------------

CALL_OVER: Final = Sentence("call-over", "the call of agent {agent} ended first", "over")
NOT_RECORDED: Final = Sentence(
    "not-recorded", "nothing of this call is recorded: queue {queue} does not record"
)
NOT_PAUSED: Final = Sentence("recording-not-paused", "recording not paused: {why}", "switch")
NOT_RESUMED: Final = Sentence("recording-not-resumed", "recording not resumed: {why}", "switch")

# --- supervisors who hear a call ---------------------------------------------------------------------------------

ROLE_LISTEN: Final = Sentence("role-listen", "only a supervisor can listen to a call", "role")
UNKNOWN_MODE: Final = Sentence("unknown-mode", "mode '{mode}' is not known; one of {known}")
UNKNOWN_EAR: Final = Sentence(
    "unknown-ear", "phone '{phone}' is not known; `phones list` shows which are", "unknown-phone"
)
EAR_USED: Final = Sentence(
    "ear-used", "phone {phone} is the one that agent {agent} talks with; name your own", "phone-used"
)
EAR_BUSY: Final = Sentence("ear-busy", "phone {phone} is {device}; it must be idle to be rung", "phone")
EAR_RINGING: Final = Sentence("ringing", "phone {phone} is being rung for it; pick it up first")

# --- aftercall ---------------------------------------------------------------------------------------------------

NO_AFTERCALL: Final = Sentence("no-aftercall", "agent {agent} is {state}, not in aftercall")
AFTERCALL_ENDING: Final = Sentence(
    "aftercall-ending", "the aftercall of agent {agent} is being ended already", "no-aftercall"
)
EXTENDING: Final = Sentence("busy", "an extension for agent {agent} is on its way; wait for it")
LONGEST: Final = Sentence("longest", "the aftercall of queue {queue} may last {seconds} s at most")
NOT_EXTENDED: Final = Sentence("not-extended", "not extended: {why}", "switch")
AFTERCALL_OVER: Final = Sentence(
    "aftercall-over", "the aftercall of agent {agent} ended before it could be extended", "over"
)
NO_EARLY_END: Final = Sentence("no-early-end", "queue {queue} does not allow an early end of aftercall")
DISPOSITION: Final = Sentence("disposition", "queue {queue} asks for a disposition first")
