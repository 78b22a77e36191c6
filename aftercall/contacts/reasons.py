"""Why a number is not dialled by hand, and that there is no contact to speak of: the sentences that agents meet."""

from __future__ import annotations

from typing import Final

from acd.core.reason import Sentence

NO_NUMBER: Final = Sentence("by-hand-no-number", "'{typed}' is no number")
WRITE_DIGITS: Final = Sentence("by-hand-write-digits", "write digits, with + and the country if you like")
WRITE_AS_IN: Final = Sentence("by-hand-write-as-in", "write it as for {region}, or with + and the country")
SEVERAL: Final = Sentence("by-hand-several-campaigns", "agent {agent} is in {count} campaigns")
NAME_ONE: Final = Sentence("by-hand-name-one", "name one: {campaigns}")
FORBIDDEN: Final = Sentence("by-hand-forbidden", "{number} may not be called for {campaign}:")
NOT_DIALLED: Final = Sentence(
    "by-hand-not-dialled", "nothing was dialled; `contacts` tells what is known of the number"
)
NO_TRUNK: Final = Sentence("by-hand-no-trunk", "campaign {campaign} has no trunk that is active")
SEE_TRUNKS: Final = Sentence("by-hand-see-trunks", "see `trunks list`")
TRUNKS_TAKEN: Final = Sentence(
    "by-hand-trunks-taken", "no line is free now: {trunks} have none left, or are down"
)
DIAL_AGAIN: Final = Sentence("by-hand-dial-again", "dial again in a moment")
FORM: Final = Sentence("form", "the form of campaign {campaign}:")
NOTHING_AT_HAND: Final = Sentence("nothing-at-hand", "agent {agent} has no contact of a campaign at hand")
BY_ITS_ATTEMPT: Final = Sentence(
    "by-its-attempt", "of an earlier one speak by its attempt: aftercall attempts dispose"
)
