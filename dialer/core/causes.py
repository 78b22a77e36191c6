"""How an attempt ended: from what the wire said to one word. Tables, and every number has an answer.

OriginateResponse's reason says 0 for nearly every refusal of a PJSIP channel, so it is believed only where it says what nothing
else does: 3, it rang its time out (Asterisk then sets SIP 480 and cause 19 itself). The SIP status says most, since Asterisk
folds several into one Q.850 cause (401, 403, 407 and 603 are all 21). What says nothing about the contact is `FAILED`;
`INVALID`, which kills a number, is only what clearly means that there is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from acd.core.moment import Span
from dialer.core.attempt import Attempt
from dialer.core.outcome import Outcome

SIP: Final[Mapping[int, Outcome]] = {
    404: Outcome.INVALID,
    410: Outcome.INVALID,
    484: Outcome.INVALID,
    485: Outcome.INVALID,
    604: Outcome.INVALID,
    480: Outcome.NO_ANSWER,  # switched off, or nobody there
    487: Outcome.NO_ANSWER,  # given up, and not by us
    486: Outcome.BUSY,
    600: Outcome.BUSY,
    603: Outcome.DECLINED,
    607: Outcome.DECLINED,  # unwanted (RFC 8197)
    608: Outcome.DECLINED,  # rejected on the called party's behalf (RFC 8688)
}
"""All others from 300 on: FAILED. 408 too: what a trunk that does not answer at all ends with."""

Q850: Final[Mapping[int, Outcome]] = {
    1: Outcome.INVALID,  # unallocated
    22: Outcome.INVALID,  # number changed
    28: Outcome.INVALID,  # incomplete
    16: Outcome.NO_ANSWER,  # a normal end of what was never answered
    17: Outcome.BUSY,
    18: Outcome.NO_ANSWER,
    19: Outcome.NO_ANSWER,
    20: Outcome.NO_ANSWER,  # subscriber absent
    26: Outcome.NO_ANSWER,  # answered elsewhere
    21: Outcome.DECLINED,
}
"""All others: FAILED."""

REASONS: Final[Mapping[int, Outcome]] = {1: Outcome.NO_ANSWER, 3: Outcome.NO_ANSWER, 5: Outcome.BUSY}
"""OriginateResponse's, where there is nothing else. All others: FAILED."""

ANSWERED: Final = 4
RANG_OUT: Final = 3
GIVEN_UP: Final = 487
MACHINE: Final = "machine"


def outcome_of(
    attempt: Attempt, patience: Span, *, cancelled: bool = False, left: bool = False, refused: bool = False
) -> Outcome:
    """Of an attempt that has ended, all that is known of it on it.

    `patience`: what a person is kept for an agent before he counts as abandoned. `cancelled`: we took the line back. `left`:
    the dialplan told him that nobody was there. `refused`: Asterisk never took the dial, or the network gave no sign of it.
    """
    if attempt.connected is not None:
        return Outcome.CONNECTED
    if left or attempt.answered is not None or attempt.reason == ANSWERED:
        return _unserved(attempt, patience, left)
    if refused:
        return Outcome.FAILED
    return unanswered(attempt.reason, attempt.cause, attempt.tech, cancelled)


def _unserved(attempt: Attempt, patience: Span, left: bool) -> Outcome:
    """Answered, and no agent. Who hangs up before his patience is due was not abandoned."""
    if attempt.amd.strip().lower().startswith(MACHINE):
        return Outcome.MACHINE
    if left:
        return Outcome.ABANDONED
    if attempt.answered is None or attempt.ended is None:
        return Outcome.HUNG_UP
    return Outcome.ABANDONED if attempt.ended - attempt.answered >= patience else Outcome.HUNG_UP


def unanswered(reason: int | None, cause: int | None, tech: int | None, cancelled: bool = False) -> Outcome:
    """A carrier's own answer that crossed with our cancelling is the truer one."""
    if cancelled:
        return _last_word(tech) or Outcome.CANCELLED
    if reason == RANG_OUT:
        return Outcome.NO_ANSWER
    if tech is not None and tech >= 300:
        return SIP.get(tech, Outcome.FAILED)
    if cause:  # 0: none was set
        return Q850.get(cause, Outcome.FAILED)
    if reason is None:
        return Outcome.UNKNOWN
    return REASONS.get(reason, Outcome.FAILED)


def _last_word(tech: int | None) -> Outcome | None:
    """480 and 487 are what a cancelled line ends with."""
    return None if tech in (480, GIVEN_UP) or tech is None else SIP.get(tech)
