"""Private real servers on free ports of 127.0.0.1, for demo, simulation and tests.

Nothing of them outlives the program that starts them.
"""

from aftercall.bench.asterisk import Asterisk
from aftercall.bench.broker import Mosquitto
from aftercall.bench.errors import BenchError
from aftercall.bench.mail import MailHouse
from aftercall.bench.ports import free_port, give_back, port_range
from aftercall.bench.postgres import Postgres
from aftercall.bench.process import Process

__all__ = [
    "Asterisk",
    "BenchError",
    "MailHouse",
    "Mosquitto",
    "Postgres",
    "Process",
    "free_port",
    "give_back",
    "port_range",
]
