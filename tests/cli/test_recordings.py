"""`aftercall recordings` and `aftercall agents recording`."""

from __future__ import annotations

from tests.cli.conftest import Type
from tests.web.house import House


async def test_paused_by_command(typed: Type, floor: House) -> None:
    """Pause and resume are answered with how the recording stands; outside of a call it is refused."""
    assert (await typed("queues", "set", "sales", "--recording")).code == 0
    await typed("agents", "login", "1001")
    assert (await typed("agents", "recording", "1001", "pause")).code == 1
    await floor.talk("1001")
    assert (await typed("agents", "recording", "1001", "pause", "--json")).json["agent"][
        "recording"
    ] == "paused"
    assert (await typed("agents", "recording", "1001", "resume")).code == 0
    assert (await typed("agents", "list", "--json")).json[0]["recording"] == "on"
    assert (await typed("agents", "recording", "1001", "stop")).code == 2


async def test_list(typed: Type, floor: House) -> None:
    """A line for each recorded call of the day, with caller and file; where nobody can look, where the files are."""
    await typed("queues", "set", "sales", "--recording")
    await typed("agents", "login", "1001")
    call = await floor.talk("1001")
    await floor.hang_up(call, "1001")
    await floor.journal.drained()
    lines = (await typed("recordings", "list")).out.splitlines()
    assert lines[0].split() == ["at", "length", "queue", "agent", "caller", "file", "there"]
    assert lines[1].split()[2:] == ["sales", "1001", "+48500", "Jan", f"sales/{call}.wav", "?"]
    assert "recording.directory" in lines[2]
    (told,) = (await typed("recordings", "list", "--queue", "sales", "--json")).json
    assert (told["call"], told["exists"]) == (call, None)
    assert (await typed("recordings", "list", "--agent", "1002")).out == "no recorded call on this day\n"
    assert (await typed("recordings", "list", "--date", "yesterday")).code == 2
