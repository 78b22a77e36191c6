"""Calls as AMI actions: what people write is a value or is refused, and never part of anything else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from acd.asterisk import speak_calls as speak
from acd.asterisk.conf import BadConf
from acd.core.aim import AGENT, NUMBER, QUEUE, Aim
from acd.core.orders import DialByHand, Listen, Steer, Turn

ORDER = Steer("1001", Turn.TRANSFER, "1795.6", "PJSIP/1001-00000001", "1795.5", "sales", "w1", phone="1002")
NUMBERED = Aim(NUMBER, "+48 22 1", "+48221", "carrier", "Sales <+48221234567>", over_trunk=True)


def test_into_a_room() -> None:
    """Both channels learn the room's name, then leave their bridge in one action: none is left alone between two."""
    *names, move = speak.into_room(ORDER, "PJSIP/in-1")
    assert [(say.action["Channel"], say.action["Value"]) for say in names] == [
        ("PJSIP/1001-00000001", "1795.6"),
        ("PJSIP/in-1", "1795.6"),
    ]
    assert (move.action["Exten"], move.action["ExtraChannel"], move.action["ExtraExten"]) == (
        "agent",
        "PJSIP/in-1",
        "hold",
    )


@pytest.mark.parametrize(
    "to", [Aim(AGENT, "1002"), Aim(QUEUE, "help"), NUMBERED], ids=["agent", "queue", "number"]
)
def test_every_name_is_set(to: Aim) -> None:
    """A second transfer of the same caller does not remember anything of the first."""
    *given, move = speak.transfer(ORDER, to, "PJSIP/in-1")
    names = {say.action["Variable"] for say in given}
    assert {f"__ACD_{name}" for name in ("TO", "TO_PHONE", "NUMBER", "ENDPOINT", "SHOWS", "ROUTE")} <= names
    assert (move.action["Context"], move.action["Channel"]) == ("acd-transfer", "PJSIP/in-1")


def test_a_number_as_its_trunk_wants_it() -> None:
    """Number, endpoint, caller id and route of a campaign's call."""
    values = {s.action["Variable"]: s.action["Value"] for s in speak.transfer(ORDER, NUMBERED, "c")[:-1]}
    assert values["__ACD_NUMBER"] == "+48221"
    assert values["__ACD_SHOWS"] == '"Sales" <+48221234567>'
    assert (values["__ACD_ENDPOINT"], values["__ACD_ROUTE"]) == ("carrier", "trunk")


@given(st.text(min_size=1, max_size=40))
def test_nothing_written_gets_further(text: str) -> None:
    """Whatever somebody writes as number, code or phone is digits, a code, or refused."""
    for to in (Aim(NUMBER, text, text), Aim(AGENT, text), Aim(QUEUE, text)):
        try:
            says = speak.transfer(ORDER, to, "c")
        except BadConf:
            continue
        for say in says[:-1]:
            assert not set("\r\n,;&|${}()\"'") & set(say.action["Value"])


@given(st.text(max_size=60))
def test_what_the_agents_phone_shows(text: str) -> None:
    """The number that an agent dialled is shown on his phone as letters, digits and + * # _ - only."""
    to = Aim(NUMBER, text, "22")
    shown = speak.dial(DialByHand("1001", "1001", "m-1", "", True, to, "w1")).variables["__ACD_SHOWN"]
    assert all(letter.isascii() and (letter.isalnum() or letter in "+*#_-") for letter in shown)


def test_listening() -> None:
    """A phone is rung for the first mode; the next one moves it, and rings nothing."""
    order = Listen("1001", "1795.6", "PJSIP/1001-00000001", "l-w1", "1009", "listen", "w1")
    ring = speak.listen(order)
    assert (ring.action["Channel"], ring.action["Exten"]) == ("PJSIP/1009", "listen")
    assert ring.variables["ACD_LEG"] == "PJSIP/1001-00000001"
    moved = speak.listen(Listen("1001", "t", "L", "l-w1", "1009", "join", "w2", there=True))
    assert (moved.action["Action"], moved.action["Channel"], moved.action["Exten"]) == (
        "Redirect",
        "l-w1",
        "join",
    )
