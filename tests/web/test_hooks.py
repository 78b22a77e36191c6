"""Hooks: told in order and signed; retried, never lost by a restart, never a burden to others, and never led astray."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from ipaddress import ip_address
from pathlib import Path

import pytest

from acd.core import facts, item_facts, promise_facts
from acd.core.level import Target
from acd.core.moment import HOUR
from acd.store.errors import BadCard
from aftercall.hooks import courier
from aftercall.hooks.address import Rules
from aftercall.hooks.sign import is_ours
from tests.web.hook_kit import HERE, Hooked, answered, calls, hooked, moved, new_floor, now, until
from tests.web.receiver import Receiver, receiver


@pytest.fixture
def place(template: Path, tmp_path: Path) -> Path:
    return new_floor(template, tmp_path)


@pytest.fixture
async def it(place: Path) -> AsyncIterator[Hooked]:
    async with hooked(place) as found:
        yield found


@pytest.fixture
async def crm() -> AsyncIterator[Receiver]:
    async with receiver() as found:
        yield found


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Retries come soon: what is promised is their order, not how long a test takes."""
    monkeypatch.setattr(courier, "FIRST_PAUSE", 0.05)


async def test_told_signed_and_in_order(it: Hooked, crm: Receiver) -> None:
    """Each event once, in the journal's order, under a signature that only the secret gives; numbers go with it."""
    secret = await it.make(crm.url)
    await it.happen(facts.CallQueued(now(), "sales", "call-1", "+48500", "Jan", 1), *calls(range(30)))
    await until(lambda: len(crm.numbers()) == 31)
    assert list(crm.numbers()) == list(range(1, 32))
    first = crm.taken[0]
    assert (first.path, first.headers["Aftercall-Hook"]) == ("/told?by=floor", "crm")
    assert first.events[0]["data"] == {"number": "+48500", "name": "Jan", "position": 1}
    headers = {name.title(): value for name, value in first.headers.items()}
    assert is_ours(secret, headers, first.body, now())
    assert not is_ours(secret, headers, first.body + b" ", now())
    assert not is_ours(secret[::-1], headers, first.body, now())
    assert not is_ours(secret, headers, first.body, now() + HOUR)


async def test_only_what_it_asked_for(place: Path, crm: Receiver) -> None:
    """Kinds and queues select; an agent's state concerns the queues that he is in; without `numbers` no caller is named."""
    at_sales = {"1001": frozenset({"sales"})}
    async with hooked(place, queues_of=lambda agent: at_sales.get(agent, frozenset())) as it:
        await it.make(crm.url, queues=("sales",), kinds=("states", "calls"), numbers=False)
        await it.happen(
            moved("1002"),
            answered(1, "help"),
            facts.CallQueued(now(), "sales", "call-2", "+48500", "Jan", 1),
            facts.LinkChanged(now(), True, "22"),
            moved("1001"),
        )
        await until(lambda: len(crm.kinds()) == 2)
    assert crm.kinds() == ["call-queued", "agent-moved"]
    assert crm.taken[0].events[0]["data"] == {"number": None, "name": None, "position": 1}


async def test_items_and_promises(it: Hooked, crm: Receiver) -> None:
    """A chat that came, was answered, was solved, and a promise that broke; nothing of what was offered, or written."""
    await it.make(crm.url, kinds=("items", "promises"))
    at = now()
    await it.happen(
        item_facts.ItemCame(at, "c1", "sales", "chat", 0, "api"),
        item_facts.ItemOffered(at, "c1", "sales", "1001", at + 20_000),
        item_facts.MessageCame(at, "c1", "sales", None, "customer", 1),
        item_facts.ItemAnswered(at, "c1", "sales", "1001", 500),
        promise_facts.PromiseBroken(at, "sales", None, "c1", Target.CHAT_ANSWERED, "gold", at, at, at, 0),
        item_facts.ItemSolved(at, "c1", "sales", "1001", "anna", "sold", 700),
    )
    await until(lambda: len(crm.numbers()) == 4)
    told = [one for request in crm.taken for one in request.events]
    kinds = [one["kind"] for one in told]
    assert kinds == ["item-came", "item-answered", "promise-broken", "item-solved"]
    assert {one["data"]["item"] for one in told} == {"c1"}


