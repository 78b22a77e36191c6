"""The bench that all other tests stand on: servers start, die, come back, and leave nothing."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from aftercall.bench import (
    Asterisk,
    BenchError,
    Mosquitto,
    Postgres,
    asterisk,
    asterisk_home,
    asterisk_site,
    broker,
    free_port,
    give_back,
    port_range,
    ports,
)
from aftercall.bench.process import wait_gone
from aftercall.simulator.sipp import Sipp


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def runs(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def python(code: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def test_ports_are_given_once() -> None:
    """Two runs beside each other never get the same port."""
    code = "from aftercall.bench import free_port, port_range; print(free_port(), *port_range(100), flush=True); input()"
    other = python(code)
    assert other.stdout is not None
    theirs = {int(port) for port in other.stdout.readline().split()}
    ours = {free_port() for _ in range(150)} | set(port_range(150))
    assert len(theirs) == 101
    assert len(ours) == 350
    assert not ours & theirs
    other.communicate("over\n")


def test_a_taken_port_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    """A port on which somebody sits already is not given out."""
    taken, free = free_port(), free_port()
    monkeypatch.setattr(ports, "_spare", {1: [range(taken, taken + 1), range(free, free + 1)]})
    with socket.create_server(("127.0.0.1", taken)):
        assert free_port() == free


def test_ports_given_back_are_given_again() -> None:
    """A long run does not use the ports up: what is given back, wide or narrow, serves the next."""
    for width in (400, 4, 2):
        for _ in range(300):
            few = port_range(width)
            assert len(few) == width
            assert few.start % 2 == 0
            give_back(few)


def test_a_phone_gives_its_ports_back() -> None:
    """A run that starts phones and lets them go all day does not use the ports up."""
    for _ in range(100):
        server = SimpleNamespace(host="127.0.0.1", sip_port=5060)
        with contextlib.closing(Sipp("quiet", server, "phone.xml", [("1001",)], limit=1, media_ports=400)):
            pass


def test_mosquitto_stays_on_its_port() -> None:
    """A broker that was stopped or killed comes back on its port, and is gone with its folder in the end."""
    with Mosquitto() as server:
        port, pid = server.port, server.pid
        server.restart()
        server.restart(kill=True)
        assert server.port == port
        assert server.pid != pid
        assert answers(port)
    assert not answers(port)
    assert not runs(server.pid)
    assert not server.folder.exists()


def test_mosquitto_asks_for_passwords() -> None:
    """A broker with users refuses whoever has no password; the file holds hashes alone."""
    with Mosquitto(users={"anna": "secret-word"}, acl="user anna\ntopic readwrite #\n") as server:
        assert "allow_anonymous false" in (server.folder / "mosquitto.conf").read_text()
        assert "secret-word" not in (server.folder / "passwords").read_text()


def test_postgres_keeps_what_was_committed() -> None:
    """A database lives through a stop and a kill; while it is away nobody answers."""
    with Postgres() as server:
        server.create_database("kept")
        server.restart(kill=True)
        with server.away():
            assert not answers(server.port)
        with pytest.raises(BenchError, match="already exists"):
            server.create_database("kept")
    assert not answers(server.port)
    assert not server.folder.exists()


def test_asterisk_two_at_once() -> None:
    """Two Asterisks of one installation do not meet: own ports, own secrets, own database."""
    with Asterisk() as one, Asterisk() as two:
        one.cli("database put bench who one")
        assert "one" in one.cli("database get bench who")
        assert "not found" in two.cli("database get bench who")
        assert one.secrets != two.secrets
        for server in (one, two):
            assert answers(server.ami_port)
            assert f":{server.sip_port}" in server.cli("pjsip show transports")
    assert not runs(one.pid)
    assert not one.folder.exists()


def test_asterisk_moves_from_a_taken_port(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody took the port between choosing and binding: the first start goes on with another."""
    with socket.create_server(("127.0.0.1", 0)) as squatter:
        lost = asterisk_site.Site(squatter.getsockname()[1], free_port(), port_range(100))
        sites = iter([lost, asterisk_site.new_site(100, "127.0.0.1")])
        monkeypatch.setattr(asterisk, "new_site", lambda *_: next(sites))
        with Asterisk() as server:
            assert server.ami_port != lost.ami_port
            assert answers(server.ami_port)


