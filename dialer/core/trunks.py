"""Which trunk each dial goes over: in the campaign's order of preference, within each one's channels and rate, around those
that are down.

A token of the rate comes back a second after it was taken, so no second ever has more new lines than the rate. A trunk over
which so many dials in a row were refused rests, each time twice as long; after its rest it gets one line at a time until the
network answers. A line counts from when it was chosen until its attempt ended.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

from acd.core.moment import MINUTE, SECOND, Moment, Span
from dialer.core.attempt import Attempt
from dialer.core.cards import CampaignCard, TrunkCard
from dialer.core.facts import TrunkDown
from dialer.core.outcome import NOT_RUNG, Outcome

FAILURES: Final = 5
"""In a row, until a trunk rests."""

REST: Final[Span] = 15 * SECOND
LONGEST_REST: Final[Span] = 5 * MINUTE

SAYS_NOTHING: Final = NOT_RUNG | {Outcome.CANCELLED, Outcome.UNKNOWN}
"""Of the trunk: whether the network did its part is not known."""


@dataclass(frozen=True, slots=True)
class Trunk:
    """`out`: lines now. `taken`: when the tokens of the last second were. `failures`: in a row; `rests`: without an answer of
    the network between. It rests from `since` until `again`."""

    card: TrunkCard
    out: int = 0
    taken: tuple[Moment, ...] = ()
    failures: int = 0
    rests: int = 0
    since: Moment = 0
    again: Moment = 0


@dataclass(frozen=True, slots=True)
class Trunks:
    by_code: Mapping[str, Trunk] = field(default_factory=lambda: MappingProxyType({}))

    def card(self, code: str) -> TrunkCard | None:
        trunk = self.by_code.get(code)
        return None if trunk is None else trunk.card

    def with_card(self, card: TrunkCard) -> Trunks:
        """New or changed; its lines and its rest stay."""
        known = self.by_code.get(card.code)
        return _put(self, Trunk(card) if known is None else replace(known, card=card))

    def without(self, code: str) -> Trunks:
        return Trunks(MappingProxyType({one: trunk for one, trunk in self.by_code.items() if one != code}))


def choose(trunks: Trunks, campaign: CampaignCard, count: int, now: Moment) -> tuple[Trunks, tuple[str, ...]]:
    """The trunk of each dial, at most `count`: as many as there is room for. They are taken: what is not dialled is
    `given_back`."""
    chosen: list[str] = []
    for code in dict.fromkeys(campaign.trunks):
        trunk = trunks.by_code.get(code)
        if trunk is None:
            continue
        some = min(room_on(trunk, now), count - len(chosen))
        if some > 0:
            trunks = _put(trunks, _take(trunk, some, now))
            chosen += [code] * some
    return trunks, tuple(chosen)


def room(trunks: Trunks, campaign: CampaignCard, now: Moment) -> int:
    """How many lines the campaign could get now."""
    return sum(room_on(trunk, now) for trunk in _of(trunks, campaign))


def room_on(trunk: Trunk, now: Moment) -> int:
    left = channels_left(trunk, now)
    return min(left, max(0, trunk.card.rate - len(_fresh(trunk, now)))) if trunk.card.rate else left


def channels_left(trunk: Trunk, now: Moment) -> int:
    """Whatever the rate. A trunk that failed before gets one line only, and whether that one works is awaited."""
    card = trunk.card
    if not card.active or now < trunk.again:
        return 0
    lines = [_UNLIMITED]
    if card.channels:
        lines.append(card.channels - trunk.out)
    if trunk.rests:
        lines.append(1 - trunk.out)
    return max(0, min(lines))


def next_room(trunks: Trunks, campaign: CampaignCard, now: Moment) -> Moment | None:
    """When time alone makes room: a token or a rested trunk. `now` if there is some; None: a line must end first."""
    moments = (_next(trunk, now) for trunk in _of(trunks, campaign) if trunk.card.active)
    return min((at for at in moments if at is not None), default=None)


def given_back(trunks: Trunks, codes: Iterable[str]) -> Trunks:
    """Chosen and not dialled, each as often as it is named. The lines are; their tokens come back after their second as all do."""
    for code in codes:
        trunk = trunks.by_code.get(code)
        if trunk is not None:
            trunks = _put(trunks, replace(trunk, out=max(0, trunk.out - 1)))
    return trunks


def adopted(trunks: Trunks, code: str) -> Trunks:
    """A line that was out before we came."""
    trunk = trunks.by_code.get(code)
    return trunks if trunk is None else _put(trunks, replace(trunk, out=trunk.out + 1))


def answered_by_network(trunks: Trunks, code: str) -> Trunks:
    """It rings, or was answered, or refused by the called party: the trunk works. What is left of a rest is still kept."""
    trunk = trunks.by_code.get(code)
    if trunk is None or not (trunk.failures or trunk.rests):
        return trunks
    return _put(trunks, replace(trunk, failures=0, rests=0))


def failed_or_not(trunks: Trunks, attempt: Attempt, now: Moment) -> tuple[Trunks, TrunkDown | None]:
    """An attempt ended: its line is free, and its outcome tells of its trunk."""
    trunk = trunks.by_code.get(attempt.trunk)
    if trunk is None:
        return trunks, None
    trunks = _put(trunks, replace(trunk, out=max(0, trunk.out - 1)))
    if attempt.outcome is Outcome.FAILED:
        return failed(trunks, attempt, now)
    if attempt.outcome in SAYS_NOTHING or attempt.answered is not None:
        return trunks, None  # what an answer says of the trunk, it said when it came
    return answered_by_network(trunks, attempt.trunk), None


def failed(trunks: Trunks, attempt: Attempt, now: Moment) -> tuple[Trunks, TrunkDown | None]:
    """One that was dialled before a rest began is a part of why it began."""
    trunk = trunks.by_code[attempt.trunk]
    if trunk.rests and attempt.began <= trunk.since:
        return trunks, None
    failures = trunk.failures + 1
    if failures < FAILURES and not trunk.rests:
        return _put(trunks, replace(trunk, failures=failures)), None
    rest = min(REST << min(trunk.rests, 10), LONGEST_REST)
    resting = replace(trunk, failures=failures, rests=trunk.rests + 1, since=now, again=now + rest)
    why = f"{failures} dials in a row were refused, the last with {_cause(attempt)}"
    return _put(trunks, resting), TrunkDown(now, attempt.trunk, resting.again, why)


def _cause(attempt: Attempt) -> str:
    if attempt.tech is not None:
        return f"SIP {attempt.tech}"
    return "no answer from Asterisk" if attempt.cause is None else f"cause {attempt.cause}"


def _of(trunks: Trunks, campaign: CampaignCard) -> list[Trunk]:
    return [trunks.by_code[code] for code in dict.fromkeys(campaign.trunks) if code in trunks.by_code]


def _next(trunk: Trunk, now: Moment) -> Moment | None:
    full = trunk.card.channels and trunk.out >= trunk.card.channels
    if full or (trunk.rests and trunk.out):
        return None
    fresh = _fresh(trunk, now)
    token = fresh[-trunk.card.rate] + SECOND if 0 < trunk.card.rate <= len(fresh) else now
    return max(token, trunk.again, now)


def _take(trunk: Trunk, count: int, now: Moment) -> Trunk:
    return replace(trunk, out=trunk.out + count, taken=_fresh(trunk, now) + (now,) * count)


def _fresh(trunk: Trunk, now: Moment) -> tuple[Moment, ...]:
    """Tokens that are not back yet."""
    return tuple(at for at in trunk.taken if at > now - SECOND)


def _put(trunks: Trunks, trunk: Trunk) -> Trunks:
    return Trunks(MappingProxyType({**trunks.by_code, trunk.card.code: trunk}))


_UNLIMITED: Final = 1_000_000
