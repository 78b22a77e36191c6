"""The broker of the settings: one place for the daemon, for who listens, and for the check."""

from __future__ import annotations

from acd.board.broker import Broker
from aftercall.settings import Mqtt


def broker_of(mqtt: Mqtt) -> Broker | None:
    """None: no host is set, MQTT is off."""
    if mqtt.host is None:
        return None
    return Broker(
        host=mqtt.host,
        port=mqtt.port,
        user=mqtt.user,
        password=mqtt.password.get_secret_value() if mqtt.password else None,
        tls=mqtt.tls or mqtt.ca_file is not None,
        ca_file=str(mqtt.ca_file) if mqtt.ca_file else None,
    )
