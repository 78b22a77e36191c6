"""What people configure: kept whole, or refused with the field, its value, the reason and the remedy."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from acd.core.calendar_card import SiteCalendar, read
from acd.core.cards import AgentCard, Group, QueueCard, TypeCard
from acd.core.lines import NumberLine, PhoneLine, QueueLine, Target
from acd.core.moment import DAY, MINUTE, SECOND
from acd.store.cards import AllCards, Cards
from acd.store.check import Known, check_agent, check_number_line, check_phone, check_queue, check_type
from acd.store.database import Database
from acd.store.errors import BadCard
from acd.store.pins import Pins
from acd.store.starting_set import STARTING_TYPES
from acd.store.tables import agents
from tests.edges.store_tools import rows

SALES = QueueCard(
    "sales", "Sales", weight=3, aftercall=10 * SECOND, step=5 * SECOND, misses=2, recording=True
)
SALES_LINE = QueueLine("sales", "leastrecent", max_wait=5 * MINUTE, overflow=Target("hangup"), retention=90)
HELP = QueueCard("help")
ANNA = AgentCard("anna", "Anna Żak", "north", "1001", (("sales", 2), ("help", 0)), "pl")
BOB = AgentCard("bob", "Bob", phone="1002")
PHONE = PhoneLine("1001", "a-long-Secret.1", "+48221234567", "pl")
NUMBER = NumberLine("+48221234567", Target("queue", "sales"))
COFFEE = TypeCard(
    "coffee", Group.BREAK, {"en": "Coffee", "ru": "Кофе"}, queues=("sales",), length=MINUTE, star=5
)


async def furnish(database: Database) -> Cards:
    cards = Cards(database)
    await cards.save_queue(SALES, SALES_LINE)
    await cards.save_queue(HELP)
    await cards.save_phone(PHONE)
    await cards.save_agent(ANNA)
    await cards.save_type(COFFEE)
    await cards.save_number(NUMBER)
    return cards


async def test_all_cards_come_back(database: Database) -> None:
    """What was saved is loaded unchanged: every field, the order of an agent's queues too."""
    cards = await furnish(database)
    lines = (QueueLine("help"), SALES_LINE)
    assert await cards.all() == AllCards((ANNA,), (COFFEE,), (HELP, SALES), lines, (PHONE,), (NUMBER,))


async def test_saving_replaces(database: Database) -> None:
    """Saving again replaces the whole card; a queue saved without its line keeps the line."""
    cards = await furnish(database)
    await cards.save_agent(replace(ANNA, name="Anna Nowak", queues=(("help", 1),)))
    await cards.save_queue(replace(SALES, name="Vertrieb"))
    found = await cards.all()
    assert found.agents == (replace(ANNA, name="Anna Nowak", queues=(("help", 1),)),)
    assert found.queues[1].name == "Vertrieb"
    assert found.lines[1] == SALES_LINE


async def test_names_hold_what_people_write(database: Database) -> None:
    """Commas, bars, quotes, emoji and other writings are fine in a name, and come back as they were."""
    cards = await furnish(database)
    name = "Zoë, 'O;Brien' | \"Ω\" 👩‍💻 Пётр"
    await cards.save_agent(replace(ANNA, name=name))
    assert (await cards.all()).agents[0].name == name


async def test_a_phone_already_used(database: Database) -> None:
    """A default phone of another agent is refused with his name, and nothing is changed."""
    cards = await furnish(database)
    with pytest.raises(
        BadCard, match=r"phone '1001' is the phone of agent anna \(Anna Żak\): give"
    ) as caught:
        await cards.save_agent(replace(BOB, phone="1001"))
    assert (caught.value.field, caught.value.value) == ("phone", "1001")
    assert (await cards.all()).agents == (ANNA,)


async def test_two_take_a_phone_at_once(database: Database) -> None:
    """Of ten who take the same phone at the same moment, one gets it and nine are told who has it."""
    cards = Cards(database)
    wanted = [AgentCard(f"agent-{n}", f"Agent {n}", phone="1001") for n in range(10)]
    answers = await asyncio.gather(*(cards.save_agent(card) for card in wanted), return_exceptions=True)
    assert sum(answer is None for answer in answers) == 1
    assert sum(isinstance(answer, BadCard) for answer in answers) == 9
    assert len((await cards.all()).agents) == 1


