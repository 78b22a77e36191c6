"""The link, on a server that misbehaves in every way that was seen or read of."""

from __future__ import annotations

import asyncio
import socket

import pytest
from structlog.testing import capture_logs

from acd.asterisk.link import LinkLost, NoAnswer, State
from acd.asterisk.wire import Message, Unsendable
from tests.edges.ami_kit import FakeAmi, Told, fails, fake_ami, link_to, linked, response, until


async def test_login_and_ask() -> None:
    """A link logs in, knows what it talks to, and its asks are answered each with its own answer."""
    async with fake_ami() as fake, linked(fake) as link:
        assert (link.version, link.started) == ("22.10.1", "2026-11-21 10:00:00")
        fake.answers["Getvar"] = lambda a: response(a["ActionID"], "Success", f"Value: {a['Variable']}")
        replies = await asyncio.gather(
            *(link.ask({"Action": "Getvar", "Variable": str(i)}) for i in range(50))
        )
        assert [r.get("Value") for r in replies] == [str(i) for i in range(50)]
        assert fake.asked("Login")[0] == {
            "Action": "Login",
            "Username": "aftercall",
            "Secret": "secret",
            "Events": "on",
            "ActionID": "aftercall-1",
        }


async def test_byte_by_byte() -> None:
    """A server whose every byte comes alone is understood, letters whole."""
    told = Told()
    async with fake_ami(piece=1) as fake, linked(fake, told):
        fake.event("AgentCalled", MemberName="Пётр Żółć")
        await until(lambda: told.events)
        assert told.events[0].get("MemberName") == "Пётр Żółć"


async def test_events_in_order() -> None:
    """Events are told in the order in which they came, each once."""
    told = Told()
    async with fake_ami() as fake, linked(fake, told):
        fake.send("".join(f"Event: N\r\nI: {i}\r\n\r\n" for i in range(2000)))
        await until(lambda: len(told.events) >= 2000)
        assert [m.get("I") for m in told.events] == [str(i) for i in range(2000)]


async def test_wrong_password() -> None:
    """A wrong password is said once, in one clear line, and tried again slowly."""
    async with fake_ami() as fake:
        link = link_to(fake, secret="wrong")
        with capture_logs() as logs:
            link.start()
            await until(lambda: len(fake.asked("Login")) >= 2)
            await link.stop()
        assert link.version == ""
        lines = [entry for entry in logs if entry["log_level"] in ("warning", "error")]
        assert [entry["why"] for entry in lines] == [
            f"Asterisk at 127.0.0.1:{fake.port} refuses user 'aftercall': Authentication failed"
        ]


async def test_refused_state() -> None:
    """While refused, the link says so, and an ask fails at once with the reason."""
    async with fake_ami() as fake:
        link = link_to(fake, secret="wrong")
        link.start()
        await until(lambda: link.state is State.REFUSED)
        error = await fails(link.ask({"Action": "Ping"}), LinkLost)
        assert "refuses user" in str(error)
        assert len(fake.asked("Login")) == 1
        await link.stop()


@pytest.mark.parametrize("version", ["22.10.0", "20.19.0", "18.2.1+dfsg"])
async def test_too_old(version: str) -> None:
    """An Asterisk older than 22.10.1 is not used, and the reason says what is needed."""
    async with fake_ami(version=version) as fake:
        told = Told()
        link = link_to(fake, told)
        link.start()
        await until(lambda: link.state is State.UNFIT)
        assert version in link.why
        assert "22.10.1 or later" in link.why
        assert told.ups == 0
        await link.stop()


async def test_newer_warns() -> None:
    """Asterisk 23 is used, with a warning."""
    async with fake_ami(version="23.1.0") as fake:
        with capture_logs() as logs:
            async with linked(fake):
                pass
        assert any(e["log_level"] == "warning" and "newer" in e["event"] for e in logs)


async def test_waits_for_boot() -> None:
    """An Asterisk that still loads its modules is waited for: a link that is up can be asked anything."""
    async with fake_ami() as fake:
        dates = iter(["1970-01-01", "1970-01-01"])
        fake.answers["CoreStatus"] = lambda a: response(
            a["ActionID"], "Success", f"CoreStartupDate: {next(dates, '2026-11-21')}\r\nCoreStartupTime: 1"
        )
        async with linked(fake) as link:
            assert len(fake.asked("CoreStatus")) == 3
            assert link.started == "2026-11-21 1"