async def test_a_new_hook_hears_nothing_of_before(it: Hooked, crm: Receiver) -> None:
    """What is on record when a hook is made, or was off, is not told."""
    await it.happen(answered(1))
    await it.make(crm.url)
    await it.happen(answered(2))
    await until(lambda: crm.numbers())
    await it.make(crm.url, active=False)
    await it.happen(answered(3))
    await it.make(crm.url, active=True)
    await it.happen(answered(4))
    await until(lambda: len(crm.numbers()) == 2)
    assert list(crm.numbers()) == [2, 4]


async def test_an_error_is_tried_again(it: Hooked, crm: Receiver) -> None:
    """500 after 500, then it is taken: nothing is lost, nothing overtakes, and the tries are counted."""
    await it.make(crm.url)
    crm.status = 500
    crm.said = "out <b>of</b>\x00 order"
    await it.happen(*calls(range(1, 4)))
    await until(lambda: len(crm.asked) >= 4)
    (standing,) = await it.hooks.all()
    assert (standing.how.state, standing.waiting) == ("failing", 3)
    assert standing.how.why == "HTTP 500: out <b>of</b> order"
    crm.status = 200
    await it.happen(answered(4))
    await until(lambda: len(crm.numbers()) == 4)
    assert list(crm.numbers()) == [1, 2, 3, 4]
    assert crm.asked[3].headers["Aftercall-Attempt"] == "4"
    assert (await it.hooks.one("crm")).how.state == "ok"


async def test_dead_then_alive(it: Hooked) -> None:
    """Nobody listens; when somebody does, he is told everything from the beginning."""
    async with receiver() as gone:
        port = gone.port
    await it.make(gone.url)
    await it.happen(*calls(range(1, 6)))
    await until(lambda: it.hooks.standing()["crm"].tries >= 2)
    async with receiver(port) as back:
        await until(lambda: len(back.numbers()) == 5)
        assert list(back.numbers()) == [1, 2, 3, 4, 5]


async def test_a_restart_loses_nothing(place: Path, crm: Receiver) -> None:
    """What waits when the daemon goes is told by the next one, and what was taken is not told again."""
    async with hooked(place) as it:
        await it.make(crm.url)
        await it.happen(answered(1))
        await until(lambda: len(crm.numbers()) == 1)
        crm.status = 503
        await it.happen(*calls(range(2, 5)))
        await until(lambda: len(crm.asked) > 1)
    crm.status = 200
    async with hooked(place) as it:
        await it.happen(answered(5))
        await until(lambda: len(crm.numbers()) == 5)
    assert list(crm.numbers()) == [1, 2, 3, 4, 5]


async def test_a_slow_one_holds_nobody(it: Hooked, crm: Receiver) -> None:
    """One receiver sleeps over every call; the other one is told all the same, and the loop is not held."""
    async with receiver() as slow:
        slow.slow = 60
        await it.make(slow.url, "slow")
        await it.make(crm.url)
        lag = asyncio.create_task(_longest_lag())
        for number in range(1, 21):
            await it.happen(answered(number))
        await until(lambda: len(crm.numbers()) == 20)
        lag.cancel()
        (longest,) = await asyncio.gather(lag)
        assert longest < 2
        await until(lambda: it.hooks.standing()["slow"].state == "failing")
    assert it.hooks.standing()["slow"].why == "no answer within 2 s"
    assert it.hooks.standing()["crm"].state == "ok"


async def _longest_lag() -> float:
    longest = 0.0
    try:
        while True:
            before = time.monotonic()
            await asyncio.sleep(0.01)
            longest = max(longest, time.monotonic() - before)
    except asyncio.CancelledError:
        return longest


async def test_redirects_are_not_followed(it: Hooked, crm: Receiver) -> None:
    """A redirect is a failure that says so; nobody else is told."""
    async with receiver() as other:
        crm.status, crm.more = 307, f"Location: {other.url}\r\n"
        await it.make(crm.url)
        await it.happen(answered(1))
        await until(lambda: it.hooks.standing()["crm"].tries >= 2)
        assert other.asked == []
    assert "redirects are not followed" in it.hooks.standing()["crm"].why


