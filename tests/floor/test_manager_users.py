"""The two AMI users may do what they need, and nothing else; what they hear is what the daemon reads."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import pytest

from aftercall.bench import Asterisk
from aftercall.simulator.ami import Ami, AmiError
from aftercall.simulator.phones import Phones
from tests.floor.bare import Bare, callers, login, phone

DENIED = "Permission denied"
HEARD = {
    *("UserEvent", "QueueCallerJoin", "QueueCallerLeave", "AgentCalled", "AgentConnect", "AgentComplete"),
    *("QueueMemberAdded", "QueueMemberRemoved", "QueueMemberPause", "QueueMemberStatus", "DeviceStateChange"),
    *("MusicOnHoldStart", "MusicOnHoldStop", "FullyBooted"),
}


async def _refusal(ami: Ami, action: str, **headers: str) -> str:
    with pytest.raises(AmiError) as error:
        await ami.act(action, **headers)
    return str(error.value)


async def test_daily_user_hears_what_is_read(bare: Bare) -> None:
    """All events of a call that the daemon reads arrive, and no others: no VarSet, no device that is not a phone."""
    with Phones(bare.server, [phone("1001", talk_ms=300)]):
        await bare.login("1001", "wrap")
        with callers(bare.server, "100"):
            await bare.hear("AcdReleased")
        await bare.logout("1001", "wrap")
        await bare.hear("QueueMemberRemoved")
    assert {event["Event"] for _, event in bare.ear} == HEARD
    assert {e["Device"].split("/")[0] for e in bare.heard("DeviceStateChange")} == {"PJSIP"}


async def test_daily_user_does_the_daily_work(bare: Bare) -> None:
    """Each daily action is allowed."""
    member = {"Queue": "wrap", "Interface": "PJSIP/1002"}
    with Phones(bare.server, [phone("1002")]):
        await bare.reachable("1002")
        await bare.daily.act(
            "QueueAdd", **member, MemberName="a1002", Penalty="1", Paused="true", Reason="arranging"
        )
        await bare.daily.act("QueuePause", Interface="PJSIP/1002", Paused="true", Reason="lunch")
        await bare.daily.act("QueuePenalty", **member, Penalty="2")
        assert await bare.places("1002") == {"wrap": ("1", "lunch")}
        await bare.daily.act("QueuePause", Interface="PJSIP/1002", Paused="false")
        with callers(bare.server, "100"):
            connect = await bare.hear("AgentConnect")
            await bare.daily.act("Setvar", Channel=connect["Channel"], Variable="ACD_ANSWER", Value="x")
            await bare.daily.act("PlayDTMF", Channel=connect["Channel"], Digit="D", Receive="true")
            assert await bare.var("GROUP_MATCH_COUNT(^1002$@^acd$)") == "1"
            mute = {"Channel": connect["Uniqueid"], "Direction": "both", "State": "1"}
            assert "Cannot set mute flag" in await _refusal(bare.daily, "MixMonitorMute", **mute)
            states = await bare.daily.ask("DeviceStateList")
            assert {"Device": "PJSIP/1002", "State": "INUSE"}.items() <= next(
                s.items() for s in states if s.get("Device") == "PJSIP/1002"
            )
            channels = await bare.daily.ask("CoreShowChannels")
            assert connect["DestChannel"] in {c["Channel"] for c in channels}
            await bare.daily.act("Hangup", Channel=connect["DestChannel"])
            await bare.hear("AcdEnded", Phone="1002")
        await bare.daily.act("QueueRemove", **member)


@pytest.mark.parametrize(
    ("action", "headers"),
    [
        ("Command", {"Command": "core show version"}),
        ("DBPut", {"Family": "acd-hold", "Key": "1001", "Val": "x"}),
        ("DBDel", {"Family": "acd-hold", "Key": "1001"}),
        ("UpdateConfig", {"SrcFilename": "acd_queues.conf", "DstFilename": "acd_queues.conf"}),
        ("GetConfig", {"Filename": "manager.conf"}),
        ("MixMonitor", {"Channel": "x", "File": "y"}),
        ("ModuleLoad", {"LoadType": "reload"}),
    ],
)
async def test_daily_user_may_not(bare: Bare, action: str, headers: dict[str, str]) -> None:
    """The daily user can neither run commands nor write files or the database."""
    assert DENIED in await _refusal(bare.daily, action, **headers)


@pytest.mark.parametrize(
    ("variable", "value"), [("SHELL(id)", ""), ("FILE(/etc/passwd)", ""), ("DB_DELETE(acd-number/100)", "")]
)
async def test_daily_user_cannot_reach_around(bare: Bare, variable: str, value: str) -> None:
    """Functions that touch the system are out of its reach, also by Getvar."""
    with suppress(AmiError):
        assert (await bare.daily.act("Getvar", Variable=variable)).get("Value", "") == value
    assert await bare.note("acd-number", "100") == "queue,wrap"


async def add_to_fresh(bare: Bare) -> None:
    """With the next action, but for a reload that another one holds up for a moment."""
    for last in (False,) * 30 + (True,):
        try:
            await bare.daily.act("QueueAdd", Queue="fresh", Interface="PJSIP/1003", MemberName="a1003")
            return
        except AmiError as error:
            if last or "No such queue" not in str(error):
                raise
        await asyncio.sleep(0.1)


async def test_provisioning_user_does_its_work(bare: Bare) -> None:
    """Files, the database and reloads: a queue made at runtime is there with the next action, and read back as written."""
    made = await bare.provision.act(
        "UpdateConfig",
        **{
            "SrcFilename": "acd_queues.conf",
            "DstFilename": "acd_queues.conf",
            "Reload": "app_queue.so",
            "Action-000000": "NewCat",
            "Cat-000000": "fresh",
            "Action-000001": "Append",
            "Cat-000001": "fresh",
            "Var-000001": "strategy",
            "Value-000001": "rrmemory",
        },
    )
    assert made["Response"] == "Success"
    await add_to_fresh(bare)
    config = await bare.provision.act("GetConfig", Filename="acd_queues.conf", Category="fresh")
    assert "strategy=rrmemory" in config.values()
    await bare.put("acd-number", "101", "queue,fresh")
    assert await bare.note("acd-number", "101") == "queue,fresh"
    tree = await bare.provision.ask("DBGetTree", Family="acd-number")
    assert {"Key": "/acd-number/101", "Val": "queue,fresh"}.items() <= next(
        i.items() for i in tree if i["Key"].endswith("/101")
    )
    await bare.drop("acd-number", "101")
    assert await bare.note("acd-number", "101") is None


@pytest.mark.parametrize(
    ("action", "headers"),
    [
        ("Originate", {"Channel": "Local/idle@acd-janitor", "Application": "Wait", "Data": "1"}),
        ("Setvar", {"Variable": "ACD_READY", "Value": "1"}),
        ("QueueAdd", {"Queue": "wrap", "Interface": "PJSIP/1001"}),
        ("Command", {"Command": "core show version"}),
    ],
)
async def test_provisioning_user_may_not(bare: Bare, action: str, headers: dict[str, str]) -> None:
    """The provisioning user cannot touch calls or agents."""
    assert DENIED in await _refusal(bare.provision, action, **headers)


async def test_wrong_secret(server: Asterisk) -> None:
    """A wrong password is refused."""
    known = login(server, "aftercall")
    with pytest.raises(AmiError, match="Authentication failed"):
        await Ami.connect(type(known)(known.port, known.user, "wrong"))