def test_asterisk_killed_and_back() -> None:
    """A killed Asterisk comes back on its ports with its database."""
    with Asterisk() as server:
        server.cli("database put bench who me")
        time.sleep(2.5)  # Asterisk commits its database once a second
        port, pid = server.ami_port, server.pid
        server.restart(kill=True)
        assert "me" in server.cli("database get bench who")
        assert answers(port)
        assert not runs(pid)


def test_asterisk_with_another_clock() -> None:
    """Its wall clock can be stepped both ways, and nobody else's moves."""
    with Asterisk(faketime=True) as server:
        for step, offset in ((3600, 3600), (-7200, -3600)):
            server.step_clock(step)
            said = server.cli("dialplan eval function STRFTIME(,,%s)").rpartition("Result:")[2]
            assert abs(int(said) - (time.time() + offset)) < 10


def test_nothing_outlives_a_crash() -> None:
    """Whoever is killed with its servers running leaves no process, and its folder goes with the next bench."""
    code = "from aftercall.bench import Mosquitto; m = Mosquitto(); m.start(); print(m.pid, m.folder, flush=True); input()"
    parent = python(code)
    assert parent.stdout is not None
    pid, folder = parent.stdout.readline().split()
    assert runs(int(pid))
    parent.send_signal(signal.SIGKILL)
    parent.communicate()
    wait_gone([int(pid)])
    with Mosquitto():
        assert not Path(folder).exists()


def test_a_mail_house_does_not_outlive_a_crash() -> None:
    """Nor what its servers started; whether they ran as root or as somebody else."""
    code = """
from aftercall.bench.mail import MailHouse
house = MailHouse({"help@shop.example": "sesame"})
house.start()
servers = house.imap_server, house.smtp_server
print(*(pid for one in servers for pid in (one.pid, *one.children())), flush=True)
input()
"""
    parent = python(code)
    assert parent.stdout is not None
    pids = [int(pid) for pid in parent.stdout.readline().split()]
    assert len(pids) > 3, pids
    parent.kill()
    parent.communicate()
    wait_gone(pids, 20)


def test_a_missing_server_names_the_remedy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No server on this machine: the error says what to run."""
    monkeypatch.setenv("AFTERCALL_ASTERISK_ROOT", str(tmp_path))
    monkeypatch.setattr(asterisk_home, "_installed", lambda: None)
    with pytest.raises(BenchError, match="make setup"):
        Asterisk()
    with pytest.raises(BenchError, match="make setup"):
        broker._find("no-such-program")


def test_no_music_names_the_remedy(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without music a waiting caller would hear silence: the bench refuses instead."""
    monkeypatch.setattr(asterisk_site, "cache", lambda: tmp_path)
    with pytest.raises(BenchError, match="make setup"):
        Asterisk()


@pytest.mark.parametrize(
    ("version", "good"), [("22.10.0", False), ("20.19.4", False), ("22.10.1", True), ("22.11.0", True)]
)
def test_old_asterisks_are_refused(version: str, good: bool) -> None:
    """Older than 22.10.1 is refused by a message that says so."""
    if good:
        asterisk_home.judge(version)
    else:
        with pytest.raises(BenchError, match="too old"):
            asterisk_home.judge(version)


def test_a_newer_asterisk_warns() -> None:
    """Asterisk 23 is taken with a warning."""
    with pytest.warns(UserWarning, match="newer"):
        asterisk_home.judge("23.4.1")


def test_a_server_that_dies_says_why() -> None:
    """A server that ends while starting is an error with its last words."""
    server = Mosquitto()
    with server:
        server.stop()
        with (server.folder / "mosquitto.conf").open("a") as conf:
            conf.write("no_such_option\n")
        with pytest.raises(BenchError, match="no_such_option"):
            server.start()


def test_servers_do_not_run_as_our_group() -> None:
    """Ctrl-C in the terminal reaches the program alone, which then stops its servers in order."""
    with Mosquitto() as server:
        assert os.getpgid(server.pid) != os.getpgid(0)