async def test_not_ami() -> None:
    """Another service on that port is named as what it is."""
    async with fake_ami(greeting=b"SSH-2.0-OpenSSH_9.2\r\n") as fake:
        link = link_to(fake)
        link.start()
        await until(lambda: "SSH-2.0" in link.why)
        await link.stop()


async def test_nobody_there() -> None:
    """Nobody listening: it is tried again and again, told once, and found when he comes."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    link = link_to(FakeAmi(port=port))
    with capture_logs() as logs:
        link.start()
        await asyncio.sleep(0.3)
        assert link.state is State.DOWN
        async with fake_ami(port=port):
            await until(lambda: link.up)
            await link.stop()
    assert [e["event"] for e in logs] == ["ami down", "ami up"]


async def test_no_injection() -> None:
    """A value with a line break is refused by name and nothing of it is sent."""
    async with fake_ami() as fake, linked(fake) as link:
        before = len(fake.actions)
        evil = {"Action": "QueueAdd", "MemberName": "x\r\n\r\nAction: Originate\r\nChannel: PJSIP/1"}
        with pytest.raises(Unsendable, match="header MemberName"):
            await link.ask(evil)
        await link.ask({"Action": "Getvar", "Variable": "A"})
        assert [a["Action"] for a in fake.actions[before:] if a["Action"] != "Ping"] == ["Getvar"]


async def test_handler_fails() -> None:
    """A handler's bug is counted and logged; the connection stands and the next event of the same packet is told."""
    heard: list[str] = []

    def handler(message: Message) -> None:
        if message.name == "Bad":
            raise RuntimeError("a bug")
        heard.append(message.name)

    async with fake_ami() as fake:
        link = link_to(fake)
        link._on_event = handler
        link.start()
        await until(lambda: link.up)
        fake.send("Event: A\r\nX: 1\r\n\r\nEvent: Bad\r\nX: 1\r\n\r\nEvent: B\r\nX: 1\r\n\r\n")
        await until(lambda: "B" in heard)
        assert (heard, link.faults, link.up, len(fake.connections)) == (["A", "B"], 1, True, 1)
        await link.stop()


async def test_lost_reply_is_not_sent_again() -> None:
    """An Originate whose answer is lost with the connection fails, and is never sent a second time."""
    told = Told()
    async with fake_ami() as fake:
        fake.answers["Originate"] = lambda a: fake.cut()
        async with linked(fake, told) as link:
            call = {"Action": "Originate", "Channel": "PJSIP/1", "Async": "true"}
            error = await fails(link.ask(call), LinkLost)
            assert "closed" in str(error) or "reset" in str(error).lower()
            await until(lambda: told.ups == 2)
            await asyncio.sleep(0.1)
            assert len(fake.asked("Originate")) == 1
            assert len(told.downs) == 1


async def test_ask_while_down() -> None:
    """Asking while the link is down fails at once; nothing waits for the next connection."""
    async with fake_ami() as fake:
        link = link_to(fake)
        await fails(link.ask({"Action": "QueuePause"}), LinkLost)
        link.start()
        await until(lambda: link.up)
        await asyncio.sleep(0.05)
        assert fake.asked("QueuePause") == []
        await link.stop()


async def test_no_answer() -> None:
    """An action that is never answered ends with its time-out and leaves nothing behind; a late answer harms nobody."""
    async with fake_ami() as fake:
        fake.answers["Slow"] = lambda a: None
        async with linked(fake) as link:
            error = await fails(link.ask({"Action": "Slow"}, timeout=0.1), NoAnswer)
            assert str(error) == "no answer to Slow in 0.1 s"
            late = fake.asked("Slow")[0]["ActionID"]
            assert late not in link._manager.protocol.responses
            fake.send(response(late, "Success"))
            assert (await link.ask({"Action": "Getvar"})).ok


async def test_stalled_peer() -> None:
    """A peer that stops saying anything is given up after `dead_after`; the link comes back, and nothing is sent twice."""
    told = Told()
    async with fake_ami() as fake, linked(fake, told, ask=0.1, dead_after=0.5) as link:
        loop = asyncio.get_running_loop()
        fake.deaf, began = True, loop.time()
        await fails(link.ask({"Action": "QueuePause"}), OSError)
        await until(lambda: told.downs)
        assert told.downs == ["Asterisk said nothing for 0.5 s"]
        assert 0.2 < loop.time() - began < 8
        fake.deaf = False
        await until(lambda: told.ups == 2)
        assert len(fake.asked("QueuePause")) == 1


