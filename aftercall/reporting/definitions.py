"""What each figure means: the one place. The reference page, the screens' tooltips, and the headings of files are drawn from it.

`of` is the formula over what the database added up (`Sums`), so a total is the formula of the sums, never a sum of shares.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

Sums = Mapping[str, int]
Value = int | float | None


class Unit(StrEnum):
    COUNT = "count"
    SPAN = "ms"
    SHARE = "per cent"


@dataclass(frozen=True, slots=True)
class Figure:
    """`formula` in words; `source`: which tables and columns it is read from."""

    code: str
    name: str
    unit: Unit
    formula: str
    source: str
    of: Callable[[Sums], Value]


def _sum(code: str) -> Callable[[Sums], Value]:
    return lambda sums: sums.get(code, 0)


def _share(part: Callable[[Sums], int], base: Callable[[Sums], int]) -> Callable[[Sums], Value]:
    def of(sums: Sums) -> Value:
        whole = base(sums)
        return round(100 * part(sums) / whole, 2) if whole > 0 else None

    return of


def _mean(span: Callable[[Sums], int], base: str) -> Callable[[Sums], Value]:
    def of(sums: Sums) -> Value:
        count = sums.get(base, 0)
        return round(span(sums) / count) if count else None

    return of


def _all(*codes: str) -> Callable[[Sums], int]:
    return lambda sums: sum(sums.get(code, 0) for code in codes)


def _greatest(code: str, count: Callable[[Sums], int]) -> Callable[[Sums], Value]:
    """The greatest of none is nothing, as their mean is: not 0."""
    return lambda sums: sums.get(code, 0) if count(sums) else None


HANDLING: Final = ("talk", "hold", "aftercall")
BUSY: Final = ("ringing", *HANDLING)
C, S, P = Unit.COUNT, Unit.SPAN, Unit.SHARE


def _figure(
    code: str, name: str, unit: Unit, formula: str, source: str, of: Callable[[Sums], Value]
) -> Figure:
    return Figure(code, name, unit, formula, source, of)


def _plain(code: str, name: str, unit: Unit, formula: str, source: str) -> Figure:
    return Figure(code, name, unit, formula, source, _sum(code))


CALLS: Final = (
    _plain("offered", "Offered", C, "Callers who joined the queue in this time.", "calls.joined"),
    _plain("answered", "Answered", C, "Of the offered, those whom an agent answered.", "calls.answered"),
    _plain(
        "in_level",
        "In time",
        C,
        "Of the answered, those who waited no longer than the queue's threshold as it is now.",
        "calls.waited, queues.level",
    ),
    _plain("abandoned", "Abandoned", C, "Of the offered, those who hung up while they waited.", "calls.how"),
    _plain(
        "short",
        "Short",
        C,
        "Of the abandoned, those who hung up within the queue's threshold.",
        "calls.how, calls.waited, queues.level",
    ),
    _plain(
        "timeout",
        "Timed out",
        C,
        "Of the offered, those who left because the longest wait was over.",
        "calls.how",
    ),
    _plain(
        "other",
        "Overflowed",
        C,
        "Of the offered, those who left because the queue was full or empty, or who were taken out of it.",
        "calls.how",
    ),
    _plain(
        "under_way",
        "Still waiting",
        C,
        "Of the offered, those who are neither answered nor gone.",
        "calls.answered, calls.ended",
    ),
    _figure(
        "service_level",
        "Service level",
        P,
        "In time / (answered + abandoned - short).",
        "as these",
        _share(_all("in_level"), lambda s: s.get("answered", 0) + s.get("abandoned", 0) - s.get("short", 0)),
    ),
    _figure(
        "abandonment",
        "Abandonment",
        P,
        "Abandoned / (answered + abandoned).",
        "as these",
        _share(_all("abandoned"), _all("answered", "abandoned")),
    ),
    _figure(
        "asa",
        "Average wait",
        S,
        "ASA: the waits of the answered / answered.",
        "calls.waited",
        _mean(_all("waited"), "answered"),
    ),
    _figure(
        "longest",
        "Longest wait",
        S,
        "The longest wait of an offered caller, whether he was answered or not.",
        "calls.waited",
        _greatest("longest", _all("answered", "abandoned", "timeout", "other")),
    ),
    _plain(
        "handled",
        "Handled",
        C,
        "Conversations of the queue that ended in this time, also those that a colleague passed on.",
        "conversations.ended",
    ),
    _figure(
        "talk",
        "Talk",
        S,
        "The length of the handled conversations without the time on hold.",
        "conversations.began, ended; agent_moves",
        lambda s: s.get("length", 0) - s.get("hold", 0),
    ),
    _plain(
        "hold",
        "On hold",
        S,
        "The time within conversations in which the other party was on hold.",
        "agent_moves.state",
    ),
    _plain(
        "aftercall",
        "Aftercall",
        S,
        "The time from the end of the handled conversations to the end of their aftercall.",
        "conversations.ended, released",
    ),
    _figure(
        "aht",
        "Average handling",
        S,
        "AHT: (talk + on hold + aftercall) / handled.",
        "as these",
        _mean(_all("length", "aftercall"), "handled"),
    ),
)

TIME: Final = (
    _figure(
        "logged_in",
        "Logged in",
        S,
        "Working + breaks + all holds: from log-in to log-out.",
        "agent_moves",
        _all("working", "breaks", "missed", "supervisor", "phone", "booked"),
    ),
    _plain(
        "working",
        "Working time",
        S,
        "Time under types that count as working time, and all aftercall.",
        "agent_moves.state, types.paid",
    ),
    _plain(
        "breaks",
        "Breaks",
        S,
        "Time under types that do not count as working time.",
        "agent_moves.state, types.paid",
    ),
    _plain("free", "Free", S, "Ready for a call, with none.", "agent_moves.state = free"),
    _plain("ringing", "Ringing", S, "The phone rings with an offered call.", "agent_moves.state = ringing"),
    _plain("talk", "Talk", S, "In a conversation, without the time on hold.", "agent_moves.state = talking"),
    _plain(
        "hold", "On hold", S, "In a conversation whose other party is on hold.", "agent_moves.state = on hold"
    ),
    _plain(
        "aftercall",
        "Aftercall",
        S,
        "From the end of a conversation to the end of its aftercall.",
        "agent_moves.state = aftercall",
    ),
    _figure("handling", "Handling", S, "Talk + on hold + aftercall.", "as these", _all(*HANDLING)),
    _plain(
        "other_work", "Other work", S, "Under a work type that takes no calls.", "agent_moves.state = working"
    ),
    _plain(
        "missed",
        "Held: missed call",
        S,
        "Held because an offered call or chat was missed.",
        "agent_moves.state = missed",
    ),
    _plain("supervisor", "Held: supervisor", S, "Held by a supervisor.", "agent_moves.state = supervisor"),
    _plain(
        "phone", "Held: phone", S, "Held because the phone could not be reached.", "agent_moves.state = phone"
    ),
    _plain(
        "booked", "Held: booked", S, "Booked for a call that is being dialled.", "agent_moves.state = booked"
    ),
    _figure(
        "occupancy",
        "Occupancy",
        P,
        "(Ringing + handling) / (ringing + handling + free).",
        "as these",
        _share(_all(*BUSY), _all(*BUSY, "free")),
    ),
    _plain(
        "corrected",
        "Corrected",
        S,
        "Of the time, what counts by the word of a supervisor; what was recorded is kept.",
        "corrections",
    ),
)

TYPES: Final = (
    _plain(
        "time",
        "Time",
        S,
        "The time that the agent counted under this type and state.",
        "agent_moves, corrections",
    ),
    _plain(
        "corrected",
        "Corrected",
        S,
        "Of the time, what counts by the word of a supervisor; what was recorded is kept.",
        "corrections",
    ),
)

CAMPAIGNS: Final = (
    _plain(
        "attempts",
        "Attempts",
        C,
        "Dials that began in this time, and contacts shown and skipped.",
        "attempts.began",
    ),
    _plain(
        "connected", "Connected", C, "Of the attempts, those with a person and an agent.", "attempts.outcome"
    ),
    _plain(
        "abandoned",
        "Abandoned",
        C,
        "Of the attempts, those with a person whom no agent took in time.",
        "attempts.outcome",
    ),
    _figure("live", "Live answers", C, "Connected + abandoned.", "as these", _all("connected", "abandoned")),
    _figure(
        "abandonment",
        "Abandonment",
        P,
        "Abandoned / live answers.",
        "as these",
        _share(_all("abandoned"), _all("connected", "abandoned")),
    ),
    _figure(
        "cap",
        "Cap",
        P,
        "The most that may be abandoned, by the campaign and its regime as they are now.",
        "campaigns.card",
        lambda s: s["cap"] / 100 if "cap" in s else None,
    ),
    _plain("machine", "Machine", C, "Of the attempts, those that a machine answered.", "attempts.outcome"),
    _plain("busy", "Busy", C, "Of the attempts, those that found the line busy.", "attempts.outcome"),
    _plain(
        "no_answer", "No answer", C, "Of the attempts, those that rang their time out.", "attempts.outcome"
    ),
    _plain("rest", "Other outcomes", C, "Of the attempts, those with any other outcome.", "attempts.outcome"),
    _plain("under_way", "Under way", C, "Of the attempts, those that are not over.", "attempts.ended"),
    _plain(
        "talk",
        "Talk",
        S,
        "The length of the conversations of these attempts, holds included.",
        "attempts.talked",
    ),
    _figure(
        "average_talk", "Average talk", S, "Talk / connected.", "as these", _mean(_all("talk"), "connected")
    ),
)

OUTCOMES: Final = (
    _plain(
        "attempts",
        "Attempts",
        C,
        "Dials that began in this time, and contacts shown and skipped.",
        "attempts.began",
    ),
)

CONTACTS: Final = (
    _figure(
        "left",
        "Left",
        C,
        "Contacts that may still be called: due + later + out.",
        "as these",
        _all("due", "later", "out"),
    ),
    _plain("due", "Due", C, "Contacts that may be called now.", "contacts.standing, due"),
    _plain("later", "Later", C, "Contacts that may be called at a later moment.", "contacts.standing, due"),
    _plain(
        "resting",
        "Resting",
        C,
        "Open contacts of lists that are not active.",
        "contacts.standing, lists.active",
    ),
    _plain("out", "Out", C, "Contacts that are being called.", "contacts.standing"),
    _plain("finished", "Finished", C, "Contacts that are called no more.", "contacts.standing"),
    _plain("removed", "Removed", C, "Contacts that were taken out.", "contacts.standing"),
)

PROMISES: Final = (
    _figure(
        "decided",
        "Decided",
        C,
        "Kept + broken: promises that were decided in this time.",
        "as these",
        _all("kept", "broken"),
    ),
    _plain("kept", "Kept", C, "Promises kept in this time, not later than due.", "promises.kept, broken"),
    _plain(
        "broken",
        "Broken",
        C,
        "Promises whose open time ran out in this time, whether they were kept later or not.",
        "promises.broken",
    ),
    _figure(
        "kept_share",
        "Kept share",
        P,
        "Kept / (kept + broken).",
        "as these",
        _share(_all("kept"), _all("kept", "broken")),
    ),
    _plain(
        "given_up",
        "Given up",
        C,
        "Promises dropped in this time because the caller left before they were due.",
        "promises.dropped, how",
    ),
    _plain(
        "withdrawn",
        "Dropped",
        C,
        "Promises dropped in this time for any other reason.",
        "promises.dropped, how",
    ),
    _figure(
        "credit",
        "Credit",
        P,
        "The sum of the credits that the levels give for broken promises.",
        "promises.credit",
        lambda s: s.get("credit", 0) / 100,
    ),
    _figure(
        "spent",
        "Average time",
        S,
        "The open time until the kept were kept / kept.",
        "promises.spent",
        _mean(_all("spent"), "kept"),
    ),
)

ITEMS: Final = (
    _plain("came", "Came", C, "Those that came in this time.", "items.came"),
    _plain(
        "answered",
        "Answered",
        C,
        "Of those that came, the ones that an agent has answered.",
        "items.first_answered",
    ),
    _plain("solved", "Solved", C, "Of those that came, the ones that are solved.", "items.solved"),
    _figure(
        "unsolved",
        "Not solved",
        C,
        "Came - solved.",
        "as these",
        lambda s: s.get("came", 0) - s.get("solved", 0),
    ),
    _figure(
        "first_answer",
        "Average first answer",
        S,
        "The time on the clock from coming to the first answer, of the answered / answered.",
        "items.came, first_answered",
        _mean(_all("answer_wait"), "answered"),
    ),
    _figure(
        "longest_answer",
        "Longest first answer",
        S,
        "The longest time on the clock from coming to the first answer.",
        "items.came, first_answered",
        _greatest("longest_answer", _all("answered")),
    ),
    _figure(
        "resolution",
        "Average resolution",
        S,
        "The time on the clock from coming to the last solving, of the solved / solved.",
        "items.came, solved",
        _mean(_all("solve_wait"), "solved"),
    ),
)

LONGESTS: Final = frozenset({"longest", "longest_answer", "cap"})
"""Of these the greatest is kept where sums are put together; all others are added."""


def together(one: dict[str, int], other: Sums) -> None:
    """`other` into `one`."""
    for code, value in other.items():
        if code in LONGESTS:
            one[code] = max(one.get(code, 0), value)
        else:
            one[code] = one.get(code, 0) + value
