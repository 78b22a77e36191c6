"""The broker of the settings, for who listens or looks whether it is there."""

from __future__ import annotations

import aftercall.broker
from acd.board.broker import Broker
from aftercall.cli.faults import ExitCode, Fault
from aftercall.settings import Settings


def broker_of(settings: Settings) -> Broker:
    """Raises Fault: there is none."""
    broker = aftercall.broker.broker_of(settings.mqtt)
    if broker is None:
        why = "no broker is set, so MQTT is off"
        raise Fault(why, "set mqtt.host (AFTERCALL_MQTT__HOST), or leave --mqtt out", ExitCode.USAGE)
    return broker
