"""What people type wrong, names that want to be more than names, and parts that are not as they should be at the start."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from acd.asterisk.conf import text
from acd.asterisk.recording import blocks
from aftercall.bench import Asterisk
from aftercall.simulator.commands import Said as Granted
from aftercall.simulator.daemon import Daemon
from tests.cli.conftest import Typed as Said
from tests.cli.conftest import run
from tests.edges.ami_kit import fake_ami
from tests.floor.living import Living, Typed, living, typed, until

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(120)]

Quick = Callable[..., Awaitable[Said]]
SECOND_ACTION = "x\r\nAction: Command\r\nCommand: core stop now\r\n\r\n"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def opened(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Living]:
    recording = tmp_path_factory.mktemp("recording") / "floor.ami"
    async with living(settings={"AFTERCALL_AMI__RECORDING": str(recording)}) as it:
        await it.daemon.api.put("agents", "1003", {"name": "Guest"})
        yield it


@pytest_asyncio.fixture(loop_scope="module")
async def floor(opened: Living) -> AsyncIterator[Living]:
    """Both agents free; afterwards all that always holds must hold, and nothing that somebody typed became an action."""
    await opened.at_ease()
    yield opened
    await opened.at_ease()
    await opened.whole(lengths=False)
    said = said_to_asterisk(Path(opened.daemon.env["AFTERCALL_AMI__RECORDING"]))
    assert len(said) > 10
    for action in said:
        assert action.count(b"\r\n\r\n") == 1, action
        assert len(re.findall(rb"(?im)^action:", action)) == 1, action
        assert not action.startswith(b"Action: Command"), action


def said_to_asterisk(recording: Path) -> list[bytes]:
    with recording.open("rb") as file:
        return [block for way, _, block in blocks(file) if way == ">"]


@pytest.fixture
def quick(opened: Living, monkeypatch: pytest.MonkeyPatch) -> Quick:
    """`await quick("agents", "list")`: the command in this process, which spares its start."""
    for name, value in opened.daemon.env.items():
        monkeypatch.setenv(name, value)

    async def type_(*words: str) -> Said:
        return await asyncio.to_thread(run, *words)

    return type_


def one_line(done: Typed | Said, code: int, *parts: str) -> None:
    """A failure of this exit code, said in one line on the error stream alone."""
    assert done.code == code, done
    assert done.out == ""
    assert done.err.startswith("aftercall: "), done.err
    assert done.err.count("\n") == 1, done.err
    for part in parts:
        assert part in done.err, done.err


# --- what is not known, or taken ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("agents login 9999", ["9999", "not known"]),
        ("agents day 9999", ["9999", "not known"]),
        ("agents set 9999 --name Nobody", ["9999", "not known"]),
        ("agents type 1001 siesta", ["siesta", "not known", "lunch"]),
        ("agents login 1003 --phone 1001", ["phone 1001", "used by agent 1001"]),
        ("agents login 1003 --phone 7777", ["phone 7777", "not known", "phones add 7777"]),
        ("agents login 1003", ["1003", "no default phone"]),
        ("agents add 1009 Nine --phone 1001", ["phone", "is the phone of agent 1001"]),
        ("agents add 1009 Nine --queue nowhere", ["queues", "nowhere", "sales"]),
        ("agents add 1001 Twin", ["1001", "there already"]),
        ("agents add 10:01 Colon", ["code", "10:01"]),
        ("agents remove 1001", ["1001", "logged in", "log him out"]),
        ("queues show nowhere", ["queue", "nowhere", "not known"]),
        ("queues remove sales", ["sales", "1001", "1002"]),
        ("types remove siesta", ["type", "siesta", "not known"]),
        ("phones remove 1001", ["phone 1001", "1001 (", "log these agents out"]),
        ("agents extend 1001", ["1001", "not in aftercall"]),
        ("agents takeback 1001", ["nothing comes next"]),
    ],
)
async def test_refused_in_one_line(opened: Living, quick: Quick, words: str, parts: list[str]) -> None:
    """What is not known or taken: exit code 1, one line that names it and what to do, nothing changed."""
    before = await stands(opened)
    one_line(await quick(*words.split()), 1, *parts)
    assert await stands(opened) == before


@pytest.mark.parametrize(
    "words", ["agents dance 1001", "agents type 1001", "queues add x --aftercall soon", ""]
)
async def test_typed_wrong(quick: Quick, words: str) -> None:
    """What cannot be meant: exit code 2, no traceback."""
    done = await quick(*words.split())
    assert done.code == 2
    assert "Traceback" not in done.err


async def test_no_daemon_at_this_socket(opened: Living, tmp_path: Path) -> None:
    """Nobody there: exit code 3, with the remedy."""
    one_line(await opened.typed("--socket", str(tmp_path / "a.sock"), "agents", "list"), 3, "aftercall run")


async def stands(floor: Living) -> Any:
    """All that is configured, and how the agents stand."""
    things = [
        await floor.daemon.api.get(f"/{noun}") for noun in ("agents", "queues", "types", "phones", "numbers")
    ]
    boards = [(b["code"], b["state"], b["type"], b["phone"]) for b in await floor.daemon.api.boards()]
    return things, boards


# --- names -------------------------------------------------------------------------------------------------------

GOOD = {
    "emoji": "Zoë 🦊 Лис",
    "separators": "a,b;c|d&e=f>g",
    "dialplan": "${SHELL(touch /tmp/x)} $[1+1] ${EXTEN}",
    "conf": '[general](+) #include "x" ;-- \\',
    "quotes": 'O\'Neil "the" <1002>',
    "long": "ż" * 100,
}
BAD = {
    "line break": "a\nb",
    "action": SECOND_ACTION,
    "section": "a\n[1002]\ntype=endpoint",
    "200 characters": "x" * 200,
    "nothing": "",
    "blank": "  ",
    "line separator": "a\u2028b",
    "escape": "a\x1b[2Jb",
}


@pytest.mark.parametrize("name", GOOD.values(), ids=GOOD.keys())
async def test_names_people_write(floor: Living, name: str) -> None:
    """Through command, API and Asterisk: kept to the letter on the board, harmless in Asterisk's file, and he takes calls."""
    await floor.granted("1002", "type", type="lunch")
    done = await floor.typed("agents", "set", "1001", f"--name={name}")
    assert (done.code, done.err) == (0, "")
    assert (await floor.board("1001"))["name"] == name
    assert harmless(phones_file(floor)) == {"1001", "1002"}
    phone = await asyncio.to_thread(floor.site.asterisk.cli, "pjsip show endpoint 1001")
    assert f'"{text(name)}" <1001>\n' in phone
    assert "Unavailable" not in phone
    await floor.call("8002")
    await floor.shows("1001", "talking")
    assert (await floor.board("1002"))["state"] == "break"


