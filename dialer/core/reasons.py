"""Why a campaign dials so many lines and no more, and why a number may not be called: every sentence of it.

Shares are per cent, of three digits that count.
"""

from __future__ import annotations

from typing import Final

from acd.core.reason import Sentence

NOTHING_YET: Final = Sentence("pace-nothing-yet", "nothing yet")
NOT_RUNNING: Final = Sentence("pace-not-running", "the campaign is {campaign_state}")
NOBODY: Final = Sentence("pace-nobody", "none: no agent is there")
NONE_DUE: Final = Sentence("pace-none-due", "none: there is nobody who may be called now")
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

# --- why a number may not be called (`permit`), in the order in which permission looks ---------------------------

THEN: Final = Sentence("permit-then", "then:")
DEAD: Final = Sentence("permit-dead", "{number} is dead: no such number, or not this person's")
NONE_ALIVE: Final = Sentence("permit-none-alive", "no number that is not dead")
NEVER_DIALLED: Final = Sentence("permit-never-dialled", "'{number}' is no number that is ever dialled")
PREMIUM: Final = Sentence(
    "permit-premium", "{number} is {number_kind}, which campaign {campaign} does not dial"
)
NO_ZONE: Final = Sentence("permit-no-zone", "{number}: its time zone is not known; give the contact one")
STRANGE_ZONE: Final = Sentence(
    "permit-strange-zone", "{number}: '{zone}' is no time zone; give the contact one"
)
BLOCKED: Final = Sentence("permit-blocked", "{number} is on the do-not-call list ({place}: {source})")
REMOVED: Final = Sentence("permit-removed", "the contact was removed")
GONE: Final = Sentence("permit-gone", "the contact is not there any more")
FINISHED: Final = Sentence("permit-finished", "the contact is finished")
TAKEN: Final = Sentence("permit-taken", "the contact is taken already")
LIST: Final = Sentence("permit-list", "its list is not active")
CAMPAIGN_STATE: Final = Sentence("permit-campaign", "campaign {campaign} is {campaign_state}")
PER_CONTACT: Final = Sentence("permit-per-contact", "tried {count} times, at most {most}")
PER_NUMBER: Final = Sentence("permit-per-number", "number tried {count} times, at most {most}")
ATTEMPT_UNDER_WAY: Final = Sentence("permit-under-way", "an attempt to {number} is under way")
PROMISED_BY: Final = Sentence("permit-promised-by", "promised a call by agent {agent} himself")
PROMISED_LATER: Final = Sentence("permit-promised-later", "promised a call for later")
NOT_DUE: Final = Sentence("permit-not-due", "not due yet")
GAP: Final = Sentence("permit-gap", "within {span} of the last attempt")
GAP_NUMBER: Final = Sentence("permit-gap-number", "within {span} of the last attempt to the number")
LOCKOUT: Final = Sentence(
    "permit-lockout", "within {span} of an abandoned call, and no agent is booked for it"
)
NONE_A_DAY: Final = Sentence("permit-none-a-day", "campaign {campaign} allows no attempt in a day")
PER_DAY: Final = Sentence("permit-per-day", "tried {count} times that day")
CALENDAR_ENDED: Final = Sentence("permit-calendar-ended", "the calendar of campaign {campaign} has ended")
CALENDAR_EMPTY: Final = Sentence("permit-calendar-empty", "the calendar of campaign {campaign} is empty")
NO_HOUR: Final = Sentence("permit-no-hour", "no hour lies within the calling hours of {zones}")
NO_HOUR_OF_BOTH: Final = Sentence(
    "permit-no-hour-of-both", "no hour lies within the calling hours of {zones} that is the campaign's too"
)
CLOSED: Final = Sentence("permit-closed", "the campaign is closed")
HOLIDAY: Final = Sentence("permit-holiday", "public holiday in {zone}: {holiday}")
OUTSIDE_HOURS: Final = Sentence("permit-outside-hours", "outside the calling hours of {zones}")

# --- what an agent said of a contact -----------------------------------------------------------------------------

FORM_NO_FIELD: Final = Sentence("form-no-field", "the form has no such field; it has {known}")
FORM_MISSING: Final = Sentence("form-missing", "{label} is missing")
FORM_LONG: Final = Sentence("form-long", "{label}: {count} characters are too many, at most {most}")
FORM_CONTROL: Final = Sentence("form-control", "{label}: control characters cannot be kept, leave them out")
FORM_NO_NUMBER: Final = Sentence("form-no-number", "{label}: '{value}' is no number, write it as 12 or 12.50")
FORM_ODD_NUMBER: Final = Sentence("form-odd-number", "{label}: '{value}' is no number of everyday size")
FORM_NO_DATE: Final = Sentence("form-no-date", "{label}: '{value}' is no date, write it as 2026-12-24")
FORM_NO_CHOICE: Final = Sentence("form-no-choice", "{label}: '{value}' is none of {choices}")
FORM_NOT_YES_OR_NO: Final = Sentence("form-not-yes-or-no", "{label}: '{value}' is neither yes nor no")
NO_DISPOSITION: Final = Sentence(
    "no-such-disposition",
    "campaign {campaign} has no disposition '{disposition}'; it has {known}",
    "disposition",
)
NEEDS_MOMENT: Final = Sentence(
    "disposition-needs-moment",
    "disposition '{disposition}' of campaign {campaign} needs a moment for the callback",
    "disposition",
)

# --- why something typed or read from a file is no number (`numbers`) --------------------------------------------

NUMBER_EMPTY: Final = Sentence("number-empty", "there is no number")
NUMBER_EMERGENCY: Final = Sentence("number-emergency", "'{typed}' is an emergency number")
NUMBER_TOO_LONG: Final = Sentence("number-too-long", "'{typed}'… is too long for a number")
NUMBER_ROUNDED: Final = Sentence(
    "number-rounded", "'{typed}' was rounded by a spreadsheet: its last digits are lost"
)
NUMBER_STRANGE: Final = Sentence("number-strange", "'{typed}' holds '{strange}', which no number has")
NUMBER_NO_DIGIT: Final = Sentence("number-no-digit", "'{typed}' holds no digit")
NUMBER_NO_COUNTRY: Final = Sentence(
    "number-no-country", "'{typed}' has no country code: write it with +, or name the region"
)
NUMBER_STRANGE_COUNTRY: Final = Sentence("number-strange-country", "'{typed}' begins with no country's code")
NUMBER_MANY_DIGITS: Final = Sentence("number-many-digits", "'{typed}' has too many digits")
NUMBER_FEW_DIGITS: Final = Sentence("number-few-digits", "'{typed}' has too few digits")
NUMBER_EXTENSION: Final = Sentence("number-extension", "'{typed}' has an extension, which cannot be dialled")
NUMBER_SHORT: Final = Sentence(
    "number-short", "'{typed}' is a short number, known to one country's networks only"
)
NUMBER_NOT_VALID: Final = Sentence("number-not-valid", "'{typed}' is no valid number")
NUMBER_NOT_VALID_IN: Final = Sentence("number-not-valid-in", "'{typed}' is no valid number in {country}")
