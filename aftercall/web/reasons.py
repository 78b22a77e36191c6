"""What the API itself says of a wish or a request: that nobody knows, that something is wrong with what was sent."""

from __future__ import annotations

from typing import Final

from acd.core.reason import Sentence

SILENT: Final = Sentence(
    "floor-silent",
    "the floor has not answered: its record is stuck, or it is being stopped; agent {agent} is {state}",
)
SILENT_ITEMS: Final = Sentence(
    "floor-silent-items", "the floor has not answered: its record is stuck, or it is being stopped"
)
NOT_CONFIRMED: Final = Sentence(
    "not-confirmed", "Asterisk has not confirmed it; agent {agent} was last known to be {state}"
)
ITEM_NOT_CONFIRMED: Final = Sentence(
    "item-not-confirmed", "nobody knows yet whether it came true; agent {agent} was last known to be {state}"
)
NO_PREVIEW: Final = Sentence(
    "no-preview",
    "agent {agent} is shown no contact; one is shown to who is free in a campaign of mode preview",
    "no-contact",
)
PREVIEW_RESTS: Final = Sentence(
    "preview-rests",
    "nothing is dialled for agent {agent} now: there is no link to Asterisk, or campaign {campaign} is not running; he goes on seeing "
    "the contact, try again",
)

# --- who may not -------------------------------------------------------------------------------------------------

NOBODY_HERE: Final = Sentence("nobody-logged-in", "nobody is logged in here")
LOG_IN: Final = Sentence("log-in-or-token", "log in, or send a token")
SESSION_OVER: Final = Sentence("session-over", "this session is over")
LOG_IN_AGAIN: Final = Sentence("log-in-again", "log in again")
OTHER_PAGE: Final = Sentence("other-page", "this was not asked by a page of this server")
OWN_ADDRESS: Final = Sentence(
    "own-address", "open the page by the address that web.public_url names, or use a token"
)
NO_RIGHT: Final = Sentence("no-right", "{name} may not do this: it takes the right {right}")
ASK_FOR_ROLE: Final = Sentence("ask-for-role", "ask an administrator for a role that has it")
TOO_FAR: Final = Sentence(
    "too-far", "{what} {code} is beyond the queues and campaigns that {name} is there for"
)
ASK_TO_ADD: Final = Sentence("ask-to-add", "ask an administrator to add one of them")
ITEM_TOO_FAR: Final = Sentence(
    "item-too-far", "item {item} is in queue {queue}, beyond those that {name} is there for"
)
ASK_TO_ADD_QUEUE: Final = Sentence("ask-to-add-queue", "ask an administrator to add it")
ITEM_ELSEWHERE: Final = Sentence("item-elsewhere", "item {item} is not {name}'s, nor waits in a queue of his")
ASK_WHO_HAS_IT: Final = Sentence("ask-who-has-it", "ask who has it, or a supervisor")
ITEM_HAD: Final = Sentence("item-had", "item {item} is not {name}'s: agent {agent} has it")
ASK_TO_TRANSFER: Final = Sentence("ask-to-transfer", "ask him to transfer it")
ITEM_FREE: Final = Sentence("item-free", "item {item} is not {name}'s: nobody has it yet")
ACCEPT_FIRST: Final = Sentence("accept-first", "accept it first")

# --- what is kept, but does nothing yet --------------------------------------------------------------------------

NO_MAIL_SERVER: Final = Sentence(
    "no-mail-server", "no mail leaves this site yet, so it is not mailed: set mail.host and mail.sender"
)
