"""How the daemon itself stands, for administrators, and its figures for Prometheus."""

from __future__ import annotations

import asyncio
import platform
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from importlib.metadata import version
from typing import Final, Literal

from fastapi import Response
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from acd.asterisk.hours import DAYS
from acd.board.fields import Instant, Text
from acd.core.moment import DAY, HOUR, SECOND
from aftercall.office.errors import DatabaseAway
from aftercall.post.desk import MailboxNow
from aftercall.web import routers
from aftercall.web.answers import Answer
from aftercall.web.caller import Configurer, House
from aftercall.web.mailboxes import Standing, standing
from aftercall.web.service import Service

router = routers.asked(tags=["floor"])
SHOWN: Final = ("fastapi", "uvicorn", "sqlalchemy", "panoramisk", "aiomqtt")


class DiskNow(Answer):
    """Of the recordings. `state`: `off` is not set, `away` is not there. Bytes."""

    state: Literal["up", "away", "off"]
    directory: Text
    free: int | None
    total: int | None


class HooksNow(Answer):
    """`failing`: codes of hooks whose receivers do not take what they are told; `waiting`: events that wait for all of them."""

    active: int
    failing: tuple[str, ...]
    waiting: int
    given_up: int


class MailboxVital(Answer):
    """`letter`: when the last letter was dealt with. `waiting`: answers that have not left; `oldest`: since when the oldest waits."""

    code: str
    reading: Standing
    sending: Standing
    letter: Instant | None
    waiting: int
    oldest: Instant | None


class MailNow(Answer):
    """Mailboxes that are active. `failing`: codes of those that are not read, or do not send."""

    active: int
    failing: tuple[str, ...]
    waiting: int
    oldest: Instant | None
    mailboxes: tuple[MailboxVital, ...]


class ReportMails(Answer):
    """Reports that are mailed. `server`: the site's own mail server (`mail.host`); empty: none is set. `failing`: codes of those whose
    last mail did not leave."""

    server: Text
    active: int
    failing: tuple[str, ...]


class SwitchHours(Answer):
    """Opening hours that stand in Asterisk, so that it opens and closes without the daemon. `state`: `off`, no queue or number is
    open by a calendar; `up`, the next 14 days are there; `late`, they could not be written today. After `known_until` it stays as
    it was last."""

    state: Literal["up", "late", "off"]
    calendars: tuple[str, ...]
    known_until: Instant | None


class Vital(Answer):
    """`lag_ms`: by how much the loop was late, the worst of the last minute. `spool_bytes`: what waits for the database.
    `versions`: of the daemon, of what it runs on, and of Asterisk."""

    at: Instant
    since: Instant
    lag_ms: float
    spool_bytes: int
    hooks: HooksNow
    mail: MailNow
    report_mails: ReportMails
    recordings: DiskNow
    hours: SwitchHours
    versions: dict[str, Text]


@router.get("/health/vitals", summary="How the daemon itself stands")
async def vitals(house: House, by: Configurer) -> Vital:
    return Vital(
        at=house.desk.now(),
        since=house.site.run,
        lag_ms=house.vitals.lag.worst,
        spool_bytes=house.vitals.spooled(),
        hooks=await _hooks(house),
        mail=await _mail(house),
        report_mails=await _report_mails(house),
        recordings=await _disk(house),
        hours=_hours(house),
        versions=_versions(house),
    )


async def _hooks(house: Service) -> HooksNow:
    standing = await house.hooks.all()
    return HooksNow(
        active=sum(one.card.active for one in standing),
        failing=tuple(one.card.code for one in standing if one.how.state in ("failing", "broken")),
        waiting=sum(one.waiting or 0 for one in standing),
        given_up=sum(one.given_up for one in standing),
    )


async def _mail(house: Service) -> MailNow:
    there = [one for one in await house.mail.all() if one.card.active]
    return MailNow(
        active=len(there),
        failing=tuple(one.card.code for one in there if one.failing),
        waiting=sum(one.outbox.waiting for one in there),
        oldest=min((one.outbox.oldest for one in there if one.outbox.oldest is not None), default=None),
        mailboxes=tuple(
            MailboxVital.model_validate({"code": one.card.code} | standing(one)) for one in there
        ),
    )


