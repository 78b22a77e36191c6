"""Campaigns and trunks: kept whole, or refused with the field, its value, the reason and the remedy."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from acd.core.moment import DAY, HOUR, MINUTE, SECOND
from acd.store.cards import Cards
from acd.store.database import Database
from acd.store.errors import BadCard
from acd.store.starting_set import STARTING_TYPES
from dialer.core.cards import (
    RETRIES,
    Amd,
    CampaignCard,
    Disposition,
    Does,
    FormField,
    Mode,
    Retry,
    State,
    Step,
    TrunkCard,
)
from dialer.core.outcome import Outcome
from dialer.core.regime import REGIMES
from dialer.store.campaigns import Campaigns, Trunks
from dialer.store.check import Known, check_campaign, check_trunk

NORTH = TrunkCard("north", "carrier-north", channels=60, rate=10, strip="+", prefix="00")
HOURS = """zone = "Europe/Warsaw"
holidays.country = "PL"
[week]
monday-friday = ["10:00-16:00"]
"""
SPRING = CampaignCard(
    "spring",
    "Spring, «wiosna»",
    Mode.POWER,
    cap=50,
    calendar=HOURS,
    ratio=150,
    caller_id="+48221234567",
    trunks=("north",),
    amd=Amd.MESSAGE,
    amd_message="spring/hello",
    countdown=10 * SECOND,
    retries={Outcome.BUSY: Retry(MINUTE, 3, Step.SAME), Outcome.MACHINE: Retry(HOUR, 0)},
    dispositions=(
        Disposition("sale", Does.FINISH, {"en": "Sale", "pl": "Sprzedaż"}, success=True),
        Disposition("later", Does.RETRY, retry=Retry(DAY, 2)),
    ),
    script="Hello,\nI am calling from …",
    form=(FormField("size", "Size", "choice", ("S", "L"), required=True),),
)
BARE = CampaignCard("bare", mode=Mode.PREVIEW, auto_answer="")


async def furnish(database: Database) -> tuple[Campaigns, Trunks]:
    await Cards(database).seed()
    campaigns, trunks = Campaigns(database), Trunks(database)
    await trunks.save(NORTH)
    await campaigns.save(SPRING)
    await campaigns.save(BARE)
    return campaigns, trunks


async def test_cards_come_back(database: Database) -> None:
    """What was saved is loaded unchanged, every field: texts, spans, mappings by outcome, dispositions, form."""
    campaigns, trunks = await furnish(database)
    assert await campaigns.all() == (BARE, SPRING)
    assert await campaigns.get("spring") == SPRING
    assert await trunks.all() == (NORTH,)


async def test_saving_a_card_neither_starts_nor_stops(database: Database) -> None:
    """The state is changed alone: a card saved with another state changes all but that."""
    campaigns, _ = await furnish(database)
    await campaigns.set_state("spring", State.RUNNING)
    await campaigns.save(replace(SPRING, name="Summer", state=State.PAUSED))
    assert await campaigns.get("spring") == replace(SPRING, name="Summer", state=State.RUNNING)


async def test_nothing_runs_without_a_trunk(database: Database) -> None:
    """A campaign without a trunk is not started, and one that runs is not left without."""
    campaigns, _ = await furnish(database)
    with pytest.raises(BadCard, match=r"trunks \(\) of campaign bare are none: give it at least one trunk"):
        await campaigns.set_state("bare", State.RUNNING)
    await campaigns.set_state("spring", State.RUNNING)
    with pytest.raises(BadCard, match="of campaign spring are none"):
        await campaigns.save(replace(SPRING, trunks=()))
    assert (await campaigns.get("spring")).trunks == ("north",)


async def test_deleting(database: Database) -> None:
    """A campaign that runs and a trunk that is used stay, with the reason; unknown ones are said."""
    campaigns, trunks = await furnish(database)
    await campaigns.set_state("spring", State.PAUSED)
    with pytest.raises(BadCard, match="campaign 'spring' is paused: stop it first"):
        await campaigns.delete("spring")
    with pytest.raises(BadCard, match="trunk 'north' is used by campaign spring: change that first"):
        await trunks.delete("north")
    await campaigns.set_state("spring", State.STOPPED)
    await campaigns.delete("spring")
    await trunks.delete("north")
    assert (await campaigns.all(), await trunks.all()) == ((BARE,), ())
    for change in (campaigns.delete, campaigns.get, trunks.delete):
        with pytest.raises(BadCard, match="'x' is not known"):
            await change("x")


KNOWN = Known(campaigns=("spring", "bare"), trunks=(NORTH,), types=STARTING_TYPES)
SALE = SPRING.dispositions[0]
SIZE = SPRING.form[0]

BAD_CAMPAIGNS = [
    (replace(SPRING, code="General"), "code 'General' is a word of Asterisk's own"),
    (replace(SPRING, code="SPRING"), "code 'SPRING' differs from 'spring' only in upper and lower case"),
    (replace(SPRING, code="a b"), "code 'a b' is no code"),
    (replace(SPRING, name="a\nb"), "holds the control character U+000A"),
    (replace(SPRING, regime="mars"), "regime 'mars' is not known: take us, uk, eu"),
    (
        replace(SPRING, cap=101),
        "cap 101 is not within the regime eu: take 0 to 100 hundredths of a per cent",
    ),
    (replace(SPRING, regime="uk", cap=11), "cap 11 is not within the regime uk: take 0 to 10"),
    (replace(SPRING, cap=-1), "cap -1 is not within"),
    (replace(SPRING, ring=14_999), "ring 14999 is not within the regime eu: take 15000 to 120000 ms"),
    (replace(SPRING, ring=120_001), "ring 120001 is not within"),
    (
        replace(SPRING, calendar="zone = 1"),
        "calendar 'zone = 1' is no calendar: zone: 1 is no text; write it in quotes",
    ),
    (replace(SPRING, calendar=""), "calendar '' is no calendar: zone: is missing"),
    (replace(SPRING, calendar=HOURS.replace("PL", "Poland")), "holidays.country: the holidays of 'Poland'"),
    (
        replace(SPRING, calendar=HOURS.replace('"10:00-16:00"', "")),
        """calendar 'zone = "Europe/Warsaw"' never opens: give at least one day hours, or leave it out""",
    ),
    (replace(SPRING, ratio=99), "ratio 99 is out of range: take 100 to 1000"),
    (replace(SPRING, per_day=0), "per_day 0 is out of range: take 1 to 1000"),
    (replace(SPRING, per_contact=0), "per_contact 0 is out of range"),
    (replace(SPRING, per_number=0), "per_number 0 is out of range"),
    (replace(SPRING, gap=-1), "gap -1 is out of range"),
    (replace(SPRING, weight=0), "weight 0 is out of range: take 1 to 1000"),
    (replace(SPRING, countdown=0), "countdown 0 is out of range"),
    (replace(SPRING, language="Polish"), "language 'Polish' is no language"),
    (replace(SPRING, region="pl"), "region 'pl' is no region: write two capital letters"),
    (replace(SPRING, caller_id="${EXTEN}"), "caller_id '${EXTEN}' is no number"),
    (replace(SPRING, trunks=("south",)), "trunks 'south' is no trunk: there are north"),
    (replace(SPRING, trunks=("north", "north")), "trunks 'north' stands there twice"),
    (replace(SPRING, message=""), "message '' is no sound"),
    (replace(SPRING, amd_message=""), "amd_message '' is no sound: write its name without"),
    (replace(SPRING, amd_message="../x"), "amd_message '../x' is no sound"),
    (replace(SPRING, work_type="tea"), "work_type 'tea' is no work type: there are mail, office, phone"),
    (replace(SPRING, work_type="lunch"), "work_type 'lunch' is no work type"),
    (replace(SPRING, work_type="mail"), "work_type 'mail' takes no calls"),
    (replace(SPRING, leave_type="phone"), "leave_type 'phone' is no break type: there are break, coffee"),
    (replace(SPRING, auto_answer=""), "auto_answer '' is none, and in mode power phones must answer at once"),
    (replace(SPRING, auto_answer="X: y\r\nZ: q"), "is no header: write one SIP header"),
    (replace(SPRING, auto_answer="Call-Info: ${DB(acd)}"), "is no header"),
    (
        replace(SPRING, retries={Outcome.BUSY: Retry(-1, 1)}),
        "retries.busy.after -1 is out of range",
    ),
    (
        replace(SPRING, retries={Outcome.BUSY: Retry(1, 1_000_001)}),
        "retries.busy.times 1000001 is out of range",
    ),
    (
        replace(SPRING, dispositions=(SALE, replace(SALE, code="Sale"))),
        "dispositions 'sale' stands there twice",
    ),
    (replace(SPRING, dispositions=(replace(SALE, code="a b"),)), "dispositions 'a b' is no code"),
    (replace(SPRING, dispositions=(replace(SALE, names={"en": ""}),)), "dispositions.sale.names.en ''"),
    (
        replace(SPRING, dispositions=(Disposition("later", Does.RETRY),)),
        "dispositions.later.retry None is missing: say after how long and how often",
    ),
    (
        replace(SPRING, dispositions=(replace(SALE, retry=Retry(1, 1)),)),
        "dispositions.sale.retry 1 is not for one that does 'finish'",
    ),
    (replace(SPRING, script="a\x00b"), "holds control characters: write plain text"),
    (replace(SPRING, script="x" * 20_001), "has 20001 characters: take 20000"),
    (replace(SPRING, form=(SIZE, SIZE)), "form 'size' stands there twice"),
    (replace(SPRING, form=(replace(SIZE, label=""),)), "form.size.label '' has 0 characters"),
    (
        replace(SPRING, form=(replace(SIZE, kind="colour"),)),
        "form.size.kind 'colour' is not known: take text",
    ),
    (replace(SPRING, form=(replace(SIZE, choices=()),)), "form.size.choices () do not fit kind 'choice'"),
    (replace(SPRING, form=(replace(SIZE, choices=("S", "S")),)), "form.size.choices 'S' stands there twice"),
]


@pytest.mark.parametrize(("card", "says"), BAD_CAMPAIGNS)
def test_bad_campaigns(card: CampaignCard, says: str) -> None:
    """Each wrong field of a campaign is refused with field, value, reason and remedy."""
    with pytest.raises(BadCard, match=re.escape(says)):
        check_campaign(card, KNOWN)


@pytest.mark.parametrize("regime", REGIMES)
def test_the_regime_s_own_limits_are_good(regime: str) -> None:
    """A campaign at the very limits of its regime is accepted: its cap, and its least ringing time."""
    law = REGIMES[regime]
    check_campaign(replace(SPRING, regime=regime, cap=law.cap, ring=law.ring_least), KNOWN)
    check_campaign(replace(SPRING, regime=regime, cap=None, retries=RETRIES), KNOWN)


@pytest.mark.parametrize(
    ("card", "says"),
    [
        (replace(NORTH, code="North"), "code 'North' differs from 'north'"),
        (replace(NORTH, endpoint=""), "endpoint '' is no endpoint: write the PJSIP endpoint's name"),
        (replace(NORTH, endpoint="a/b@c"), "endpoint 'a/b@c' is no endpoint"),
        (replace(NORTH, channels=0), "channels 0 is out of range: take 1 to 10000"),
        (replace(NORTH, rate=-1), "rate -1 is out of range: take 0 to 1000"),
        (replace(NORTH, prefix="0&1"), "prefix '0&1' cannot be dialled: write up to 20 digits"),
        (replace(NORTH, strip="a"), "strip 'a' cannot be dialled"),
    ],
)
def test_bad_trunks(card: TrunkCard, says: str) -> None:
    """Each wrong field of a trunk is refused with field, value, reason and remedy."""
    with pytest.raises(BadCard, match=re.escape(says)):
        check_trunk(card, KNOWN)
