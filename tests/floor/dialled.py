"""A bare Asterisk with a carrier, a campaign in it, and the dialer's own link and lines; no daemon."""

from __future__ import annotations

import itertools
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field, replace
from typing import Self, TypeVar

from acd.asterisk.clocks import Clocks
from acd.asterisk.link import Link
from acd.asterisk.names import CAMPAIGN as CAMPAIGN_FAMILY
from acd.asterisk.wire import Message as Told
from acd.core.heard import Heard
from aftercall.bench import Asterisk
from aftercall.simulator.ami import AmiError, Message
from aftercall.simulator.carrier import Carrier
from aftercall.simulator.carrier import number as fresh
from aftercall.simulator.phones import PhoneSpec
from dialer.asterisk import speak
from dialer.asterisk.conf import entries
from dialer.asterisk.line import Lines
from dialer.core.attempt import Attempt
from dialer.core.cards import CampaignCard, Mode, TrunkCard
from dialer.core.heard import LineEnded
from dialer.core.orders import Cancel, Dial
from tests.floor.bare import Bare, configure, furnish, on_ami, until, until_so

H = TypeVar("H", bound=Heard)
TRUNK = TrunkCard("main", "carrier", strip="+")
QUEUE_CODE = "sell"
CAMPAIGN = CampaignCard(QUEUE_CODE, caller_id="+48221234567")
PREVIEW = replace(CAMPAIGN, mode=Mode.PREVIEW)
QUEUE = """
[sell]
strategy = leastrecent
ringinuse = no
setinterfacevar = yes
membergosub = acd-connect
autopause = no
wrapuptime = 0
retry = 1
timeout = 15
joinempty = yes
leavewhenempty = no
musicclass = acd-silence
"""
AFTERCALL = 1500  # ms
DEAF = TrunkCard("deaf", "nowhere")
NOWHERE = """
[nowhere](acd-trunk)
aors = nowhere
[nowhere](acd-trunk-aor)
qualify_frequency = 0
"""

_ids = itertools.count(1)


def moment(event: Message) -> int:
    """When Asterisk made it."""
    return round(float(event["Timestamp"]) * 1000)


def now() -> int:
    return time.time_ns() // 1_000_000


@contextmanager
def dialling_floor() -> Iterator[tuple[Asterisk, Carrier]]:
    asterisk = Asterisk()
    furnish(asterisk)
    carrier = Carrier(asterisk)
    with (asterisk.etc / "acd_trunks.conf").open("a") as trunks:
        trunks.write(carrier.endpoint() + NOWHERE)
    with (asterisk.etc / "acd_queues.conf").open("a") as queues:
        queues.write(QUEUE)
    with asterisk, carrier:
        yield asterisk, carrier


def quick(code: str, talk_ms: int = 0) -> PhoneSpec:
    """A phone that answers by itself where it is asked to; else after ten seconds."""
    return PhoneSpec(code, f"secret-{code}", 10_000, talk_ms, automatic=True)


@dataclass
class Dialler:
    """The dialer's own link and lines, at an Asterisk. `all` is what was heard, in order."""

    server: Asterisk
    all: list[Heard] = field(default_factory=list)
    lines: Lines = field(init=False)
    link: Link = field(init=False)

    def __post_init__(self) -> None:
        clocks = Clocks(now)
        port, secret = self.server.ami_port, self.server.secrets["aftercall"]
        self.link = Link("127.0.0.1", port, "aftercall", secret, on_event=self._overheard)
        self.lines = Lines(self.link, clocks, self.all.append)

    async def __aenter__(self) -> Self:
        self.link.start()
        await until(lambda: self.link.up, "the link is up")
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.lines.stop()
        await self.link.stop()

    def _overheard(self, message: Told) -> None:
        self.lines.overheard(message, now(), 0)

    def dial(
        self,
        ending: str,
        campaign: CampaignCard = CAMPAIGN,
        ring: int = 20_000,
        trunk: TrunkCard = TRUNK,
        agent: str | None = None,
        number: str | None = None,
        who: str = "",
    ) -> Attempt:
        """A line to a fresh number with this ending, or to `number`. `agent`: a preview at phone `agent`, of agent `who`."""
        index = next(_ids)
        name = f"d-test-{now():x}-{index}"
        number = fresh(index, ending) if number is None else number
        attempt = Attempt(
            name, campaign.code, index, number, trunk.code, now(), who or (f"a{agent}" if agent else None)
        )
        self.lines.dial(Dial(attempt, campaign, trunk, ring, phone=agent or ""))
        return attempt

    def cancel(self, attempt: Attempt) -> None:
        self.lines.cancel(Cancel(attempt.id))

    async def cancel_blindly(self, attempt: Attempt) -> None:
        """Without the look whether it is still ringing."""
        assert (await self.link.ask(speak.cancel(attempt.id))).ok

    def of(self, kind: type[H], attempt: Attempt) -> list[H]:
        return [h for h in self.all if isinstance(h, kind) and getattr(h, "attempt", None) == attempt.id]

    async def next(self, kind: type[H], attempt: Attempt, within: float = 20) -> H:
        await until(lambda: bool(self.of(kind, attempt)), f"{kind.__name__} of {attempt}: {self.all}", within)
        return self.of(kind, attempt)[0]

    async def end(self, attempt: Attempt, within: float = 30) -> LineEnded:
        return await self.next(LineEnded, attempt, within)


@dataclass
class Dialling(Dialler):
    """On a bare floor."""

    bare: Bare = field(kw_only=True)
    carrier: Carrier = field(kw_only=True)

    async def furnish(self, card: CampaignCard, record: bool = False) -> None:
        """As the daemon would: the campaign's entries, nobody in its queue."""
        family = f"{CAMPAIGN_FAMILY}{card.code}"
        with suppress(AmiError):
            await self.bare.provision.act("DBDelTree", Family=family)
        for entry, value in entries([card]).items():
            await self.bare.put(family, entry.rpartition("/")[2], value)
        await self.bare.put(f"acd-queue-{card.code}", "aftercall", str(AFTERCALL))
        await self.bare.put(f"acd-queue-{card.code}", "record", "yes" if record else "no")

    async def pause(self, code: str, paused: str) -> None:
        await self.bare.daily.act("QueuePause", Interface=f"PJSIP/{code}", Paused=paused)

    async def plays(self, attempt: Attempt, what: str) -> None:
        """Until the application that the line is in is this one."""

        async def so() -> bool:
            found = await self.bare.daily.ask("CoreShowChannels")
            return any(
                f"{one['Application']}({one['ApplicationData']})" == what
                for one in found
                if one.get("Uniqueid") == attempt.id
            )

        await until_so(so, f"{attempt.id} plays {what}")

    async def hang_up_all(self) -> None:
        for item in await self.bare.daily.ask("CoreShowChannels"):
            if item.get("Uniqueid", "").startswith("d-"):
                with suppress(AmiError):
                    await self.bare.daily.act("Hangup", Channel=item["Channel"])
        await self.quiet()

    async def quiet(self) -> None:
        """No line is left."""

        async def none() -> bool:
            return not any(
                i.get("Uniqueid", "").startswith("d-") for i in await self.bare.daily.ask("CoreShowChannels")
            )

        await until_so(none, "no line is left")


@asynccontextmanager
async def dialling(server: Asterisk, carrier: Carrier) -> AsyncIterator[Dialling]:
    async with on_ami(server) as bare:
        await configure(bare)
        async with Dialling(server, bare=bare, carrier=carrier) as dials:
            await dials.furnish(CAMPAIGN)
            yield dials
            await dials.hang_up_all()