async def test_calendars(database: Database) -> None:
    """Kept with holidays and own days; while a queue or a number is open by one it stays, and who needs it is named."""
    cards, text = (
        await furnish(database),
        'zone = "Europe/Tallinn"\nname = "Öö"\n[week]\nfriday = ["22:00-06:00 next day"]\n',
    )
    office = SiteCalendar("office", read(text + '[holidays]\ncountry = "EE"\n[[days]]\ndate = "12-24"\n'))
    with pytest.raises(BadCard, match="is no calendar"):
        await cards.save_queue(replace(SALES, calendar="office"))
    await cards.save_calendar(office)
    await cards.save_queue(replace(SALES, calendar="office"))
    await cards.save_number(replace(NUMBER, calendar="office", closed=Target("sound", "closed")))
    found = await cards.all()
    assert found.calendars == (office,)
    assert {queue.code: queue.calendar for queue in found.queues} == {"sales": "office", "help": ""}
    assert found.numbers == (replace(NUMBER, calendar="office", closed=Target("sound", "closed")),)
    with pytest.raises(BadCard, match=r"queue sales, number \+48221234567"):
        await cards.delete_calendar("office")
    with pytest.raises(BadCard, match="only in upper and lower case"):
        await cards.save_calendar(replace(office, code="Office"))
    await cards.save_queue(SALES)
    await cards.save_number(NUMBER)
    await cards.delete_calendar("office")
    assert (await cards.all()).calendars == ()


async def test_out_of_use_and_back(database: Database) -> None:
    """An agent out of use is not on the floor, keeps his PIN, and comes back by being saved."""
    cards, pins = await furnish(database), Pins(database)
    await pins.set("anna", "4711")
    await cards.retire_agent("anna")
    assert (await cards.all()).agents == ()
    assert await cards.out_of_use() == (ANNA,)
    assert not await pins.right("anna", "4711")
    await cards.save_agent(ANNA)
    assert await pins.right("anna", "4711")


async def test_pins(database: Database) -> None:
    """A PIN is right or wrong, is kept as a hash alone, and nobody without one is let in."""
    await furnish(database)
    pins = Pins(database)
    await pins.set("anna", "4711")
    assert [await pins.right(*one) for one in (("anna", "4711"), ("anna", "4712"), ("eve", "4711"))] == [
        True,
        False,
        False,
    ]
    assert (await rows(database, agents))[0]["pin_hash"].startswith("$argon2")
    await pins.set("anna", None)
    assert not await pins.right("anna", "4711")
    with pytest.raises(BadCard, match="agent 'eve' is not known"):
        await pins.set("eve", "4711")
    with pytest.raises(BadCard, match="4 to 12 digits") as caught:
        await pins.set("anna", "12a")
    assert "12a" not in str(caught.value)


async def test_deleting(database: Database) -> None:
    """Each kind of card can be deleted; what is unknown is said; a deleted queue leaves its agents."""
    cards = await furnish(database)
    await cards.delete_number(NUMBER.did)
    await cards.delete_type("coffee")
    await cards.delete_queue("sales")
    assert (await cards.all()).agents == (replace(ANNA, queues=(("help", 0),)),)
    await cards.delete_agent("anna")
    await cards.delete_phone("1001")
    await cards.delete_queue("help")
    assert await cards.all() == AllCards()
    for delete in (cards.delete_number, cards.delete_type, cards.delete_queue, cards.delete_phone):
        with pytest.raises(BadCard, match="'x' is not known"):
            await delete("x")
    for change in (cards.delete_agent, cards.retire_agent):
        with pytest.raises(BadCard, match="agent 'x' is not known"):
            await change("x")


async def test_what_is_used_stays(database: Database) -> None:
    """A queue or phone that something leads to is not deleted; all that use it are named."""
    cards = await furnish(database)
    await cards.save_queue(
        HELP, QueueLine("help", overflow=Target("queue", "sales"), closed=Target("queue", "sales"))
    )
    used = r"number \+48221234567, type coffee, the overflow of queue help, the closed hours of queue help"
    with pytest.raises(BadCard, match=f"queue 'sales' is used by {used}: change that first"):
        await cards.delete_queue("sales")
    await cards.save_number(NumberLine("117", Target("phone", "1001")))
    with pytest.raises(BadCard, match="phone '1001' is used by agent anna, number 117"):
        await cards.delete_phone("1001")
    assert len((await cards.all()).queues) == 2