async def test_list() -> None:
    """A list is collected whole, its items are nobody's events, and events between them are told."""
    told = Told()
    async with fake_ami() as fake, linked(fake, told) as link:
        fake.answers["QueueStatus"] = lambda a: (
            f"Response: Success\r\nActionID: {a['ActionID']}\r\nEventList: start\r\nMessage: follows\r\n\r\n"
            f"Event: QueueParams\r\nQueue: a\r\nActionID: {a['ActionID']}\r\n\r\n"
            "Event: Hold\r\nChannel: x\r\n\r\n"
            f"Event: QueueMember\r\nQueue: a\r\nActionID: {a['ActionID']}\r\n\r\n"
            f"Event: QueueStatusComplete\r\nActionID: {a['ActionID']}\r\nEventList: Complete\r\nListItems: 2\r\n\r\n"
        )
        reply = await link.ask_list({"Action": "QueueStatus"})
        assert reply.ok
        assert [m.name for m in reply.items] == ["QueueParams", "QueueMember"]
        assert [m.name for m in told.events] == ["Hold"]


async def test_list_refused() -> None:
    """A list that is refused, or has no end, does not hang."""
    async with fake_ami() as fake, linked(fake) as link:
        fake.answers["DBGet"] = lambda a: response(
            a["ActionID"], "Error", "Message: Database entry not found"
        )
        reply = await link.ask_list({"Action": "DBGet"})
        assert (reply.ok, reply.text, reply.items) == (False, "Database entry not found", ())
        fake.answers["DBGet"] = lambda a: response(a["ActionID"], "Success", "EventList: start")
        await fails(link.ask_list({"Action": "DBGet"}, timeout=0.1), NoAnswer)


async def test_originate_response() -> None:
    """What became of an Originate reaches whoever waits for it, and the event handler too."""
    told = Told()
    async with fake_ami() as fake, linked(fake, told) as link:
        fake.answers["Originate"] = lambda a: (
            response(a["ActionID"], "Success", "Message: Originate successfully queued")
            + f"Event: OriginateResponse\r\nActionID: {a['ActionID']}\r\nReason: 4\r\n\r\n"
        )
        queued = await link.ask({"Action": "Originate", "Async": "true"})
        assert queued.text == "Originate successfully queued"
        reply = await link.ask({"Action": "Originate", "Async": "true"}, until="OriginateResponse")
        assert [m.get("Reason") for m in reply.items] == ["4"]
        await until(lambda: len(told.events) == 2)
        assert [m.name for m in told.events] == ["OriginateResponse"] * 2


async def test_pong_tells_the_clock() -> None:
    """Each pong tells Asterisk's clock and how long the ping took."""
    told = Told()
    async with fake_ami() as fake, linked(fake, told):
        await until(lambda: told.pongs)
        theirs, trip = told.pongs[0]
        assert theirs == 1763750000250.0
        assert 0 <= trip < 3000


async def test_back_off_grows() -> None:
    """Attempts in vain come less and less often."""
    async with fake_ami(greeting=b"nonsense\r\n") as fake:
        link = link_to(fake, back_off=0.01, longest_back_off=10)
        link.start()
        await asyncio.sleep(1.0)
        assert 2 <= len(fake.connections) <= 9  # 0.01 s apart, there would be a hundred
        await link.stop()


async def test_stop_is_the_end() -> None:
    """After `stop` there is no connection, no task and no further attempt."""
    told = Told()
    async with fake_ami() as fake:
        async with linked(fake, told):
            pass
        await asyncio.sleep(0.1)
        assert (len(fake.connections), told.downs) == (1, ["stopped"])
        assert all(
            task is asyncio.current_task() or "ami" not in task.get_name() for task in asyncio.all_tasks()
        )


async def test_busy_peer() -> None:
    """A peer that works at an action which may take longer is not given up for its silence."""
    told = Told()
    async with fake_ami() as fake, linked(fake, told, dead_after=0.5) as link:

        def reload(action: dict[str, str]) -> None:
            fake.deaf = True
            asyncio.get_running_loop().call_later(1.5, done, action)

        def done(action: dict[str, str]) -> None:
            fake.deaf = False
            fake.send(response(action["ActionID"], "Success"))

        fake.answers["UpdateConfig"] = reload
        assert (await link.ask({"Action": "UpdateConfig"}, timeout=20)).ok
        assert told.downs == []