@pytest.mark.parametrize("name", BAD.values(), ids=BAD.keys())
async def test_names_that_are_none(floor: Living, quick: Quick, name: str) -> None:
    """Line breaks, control characters, nothing, 200 characters: exit code 1, one line that names the field, nothing changed."""
    before = await stands(floor), phones_file(floor)
    one_line(await quick("agents", "set", "1001", f"--name={name}"), 1, "name: ")
    assert (await stands(floor), phones_file(floor)) == before


async def test_other_words_people_give(floor: Living, quick: Quick) -> None:
    """A reason, a disposition, a team, a queue's and a type's name with a line break: refused or kept as words, never more."""
    await floor.call("8001")
    agent = (await floor.whoever("talking"))["code"]
    await floor.wish(agent, "hold", reason=SECOND_ACTION)
    await floor.hang_up()
    await floor.shows(agent, "aftercall")
    await floor.wish(agent, "finish", disposition=SECOND_ACTION)
    for noun, code, field in (
        ("agents", "1001", "team"),
        ("queues", "sales", "name"),
        ("queues", "sales", "music"),
    ):
        one_line(await quick(noun, "set", code, f"--{field}={SECOND_ACTION}"), 1, f"{field}: ")
    for strange in ("1001%0d%0aAction:%20Ping", "..%2f..%2f", "%F0%9F%A6%8A"):
        await floor.refused(strange, "login")