async def test_given_up_after_its_time(it: Hooked, crm: Receiver) -> None:
    """What is older than the limit is given up, is seen with the reason, and can be told once more; what is younger stays in line."""
    await it.make(crm.url)
    crm.status = 500
    old = now() - 25 * HOUR
    await it.happen(answered(1, at=old), answered(2, at=old + 1), answered(3))
    await until(lambda: len(it.hooks.recent("crm")) >= 2)
    gone = await it.hooks.given_up("crm")
    assert [one.seq for one in gone] == [2, 1]
    assert all((one.kind, one.why) == ("CallAnswered", "HTTP 500") for one in gone)
    crm.status = 200
    await until(lambda: crm.numbers())
    assert list(crm.numbers()) == [3]
    assert (await it.hooks.again("crm", 1)).ok
    assert (list(crm.numbers()), [one.seq for one in await it.hooks.given_up("crm")]) == ([3, 1], [2])


async def test_one_poisoned_event_holds_the_rest_for_three_tries(it: Hooked, crm: Receiver) -> None:
    """A receiver that cannot take one event gets all the others."""
    await it.make(crm.url)
    crm.poison = {3}
    await it.happen(*calls(range(1, 7)))
    await until(lambda: len(crm.numbers()) == 5)
    assert list(crm.numbers()) == [1, 2, 4, 5, 6]
    (gone,) = await it.hooks.given_up("crm")
    assert (gone.seq, gone.why) == (3, "HTTP 422")


async def test_poisoned_ones_take_no_good_ones_along(it: Hooked, crm: Receiver) -> None:
    """Each event is judged by what the receiver says of it alone, not of those that it came with."""
    await it.make(crm.url)
    crm.poison = {2, 4, 6}
    await it.happen(*calls(range(1, 8)))
    await until(lambda: len(crm.numbers()) == 4)
    assert list(crm.numbers()) == [1, 3, 5, 7]
    assert [one.seq for one in await it.hooks.given_up("crm")] == [6, 4, 2]


async def test_asked_to_wait(it: Hooked, crm: Receiver) -> None:
    """Retry-After is heeded; who knows better has it tried at once."""
    await it.make(crm.url)
    crm.status, crm.more = 429, "Retry-After: 120\r\n"
    await it.happen(answered(1))
    await until(lambda: it.hooks.standing()["crm"].tries == 1)
    assert (it.hooks.standing()["crm"].next or 0) > now() + 60_000
    crm.status, crm.more = 200, ""
    it.hooks.try_now("crm")
    await until(lambda: crm.numbers())


async def test_a_test_delivery(it: Hooked, crm: Receiver) -> None:
    """It carries no event, is signed like any other, and says what came of it."""
    secret = await it.make(crm.url, active=False)
    came = await it.hooks.test("crm")
    assert (came.ok, came.status) == (True, 204)
    (asked,) = crm.asked
    assert json.loads(asked.body) == {"hook": "crm", "events": []}
    assert is_ours(secret, asked.headers, asked.body, now())
    crm.status = 404
    assert (await it.hooks.test("crm")).why == "HTTP 404"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "https:///path",
        "https://user:word@example.org/",
        "https://example.org/#here",
        "https://exam ple.org/",
        "https://example.org:99999/",
        "http://example.org/",
        "https://10.0.0.1/",
        "https://169.254.169.254/latest/",
        "https://[fd00::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://[64:ff9b::a00:1]/",
        "https://100.64.0.1/",
        "https://224.0.0.1/",
        "https://0.0.0.0/",
    ],
)
async def test_addresses_that_are_refused(it: Hooked, url: str) -> None:
    """What is no address of the world's is refused by name of the field, before anything is kept."""
    with pytest.raises(BadCard) as bad:
        await it.make(url)
    assert bad.value.field == "url"
    assert await it.hooks.all() == []


async def test_names_are_judged_when_they_are_used(place: Path, crm: Receiver) -> None:
    """A name that leads into the house is kept, for names change, and nothing is sent there."""
    async with hooked(place, Rules()) as it:
        await it.make(f"http://localhost:{crm.port}/")
        came = await it.hooks.test("crm")
    assert "is a private address (hooks.private)" in came.why
    assert crm.asked == []


async def test_unencrypted_stays_on_this_machine(place: Path) -> None:
    """http to another machine takes a setting of its own, even in a private network that hooks may reach."""
    assert "without encryption" in HERE.refusal(ip_address("10.0.0.1"), "http")
    async with hooked(place, Rules(http=True)) as it:
        await it.make("http://example.org/")
        assert [now.card.code for now in await it.hooks.all()] == ["crm"]
