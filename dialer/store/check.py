"""Are a campaign's or a trunk's card fit to be kept? Pure; every refusal names field, value, reason and remedy.

A campaign may be stricter than its regime, never laxer.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Final

from phonenumbers import SUPPORTED_REGIONS

from acd.core.calendar import ever_opens
from acd.core.calendar_fields import CalendarError
from acd.core.cards import Group, TypeCard
from acd.core.moment import DAY, HOUR, SECOND
from acd.store.check import (
    RESERVED,
    check_code,
    check_language,
    check_name,
    check_pattern,
    check_range,
    there_are,
)
from acd.store.errors import BadCard
from dialer.almanac import calendars_of
from dialer.core.cards import Amd, CampaignCard, Disposition, Does, FormField, Mode, Retry, State, TrunkCard
from dialer.core.form import KINDS
from dialer.core.regime import REGIMES, RING_LONGEST

LONGEST_SCRIPT: Final = 20_000
LONGEST_WAIT: Final = 365 * DAY

_CALLER_ID: Final = re.compile(r"\+?[0-9]{2,20}")
_DIALLED: Final = re.compile(r"\+?[0-9*#]{0,20}")
_ENDPOINT: Final = re.compile(r"[A-Za-z0-9._-]{1,80}")
_SOUND: Final = re.compile(r"[A-Za-z0-9_/-]{1,100}")
_HEADER: Final = re.compile(r"[A-Za-z][A-Za-z-]{0,40}: [A-Za-z0-9<>;:=@._+/ -]{1,200}")
_SCRIPT: Final = re.compile(r"[^\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]*")


@dataclass(frozen=True, slots=True)
class Known:
    """All that is configured, as far as a check needs it."""

    campaigns: Collection[str] = ()
    trunks: Collection[TrunkCard] = ()
    types: Collection[TypeCard] = ()


def check_campaign(card: CampaignCard, known: Known) -> None:
    check_code("code", card.code, known.campaigns, RESERVED)  # its queue has the same
    if card.name:
        check_name("name", card.name)
    _check_law(card)
    _check_calendar(card)
    _check_limits(card)
    _check_lines(card, [trunk.code for trunk in known.trunks])
    _check_sounds(card)
    _check_agents(card, known.types)
    for outcome, retry in card.retries.items():
        _check_retry(f"retries.{outcome.value}", retry)
    _check_dispositions(card.dispositions)
    _check_form(card)


def check_running(card: CampaignCard) -> None:
    """What a campaign that dials needs beyond a good card."""
    if card.state is State.RUNNING and not card.trunks:
        raise BadCard(
            "trunks", card.trunks, f"of campaign {card.code} are none", "give it at least one trunk"
        )


def check_trunk(card: TrunkCard, known: Known) -> None:
    check_code("code", card.code, (trunk.code for trunk in known.trunks))
    check_pattern("endpoint", card.endpoint, _ENDPOINT, "is no endpoint", "write the PJSIP endpoint's name")
    check_range("channels", card.channels, 1, 10_000)
    check_range("rate", card.rate, 0, 1000)
    for field in ("strip", "prefix"):
        value = getattr(card, field)
        check_pattern(
            field, value, _DIALLED, "cannot be dialled", "write up to 20 digits, *, #, or a leading +"
        )


def _check_law(card: CampaignCard) -> None:
    regime = REGIMES.get(card.regime)
    if regime is None:
        raise BadCard("regime", card.regime, "is not known", f"take {', '.join(REGIMES)}")
    if card.cap is not None and not 0 <= card.cap <= regime.cap:
        why = f"is not within the regime {regime.code}"
        raise BadCard("cap", card.cap, why, f"take 0 to {regime.cap} hundredths of a per cent")
    if not regime.ring_least <= card.ring <= RING_LONGEST:
        why = f"is not within the regime {regime.code}"
        raise BadCard("ring", card.ring, why, f"take {regime.ring_least} to {RING_LONGEST} ms")


def _check_calendar(card: CampaignCard) -> None:
    written = (card.calendar or "").strip().partition("\n")[0]
    remedy = "write it as docs/reference/calendars.md says; `aftercall hours open FILE` tries it"
    try:
        own = calendars_of(card).own
    except CalendarError as error:
        raise BadCard("calendar", written, f"is no calendar: {error}", remedy) from error
    if own is not None and not ever_opens(own):
        raise BadCard("calendar", written, "never opens", "give at least one day hours, or leave it out")


def _check_limits(card: CampaignCard) -> None:
    check_range("ratio", card.ratio, 100, 1000)
    for field in ("per_day", "per_contact", "per_number"):
        check_range(field, getattr(card, field), 1, 1000)
    check_range("gap", card.gap, 0, LONGEST_WAIT)
    check_range("weight", card.weight, 1, 1000)
    if card.countdown is not None:
        check_range("countdown", card.countdown, SECOND, HOUR)


def _check_lines(card: CampaignCard, trunks: Collection[str]) -> None:
    check_language(card.language)
    if card.region not in SUPPORTED_REGIONS:
        raise BadCard("region", card.region, "is no region", "write two capital letters, as PL or EE")
    if card.caller_id:
        remedy = "write digits, with a leading + or without"
        check_pattern("caller_id", card.caller_id, _CALLER_ID, "is no number", remedy)
    for trunk in card.trunks:
        if trunk not in trunks:
            raise BadCard("trunks", trunk, "is no trunk", there_are(trunks))
    _check_once("trunks", card.trunks)


def _check_sounds(card: CampaignCard) -> None:
    remedy = "write its name without folder and ending"
    check_pattern("message", card.message, _SOUND, "is no sound", remedy)
    if card.amd is Amd.MESSAGE or card.amd_message:
        check_pattern("amd_message", card.amd_message, _SOUND, "is no sound", remedy)


def _check_agents(card: CampaignCard, types: Iterable[TypeCard]) -> None:
    by_code = {one.code: one for one in types}
    _check_type("work_type", card.work_type, Group.WORK, by_code)
    _check_type("leave_type", card.leave_type, Group.BREAK, by_code)
    if not by_code[card.work_type].calls:
        raise BadCard("work_type", card.work_type, "takes no calls", "take a work type that does")
    if card.auto_answer:
        remedy = "write one SIP header, as Call-Info: <sip:x>;answer-after=0"
        check_pattern("auto_answer", card.auto_answer, _HEADER, "is no header", remedy)
    elif card.mode is not Mode.PREVIEW:
        why = f"is none, and in mode {card.mode.value} phones must answer at once"
        raise BadCard("auto_answer", card.auto_answer, why, "write the phones' header, or take mode preview")


def _check_type(field: str, code: str, group: Group, types: dict[str, TypeCard]) -> None:
    fit = [one.code for one in types.values() if one.group is group]
    if code not in fit:
        raise BadCard(field, code, f"is no {group.value} type", there_are(fit))


def _check_retry(field: str, retry: Retry) -> None:
    check_range(f"{field}.after", retry.after, 0, LONGEST_WAIT)
    check_range(f"{field}.times", retry.times, 0, 1_000_000)


def _check_dispositions(dispositions: tuple[Disposition, ...]) -> None:
    _check_once("dispositions", [one.code.lower() for one in dispositions])
    for one in dispositions:
        field = f"dispositions.{one.code}"
        check_code("dispositions", one.code)
        for language, name in one.names.items():
            check_language(language)
            check_name(f"{field}.names.{language}", name)
        check_range(f"{field}.order", one.order, -10_000, 10_000)
        _check_what_it_does(field, one)


def _check_what_it_does(field: str, one: Disposition) -> None:
    if one.does is Does.RETRY and one.retry is None:
        raise BadCard(f"{field}.retry", one.retry, "is missing", "say after how long and how often")
    if one.does is not Does.RETRY and one.retry is not None:
        why = f"is not for one that does {one.does.value!r}"
        raise BadCard(f"{field}.retry", one.retry.after, why, "leave it out, or let it do 'retry'")
    if one.retry is not None:
        _check_retry(f"{field}.retry", one.retry)


def _check_form(card: CampaignCard) -> None:
    if len(card.script) > LONGEST_SCRIPT:
        raise BadCard(
            "script", card.script[:40] + "…", f"has {len(card.script)} characters", f"take {LONGEST_SCRIPT}"
        )
    remedy = "write plain text in lines"
    check_pattern("script", card.script, _SCRIPT, "holds control characters", remedy)
    _check_once("form", [one.code.lower() for one in card.form])
    for one in card.form:
        check_code("form", one.code)
        _check_field(f"form.{one.code}", one)


def _check_field(field: str, one: FormField) -> None:
    check_name(f"{field}.label", one.label)
    if one.kind not in KINDS:
        raise BadCard(f"{field}.kind", one.kind, "is not known", f"take {', '.join(KINDS)}")
    if (one.kind == "choice") != bool(one.choices):
        raise BadCard(
            f"{field}.choices", one.choices, f"do not fit kind {one.kind!r}", "choices are for choice"
        )
    _check_once(f"{field}.choices", one.choices)
    for choice in one.choices:
        check_name(f"{field}.choices", choice)


def _check_once(field: str, values: Collection[str]) -> None:
    for value in values:
        if list(values).count(value) > 1:
            raise BadCard(field, value, "stands there twice", "name it once")