async def test_a_number_that_wants_to_be_more(floor: Living) -> None:
    """A caller whose number holds separators and dialplan code is a caller like others: served, counted, told, and no more."""
    await floor.granted("1002", "type", type="lunch")
    mark = await floor.daemon.api.last_event()
    await floor.call("8001", caller_id="48%2C%7C%26%24%7BEXTEN%7D%22%5D%0D%0AAction")
    call = (await floor.shows("1001", "talking"))["call"]["call"]
    await floor.hang_up()
    board = await floor.shows("1001", "aftercall")
    assert (board["aftercall"]["queue"], board["aftercall"]["call"]) == ("sales", call)
    assert len(await floor.told(mark, "call-queued")) == 1
    await floor.shows("1001", "free")


def phones_file(floor: Living) -> str:
    return (floor.site.asterisk.etc / "acd_phones.conf").read_text()


def harmless(text: str) -> set[str]:
    """The phones in the file, which holds nothing but our sections and lines. Raises AssertionError."""
    section = r"\[(acd-phone(?:-auth|-aor)?\]\(!\)|\d+\]\(acd-phone(?:-auth|-aor)?\))"
    plain = r"[a-z_]+ ?=>? ?[^;\[\]{}$\\|,\x00-\x1f]*"
    lists = r"(allow|disallow) ?= ?[a-z0-9,]+"
    for line in text.splitlines():
        assert re.fullmatch(rf"|;.*|{section}|{plain}|{lists}", line.strip()), line
    return set(re.findall(r"^\[(\d+)\]", text, re.MULTILINE))


# --- starts ------------------------------------------------------------------------------------------------------


async def test_all_is_well(floor: Living) -> None:
    """On a floor that lives, `check` finds nothing to complain of."""
    done = await floor.typed("check", "--json")
    assert (done.code, failures(done)) == (0, [])


@pytest.mark.parametrize("shares", ["everything", "the socket"])
async def test_a_second_daemon_goes_away(floor: Living, tmp_path: Path, shares: str) -> None:
    """Started once more by mistake: it says why in one line and ends; the first works on as if nothing had been."""
    mark = await floor.daemon.api.last_event()
    env = dict(floor.daemon.env)
    if shares == "the socket":
        env |= {
            "AFTERCALL_STATE_DIR": str(tmp_path),
            "AFTERCALL_DATABASE__URL": f"sqlite:///{tmp_path}/other.db",
            "AFTERCALL_AMI__RECORDING": str(tmp_path / "other.ami"),
        }
    done = await asyncio.wait_for(typed(env, "run"), 90)
    assert done.code in (1, 3), done
    assert "Traceback" not in done.err
    (line,) = (line for line in done.err.splitlines() if line.startswith("aftercall: "))
    assert "stop" in line
    assert await floor.daemon.api.events(mark) == []
    await floor.granted("1001", "type", type="coffee")


MISSING = ("app_playback", "app_mixmonitor")  # in the order of the list that is checked


@pytest.fixture(scope="module")
def odd() -> Iterator[Asterisk]:
    """An Asterisk of its own. Its modules and passwords are each test's own affair."""
    with Asterisk() as asterisk:
        yield asterisk


def set_secret(asterisk: Asterisk, secret: str) -> None:
    """Of the daily user."""
    secrets = {**asterisk.secrets, "aftercall": secret}
    users = "".join(f"[{user}](+)\nsecret = {word}\n\n" for user, word in secrets.items())
    (asterisk.etc / "acd_manager_users.conf").write_text(users)
    asterisk.cli("manager reload")


@asynccontextmanager
async def starting(asterisk: Asterisk, **settings: str) -> AsyncIterator[Daemon]:
    """A daemon, started, that may never come up."""
    daemon = Daemon(asterisk, settings={f"AFTERCALL_{name}": value for name, value in settings.items()})
    try:
        await daemon.start()
        yield daemon
    finally:
        await daemon.close()


def log_lines(daemon: Daemon, event: str) -> list[dict[str, Any]]:
    lines = (json.loads(line) for line in daemon.log.read_text().splitlines() if line.startswith("{"))
    return [line for line in lines if line["event"] == event]


async def logged(daemon: Daemon, event: str, count: int = 1) -> list[dict[str, Any]]:
    async def so() -> list[dict[str, Any]]:
        found = log_lines(daemon, event)
        return found if len(found) >= count else []

    return await until(so, 30.0, f"{count} lines {event!r}")