async def test_a_campaign_s_types_stay(database: Database) -> None:
    """A type that agents get when they join or leave a campaign is not deleted, and the campaigns are named."""
    cards = Cards(database)
    await cards.seed()
    await cards.save_queue(QueueCard("autumn", work="office", rest="lunch"))
    await cards.save_queue(QueueCard("spring", work="phone", rest="lunch"))
    for code, used in (("office", "autumn"), ("phone", "spring"), ("lunch", "autumn, campaign spring")):
        with pytest.raises(BadCard, match=f"type '{code}' is used by campaign {used}: change that first"):
            await cards.delete_type(code)
    assert (await cards.all()).types == STARTING_TYPES
    await cards.delete_queue("spring")
    await cards.delete_type("phone")
    await cards.delete_type("coffee")


async def test_the_starting_set(database: Database) -> None:
    """A new floor begins with the starting set; a manager's own types are never touched by it."""
    cards = Cards(database)
    assert await cards.seed()
    assert (await cards.all()).types == STARTING_TYPES
    await cards.delete_type("coffee")
    await cards.save_type(replace(STARTING_TYPES[0], colour="#000000"))
    assert not await cards.seed()
    found = (await cards.all()).types
    assert [card.code for card in found] == [card.code for card in STARTING_TYPES if card.code != "coffee"]
    assert found[0].colour == "#000000"


def test_the_starting_set_is_sensible() -> None:
    """Five languages each, star codes 1 to 9, breaks unpaid, coffee ten minutes with a return, mail takes no
    calls."""
    known = Known(types=STARTING_TYPES)
    for card in STARTING_TYPES:
        check_type(card, known)
        assert set(card.names) == {"en", "pl", "ru", "et", "es"}
        assert card.paid == (card.group is Group.WORK)
        assert card.calls == (card.code == "phone")
    assert sorted(card.star or 0 for card in STARTING_TYPES) == list(range(1, 10))
    by_code = {card.code: card for card in STARTING_TYPES}
    assert {"phone", "mail", "training", "lunch", "coffee", "meeting"} <= set(by_code)
    assert (by_code["coffee"].length, by_code["coffee"].returns) == (10 * MINUTE, True)


KNOWN = Known(agents=(ANNA,), queues=("sales", "help"), phones=("1001",), types=(COFFEE,))

BAD_AGENTS = [
    (replace(BOB, code=""), "code '' is no code: take 1 to 40 letters"),
    (replace(BOB, code="a" * 41), "is no code"),
    (replace(BOB, code="bob smith"), "code 'bob smith' is no code"),
    (replace(BOB, code="bob\n"), "is no code"),
    (replace(BOB, code="böb"), "is no code"),
    (replace(BOB, code="ANNA"), "code 'ANNA' differs from 'anna' only in upper and lower case"),
    (replace(BOB, name=""), "name '' has 0 characters: take 1 to 100"),
    (replace(BOB, name="   "), "name '   ' has 3 characters"),
    (replace(BOB, name="x" * 200), "has 200 characters: take 1 to 100"),
    (
        replace(BOB, name="Bob\r\nAction: Originate"),
        r"holds the control character U\+000D: write one plain line",
    ),
    (replace(BOB, name="Bob\u2028"), r"U\+2028"),
    (replace(BOB, name="Bob\0"), r"U\+0000"),
    (replace(BOB, name="Bob\ud83d"), r"U\+D83D"),
    (replace(BOB, team="a\tb"), "team 'a\\\\tb' holds"),
    (replace(BOB, language="polish!"), "language 'polish!' is no language: write it as en"),
    (replace(BOB, phone="PJSIP/1001"), "phone 'PJSIP/1001' is no code"),
    (replace(BOB, queues=(("sale", 0),)), "queues 'sale' is no queue: there are help, sales"),
    (replace(BOB, queues=(("sales", 0), ("sales", 1))), "queues 'sales' stands there twice"),
    (replace(BOB, queues=(("sales", -1),)), "penalty in sales -1 is out of range: take 0 to 1000"),
]


@pytest.mark.parametrize(("card", "says"), BAD_AGENTS)
def test_bad_agents(card: AgentCard, says: str) -> None:
    """Each wrong field of an agent is refused with field, value, reason and remedy."""
    with pytest.raises(BadCard, match=says):
        check_agent(card, KNOWN)


