"""The example configuration for Mosquitto, as it stands in docs/examples, in a real Mosquitto."""

from __future__ import annotations

import asyncio
import gc
import shutil
import socket
import subprocess
import warnings
from collections.abc import Iterator
from pathlib import Path

import aiomqtt
import pytest

from acd.board.broker import Broker
from acd.board.probe import probe
from aftercall.bench import Process, free_port
from dialer.board.teller import CampaignTeller
from dialer.core.attempt import Attempt
from dialer.core.cards import CampaignCard
from dialer.core.facts import AttemptBegan, AttemptEnded, CampaignPaced
from dialer.core.heard import CampaignSet, CampaignUnset
from dialer.core.outcome import Outcome
from dialer.core.room import Room
from dialer.core.step import step
from tests.edges.board_kit import TellingFloor, listening, now, until

EXAMPLE = Path(__file__).parents[2] / "docs/examples/mosquitto"
USERS = ("aftercall", "wallboard", "sales-desk", "spring-desk", "directory")
SECRET = "a long secret"
SALES = "aftercall/main/queues/sales"


def serve(folder: Path, config: str, port: int) -> Process:
    """A Mosquitto with this configuration, ready to take connections."""
    (folder / "mosquitto.conf").write_text("user root\n" + config)
    program = shutil.which("mosquitto", path="/usr/sbin:/usr/bin:/usr/local/sbin") or "mosquitto"
    server = Process("Mosquitto", [program, "-c", folder / "mosquitto.conf"], folder / "log")
    server.start()

    def answers() -> bool:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            return False
        return True

    server.wait_ready(answers, 10)
    return server


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """The example's broker: only its port and the place of its files are changed, passwords made as the how-to says."""
    port = free_port()
    passwords = tmp_path / "aftercall.passwd"
    for number, user in enumerate(USERS):
        create = ["-c"] if not number else []
        subprocess.run(["mosquitto_passwd", *create, "-b", str(passwords), user, SECRET], check=True)
    text = (EXAMPLE / "mosquitto.conf").read_text()
    for old, new in (
        ("listener 1883 ", f"listener {port} "),
        ("/etc/mosquitto/aftercall.passwd", str(passwords)),
        ("/etc/mosquitto/aftercall.acl", str(EXAMPLE / "aftercall.acl")),
    ):
        assert old in text
        text = text.replace(old, new)
    server = serve(tmp_path, text, port)
    yield port
    server.stop()


def daemon(port: int) -> Broker:
    return Broker("127.0.0.1", port, user="aftercall", password=SECRET)


async def test_the_reader_of_one_queue_sees_that_queue_alone(port: int) -> None:
    """He gets its state and events and the daemon's, though he asks for everything; the wallboard gets it all."""
    async with (
        TellingFloor(daemon(port)).open() as floor,
        listening(port, user="sales-desk", password=SECRET) as desk,
        listening(port, user="wallboard", password=SECRET) as wall,
        listening(port, user="directory", password=SECRET) as book,
    ):
        await floor.heard_back()
        for queue in ("sales", "help"):
            floor.do("call", f"c-{queue}", queue)
            floor.do("answer", f"c-{queue}", queue)
            floor.do("hang_up", f"c-{queue}", queue)
        await until(lambda: wall.events and wall.events[-1]["seq"] == floor.teller.seq)
        await until(lambda: desk.events and desk.events[-1]["kind"] == "call-ended")
        await until(lambda: (len(desk.board), len(book.board), len(wall.board)) == (2, 3, 6))
        assert sorted(desk.board) == ["aftercall/main/daemon", SALES]
        assert {(event["scope"], event["code"]) for event in desk.events} == {("queues", "sales")}
        assert [event["nth"] for event in desk.events] == list(range(1, len(desk.events) + 1))
        assert {topic.split("/")[2] for topic in book.board} == {"agents", "daemon"}
        assert book.events == []


