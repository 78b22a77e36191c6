"""The broker of the settings, for who listens or looks whether it is there."""

from __future__ import annotations

from acd.board.broker import Broker
from aftercall.cli.faults import ExitCode, Fault
from aftercall.settings import Settings


def broker_of(settings: Settings) -> Broker:
    mqtt = settings.mqtt
    if mqtt.host is None:
        why = "no broker is set, so MQTT is off"
        raise Fault(why, "set mqtt.host (AFTERCALL_MQTT__HOST), or leave --mqtt out", ExitCode.USAGE)
    password = mqtt.password.get_secret_value() if mqtt.password else None
    return Broker(mqtt.host, mqtt.port, mqtt.user, password, tls=mqtt.tls)