async def _report_mails(house: Service) -> ReportMails:
    there = [one for one in await house.mailman.all() if one.card.active]
    return ReportMails(
        server=house.mailman.server,
        active=len(there),
        failing=tuple(one.card.code for one in there if one.failing),
    )


async def _disk(house: Service) -> DiskNow:
    if house.shelf is None:
        return DiskNow(state="off", directory="", free=None, total=None)
    room = await asyncio.to_thread(house.shelf.room)
    directory = str(house.shelf.directory)
    if room is None:
        return DiskNow(state="away", directory=directory, free=None, total=None)
    return DiskNow(state="up", directory=directory, free=room.free, total=room.total)


def _hours(house: Service) -> SwitchHours:
    """Written in the last day and an hour, or late."""
    there, now = house.vitals.hours(), house.desk.now()
    if there.known_until is None:
        return SwitchHours(state="off", calendars=(), known_until=None)
    late = there.known_until < now - HOUR + (DAYS - 1) * DAY
    return SwitchHours(
        state="late" if late else "up", calendars=there.calendars, known_until=there.known_until
    )


def _versions(house: Service) -> dict[str, str]:
    own = {
        "aftercall": house.site.version,
        "asterisk": house.vitals.asterisk(),
        "python": platform.python_version(),
    }
    return own | {name: version(name) for name in SHOWN}


# --- Prometheus --------------------------------------------------------------------------------------------------


async def metrics(house: House, by: Configurer) -> Response:
    """At /metrics; with a token of a role that may configure. What is counted, and what stands now."""
    found = _standing(house)
    with suppress(DatabaseAway):  # what waits in outboxes only the database knows
        _outboxes(found, await house.mail.all())
    text = generate_latest(house.vitals.tally.registry) + generate_latest(found)
    return Response(text, media_type=CONTENT_TYPE_LATEST)


def _outboxes(found: CollectorRegistry, mailboxes: Sequence[MailboxNow]) -> None:
    waiting = Gauge("aftercall_mailbox_waiting", "Answers that have not left", ["mailbox"], registry=found)
    oldest = Gauge(
        "aftercall_mailbox_oldest_timestamp_seconds",
        "When the oldest answer that has not left was written; absent where none waits",
        ["mailbox"],
        registry=found,
    )
    for one in mailboxes:
        waiting.labels(one.card.code).set(one.outbox.waiting)
        if one.outbox.oldest is not None:
            oldest.labels(one.card.code).set(one.outbox.oldest / SECOND)


def _standing(house: Service) -> CollectorRegistry:
    """Made anew each time: what is no more leaves no figure behind."""
    found = CollectorRegistry()

    def gauge(name: str, meaning: str, *labels: str) -> Gauge:
        return Gauge(f"aftercall_{name}", meaning, labels, registry=found)

    agents = gauge("agents", "Agents by state", "state")
    for state, count in Counter(str(agent.shown) for agent in house.floor.agents.values()).items():
        agents.labels(state).set(count)
    waiting = gauge("queue_waiting", "Callers who wait", "queue")
    for code, queue in house.floor.queues.items():
        waiting.labels(code).set(len(queue.waiting))
    parts = gauge("up", "1: this part is there; parts that are not set are left out", "part")
    for part in house.parts():
        if part.state != "off":
            parts.labels(part.name).set(part.state == "up")
    hooks = gauge("hook_failing", "1: its receiver does not take what it is told", "hook")
    for code, how in house.hooks.standing().items():
        hooks.labels(code).set(how.state in ("failing", "broken"))
    mail = gauge("mailbox_failing", "1: it is not read, or does not send", "mailbox", "way")
    for code, ways in house.mail.standing().items():
        for way, stands in zip(("reading", "sending"), ways, strict=True):
            mail.labels(code, way).set(stands.state in ("failing", "broken"))
    gauge("eventloop_lag_seconds", "By how much the loop was late, the worst of the last minute").set(
        house.vitals.lag.worst / 1000
    )
    if (until := house.vitals.hours().known_until) is not None:
        gauge("hours_known_seconds", "How long Asterisk opens and closes without the daemon").set(
            (until - house.desk.now()) / SECOND
        )
    gauge("spool_bytes", "What waits for the database").set(house.vitals.spooled())
    return found