@pytest.mark.parametrize(
    ("card", "line", "says"),
    [
        (replace(SALES, code="general"), None, "code 'general' is a word of Asterisk's own"),
        (replace(SALES, code="General"), None, "is a word of Asterisk's own"),
        (replace(SALES, code="Sales"), None, "differs from 'sales' only in upper"),
        (replace(SALES, code="a]b"), None, "is no code"),
        (replace(SALES, aftercall=-1), None, "aftercall -1 is out of range"),
        (
            replace(SALES, aftercall=DAY + 1, longest=DAY),
            None,
            "aftercall 86400001 is out of range: take 0 to 86400000",
        ),
        (replace(SALES, longest=9 * SECOND), None, "longest 9000 is out of range: take 10000 to"),
        (replace(SALES, step=0), None, "step 0 is out of range"),
        (
            SALES,
            replace(SALES_LINE, strategy="best"),
            "strategy 'best' is not known: take rrmemory, leastrecent",
        ),
        (SALES, replace(SALES_LINE, code="help"), "line.code 'help' belongs to another queue than 'sales'"),
        (SALES, replace(SALES_LINE, music="a b"), "music 'a b' is no code"),
        (SALES, replace(SALES_LINE, ring=0), "ring 0 is out of range"),
        (
            SALES,
            replace(SALES_LINE, closed=Target("queue", "nowhere")),
            "closed 'nowhere' is no queue: there are",
        ),
        (
            SALES,
            replace(SALES_LINE, closed=Target("moon", "x")),
            "closed.kind 'moon' is not known: take queue",
        ),
        (
            SALES,
            replace(SALES_LINE, closed=Target("dialplan", "s,1")),
            "closed 's,1' is no place in the dialplan",
        ),
        (SALES, replace(SALES_LINE, closed=Target("sound", "../x")), "closed '../x' is no sound"),
        (
            SALES,
            replace(SALES_LINE, overflow=Target("queue", "sales")),
            "overflow 'sales' is this queue itself",
        ),
    ],
)
def test_bad_queues(card: QueueCard, line: QueueLine | None, says: str) -> None:
    """Each wrong field of a queue is refused with field, value, reason and remedy."""
    with pytest.raises(BadCard, match=says):
        check_queue(card, line or QueueLine(card.code), KNOWN)


@pytest.mark.parametrize(
    ("card", "says"),
    [
        (replace(COFFEE, queues=("sale",)), "queues 'sale' is no queue"),
        (replace(COFFEE, names={"en": "Coffee\n"}), r"names.en 'Coffee\\n' holds"),
        (replace(COFFEE, names={"english": "x"}), "language 'english' is no language"),
        (replace(COFFEE, length=None, returns=True), "returns True needs a length"),
        (replace(COFFEE, length=0), "length 0 is out of range"),
        (replace(COFFEE, quota=0), "quota 0 is out of range"),
        (replace(COFFEE, colour="red"), "colour 'red' is no colour: write it as #1b7f3b"),
        (replace(COFFEE, star=100), "star 100 is out of range: take 1 to 99"),
        (replace(COFFEE, code="tea"), "star 5 is the star code of type coffee"),
        (replace(COFFEE, code="Coffee", star=6), "differs from 'coffee' only in upper"),
    ],
)
def test_bad_types(card: TypeCard, says: str) -> None:
    """Each wrong field of a type is refused with field, value, reason and remedy."""
    with pytest.raises(BadCard, match=says):
        check_type(card, KNOWN)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (replace(PHONE, code="global"), "is a word of Asterisk's own"),
        (replace(PHONE, secret="Sh0rt"), "is too short or holds characters"),
        (replace(PHONE, secret="long enough;x"), "take 8 to 128 letters"),
        (replace(PHONE, secret="two\nlines-of-it"), "take 8 to 128 letters"),
        (replace(PHONE, caller_id='"Bob" <1>'), "caller_id .* is no number"),
    ],
)
def test_bad_phones(line: PhoneLine, says: str) -> None:
    """Each wrong field of a phone is refused, and its secret is in no message."""
    with pytest.raises(BadCard, match=says) as caught:
        check_phone(line, KNOWN)
    assert line.secret not in str(caught.value)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (NumberLine("12 34", Target("hangup")), "did '12 34' is no number"),
        (NumberLine("${EXTEN}", Target("hangup")), "is no number"),
        (NumberLine("117", Target("queue", "sale")), "target 'sale' is no queue: there are help, sales"),
    ],
)
def test_bad_numbers(line: NumberLine, says: str) -> None:
    """Each wrong field of an inbound number is refused with field, value, reason and remedy."""
    with pytest.raises(BadCard, match=says):
        check_number_line(line, KNOWN)