def failures(done: Typed) -> list[dict[str, str]]:
    return [finding for finding in done.json["findings"] if finding["result"] == "failed"]


@pytest.mark.full
async def test_missing_modules_are_named(odd: Asterisk) -> None:
    """An Asterisk that lacks modules is not worked with: log, health and `check` name them with the remedy, who logs in is refused
    with it; loaded again, the floor opens by itself."""
    for name in MISSING:
        odd.cli(f"module unload {name}.so")
    lacks = f"Asterisk lacks modules that the floor needs: {', '.join(MISSING)}; load them in modules.conf"
    try:
        async with starting(odd) as daemon:
            (line,) = await logged(daemon, "cannot see what asterisk holds")
            assert line["level"] == "error"
            assert line["why"].startswith(lacks)
            assert not await daemon.api.is_up()
            done = await typed(daemon.env, "check", "--json")
            await daemon.api.put("phones", "1001", {})
            await daemon.api.put("agents", "1001", {"name": "One", "phone": "1001"})
            answer = await daemon.api.wish("1001", "login")
            assert (answer.said, lacks in answer.text) == (Granted.REFUSED, True), answer
            for name in MISSING:
                odd.cli(f"module load {name}.so")
            await daemon.wait_up()
            assert (await daemon.api.wish("1001", "login")).said is Granted.GRANTED
    finally:
        for name in MISSING:
            odd.cli(f"module load {name}.so")
    assert done.code == 1
    found = {one["what"]: one for one in failures(done)}
    assert found["modules"]["text"] == f"not loaded: {', '.join(MISSING)}"
    assert "modules.conf" in found["modules"]["remedy"]
    assert found["sees asterisk"]["text"].startswith(lacks)


@pytest.mark.full
@pytest.mark.parametrize(
    "by_itself", [False, pytest.param(True, marks=pytest.mark.full)], ids=["restarted", "waits"]
)
async def test_a_wrong_password(odd: Asterisk, by_itself: bool) -> None:
    """One clear line, a slow retry, `check` says it with the remedy; right again, the floor opens."""
    async with starting(odd, AMI__SECRET="not-yet") as daemon:
        (line,) = await logged(daemon, "ami down")
        assert line["level"] == "error"
        assert (
            line["why"]
            == f"Asterisk at 127.0.0.1:{odd.ami_port} refuses user 'aftercall': Authentication failed"
        )
        await asyncio.sleep(2.0)  # any other trouble is tried again within a second
        assert len(log_lines(daemon, "ami down")) == 1
        assert odd.full_log.read_text().count("failed to authenticate as 'aftercall'") == 1
        assert not await daemon.api.is_up()
        done = await typed(daemon.env, "check", "--json")
        found = {one["what"]: one for one in failures(done)}
        assert "AFTERCALL_AMI__SECRET" in found["user aftercall"]["remedy"]
        assert found["sees asterisk"]["text"] == line["why"]
        odd.full_log.write_text("")
        set_secret(odd, "not-yet")
        try:
            if by_itself:
                await until(daemon.api.is_up, 45.0, "the daemon is in")
            else:
                await daemon.kill()
                await daemon.start()
                await daemon.wait_up()
        finally:
            set_secret(odd, odd.secrets["aftercall"])


async def test_an_asterisk_that_is_too_old_is_left_alone(odd: Asterisk) -> None:
    """Refused with what is needed, by the daemon in one line a user and by `check`; it is asked nothing but its version."""
    async with fake_ami(version="20.9.1") as old:
        settings = {
            "AMI__PORT": str(old.port),
            "AMI__SECRET": old.secret,
            "AMI__PROVISION_SECRET": old.secret,
        }
        async with starting(odd, **settings) as daemon:
            lines = await logged(daemon, "ami down", 2)
            await asyncio.sleep(1.0)
            assert log_lines(daemon, "ami down") == lines
            assert {action["Action"] for action in old.actions} == {"Login", "CoreSettings"}
            done = await typed(daemon.env, "check", "--json")
    needed = "Asterisk 20.9.1 is too old: 22.10.1 or later is needed; install it and start again"
    assert [line["why"] for line in lines] == [needed, needed]
    found = {one["what"]: one["text"] for one in failures(done)}
    assert found["user aftercall"] == found["user aftercall-provision"] == needed
