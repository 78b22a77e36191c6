"""The broker: takes us, and lets us write and hear below our topics."""

from __future__ import annotations

from typing import Final

from acd.board.probe import probe
from aftercall.checks.finding import Finding, failed, ok, skipped
from aftercall.cli.broker import broker_of
from aftercall.settings import Settings

PART: Final = "broker"


async def look(settings: Settings) -> list[Finding]:
    """A broker that lets nobody write says so to nobody: only our own word coming back proves it."""
    if settings.mqtt.host is None:
        return [skipped(PART, "writable", "no mqtt.host is set: MQTT is off, everything else works")]
    broker = broker_of(settings)
    trouble = await probe(broker, settings.site)
    if trouble is None:
        return [ok(PART, "writable", repr(broker))]
    return [
        failed(
            PART,
            "writable",
            trouble,
            "set mqtt.host, mqtt.port, mqtt.user and mqtt.password to what the broker knows",
        )
    ]