async def test_the_reader_of_one_campaign_sees_that_campaign_alone(port: int) -> None:
    """He gets its board and events, not another campaign's; without the setting no message has a contact's number."""
    number = "+48512345678"
    async with (
        TellingFloor(daemon(port)).open() as floor,
        listening(port, user="spring-desk", password=SECRET) as desk,
        listening(port, user="wallboard", password=SECRET) as wall,
    ):
        await floor.heard_back()
        room = Room()
        for code in ("spring", "autumn"):
            room, _, _ = step(room, CampaignSet(now(), CampaignCard(code)), floor.bench.floor)
        teller = CampaignTeller(floor.teller, "main", lambda: room, lambda: floor.bench.floor, now)
        for code in ("spring", "autumn"):
            began = AttemptBegan(now(), f"d-main-{code}", code, 7, number, "pl")
            ended = Attempt(began.attempt, code, 7, number, "pl", now(), outcome=Outcome.BUSY)
            teller.hear([began])
            floor.teller.facts([began, AttemptEnded(now(), ended), CampaignPaced(now(), code, 2, "why")])
        teller.tell()
        await until(lambda: wall.events and wall.events[-1]["seq"] == floor.teller.seq)
        await until(lambda: "aftercall/main/campaigns/autumn" in wall.board)
        await until(
            lambda: sorted(desk.board) == ["aftercall/main/campaigns/spring", "aftercall/main/daemon"]
        )
        await until(lambda: desk.events and desk.events[-1]["kind"] == "campaign-paced")
        assert {(event["scope"], event["code"]) for event in desk.events} == {("campaigns", "spring")}
        assert desk.board["aftercall/main/campaigns/spring"]["minute"] == 1
        assert not any(number.encode() in bytes(message.payload) for message in wall.messages)  # type: ignore[arg-type]
        room, _, _ = step(room, CampaignUnset(now(), "autumn"), floor.bench.floor)
        teller.tell()
        await until(lambda: "aftercall/main/campaigns/autumn" not in wall.board)


async def test_readers_cannot_write(port: int) -> None:
    """What a reader publishes, on his own queue's topic too, reaches nobody and changes nothing."""
    async with TellingFloor(daemon(port)).open() as floor:
        await floor.heard_back()
        for user in ("sales-desk", "wallboard"):
            async with aiomqtt.Client(
                "127.0.0.1", port, username=user, password=SECRET, protocol=aiomqtt.ProtocolVersion.V5
            ) as client:
                await client.publish(SALES, b"forged", qos=1, retain=True)
                await client.publish("aftercall/main/daemon", b"", qos=1, retain=True)
        async with listening(port, user="wallboard", password=SECRET) as wall:  # checks each payload
            await until(lambda: len(wall.board) == 6)
            await asyncio.sleep(0.2)
            assert wall.board[SALES]["code"] == "sales"


async def test_strangers_stay_outside(port: int) -> None:
    """Without a name and password nobody gets in."""
    with pytest.raises(aiomqtt.MqttError, match=r"[Aa]uthori"):
        async with listening(port):
            pass


async def test_the_probe_names_what_is_wrong(port: int) -> None:
    """All is well for the daemon; a reader, a wrong password and an absent broker each get their own sentence."""
    assert await probe(daemon(port), "main") is None
    reader = Broker("127.0.0.1", port, user="wallboard", password=SECRET)
    assert "give wallboard `readwrite aftercall/main/#`" in str(await probe(reader, "main"))
    wrong = Broker("127.0.0.1", port, user="aftercall", password="wrong")
    assert "authori" in str(await probe(wrong, "main"))
    assert "refused" in str(await probe(Broker("127.0.0.1", free_port()), "main"))
    assert "cannot be used" in str(await probe(Broker("a" * 300), "main"))


def test_the_passwords_are_not_shown() -> None:
    """A broker in a log line or a traceback does not tell its password."""
    assert SECRET not in repr(Broker("h", user="u", password=SECRET))


@pytest.fixture
def tls(tmp_path: Path) -> Iterator[tuple[int, str]]:
    """A broker with TLS alone, and the file of the authority that signed for it."""
    port = free_port()
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    made = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
    ]
    names = ["-addext", "subjectAltName=IP:127.0.0.1"]
    subprocess.run(
        [*made, *names, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True
    )
    config = f"listener {port} 127.0.0.1\nallow_anonymous true\ncertfile {certificate}\nkeyfile {key}\n"
    server = serve(tmp_path, config, port)
    yield port, str(certificate)
    server.stop()


async def test_the_board_over_tls(tls: tuple[int, str]) -> None:
    """With a certificate of one's own authority the board is told; an authority that we do not know is refused."""
    port, authority = tls
    async with TellingFloor(Broker("127.0.0.1", port, tls=True, ca_file=authority)).open() as floor:
        await floor.heard_back()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # paho leaves such a socket to the collector
        assert "CERTIFICATE_VERIFY_FAILED" in str(await probe(Broker("127.0.0.1", port, tls=True), "main"))
        await asyncio.sleep(0.05)
        gc.collect()
